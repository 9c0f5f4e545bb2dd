from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dinh.dossiers.rules.codes import BadCode, DossierCode, parse

CODES = st.builds(
    DossierCode,
    st.lists(st.integers(1, 99).map(lambda n: f"{n:02d}"), max_size=3).map(lambda rest: ("H56", *rest)),
    st.dates(date(2001, 1, 1), date(2068, 12, 31)),
    st.integers(1, 9_999_999),
)


@pytest.mark.parametrize(
    ("text", "levels", "day", "number"),
    [
        ("000.12.34.H56-250701-0001", ("H56", "34", "12"), date(2025, 7, 1), 1),
        ("H56.34.12-250701-0001", ("H56", "34", "12"), date(2025, 7, 1), 1),
        (" h56.34.12 - 250701 - 0001 ", ("H56", "34", "12"), date(2025, 7, 1), 1),
        ("H55.242-260107-12345", ("H55", "242"), date(2026, 1, 7), 12345),
        ("000.00.00.G01-261120-0007", ("G01",), date(2026, 11, 20), 7),
    ],
)
def test_both_forms_are_read(text, levels, day, number):
    assert parse(text) == DossierCode(levels, day, number)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "không phải mã hồ sơ"),
        ("H56-250701", "không phải mã hồ sơ"),
        ("12.34-250701-0001", "không có mã bộ, tỉnh"),
        ("H56-250732-0001", "250732 không có trong lịch"),
        ("H56-250701-0000", "số thứ tự từ 0001"),
    ],
)
def test_what_is_not_a_code_is_refused_in_a_sentence(text, says):
    with pytest.raises(BadCode, match=says):
        parse(text)


@given(CODES)
def test_both_forms_of_a_code_are_the_same_code(code):
    up, down = code.written("bottom-up"), code.written("top-down")
    assert parse(up) == parse(down) == code
    assert parse(up).key == parse(down).key == down
