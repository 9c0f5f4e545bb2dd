"""What every deed of the room shares: its refusals, who is acting, and who may on which side."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from dinh.ground.shapes import Ref
from dinh.town import services as town
from dinh.town.shapes import Actor

from ..models import Report
from ..rules import OF_RECEIVER, Fault
from ..sentences import say
from ..shapes import ReportState


class ReportRefused(Exception):
    """Base of this room's refusals. `str()` is a Vietnamese sentence fit to show."""


class WrongInput(ReportRefused):
    """What was typed cannot be taken. `faults` name each field, in the language of the screen."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(Fault(each.field, say(each.sentence)) for each in faults)
        super().__init__(" ".join(fault.sentence for fault in self.faults))

    @classmethod
    def of(cls, field: str, sentence: str) -> WrongInput:
        return cls([Fault(field, sentence)])


class WrongState(ReportRefused):
    """The report is not where this deed can be done."""

    @classmethod
    def about(cls, report: Report) -> WrongState:
        return cls(
            _("Báo cáo này đang ở tình trạng “%(state)s”, không làm được việc đó.")
            % {"state": _(ReportState(report.state).word)}
        )


class StaleReport(ReportRefused):
    """Somebody else saved or sent since the page was opened. Nothing was overwritten."""

    def __init__(self, who: str, when: datetime | None) -> None:
        moment = f"{timezone.localtime(when):%H:%M ngày %d/%m/%Y}" if when else _("vừa xong")
        super().__init__(
            _(
                "%(who)s đã ghi bản mới hơn lúc %(when)s. Bản của anh, chị chưa ghi và còn ở dưới; xem bản mới rồi ghi lại."
            )
            % {"who": who or _("Người khác"), "when": moment}
        )


class NotForOwnReport(ReportRefused):
    """A report is accepted by somebody other than whoever sent it."""


def ref_of(by: Actor | None) -> Ref | None:
    return by.ref if by else None


def person_id(by: Actor | None) -> int | None:
    return by.person_id if by else None


def name_of(by: Actor | None) -> str:
    """The name kept beside a deed; the machine has one too."""
    return by.name if by else "Máy"


def side_of(report: Report, deed: str) -> tuple[str, int | None]:
    """The unit path and office that a mandate for this deed must reach: who owes, or who receives."""
    if deed in OF_RECEIVER:
        return report.to_unit.path, report.to_office_id
    return report.unit.path, report.office_id


def may(actor: Actor | None, deed: str, report: Report, at: datetime) -> bool:
    """Whether to show a button. No query."""
    path, office = side_of(report, deed)
    return town.allowed(actor, deed, path, at, office)


def require(by: Actor | None, deed: str, report: Report, at: datetime) -> None:
    """Raise town.NotAllowed unless the actor may."""
    path, office = side_of(report, deed)
    town.require(by, deed, path, at, office)
