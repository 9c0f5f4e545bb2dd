"""One dossier played in memory by the same rules and the same engine as the deeds (`services.moving.Move`), nothing asked
of the database and nothing written: what rows and lines would be there at the end."""

from __future__ import annotations

from collections.abc import Callable, Container
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any

from dinh.catalog.models import ProcessStep
from dinh.catalog.rules import process
from dinh.ground import calendar
from dinh.ground.holes import hole
from dinh.ground.shapes import Ref
from dinh.till.rules.bills import Book
from dinh.till.services.sets import BILLED, CANCELLED, PAID, Course
from dinh.till.shapes import Channel
from dinh.town.models import Office, Unit
from dinh.town.shapes import Actor

from .. import one_stop
from ..models import Answer, ClockStretch, CompletionRequest, Dossier, Holding
from ..rules import clock, money, on_time
from ..services import fees, known
from ..services.common import local, name_of, person_id
from ..services.moving import Move, add_flag, tokens_of
from .lots import Purse, Script, choose
from .staff import CASHIER, DESK, RECEIVES, someone

REASONS = {
    "complete-request": "Bản chụp mờ, không đối chiếu được.",
    "refuse": "Không đủ điều kiện theo quy định.",
    "withdraw": "Người nộp có đơn xin rút.",
    "stop": "Quá thời hạn bổ sung.",
}
ITEMS = ("Bản chính giấy tờ đã nộp bản chụp",)
CITIZEN_TAKES = timedelta(days=2, hours=1)
SHORTEST = timedelta(minutes=10)
TAKEN_AFTER = timedelta(minutes=5)
QR_AFTER, CASH_AFTER, EVENING = timedelta(minutes=3), timedelta(minutes=5), time(20, 10)
MONEY_WAITS = timedelta(days=10)
"""So long a dossier waits for its fee before it is stopped."""
NOT_PAID = "Quá thời hạn nộp phí, lệ phí."
MOST_MOVES = 60


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the ledger to be: the deed without its room, its moment, its data."""

    deed: str
    at: datetime
    data: dict[str, Any]
    by: Actor | None = None


@dataclass(frozen=True, slots=True)
class TillLine:
    """A line that the till writes about the dossier's bill."""

    which: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Deed:
    """What a person would do to bring the same about: when, standing in which slot (none: the machine), on which step, to
    which outcome, with what reason."""

    what: str
    at: datetime
    slot: str = ""
    step: str = ""
    outcome: str = ""
    reason: str = ""
    items: tuple[str, ...] = ()


@dataclass(slots=True)
class Play:
    """Everything that one dossier leaves behind, without numbers and places; persons are holes. `crew` says which slots
    somebody stands in."""

    dossier: Dossier
    crew: Container[str] = ()
    purse: Purse = Purse.NOTHING
    paid_at: datetime | None = None
    cancelled_at: datetime | None = None
    why: str = ""
    """Why its bill is asked for no more."""
    rows: list[Holding] = field(default_factory=list)
    stretches: list[ClockStretch] = field(default_factory=list)
    requests: list[CompletionRequest] = field(default_factory=list)
    answer: Answer | None = None
    lines: list[Line | TillLine] = field(default_factory=list)
    deeds: list[Deed] = field(default_factory=list)

    @property
    def book(self) -> Book:
        """Its bill in numbers."""
        fee = self.dossier.fee or 0
        return Book(fee, fee if self.paid_at else 0, 0, self.cancelled_at is not None)

    def course(self) -> Course | None:
        """Its bill as the till sets it down; None where nothing is asked."""
        dossier = self.dossier
        if not dossier.fee:
            return None
        title = fees.title_of(dossier)
        return Course(
            about=Ref("dossier", hole("dossier")),
            unit=hole("bill unit"),
            title=title,
            payer=hole("payer"),
            searched=(hole("bill plain"), hole("bill marked")),
            lines=tuple(fees.lines_of(dossier)),
            asked_at=dossier.received_at,
            paid_at=self.paid_at,
            channel=Channel.BANK if self.purse.online else Channel.CASH,
            by=_hands(self, CASHIER),
            cancelled_at=self.cancelled_at,
            why=self.why,
        )


