"""`dinh measure`, `dinh forecast` and `dinh prove`. They draw what is not drawn, and count what is not kept."""

from __future__ import annotations

import argparse
import importlib
import json
import sys
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any


def measure(argv: list[str]) -> int:
    """`dinh measure --unit CODE --period 2026-10 [--json]`: each measure with numerator, denominator, value, or what is missing.
    0 done, 1 no such unit or measure, 2 wrong words."""
    parser = argparse.ArgumentParser(
        prog="dinh measure",
        description="Số đo của một đơn vị trong một kỳ: tử số, mẫu số, giá trị, hoặc thiếu gì.",
    )
    parser.add_argument("--unit", required=True, help="mã đơn vị, ví dụ 14812; mã tỉnh thì gộp các xã")
    parser.add_argument(
        "--period", required=True, help="2026-10, 2026-Q3, 2026-H1, 2026-9M, 2026, 2026-W41, 2026-10-05"
    )
    parser.add_argument(
        "--closing", type=int, help="ngày chốt số liệu; 14 là từ ngày 15 tháng trước đến ngày 14"
    )
    parser.add_argument("--code", action="append", help="chỉ số đo này (có thể lặp lại)")
    parser.add_argument(
        "--old-units", metavar="NGÀY", type=date.fromisoformat, help="kể theo đơn vị của ngày đó (YYYY-MM-DD)"
    )
    parser.add_argument("--store", action="store_true", help="lưu lại thành số đo của kỳ")
    parser.add_argument("--json", action="store_true", help="in JSON")
    options = parser.parse_args(argv)
    importlib.import_module("dinh.frame.cli").setup()
    from django.utils import timezone

    from dinh.ground.periods import Period
    from dinh.town.models import Unit

    from .. import queries, services
    from ..queries.doubting import doubts_now
    from ..recipes import NoSuchMeasure
    from . import NoSuchUnit

    at = timezone.now()
    try:
        period = Period.parse(options.period, closing_day=options.closing)
    except ValueError as wrong:
        print(str(wrong), file=sys.stderr)
        return 2
    _draw(at)
    try:
        if options.store:
            services.measure(
                codes=options.code, units=[options.unit], periods=[period], by=None, at=at, why="dinh measure"
            )
        found = queries.readings(
            options.unit,
            period.key,
            options.code,
            closing_day=options.closing,
            at=at,
            old_units=options.old_units,
        )
    except (NoSuchUnit, NoSuchMeasure) as missing:
        print(str(missing), file=sys.stderr)
        return 1
    day = options.old_units or timezone.localdate(at)
    unit = Unit.objects.alive_on(day).get(code=options.unit)
    said = doubts_now(options.unit, period, list(found), at=at, old_units=options.old_units)
    told = _as_data(unit.full_name, options.unit, period, list(found.values()), said)
    if options.json:
        print(json.dumps(told, ensure_ascii=False, indent=1))
    else:
        _say(told)
    return 0


MOST_SHOWN = 50
"""Of more proofs than this only those that fail are written out."""


def _draw(at: datetime) -> None:
    """Bring the lake up to the ledger, where it lags behind."""
    from dinh.lake import queries as lake_queries
    from dinh.lake import services as lake

    behind = [fact for fact, state in lake_queries.state().items() if state.stale]
    if behind:
        lake.draw(behind, at=at)


def _as_data(
    name: str, unit: str, period: Any, readings: list[Any], doubts: Mapping[str, Any]
) -> dict[str, Any]:
    from ..api import doubts_out
    from ..rules import plain

    return {
        "unit": unit,
        "unit_name": name,
        "period": period.key,
        "first": period.first.isoformat(),
        "last": period.last.isoformat(),
        "closing": period.closing_day,
        "measures": [
            {
                "code": each.code,
                "words": str(each.words),
                "unit": str(each.unit),
                "numerator": plain(each.numerator),
                "denominator": plain(each.denominator),
                "value": plain(each.value),
                "missing": list(each.missing),
                "doubts": [one.model_dump() for one in doubts_out(doubts.get(each.code, ()))],
                "fact": each.fact,
                "version": each.version,
                "computed_at": each.computed_at.isoformat(),
                "state": dict(each.state),
            }
            for each in readings
        ],
    }


