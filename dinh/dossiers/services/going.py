"""A step in somebody's hands: taken, handed over, called back, sent to another body and back, brought to its outcome."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cached_property

from django.db import transaction
from django.utils.translation import gettext as _

from dinh.catalog.models import ProcessStep
from dinh.catalog.rules import process
from dinh.town import queries as town_queries
from dinh.town.models import Office, Person, Unit
from dinh.town.rules import may as mandates_may
from dinh.town.shapes import Actor
from dinh.work.rules import persons_of

from .. import rules
from ..models import Dossier, Holding
from . import fees
from .book import Book
from .common import (
    NotAllowed,
    WrongInput,
    WrongState,
    day_of,
    line_of,
    locked_step,
    moment,
    name_of,
    note,
    person_id,
    reason_of,
    require_step,
    said,
)
from .completing import record_request
from .moving import Move, tokens_of

NEEDS_REASON = frozenset({"refuse", "stop", "withdraw", "complete-request"})


@transaction.atomic
def take(*, holding_id: int, by: Actor, at: datetime, seen: int | None = None) -> Holding:
    """The actor holds the step from now on. What somebody else holds is not taken; see `recall`."""
    dossier, row = locked_step(holding_id, seen)
    book = Book()
    take_row(dossier, row, by, at, book)
    book.write()
    return row


def take_row(dossier: Dossier, row: Holding, by: Actor, at: datetime, book: Book) -> None:
    """`take` under the caller's lock, into its book."""
    require_step(row, "dossiers.take", by, at)
    at = moment(dossier, at)
    if row.taken_at is not None:
        raise WrongState(_("Bước “%(step)s” đã có người nhận xử lý.") % {"step": row.step.name})
    row.person_id, row.taken_at = by.person_id, at
    book.changed(row, "person", "taken_at")
    _touch(dossier, at, book)
    book.line(line_of(dossier, "taken", by, at, step=row.step.name))


@transaction.atomic
def hand_over(
    *,
    holding_id: int,
    by: Actor | None,
    at: datetime,
    to_person_id: int | None = None,
    to_office_id: int | None = None,
    reason: str = "",
    seen: int | None = None,
) -> Holding:
    """The step goes to a colleague or to another office of the same unit. Its limit stays; it may be called back until it
    is taken."""
    dossier, row = locked_step(holding_id, seen)
    book = Book()
    to = Receiver(at, to_person_id, to_office_id)
    new = hand_on(dossier, row, to, by, at, said(reason), book)
    book.write()
    return new


class Receiver:
    """Who a step is handed to: a colleague or an office of the same unit, read once for however many steps."""

    def __init__(self, at: datetime, person_id: int | None, office_id: int | None) -> None:
        self.at, self.person_id, self.office_id = at, person_id, office_id

    @cached_property
    def person(self) -> Person | None:
        return Person.objects.filter(pk=self.person_id or 0).first()

    @cached_property
    def office(self) -> Office | None:
        return Office.objects.filter(pk=self.office_id or 0).first()

    @cached_property
    def actor(self) -> Actor:
        assert self.person is not None
        return town_queries.actor_of_person(self.person, self.at)


def hand_on(
    dossier: Dossier, row: Holding, to: Receiver, by: Actor | None, at: datetime, reason: str, book: Book
) -> Holding:
    """`hand_over` under the caller's lock, into its book."""
    require_step(row, "dossiers.hand_over", by, at)
    at = moment(dossier, at)
    if (to.person_id is None) == (to.office_id is None):
        raise WrongInput.of("to", _("Chọn một người hoặc một cơ quan để chuyển."))
    person = office = None
    if to.person_id is not None:
        person = to.person
        if person is None:
            raise WrongInput.of("to", _("Không có người này."))
        if person.pk == row.person_id:
            raise WrongInput.of("to", _("%(person)s đang giữ bước này.") % {"person": person.name})
        office = row.office
        if not _may_do(row, to.actor, at):
            raise WrongInput.of(
                "to",
                _("%(person)s không có quyền làm bước “%(step)s” tại đây.")
                % {"person": person.name, "step": row.step.name},
            )
    else:
        office = to.office
        if office is None or office.unit_id != row.unit_id:
            raise WrongInput.of("to", _("Cơ quan nhận không thuộc đơn vị đang giữ hồ sơ."))
        if office.pk == row.office_id and row.person_id is None:
            raise WrongInput.of("to", _("Bước này đang ở %(office)s.") % {"office": office.name})
    name = person.name if person else office.name if office else ""
    new = _pass_on(dossier, row, by, at, row.unit, office, person, "hand-over", reason, book)
    book.line(line_of(dossier, "handed-over", by, at, step=row.step.name, to=name, reason=reason))
    return new


