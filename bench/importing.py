"""Half a million rows of another system's export, read and stored: `python -m bench importing`."""

from __future__ import annotations

import csv
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
NAMES = [
    "MaHoSo",
    "MaTTHC",
    "TenTTHC",
    "NgayTiepNhan",
    "NgayHenTra",
    "NgayKetThucXuLy",
    "TrangThaiHoSo",
    "KenhThucHien",
    "DonViXuLy",
    "SoLanYeuCauBoSung",
    "DanhSachLePhi",
    "DuocThanhToanTrucTuyen",
    "HoSoCoThanhPhanSoHoa",
    "TaiLieuNop",
    "MaKetQua",
    "DuongDanTepTinKetQua",
    "TaiKhoanDuocXacThucVoiVNeID",
]
CODES = ("1.001193", "1.000894", "2.000815", "1.004884", "2.000635", "1.004873")


def rows(count: int, seed: int = 5) -> Iterator[list[Any]]:
    """An export of a province's year, one row a dossier."""
    by_seed = random.Random(seed)
    for n in range(count):
        at = datetime(2026, 1, 2, 7, 30) + timedelta(seconds=by_seed.randrange(300 * 86_400))
        done = by_seed.random() < 0.9
        end = at + timedelta(seconds=by_seed.randrange(9 * 86_400)) if done else ""
        yield [
            f"H56.{n // 9999 % 900 + 10:03d}.12-{at:%y%m%d}-{n % 9999 + 1:04d}", by_seed.choice(CODES), "Đăng ký khai sinh", at,
            at + timedelta(days=by_seed.randrange(1, 9)), end, 10 if done else 4, by_seed.choice((1, 2, 2, 3, "")),
            by_seed.choice(("16576", "14812")), 0,
            json.dumps([{"TenPhiLePhi": "Lệ phí", "Gia": by_seed.choice((0, 8000, 10_000))}], ensure_ascii=False),
            by_seed.choice((0, 1, 2)), 1,
            json.dumps([{"DuocSoHoa": by_seed.randrange(2), "DuocLayTuKhoDMQG": 0} for _ in range(2)]),
            f"KQ{n}" if done else "", f"https://mau.example/kq/{n}" if done and n % 3 else "", n % 2,
        ]  # fmt: skip


def write_csv(path: Path, count: int) -> None:
    with path.open("w", newline="", encoding="utf-8-sig") as stream:
        writer = csv.writer(stream)
        writer.writerow(NAMES)
        writer.writerows(rows(count))


def write_xlsx(path: Path, count: int) -> None:
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet("HoSo")
    sheet.append(NAMES)
    for row in rows(count):
        sheet.append(row)
    book.save(path)


def measure(folder: Path, count: int, kind: str) -> dict[str, Any]:
    """One import in this process: seconds by the wall, seconds of the processor, the most memory."""
    from django.utils import timezone

    from dinh.lake.importing import services as importing
    from dinh.town import queries

    path = folder / f"bench-{count}.{kind}"
    if not path.exists():
        {"csv": write_csv, "xlsx": write_xlsx}[kind](path, count)
    at = timezone.now()
    unit = queries.unit_by_code("38", timezone.localdate(at))
    assert unit is not None, "load the register of units first"
    wall, cpu = time.monotonic(), time.process_time()
    with path.open("rb") as stream:
        row = importing.hand_in(
            file=stream, name=path.name, map_code="cong-dvc", unit=unit, by=None, at=at, again=True
        )
    row = importing.bring_in(import_id=row.pk, at=at)
    assert row.state == "done", row.sentence
    return {
        "kind": kind,
        "rows": row.rows,
        "stored": row.stored,
        "refused": row.refused,
        "wall_s": round(time.monotonic() - wall, 1),
        "cpu_s": round(time.process_time() - cpu, 1),
        "most_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


def furnish() -> None:
    """The register of units and the catalogue, in a home of its own."""
    import importlib

    importlib.import_module("dinh.frame.cli").setup()
    from django.core.management import call_command
    from django.utils import timezone

    from dinh.town import services as town
    from dinh.town.models import Unit

    call_command("migrate", verbosity=0)
    if not Unit.objects.exists():
        town.load_units(at=timezone.now())


def figures() -> list[dict[str, Any]]:
    """Half a million rows as CSV, a tenth of that as XLSX, each in a process of its own."""
    found = []
    with tempfile.TemporaryDirectory() as home:
        for kind, count, goal in (("csv", 500_000, 60), ("xlsx", 50_000, None)):
            done = subprocess.run(
                [sys.executable, "-m", "bench.importing", str(count), kind],
                cwd=ROOT,
                env=os.environ
                | {
                    "DINH_HOME": home,
                    "DJANGO_SETTINGS_MODULE": "dinh.frame.settings",
                    "DINH_DATABASE_URL": "",
                },
                stdout=subprocess.PIPE,
                text=True,
                check=True,
            )
            said = json.loads(done.stdout.splitlines()[-1])
            name = f"import of {count:,} rows of {kind.upper()}"
            met = said["wall_s"] <= goal if goal else None
            found += [
                {
                    "name": name,
                    "value": said["wall_s"],
                    "unit": "s",
                    "goal": f"under {goal}" if goal else "",
                    "met": met,
                },
                {"name": f"{name}, processor", "value": said["cpu_s"], "unit": "s"},
                {"name": f"{name}, most memory", "value": said["most_mb"], "unit": "MB"},
            ]
    return found


def main(argv: list[str]) -> int:
    furnish()
    folder = Path(tempfile.gettempdir()) / "dinh-bench-importing"
    folder.mkdir(exist_ok=True)
    print(json.dumps(measure(folder, int(argv[0]) if argv else 500_000, argv[1] if argv[1:] else "csv")))
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
