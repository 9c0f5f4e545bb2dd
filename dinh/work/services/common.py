"""What every deed of the room shares: its refusals, who is acting, and whose side they are on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from dinh.ground import services as ground
from dinh.ground.shapes import Ref
from dinh.town import services as town
from dinh.town.services import NotAllowed
from dinh.town.shapes import Actor
from dinh.work import rules
from dinh.work.models import Assignment, Series
from dinh.work.shapes import WorkState, WorkStateChanged


class WorkRefused(Exception):
    """Base of this room's refusals. `str()` is a Vietnamese sentence fit to show."""


class WrongInput(WorkRefused):
    """What was typed cannot be taken; `field` names where."""

    def __init__(self, field: str, sentence: str) -> None:
        self.field = field
        super().__init__(sentence)


class WrongState(WorkRefused):
    """The assignment is not where this deed can be done: it has moved on, or never was there."""


def ref_of(by: Actor | None) -> Ref | None:
    return by.ref if by else None


def person_id(by: Actor | None) -> int | None:
    return by.person_id if by else None


def name_of(by: Actor | None) -> str:
    """The name kept beside a deed; the machine has one too."""
    return by.name if by else str(_("Máy"))


def day_of(at: datetime) -> date:
    return timezone.localtime(at).date()


def locked(assignment_id: int) -> Assignment:
    """The assignment with its units, locked until the transaction ends. Deeds on one assignment queue here; the wholes
    above it are locked first, so that two deeds in one tree never wait for each other."""
    tree = [assignment_id]
    while (parent := Assignment.objects.values_list("parent_id", flat=True).get(pk=tree[-1])) is not None:
        tree.append(parent)
    rows = (
        Assignment.objects.select_for_update(of=("self",))
        .select_related("unit", "asker_unit", "office", "asker_office", "person")
        .filter(pk__in=tree)
        .order_by("pk")  # a whole is always older than its parts
    )
    return {row.pk: row for row in rows}[assignment_id]


def moved(work: Assignment, deed: str) -> str:
    """The state that a deed leads to from where the assignment stands. Raises WrongState with a sentence."""
    state = rules.after(deed, work.state, checked=work.checked, before=work.state_before)
    if state is None:
        raise WrongState(
            _("Việc này đang ở trạng thái “%(state)s” nên không thể %(deed)s. Mở lại trang để xem bản mới.")
            % {"state": state_word(work.state), "deed": str(_(rules.WORDS[deed])).lower()}
        )
    return state


def file_words(files: Sequence[Any]) -> list[str]:
    return [each.name for each in files]


def may(work: Assignment | Series, deed: str, by: Actor | None, at: datetime) -> bool:
    """Whether the actor may do the deed on this assignment: for showing or hiding a form. The coop offices are read
    from `work.coop_ids` when a page has put them there."""
    if by is None:
        return False
    own = rules.persons_of(by, day_of(at))
    if deed in rules.ASKER_SIDE:
        if work.asker_person_id in own and rules.works_at(by, work.asker_unit.path, day_of(at)):
            return True
        return town.allowed(by, deed, work.asker_unit.path, at, work.asker_office_id)
    if work.person_id in own and deed in rules.OWN_WORK:
        return True
    offices: list[int | None] = [work.office_id]
    if deed in rules.COOP_TOO:
        offices += coop_ids(work)
    return any(town.allowed(by, deed, work.unit.path, at, office) for office in offices)


def coop_ids(work: Assignment | Series) -> list[int | None]:
    """The offices that take part, read once per row."""
    known: list[int | None] | None = getattr(work, "coop_ids", None)
    if known is None:
        known = [] if isinstance(work, Series) else list(work.coops.values_list("office_id", flat=True))
        work.coop_ids = known  # type: ignore[union-attr]
    return known


def require(work: Assignment | Series, deed: str, by: Actor | None, at: datetime) -> None:
    """Raise NotAllowed with a sentence that names who may, unless the actor may. The machine may."""
    if by is None or may(work, deed, by, at):
        return
    if deed in rules.ASKER_SIDE:
        town.require(by, deed, work.asker_unit.path, at, work.asker_office_id)
    town.require(by, deed, work.unit.path, at, work.office_id)


def note(
    work: Assignment,
    deed: str,
    by: Actor | None,
    at: datetime,
    *,
    also: Sequence[Ref] = (),
    **data: Any,
) -> None:
    """Write the deed's line: about the assignment, shown also in the story of what asked for it."""
    others = [*also]
    if work.asked_by is not None:
        others.append(work.asked_by)
    if work.parent_id is not None:
        others.append(Ref("assignment", work.parent_id))
    ground.write(deed=deed, about=work.ref, by=ref_of(by), at=at, data=data, also=others)


def tell_moved(work: Assignment, old: str, at: datetime) -> None:
    """Tell those above that the assignment moved."""
    ground.announce(
        WorkStateChanged(
            work.pk,
            work.asked_by_kind,
            work.asked_by_id,
            old,
            work.state,
            day_of(at).isoformat(),
            work.office_id,
            work.percent,
        ),
        at=at,
    )


def state_word(state: str) -> str:
    return str(_(WorkState(state).word))


__all__ = ["NotAllowed", "WorkRefused", "WrongInput", "WrongState"]
