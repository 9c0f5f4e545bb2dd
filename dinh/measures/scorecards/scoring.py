"""What a unit scores: computed when looked at, from measures, the catalogue and what was said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.utils import timezone, translation

from dinh.ground.periods import Period
from dinh.town import queries as town
from dinh.town.models import Unit, UnitSuccession

from .inputs import Known, known_of, of_the_keeper
from .models import Criterion, ScoreEdition
from .rules import Bridge, Gain, Kind, Leaf, Sheet, Tree, bridge, gains, mean_of, rank_of, sheet_of


class NoSuchCard(LookupError):
    """There is no such scorecard, or none in force in the period. `str()` says which."""


@dataclass(frozen=True, slots=True)
class Merged:
    """The year of a merger: the old units, the mean of each main index, and the total of the means."""

    olds: tuple[Unit, ...]
    groups: dict[str, Decimal | None]
    total: Decimal | None
    """None while an old unit lacks something."""


@dataclass(frozen=True, slots=True)
class Score:
    """One unit's scorecard in a period, as it stands now."""

    edition: ScoreEdition
    unit: Unit
    period: Period
    criteria: tuple[Criterion, ...]
    known: Known
    own: Sheet
    appraised: Sheet
    merged: Merged | None = None

    @property
    def total(self) -> Decimal:
        """By the unit's own side; the mean of the old units in the year of a merger, where the rule says so."""
        if self.merged is not None and self.merged.total is not None:
            return self.merged.total
        return self.own.total

    @property
    def rank(self) -> str:
        mean = self.merged is not None and self.merged.total is not None
        return rank_of(self.total, self.own.most if mean else self.own.most_counted, ranks_of(self.edition))

    @property
    def appraised_rank(self) -> str:
        return rank_of(self.appraised.total, self.appraised.most_counted, ranks_of(self.edition))

    @property
    def index(self) -> Decimal | None:
        """As published: points over the scale; None where points themselves are published."""
        return (self.total / self.edition.scale).quantize(Decimal("0.0001")) if self.edition.scale else None


def ranks_of(edition: ScoreEdition) -> list[tuple[Decimal, str]]:
    """The steps of an edition's rank in the reader's language."""
    english = (translation.get_language() or "vi").startswith("en")
    return [(Decimal(least), en if english else vi) for least, vi, en in edition.ranks.get("steps", ())]


def edition_for(code: str, period: Period) -> ScoreEdition:
    """The edition in force at the period's end. Raises NoSuchCard. 1 query."""
    rows = list(
        ScoreEdition.objects.filter(scorecard__code=code).select_related("scorecard").order_by("since")
    )
    if not rows:
        raise NoSuchCard(f"Không có bộ chỉ số “{code}”.")
    found = [
        row for row in rows if row.since <= period.last and (row.until is None or row.until >= period.last)
    ]
    if not found:
        raise NoSuchCard(f"Bộ chỉ số “{code}” chưa có bản nào có hiệu lực trong {period.label_vi.lower()}.")
    return found[-1]


def criteria_of(edition: ScoreEdition) -> tuple[Criterion, ...]:
    """Its lines in order, each with its parent. 1 query."""
    rows = list(edition.criteria.order_by("order"))
    by_id = {row.pk: row for row in rows}
    for row in rows:
        if row.parent_id:
            row.parent = by_id[row.parent_id]
        row.edition = edition
    return tuple(rows)


def tree_of(edition: ScoreEdition, criteria: Sequence[Criterion]) -> Tree:
    """The same as values, for the rules."""
    return Tree(
        {row.code: leaf_of(row) for row in criteria if row.kind},
        {row.code: row.parent.code if row.parent else "" for row in criteria},
        edition.handing,
    )


def leaf_of(row: Criterion) -> Leaf:
    return Leaf(
        row.code,
        row.most,
        Kind(row.kind),
        row.full_from,
        tuple((Decimal(least), Decimal(points)) for least, points in row.steps),
        row.zero,
    )


def scores(
    edition: ScoreEdition,
    units: Sequence[Unit],
    period: Period,
    *,
    at: datetime | None = None,
    old_units: date | None = None,
) -> list[Score]:
    """Every unit's score, in the order given. One pass over the lake for all of them."""
    moment = at or timezone.now()
    criteria = criteria_of(edition)
    tree = tree_of(edition, criteria)
    known = known_of(edition, criteria, units, period, at=moment, old_units=old_units)
    return [
        Score(
            edition,
            unit,
            period,
            criteria,
            known[unit.pk],
            sheet_of(tree, known[unit.pk].inputs),
            sheet_of(tree, known[unit.pk].appraised),
        )
        for unit in units
    ]


def score(edition: ScoreEdition, unit: Unit, period: Period, *, at: datetime | None = None) -> Score:
    """One unit's score, with the mean of the old units in the year it was made of them, where the edition says so."""
    (found,) = scores(edition, [unit], period, at=at)
    merged = _merged(edition, unit, period, at) if edition.merged == "mean" else None
    return found if merged is None else Score(
        found.edition, found.unit, found.period, found.criteria, found.known, found.own, found.appraised, merged
    )  # fmt: skip


