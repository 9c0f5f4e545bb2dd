"""What every deed of the room shares: its refusals, who is acting, the locked procedure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from dinh.ground import services as ground
from dinh.ground.shapes import Ref
from dinh.town.shapes import Actor

from ..models import Procedure, ProcedureEdition
from ..rules import Fault
from ..sayings import say


class CatalogRefused(Exception):
    """Base of this room's refusals. `str()` is a Vietnamese sentence fit to show."""


class WrongInput(CatalogRefused):
    """What was given cannot be taken. `faults` name each field, row or cell."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(Fault(fault.where, say(fault.sentence)) for fault in faults)
        super().__init__(" ".join(fault.sentence for fault in self.faults))

    @classmethod
    def of(cls, where: str, sentence: str) -> WrongInput:
        return cls([Fault(where, sentence)])


class Missing(WrongInput):
    """The edition may not be published: what is missing is in `faults`, a sentence each."""


class WrongState(CatalogRefused):
    """The edition is not where this deed can be done."""


class StaleDraft(CatalogRefused):
    """Somebody else changed the draft since the page was opened. Nothing was overwritten."""

    def __init__(self) -> None:
        super().__init__(
            _("Người khác vừa sửa bản này. Việc của anh, chị chưa ghi; xem bản mới rồi ghi lại.")
        )


class NotThere(CatalogRefused):
    """No such procedure or edition."""


def ref_of(by: Actor | None) -> Ref | None:
    return by.ref if by else None


def name_of(by: Actor | None) -> str:
    return by.name if by else "Máy"


def day_of(at: datetime) -> date:
    return timezone.localtime(at).date()


def locked_procedure(procedure_id: int) -> Procedure:
    """The procedure, locked until the transaction ends: its editions change one deed at a time."""
    return (
        Procedure.objects.select_for_update(of=("self",))
        .select_related("keeper", "field")
        .get(pk=procedure_id)
    )


def locked_edition(edition_id: int) -> ProcedureEdition:
    """An edition under the lock of its procedure."""
    procedure_id = (
        ProcedureEdition.objects.filter(pk=edition_id).values_list("procedure_id", flat=True).first()
    )
    if procedure_id is None:
        raise NotThere(_("Không có bản thủ tục này."))
    procedure = locked_procedure(procedure_id)
    edition = ProcedureEdition.objects.filter(pk=edition_id).first()
    if edition is None:
        raise NotThere(_("Bản này vừa bị bỏ."))
    edition.procedure = procedure
    return edition


def require_state(edition: ProcedureEdition, *states: str) -> None:
    if edition.state not in states:
        raise WrongState(
            _("Bản %(number)s của thủ tục %(code)s đang ở tình trạng “%(state)s”, không làm được việc đó.")
            % {"number": edition.number, "code": edition.procedure.code, "state": _(edition.state_word)}
        )


def note(edition: ProcedureEdition, deed: str, by: Actor | None, at: datetime, **data: Any) -> None:
    """Write the deed's line about the edition; the procedure's story shows it too."""
    ground.write(
        deed=f"catalog.{deed}",
        about=edition.ref,
        by=ref_of(by),
        at=at,
        data={"code": edition.procedure.code, "number": edition.number, **data},
        also=[edition.procedure.ref],
    )
