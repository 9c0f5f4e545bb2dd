"""`dinh procedures`: ask what a procedure is on a day, take in and put out the catalogue."""

from __future__ import annotations

import argparse
import importlib
import json
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path


def procedures(argv: list[str]) -> int:
    """`dinh procedures CODE [--at DAY] [--json]`, `dinh procedures load [FILE] --unit CODE`, `dinh procedures export FILE`."""
    if argv[:1] == ["load"]:
        return _load(argv[1:])
    if argv[:1] == ["export"]:
        return _export(argv[1:])
    return _show(argv)


def _day(typed: str) -> date:
    from dinh.look.fields import read_day

    try:
        return read_day(typed)
    except ValueError as wrong:
        raise argparse.ArgumentTypeError(str(wrong)) from wrong


def _show(argv: list[str]) -> int:
    _setup()
    from django.utils import timezone

    parser = argparse.ArgumentParser(
        prog="dinh procedures",
        description="Một thủ tục như ngày hỏi; “load” để nạp danh mục, “export” để xuất ra tệp.",
    )
    parser.add_argument("code", help="mã ở dạng nào cũng được, hoặc từ để tìm", nargs="+")
    parser.add_argument("--at", type=_day, default=timezone.localdate(), help="như ngày nào (hôm nay)")
    parser.add_argument("--json", action="store_true", help="in JSON")
    options = parser.parse_args(argv)
    from . import queries, rules
    from .files import EditionDoc, ProcedureDoc, to_raw

    typed = " ".join(options.code)
    edition = queries.edition_on(typed, options.at)
    if edition is None:
        return _found(typed, options.at, options.json)
    row = edition.procedure
    if options.json:
        document = ProcedureDoc(
            row.code, row.field.code, row.field.name, row.words, str, [],
            [EditionDoc(queries.content_of(edition), edition.state, rules.plain_place)],
        )  # fmt: skip
        print(json.dumps(to_raw([document])["procedures"][0], ensure_ascii=False, indent=1))
        return 0
    from .words import said_fee, said_term

    print(f"{row.code}  {edition.name}")
    print(f"  {row.field.name}; bản {edition.number}, từ {edition.since:%d/%m/%Y}", end="")
    print(f" đến hết {edition.until:%d/%m/%Y}" if edition.until else "")
    for way in edition.ways.all():
        print(f"  nộp {way.get_channel_display().lower()}: {said_term(way)}")
    for fee in edition.fees.all():
        channel = f" ({fee.get_channel_display().lower()})" if fee.channel else ""
        print(f"  {fee.name}{channel}: {said_fee(fee)}")
    for paper in edition.papers.all():
        print(f"  - {f'[{paper.case_name}] ' if paper.case_name else ''}{paper.name}")
    for field, said in edition.sources.items():
        if said.get("doubt"):
            print(f"  ? {rules.PARTS.get(field, field)}: {said['doubt']}")
    return 0


def _found(typed: str, day: date, as_json: bool) -> int:
    from . import queries

    row = queries.procedure_by_code(typed)
    rows = [] if row else queries.find(typed, day=day, limit=20).rows
    if as_json:
        print(
            json.dumps([{"code": one.code, "name": one.name} for one in rows], ensure_ascii=False, indent=1)
        )
    for one in [] if as_json else rows:
        print(f"{one.code}  {one.name}")
    if rows:
        return 0
    if row:
        print(f"Ngày {day:%d/%m/%Y} không có bản nào của {row.code} có hiệu lực.", file=sys.stderr)
    else:
        print(f"Không có thủ tục nào khớp “{typed}” ngày {day:%d/%m/%Y}.", file=sys.stderr)
    return 1


def _load(argv: list[str]) -> int:
    _setup()
    from django.utils import timezone

    from dinh.town import queries as town_queries

    from . import services
    from .services.loading import read_yaml
    from .services.process_book import load_processes

    parser = argparse.ArgumentParser(prog="dinh procedures load", description="Nạp danh mục thủ tục từ tệp.")
    parser.add_argument("file", nargs="?", type=Path, default=services.EDITION, help="YAML, JSON hoặc XLSX")
    parser.add_argument("--unit", required=True, help="mã đơn vị giữ danh mục, ví dụ 38")
    parser.add_argument("--draft", action="store_true", help="chỉ nạp thành bản đang soạn, chưa công bố")
    options = parser.parse_args(argv)
    at = timezone.now()
    keeper = town_queries.unit_by_code(options.unit, timezone.localdate(at))
    if keeper is None:
        print(f"Không có đơn vị nào mã “{options.unit}”.", file=sys.stderr)
        return 1
    try:
        from .files import read_raw

        if options.file.suffix.lower() in (".yaml", ".yml"):
            document = read_raw(read_yaml(options.file))
        else:
            document = services.read_file(options.file.read_bytes(), options.file.name)
        seen = services.import_document(
            document=document,
            keeper=keeper,
            publish=not options.draft,
            by=None,
            at=at,
            name=options.file.name,
        )
    except OSError as wrong:
        print(f"Không đọc được tệp {options.file}: {wrong.strerror}", file=sys.stderr)
        return 1
    except services.ImportRefused as refused:
        for fault in refused.faults:
            print(str(fault), file=sys.stderr)
        print(f"{len(refused.faults)} chỗ sai; chưa nạp gì.", file=sys.stderr)
        return 1
    except services.REFUSALS as refused:
        print(str(refused), file=sys.stderr)
        return 1
    print(f"{seen.procedures} thủ tục: {seen.changes} bản mới hoặc thay, {seen.count('same')} bản không đổi.")
    if not options.draft and (added := load_processes(at=at)):
        print(f"Quy trình mẫu: {added} thủ tục. Giờ từng bước là đề xuất, soát lại trước khi dùng.")
    return 0


def _export(argv: list[str]) -> int:
    _setup()
    from . import files, queries

    parser = argparse.ArgumentParser(prog="dinh procedures export", description="Xuất danh mục đã công bố.")
    parser.add_argument("file", type=Path, help="tên tệp .json hoặc .xlsx")
    parser.add_argument("--drafts", action="store_true", help="kèm bản đang soạn")
    options = parser.parse_args(argv)
    make = {".json": files.to_json, ".xlsx": files.to_xlsx}.get(options.file.suffix.lower())
    if make is None:
        print("Tên tệp phải kết thúc bằng .json hoặc .xlsx.", file=sys.stderr)
        return 2
    found = queries.documents(drafts=options.drafts)
    options.file.write_bytes(make(found))
    print(f"Đã xuất {len(found)} thủ tục ra {options.file}.")
    return 0


def _setup() -> None:
    """Make Django ready: the frame's deed, asked by name because a room does not look up."""
    importlib.import_module("dinh.frame.cli").setup()


COMMANDS: dict[str, Callable[[list[str]], int]] = {"procedures": procedures}
