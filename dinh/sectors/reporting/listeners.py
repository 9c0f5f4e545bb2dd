"""What the room does when work announces something about a report."""

from __future__ import annotations

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from dinh.work.shapes import WorkRedated, WorkStateChanged

from . import services
from .models import Report
from .shapes import OPEN_STATES


def hear_redated(news: WorkRedated) -> None:
    """The asker granted more time on the desk: the report's day moves too."""
    if news.asked_by_kind != "report" or not news.new:
        return
    report = Report.objects.filter(pk=int(news.asked_by_id)).first()
    day = date.fromisoformat(news.new)
    if report is None or day in (report.due_on, report.again_by) or report.state not in ("owed", "returned"):
        return
    services.redate(
        report_id=report.pk,
        due_on=day,
        reason=_("Gia hạn ở bàn việc"),
        by=None,
        at=timezone.now(),
        from_work=True,
    )


def hear_moved(news: WorkStateChanged) -> None:
    """The asker gave the work up on the desk: the report need not be sent."""
    if news.asked_by_kind != "report" or news.new != "dropped" or news.old == "dropped":
        return
    report = Report.objects.filter(pk=int(news.asked_by_id), state__in=OPEN_STATES).first()
    if report is not None and not _asked_again(report):
        services.waive(
            report_id=report.pk, reason=_("Thôi giao ở bàn việc"), by=None, at=timezone.now(), from_work=True
        )


def _asked_again(report: Report) -> bool:
    """Whether another assignment stands for it: it passed to a successor, and only the old one was dropped."""
    from dinh.work import queries as work

    found = work.by_asker([report.ref]).get(report.ref)
    return found is not None and found.is_open
