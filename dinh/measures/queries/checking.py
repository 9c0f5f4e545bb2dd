"""Rows behind a number that cannot be true, by the dated rules of `editions/trust.yaml`: how many of each, in one pass over each
fact for all its measures. The number stays as it is; who reads it sees what it stands on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

import duckdb

from dinh.ground.periods import Period
from dinh.lake.store.columns import quoted
from dinh.town.models import Unit

from .. import trusting
from ..engine.formulas import Formula, parameters
from ..rules.trust import ROWS, FactRule

NO_UNIT = "no-unit"


def rules_of(fact: str, period: Period) -> tuple[FactRule, ...]:
    """The rules on rows of a fact, in force on the period's last day."""
    return tuple(each for each in trusting.thresholds(period.last).facts if each.fact == fact)


def rule_of(fact: str, code: str, period: Period) -> FactRule | None:
    """One of them by its code."""
    return next((each for each in rules_of(fact, period) if each.code == code), None)


def row_doubts(
    duck: duckdb.DuckDBPyConnection,
    formulas: Sequence[Formula],
    period: Period,
    units: Sequence[str],
    *,
    at: datetime,
    everywhere: bool = False,
) -> dict[str, tuple[dict[str, Any], ...]]:
    """By measure, what is wrong with rows that it counts: rule, words, how many. `formulas` are of one fact; one query. Rows that
    are nobody's count only `everywhere`, for the unit that has the whole."""
    fact = formulas[0].fact
    rules = rules_of(fact, period)
    if not rules:
        return {}
    mine = f"coalesce({quoted(formulas[0].by)} IN (SELECT unnest($units)), false)"
    counts: list[str] = []
    places: list[tuple[Formula, FactRule]] = []
    for formula in formulas:
        for rule in rules:
            if rule.code == NO_UNIT and not everywhere:
                continue
            counts.append(f"count(*) FILTER ({_wrong(formula, rule, mine)})")
            places.append((formula, rule))
    if not counts:
        return {}
    bad = " OR ".join(f"({rule.where})" for rule in rules)
    within = f"({mine} OR coalesce({quoted(formulas[0].by)}, '') = '')" if everywhere else mine
    text = f"SELECT {', '.join(counts)} FROM {quoted(fact)} WHERE ({bad}) AND {within}"
    row = duck.execute(text, _told(text, period, at, units)).fetchone() or ()
    found: dict[str, list[dict[str, Any]]] = {}
    for (formula, rule), count in zip(places, row, strict=True):
        if count:
            found.setdefault(formula.code, []).append(kept(rule, count))
    return {code: tuple(said) for code, said in found.items()}


def row_doubts_of_all(
    duck: duckdb.DuckDBPyConnection,
    formulas: Sequence[Formula],
    periods: Sequence[Period],
    *,
    at: datetime,
    units: Sequence[str] | None = None,
) -> Iterator[tuple[Period, dict[tuple[str, str], dict[str, int]]]]:
    """The same of many periods and of every unit (or of these), each unit with its own rows only: by period, by measure and code of
    the unit ("" for rows of nobody), how many rows each rule names. The fact is gone through once, the doubtful rows once a period."""
    fact, by = formulas[0].fact, quoted(formulas[0].by)
    rules = {each for period in periods for each in rules_of(fact, period)}
    if not rules:
        return
    bad = " OR ".join(f"coalesce({each.where}, false)" for each in sorted(rules, key=lambda each: each.code))
    within = "" if units is None else f" AND (coalesce({by}, '') = '' OR {by} IN (SELECT unnest($units)))"
    told: dict[str, Any] = {"now": at} if "$now" in bad else {}
    told |= {} if units is None else {"units": list(units)}
    duck.execute(
        f"CREATE OR REPLACE TEMP TABLE dinh_bad AS SELECT * FROM {quoted(fact)} WHERE ({bad}){within}", told
    )
    for period in periods:
        yield period, _counts(duck, formulas, period, at)


def _counts(
    duck: duckdb.DuckDBPyConnection, formulas: Sequence[Formula], period: Period, at: datetime
) -> dict[tuple[str, str], dict[str, int]]:
    """By measure and unit, how many of the doubtful rows each rule names in a period."""
    by = quoted(formulas[0].by)
    places = [(formula, rule) for formula in formulas for rule in rules_of(formula.fact, period)]
    if not places:
        return {}
    said = ", ".join(f"count(*) FILTER ({_wrong(formula, rule, 'true')})" for formula, rule in places)
    text = f"SELECT coalesce({by}, ''), {said} FROM dinh_bad GROUP BY 1"
    found: dict[tuple[str, str], dict[str, int]] = {}
    for unit, *numbers in duck.execute(text, _told(text, period, at, ())).fetchall():
        for (formula, rule), count in zip(places, numbers, strict=True):
            if count:
                found.setdefault((formula.code, unit), {})[rule.code] = count
    return found


def kept(rule: FactRule, count: int) -> dict[str, Any]:
    """A doubt about rows as it is kept beside a number."""
    return {
        "code": ROWS,
        "rule": rule.code,
        "words": rule.words,
        "words_en": rule.words_en,
        "count": count,
    }


def _wrong(formula: Formula, rule: FactRule, mine: str) -> str:
    """A row that the measure counts (or would, were it anybody's) and that the rule names."""
    below = formula.bottom if formula.bottom_counts else f"(({formula.bottom}) <> 0)"
    whose = "true" if rule.code == NO_UNIT else mine
    return f"{whose} AND ({formula.anchor}) AND coalesce({below}, false) AND ({rule.where})"


def only(rule: FactRule) -> str:
    """The condition that keeps, of the rows behind a number, those that the rule names."""
    return f"coalesce({rule.where}, false)"


def _told(text: str, period: Period, at: datetime, units: Sequence[str]) -> Mapping[str, Any]:
    told = parameters(period, at, units, text)
    return told | {"now": at} if "$now" in text else told


def has_the_whole(unit_code: str) -> bool:
    """Whether a unit stands at the top, so that rows of nobody are its to mend. 1 query."""
    return Unit.objects.filter(code=unit_code, until=None, parent=None).exists()
