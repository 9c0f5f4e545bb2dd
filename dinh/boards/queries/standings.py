"""Where many targets of many plans stand, at a cost that depends on how many there are and not on how long they have
been followed: each target brings its newest approved figure and the one before its plan, found by index."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from dinh.ground.sql_memo import rows_of
from dinh.plans import rules
from dinh.plans.models import Allotment, Plan, Target, TargetValue
from dinh.plans.queries import visible_plans
from dinh.plans.queries.gathered import Gathered, gathered
from dinh.plans.shapes import PILLARS, PlanState, Standing, StandingKind, ValueState
from dinh.town.shapes import Actor

BAD = (StandingKind.OVERDUE, StandingKind.BEHIND)
GOOD = (StandingKind.ON_COURSE, StandingKind.REACHED)


@dataclass(frozen=True, slots=True)
class Seen:
    """A target as boards see it: enough to count it, name it and open it."""

    key: int
    plan_id: int
    unit_id: int
    mark: str
    text: str
    pillar: str
    office_id: int | None
    office: str
    unit_word: str
    value: float | None
    last: date | None
    goal: float | None
    operator: str
    due: date | None
    standing: Standing
    gathered: Gathered | None = None
    """What it was judged by when nobody measured the whole itself: the figures of the units it was given to."""

    @property
    def kind(self) -> StandingKind:
        return self.standing.kind

    @property
    def pillar_word(self) -> str:
        return PILLARS.get(self.pillar, self.pillar)


def plans_in_force(actor: Actor, day: date) -> QuerySet[Plan]:
    """Plans under way that this person may read."""
    return visible_plans(actor, day).filter(
        Q(until=None) | Q(until__gte=day),
        Q(unit__until=None) | Q(unit__until__gte=day),
        Q(horizon_to=None) | Q(horizon_to__gte=day.year),
        state__in=[PlanState.IN_FORCE.value, PlanState.AMENDED.value],
    )


def newest_of(holder: str, today: date) -> dict[str, Any]:
    """Annotations: the newest approved figure up to today (else the very newest), and the last before the plan began.
    `holder` is "target" or "allotment"."""
    approved = TargetValue.objects.filter(
        **{holder: OuterRef("pk")}, state=ValueState.APPROVED.value, superseded_at=None
    ).order_by("-period_last", "-pk")
    so_far = approved.filter(period_last__lte=today)
    start = "plan__since" if holder == "target" else "target__plan__since"
    before = approved.filter(period_last__lt=OuterRef(start))
    found: dict[str, Any] = {}
    for name, field in (("new_value", "value"), ("new_last", "period_last")):
        found[name] = Coalesce(Subquery(so_far.values(field)[:1]), Subquery(approved.values(field)[:1]))
    found["old_value"] = Subquery(before.values("value")[:1])
    found["old_last"] = Subquery(before.values("period_last")[:1])
    return found


_FIELDS = (
    "pk", "plan_id", "plan__unit_id", "mark", "text", "pillar", "lead_office_id", "lead_office__name", "lead_words",
    "operator", "value", "value_max", "measure", "due_on", "plan__since", "plan__until", "plan__unit__until",
    "plan__as_read", "new_value", "new_last", "old_value", "old_last",
)  # fmt: skip


_NEW_VALUE, _NEW_LAST = _FIELDS.index("new_value"), _FIELDS.index("new_last")


def seen_targets(
    targets: QuerySet[Target] | Callable[[], QuerySet[Target]], today: date, *, key: Hashable = None
) -> list[Seen]:
    """Every one of these targets with its standing, worst first. Where the whole has no figure of its own, that of its
    units stands in. One query, and those of `gathered` where there is such a target. With a `key` its text is kept (see
    `ground.sql_memo`), and `targets` is what makes the queryset."""

    def rows() -> QuerySet[Target, Any]:
        given = Exists(Allotment.objects.filter(target=OuterRef("pk"), parent=None))
        wanted = targets() if callable(targets) else targets
        judged = wanted.order_by("plan_id", "position", "pk").annotate(
            **newest_of("target", today), given=given
        )
        return judged.values_list(*_FIELDS, "given")

    read = list(rows()) if key is None else rows_of("boards.seen_targets", (key, today), rows)
    bare = {row[0] for row in read if row[_NEW_VALUE] is None and row[-1]}
    wholes = gathered(bare, today)
    seen = []
    for *fields, _given in read:
        if (whole := wholes.get(fields[0])) is None:
            seen.append(_seen(tuple(fields), today))
            continue
        fields[_NEW_VALUE], fields[_NEW_LAST] = whole.value, whole.last
        seen.append(replace(_seen(tuple(fields), today), gathered=whole))
    return sorted(seen, key=worst_first)


def worst_first(one: Seen) -> tuple[int, float, int]:
    return (one.standing.severity, -(one.standing.gap or 0.0), one.key)


@lru_cache(maxsize=20_000)
def _seen(row: tuple[Any, ...], today: date) -> Seen:
    """Pure, and the same three thousand rows come again at each look at a province's board: what was judged once is kept."""
    (key, plan_id, unit_id, mark, text, pillar, office_id, office, lead_words, operator, value, value_max, measure,
     due, since, until, unit_until, as_read, new_value, new_last, old_value, old_last) = row  # fmt: skip
    ends = [day for day in (until, unit_until) if day is not None]
    promise = rules.Promise(
        operator=operator,
        value=None if value is None else float(value),
        value_max=None if value_max is None else float(value_max),
        unit=measure,
        start=since,
        due=due,
        reviewed=not as_read,
        stopped=min(ends) if ends else None,
    )
    return Seen(
        key=key,
        plan_id=plan_id,
        unit_id=unit_id,
        mark=mark,
        text=text,
        pillar=pillar,
        office_id=office_id,
        office=office or lead_words,
        unit_word=measure,
        value=None if new_value is None else float(new_value),
        last=new_last,
        goal=promise.value,
        operator=operator,
        due=due,
        standing=rules.judge_target(
            promise, series_of(old_last, old_value, new_last, new_value), today=today
        ),
    )


def series_of(
    old_last: date | None, old_value: Any, new_last: date | None, new_value: Any
) -> list[rules.Measured]:
    """The two figures the rule looks at: where the path begins, and the newest."""
    found = []
    if old_last is not None and old_last != new_last:
        found.append(rules.Measured(old_last, float(old_value)))
    if new_last is not None:
        found.append(rules.Measured(new_last, float(new_value)))
    return found


def count_kinds(seen: Iterable[Seen]) -> dict[StandingKind, int]:
    """How many stand where, worst first; what nothing stands at is left out."""
    return dict(rules.count_standings(one.standing for one in seen))


_UNIT_NOT_SHOWN = tuple(
    f"unit__{name}" for name in ("folded", "folded_name", "area_km2", "latitude", "longitude")
)


def plan_choices(actor: Actor, day: date, *, limit: int = 300) -> list[Plan]:
    """Plans to choose from, those of the highest unit first, newest first. One query."""

    def rows() -> QuerySet[Plan]:
        found = plans_in_force(actor, day).select_related("unit").defer("search", *_UNIT_NOT_SHOWN)
        return found.order_by("unit__level", F("since").desc(), "-pk")[:limit]

    return rows_of("boards.plan_choices", (actor, day, limit), rows)
