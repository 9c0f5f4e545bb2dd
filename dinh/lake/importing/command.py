"""`dinh import`: an export of another system becomes facts."""

from __future__ import annotations

import argparse
import importlib
import json
import sys
from pathlib import Path
from typing import Any


def bring(argv: list[str]) -> int:
    """`dinh import FILE --map NAME --unit CODE [--again] [--json]`. Gives 0 all stored, 1 some row refused, 2 not read."""
    parser = argparse.ArgumentParser(
        prog="dinh import",
        description="Nạp tệp kết xuất của hệ thống khác (XLSX, XLS, ODS, CSV, JSON) thành dữ kiện.",
    )
    parser.add_argument("file", type=Path, help="tệp cần nạp")
    parser.add_argument("--map", default="cong-dvc", help="bảng ghép cột (mặc định: cong-dvc)")
    parser.add_argument("--unit", required=True, help="mã đơn vị mà tệp nói về, ví dụ 38 hoặc 16576")
    parser.add_argument("--again", action="store_true", help="nạp lại tệp đã nạp")
    parser.add_argument("--json", action="store_true", help="in JSON")
    try:
        options = parser.parse_args(argv)
    except SystemExit as stop:
        return int(stop.code or 0)
    importlib.import_module("dinh.frame.cli").setup()
    return _run(options)


def _run(options: argparse.Namespace) -> int:
    from django.utils import timezone

    from dinh.ground.services import FileRefused
    from dinh.town import queries as town_queries

    from . import services

    at = timezone.now()
    unit = town_queries.unit_by_code(options.unit, timezone.localdate(at))
    if unit is None:
        print(f"Không có đơn vị nào mã “{options.unit}”.", file=sys.stderr)
        return 2
    try:
        with options.file.open("rb") as stream:
            row = services.hand_in(
                file=stream,
                name=options.file.name,
                map_code=options.map,
                unit=unit,
                by=None,
                at=at,
                again=options.again,
            )
    except OSError as gone:
        print(f"Không đọc được tệp {options.file}: {gone.strerror}.", file=sys.stderr)
        return 2
    except (services.ImportRefused, FileRefused) as refused:
        print(str(refused), file=sys.stderr)
        return 2
    say = None if options.json or not sys.stderr.isatty() else _progress
    row = services.bring_in(import_id=row.pk, at=at, progress=say)
    if row.state == "failed":
        print(row.sentence, file=sys.stderr)
        return 2
    if row.state != "done":
        print("Tệp này đang được một tiến trình khác nạp.", file=sys.stderr)
        return 2
    found = told(row)
    if options.json:
        print(json.dumps(found, ensure_ascii=False, indent=1))
    else:
        _print(found)
    return 1 if row.refused else 0


def told(row: Any) -> dict[str, Any]:
    """What an import did, as the command tells it."""
    from . import services, staging

    path = services.file_of(row, "refused")
    return {
        "import": row.pk,
        "map": row.map_code,
        "unit": row.unit.code,
        "file": row.file_name,
        "sha256": row.sha256,
        "rows": row.rows,
        "stored": row.stored,
        "refused": [each._asdict() for each in staging.refusals(path)] if path else [],
        "duplicates": row.duplicates,
        "replaced": row.replaced,
    }


def _progress(here: Any) -> None:
    print(
        f"\r{here.rows:>9,} dòng  {here.share:>4.0%}",
        end="\n" if here.step == "done" else "",
        file=sys.stderr,
    )


def _print(found: dict[str, Any]) -> None:
    print(f"Lần nạp {found['import']}: {found['file']}, {found['rows']} dòng.")
    print(
        f"  đã nạp {found['stored']}, thay dòng nạp trước {found['replaced']}, trùng {found['duplicates']}, từ chối {len(found['refused'])}"
    )
    for each in found["refused"][:50]:
        print(f"  dòng {each['row']}, cột {each['column']}, “{each['value']}”: {each['reason']}")
    if len(found["refused"]) > 50:
        print(f"  … và {len(found['refused']) - 50} dòng nữa (--json để xem hết)")
