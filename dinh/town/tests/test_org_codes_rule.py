"""Organisation codes in both forms."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dinh.town.rules import CodeProblem, forward, is_forward, is_reversed, reversed_form
from dinh.town.rules.org_codes import Pattern

PAIRS = [
    ("H56", "000.00.00.H56"),
    ("H56.15", "000.00.15.H56"),
    ("H56.34.12", "000.12.34.H56"),
    ("H56.34.12.007", "007.12.34.H56"),
    ("H55.242", "000.00.242.H55"),
]


@pytest.mark.parametrize(("up", "down"), PAIRS)
def test_the_two_forms_say_the_same(up, down):
    assert reversed_form(up) == down
    assert forward(down) == up
    assert forward(up) == up
    assert reversed_form(down) == down
    assert is_forward(up) and is_reversed(down)
    assert not is_forward(down) and not is_reversed(up)


def test_small_letters_and_spaces_are_forgiven():
    assert forward(" 000.00.15.h56 ") == "H56.15"


@pytest.mark.parametrize(
    "code",
    [
        "",
        "56.15",
        "H5.15",
        "H56.",
        "H56.00",
        "H56.1",
        "000.12.00.H56",
        "12.34.H56",
        "H56.15.15.155.1",
        "H56-15",
    ],
)
def test_what_is_no_code_gets_a_sentence(code):
    with pytest.raises(CodeProblem, match="không đúng dạng"):
        forward(code)


numbers = st.integers(1, 99).map("{:02d}".format) | st.integers(1, 999).map("{:03d}".format)


@given(st.integers(0, 99), st.lists(numbers, max_size=2), st.none() | st.integers(1, 999))
def test_there_and_back(province, parts, last):
    tail = [f"{last:03d}"] if last and len(parts) == 2 else []
    code = ".".join([f"H{province:02d}", *parts, *tail])
    assert forward(reversed_form(code)) == code
    assert reversed_form(forward(reversed_form(code))) == reversed_form(code)


def test_the_shape_of_codes_is_data():
    narrow = Pattern(top=r"G\d{2}", parts=(r"\d{2}",), fillers=("00",))
    assert reversed_form("G01.05", narrow) == "05.G01"
    assert not is_forward("H56.15", narrow)
