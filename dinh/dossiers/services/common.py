"""What every deed of the room shares: its refusals, the lock, who may, the line in the ledger."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from dinh.ground import services as ground
from dinh.ground.shapes import Done, Ref
from dinh.ground.sql_memo import asked
from dinh.town import services as town
from dinh.town.rules import may as mandates_may
from dinh.town.services import NotAllowed
from dinh.town.shapes import Actor
from dinh.work.rules import persons_of

from .. import rules
from ..applicant import Applicant
from ..models import Dossier, Holding
from ..rules.intake import Fault
from ..sayings import say


class DossierRefused(Exception):
    """Base of this room's refusals. `str()` is a Vietnamese sentence fit to show."""


class WrongInput(DossierRefused):
    """What was handed in cannot be taken; `faults` name the fields and papers."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(Fault(fault.field, say(fault.sentence)) for fault in faults)
        super().__init__(" ".join(fault.sentence for fault in self.faults))

    @classmethod
    def of(cls, field: str, sentence: str) -> WrongInput:
        return cls([Fault(field, sentence)])


class WrongState(DossierRefused):
    """The dossier is not where this deed can be done: somebody was faster, or it never was."""


class StaleDossier(WrongState):
    """Somebody changed the dossier since the page was opened."""


class NotThere(DossierRefused):
    """There is no such dossier or step."""


def ref_of(by: Actor | None) -> Ref | None:
    return by.ref if by else None


def person_id(by: Actor | None) -> int | None:
    return by.person_id if by else None


def name_of(by: Actor | None) -> str:
    """The name kept beside a deed; the machine has one too."""
    return by.name if by else str(_("Máy"))


def local(at: datetime) -> datetime:
    return timezone.localtime(at)


def day_of(at: datetime) -> date:
    return local(at).date()


STEP_WITH = ("step", "unit", "office", "person")
WHOLE = ("unit", "office", "received_unit", "received_office", "applicant")


def locked(dossier_id: int, seen: int | None = None) -> Dossier:
    """The dossier, locked until the transaction ends: deeds on one dossier queue here. `seen` is the version that the
    page showed."""
    found = asked("dossiers.locked", _to_lock, int(dossier_id))
    if not found:
        raise NotThere(_("Không có hồ sơ này."))
    row = found[0]
    check_seen(row, seen)
    return row


def _to_lock(dossier_id: int) -> QuerySet[Dossier]:
    return Dossier.objects.select_for_update(of=("self",)).select_related(*WHOLE).filter(pk=dossier_id)


def check_seen(row: Dossier, seen: int | None) -> None:
    """Raise when somebody wrote since the page showed version `seen`."""
    if seen is not None and seen != row.version:
        raise StaleDossier(
            _("Hồ sơ %(code)s vừa có người khác ghi. Mở lại trang để xem bản mới rồi làm tiếp.")
            % {"code": row.code}
        )


def locked_step(holding_id: int, seen: int | None = None) -> tuple[Dossier, Holding]:
    """An open step and its dossier, both as they are under the lock."""
    found = asked("dossiers.of-step", _of_step, int(holding_id))
    if not found:
        raise NotThere(_("Không có bước này."))
    dossier = locked(found[0], seen)
    (row,) = asked("dossiers.step", _whole_step, int(holding_id))
    check_open(row)
    row.dossier = dossier
    return dossier, row


def _of_step(holding_id: int) -> QuerySet[Holding, int]:
    return Holding.objects.filter(pk=holding_id).order_by().values_list("dossier_id", flat=True)


def _whole_step(holding_id: int) -> QuerySet[Holding]:
    return Holding.objects.select_related(*STEP_WITH).filter(pk=holding_id).order_by()


def check_open(row: Holding) -> None:
    """Raise when the step is done; says who did it and when."""
    if row.closed_at is not None:
        raise WrongState(
            _("Bước “%(step)s” đã xong lúc %(at)s, người ghi: %(who)s. Mở lại trang để xem bản mới.")
            % {"step": row.step.name, "at": f"{local(row.closed_at):%H:%M %d/%m/%Y}", "who": row.by_name}
        )


def moment(dossier: Dossier, at: datetime) -> datetime:
    """`at`, never before the dossier's last deed: clocks of two machines differ by a moment."""
    return max(at, dossier.moved_at)


# ---------------------------------------------------------------- who may


