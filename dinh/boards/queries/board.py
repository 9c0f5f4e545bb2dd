"""The leader's board: traffic lights with words by office and pillar, by commune, what is late, what money moves."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Q, QuerySet

from dinh.boards.queries.standings import BAD, GOOD, Seen, count_kinds, seen_targets
from dinh.ground.sql_memo import rows_of
from dinh.plans.models import Plan, Target
from dinh.plans.shapes import PILLARS, SEVERITY, StandingKind
from dinh.town import queries as town
from dinh.town.models import Office, Unit, UnitKind
from dinh.town.shapes import Actor, Level
from dinh.work import queries as work
from dinh.work.models import Assignment
from dinh.work.queries import Lights
from dinh.work.shapes import OPEN_STATES

KEEP_DAYS = 90
"""What was closed counts in "đúng hạn" for so many days."""


@dataclass(frozen=True, slots=True)
class Light:
    """One cell: the worst standing of some targets, how many stand there, of how many."""

    kind: StandingKind
    count: int
    whole: int


@dataclass(frozen=True, slots=True)
class OfficeRow:
    """One office (or commune) of the board."""

    key: int | None
    name: str
    cells: dict[str, Light]
    targets: int
    bad: int
    work: Lights


@dataclass(frozen=True, slots=True)
class Board:
    """Everything on one board, for one plan or for all the plans in view."""

    today: date
    plan: Plan | None
    unit: Unit | None
    seen: list[Seen]
    counts: dict[StandingKind, int]
    pillars: list[str]
    rows: list[OfficeRow]
    feet: dict[str, dict[StandingKind, int]]
    by: str
    work: Lights
    late_work: list[Assignment]
    worst: list[Seen] = field(default_factory=list)

    @property
    def bad(self) -> int:
        return sum(self.counts.get(kind, 0) for kind in BAD)

    @property
    def good(self) -> int:
        return sum(self.counts.get(kind, 0) for kind in GOOD)

    @property
    def measured(self) -> int:
        return len(self.seen) - self.counts.get(StandingKind.NOT_MEASURED, 0)

    @property
    def on_time(self) -> tuple[int, int]:
        """(closed in time, closed) of the last ninety days."""
        return self.work.done, self.work.done + self.work.done_late


def worst_light(seen: Sequence[Seen]) -> Light | None:
    """The cell of some targets: the worst standing there is."""
    if not seen:
        return None
    counts = count_kinds(seen)
    kind = next(each for each in SEVERITY if counts.get(each))
    return Light(kind, counts[kind], len(seen))


def board(
    actor: Actor,
    day: date,
    *,
    plans: QuerySet[Plan],
    plan: Plan | None,
    unit: Unit | None,
    by: str = "office",
    pillar: str = "",
) -> Board:
    """The board of one plan, or of every plan of a unit's subtree: `plans` are those in force there. Five queries, however
    much there is."""

    def targets() -> QuerySet[Target]:
        found = Target.objects.filter(plan=plan) if plan else Target.objects.filter(plan__in=plans)
        return found.filter(pillar=pillar) if pillar else found

    which: Hashable = plan.pk if plan else (actor, unit.path if unit else "")
    seen = seen_targets(targets, day, key=("board", which, pillar))
    key, assignments = _work_in_view(actor, day, unit)
    grouped = work.counts(assignments, day, by=by, since=day - timedelta(days=KEEP_DAYS), key=key)
    names = _names(by, {_key(one, by) for one in seen} | set(grouped))
    pillars = [key for key in PILLARS if any(one.pillar == key for one in seen)]
    rows = _rows(seen, grouped, names, pillars, by)
    return Board(
        today=day,
        plan=plan,
        unit=unit,
        seen=seen,
        counts=count_kinds(seen),
        pillars=pillars,
        rows=rows,
        feet={key: count_kinds(one for one in seen if one.pillar == key) for key in pillars},
        by=by,
        work=_sum(grouped.values()),
        late_work=work.late(assignments, day, limit=8, key=key),
        worst=[one for one in seen if one.kind in BAD][:8],
    )


def work_in_view(actor: Actor, day: date, unit: Unit | None) -> QuerySet[Assignment]:
    """The assignments of a unit's subtree that this person may see. One small query where the subtree is small."""
    return _work_in_view(actor, day, unit)[1]()


def _work_in_view(
    actor: Actor, day: date, unit: Unit | None
) -> tuple[Hashable, Callable[[], QuerySet[Assignment]]]:
    """`work_in_view`, to be made when it is asked for, and the key of its text (see `ground.sql_memo`): none where units
    are written out that a later one would be missing from."""
    if unit is None:
        return None, lambda: Assignment.objects.filter(work.visible_q(actor, day))
    few = tuple(_few_below(unit))
    below = Assignment.objects.filter(unit__in=few or _subtree(unit))
    if town.sees_whole(actor, unit.path, day):  # all of it: nothing to look up row by row
        return ("board", unit.path, few), lambda: below
    return None, lambda: below.filter(work.visible_q(actor, day))


