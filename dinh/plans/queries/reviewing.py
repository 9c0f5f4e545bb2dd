"""Readings on their way to a plan, and the items of one reading in the order a reviewer should meet them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, Count, IntegerField, Q, QuerySet, Value, When

from dinh.plans.models import ProposalItem, Reading, ReadingPage
from dinh.plans.shapes import ItemState, ReadingState
from dinh.town import queries as town
from dinh.town.shapes import Actor


@dataclass(frozen=True, slots=True)
class Counts:
    """How far a review has come."""

    total: int = 0
    decided: int = 0
    doubtful: int = 0
    """Undecided and doubtful."""
    clear: int = 0
    """Undecided and read clearly."""

    @property
    def left(self) -> int:
        return self.doubtful + self.clear

    def share(self, number: int) -> float:
        return 100 * number / self.total if self.total else 0.0

    @property
    def decided_share(self) -> float:
        return self.share(self.decided)

    @property
    def doubtful_share(self) -> float:
        return self.share(self.doubtful)

    @property
    def clear_share(self) -> float:
        return self.share(self.clear)


def visible_readings(actor: Actor, day: date) -> QuerySet[Reading]:
    """Readings of the units this person works for; of the units above, those that became plans, since those are theirs
    to read."""
    adopted = Q(state=ReadingState.ADOPTED.value) & town.unit_scope_q(actor, day, with_above=True)
    return Reading.objects.filter(town.unit_scope_q(actor, day) | adopted)


def readings_list(actor: Actor, day: date, *, limit: int = 60) -> list[tuple[Reading, Counts]]:
    """Readings not yet adopted, newest first, then the newest adopted ones; each with how far its review is. Two
    queries."""
    order = Case(
        When(state=ReadingState.ADOPTED.value, then=Value(1)), default=Value(0), output_field=IntegerField()
    )
    found = list(
        visible_readings(actor, day)
        .select_related("paper", "unit", "plan")
        .annotate(over=order)
        .order_by("over", "-made_at", "-pk")[:limit]
    )
    counts = _counts([reading.pk for reading in found])
    return [(reading, counts.get(reading.pk, Counts())) for reading in found]


def _counts(readings: Sequence[int]) -> dict[int, Counts]:
    unseen = Q(state=ItemState.UNSEEN.value)
    rows = (
        ProposalItem.objects.filter(reading__in=readings)
        .exclude(parent__isnull=False, state=ItemState.REJECTED.value)
        .order_by()
        .values("reading")
        .annotate(
            number=Count("pk"),
            doubts=Count("pk", filter=unseen & Q(doubtful=True)),
            clears=Count("pk", filter=unseen & Q(doubtful=False)),
        )
    )
    return {
        row["reading"]: Counts(
            row["number"], row["number"] - row["doubts"] - row["clears"], row["doubts"], row["clears"]
        )
        for row in rows
    }


def counts_of(reading: Reading) -> Counts:
    """How far this review is. One query."""
    return _counts([reading.pk]).get(reading.pk, Counts())


def reading_for(actor: Actor, reading_id: int, day: date) -> Reading | None:
    """The reading when this person may see it. One query."""
    return (
        visible_readings(actor, day)
        .select_related("paper", "unit", "made_by", "plan")
        .filter(pk=reading_id)
        .first()
    )


def item_list(reading: Reading, kind: str) -> list[ProposalItem]:
    """Items of one kind, what needs a person first: doubtful and undecided, then undecided, then decided. One query."""
    items = reading.items.filter(kind=kind).select_related("parent")
    return sorted(items, key=needs_person_first)


def needs_person_first(item: ProposalItem) -> tuple[int, float, int, int]:
    """Sort key of the reviewing order: doubtful and undecided, undecided, decided."""
    undecided = item.state == ItemState.UNSEEN.value
    rank = 0 if undecided and item.doubtful else 1 if undecided else 2
    return (rank, item.confidence if rank == 0 else 0.0, item.position, item.pk)


def next_item(items: Sequence[ProposalItem], after: ProposalItem | None) -> ProposalItem | None:
    """The next undecided item in reviewing order, going round; None when all are decided."""
    undecided = [item for item in items if item.state == ItemState.UNSEEN.value]
    if after is None or not undecided:
        return undecided[0] if undecided else None
    key = needs_person_first(after) if after.state == ItemState.UNSEEN.value else None
    if key is None:
        rank = 0 if after.doubtful else 1
        key = (rank, after.confidence if rank == 0 else 0.0, after.position, after.pk)
    later = [item for item in undecided if needs_person_first(item) > key]
    others = [item for item in undecided if item.pk != after.pk]
    return later[0] if later else (others[0] if others else None)


def page_of_line(reading: Reading, line: int) -> ReadingPage | None:
    """The page that holds a line. One query."""
    return reading.pages.filter(first_line__lte=line, last_line__gte=line).first()
