from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dinh.papers import rules


@pytest.mark.parametrize(
    ("typed", "number", "symbol", "whole", "kind"),
    [
        ("27/KH-UBND", "27", "KH-UBND", "27/KH-UBND", "Kế hoạch"),
        ("58-KH/TU", "58", "KH/TU", "58-KH/TU", "Kế hoạch"),
        ("06-NQ/TU", "06", "NQ/TU", "06-NQ/TU", "Nghị quyết"),
        ("816/QĐ-UBND", "816", "QĐ-UBND", "816/QĐ-UBND", "Quyết định"),
        ("Số: 58 - KH / TU", "58", "KH/TU", "58-KH/TU", "Kế hoạch"),
        ("45/2020/NĐ-CP", "45", "2020/NĐ-CP", "45/2020/NĐ-CP", "Nghị định"),
        ("17710/UBND-CNXDKH", "17710", "UBND-CNXDKH", "17710/UBND-CNXDKH", "Công văn"),
        ("749/QĐ-TTg", "749", "QĐ-TTg", "749/QĐ-TTg", "Quyết định"),
        ("86/2015/QH13", "86", "2015/QH13", "86/2015/QH13", "Luật"),
        ("102/CTr-UBND", "102", "CTr-UBND", "102/CTr-UBND", "Chương trình"),
        ("15a/BC-VHXH", "15a", "BC-VHXH", "15a/BC-VHXH", "Báo cáo"),
        ("27", "27", "", "27", None),
        ("/KH-UBND", "", "", "", None),
        ("  ", "", "", "", None),
    ],
)
def test_a_number_is_read_as_it_is_written(
    typed: str, number: str, symbol: str, whole: str, kind: str | None
) -> None:
    read = rules.parse_number(typed)
    assert (read.number, read.symbol, read.whole, read.kind) == (number, symbol, whole, kind)


@pytest.mark.parametrize(
    "typed", ["KH-UBND", "27/", "27//KH", "27/KH UBND", "hai bảy/KH", "27/123", "1234567/KH"]
)
def test_what_is_no_number_gets_a_sentence(typed: str) -> None:
    with pytest.raises(rules.NumberProblem, match="ví dụ"):
        rules.parse_number(typed)


@pytest.mark.parametrize(
    ("number", "symbol", "whole"),
    [
        ("27", "KH-UBND", "27/KH-UBND"),
        (27, "KH-UBND", "27/KH-UBND"),
        ("58", "KH/TU", "58-KH/TU"),
        ("27/KH-UBND", "", "27/KH-UBND"),
        ("27", "27/KH-UBND", "27/KH-UBND"),
        (None, "27/KH-UBND", "27/KH-UBND"),
        ("27", "/KH-UBND", "27/KH-UBND"),
        (None, "", ""),
        (None, None, ""),
    ],
)
def test_number_and_symbol_may_come_apart_or_together(
    number: str | int | None, symbol: str | None, whole: str
) -> None:
    assert rules.whole_number(number, symbol).whole == whole


@given(
    st.integers(1, 99_999),
    st.sampled_from(["KH-UBND", "KH/TU", "QĐ-TTg", "2020/NĐ-CP", "NQ/TU", "UBND-VHXH", "TT-BTTTT"]),
)
def test_a_written_number_reads_back_the_same(number: int, symbol: str) -> None:
    made = rules.PaperNumber(str(number), symbol)
    assert rules.parse_number(made.whole) == made


def test_every_mark_speaks_of_one_kind() -> None:
    marks = [mark for kind in rules.KINDS for mark in kind.marks]
    assert len(marks) == len(set(marks))
    assert len(rules.KIND_NAMES) == len(set(rules.KIND_NAMES))


@pytest.mark.parametrize(
    ("day", "wrong"),
    [(date(2026, 3, 10), False), (date(2026, 3, 11), True), (date(1945, 9, 1), True), (None, False)],
)
def test_a_paper_bears_no_future_day_and_none_before_the_state(day: date | None, wrong: bool) -> None:
    assert bool(rules.check_date(day, date(2026, 3, 10))) is wrong


def test_the_year_in_a_number_agrees_with_the_day() -> None:
    law = rules.parse_number("45/2020/NĐ-CP")
    assert rules.check_year(law, date(2020, 4, 8)) is None
    assert rules.check_year(law, date(2021, 4, 8))