class _InMemory(Move):
    """A move whose writing is kept in a play."""

    def __init__(self, made: Play, by: Actor | None, at: datetime) -> None:
        super().__init__(made.dossier, by, at)
        self.made = made
        self.rows = [row for row in made.rows if row.closed_at is None]
        self._stretches = made.stretches

    def place(self, step: ProcessStep) -> tuple[Unit, Office | None]:
        return self.dossier.unit, None  # each unit that the play is set down in has its own

    def _write(self, holds: Callable[[Holding], int | None]) -> None:
        for row in self.fresh:
            row.person_id = holds(row)
            row.taken_at = self.at if row.person_id else None
        self.made.rows += self.fresh
        self.fresh = []

    def _write_answer(self, row: Answer) -> None:
        for each in self.made.requests:
            each.answered_at = each.answered_at or self.at
        self.made.answer = row

    def _tell_closed(self) -> None:
        """Nobody is told of what never was."""


def play(
    dossier: Dossier,
    papers: int,
    script: Script,
    until: datetime,
    crew: Container[str] = (),
    purse: Purse = Purse.NOTHING,
) -> Play:
    """Play a dossier as `services.intake.blank` makes it, by a script, as far as the day `until`."""
    dossier.code = hole("code")
    made = Play(dossier, crew, purse)
    _receive(made, papers)
    graph = known.graph_of(dossier.process_id)
    pays_at = _pays_at(made, graph)
    for _n in range(MOST_MOVES):
        row = next((row for row in made.rows if row.closed_at is None and row.role), None)
        if row is None or dossier.closed_at is not None:
            break
        at = max(dossier.moved_at, _next_at(made, row, script))
        if pays_at is not None and pays_at <= at:
            if pays_at > until:
                break
            _pay(made, pays_at)
            pays_at = None
            continue
        if at > until:
            break
        if _is_taken(made, row):
            _take(made, row, at)
            continue
        chosen = choose(graph, row.step.key, script, dossier.requests, bool(dossier.fee))
        if chosen is None:
            break
        _step(made, row, chosen, at)
    return made


def _pays_at(made: Play, graph: process.Graph) -> datetime | None:
    """When its fee is paid, on the day that it came."""
    at = made.dossier.received_at
    if made.purse == Purse.CASH:
        return at + CASH_AFTER
    if made.purse == Purse.EVENING and any(step.kind == "wait-money" for step in graph.steps):
        return datetime.combine(local(at).date(), EVENING, tzinfo=local(at).tzinfo)
    return at + QR_AFTER if made.purse.online else None


def _pay(made: Play, at: datetime) -> None:
    """What the till does, and `services.fees.settle_money` when it hears of it."""
    dossier, made.paid_at = made.dossier, at
    made.lines.append(TillLine(PAID, at))
    move = _InMemory(made, None, at)
    waits = [row.step.name for row in move.rows if row.step.kind == "wait-money"]
    dossier.money = money.state_of([made.book]).value
    fees.pass_paid_waits(move)
    move.settle()
    made.lines.append(Line("money", at, {"step": ", ".join(waits), "state": dossier.money}))
    online = made.purse.online
    made.deeds.append(
        Deed("bank" if online else "cash", at, CASHIER if CASHIER in made.crew and not online else "")
    )


def _next_at(made: Play, row: Holding, script: Script) -> datetime:
    """When somebody takes the step, or is done with it."""
    if _is_taken(made, row):
        return _worked(row, made.dossier, TAKEN_AFTER)
    return _done_at(row, script, made.dossier)


def _hands(made: Play, slot: str) -> Actor | None:
    return someone(slot) if slot in made.crew else None


def _receive(made: Play, papers: int) -> None:
    """What `services.receive` does once everything was read."""
    dossier, by = made.dossier, _hands(made, RECEIVES)
    at = dossier.received_at
    move = _InMemory(made, by, at)
    move.follow(process.begin(known.graph_of(dossier.process_id)))
    move.settle(first=True, holds=lambda _row: person_id(by))
    data = {
        "code": hole("code"),
        "procedure": dossier.procedure_code,
        "channel": dossier.channel,
        "papers": papers,
        "due": dossier.due_at,
        "received": at,
    }
    made.lines.append(Line("received", at, data, by))
    if dossier.fee:
        made.lines.append(TillLine(BILLED, at))


