"""Reads of pressing. What somebody made, what somebody owes, what an assignment was pressed for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, F, Max, Min, Prefetch, Q, QuerySet
from django.db.models.functions import Coalesce

from dinh.ground.calendar import for_country
from dinh.ground.sql_memo import rows_of
from dinh.town.queries import unit_scope_q
from dinh.town.shapes import Actor
from dinh.work.models import (
    Assignment,
    Digest,
    DigestWish,
    LocalRule,
    Morning,
    Press,
    PressItem,
    PressOwed,
    PressTold,
)
from dinh.work.pressing.shapes import OwedState
from dinh.work.rules.places import persons_of
from dinh.work.services.common import day_of
from dinh.work.shapes import WorkState

PAGE = 30
MOST_COUNTED = 100
OWED_STATES = (WorkState.NOT_STARTED.value, WorkState.DOING.value, WorkState.RETURNED.value)
"""Where somebody still owes a deed. What waits for the asker, and what is paused, is nobody's to be reminded of."""


@dataclass(frozen=True, slots=True)
class Badge:
    """What a desk shows beside an assignment that was pressed for."""

    times: int
    last_at: datetime
    by_name: str
    answer_by: date
    owed_id: int
    waiting: bool

    def late(self, today: date) -> bool:
        """Whether the answer is overdue."""
        return self.waiting and for_country().days_late(self.answer_by, today) > 0


def badges(assignment_ids: Iterable[int]) -> dict[int, Badge]:
    """For each assignment that was pressed for: how often, and the latest press. 2 queries."""
    wanted = list(assignment_ids)
    counted = (
        PressItem.objects.filter(assignment__in=wanted)
        .order_by()
        .values("assignment_id")
        .annotate(times=Count("pk"), newest=Max("pk"))
        .values_list("assignment_id", "times", "newest")
    )
    times = {newest: (assignment, n) for assignment, n, newest in counted}
    found: dict[int, Badge] = {}
    for item in PressItem.objects.filter(pk__in=times).select_related("owed__press"):
        assignment, n = times[item.pk]
        owed = item.owed
        found[assignment] = Badge(
            n, owed.press.at, owed.press.by_name, owed.answer_by, owed.pk, owed.state == OwedState.WAITING
        )
    return found


def presses_of(assignment_id: int) -> list[PressOwed]:
    """Every press for one assignment with its answer, newest first. One query."""
    return list(
        PressOwed.objects.filter(items__assignment=assignment_id)
        .select_related("press", "office", "unit")
        .order_by("-pk")
    )


def owed_by(actor: Actor, at: datetime, *, limit: int = PAGE) -> list[PressOwed]:
    """Presses that wait for the actor's answer (or came up to them unanswered), the earliest day first. Each has `.mine`:
    the lowest step at which they were told. 3 queries, one where nothing waits."""
    persons = tuple(sorted(persons_of(actor, day_of(at))))
    steps: dict[int, int] = {}
    for owed_id, step in rows_of("work.press_told", persons, lambda: _told(persons)):
        steps[owed_id] = min(step, steps.get(owed_id, step))
    if not steps:
        return []
    rows = list(_whole(PressOwed.objects.filter(pk__in=list(steps))).order_by("answer_by", "pk")[:limit])
    for row in rows:
        row.mine = steps[row.pk]  # type: ignore[attr-defined]
    return rows


def _told(persons: tuple[int, ...]) -> QuerySet[PressTold, tuple[int, int]]:
    told = PressTold.objects.filter(person__in=persons, owed__state=OwedState.WAITING.value)
    return told.values_list("owed_id", "step")


def owed_count(actor: Actor, at: datetime) -> tuple[int, bool]:
    """(how many answers the actor owes, whether one is overdue), for the number beside the menu. One query."""
    day = day_of(at)
    persons = tuple(sorted(persons_of(actor, day)))

    def rows() -> QuerySet[PressTold, date]:
        told = PressTold.objects.filter(person__in=persons, step=0, owed__state=OwedState.WAITING.value)
        return told.values_list("owed__answer_by", flat=True)[:MOST_COUNTED]

    days, late = rows_of("work.presses_owed", persons, rows), for_country().late_before(day)
    return len(days), any(each < late for each in days)


def made_by(actor: Actor, at: datetime, *, before: int | None = None, limit: int = PAGE) -> list[Press]:
    """Presses the actor made (or those they stand in for), newest first, each with `.n_owed`, `.n_answered`, `.n_items`.
    One query."""
    rows = Press.objects.filter(by__in=persons_of(actor, day_of(at)))
    return _counted(rows, before)[:limit]  # type: ignore[return-value]


def made_around(actor: Actor, at: datetime, *, before: int | None = None, limit: int = PAGE) -> list[Press]:
    """Presses by others that concern a unit of the actor's mandates, newest first, counted like `made_by`."""
    day = day_of(at)
    persons = persons_of(actor, day)
    near = PressOwed.objects.filter(unit_scope_q(actor, day)).values("press")
    return _counted(Press.objects.filter(pk__in=near).exclude(by__in=persons), before)[:limit]  # type: ignore[return-value]