_FEW_UNITS = 30


def _few_below(unit: Unit) -> list[int]:
    """The units of a subtree where they are few: written out, the databases look by unit and not through the whole
    province's dates. None where they are many."""
    rows = rows_of(
        "boards.few_below",
        unit.path,
        lambda: (
            Unit.objects.filter(path__startswith=unit.path)
            .order_by("pk")
            .values_list("pk", flat=True)[: _FEW_UNITS + 1]
        ),
    )
    return rows if len(rows) <= _FEW_UNITS else []


def work_behind(
    actor: Actor,
    day: date,
    unit: Unit | None,
    *,
    office: int | None = None,
    no_office: bool = False,
    of_unit: int | None = None,
    light: str = "",
) -> QuerySet[Assignment]:
    """The assignments behind one count of the board: the same ones that `board` counted. Without a light, all that are
    still owed; "soon" takes today's with it, as the board does."""
    rows = work_in_view(actor, day, unit)
    if no_office:
        rows = rows.filter(office=None)
    elif office is not None:
        rows = rows.filter(office=office)
    if of_unit is not None:
        rows = rows.filter(unit=of_unit)
    if not light:
        return rows.filter(closed_at=None, state__in=OPEN_STATES)
    shown = work.light_q(light, day)
    if light == "soon":
        shown |= work.light_q("today", day)
    since = day - timedelta(days=KEEP_DAYS)
    return rows.filter(shown, Q(closed_at=None) | Q(done_on__gte=since))


def _subtree(unit: Unit) -> QuerySet[Unit, int]:
    return Unit.objects.filter(path__startswith=unit.path).values("pk")  # type: ignore[return-value]


def _key(one: Seen, by: str) -> int | None:
    return one.unit_id if by == "unit" else one.office_id


def _names(by: str, keys: set[int | None]) -> dict[int, str]:
    idents = [key for key in keys if key is not None]
    if by == "unit":
        return {unit.pk: unit.full_name for unit in Unit.objects.filter(pk__in=idents)}
    # A province has hundreds of offices on its board: their names alone are read.
    shown = ("pk", "name", "unit_id", "unit__name", "unit__kind", "unit__level")
    offices = list(Office.objects.filter(pk__in=idents).order_by().values_list(*shown))
    several = len({office[2] for office in offices}) > 1
    # Offices of many communes are called alike: there the name says of which one it is.
    return {
        pk: f"{name}, {UnitKind(kind).word} {of}"
        if several and level == Level.COMMUNE and of not in name
        else name
        for pk, name, _unit, of, kind, level in offices
    }


def _rows(
    seen: Sequence[Seen],
    grouped: dict[int | None, Lights],
    names: dict[int, str],
    pillars: Sequence[str],
    by: str,
) -> list[OfficeRow]:
    held: defaultdict[int | None, list[Seen]] = defaultdict(list)
    for one in seen:
        held[_key(one, by)].append(one)
    made = []
    for key in {*held, *grouped}:
        mine = held.get(key, [])
        cells = {}
        for pillar in pillars:
            light = worst_light([one for one in mine if one.pillar == pillar])
            if light is not None:
                cells[pillar] = light
        name = names.get(key, "") if key is not None else ""
        made.append(
            OfficeRow(
                key,
                name,
                cells,
                len(mine),
                sum(one.kind in BAD for one in mine),
                grouped.get(key, Lights()),
            )
        )
    return sorted(made, key=lambda row: (row.key is None, -row.bad, -row.work.late, -row.targets, row.name))


def _sum(lights: Iterable[Lights]) -> Lights:
    totals: defaultdict[str, int] = defaultdict(int)
    for each in lights:
        for name in Lights.__slots__:
            totals[name] += getattr(each, name)
    return Lights(**totals)


def targets_behind(
    plans: QuerySet[Plan],
    day: date,
    *,
    plan: Plan | None = None,
    pillar: str = "",
    office: int | None = None,
    no_office: bool = False,
    unit: int | None = None,
    kinds: Sequence[StandingKind] = (),
) -> list[Seen]:
    """The targets behind one cell, worst first. One query."""
    wanted = Q(plan=plan) if plan else Q(plan__in=plans)
    if pillar:
        wanted &= Q(pillar=pillar)
    if no_office:
        wanted &= Q(lead_office=None)
    elif office is not None:
        wanted &= Q(lead_office=office)
    if unit is not None:
        wanted &= Q(plan__unit=unit)
    seen = seen_targets(Target.objects.filter(wanted), day)
    return [one for one in seen if one.kind in kinds] if kinds else seen
