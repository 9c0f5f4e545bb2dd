"""The export of a neighbouring ward that keeps its own one-stop system: made up, a year of dossiers, a few rows that cannot be
stored; brought in as the province's officer would bring it."""

from __future__ import annotations

import io
import json
import random
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any, Protocol

from dinh.ground import calendar
from dinh.town import demo as town_demo
from dinh.town import queries as town

from . import services
from .importing import bringing
from .models import Import

WARD, BY, MAP = "14818", "theodoi.tinh", "cong-dvc"
FILE = "ket-xuat-mot-cua-2026-10.xlsx"
ROWS = 320
FIRST, LAST = date(2026, 1, 5), date(2026, 10, 30)
DAY = date(2026, 11, 9)
HEADS = (
    "Số hồ sơ", "Mã TTHC", "Tên TTHC", "Lĩnh vực", "Hình thức nộp", "Ngày tiếp nhận", "Ngày hẹn trả", "Ngày có kết quả",
    "Trạng thái", "Đơn vị xử lý", "Số lần bổ sung", "Lệ phí", "Thanh toán trực tuyến", "Tài liệu nộp",
    "Mã kết quả", "Tệp kết quả", "Mức độ dịch vụ công", "CoKetQuaGiay", "Xác thực VNeID",
)  # fmt: skip
KINDS = (
    ("2.000815", "Chứng thực bản sao từ bản chính", "Chứng thực", 0, 4_000, "Một phần"),
    ("2.000635", "Cấp bản sao trích lục hộ tịch", "Hộ tịch", 0, 8_000, "Toàn trình"),
    ("1.004873", "Cấp giấy xác nhận tình trạng hôn nhân", "Hộ tịch", 3, 0, "Toàn trình"),
    ("1.001193", "Đăng ký khai sinh", "Hộ tịch", 0, 0, "Toàn trình"),
    ("1.001612", "Đăng ký thành lập hộ kinh doanh", "Thành lập và hoạt động hộ kinh doanh", 3, 100_000, "Toàn trình"),
)  # fmt: skip
WRONG: dict[int, tuple[int, Any]] = {
    40: (5, "31/02/2026"),
    97: (0, ""),
    151: (8, "Chờ ý kiến liên thông"),
    208: (5, "chưa rõ"),
    263: (9, "Phường Không Có Tên"),
}
"""Of these rows one cell, by its place, is what nobody can read."""


class Clock(Protocol):
    """The pretend clock."""

    def at(self, day: date, hour: int = 9) -> datetime: ...


def furnish(*, size: str, seed: int, clock: Clock, say: Callable[[str], None]) -> None:
    """Draw what the rooms have, then bring the export in. Running it again adds nothing."""
    unit = town.unit_by_code(WARD, DAY)
    if unit is None or Import.objects.exists():
        return
    at = clock.at(DAY, 9)
    services.draw(at=at)
    by = town_demo.actor(BY, at)
    row = bringing.hand_in(file=export(seed), name=FILE, map_code=MAP, unit=unit, by=by, at=at)
    row = bringing.bring_in(import_id=row.pk, at=at)
    say(f"Nạp tệp của {unit.name_in_text}: {row.rows} dòng, {row.stored} đã nạp, {row.refused} từ chối")


def export(seed: int) -> bytes:
    """The file as that system would write it."""
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Danh sach ho so"
    sheet.append(["UBND PHƯỜNG QUANG TRUNG"])
    sheet.append(["DANH SÁCH HỒ SƠ (số liệu mẫu, không có thật)"])
    sheet.append(list(HEADS))
    chance = random.Random(seed)  # noqa: S311 made-up data
    for number in range(ROWS):
        line = _line(number, chance)
        if number in WRONG:
            place, words = WRONG[number]
            line[place] = words
        sheet.append(line)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def _line(number: int, chance: random.Random) -> list[Any]:
    """One dossier: more on line and paid on line as the year goes on, one in fourteen late, the newest still open."""
    working = calendar.for_country()
    share = number / ROWS
    day = FIRST + timedelta(days=int((LAST - FIRST).days * share))
    while not working.is_working(day):
        day += timedelta(days=1)
    code, name, field, term, fee, level = KINDS[chance.randrange(len(KINDS))]
    at = datetime.combine(day, time(8 + chance.randrange(7), chance.randrange(60)))
    promised = datetime.combine(working.add_working_days(day, term), time(17))
    late = chance.random() < 0.07
    ended = (
        datetime.combine(working.add_working_days(day, term + 2), time(10))
        if late
        else promised - timedelta(hours=1)
    )
    open_ = number > ROWS - 8
    on_line = chance.random() < 0.35 + 0.35 * share
    paid = fee > 0 and on_line and chance.random() < 0.6
    digital = chance.random() < 0.4 + 0.4 * share
    given = "có" if digital and not open_ else ""
    reused = chance.random() < 0.2 * share
    papers = json.dumps(
        [{"DuocSoHoa": int(digital), "DuocLayTuKhoDMQG": int(reused)}, {"DuocSoHoa": int(digital)}]
    )
    return [
        f"QT.{day:%y%m%d}.{number + 1:04d}", code, name, field,
        "Nộp trực tuyến" if on_line else ("Bưu chính công ích" if number % 23 == 0 else "Tại bộ phận một cửa"),
        f"{at:%d/%m/%Y %H:%M}", f"{promised:%d/%m/%Y %H:%M}", "" if open_ else f"{ended:%d/%m/%Y %H:%M}",
        "Đang xử lý" if open_ else "Đã trả kết quả", "Phường Quang Trung", 1 if number % 19 == 0 else 0,
        f"{fee:,}".replace(",", "."), "Cổng Dịch vụ công quốc gia" if paid else "Không", papers,
        given and f"{number + 1:04d}/KQ", given and f"https://motcua.mau.example/ket-qua/{number + 1}", level, "Có",
        "Có" if on_line and number % 6 else "Không",
    ]  # fmt: skip
