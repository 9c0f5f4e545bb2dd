"""Reminders: made set by set, each once, whatever happens to the job or to the clock.

For every open assignment and every rule there is at most one turn that has come (`rules.turn_on`), and it stays the same
until the next: so the run of any later day makes up what an earlier one did not make. A reminder is known by what it is
(assignment, rule, day owed, turn, person) and not by when it was made; making it again makes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.db import transaction

from dinh.ground import calendar as working
from dinh.work.models import LocalRule, Reminder
from dinh.work.pressing import editions, people, rules
from dinh.work.pressing.shapes import ReminderRule, Turn, When

from .owed import Owed, day_of, owed_until

_CHUNK = 4000
_AHEAD = timedelta(days=15)
"""Days off in a row are fewer; a rule of n working days looks at most so much farther."""
Key = tuple[int, str, date, int, int]


def make_reminders(
    *, at: datetime, rows: Iterable[Owed] | None = None, who: people.People | None = None
) -> int:
    """Make every reminder whose moment has come by the day of `at`. Gives how many are new. Safe to repeat, to run late,
    to cut off, and to run with a clock that was moved."""
    day = day_of(at)
    book = _Book(day)
    who = who or people.on(day)
    wanted = list(_wanted(rows if rows is not None else owed_until(horizon(day)), book, who))
    if not wanted:
        return 0
    there = _there(min(each.moment for each in wanted))
    new = [each for each in wanted if each[:5] not in there]
    for start in range(0, len(new), _CHUNK):
        with transaction.atomic():
            # Rows are made a part at a time: a hundred thousand at once would weigh more than all the rest.
            Reminder.objects.bulk_create(
                [_row(each, day) for each in new[start : start + _CHUNK]],
                ignore_conflicts=True,
                batch_size=500,
            )
    return len(new)


def _row(each: _Wanted, day: date) -> Reminder:
    return Reminder(
        assignment_id=each.assignment_id,
        rule_key=each.rule_key,
        due_on=each.due_on,
        turn=each.turn,
        person_id=each.person_id,
        as_role=each.as_role,
        moment=each.moment,
        made_on=day,
    )


def horizon(day: date) -> date:
    """The last day owed that any rule may speak of on a day."""
    longest = max(
        [rule.days for rule in editions.current().rules if rule.when == When.BEFORE]
        + list(LocalRule.objects.filter(when=When.BEFORE.value).values_list("days", flat=True)),
        default=0,
    )
    return working.for_country().add_working_days(day, longest) + _AHEAD


class _Wanted(NamedTuple):
    """One reminder whose moment has come. The first five say which it is."""

    assignment_id: int
    rule_key: str
    due_on: date
    turn: int
    person_id: int
    as_role: str
    moment: date


def _wanted(rows: Iterable[Owed], book: _Book, who: people.People) -> Iterator[_Wanted]:
    for row in rows:
        path = who.paths.get(row.unit_id, "")
        for rule, turn in book.turns(path, row.unit_id, row.asked_by_kind, row.due_on):
            if rule.when == When.BEFORE and row.asked_on >= turn.moment:
                continue  # asked so late that this warning ahead had passed already: they have just been told
            told: set[int] = set()
            for to in rule.to:
                for person in who.meant(to, row):
                    if person not in told:
                        told.add(person)
                        yield _Wanted(row.pk, rule.key, row.due_on, turn.number, person, to, turn.moment)


@dataclass(slots=True)
class _Book:
    """The rules of one day, and the turns already worked out: few distinct days stand behind many assignments."""

    day: date
    _local: list[ReminderRule] = field(init=False)
    _off: list[tuple[str, str]] = field(init=False)
    _of_unit: dict[int, tuple[ReminderRule, ...]] = field(default_factory=dict)
    _turns: dict[tuple[str, date], Turn | None] = field(default_factory=dict)
    _found: dict[tuple[int, str, date], list[tuple[ReminderRule, Turn]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        rows = [row for row in LocalRule.objects.select_related("unit") if _in_force(row, self.day)]
        self._local = [row.shape() for row in rows if not row.off]
        self._off = [(row.off, row.unit.path) for row in rows if row.off]

    def turns(
        self, path: str, unit_id: int, asked_by_kind: str, due: date
    ) -> list[tuple[ReminderRule, Turn]]:
        """The rules that have a turn for such an assignment, with it."""
        key = (unit_id if self._local or self._off else 0, asked_by_kind, due)
        if key not in self._found:
            pairs = (
                (rule, self._turn(rule, due))
                for rule in self._rules(path, key[0])
                if rules.reaches(rule, unit_path=path, asked_by_kind=asked_by_kind)
            )
            self._found[key] = [(rule, turn) for rule, turn in pairs if turn is not None]
        return self._found[key]

    def _rules(self, path: str, unit_id: int) -> tuple[ReminderRule, ...]:
        if unit_id not in self._of_unit:
            self._of_unit[unit_id] = rules.rules_for(
                editions.current().rules, self._local, self._off, unit_path=path, day=self.day
            )
        return self._of_unit[unit_id]

    def _turn(self, rule: ReminderRule, due: date) -> Turn | None:
        if (rule.key, due) not in self._turns:
            self._turns[rule.key, due] = rules.turn_on(rule, due, self.day, working.for_country())
        return self._turns[rule.key, due]


def _in_force(row: LocalRule, day: date) -> bool:
    return row.since <= day and (row.until is None or day <= row.until)


def _there(since: date) -> set[Key]:
    """The reminders already made of turns since a day."""
    rows = Reminder.objects.filter(moment__gte=since).values_list(
        "assignment_id", "rule_key", "due_on", "turn", "person_id"
    )
    return set(rows.iterator(chunk_size=10_000))