def may_step(row: Holding, deed: str, by: Actor | None, at: datetime, effects: Iterable[str] = ()) -> bool:
    """Whether the actor may do a deed on an open step. Whoever holds it does it; what nobody holds, anybody of the step's
    role and office; a head may hand over and recall what others hold. Costs no query when unit is at hand."""
    if by is None:
        return True
    if isinstance(by, Applicant):  # the wait that ends when they answer, and nothing else
        return (
            deed == "dossiers.step"
            and row.role == "citizen"
            and not set(effects)
            and by.may(row.dossier_id, "dossiers.answer_completion")
        )
    roles = rules.step_roles(row.role, frozenset(effects)) & rules.WHO_MAY[deed]
    day = day_of(at)
    if deed in HEADS_TOO and mandates_may(
        by.mandates,
        frozenset({"office_head", "leader"}) & rules.WHO_MAY[deed],
        row.unit.path,
        day,
        row.office_id,
    ):
        return True
    if row.person_id is not None and row.person_id not in persons_of(by, day):
        return False
    return mandates_may(by.mandates, roles, row.unit.path, day, row.office_id)


HEADS_TOO = frozenset({"dossiers.hand_over", "dossiers.recall", "dossiers.transfer"})


def require_step(
    row: Holding, deed: str, by: Actor | None, at: datetime, effects: Iterable[str] = ()
) -> None:
    """Raise unless `may_step`. Says who holds it, or who has the mandate."""
    if may_step(row, deed, by, at, effects):
        return
    assert by is not None
    if isinstance(by, Applicant):
        raise NotAllowed(_("Việc này của cán bộ, người nộp không làm được."))
    if row.person_id is not None and row.person_id not in persons_of(by, day_of(at)):
        holder = row.person.name if row.person else ""
        raise NotAllowed(
            _(
                "%(holder)s đang giữ bước “%(step)s”. Người giữ chuyển, hoặc trưởng phòng thu lại rồi giao người khác."
            )
            % {"holder": holder, "step": row.step.name}
        )
    town.require(by, deed, row.unit.path, at, row.office_id)
    raise NotAllowed(
        _("%(person)s không làm được bước “%(step)s”: bước này dành cho %(role)s.")
        % {"person": by.name, "step": row.step.name, "role": role_word(row.role).lower()}
    )


def role_word(role: str) -> str:
    from dinh.catalog.rules.process import WHO_WORDS

    return str(_(WHO_WORDS[role])) if role in WHO_WORDS else ""


def places_of(dossier: Dossier) -> list[tuple[str, int | None]]:
    """Where a dossier belongs: who received it, who decides, who holds it now. At most one query, once a row."""
    known: list[tuple[str, int | None]] | None = getattr(dossier, "known_places", None)
    if known is None:
        held = Holding.objects.filter(dossier=dossier, closed_at=None).values_list("unit__path", "office_id")
        known = list(
            dict.fromkeys(
                [
                    (dossier.unit.path, dossier.office_id),
                    (dossier.received_unit.path, dossier.received_office_id),
                    *held,
                ]
            )
        )
        dossier.known_places = known  # type: ignore[attr-defined]
    return known


def may(dossier: Dossier, deed: str, by: Actor | None, at: datetime) -> bool:
    """Whether the actor may do a deed on the dossier as a whole, from any of its places."""
    if isinstance(by, Applicant):
        return by.may(dossier.pk, deed)
    return by is None or any(
        town.allowed(by, deed, path, at, office_id) for path, office_id in places_of(dossier)
    )


def require(dossier: Dossier, deed: str, by: Actor | None, at: datetime) -> None:
    if not may(dossier, deed, by, at):
        if isinstance(by, Applicant):
            raise NotAllowed(_("Anh, chị không làm được việc này với hồ sơ này."))
        town.require(by, deed, dossier.unit.path, at, dossier.office_id)


def said(text: str, most: int = 1000) -> str:
    return " ".join(text.split())[:most]


def reason_of(text: str, field: str = "reason") -> str:
    """The reason, which this deed cannot do without."""
    words = said(text)
    if not words:
        raise WrongInput.of(field, _("Ghi lý do, ngắn gọn cũng được."))
    return words


def line_of(dossier: Dossier, deed: str, by: Actor | None, at: datetime, **data: Any) -> Done:
    """The deed's line. No name or number of a citizen goes into the ledger."""
    also = (Ref("office", dossier.office_id),) if dossier.office_id else ()
    return Done(f"dossiers.{deed}", dossier.ref, ref_of(by), at, data, also)


def note(dossier: Dossier, deed: str, by: Actor | None, at: datetime, **data: Any) -> None:
    """Write the deed's line."""
    done = line_of(dossier, deed, by, at, **data)
    ground.write(deed=done.deed, about=done.about, by=done.by, at=at, data=done.data, also=done.also)
