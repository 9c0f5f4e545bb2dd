"""Files as other systems write them: letters, separators, titles above the heads, sheets, JSON of every shape."""

from __future__ import annotations

import json
import unicodedata
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from dinh.lake import demo as demo_town
from dinh.lake import demo_exports as demo
from dinh.lake.importing import heads, mapping, maps
from dinh.lake.importing.files import open_tables
from dinh.lake.importing.shapes import FileUnreadable

CONG = maps.shipped()["cong-dvc"]
PLAIN = "MaHoSo{0}TenTTHC{0}NgayTiepNhan{0}TrangThai\nH56.1-1{0}Đăng ký khai sinh, nhận cha mẹ con{0}21/11/2026{0}Đã trả kết quả\n"
MORE = "".join(
    f"H56.1-{n}{{0}}Chứng thực bản sao từ bản chính giấy tờ{{0}}22/11/2026{{0}}Đang xử lý\n"
    for n in range(2, 9)
)


def read(path: Path) -> list[dict[str, Any]]:
    opened = mapping.open_best(open_tables(path), CONG)
    return [row for taken in mapping.take(opened) for row in mapping.records(taken)]


def put(folder: Path, contents: bytes | str, name: str = "tep.csv") -> Path:
    path = folder / name
    path.write_bytes(contents.encode() if isinstance(contents, str) else contents)
    return path


def in_codec(text: str, codec: str) -> bytes:
    """The text as bytes; in a font of before Unicode, or in Windows-1258 with letters and tones apart."""
    if codec in ("tcvn3", "vni"):
        from viparse.normalize.encodings import CHARMAPS

        back = {letter: code for code, letter in CHARMAPS[codec].pairs}
        return "".join(back.get(char, char) for char in text).encode("cp1252")
    if codec != "cp1258":
        return text.encode(codec)
    out = b""
    for letter in text:
        parts = unicodedata.normalize("NFD", letter)
        tones = "".join(c for c in parts if c in "\u0300\u0301\u0303\u0309\u0323")
        base = unicodedata.normalize("NFC", "".join(c for c in parts if c not in tones))
        out += (base + tones).encode("cp1258")
    return out


@pytest.mark.parametrize(
    "codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1258", "tcvn3", "vni"]
)
@pytest.mark.parametrize("sign", [";", "\t"])
def test_letters_and_separators(codec: str, sign: str, tmp_path: Path) -> None:
    data = in_codec((PLAIN + MORE).format(sign), codec)
    rows = read(put(tmp_path, data))
    assert len(rows) == 8
    assert rows[0]["procedure_name"] == "Đăng ký khai sinh, nhận cha mẹ con"
    assert [row["status"] for row in rows] == ["10", *["4"] * 7]


def test_commas_quotes_and_a_line_that_names_the_separator(tmp_path: Path) -> None:
    text = 'sep=,\r\n"MaHoSo","TenTTHC","NgayTiepNhan"\r\n"A-1","Khai sinh, khai tử\nhai dòng","21/11/2026"\r\n\r\n'
    assert [row["procedure_name"] for row in read(put(tmp_path, text))] == ["Khai sinh, khai tử hai dòng"]


def test_titles_numbering_sums_and_heads_again_are_no_rows(tmp_path: Path) -> None:
    text = (
        "UBND PHƯỜNG MẪU,,,\nDANH SÁCH HỒ SƠ,,,\n,,,\nSTT,Mã hồ sơ,Ngày tiếp nhận,Tình trạng\n(1),(2),(3),(4)\n"
        "1,A-1,01/10/2026,Đang xử lý\n,,,\nSTT,Mã hồ sơ,Ngày tiếp nhận,Tình trạng\n2,A-2,02/10/2026,Đã trả\nTổng cộng:,,2,\n"
    )
    opened = mapping.open_best(open_tables(put(tmp_path, text)), CONG)
    (taken,) = mapping.take(opened)
    assert opened.head.row == 4
    assert (taken.rows, taken.cells["code"], taken.refused) == ([6, 9], ["A-1", "A-2"], [])


def test_a_title_right_above_the_heads_is_no_part_of_their_names(tmp_path: Path) -> None:
    text = "DANH SÁCH HỒ SƠ,,\nMã hồ sơ,Ngày tiếp nhận,Tình trạng\nA-1,01/10/2026,Đang xử lý\n"
    opened = mapping.open_best(open_tables(put(tmp_path, text)), CONG)
    assert (opened.head.row, opened.head.names) == (2, ("Mã hồ sơ", "Ngày tiếp nhận", "Tình trạng"))


def test_the_export_of_the_demo_town_is_read_but_for_the_rows_made_wrong(tmp_path: Path) -> None:
    path = tmp_path / demo_town.FILE
    path.write_bytes(demo.of_ward(7))
    opened = mapping.open_best(open_tables(path), CONG)
    (taken,) = mapping.take(opened)
    assert (opened.head.names, opened.missing) == (demo.HEADS, [])
    assert len(opened.places) == len(demo.HEADS)
    assert taken.read == demo.ROWS
    # The unit without a name is known only where units are: when the file is brought in.
    assert len(taken.refused) >= len(demo.WRONG) - 1


def test_the_list_of_the_demo_province_is_read_but_for_the_row_made_wrong(tmp_path: Path) -> None:
    path = tmp_path / demo_town.WHOLE_FILE
    path.write_bytes(demo.of_province(["14758", "14797", "14845", "14848", "14854"], 7))
    opened = mapping.open_best(open_tables(path), CONG)
    (taken,) = mapping.take(opened)
    assert (opened.head.names, opened.missing) == (demo.FIELDS, [])
    # Of 450 rows one, the 412th, has a day that no calendar knows; each commune hands in more on line as the year goes on.
    assert (taken.read, len(taken.refused)) == (450, 1)
    channels = [row["channel"] for row in mapping.records(taken) if "14845" in str(row["unit"])]
    assert channels[:30].count("2") < channels[-30:].count("2")


