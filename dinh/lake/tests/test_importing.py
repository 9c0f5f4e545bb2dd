"""A file becomes facts in one act: what is refused and why, what is said twice, again, replaced, undone, killed half way."""

from __future__ import annotations

import csv
import io
import random
import subprocess
import sys
from collections import Counter
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from dinh.dossiers.tests.builders import Ward, at
from dinh.ground import queries as ground_queries
from dinh.lake.importing import services as importing
from dinh.lake.importing import staging
from dinh.lake.importing.command import told
from dinh.lake.importing.services import bringing
from dinh.lake.models import Import
from dinh.town import testing
from dinh.town.services import NotAllowed

from .test_drawing import rows_of

NAMES = ["MaHoSo", "MaTTHC", "NgayTiepNhan", "NgayHenTra", "NgayKetThucXuLy", "TrangThai", "KenhThucHien", "DonViXuLy", "DanhSachLePhi", "DuocThanhToanTrucTuyen", "TaiLieuNop", "MaKetQua", "DuongDanTepTinKetQua"]  # fmt: skip
GOOD: dict[str, Any] = {
    "MaTTHC": "1.004884", "NgayTiepNhan": "01/10/2026 08:30", "NgayHenTra": "08/10/2026", "NgayKetThucXuLy": "07/10/2026 16:00",
    "TrangThai": "Đã trả kết quả", "KenhThucHien": "2",
}  # fmt: skip


def code(number: int) -> str:
    return f"H56.34.12-261001-{number:04d}"


