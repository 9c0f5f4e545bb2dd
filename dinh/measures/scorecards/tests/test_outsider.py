"""An export made by somebody who knows only the field names, brought into a house without a catalogue: the index of 766 equals a
count in plain Python by the formulas, cell by cell."""

from __future__ import annotations

import csv
import io
import json
import random
from collections import defaultdict
from datetime import datetime, timedelta
from typing import Any

import pytest

from dinh.dossiers.tests.builders import Ward, at
from dinh.ground.periods import Period
from dinh.lake.importing import services as importing
from dinh.measures.scorecards import scoring
from dinh.measures.scorecards.command import as_json

from .people import AT

pytestmark = pytest.mark.django_db
OCTOBER = Period.parse("2026-10")
FIRST, END = datetime(2026, 10, 1), datetime(2026, 11, 1)
FULL = {"1.001193": True, "1.000894": False, "1.004873": True, "1.004222": True}
"""As the procedures that come with the house have them; the last two below nobody knows."""
PAPERLESS = {"1.004222"}
CODES = (*FULL, "9.111111", "9.222222")
STATES = {
    2: "Được tiếp nhận",
    3: "Không được tiếp nhận",
    4: "Đang xử lý",
    5: "Yêu cầu bổ sung",
    6: "Yêu cầu nghĩa vụ tài chính",
    7: "Công dân rút",
    8: "Dừng xử lý",
    9: "Đã xử lý xong",
    10: "Đã trả kết quả",
}
CHANNELS = {1: "Trực tiếp", 2: "Trực tuyến", 3: "Bưu chính"}
FORMS = (
    "%d/%m/%Y %H:%M:%S",
    "%Y-%m-%d %H:%M:%S",
    "%d-%m-%Y %H:%M",
    "%H:%M ngày %d/%m/%Y",
    "%Y-%m-%dT%H:%M:%S+07:00",
)


def made(count: int, seed: int) -> list[dict[str, Any]]:
    """Dossiers of every kind: refused, withdrawn, stopped, waited for, asked twice, of other months, without a fee or a paper."""
    chance = random.Random(seed)
    rows = []
    for n in range(1, count + 1):
        received = FIRST + timedelta(minutes=chance.randrange(31 * 1440))
        received = {0: FIRST - timedelta(minutes=1), 1: END}.get(n % 40, received)
        state = chance.choice([2, 3, 4, 4, 5, 6, 7, 8, 9, 9, 10, 10, 10])
        asked = 0 if state in (2, 3) else max(int(state == 5), chance.choice([0, 0, 0, 1, 1, 2]))
        asks = [received + timedelta(hours=chance.randrange(1, 30) + 40 * m) for m in range(asked)]
        answers = [ask + timedelta(hours=chance.choice([2, 30])) for ask in asks]
        waited = (
            sum((b - a for a, b in zip(asks, answers, strict=True)), timedelta())
            if state != 5
            else timedelta()
        )
        ended = received + waited + timedelta(minutes=chance.randrange(10, 12 * 1440)) if state >= 7 else None
        result = state >= 9 and chance.random() < 0.8
        code = chance.choice(CODES)
        rows.append(
            {
                "n": n, "code": code, "received": received, "due": received + timedelta(minutes=chance.randrange(300, 9 * 1440)),
                "ended": ended, "state": state, "channel": chance.choice([1, 2, 2, 3, None]), "asks": asks, "answers": answers,
                "waited": waited, "result": result, "link": result and chance.random() < 0.8,
                "fees": chance.choice([None, [], [8000], [0], [0, "5.000"], ["0", 0]]), "paid": chance.choice(["", 0, 1, 2]),
                "papers": [(chance.choice([0, 1, "1", True]), chance.choice([0, 0, 1])) for _n in range(chance.randrange(4))],
                "digitised": chance.choice([0, 1, ""]), "proven": chance.choice([0, 1, "true", ""]), "bad": chance.choice([0, 0, 1]),
            }
        )  # fmt: skip
    return rows


def as_file(rows: list[dict[str, Any]]) -> bytes:
    """With semicolons and UTF-16, blank rows, columns nobody asked for, names in capitals."""
    out = io.StringIO()
    names = (
        "STT MAHOSO MATTHC NGAYTIEPNHAN NGAYHENTRA NGAYKETTHUCXULY TRANGTHAI KENHTHUCHIEN DANHSACHYEUCAUBOSUNG MAKETQUA "
        "DUONGDANTEPTINKETQUA DUOCTHANHTOANTRUCTUYEN DANHSACHPHI HOSOCOTHANHPHANSOHOA TAILIEUNOP TAIKHOANDUOCXACTHUCVOIVNEID "
        "DONVITINH KHONGHAILONG COTLA"
    )
    writer = csv.writer(out, delimiter=";")
    writer.writerow(names.split())
    for row in rows:
        n = row["n"]
        form = FORMS[n % len(FORMS)]
        day = lambda moment, form=form: "" if moment is None else moment.strftime(form)  # noqa: E731
        asks = [
            {"NgayYeuCau": day(a), "NgayBoSung": "" if row["state"] == 5 else day(b)}
            for a, b in zip(row["asks"], row["answers"], strict=True)
        ]
        writer.writerow(
            [
                n, f"H56.34.12-261005-{n:04d}", f"{row['code']}.000.00.00.H56" if n % 4 == 0 else row["code"],
                day(row["received"]), day(row["due"]), day(row["ended"]),
                row["state"] if n % 2 else STATES[row["state"]],
                "" if row["channel"] is None else row["channel"] if n % 3 else CHANNELS[row["channel"]],
                json.dumps(asks, ensure_ascii=False) if asks else "",
                f"KQ{n}" if row["result"] else "", f"https://kq.vn/{n}.pdf" if row["link"] else "", row["paid"],
                "" if row["fees"] is None else json.dumps([{"TenPhi": "phí", "Gia": each} for each in row["fees"]]),
                row["digitised"], json.dumps([{"DuocSoHoa": a, "DuocLayTuKhoDMQG": b} for a, b in row["papers"]]),
                row["proven"], "đồng", row["bad"], "lạ",
            ]
        )  # fmt: skip
        if n % 50 == 0:
            writer.writerow([""] * 19)
    return out.getvalue().encode("utf-16")


