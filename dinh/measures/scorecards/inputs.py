"""What is known for each criterion of a unit in a period: measured from records, counted in the catalogue, or said by the unit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Q
from django.utils.translation import gettext as _

from dinh.ground import facts
from dinh.ground.periods import Period
from dinh.town.models import Unit

from .. import recipes
from ..queries import board
from ..shapes import Reading
from . import catalog_counts, record_counts
from .models import Card, Criterion, Said, ScoreEdition, Side
from .rules import Input, Kind


@dataclass(slots=True)
class Known:
    """What is known of one unit, by code of criterion."""

    inputs: dict[str, Input] = field(default_factory=dict)
    appraised: dict[str, Input] = field(default_factory=dict)
    """The same as the appraiser has it: theirs where they said something, else the unit's."""
    readings: dict[str, Reading] = field(default_factory=dict)
    sources: dict[str, str] = field(default_factory=dict)
    """measure, catalog, records, said, or nothing."""
    doubts: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Sentences about how to take what was counted."""
    said: dict[tuple[str, str], Said] = field(default_factory=dict)
    """By criterion and side."""
    card: Card | None = None


def known_of(
    edition: ScoreEdition,
    criteria: Sequence[Criterion],
    units: Sequence[Unit],
    period: Period,
    *,
    at: datetime,
    old_units: date | None = None,
) -> dict[int, Known]:
    """By unit. One pass over the lake, and one more where procedures are counted; at most 12 queries, however many units."""
    leaves = [each for each in criteria if each.kind]
    found = {unit.pk: Known() for unit in units}
    _measured(leaves, units, period, found, at, old_units)
    _of_catalog(leaves, units, period, found)
    _of_records(leaves, units, period, found, at, old_units)
    _said(edition, leaves, units, period, found)
    for unit in units:
        mine = found[unit.pk]
        for each in leaves:
            if each.code not in mine.inputs:
                mine.inputs[each.code] = Input(missing=(_nothing_said(each, unit),))
    _against_best(edition, leaves, units, period, found)
    for mine in found.values():
        for each in leaves:
            row = mine.said.get((each.code, Side.APPRAISAL.value))
            given = mine.inputs[each.code]
            mine.appraised[each.code] = (_from_said(row) if row is not None else None) or given
    return found


def _measured(
    leaves: Sequence[Criterion],
    units: Sequence[Unit],
    period: Period,
    found: dict[int, Known],
    at: datetime,
    old_units: date | None,
) -> None:
    there = {each.code for each in recipes.all_recipes()}
    by_measure: defaultdict[str, list[str]] = defaultdict(list)
    for each in leaves:
        if each.measure in there:
            by_measure[each.measure].append(each.code)
    if not by_measure or not units:
        return
    by_code = {unit.code: unit.pk for unit in units}
    for reading in board(list(by_code), [period], sorted(by_measure), at=at, old_units=old_units):
        if reading.of not in by_code:
            continue
        mine = found[by_code[reading.of]]
        for code in by_measure[reading.code]:
            mine.readings[code] = reading
            mine.inputs[code] = Input(
                reading.numerator,
                reading.denominator,
                reading.value if reading.denominator is None else None,
                missing=tuple(missing_words(each) for each in reading.missing),
            )
            mine.sources[code] = "measure"


def _of_catalog(
    leaves: Sequence[Criterion], units: Sequence[Unit], period: Period, found: dict[int, Known]
) -> None:
    asked = {each.code: each.measure for each in leaves if each.measure in catalog_counts.CODES}
    if not asked:
        return
    counted = catalog_counts.counts(units, period)
    for unit in units:
        pairs = counted.get(unit.pk, {})
        for code, measure in asked.items():
            if measure in pairs:
                top, bottom = pairs[measure]
                found[unit.pk].inputs[code] = (
                    Input(choice="yes" if top else "no")
                    if measure in catalog_counts.CHOICES
                    else Input(Decimal(top), Decimal(bottom))
                )
                found[unit.pk].sources[code] = "catalog"


def _of_records(
    leaves: Sequence[Criterion],
    units: Sequence[Unit],
    period: Period,
    found: dict[int, Known],
    at: datetime,
    old_units: date | None,
) -> None:
    """Procedures counted among the dossiers of the period, and what is doubtful about what dossiers say of their procedures."""
    by_measure: defaultdict[str, list[str]] = defaultdict(list)
    for each in leaves:
        by_measure[each.measure].append(each.code)
    if not by_measure.keys() & set(record_counts.CODES) or not units:
        return
    counted = record_counts.counts([unit.code for unit in units], period, at=at, old_units=old_units)
    for unit in units:
        mine, one = found[unit.pk], counted[unit.code]
        for measure in record_counts.CODES:
            for code in by_measure.get(measure, ()):
                if measure in one.pairs:
                    top, bottom = one.pairs[measure]
                    mine.inputs[code] = Input(Decimal(top), Decimal(bottom))
                else:
                    missing = one.missing.get(measure, ())
                    mine.inputs[code] = Input(missing=tuple(missing_words(each) for each in missing))
                mine.sources[code] = "records"
        for measure, said in one.doubts.items():
            for code in by_measure.get(measure, ()):
                mine.doubts[code] = said


def _said(
    edition: ScoreEdition,
    leaves: Sequence[Criterion],
    units: Sequence[Unit],
    period: Period,
    found: dict[int, Known],
) -> None:
    for card in Card.objects.filter(edition=edition, unit__in=list(found), period=period.key):
        found[card.unit_id].card = card
    by_id = {each.pk: each for each in leaves}
    rows = Said.objects.filter(
        card__edition=edition, card__unit__in=list(found), card__period=period.key, current=True
    ).select_related("card")
    for row in rows:
        criterion = by_id[row.criterion_id]
        mine = found[row.card.unit_id]
        mine.said[criterion.code, row.side] = row
        if row.side != Side.SELF:
            continue
        measured = mine.inputs.get(criterion.code)
        # What records answer is not typed over; that a criterion does not apply may be said of any.
        if measured is None or measured.missing or not row.applies:
            given = _from_said(row)
            if given is not None:
                mine.inputs[criterion.code] = given
                mine.sources[criterion.code] = "said"


def _from_said(row: Said) -> Input | None:
    """What a row says; None when it is a remark alone."""
    if not row.applies:
        return Input(applies=False)
    figures = (row.numerator, row.denominator, row.value, row.points)
    if row.choice or any(each is not None for each in figures):
        return Input(row.numerator, row.denominator, row.value, row.choice, points=row.points)
    return None


def of_the_keeper(measure: str, unit: Unit) -> bool:
    """Whether a measure counts what only the province that keeps a catalogue does, and this unit is none."""
    return measure.startswith("766.1.") and unit.level != 1


def _nothing_said(each: Criterion, unit: Unit) -> str:
    if of_the_keeper(each.measure, unit):
        return _("Việc công bố thủ tục là của tỉnh; đơn vị không có danh mục của mình.")
    if each.measure in catalog_counts.CODES and each.evidence_said:
        return _("Danh mục thủ tục của đơn vị chưa ghi dấu này; cần: %(what)s") % {"what": each.evidence_said}
    if each.measure in catalog_counts.CODES:
        return _("Danh mục thủ tục của đơn vị chưa có bản nào.")
    if each.measure:
        return _("Chưa có cách đo “%(code)s”.") % {"code": each.measure}
    asked = each.evidence_said
    if asked:
        return _("Chưa có số báo cáo; cần: %(what)s") % {"what": asked}
    return _("Chưa có số báo cáo.")


def missing_words(name: str) -> str:
    """What of the lake is missing, in words: a fact without a row, or a column that nobody filled."""
    fact, _dot, column = name.partition(".")
    try:
        table = facts.table(fact)
    except KeyError:
        if name == "not-in-force":
            return _("Cách đo chưa có hiệu lực trong kỳ này.")
        return _("Chưa có dữ kiện “%(fact)s”.") % {"fact": fact}
    if not column:
        return _("Chưa có dữ kiện “%(fact)s” của đơn vị trong kỳ.") % {"fact": table.words}
    words = next((each.words for each in table.columns if each.name == column), column)
    return _("Cột “%(column)s” trống ở mọi dòng của “%(fact)s”.") % {"column": words, "fact": table.words}


def _against_best(
    edition: ScoreEdition,
    leaves: Sequence[Criterion],
    units: Sequence[Unit],
    period: Period,
    found: Mapping[int, Known],
) -> None:
    """The best value among the units of one parent and level, for criteria scored against it."""
    by_id = {each.pk: each.code for each in leaves if each.kind == Kind.BEST}
    if not by_id:
        return
    parents = {unit.parent_id for unit in units}
    beside = Q(card__unit__parent__in=[each for each in parents if each])
    if None in parents:
        beside |= Q(card__unit__parent=None)
    rows = Said.objects.filter(
        beside,
        card__edition=edition,
        card__period=period.key,
        criterion__in=list(by_id),
        side=Side.SELF,
        current=True,
        value__isnull=False,
    ).values_list("card__unit__parent_id", "card__unit__level", "criterion_id", "value")
    best: dict[tuple[int | None, int, str], Decimal] = {}
    for parent, level, criterion, value in rows:
        assert value is not None
        key = (parent, level, by_id[criterion])
        best[key] = max(value, best.get(key, value))
    for unit in units:
        mine = found[unit.pk]
        for code in by_id.values():
            given = mine.inputs[code]
            if given.value is not None:
                mine.inputs[code] = Input(
                    given.numerator, given.denominator, given.value, given.choice,
                    best.get((unit.parent_id, unit.level, code), given.value), given.points,
                )  # fmt: skip
