"""The bridge down to work: each report that is owed stands on a desk until it is accepted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from dinh.town.shapes import Actor
from dinh.work import queries as work_queries
from dinh.work import services as work
from dinh.work.models import Assignment
from dinh.work.services import common as work_side
from dinh.work.shapes import Ask

from ..models import Report


def ask(reports: Sequence[Report], by: Actor | None, at: datetime) -> None:
    """Ask the office (or the unit) that owes each report for it, in one act."""
    if not reports:
        return
    work.ask_many(asks=[_ask(report) for report in reports], by=by, at=at)


def _ask(report: Report) -> Ask:
    detail = ""
    if report.duty_id:
        detail = _("Số liệu từ %(first)s đến hết %(last)s.") % {
            "first": f"{report.period_first:%d/%m/%Y}",
            "last": f"{report.period_last:%d/%m/%Y}",
        }
    return Ask(
        title=report.title,
        unit_id=report.unit_id,
        office_id=report.office_id,
        due_on=report.due_on,
        product=_("Báo cáo gửi trên hệ thống"),
        detail=detail,
        asker_unit_id=report.to_unit_id,
        asker_office_id=report.to_office_id,
        asked_by=report.ref,
        check=True,
    )


def close(report: Report, outcome: str, by: Actor | None, at: datetime, *, remark: str = "") -> None:
    """Take the report off the desk: "done" or "dropped"."""
    work.close(asked_by=report.ref, outcome=outcome, by=by, at=at, remark=remark)


def redate(report: Report, by: Actor | None, at: datetime) -> None:
    """Bring the day on the desk in step with the report's."""
    work.redate(asked_by=report.ref, due_on=report.due_on, by=by, at=at)


def handed_in(report: Report, by: Actor | None, at: datetime) -> None:
    """The report was sent: its assignment waits for the asker."""
    found = _open(report)
    if found is not None and found.state not in ("submitted", "paused"):
        work.submit(assignment_id=found.pk, by=_as(found, "work.submit", by, at), at=at)


def sent_back(report: Report, remark: str, by: Actor | None, at: datetime) -> None:
    """The report was returned: its assignment is with the owing side again, by the day given."""
    found = _open(report)
    if found is not None and found.state == "submitted":
        work.send_back(
            assignment_id=found.pk,
            remark=remark,
            due_on=report.again_by,
            by=_as(found, "work.send_back", by, at),
            at=at,
        )


def _open(report: Report) -> Assignment | None:
    found = work_queries.by_asker([report.ref]).get(report.ref)
    return found if found is not None and found.is_open else None


def _as(found: Assignment, deed: str, by: Actor | None, at: datetime) -> Actor | None:
    """Whoever acted, where the desk allows them too; else the machine: who may was decided on the report itself, and the
    work may have gone to another office since."""
    return by if work_side.may(found, deed, by, at) else None