@transaction.atomic
def recall(
    *, holding_id: int, by: Actor | None, at: datetime, reason: str = "", seen: int | None = None
) -> Holding:
    """Back to whoever handed it over, as long as it is not taken; a head calls back what was taken too, to the office's
    common desk."""
    dossier, row = locked_step(holding_id, seen)
    came = row.came_from if row.came_from_id else None
    giver = came is not None and row.how == "hand-over" and _gave(came, by, at) and row.taken_at is None
    if not giver:
        if not _is_head(row, by, at):
            require_step(row, "dossiers.recall", by, at)
            raise WrongState(_("Chỉ thu lại được bước mình đã chuyển mà nơi nhận chưa nhận xử lý."))
        if row.person_id is None:
            raise WrongState(
                _("Bước “%(step)s” chưa có ai giữ nên không cần thu lại.") % {"step": row.step.name}
            )
    at = moment(dossier, at)
    if giver:
        assert came is not None
        new = _pass_on(
            dossier,
            row,
            by,
            at,
            came.unit,
            came.office,
            came.by if came.person_id is None else came.person,
            "recall",
            said(reason),
        )
        new.taken_at = at if new.person_id else None
        new.save(update_fields=["taken_at"])
    else:
        new = _pass_on(dossier, row, by, at, row.unit, row.office, None, "recall", said(reason))
    note(dossier, "recalled", by, at, step=row.step.name, reason=said(reason))
    return new


@transaction.atomic
def transfer(
    *,
    holding_id: int,
    to_unit_id: int,
    by: Actor | None,
    at: datetime,
    reason: str,
    to_office_id: int | None = None,
    seen: int | None = None,
) -> Holding:
    """The step goes to another body. The dossier stays with the one that decides; its clock runs on."""
    dossier, row = locked_step(holding_id, seen)
    require_step(row, "dossiers.transfer", by, at)
    words = reason_of(reason)
    at = moment(dossier, at)
    unit = Unit.objects.alive_on(day_of(at)).filter(pk=to_unit_id).first()
    if unit is None:
        raise WrongInput.of("to_unit", _("Không có cơ quan nhận này trong ngày hôm nay."))
    office = Office.objects.alive_on(day_of(at)).filter(pk=to_office_id).first() if to_office_id else None
    if to_office_id and (office is None or office.unit_id != unit.pk):
        raise WrongInput.of("to_office", _("Cơ quan nhận không thuộc đơn vị đã chọn."))
    if unit.pk == row.unit_id:
        raise WrongInput.of(
            "to_unit", _("Bước này đang ở đơn vị đó; trong cùng đơn vị thì dùng Chuyển người xử lý.")
        )
    new = _pass_on(dossier, row, by, at, unit, office, None, "transfer", words)
    note(dossier, "transferred", by, at, step=row.step.name, to=unit.full_name, reason=words)
    return new


@transaction.atomic
def give_back(
    *, holding_id: int, by: Actor | None, at: datetime, reason: str, seen: int | None = None
) -> Holding:
    """What came by transfer goes back to the body that sent it, with an answer in words."""
    dossier, row = locked_step(holding_id, seen)
    sent = row
    while sent.came_from_id is not None and sent.how != "transfer":
        assert sent.came_from is not None
        sent = sent.came_from
    if sent.how != "transfer" or sent.came_from is None:
        raise WrongState(_("Bước này không do cơ quan khác chuyển đến nên không chuyển trả được."))
    require_step(row, "dossiers.give_back", by, at)
    words = reason_of(reason)
    at = moment(dossier, at)
    home = sent.came_from
    new = _pass_on(dossier, row, by, at, home.unit, home.office, home.person, "back", words)
    note(dossier, "given-back", by, at, step=row.step.name, to=home.unit.full_name, reason=words)
    return new


def _pass_on(
    dossier: Dossier,
    row: Holding,
    by: Actor | None,
    at: datetime,
    unit: Unit,
    office: Office | None,
    person: Person | None,
    how: str,
    words: str,
    book: Book | None = None,
) -> Holding:
    """Close one row and open the next of the same step elsewhere: who held it since when stays readable. Written at once
    unless the caller has a book."""
    own, book = book is None, book or Book()
    row.closed_at, row.outcome, row.note = at, f"~{how}", words
    row.by_id, row.by_name = person_id(by), name_of(by)
    book.changed(row, "closed_at", "outcome", "note", "by", "by_name")
    new = Holding(
        dossier=dossier,
        step=row.step,
        branch=row.branch,
        role=row.role,
        unit=unit,
        office=office,
        person=person,
        opened_at=at,
        due_at=row.due_at,
        pressing_at=row.pressing_at,
        came_from=row,
        how=how,
    )
    book.new(new)
    _touch(dossier, at, book)
    if own:
        book.write()
    return new


