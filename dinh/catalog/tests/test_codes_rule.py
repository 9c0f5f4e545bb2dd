"""Codes of procedures, in every form in use."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dinh.catalog import rules
from dinh.catalog.rules import ProcedureCode


@pytest.mark.parametrize(
    ("typed", "national", "province", "service"),
    [
        ("1.001193", "1.001193", "", ""),
        (" 1.001193 ", "1.001193", "", ""),
        ("1.001193.000.00.00.H35", "1.001193", "H35", ""),
        ("1.001193.000.00.00.h35", "1.001193", "H35", ""),
        ("2.000815.000.00.00.H55.02", "2.000815", "H55", "02"),
        ("2.000815.02", "2.000815", "", "02"),
        ("2.000815.000.12.34.H56", "2.000815", "H56", ""),
    ],
)
def test_a_code_in_any_of_its_forms(typed: str, national: str, province: str, service: str) -> None:
    code = rules.parse(typed)

    assert (code.national, code.province, code.service) == (national, province, service)


@pytest.mark.parametrize(
    "typed",
    ["", "1.00119", "1.0011933", "1,001193", "khai sinh", "1.001193.", "1.001193.H35", "1.001193.000.00.H35", "1.001193.000.00.00.H35.2", "١.001193", "1.001193.000.00.00.H35.02.03"],
)  # fmt: skip
def test_what_is_no_code_says_what_one_looks_like(typed: str) -> None:
    with pytest.raises(rules.NotACode, match=r"1\.001193"):
        rules.parse(typed)
    assert not rules.same(typed, "1.001193")


digits = st.text("0123456789", min_size=6, max_size=6)
codes = st.builds(
    lambda first, rest, org, service: ProcedureCode(f"{first}.{rest}", org, service),
    st.sampled_from("0123456789"),
    digits,
    st.one_of(st.just(""), st.from_regex(r"\A[0-9]{3}\.[0-9]{2}\.[0-9]{2}\.H[0-9]{2}\Z")),
    st.one_of(st.just(""), st.from_regex(r"\A[0-9]{2}\Z")),
)


@given(codes)
def test_a_code_is_put_together_as_it_was_taken_apart(code: ProcedureCode) -> None:
    assert rules.parse(str(code)) == code


@given(codes, codes)
def test_codes_are_compared_by_their_national_part_alone(one: ProcedureCode, other: ProcedureCode) -> None:
    assert rules.same(str(one), one.national)
    assert rules.same(str(one), str(other)) is (one.national == other.national)


@given(st.text(max_size=40))
def test_any_text_is_a_code_or_is_refused(typed: str) -> None:
    with contextlib.suppress(rules.NotACode):
        assert rules.parse(str(rules.parse(typed))) == rules.parse(typed)