def table(*rows: dict[str, Any], names: list[str] | None = None) -> bytes:
    out = io.StringIO()
    heads = names or list(dict.fromkeys(["MaHoSo", *(name for row in rows for name in row)]))
    writer = csv.DictWriter(out, heads, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def some(*numbers: int, **more: Any) -> list[dict[str, Any]]:
    return [{"MaHoSo": code(n), **GOOD, **more} for n in numbers]


def bring(
    ward: Ward,
    contents: bytes,
    *,
    name: str = "tep.csv",
    map_code: str = "cong-dvc",
    unit: Any = None,
    **more: Any,
) -> Import:
    row = importing.hand_in(
        file=contents, name=name, map_code=map_code, unit=unit or ward.ward, by=None, at=at(18), **more
    )
    return importing.bring_in(import_id=row.pk, at=at(18))


def facts() -> dict[str, dict[str, Any]]:
    return {row["code"]: row for row in rows_of().values()}


def test_a_row_is_filled_from_the_catalogue_edition_of_its_day(ward: Ward, lake_home: Path) -> None:
    ward.procedure()
    row = bring(
        ward,
        table({"MaHoSo": code(1), "MaTTHC": "1.004884.000.00.00.H56", "NgayTiepNhan": "01/10/2026 08:30"}),
    )
    (fact,) = facts().values()
    assert (row.stored, fact["procedure"], fact["procedure_name"], fact["channel"]) == (
        1,
        "1.004884",
        "Đăng ký lại khai sinh",
        1,
    )
    assert (fact["with_fee"], fact["online_full"], fact["gives_paper"]) == (True, False, False)
    # Five working days behind Thursday 1 October 2026 end on Thursday 8.
    assert fact["due_at"].astimezone(testing.HANOI).date() == date(2026, 10, 8)
    assert (fact["term_minutes"], fact["unit"], fact["unit_now"], fact["late"]) == (
        5 * 480,
        "16576",
        "16576",
        None,
    )


def test_what_nobody_can_know_stays_empty(ward: Ward, lake_home: Path) -> None:
    bring(ward, table({"MaHoSo": code(1), "MaTTHC": "9.999999", "NgayTiepNhan": "01/10/2026"}))
    (fact,) = facts().values()
    empty = (
        "due_at",
        "ended_at",
        "status",
        "online_full",
        "gives_paper",
        "with_fee",
        "paid_online",
        "papers",
        "digitised",
        "verified",
    )
    assert [fact[name] for name in empty] == [None] * len(empty)


def test_a_unit_is_known_by_code_name_or_what_became_of_it(ward: Ward, lake_home: Path) -> None:
    old = testing.unit("14812", testing.EVE)
    testing.succession(old, ward.other)
    rows = [
        {**some(1)[0], "DonViXuLy": "16576"},
        {**some(2)[0], "DonViXuLy": "UBND " + ward.ward.full_name},
        {**some(3)[0], "DonViXuLy": ""},
        {
            **some(4)[0],
            "DonViXuLy": "14812",
            "NgayTiepNhan": "01/06/2025",
            "NgayHenTra": "08/06/2025",
            "NgayKetThucXuLy": "",
        },
        {**some(5)[0], "DonViXuLy": "Phường Không Có"},
    ]
    row = bring(ward, table(*rows), unit=ward.province)
    found = {fact["code"]: (fact["unit"], fact["unit_now"]) for fact in facts().values()}
    assert found == {
        code(1): ("16576", "16576"), code(2): ("16576", "16576"), code(3): ("38", "38"), code(4): ("14812", "14812"),
    }  # fmt: skip
    (refused,) = told(row)["refused"]
    assert (refused["row"], refused["column"]) == (6, "DonViXuLy") and "Không có đơn vị nào" in refused[
        "reason"
    ]


def test_a_unit_outside_the_tree_is_refused(ward: Ward, lake_home: Path) -> None:
    row = bring(ward, table({**some(1)[0], "DonViXuLy": "14812"}, *some(2)))
    (refused,) = told(row)["refused"]
    assert (row.stored, refused["value"]) == (1, "14812") and "không thuộc" in refused["reason"]


def test_said_twice_alike_is_one_and_said_differently_the_later_stands(ward: Ward, lake_home: Path) -> None:
    up = "000.12.34.H56-261001-0001"
    rows = [
        *some(1), {**some(1)[0], "MaHoSo": up}, *some(2), {**some(2)[0], "NgayKetThucXuLy": "", "TrangThai": "4"}, *some(3),
        {**some(3)[0], "KenhThucHien": "1"},
    ]  # fmt: skip
    row = bring(ward, table(*rows))
    assert (row.rows, row.stored, row.refused, row.duplicates) == (6, 3, 2, 1)
    refused = {each["row"]: each["reason"] for each in told(row)["refused"]}
    assert set(refused) == {5, 6} and "dòng 4" in refused[5] and "dòng 7" in refused[6]
    assert facts()[code(2)]["ended_at"] is not None and facts()[code(3)]["channel"] == 1


def test_the_same_file_is_refused_with_words_unless_again(ward: Ward, lake_home: Path) -> None:
    contents = table(*some(1, 2))
    first = bring(ward, contents)
    with pytest.raises(importing.AlreadyImported, match=f"lần nạp {first.pk}"):
        bring(ward, contents)
    second = bring(ward, contents, again=True)
    assert (second.stored, second.replaced, len(facts())) == (2, 2, 2)
    assert {fact["import_id"] for fact in facts().values()} == {second.pk}


def test_a_newer_export_replaces_rows_and_undone_brings_them_back(ward: Ward, lake_home: Path) -> None:
    first = bring(ward, table(*some(1, 2)))
    second = bring(ward, table(*some(2, 3, KenhThucHien="1")), name="sau.csv")
    third = bring(ward, table(*some(2, KenhThucHien="3")), name="sau-nua.csv")
    assert [row.replaced for row in (first, second, third)] == [0, 1, 1]
    assert {c: f["channel"] for c, f in facts().items()} == {code(1): 2, code(2): 3, code(3): 1}

    importing.undo(import_id=second.pk, reason="nhầm tệp", by=None, at=at(19))
    assert {c: f["channel"] for c, f in facts().items()} == {code(1): 2, code(2): 3}
    importing.undo(import_id=third.pk, reason="nhầm tệp", by=None, at=at(19))
    # What the undone one between had replaced stands again.
    assert {c: (f["channel"], f["import_id"]) for c, f in facts().items()} == {
        code(1): (2, first.pk), code(2): (2, first.pk),
    }  # fmt: skip
    importing.undo(import_id=first.pk, reason="nhầm tệp", by=None, at=at(19))
    assert facts() == {}
    with pytest.raises(importing.ImportRefused, match="không còn trong hồ"):
        importing.undo(import_id=first.pk, reason="nữa", by=None, at=at(19))


def test_a_file_that_cannot_be_read_leaves_a_sentence_and_nothing_else(ward: Ward, lake_home: Path) -> None:
    row = bring(ward, b"ten;tuoi\nA;3\n")
    assert row.state == "failed" and "MaHoSo" in row.sentence and rows_of() == {}


def test_each_deed_leaves_its_line(ward: Ward, lake_home: Path) -> None:
    row = bring(ward, table(*some(1)))
    importing.undo(import_id=row.pk, reason="nhầm", by=None, at=at(19))
    deeds = [line.deed for line in ground_queries.story_of(row.ref)]
    assert deeds == ["lake.import_undone", "lake.imported", "lake.import_handed_in"]


def test_only_the_mandate_brings_in_and_takes_out(ward: Ward, lake_home: Path) -> None:
    with pytest.raises(NotAllowed):
        importing.hand_in(
            file=table(*some(1)),
            name="a.csv",
            map_code="cong-dvc",
            unit=ward.ward,
            by=ward.officer,
            at=at(18),
        )
    row = bring(ward, table(*some(1)))
    with pytest.raises(NotAllowed):
        importing.undo(import_id=row.pk, reason="x", by=ward.officer, at=at(19))


def test_figures_of_others_become_statistics_one_a_column(ward: Ward, lake_home: Path) -> None:
    bank = "Địa bàn;Kỳ báo cáo;Số tài khoản thanh toán;Giá trị giao dịch không dùng tiền mặt\n16576;Quý III/2026;12.500;1.234.567,5\n16576;Quý V/2026;1;1\n"
    row = bring(ward, bank.encode(), map_code="ngan-hang", unit=ward.province)
    found = {
        f["indicator"]: (f["value"], f["unit"], f["period"], str(f["period_last"]), f["measured_in"])
        for f in rows_of("statistics").values()
    }
    assert found == {
        "payment_accounts": (12500.0, "16576", "2026-Q3", "2026-09-30", "tài khoản"),
        "cashless_value": (1234567.5, "16576", "2026-Q3", "2026-09-30", "đồng"),
    }
    assert (row.rows, row.stored, row.refused) == (2, 2, 1)
    ministry = "Mã chỉ tiêu;Tên đơn vị;Năm;Giá trị;Nguồn\nCT01;16576;2025;95,5;Cục Thống kê\n"
    assert bring(ward, ministry.encode(), map_code="thong-ke-bo", unit=ward.province).stored == 1


def test_a_register_becomes_documents(ward: Ward, lake_home: Path) -> None:
    book = "Số ký hiệu;Loại văn bản;Ngày đến;Ngày ban hành;Nơi gửi;Sổ;Ký số\n12/KH-UBND;Kế hoạch;05/10/2026 09:00;01/10/2026;UBND tỉnh;Đến;Có\n"
    bring(ward, book.encode(), map_code="so-van-ban")
    (fact,) = rows_of("documents").values()
    assert (fact["number"], fact["direction"], fact["signed"], str(fact["received_on"]), fact["unit"]) == (
        "12/KH-UBND", "in", True, "2026-10-05", "16576",
    )  # fmt: skip


# ---------------------------------------------------------------- a deliberately dirty export

DIRT: dict[str, tuple[dict[str, Any], str, str]] = {
    "no code": ({"MaHoSo": ""}, "MaHoSo", "Thiếu mã hồ sơ"),
    "no receipt": ({"NgayTiepNhan": ""}, "NgayTiepNhan", "Thiếu ngày tiếp nhận"),
    "bad day": ({"NgayTiepNhan": "31/09/2026"}, "NgayTiepNhan", "không đọc được là ngày"),
    "bad due": ({"NgayHenTra": "tuần sau"}, "NgayHenTra", "không đọc được là ngày"),
    "year": ({"NgayHenTra": "08/10/2926"}, "NgayHenTra", "ngoài khoảng"),
    "ended before": ({"NgayKetThucXuLy": "01/01/2026"}, "NgayKetThucXuLy", "trước ngày tiếp nhận"),
    "due before": ({"NgayHenTra": "01/01/2026"}, "NgayHenTra", "trước ngày tiếp nhận"),
    "channel": ({"KenhThucHien": "9"}, "KenhThucHien", "không có mã “9”"),
    "status": ({"TrangThai": "Đang bay"}, "TrangThai", "không có mã “Đang bay”"),
    "unit": ({"DonViXuLy": "99999"}, "DonViXuLy", "Không có đơn vị nào"),
    "elsewhere": ({"DonViXuLy": "14812"}, "DonViXuLy", "không thuộc"),
    "fees": ({"DanhSachLePhi": '[{"Gia": "miễn"}]'}, "DanhSachLePhi", "không đọc được là số"),
    "papers": ({"TaiLieuNop": "[{DuocSoHoa"}, "TaiLieuNop", "không phải danh sách JSON"),
}  # fmt: skip


def dirty(count: int, seed: int) -> tuple[bytes, dict[int, str], int]:
    """An export with dirt: the file, by row the kind of its dirt, how many rows are said twice alike."""
    by_seed = random.Random(seed)
    rows: list[dict[str, Any]] = []
    expected: dict[int, str] = {}
    alike = 0
    words = {"10": ["10", "Đã trả kết quả", "ĐÃ TRẢ KẾT QUẢ", 10], "4": ["4", "Đang xử lý", "dang xu ly"]}
    while len(rows) < count:
        number = len(rows)
        received = datetime(2026, 10, 1, 7, 30) + timedelta(minutes=by_seed.randrange(30 * 24 * 60))
        done = by_seed.random() < 0.8
        form = by_seed.choice(["%Y-%m-%d %H:%M:%S", "%d/%m/%Y %H:%M", "%d-%m-%Y %H:%M:%S"])
        row = {
            "MaHoSo": f"H56.{number // 9000:02d}.12-261001-{number % 9000 + 1:04d}",
            "MaTTHC": by_seed.choice(["1.004884", "1.004884.000.00.00.H56"]),
            "NgayTiepNhan": received.strftime(form),
            "NgayHenTra": (received + timedelta(days=7)).strftime("%d/%m/%Y"),
            "NgayKetThucXuLy": (received + timedelta(days=3)).strftime(form) if done else "",
            "TrangThai": by_seed.choice(words["10" if done else "4"]),
            "KenhThucHien": by_seed.choice(["1", "2", "3", "", "Trực tuyến", "BƯU CHÍNH"]),
            "DonViXuLy": by_seed.choice(["", "16576"]),
            "DanhSachLePhi": by_seed.choice(["[]", '[{"Gia": 10000}]', '[{"Gia": 0}]', ""]),
            "DuocThanhToanTrucTuyen": by_seed.choice(["0", "1", "2", ""]),
            "TaiLieuNop": by_seed.choice(["[]", '[{"DuocSoHoa": 1, "DuocLayTuKhoDMQG": 0}]']),
        }  # fmt: skip
        if by_seed.random() < 0.05:
            kind = by_seed.choice(list(DIRT))
            row |= DIRT[kind][0]
            expected[number + 2] = kind
        elif by_seed.random() < 0.01 and len(rows) + 1 < count:
            rows.append(row)
            alike += 1
        rows.append(row)
    return table(*rows, names=NAMES), expected, alike


def test_a_dirty_export_of_fifty_thousand_rows_is_told_row_by_row(ward: Ward, lake_home: Path) -> None:
    ward.procedure()
    contents, expected, alike = dirty(50_000, seed=766)
    row = bring(ward, contents)
    refused = {each["row"]: each for each in told(row)["refused"]}
    assert refused.keys() == expected.keys()
    for number, kind in expected.items():
        _change, column, reason = DIRT[kind]
        assert (refused[number]["column"], reason in refused[number]["reason"]) == (column, True), refused[
            number
        ]
    assert set(Counter(expected.values())) == set(DIRT)
    assert (row.rows, row.duplicates, row.stored) == (50_000, alike, 50_000 - alike - len(expected))
    assert len(rows_of()) == row.stored


# ---------------------------------------------------------------- cut off


@pytest.mark.parametrize("where", ["reading", "before", "behind"])
def test_an_import_cut_off_anywhere_is_whole_or_not_there_and_goes_on(
    where: str, ward: Ward, lake_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The places at which `kill -9` would leave something half: after reading, before storing, behind storing. The process
    is stood in for by its last breath, since a test's own database is seen by no other process."""
    contents = table(*some(*range(1, 40)))
    row = importing.hand_in(
        file=contents, name="a.csv", map_code="cong-dvc", unit=ward.ward, by=None, at=at(18)
    )

    class Killed(BaseException):
        pass

    def die(*_given: Any, **_more: Any) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        target = {
            "reading": (staging, "_settle"),
            "before": (bringing.storing, "store_rows"),
            "behind": (bringing, "_finish"),
        }
        patched.setattr(*target[where], die)
        with pytest.raises(Killed):
            importing.bring_in(import_id=row.pk, at=at(18))
    assert len(rows_of()) in (0, 39)
    row.refresh_from_db()
    assert row.state == "running"
    assert importing.waiting(at=at(18)) == []  # its holder is believed to live
    Import.objects.filter(pk=row.pk).update(holder=_a_dead_one(row.holder))
    assert importing.waiting(at=at(18)) == [row.pk]

    again = importing.hand_in(
        file=contents, name="a.csv", map_code="cong-dvc", unit=ward.ward, by=None, at=at(19)
    )
    assert again.pk == row.pk
    done = importing.bring_in(import_id=row.pk, at=at(19))
    assert (done.state, done.stored, done.replaced, len(rows_of())) == ("done", 39, 0, 39)
    assert not staging.work_folder(row.pk).exists()


def _a_dead_one(holder: str) -> str:
    host, _pid, _life, token = holder.split(":")
    child = subprocess.Popen([sys.executable, "-c", "pass"])
    child.wait()
    return f"{host}:{child.pid}:dead:{token}"