def _touch(dossier: Dossier, at: datetime, book: Book) -> None:
    dossier.version += 1
    dossier.moved_at = at
    book.changed(dossier, "version", "moved_at")


def can_do(row: Holding, person: Person, at: datetime) -> bool:
    """Whether a person has the mandate for a step. 1 query or two."""
    return _may_do(row, town_queries.actor_of_person(person, at), at)


def _may_do(row: Holding, actor: Actor, at: datetime) -> bool:
    return mandates_may(actor.mandates, rules.step_roles(row.role), row.unit.path, day_of(at), row.office_id)


def _gave(came: Holding, by: Actor | None, at: datetime) -> bool:
    return by is not None and came.by_id is not None and came.by_id in persons_of(by, day_of(at))


def _is_head(row: Holding, by: Actor | None, at: datetime) -> bool:
    return by is None or mandates_may(
        by.mandates, frozenset({"office_head", "leader"}), row.unit.path, day_of(at), row.office_id
    )


# ---------------------------------------------------------------- the outcome of a step


@transaction.atomic
def step(
    *,
    holding_id: int,
    outcome: str,
    by: Actor | None,
    at: datetime,
    reason: str = "",
    items: Sequence[str] = (),
    seen: int | None = None,
) -> Dossier:
    """The step came out so: the dossier moves on, the next steps open with limits of their own, the clock stops or runs
    as they say, and what the way means (grant, refuse, ask for more…) is done. A refusal, a stop or a request to complete
    needs its reason."""
    dossier, row = locked_step(holding_id, seen)
    book = Book()
    book.watch(dossier)
    go_on(Move(dossier, by, moment(dossier, at), book=book), row, outcome, reason=reason, items=items)
    book.write()
    return dossier


class GoesByItself(Exception):
    """This step touches another room's rows: it is no part of a set."""


def go_on(
    move: Move,
    row: Holding,
    outcome: str,
    *,
    reason: str = "",
    items: Sequence[str] = (),
    set_based: bool = False,
) -> None:
    """`step` under the caller's lock, into the move's book. Nothing is asked of the database unless it is refused, or gives up
    a fee: of a set that one raises GoesByItself before anything is changed."""
    dossier, by, at = move.dossier, move.by, move.at
    if dossier.closed_at is not None:
        raise WrongState(_("Hồ sơ %(code)s đã kết thúc.") % {"code": dossier.code})
    if move.completion_waits:
        raise WrongState(_("Hồ sơ đang chờ người nộp bổ sung; ghi đã bổ sung rồi mới làm bước tiếp."))
    graph = move.graph()
    try:
        moved = process.advance(graph, tokens_of(dossier, move.rows), row.step.key, outcome)
    except process.NoSuchOutcome as refused:
        require_step(row, "dossiers.step", by, at)
        raise WrongInput.of("outcome", _(str(refused))) from refused
    except process.StepRefused as refused:
        raise WrongState(_(str(refused))) from refused
    require_step(row, "dossiers.step", by, at, moved.effects)
    if rules.who.DECIDES & set(moved.effects):
        require_step(row, "dossiers.decide", by, at, moved.effects)
    words = reason_of(reason) if NEEDS_REASON & set(moved.effects) else said(reason)
    if row.step.kind == "wait-money" and not moved.effects:
        fees.must_be_paid(dossier)
    if set_based and fees.gives_up(dossier, moved.decided):
        raise GoesByItself
    chosen = next(flow for flow in process.outcomes(graph, row.step.key) if outcome in ("", flow.outcome))
    if row.step.kind == "wait-citizen" and not moved.effects:
        move.answer_requests(words)  # a wait that ended well: what was asked is answered
    move.close(row, chosen.outcome or outcome, chosen.words, words)
    if moved.decided and not dossier.decided_as:
        move.answer(moved.decided, words, row)
    if "complete-request" in moved.effects and not dossier.decided_as:
        move.why = words
        record_request(dossier, move.book, items=items, reason=words, beside=False, by=by, at=at)
    move.follow(moved)
    fees.pass_paid_waits(move)
    if moved.ended:
        move.ended()
    if fees.gives_up(dossier, moved.decided):
        fees.let_go(dossier, moved.decided, at)
    move.settle()
    data = {
        "step": row.step.name,
        "outcome": chosen.words or chosen.outcome,
        "effects": list(moved.effects),
        "reason": words,
        **_standing_for(row, by),
    }
    move.book.line(line_of(dossier, "stepped", by, at, **data))


def _standing_for(row: Holding, by: Actor | None) -> dict[str, str]:
    """Whom the actor stood in for, where the step was in an absent colleague's hands."""
    if by is None or row.person_id in (None, by.person_id) or row.person is None:
        return {}
    return {"stands_for": row.person.name}


__all__ = ["NotAllowed", "ProcessStep", "give_back", "hand_over", "recall", "step", "take", "transfer"]