def _counted(rows: QuerySet[Press], before: int | None) -> Any:
    if before is not None:
        rows = rows.filter(pk__lt=before)
    answered = Q(owed__state__in=(OwedState.ANSWERED.value, OwedState.SETTLED.value))
    return (
        rows.select_related("unit")
        .annotate(
            n_owed=Count("owed", distinct=True), n_answered=Count("owed", filter=answered, distinct=True)
        )
        .order_by("-pk")
    )


def press_for(actor: Actor, press_id: int, at: datetime) -> Press | None:
    """One press that the actor made, was told of, or may see by a mandate over one of its units. The owed answers are in
    `.owed_rows`, those the actor may see. 6 queries at most."""
    day = day_of(at)
    press = Press.objects.filter(pk=press_id).select_related("unit", "by").first()
    if press is None:
        return None
    persons = persons_of(actor, day)
    rows = _whole(PressOwed.objects.filter(press=press)).order_by("unit__path", "office__order", "pk")
    if press.by_id not in persons:
        told = PressTold.objects.filter(person__in=persons, owed__press=press).values("owed")
        rows = rows.filter(unit_scope_q(actor, day) | Q(pk__in=told))
    press.owed_rows = list(rows)  # type: ignore[attr-defined]
    return press if press.owed_rows or press.by_id in persons else None  # type: ignore[attr-defined]


def owed_for(actor: Actor, owed_id: int, at: datetime) -> PressOwed | None:
    """One owed answer that the actor may see, with its press, items and who was told."""
    day = day_of(at)
    persons = persons_of(actor, day)
    told = PressTold.objects.filter(person__in=persons).values("owed")
    seen = unit_scope_q(actor, day) | Q(pk__in=told) | Q(press__by__in=persons)
    return _whole(PressOwed.objects.filter(seen, pk=owed_id)).first()


def _whole(rows: QuerySet[PressOwed]) -> QuerySet[PressOwed]:
    items = Prefetch("items", queryset=PressItem.objects.select_related("assignment").order_by("pk"))
    told = Prefetch("told", queryset=PressTold.objects.select_related("person"))
    return rows.select_related("press", "office", "unit").prefetch_related(items, told)


def wish_of(actor: Actor) -> DigestWish:
    """How the actor wants the digest; both channels when they never said."""
    return DigestWish.objects.filter(person=actor.person_id).first() or DigestWish(
        person_id=actor.person_id or 0
    )


def digest_for(actor: Actor, digest_id: int, at: datetime) -> Digest | None:
    """One of the actor's own digests."""
    return Digest.objects.filter(pk=digest_id, person__in=persons_of(actor, day_of(at))).first()


def titles_of(ids: Sequence[int]) -> Mapping[int, Assignment]:
    """The assignments that a digest names, as they are now. One query."""
    return Assignment.objects.select_related("office", "unit").in_bulk(list(ids))


def local_rules(actor: Actor, day: date) -> list[LocalRule]:
    """The locality's own rules of the units that the actor belongs to, those above and below included. One query."""
    return list(
        LocalRule.objects.filter(unit_scope_q(actor, day, with_above=True))
        .select_related("unit")
        .order_by("unit__path", "pk")
    )


def last_morning() -> Morning | None:
    """The last morning that was done."""
    return Morning.objects.order_by("-day").first()


def late_by_office(actor: Actor, day: date, *, limit: int = 100) -> list[dict[str, Any]]:
    """Offices with something late that the actor may see, the most first: ids, names, path, `n`, `oldest`. One query."""
    rows: Any = (
        _late(actor, day)
        .values("unit_id", "unit__name", "unit__kind", "unit__path", "office_id", "office__name")
        .annotate(n=Count("pk"), oldest=Min("due_on"))
        .order_by("-n", "oldest")[:limit]
    )
    return list(rows)


def late_by_unit(actor: Actor, day: date, *, limit: int = 100) -> list[dict[str, Any]]:
    """Units with something late that the actor may see, the most first: id, name, kind, path, `n`, `oldest`. One query."""
    rows: Any = (
        _late(actor, day)
        .values("unit_id", "unit__name", "unit__kind", "unit__path")
        .annotate(n=Count("pk"), oldest=Min("due_on"))
        .order_by("-n", "oldest")[:limit]
    )
    return list(rows)


def late_by_kind(actor: Actor, day: date) -> list[dict[str, Any]]:
    """Kinds of work with something late that the actor may see: `asked_by_kind`, `n`, `places`. One query."""
    place = Coalesce("office_id", 0 - F("unit_id"))
    rows: Any = (
        _late(actor, day)
        .exclude(asked_by_kind="")
        .values("asked_by_kind")
        .annotate(n=Count("pk"), places=Count(place, distinct=True))
        .order_by("-n")
    )
    return list(rows)


def _late(actor: Actor, day: date) -> QuerySet[Assignment]:
    late = for_country().late_before(day)
    rows = Assignment.objects.filter(closed_at=None, state__in=OWED_STATES, due_on__lt=late)
    return rows.filter(unit_scope_q(actor, day)).order_by()
