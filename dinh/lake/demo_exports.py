"""What other systems of the demo town would write: the list of dossiers of a neighbouring ward, as a workbook, and of all other
communes of the province, as the province's system for public services gives them out. Made up, with a few rows that nobody can store."""

from __future__ import annotations

import csv
import io
import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from dinh.ground import calendar

ROWS = 320
EACH = 90
"""Dossiers of a commune in the province's list."""
FIRST, LAST, WHOLE_LAST = date(2026, 1, 5), date(2026, 10, 30), date(2026, 11, 9)
"""Days of the ward's dossiers; the province's go on for some days more."""
OPEN_DAYS = 15
"""The newest of the province's list are promised so many working days after they came."""
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
FIELDS = (
    "MaHoSo", "MaTTHC", "TenTTHC", "TenLinhVuc", "KenhThucHien", "NgayTiepNhan", "NgayHenTra", "NgayKetThucXuLy", "TrangThaiHoSo",
    "MaDonVi", "DanhSachLePhi", "DuocThanhToanTrucTuyen", "HoSoCoThanhPhanSoHoa", "MaKetQua", "DuongDanTepTinKetQua",
    "TTHCToanTrinh", "CoKetQuaGiay", "TaiKhoanDuocXacThucVoiVNeID",
)  # fmt: skip
AMISS: dict[int, tuple[int, str]] = {
    411: (5, "31/04/2026 09:00"),
    2_203: (9, "99999"),
    7_120: (0, ""),
    11_018: (8, "Liên thông"),
}
"""The same for the province's list."""


def of_ward(seed: int) -> bytes:
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


@dataclass(frozen=True, slots=True)
class _Course:
    """What both lists tell of a dossier: its procedure (as in KINDS) and its days."""

    day: date
    kind: tuple[str, str, str, int, int, str]
    at: datetime
    promised: datetime
    ended: datetime


def _course(
    share: float, last: date, lateness: float, chance: random.Random, term: int | None = None
) -> _Course:
    """A dossier that came when so much of the time until `last` had gone by; promised after `term` working days, else its
    procedure's."""
    working = calendar.for_country()
    day = FIRST + timedelta(days=int((last - FIRST).days * share))
    while not working.is_working(day):
        day += timedelta(days=1)
    kind = KINDS[chance.randrange(len(KINDS))]
    at = datetime.combine(day, time(8 + chance.randrange(7), chance.randrange(60)))
    promised = datetime.combine(working.add_working_days(day, kind[3] if term is None else term), time(17))
    ended = promised - timedelta(hours=1)
    if chance.random() < lateness:
        ended = datetime.combine(working.add_working_days(day, kind[3] + 2), time(10))
    return _Course(day, kind, at, promised, ended)


def _line(number: int, chance: random.Random) -> list[Any]:
    """One dossier: more on line and paid on line as the year goes on, one in fourteen late, the newest still open."""
    share = number / ROWS
    one = _course(share, LAST, 0.07, chance)
    code, name, field, _term, fee, level = one.kind
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
        f"QT.{one.day:%y%m%d}.{number + 1:04d}", code, name, field,
        "Nộp trực tuyến" if on_line else ("Bưu chính công ích" if number % 23 == 0 else "Tại bộ phận một cửa"),
        _moment(one.at), _moment(one.promised), "" if open_ else _moment(one.ended),
        "Đang xử lý" if open_ else "Đã trả kết quả", "Phường Quang Trung", 1 if number % 19 == 0 else 0,
        f"{fee:,}".replace(",", "."), "Cổng Dịch vụ công quốc gia" if paid else "Không", papers,
        given and f"{number + 1:04d}/KQ", given and f"https://motcua.mau.example/ket-qua/{number + 1}", level, "Có",
        "Có" if on_line and number % 6 else "Không",
    ]  # fmt: skip


def of_province(units: Sequence[str], seed: int) -> bytes:
    """The list of these communes' dossiers, one after another, as CSV with the fields' names of the national portal."""
    text = io.StringIO()
    sheet = csv.writer(text)
    sheet.writerow(FIELDS)
    for number, line in enumerate(_of_communes(units, seed)):
        if number in AMISS:
            place, words = AMISS[number]
            line[place] = words
        sheet.writerow(line)
    return text.getvalue().encode("utf-8-sig")


def _of_communes(units: Sequence[str], seed: int) -> Iterator[list[Any]]:
    for code in units:
        chance = random.Random(f"{seed}-{code}")  # noqa: S311 made-up data
        # Some communes are far ahead, some hardly began; all get better as the year goes on.
        reach, late = 0.4 + (int(code) * 53) % 50 / 100, 0.01 + (int(code) * 31) % 14 / 100
        for number in range(EACH):
            yield _of_commune(code, number, reach, late, chance)


def _of_commune(code: str, number: int, reach: float, lateness: float, chance: random.Random) -> list[Any]:
    share, open_ = number / EACH, number >= EACH - 2
    one = _course(share, WHOLE_LAST, lateness, chance, OPEN_DAYS if open_ else None)
    procedure, name, field, _term, fee, level = one.kind
    now = reach * (0.55 + 0.45 * share)
    on_line = chance.random() < now
    digital = chance.random() < now + 0.1
    return [
        f"H56.{code}-{one.day:%y%m%d}-{number + 1:04d}", procedure, name, field, "2" if on_line else "1", _moment(one.at),
        _moment(one.promised), "" if open_ else _moment(one.ended), "4" if open_ else "10", code, fee or "",
        "1" if fee and on_line and chance.random() < 0.7 else "0", int(digital),
        "" if open_ or not digital else f"{number + 1:04d}/KQ",
        "" if open_ or not digital else f"https://motcua.mau.example/{code}/{number + 1}",
        "1" if level == "Toàn trình" else "0", "1", "1" if on_line and chance.random() < 0.8 else "0",
    ]  # fmt: skip


def _moment(at: datetime) -> str:
    return f"{at:%d/%m/%Y %H:%M}"