def by_hand(rows: list[dict[str, Any]]) -> dict[str, tuple[int, int]]:
    """The formulas of the index in plain Python."""
    found: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0])
    giving = {code for code in FULL if code not in PAPERLESS} | {
        row["code"] for row in rows if row["result"]
    } - PAPERLESS
    with_fee, paid = set(), set()

    def add(code: str, reached: Any, counts: Any = True) -> None:
        if counts:
            found[code][0] += bool(reached)
            found[code][1] += 1

    for row in rows:
        if row["state"] == 3 or not FIRST <= row["received"] < END:
            continue
        ended = row["asks"][0] if row["state"] == 5 and len(row["asks"]) == 1 else row["ended"]
        ended = END if ended is None or ended > END else ended
        in_time = len(row["asks"]) <= 1 and ended - row["waited"] <= row["due"]
        fee = any(float(str(each).replace(".", "")) for each in row["fees"] or ())
        gives = row["code"] in giving
        add("2.1", in_time)
        add("3.3", row["channel"] == 2)
        add("III", row["channel"] == 2 and (not gives or row["link"]), FULL.get(row["code"]))
        add("3.6", row["paid"] in (1, 2), fee)
        add("4.1", row["link"], gives)
        digitised = row["digitised"] == 1 or any(
            str(each) in ("1", "True") for each, _reused in row["papers"]
        )
        reused = any(each for _digitised, each in row["papers"])
        add("4.2", digitised and row["link"])
        add("4.3", reused)
        add("4.4", reused or row["link"])
        add("4.5b", str(row["proven"]) in ("1", "true"))
        found["5.4"][0] += 1 - (not in_time) - bool(row["bad"])
        found["5.4"][1] += 1
        if fee:
            with_fee.add(row["code"])
            if row["paid"] in (1, 2):
                paid.add(row["code"])
    return {code: (top, bottom) for code, (top, bottom) in found.items()} | {
        "3.5b": (len(paid), len(with_fee))
    }


@pytest.mark.parametrize("seed", [3, 766])
def test_an_export_brought_to_an_empty_house_scores_as_counted_by_hand(
    seed: int, ward: Ward, books: None
) -> None:
    rows = made(160, seed)
    row = importing.hand_in(
        file=as_file(rows), name="ket-xuat.csv", map_code="cong-dvc", unit=ward.ward, by=None, at=at(18)
    )
    done = importing.bring_in(import_id=row.pk, at=at(18))
    assert (done.state, done.rows, done.stored, done.refused) == ("done", 160, 160, 0), done.sentence

    found = scoring.score(scoring.edition_for("766", OCTOBER), ward.ward, OCTOBER, at=AT)

    told = as_json(found)["components"]
    assert {
        each["code"]: (each["numerator"], each["denominator"])
        for each in told
        if each["denominator"] is not None
    } == by_hand(rows)
    doubts = {each["code"]: " ".join(each["doubts"]) for each in told}
    # What comes with the house, and what only the file shows, is said beside the number it makes.
    assert "danh mục đi kèm phần mềm" in doubts["III"] and "không nói rõ" in doubts["III"]
    assert "chỉ vì tệp nạp có kết quả" in doubts["4.1"] and not doubts["3.6"]
    assert "không nói rõ" not in doubts["4.1"]


def test_a_missing_day_is_judged_by_the_shipped_limit_or_not_at_all_and_both_are_said(
    ward: Ward, books: None
) -> None:
    lines = [
        "MaHoSo,MaTTHC,NgayTiepNhan,NgayKetThucXuLy,TrangThai",
        "A-1,1.004884,01/10/2026 08:00,08/10/2026 10:00,10",  # five working days end on the 8th
        "A-2,1.004884,01/10/2026 08:00,12/10/2026 10:00,10",
        "A-3,9.111111,01/10/2026 08:00,30/10/2026 10:00,10",
    ]
    row = importing.hand_in(
        file="\n".join(lines).encode(), name="a.csv", map_code="cong-dvc", unit=ward.ward, by=None, at=at(18)
    )
    assert importing.bring_in(import_id=row.pk, at=at(18)).stored == 3
    found = scoring.score(scoring.edition_for("766", OCTOBER), ward.ward, OCTOBER, at=AT)
    given = found.own.marks["2.1"].given
    assert (given.numerator, given.denominator) == (2, 3)
    said = found.known.doubts["2.1"]
    assert said[0].startswith("2 hồ sơ không có ngày hẹn") and said[1].startswith("1 hồ sơ không có ngày hẹn")
    # Nobody told a fee: the component says what is missing, and counts nothing.
    assert "Có nghĩa vụ tài chính" in found.own.marks["3.5b"].given.missing[0]
