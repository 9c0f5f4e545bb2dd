"""`dinh score`."""

from __future__ import annotations

import argparse
import importlib
import json
import sys
from decimal import Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .scoring import Score


def score(argv: list[str]) -> int:
    """Score a unit by a scorecard: 766, dti, xa. 0 scored, 1 nothing could be counted, 2 wrong words."""
    parser = argparse.ArgumentParser(
        prog="dinh score", description="Chấm điểm một đơn vị theo một bộ chỉ số."
    )
    parser.add_argument("scorecard", help="bộ chỉ số: 766, dti, xa")
    parser.add_argument("--unit", required=True, help="mã đơn vị")
    parser.add_argument("--period", required=True, help="kỳ: 2026-10, 2026-Q3, 2026")
    parser.add_argument("--json", action="store_true", help="in dạng JSON")
    try:
        options = parser.parse_args(argv)
    except SystemExit as stop:
        return int(stop.code or 0)
    importlib.import_module("dinh.frame.cli").setup()
    from django.utils import translation

    with translation.override("vi"):
        try:
            found = _scored(options.scorecard, options.unit, options.period)
        except ValueError as wrong:
            print(wrong, file=sys.stderr)
            return 2
    print(json.dumps(as_json(found), ensure_ascii=False, indent=1) if options.json else _as_text(found))
    return 0 if found.own.most_counted else 1


def _scored(code: str, unit_code: str, period_key: str) -> Score:
    from django.utils import timezone

    from dinh.ground.periods import Period
    from dinh.lake import services as lake

    from .. import recipes
    from . import loading, record_counts, scoring

    now = timezone.now()
    try:
        period = Period.parse(period_key)
    except ValueError as wrong:
        raise ValueError(f"Không đọc được kỳ “{period_key}”; ví dụ: 2026-10, 2026-Q3, 2026.") from wrong
    unit = scoring.unit_for(unit_code, timezone.localdate(now))
    if unit is None:
        raise ValueError(f"Không có đơn vị mang mã “{unit_code}”.")
    loading.ensure_loaded(at=now)
    try:
        edition = scoring.edition_for(code, period)
    except scoring.NoSuchCard as wrong:
        raise ValueError(str(wrong)) from wrong
    there = {each.code: each.fact for each in recipes.all_recipes()}
    asked = edition.criteria.exclude(measure="").values_list("measure", flat=True)
    facts = {there[measure] for measure in asked if measure in there}
    facts |= {"dossiers"} if set(asked) & set(record_counts.CODES) else set()
    lake.fresh(sorted(facts), at=now)
    return scoring.score(edition, unit, period, at=now)


def number(value: Decimal | None) -> int | float | None:
    """A figure as JSON has it: whole numbers whole."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def as_json(found: Score) -> dict[str, Any]:
    """The score as the command gives it."""
    groups = {row.code: row for row in found.criteria if row.parent is None}
    answer: dict[str, Any] = {
        "scorecard": found.edition.scorecard.code,
        "edition": found.edition.code,
        "unit": found.unit.code,
        "period": found.period.key,
        "components": [_component(found, row.code, row.words) for row in found.criteria if row.kind],
        "groups": [
            {
                "code": group.code,
                "words": groups[group.code].words,
                "points": number(group.points),
                "most": number(group.most),
                "most_counted": number(group.counted),
            }
            for group in found.own.groups
        ],
        "total": number(found.total),
        "most": number(found.own.most),
        "most_counted": number(found.own.most_counted),
        "rank": found.rank,
    }
    if found.index is not None:
        answer["index"] = number(found.index)
    if found.merged is not None:
        answer["merged"] = {
            "units": [unit.code for unit in found.merged.olds],
            "groups": {code: number(points) for code, points in found.merged.groups.items()},
            "total": number(found.merged.total),
        }
    return answer


def _component(found: Score, code: str, words: str) -> dict[str, Any]:
    mark = found.own.marks[code]
    given = mark.given
    return {
        "code": code,
        "words": words,
        "numerator": number(given.numerator),
        "denominator": number(given.denominator),
        "share": number(mark.share),
        "points": number(mark.points),
        "most": number(mark.most),
        "state": mark.state,
        "missing": list(given.missing),
        "doubts": list(found.known.doubts.get(code, ())),
    }


def _as_text(found: Score) -> str:
    lines = [f"{found.edition.words}. {found.unit.full_name}, {found.period.label_vi.lower()}"]
    for row in found.criteria:
        if not row.kind:
            lines.append(f"{row.code} {row.words}")
            continue
        mark = found.own.marks[row.code]
        got = "–" if mark.points is None else str(mark.points)
        of = "" if mark.given.denominator is None else f" ({mark.given.numerator}/{mark.given.denominator})"
        why = f": {'; '.join(mark.given.missing)}" if mark.given.missing else ""
        lines.append(f"  {row.code:6} {got:>6} / {number(mark.most)}  {row.words}{of}{why}")
        lines += [f"         ! {each}" for each in found.known.doubts.get(row.code, ())]
    lines.append(
        f"Tổng {found.total} trên {number(found.own.most_counted)} điểm đếm được (cả bộ {number(found.own.most)}). {found.rank}"
    )
    return "\n".join(lines)
