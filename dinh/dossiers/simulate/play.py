"""One dossier played in memory by the same rules and the same engine as the deeds (`services.moving.Move`), nothing asked
of the database and nothing written: what rows and lines would be there at the end."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from dinh.catalog.models import ProcessStep
from dinh.catalog.rules import process
from dinh.ground import calendar
from dinh.town.models import Office, Unit

from .. import one_stop
from ..models import Answer, ClockStretch, CompletionRequest, Dossier, Holding
from ..rules import clock, on_time
from ..services import known
from ..services.common import local, name_of
from ..services.moving import Move, add_flag, tokens_of
from .lots import Script, choose

REASONS = {
    "complete-request": "Bản chụp mờ, không đối chiếu được.",
    "refuse": "Không đủ điều kiện theo quy định.",
    "withdraw": "Người nộp có đơn xin rút.",
    "stop": "Quá thời hạn bổ sung.",
}
ITEMS = ("Bản chính giấy tờ đã nộp bản chụp",)
CITIZEN_TAKES = timedelta(days=2, hours=1)
SHORTEST = timedelta(minutes=10)
MOST_MOVES = 40


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the ledger to be: the deed without its room, its moment, its data."""

    deed: str
    at: datetime
    data: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Deed:
    """What a person would do to bring the same about: which step, to which outcome, when, with what reason."""

    step: str
    outcome: str
    reason: str
    items: tuple[str, ...]
    at: datetime


@dataclass(slots=True)
class Play:
    """Everything that one dossier leaves behind, without numbers, places and persons."""

    dossier: Dossier
    rows: list[Holding] = field(default_factory=list)
    stretches: list[ClockStretch] = field(default_factory=list)
    requests: list[CompletionRequest] = field(default_factory=list)
    answer: Answer | None = None
    lines: list[Line] = field(default_factory=list)
    deeds: list[Deed] = field(default_factory=list)


class _InMemory(Move):
    """A move whose writing is kept in a play."""

    def __init__(self, made: Play, at: datetime) -> None:
        super().__init__(made.dossier, None, at)
        self.made = made
        self.rows = [row for row in made.rows if row.closed_at is None]
        self._stretches = made.stretches

    def place(self, step: ProcessStep) -> tuple[Unit, Office | None]:
        return self.dossier.unit, None  # each unit that the play is set down in has its own

    def _write(self, holds: Any) -> None:
        self.made.rows += self.fresh
        self.fresh = []

    def _write_answer(self, row: Answer) -> None:
        for each in self.made.requests:
            each.answered_at = each.answered_at or self.at
        self.made.answer = row

    def _tell_closed(self) -> None:
        """Nobody is told of what never was."""


def play(dossier: Dossier, papers: int, script: Script, until: datetime) -> Play:
    """Play a dossier as `services.intake.blank` makes it, by a script, as far as the day `until`."""
    made = Play(dossier)
    at = dossier.received_at
    graph = known.graph_of(dossier.process_id)
    move = _InMemory(made, at)
    move.follow(process.begin(graph))
    move.settle(first=True)
    made.lines.append(
        Line(
            "received",
            at,
            {
                "procedure": dossier.procedure_code,
                "channel": dossier.channel,
                "papers": papers,
                "due": dossier.due_at,
                "received": at,
            },
        )
    )
    for _n in range(MOST_MOVES):
        row = next((row for row in made.rows if row.closed_at is None and row.role), None)
        if row is None or dossier.closed_at is not None:
            break
        at = max(dossier.moved_at, _done_at(row, script, dossier))
        if at > until:
            break
        _step(made, row, choose(graph, row.step.key, script, dossier.requests), at)
    return made


def _done_at(row: Holding, script: Script, dossier: Dossier) -> datetime:
    """When somebody finishes a step: so much of its hours later, in office hours."""
    if row.step.kind == "wait-citizen":
        return row.opened_at + CITIZEN_TAKES
    takes = max(SHORTEST, timedelta(hours=float(row.step.hours)) * script.pace)
    limits = one_stop.on(dossier.received_day).limits
    return clock.add_worked(local(row.opened_at), takes, limits.hours, calendar.for_country())


def _step(made: Play, row: Holding, chosen: process.Flow, at: datetime) -> None:
    """What `services.step` does, in its order; money and persons left out."""
    dossier = made.dossier
    move = _InMemory(made, at)
    moved = process.advance(move.graph(), tokens_of(dossier, move.rows), row.step.key, chosen.outcome)
    effects = list(moved.effects)
    reason = next((REASONS[effect] for effect in effects if effect in REASONS), "")
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
        _request(made, items, reason, at)
    move.follow(moved)
    if moved.ended:
        move.ended()
    move.settle()
    words = chosen.words or chosen.outcome
    data = {"step": row.step.name, "outcome": words, "effects": effects, "reason": reason}
    made.lines.append(Line("stepped", at, data))
    made.deeds.append(Deed(row.step.key, chosen.outcome, reason, items, at))


def _request(made: Play, items: tuple[str, ...], reason: str, at: datetime) -> None:
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
            by_name=name_of(None),
        )
    )
