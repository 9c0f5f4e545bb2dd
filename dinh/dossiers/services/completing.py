"""Asking the citizen for more, and their answer. The clock stands in between."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from dinh.catalog.rules import process
from dinh.town.shapes import Actor

from ..models import CompletionRequest, Dossier
from ..rules import on_time
from ..shapes import CompletionAsked, GivenPaper
from .book import Book
from .common import (
    WrongInput,
    WrongState,
    day_of,
    locked,
    locked_step,
    moment,
    name_of,
    note,
    reason_of,
    require,
    require_step,
    said,
)
from .moving import Move, add_flag

MOST_ITEMS = 30


def record_request(
    dossier: Dossier,
    book: Book,
    *,
    items: Sequence[str],
    reason: str,
    beside: bool,
    by: Actor | None,
    at: datetime,
) -> CompletionRequest:
    """Write down a request under the caller's lock, in its book; a second one is flagged for good."""
    tidy = [said(item, 300) for item in items if item.strip()]
    if len(tidy) > MOST_ITEMS:
        raise WrongInput.of(
            "items", _("Mỗi lần yêu cầu không quá %(n)s giấy tờ, nội dung.") % {"n": MOST_ITEMS}
        )
    dossier.requests += 1
    if dossier.requests > 1:
        add_flag(dossier, on_time.Flag.ASKED_TWICE)
    made = CompletionRequest(
        dossier=dossier,
        number=dossier.requests,
        items=tidy,
        reason=reason,
        beside=beside,
        at=at,
        by_name=name_of(by),
    )
    book.new(made)
    book.tell(
        CompletionAsked(
            dossier.pk, dossier.code, dossier.unit.code, dossier.requests, day_of(at).isoformat()
        ),
        at,
    )
    return made


@transaction.atomic
def ask_completion(
    *,
    holding_id: int,
    reason: str,
    by: Actor | None,
    at: datetime,
    items: Sequence[str] = (),
    seen: int | None = None,
) -> Dossier:
    """Ask the citizen for more (form 02) from an open step; the clock stands until it is answered. By the process's own
    way where the step has one; else the step stays open, and waits."""
    from .going import step

    dossier, row = locked_step(holding_id, seen)
    require_step(row, "dossiers.ask_completion", by, at)
    words = reason_of(reason)
    if dossier.ended:
        raise WrongState(
            _("Hồ sơ %(code)s đã có kết quả, không yêu cầu bổ sung được.") % {"code": dossier.code}
        )
    at = moment(dossier, at)
    move = Move(dossier, by, at)
    waits = next((each for each in move.rows if each.step.kind == "wait-citizen"), None)
    if move.completion_waits or waits is not None:
        raise WrongState(_("Hồ sơ đang chờ người nộp bổ sung rồi."))
    ways = process.outcomes(move.graph(), row.step.key)
    own = next((flow for flow in ways if flow.effect == "complete-request"), None)
    if own is not None:
        return step(holding_id=row.pk, outcome=own.outcome, reason=words, items=items, by=by, at=at)
    record_request(dossier, move.book, items=items, reason=words, beside=True, by=by, at=at)
    move.completion_waits = True
    move.why = words
    move.settle()
    note(dossier, "completion-asked", by, at, step=row.step.name, n=dossier.requests, reason=words)
    return dossier


@transaction.atomic
def answer_completion(
    *,
    dossier_id: int,
    by: Actor | None,
    at: datetime,
    answer: str = "",
    papers: Sequence[GivenPaper] = (),
    seen: int | None = None,
) -> Dossier:
    """The citizen brought what was asked: papers are taken in and the clock runs again."""
    from .going import step
    from .papers import add_to

    dossier = locked(dossier_id, seen)
    require(dossier, "dossiers.answer_completion", by, at)
    waiting = dossier.completions.filter(answered_at=None).first()
    if waiting is None:
        raise WrongState(_("Hồ sơ %(code)s không chờ bổ sung gì.") % {"code": dossier.code})
    at = moment(dossier, at)
    add_to(dossier, papers, by, at)
    words = said(answer)
    note(dossier, "completion-answered", by, at, n=waiting.number, papers=len(papers), answer=words)
    move = Move(dossier, by, at)
    if waiting.beside:
        waiting.answered_at, waiting.answer = at, words
        waiting.save(update_fields=["answered_at", "answer"])
        move.completion_waits = False
        return move.settle()
    row = next((each for each in move.rows if each.step.kind == "wait-citizen"), None)
    if row is None:
        waiting.answered_at, waiting.answer = at, words
        waiting.save(update_fields=["answered_at", "answer"])
        return move.settle()
    usual = next(flow for flow in process.outcomes(move.graph(), row.step.key) if flow.effect == "none")
    return step(holding_id=row.pk, outcome=usual.outcome, reason=words, by=by, at=at)
