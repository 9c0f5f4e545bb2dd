"""`dinh lake draw|check|fold|state|view`: tending the lake from the command line."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable
from typing import Any

FINE, FOUND_FAULT, WRONG_WORDS = 0, 1, 2
Options = argparse.Namespace


def tend(argv: list[str]) -> int:
    """Draw, compare, fold, or say where the facts stand. 1 when the lake and its source differ."""
    parser = argparse.ArgumentParser(prog="dinh lake", description="Trông coi hồ dữ liệu.")
    from dinh.lake.outside import ENGINES

    deeds = parser.add_subparsers(dest="deed", required=True, metavar="việc")
    for name, words in (
        ("state", "tình trạng từng loại dữ kiện: số dòng, lúc rút, có gì mới chưa rút"),
        ("draw", "rút những gì các gian đã thay đổi"),
        ("check", "đối chiếu từng dòng với nguồn; nêu dòng thiếu, lệch, thừa"),
        ("fold", "gộp thay đổi vào từng tháng, dọn tệp không ai dùng"),
        ("view", "lệnh để ClickHouse, Trino, Spark, DuckDB hay Polars đọc đúng dữ kiện như ở đây"),
    ):
        one = deeds.add_parser(name, help=words, description=words)
        one.add_argument("facts", nargs="*", metavar="dữ-kiện", help="ví dụ dossiers works; trống: tất cả")
        if name == "view":
            one.add_argument("--engine", required=True, choices=ENGINES, help="máy đọc")
            one.add_argument("--schema", default="dinh", help="lược đồ của Trino (mặc định: dinh)")
            continue
        one.add_argument("--json", action="store_true", help="in ra JSON")
        if name == "check":
            one.add_argument("--quick", action="store_true", help="chỉ đếm số dòng")
            one.add_argument("--mend", action="store_true", help="rút lại những dòng lệch")
    options = parser.parse_args(argv)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dinh.frame.settings")
    import django

    django.setup()
    from dinh.ground import facts

    known = [table.name for table in facts.declared()]
    if strange := [name for name in options.facts if name not in known]:
        print(f"Không có dữ kiện “{strange[0]}”. Có: {', '.join(known)}.", file=sys.stderr)
        return WRONG_WORDS
    deeds_of: dict[str, Callable[[Options], int]] = {
        "state": _state, "draw": _draw, "check": _check, "fold": _fold, "view": _view,
    }  # fmt: skip
    return deeds_of[options.deed](options)


def _names(options: Options) -> list[str] | None:
    return options.facts or None


def _progress(fact: str, rows: int) -> None:
    if sys.stderr.isatty() and rows:
        print(f"\r  {fact}: {rows:,} dòng ", end="", file=sys.stderr, flush=True)


def _print_json(value: Any) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=1))


def _state(options: Options) -> int:
    from dinh.lake import queries

    found = queries.state(_names(options))
    if options.json:
        _print_json({name: {**one.kept(), "stale": one.stale} for name, one in found.items()})
        return FINE
    for name, one in found.items():
        drawn = f"{one.drawn_at:%d/%m/%Y %H:%M}" if one.drawn_at else "chưa rút"
        news = "có thay đổi chưa rút" if one.stale else "đủ đến hiện tại"
        print(f"{name:<12} {one.rows:>12,} dòng  {drawn:<16}  {news}")
    return FINE


def _draw(options: Options) -> int:
    from dataclasses import asdict

    from django.utils import timezone

    from dinh.lake import services

    drawn = services.draw(_names(options), at=timezone.now(), progress=_progress)
    if options.json:
        _print_json([asdict(one) for one in drawn])
        return FINE
    for one in drawn:
        print(
            f"{one.fact:<12} thêm {one.added:,}, đổi {one.changed:,}, bỏ {one.gone:,}; còn {one.rows:,} dòng"
        )
    return FINE


def _fold(options: Options) -> int:
    from dataclasses import asdict

    from django.utils import timezone

    from dinh.lake import services

    folded = services.fold(_names(options), at=timezone.now())
    if options.json:
        _print_json([asdict(one) for one in folded])
        return FINE
    for one in folded:
        print(f"{one.fact:<12} {one.months} tháng viết lại, {one.rows:,} dòng, bỏ {one.swept} tệp")
    return FINE


def _view(options: Options) -> int:
    from dinh.ground import facts
    from dinh.lake import outside

    comment = "#" if options.engine == "polars" else "--"
    for name in _names(options) or [table.name for table in facts.declared()]:
        print(f"{comment} {name}\n{outside.text(facts.table(name), options.engine, schema=options.schema)}")
    return FINE


def _check(options: Options) -> int:
    from dataclasses import asdict

    from django.utils import timezone

    from dinh.lake import services

    found = services.check(
        _names(options), at=timezone.now(), quick=options.quick, mend=options.mend, progress=_progress
    )
    if options.json:
        _print_json([{**asdict(one), "equal": one.equal} for one in found])
    else:
        for one in found:
            _tell(one)
    return FINE if all(one.equal for one in found) else FOUND_FAULT


def _tell(one: Any) -> None:
    from dinh.lake.services.comparing import SHOWN

    print(
        f"{one.fact:<12} {'khớp' if one.equal else 'LỆCH'}: nguồn {one.source_rows:,}, hồ {one.lake_rows:,} dòng"
        + (f", nạp {one.imported:,}" if one.imported else "")
        + (f", vừa đổi {one.moving:,}" if one.moving else "")
        + (f", đã rút lại {one.mended:,}" if one.mended else "")
    )
    if one.newest[0] != one.newest[1]:
        print(f"  ngày mới nhất: nguồn {one.newest[0] or '–'}, hồ {one.newest[1] or '–'}")
    for words, keys in (("thiếu", one.missing), ("lệch", one.different), ("thừa", one.left_over)):
        if keys:
            more = f" và {len(keys) - SHOWN:,} dòng nữa" if len(keys) > SHOWN else ""
            print(f"  {words}: {', '.join(keys[:SHOWN])}{more}")
    for each in one.sums:
        if not each.equal:
            print(f"  tổng {each.column}: nguồn {each.source:,.2f}, hồ {each.lake:,.2f}")