def _say(told: dict[str, Any]) -> None:
    print(f"{told['unit_name']} ({told['unit']}), kỳ {told['period']}: {told['first']} – {told['last']}")
    for each in told["measures"]:
        if each["missing"]:
            print(f"  {each['code']:32} {each['words']}: thiếu {', '.join(each['missing'])}")
        elif each["value"] is None:
            print(
                f"  {each['code']:32} {each['words']}: không có gì để tính ({each['numerator']}/{each['denominator']})"
            )
        else:
            parts = "" if each["denominator"] is None else f" ({each['numerator']}/{each['denominator']})"
            print(f"  {each['code']:32} {each['words']}: {each['value']} {each['unit']}{parts}")
        for one in each["doubts"]:
            print(f"  {'':32} ! {one['words']}")


def forecast(argv: list[str]) -> int:
    """`dinh forecast CODE --unit CODE [--until DAY] [--json]`: where a measure will stand, with its intervals. 0 made (or made as far as
    can be told), 1 not enough data or no such unit or measure, 2 wrong words."""
    parser = argparse.ArgumentParser(
        prog="dinh forecast",
        description="Dự báo một số đo của một đơn vị đến một ngày, kèm khoảng 80% và 95%.",
    )
    parser.add_argument("code", help="mã số đo, ví dụ dossiers.on_time")
    parser.add_argument("--unit", required=True, help="mã đơn vị, ví dụ 14812")
    parser.add_argument(
        "--until",
        type=date.fromisoformat,
        metavar="NGÀY",
        help="đến ngày (YYYY-MM-DD); không nêu thì đến hết năm",
    )
    parser.add_argument("--kind", choices=("month", "quarter", "half", "year"), default="month", help="kỳ đo")
    parser.add_argument("--closing", type=int, help="ngày chốt số liệu")
    parser.add_argument("--json", action="store_true", help="in JSON")
    options = parser.parse_args(argv)
    importlib.import_module("dinh.frame.cli").setup()
    from django.utils import timezone

    from ..api import forecast_out
    from ..queries.forecasts import NotForecast, over_by, until_end
    from ..queries.forecasts import forecast as foretell
    from ..recipes import NoSuchMeasure, recipe
    from . import NoSuchUnit

    at = timezone.now()
    if options.closing is not None and not 1 <= options.closing <= 27:
        print("Ngày chốt số liệu phải từ 1 đến 27.", file=sys.stderr)
        return 2
    until = options.until or until_end(over_by(options.kind, timezone.localdate(at), options.closing))
    _draw(at)
    try:
        made = foretell(
            options.code, options.unit, until, kind=options.kind, closing_day=options.closing, at=at
        )
    except NotForecast:
        print("Số đo này là có hay không, không có gì để dự báo.", file=sys.stderr)
        return 1
    except (NoSuchUnit, NoSuchMeasure) as missing:
        print(str(missing), file=sys.stderr)
        return 1
    told = forecast_out(recipe(options.code), options.unit, until, options.kind, made)
    if options.json:
        print(json.dumps(told.model_dump(mode="json"), ensure_ascii=False, indent=1))
    else:
        print(f"{recipe(options.code).words}, {options.unit}")
        for said in filter(None, (told.said, *told.notes, told.method)):
            print(f"  {said}")
        for each in told.steps:
            print(
                f"  {each.period}: {each.middle:.1f}  [{each.low:.1f}; {each.high:.1f}]  [{each.lowest:.1f}; {each.highest:.1f}]"
            )
    return 0 if told.steps else 1


