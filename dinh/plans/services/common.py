"""What every deed of the room shares: its refusals, and who is acting."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from dinh.ground.shapes import Ref
from dinh.plans.models import Allotment, ProposalItem
from dinh.plans.rules import Fault
from dinh.plans.shapes import ItemState
from dinh.town.shapes import Actor


class PlanRefused(Exception):
    """Base of this room's refusals. `str()` is a Vietnamese sentence fit to show."""


class WrongInput(PlanRefused):
    """What was typed cannot be taken. `faults` name each field."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(fault.sentence for fault in self.faults))

    @classmethod
    def of(cls, field: str, sentence: str) -> WrongInput:
        return cls([Fault(field, sentence)])


class WrongState(PlanRefused):
    """The thing is not where this deed can be done."""


class StaleItem(PlanRefused):
    """Somebody else decided on it since the page was opened. Nothing was changed."""

    def __init__(self, *, who: str, when: datetime | None, what: str) -> None:
        moment = f"{timezone.localtime(when):%H:%M ngày %d/%m/%Y}" if when else _("vừa xong")
        super().__init__(
            _(
                "Mục này vừa được %(who)s xử lý “%(what)s” lúc %(when)s. Việc của anh, chị chưa ghi; "
                "xem bản mới rồi xử lý lại."
            )
            % {"who": who or _("người khác"), "what": what, "when": moment}
        )

    @classmethod
    def about(cls, item: ProposalItem) -> StaleItem:
        return cls(who=item.decided_by_name, when=item.decided_at, what=ItemState(item.state).word)


class StaleAllotment(PlanRefused):
    """The obligation changed since the page was opened. Nothing was done."""

    def __init__(self, row: Allotment) -> None:
        super().__init__(
            _("Chỉ tiêu giao cho %(unit)s vừa thay đổi; anh, chị xem lại con số rồi trả lời.")
            % {"unit": row.unit.name_in_text}
        )


class AlreadyAdopted(PlanRefused):
    """The reading has become a plan."""


class StillOpen(PlanRefused):
    """Items remain that nobody decided on."""

    def __init__(self, left: int, doubtful: int) -> None:
        self.left, self.doubtful = left, doubtful
        super().__init__(
            _(
                "Còn %(left)s mục chưa soát, trong đó %(doubtful)s mục còn ngờ. Soát hết rồi mới đưa vào theo dõi."
            )
            % {"left": left, "doubtful": doubtful}
        )


class NotForOwnValue(PlanRefused):
    """A value is approved by somebody other than whoever entered it."""


def ref_of(by: Actor | None) -> Ref | None:
    return by.ref if by else None


def person_id(by: Actor | None) -> int | None:
    return by.person_id if by else None


def name_of(by: Actor | None) -> str:
    """The name kept beside a deed; the machine has one too."""
    return by.name if by else "Máy"