def test_a_sheet_with_merged_titles_two_rows_of_heads_and_real_dates(tmp_path: Path) -> None:
    book = Workbook()
    book.active.title = "Bìa"
    book.active["A1"] = "Báo cáo"
    sheet = book.create_sheet("Hồ sơ")
    sheet["A1"] = "DANH SÁCH HỒ SƠ"
    sheet.merge_cells("A1:E1")
    sheet.append([])
    sheet.append(["Mã hồ sơ", "Mã TTHC", "Thời gian", None, "Thanh toán trực tuyến"])
    sheet.merge_cells("C3:D3")
    sheet.append([None, None, "Ngày tiếp nhận", "Ngày hẹn trả", None])
    sheet.append(["A-1", 1.00119, datetime(2026, 10, 1, 8, 30), datetime(2026, 10, 3), 1])
    path = tmp_path / "tep.xlsx"
    book.save(path)
    opened = mapping.open_best(open_tables(path), CONG)
    (row,) = [row for taken in mapping.take(opened) for row in mapping.records(taken)]
    assert (opened.table.name, opened.head.row) == ("Hồ sơ", 4)
    assert (row["procedure"], row["paid_online"]) == ("1.001190", "1")
    assert (row["received_at"].whole_day, row["promised_at"].whole_day) == (False, True)


ROW = {
    "MaHoSo": "A-1",
    "NgayTiepNhan": "2026-10-01",
    "TaiLieuNop": [{"DuocSoHoa": 1, "TenGiayTo": "Đơn", "Ma": "x"}],
    "KenhThucHien": 2,
}


@pytest.mark.parametrize(
    "text",
    [
        json.dumps([ROW, ROW]),
        json.dumps({"success": True, "message": "", "total": 2, "data": [ROW, ROW]}, indent=2),
        json.dumps({"result": {"page": 1, "items": [ROW, ROW]}}),
        json.dumps(ROW) + "\n" + json.dumps(ROW) + "\n",
        json.dumps(
            [["MaHoSo", "NgayTiepNhan", "KenhThucHien"], ["A-1", "2026-10-01", 2], ["A-1", "2026-10-01", 2]]
        ),
    ],
)
def test_json_of_every_shape(text: str, tmp_path: Path) -> None:
    rows = read(put(tmp_path, text, "tep.json"))
    assert [(row["code"], row["channel"]) for row in rows] == [("A-1", "2")] * 2


def test_json_is_read_piece_by_piece_and_a_cut_one_is_told(tmp_path: Path) -> None:
    whole = json.dumps([ROW | {"MaHoSo": f"A-{n}"} for n in range(3000)])
    assert len(read(put(tmp_path, whole, "tep.json"))) == 3000
    with pytest.raises(FileUnreadable, match=r"cắt giữa chừng|sai từ dòng"):
        read(put(tmp_path, whole[: len(whole) - 30], "tep.json"))


@pytest.mark.parametrize(
    ("contents", "said"),
    [
        (b"", "rỗng"), (b"\x00\x01\x02" * 50, "nhị phân"), (b"%PDF-1.7 mau", "không phải bảng"), (b"PK\x03\x04 hong", "hỏng"),
        (b"cot mot;cot hai\n1;2\n", "Không thấy cột bắt buộc"), (b'{"a": 1}', "Không thấy cột bắt buộc"),
        (b'MaHoSo,NgayTiepNhan\n"A-1,2026-10-01\n' + b"x\n" * 2_000_001, "nháy kép"),
    ],
)  # fmt: skip
def test_what_is_no_table_is_told_in_a_sentence(contents: bytes, said: str, tmp_path: Path) -> None:
    with pytest.raises(FileUnreadable, match=said):
        read(put(tmp_path, contents))


def test_a_torn_row_is_refused_and_a_short_one_is_not(tmp_path: Path) -> None:
    text = "MaHoSo,NgayTiepNhan,TenTTHC\nA-1,2026-10-01,Khai sinh, đúng hạn\nA-2,2026-10-01\n"
    (taken,) = mapping.take(mapping.open_best(open_tables(put(tmp_path, text)), CONG))
    assert taken.rows == [3]
    assert [(each.row, "Dòng có 4 ô" in each.reason) for each in taken.refused] == [(2, True)]


def test_names_are_guessed_where_they_are_nearly_the_same() -> None:
    found = heads.guess(["Mã số hồ sơ", "Ngay tiep nhân", "NgayHenTraKQ", "Ghi chú"], CONG)
    assert (
        found["code"] == 0
        and found["received_at"] == 1
        and found["promised_at"] == 2
        and 3 not in found.values()
    )


def test_every_shipped_map_can_be_used_and_says_what_it_must_have() -> None:
    assert set(maps.shipped()) >= {"cong-dvc", "so-van-ban", "thong-ke-bo", "ngan-hang"}
    for saved in maps.shipped().values():
        assert any(column.required for column in saved.columns)


def test_more_rows_than_a_batch_keep_their_numbers(tmp_path: Path) -> None:
    text = "MaHoSo,NgayTiepNhan\n" + "".join(f"A-{n},2026-10-01\n" for n in range(50))
    opened = mapping.open_best(open_tables(put(tmp_path, text)), CONG)
    takens = list(islice(mapping.take(opened, batch=7), 100))
    assert [number for taken in takens for number in taken.rows] == list(range(2, 52))