def prove(argv: list[str]) -> int:
    """`dinh prove TARGET PERIOD [--unit CODE] [--json]`: count published values anew from the kept states. 0 all equal, 1 not, 2 wrong
    words or nothing to prove."""
    parser = argparse.ArgumentParser(
        prog="dinh prove", description="Tính lại các số đã công bố từ trạng thái đã giữ và so."
    )
    parser.add_argument(
        "target",
        help="mã số đo (dossiers.on_time), số của chỉ tiêu, “all”: mọi chỉ tiêu, hoặc “values”: mọi số đo đã lưu, kể cả số đã được thay",
    )
    parser.add_argument(
        "period",
        help="2026-10: một kỳ; 2026: mọi kỳ kết thúc trong năm; 2026-03..2026-Q3: mọi kỳ kết thúc trong khoảng. Với một mã số đo, 2026 là kỳ năm",
    )
    parser.add_argument("--unit", help="mã đơn vị; bắt buộc khi là mã số đo")
    parser.add_argument("--closing", type=int, help="ngày chốt số liệu")
    parser.add_argument("--json", action="store_true", help="in JSON")
    options = parser.parse_args(argv)
    importlib.import_module("dinh.frame.cli").setup()
    from django.utils import timezone

    from ..proving import span_of

    try:
        within = span_of(options.period)
        found = _claims(options, within, timezone.now())
    except ValueError as wrong:
        print(str(wrong), file=sys.stderr)
        return 2
    if isinstance(found, str):
        print(found, file=sys.stderr)
        return 2
    from ..queries.values import prove_all

    told = [_proof(each) for each in prove_all(found)]
    equal = all(each["equal"] for each in told)
    if options.json:
        answer = told[0] if len(told) == 1 else {"equal": equal, "proofs": told}
        print(
            json.dumps(
                {"target": options.target, "period": options.period} | answer, ensure_ascii=False, indent=1
            )
        )
    else:
        for each in told:
            if len(told) <= MOST_SHOWN or not each["equal"]:
                _say_proof(each)
        if len(told) > 1:
            print(f"{sum(each['equal'] for each in told)}/{len(told)} số khớp.")
    return 0 if equal else 1


def _claims(options: argparse.Namespace, within: Any, at: datetime) -> list[Any] | str:
    """What is to be proved, or why there is nothing."""
    from dinh.ground.periods import Period

    from .. import proving, queries, recipes, services
    from . import NoSuchUnit

    measure_code = options.target in {each.code for each in recipes.all_recipes()}
    if options.target == "values" or (measure_code and ".." in options.period):
        code = options.target if measure_code else None
        found = proving.kept_claims(within, code=code, unit_code=options.unit, closing=options.closing)
        return found or f"Không có số nào đã lưu trong kỳ {options.period}."
    if not measure_code:
        found = proving.claims(options.target, within, options.unit)
        return found or f"Không có số nào đã công bố cho “{options.target}” kỳ {options.period}."
    period = Period.parse(options.period, closing_day=options.closing)
    if not options.unit:
        return "Cần --unit khi hỏi theo mã số đo."
    value = queries.value_of(options.target, options.unit, period, published=True)
    value = value or queries.value_of(options.target, options.unit, period)
    if value is None:
        _draw(at)
        try:
            services.measure(
                codes=[options.target],
                units=[options.unit],
                periods=[period],
                by=None,
                at=at,
                why="dinh prove",
            )
        except NoSuchUnit as missing:
            return str(missing)
        value = queries.value_of(options.target, options.unit, period)
    if value is None or value.missing:
        return f"Chưa có số để chứng minh: thiếu {', '.join(value.missing) if value else options.target}."
    return [queries.claim_of(value)]


def _proof(proof: Any) -> dict[str, Any]:
    from ..rules import plain

    claim = proof.claim
    return {
        "measure": claim.code,
        "unit": claim.unit,
        "period": claim.period.key,
        "words": claim.words,
        "version": claim.version,
        "equal": proof.equal,
        "why_not": proof.why_not,
        "published": {
            "numerator": plain(claim.numerator),
            "denominator": plain(claim.denominator),
            "value": plain(claim.value),
        },
        "recomputed": {
            "numerator": plain(proof.numerator),
            "denominator": plain(proof.denominator),
            "value": plain(proof.value),
        },
        "computed_at": claim.at.isoformat(),
        "state": dict(claim.state),
    }


def _say_proof(told: dict[str, Any]) -> None:
    def pair(numbers: dict[str, Any]) -> str:
        below = (
            "" if numbers["denominator"] is None else f" ({numbers['numerator']}/{numbers['denominator']})"
        )
        return f"{numbers['value']}{below}"

    mark = "KHỚP" if told["equal"] else "KHÔNG KHỚP"
    print(f"{mark}  {told['words']} [{told['measure']}], đơn vị {told['unit']}")
    print(
        f"  kỳ {told['period']}; đã công bố: {pair(told['published'])}; tính lại: {pair(told['recomputed'])}"
    )
    if told["why_not"]:
        print(f"  {told['why_not']}")
