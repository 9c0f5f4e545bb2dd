"""`dinh units`: look a unit up as of a day."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from datetime import date, datetime, timedelta, timezone

from dinh.town import register
from dinh.town.shapes import Level, UnitKind

_HANOI = timezone(timedelta(hours=7))


def _day(text: str) -> date | None:
    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return datetime.strptime(text.strip(), form).date()  # noqa: DTZ007 a day has no zone
        except ValueError:
            continue
    return None


def units(arguments: list[str]) -> int:
    """`dinh units NAME [--at DAY] [--level 1|2|3] [--json]`. Gives 0 found, 1 nothing found, 2 wrong words."""
    parser = argparse.ArgumentParser(
        prog="dinh units",
        description="Tra đơn vị hành chính theo tên hoặc mã, tại một ngày. Gõ có dấu hay không dấu đều được.",
    )
    parser.add_argument("name", nargs="+", metavar="TÊN", help='ví dụ: "thị xã Bỉm Sơn", "bim son", 14812')
    parser.add_argument(
        "--at", metavar="NGÀY", help="ngày hỏi, 2025-06-30 hoặc 30/06/2025; bỏ trống: hôm nay"
    )
    parser.add_argument("--level", type=int, choices=(1, 2, 3), help="1 tỉnh, 2 huyện, 3 xã")
    parser.add_argument("--json", action="store_true", help="in dạng JSON")
    try:
        options = parser.parse_args(arguments)
    except SystemExit as stop:
        return int(stop.code or 0)
    day = datetime.now(_HANOI).date() if options.at is None else _day(options.at)
    if day is None:
        print(f"“{options.at}” không phải một ngày; viết 2025-06-30 hoặc 30/06/2025.", file=sys.stderr)
        return 2
    name = " ".join(options.name)
    book = register.load()
    found = book.named(name, day, options.level, exact=True)
    if options.json:
        print(json.dumps([register.as_data(u, day) for u in found], ensure_ascii=False, indent=2))
    if not found:
        print(f"Không có đơn vị hành chính nào tên “{name}” vào ngày {day:%d/%m/%Y}.", file=sys.stderr)
        _hint(book, name, day, options.level)
        return 1
    if not options.json:
        _table(found, day)
        if day < book.eve:
            print(
                f"\nDanh mục biết các đơn vị như trước ngày {book.day:%d/%m/%Y}; những lần sắp xếp trước đó chưa có.",
            )
    return 0


def _hint(book: register.Register, name: str, day: date, level: int | None) -> None:
    """Says when the name lived, if it ever did."""
    for other in (book.eve, book.day):
        if other != day and (there := book.named(name, other, level, exact=True)):
            unit = there[0]
            when = f"đến hết {unit.until:%d/%m/%Y}" if unit.until else f"từ {unit.since or book.day:%d/%m/%Y}"
            print(f"{unit.full_name_on(other)} có {when}: thử --at {other.isoformat()}.", file=sys.stderr)
            return


def _table(found: list[register.UnitRow], day: date) -> None:
    print(f"Ngày {day:%d/%m/%Y}:")
    for unit in found:
        called = unit.name_on(day)
        above = []
        parent = unit.parent
        while parent is not None:
            above.append(parent.full_name_on(day))
            parent = parent.parent
        print(f"\n{unit.code}  {unit.full_name_on(day)}" + (f", {', '.join(above)}" if above else ""))
        since = f"từ {unit.since:%d/%m/%Y}" if unit.since else "không rõ ngày lập"
        until = f"đến hết {unit.until:%d/%m/%Y}" if unit.until else "đang tồn tại"
        print(f"       {UnitKind(called.kind).long_word} ({Level(unit.level).word}); {since}, {until}")
        for line in sorted(unit.became, key=lambda x: (x.new.level, x.new.code)):
            part = "" if line.share == "whole" else " (một phần)"
            print(f"       → {line.new.code}  {register.full_name(line.new.kind, line.new.name)}{part}")


COMMANDS: dict[str, Callable[[list[str]], int]] = {"units": units}
