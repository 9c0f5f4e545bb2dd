"""The ways out from the middle, the way back, and a note."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from dinh.catalog.models import ProcessStep
from dinh.catalog.rules import process
from dinh.ground import services as ground
from dinh.town.shapes import Actor

from ..models import Dossier
from ..rules import on_time
from ..rules.axes import Business, Delivery
from ..shapes import DossierReopened
from . import fees
from .common import WrongState, day_of, locked, moment, note, reason_of, require
from .moving import Move, add_flag, tokens_of


@transaction.atomic
def withdraw(
    *, dossier_id: int, reason: str, by: Actor | None, at: datetime, seen: int | None = None
) -> Dossier:
    """The citizen takes the dossier back; every open step is closed by it."""
    return _leave(dossier_id, "withdraw", "withdrawn", reason, by, at, seen)


@transaction.atomic
def stop(*, dossier_id: int, reason: str, by: Actor | None, at: datetime, seen: int | None = None) -> Dossier:
    """The office stops working on it, with a reason that the citizen gets (form 05)."""
    return _leave(dossier_id, "stop", "stopped", reason, by, at, seen)


def _leave(
    dossier_id: int, effect: str, said: str, reason: str, by: Actor | None, at: datetime, seen: int | None
) -> Dossier:
    dossier = locked(dossier_id, seen)
    require(dossier, f"dossiers.{effect}", by, at)
    words = reason_of(reason)
    if dossier.ended:
        raise WrongState(
            _("Hồ sơ %(code)s đã có kết quả, không rút hay dừng được nữa.") % {"code": dossier.code}
        )
    at = moment(dossier, at)
    move = Move(dossier, by, at)
    process.leave(move.graph(), tokens_of(dossier, move.rows), effect)
    stood = next((row for row in move.rows if row.step.kind == "task" and not row.branch), None)
    for row in list(move.rows):
        move.close(row, effect, "", words)
    move.answer(effect, words, stood)
    move.ended()
    fees.let_go(dossier, effect, at)
    move.settle()
    note(dossier, said, by, at, reason=words)
    return dossier


@transaction.atomic
def reopen(
    *, dossier_id: int, reason: str, by: Actor | None, at: datetime, seen: int | None = None
) -> Dossier:
    """Work on an answered dossier is taken up again where it was answered. The old answer stays on record, marked; the
    dossier stays flagged, and its deadline is the first one."""
    dossier = locked(dossier_id, seen)
    require(dossier, "dossiers.reopen", by, at)
    words = reason_of(reason)
    if dossier.business not in (Business.DECIDED, Business.STOPPED):
        raise WrongState(_("Chỉ mở lại được hồ sơ đã giải quyết hoặc đã dừng."))
    at = moment(dossier, at)
    answer = dossier.answers.get(undone_at=None)
    answer.undone_at, answer.undone_why = at, words
    answer.save(update_fields=["undone_at", "undone_why"])
    dossier.decided_as, dossier.decided_at, dossier.late, dossier.closed_at = "", None, None, None
    dossier.delivery = Delivery.NONE.value
    dossier.business = Business.IN_PROCESS.value
    add_flag(dossier, on_time.Flag.REOPENED)
    move = Move(dossier, by, at)
    for row in list(move.rows):
        move.close(row, "~reopen", "", words)
    at_step = answer.holding
    if at_step is not None and at_step.step.kind == "task" and not at_step.branch:
        move.open(ProcessStep.objects.get(pk=at_step.step_id))
    else:
        move.follow(process.begin(move.graph()))
    fees.take_up(dossier, at)
    move.settle()
    note(dossier, "reopened", by, at, reason=words)
    ground.announce(
        DossierReopened(dossier.pk, dossier.code, dossier.unit.code, day_of(at).isoformat()), at=at
    )
    return dossier


@transaction.atomic
def add_note(*, dossier_id: int, words: str, by: Actor | None, at: datetime) -> None:
    """A remark in the dossier's story, for colleagues."""
    dossier = locked(dossier_id)
    require(dossier, "dossiers.note", by, at)
    note(dossier, "noted", by, moment(dossier, at), note=reason_of(words, "words"))
