"""The worksheet of provinces: out and in again, and what a dirty one is told."""

from __future__ import annotations

import io
from decimal import Decimal as D
from typing import Any

import pytest
from openpyxl import load_workbook

from dinh.measures.scorecards import scoring, services, sheets
from dinh.measures.scorecards.models import Card, Said
from dinh.measures.scorecards.services import Words

from .people import AT, YEAR, People

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(books: None) -> People:
    made = People()
    services.say(
        edition=made.edition, unit=made.ward, period=YEAR, side="self", by=made.officer, at=AT,
        said={
            "1.1": Words(choice="yes"), "1.2": Words(value=D(3), remark="ba kỳ họp"), "2.1": Words(numerator=D(9), denominator=D(10)),
            "2.5": Words(applies=False),
        },
    )  # fmt: skip
    return made


def score(people: People) -> scoring.Score:
    return scoring.score(people.edition, people.ward, YEAR, at=AT)


def changed(contents: bytes, cells: dict[str, Any], sheet: str = "Bảng điểm") -> bytes:
    book = load_workbook(io.BytesIO(contents))
    page = book[sheet]
    for address, value in cells.items():
        page[address] = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def rows_of(contents: bytes) -> dict[str, int]:
    page = load_workbook(io.BytesIO(contents))["Bảng điểm"]
    return {str(row[0].value): row[0].row for row in page.iter_rows(min_row=5) if row[0].value}


def test_the_sheet_has_the_columns_of_provinces_and_every_criterion(people: People) -> None:
    made = sheets.to_xlsx(score(people), {"1.1": ["12/QĐ-UBND ngày 05/01/2026: Thành lập Ban Chỉ đạo"]})
    page = load_workbook(io.BytesIO(made))["Bảng điểm"]
    assert [cell.value for cell in page[4]] == list(sheets.HEADS)
    places = rows_of(made)
    assert len(places) == people.edition.criteria.count()
    first = page[places["1.1"]]
    assert (first[2].value, first[7].value) == (4, 4) and "12/QĐ-UBND" in first[4].value
    assert page[places["2.5"]][7].value == "Không áp dụng" and page[places["1.2"]][9].value == "ba kỳ họp"


def test_what_goes_out_comes_in_without_any_change(people: People) -> None:
    found = score(people)
    filled = sheets.from_xlsx(sheets.to_xlsx(found, {}), found, "self")
    assert (filled.said, filled.faults) == ({}, [])
    assert sheets.from_xlsx(sheets.to_xlsx(found, {}), found, "appraisal").said == {}


def test_what_was_filled_in_is_taken_and_written(people: People) -> None:
    found = score(people)
    made = sheets.to_xlsx(found, {})
    at = rows_of(made)
    filled = sheets.from_xlsx(
        changed(
            made,
            {
                f"H{at['1.1']}": "2,5", f"H{at['1.3']}": 4, f"J{at['1.3']}": "=HYPERLINK(1)", f"H{at['2.1']}": "không áp dụng",
                f"H{at['2.5']}": None, f"J{at['1.2']}": "bốn kỳ họp",
            },
        ),
        found,
        "self",
    )  # fmt: skip
    assert filled.faults == []
    assert filled.said["1.1"] == Words(points=D("2.5"))
    assert filled.said["1.3"].points == D(4)
    assert filled.said["2.1"] == Words(applies=False) and filled.said["2.5"] == Words()
    assert filled.said["1.2"] == Words(value=D(3), remark="bốn kỳ họp")
    services.say(
        edition=people.edition,
        unit=people.ward,
        period=YEAR,
        side="self",
        said=filled.said,
        by=people.officer,
        at=AT,
    )
    again = score(people)
    assert sheets.from_xlsx(sheets.to_xlsx(again, {}), again, "self").said == {}


def test_the_appraiser_fills_in_the_same_sheet(people: People) -> None:
    services.send(card_id=Card.objects.get().pk, by=people.leader, at=AT)
    found = score(people)
    made = sheets.to_xlsx(found, {})
    at = rows_of(made)
    dirty = changed(made, {f"I{at['1.1']}": 3, f"J{at['1.1']}": "thiếu quyết định", f"H{at['1.1']}": 1})
    filled = sheets.from_xlsx(dirty, found, "appraisal")
    assert filled.said == {"1.1": Words(points=D(3), remark="thiếu quyết định")}


@pytest.mark.parametrize(
    ("cell", "value", "why"),
    [
        ("H{1.1}", "nhiều", "Không phải một số"),
        ("H{1.1}", 4.5, "từ 0 đến 4"),
        ("H{2.1}", 4.9, "từ 0 đến 4,89"),
        ("H{1.1}", -1, "từ 0 đến 4"),
        ("A{1.1}", "1.99", "không có tiêu chí “1.99”"),
        ("A{1.2}", "1.1", "đã có ở dòng"),
        ("C{1.1}", 5, "điểm tối đa 4"),
    ],
)
def test_a_dirty_sheet_is_told_row_by_row(people: People, cell: str, value: Any, why: str) -> None:
    found = score(people)
    made = sheets.to_xlsx(found, {})
    at = rows_of(made)
    column, code = cell[0], cell[2:-1]
    filled = sheets.from_xlsx(changed(made, {f"{column}{at[code]}": value}), found, "self")
    first = filled.faults[0]
    assert first.row == at[code] and why in first.sentence
    assert Said.objects.filter(current=True).count() == 4


def test_a_measured_line_is_not_typed_over_but_may_be_remarked(people: People, monkeypatch: Any) -> None:
    found = score(people)
    found.known.sources["1.1"] = "measure"
    made = sheets.to_xlsx(found, {})
    at = rows_of(made)
    typed = sheets.from_xlsx(changed(made, {f"H{at['1.1']}": 1}), found, "self")
    assert "không ghi đè" in typed.faults[0].sentence
    remarked = sheets.from_xlsx(changed(made, {f"J{at['1.1']}": "thiếu hai hồ sơ"}), found, "self")
    assert remarked.faults == [] and remarked.said["1.1"].remark == "thiếu hai hồ sơ"


@pytest.mark.parametrize(
    ("cells", "sheet", "why"),
    [
        ({"B2": "14812"}, "dinh", "đơn vị 14812"),
        ({"B3": "2025"}, "dinh", "kỳ 2025"),
        ({"B1": "dti-405"}, "dinh", "bản dti-405"),
        ({"A4": "Số"}, "Bảng điểm", "Không thấy dòng tiêu đề"),
        ({"H4": "Điểm"}, "Bảng điểm", "Cột H phải là “Tự đánh giá”"),
    ],
)
def test_a_sheet_of_something_else_is_refused_as_a_whole(
    people: People, cells: Any, sheet: str, why: str
) -> None:
    found = score(people)
    with pytest.raises(sheets.SheetUnreadable, match=why):
        sheets.from_xlsx(changed(sheets.to_xlsx(found, {}), cells, sheet), found, "self")


@pytest.mark.parametrize("contents", [b"", b"PK\x03\x04 nothing", b"<html>"])
def test_a_broken_file_is_refused(people: People, contents: bytes) -> None:
    with pytest.raises(sheets.SheetUnreadable, match="hỏng"):
        sheets.from_xlsx(contents, score(people), "self")


def test_a_sheet_that_lost_lines_says_which(people: People) -> None:
    found = score(people)
    made = sheets.to_xlsx(found, {})
    at = rows_of(made)
    filled = sheets.from_xlsx(changed(made, {f"{c}{at['4.4']}": None for c in "ABCDEFGHIJ"}), found, "self")
    assert "4.4" in filled.faults[0].sentence