def _is_taken(made: Play, row: Holding) -> bool:
    """Whether somebody takes a step in hand before doing it: an officer behind the counter. At the counter, and where papers
    are signed, steps are done straight from the common list."""
    behind = row.step.who == "officer" and row.step.office_kind != DESK
    return behind and row.person_id is None and row.step.key in made.crew


def _take(made: Play, row: Holding, at: datetime) -> None:
    """What `services.take` does."""
    by = someone(row.step.key)
    row.person_id, row.taken_at = by.person_id, at
    made.dossier.version += 1
    made.dossier.moved_at = at
    made.lines.append(Line("taken", at, {"step": row.step.name}, by))
    made.deeds.append(Deed("take", at, row.step.key, row.step.key))


def _done_at(row: Holding, script: Script, dossier: Dossier) -> datetime:
    """When somebody finishes a step: so much of its hours later, in office hours."""
    if row.step.kind == "wait-citizen":
        return row.opened_at + CITIZEN_TAKES
    if row.step.kind == "wait-money":
        return row.opened_at + MONEY_WAITS
    return _worked(row, dossier, max(SHORTEST, timedelta(hours=float(row.step.hours)) * script.pace))


def _worked(row: Holding, dossier: Dossier, takes: timedelta) -> datetime:
    """So long after a step was opened, in office hours."""
    limits = one_stop.on(dossier.received_day).limits
    return clock.add_worked(local(row.opened_at), takes, limits.hours, calendar.for_country())


def _step(made: Play, row: Holding, chosen: process.Flow, at: datetime) -> None:
    """What `services.step` does, in its order."""
    dossier = made.dossier
    receives = row.person_id is not None and row.person_id == person_id(someone(RECEIVES))
    slot = RECEIVES if receives else row.step.key
    by = _hands(made, slot)
    move = _InMemory(made, by, at)
    moved = process.advance(move.graph(), tokens_of(dossier, move.rows), row.step.key, chosen.outcome)
    effects = list(moved.effects)
    reason = next((REASONS[effect] for effect in effects if effect in REASONS), "")
    if row.step.kind == "wait-money":
        reason = NOT_PAID
    if row.step.kind == "wait-citizen" and not effects:
        for each in made.requests:
            if each.answered_at is None:
                each.answered_at, each.answer = at, reason
    move.close(row, chosen.outcome, chosen.words, reason)
    if moved.decided and not dossier.decided_as:
        move.answer(moved.decided, reason, row)
    items = ITEMS if "complete-request" in effects and not dossier.decided_as else ()
    if items:
        move.why = reason
        _request(made, items, reason, by, at)
    move.follow(moved)
    fees.pass_paid_waits(move)
    if moved.ended:
        move.ended()
    if fees.gives_up(dossier, moved.decided):
        _let_go(made, moved.decided, at)
    move.settle()
    words = chosen.words or chosen.outcome
    data = {"step": row.step.name, "outcome": words, "effects": effects, "reason": reason}
    made.lines.append(Line("stepped", at, data, by))
    made.deeds.append(
        Deed("step", at, slot if by else "", row.step.key, chosen.outcome, reason, items),
    )


def _let_go(made: Play, ended_as: str, at: datetime) -> None:
    """What `services.fees.let_go` does."""
    dossier = made.dossier
    if made.cancelled_at is None and fees.lets_go(dossier, ended_as, made.book.state):
        made.cancelled_at, made.why = at, fees.why_let_go(dossier.code, ended_as)
        made.lines.append(TillLine(CANCELLED, at))
    dossier.money = money.state_of([made.book]).value


def _request(made: Play, items: tuple[str, ...], reason: str, by: Actor | None, at: datetime) -> None:
    dossier = made.dossier
    dossier.requests += 1
    if dossier.requests > 1:
        add_flag(dossier, on_time.Flag.ASKED_TWICE)
    made.requests.append(
        CompletionRequest(
            dossier=dossier,
            number=dossier.requests,
            items=list(items),
            reason=reason,
            beside=False,
            at=at,
            by_name=name_of(by),
        )
    )