def _merged(edition: ScoreEdition, unit: Unit, period: Period, at: datetime | None) -> Merged | None:
    if unit.since is None or not period.first < unit.since <= period.last:
        return None
    lines = UnitSuccession.objects.filter(new=unit, derived=False).select_related("old__parent")
    olds = [line.old for line in lines if line.old.level == unit.level]
    if len(olds) < 2:
        return None
    before = min(old.until for old in olds if old.until) if any(old.until for old in olds) else None
    sheets = scores(edition, olds, period, at=at, old_units=before)
    means = mean_of(
        [
            {
                group.code: group.points if group.counted or not group.most else None
                for group in each.own.groups
            }
            for each in sheets
        ]
    )
    told = [each for each in means.values() if each is not None]
    whole = sum(told, Decimal(0)) if len(told) == len(means) else None
    return Merged(tuple(olds), means, whole)


def units_below(unit: Unit, levels: Sequence[int], day: date) -> list[Unit]:
    """The units of the scorecard's levels under a unit on a day, by code; those directly judged together. 1 query."""
    rows = Unit.objects.alive_on(day).filter(path__startswith=unit.path, level__in=list(levels))
    return list(rows.exclude(pk=unit.pk).select_related("parent").order_by("code"))


def gains_of(found: Score, day: date) -> list[Gain]:
    """What would lift the unit most by the end of the period, seen on a day. What is not the unit's to do (a commune announces no
    procedure) is left out."""
    whole = (found.period.last - found.period.first).days + 1
    gone = min(whole, max(1, (day - found.period.first).days + 1))
    efforts = {row.code: row.effort for row in found.criteria}
    standing = {code for code, source in found.known.sources.items() if source in ("catalog", "records")}
    left = {row.code for row in found.criteria if of_the_keeper(row.measure, found.unit)}
    marks = {
        code: mark for code, mark in found.own.marks.items() if not (code in left and mark.state == "missing")
    }
    return gains(marks, efforts, Decimal(gone) / whole, standing)


def unit_for(code: str, day: date) -> Unit | None:
    """The unit that bears the code on a day, else the last that did."""
    found = town.unit_by_code(code, day)
    if found is not None:
        return found
    olds = town.units_with_code(code)
    return olds[-1] if olds else None


# ---------------------------------------------------------------- ranking, bridge


@dataclass(frozen=True, slots=True)
class Place:
    """A unit's place. None where nothing, or too little beside the others, could be counted."""

    score: Score
    place: int | None
    share: Decimal
    """Of a hundred: points by what could be counted."""


COMPARABLE = Decimal("0.5")
"""A unit takes a place when at least this part of the points that the best-counted unit has counted could be counted of it too."""


def places_of(found: Sequence[Score]) -> list[Place]:
    """Best first by the share of the points that could be counted, so that who lacks a figure is neither lifted nor sunk by it;
    equal shares have one place. Of whom too little could be counted to stand beside the others (`COMPARABLE`), or nothing, takes
    none. Appraised points where there are any."""
    least = max((each.appraised.most_counted for each in found), default=Decimal(0)) * COMPARABLE
    shares = [(_share(each), each) for each in found]
    ranked = sorted(
        (
            (share, each)
            for share, each in shares
            if share is not None and each.appraised.most_counted >= least
        ),
        key=lambda pair: (-pair[0], pair[1].unit.code),
    )
    made: list[Place] = []
    for number, (share, each) in enumerate(ranked, 1):
        place = made[-1].place if made and made[-1].share == share else number
        made.append(Place(each, place, share))
    placed = {id(place.score) for place in made}
    return made + [Place(each, None, share or Decimal(0)) for share, each in shares if id(each) not in placed]


def _share(found: Score) -> Decimal | None:
    sheet = found.appraised
    if not sheet.most_counted:
        return None
    return (sheet.total * 100 / sheet.most_counted).quantize(Decimal("0.01"))


def bridge_of(edition: ScoreEdition, unit: Unit, period: Period) -> tuple[ScoreEdition, ScoreEdition, Bridge]:
    """The edition before, this one, and what the unit's points of the period before become. Raises NoSuchCard."""
    old = ScoreEdition.objects.filter(code=edition.bridge.get("from", "")).select_related("scorecard").first()
    if old is None:
        raise NoSuchCard(f"Bản {edition.code} không nối từ bản nào.")
    while period.last > (old.until or period.last):
        period = period.previous()
    before = score(old, unit, period)
    made = bridge(
        [(before_, after) for before_, after in edition.bridge["pairs"]],
        {row.code: row.most for row in before.criteria if row.kind},
        {row.code: row.most for row in criteria_of(edition) if row.kind},
        {code: mark.points for code, mark in before.own.marks.items()},
    )
    return old, edition, made
