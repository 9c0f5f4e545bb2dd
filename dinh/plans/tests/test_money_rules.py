"""The book of money: sums that cannot part, what may be given, promised and paid, and what is pointed out."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dinh.plans.rules import money as rules
from dinh.plans.rules.money import Book, Cell, ContractState, Entry, Part
from dinh.plans.rules.money_edition import source, source_of_words, sources, sources_of, steps, threshold

TODAY = date(2026, 11, 20)
CODES = ("tinh", "xa", "khac", "xa-hoi-hoa")
parts = st.builds(
    Part,
    st.sampled_from(CODES),
    st.integers(2026, 2030),
    st.integers(-(10**12), 10**12).filter(bool),
)
entries = st.lists(
    st.builds(
        Entry,
        st.sampled_from(("planned", "committed", "paid")),
        st.sampled_from(CODES),
        st.integers(2026, 2030),
        st.integers(-(10**13), 10**13),
    ),
    max_size=40,
)


def book(**planned: int) -> Book:
    """A book with so much planned of each source in 2026 ("tinh=100")."""
    return rules.book_of(
        [Entry("planned", code.replace("_", "-"), 2026, sum) for code, sum in planned.items()]
    )


# ---------------------------------------------------------------- laws


@given(entries)
def test_sums_by_source_and_by_year_always_equal_the_whole(given_entries: list[Entry]) -> None:
    made = rules.book_of(given_entries)

    assert sum(made.by_source().values(), Cell()) == made.total
    assert sum(made.by_year().values(), Cell()) == made.total
    assert made.total.planned == sum(each.amount for each in given_entries if each.side == "planned")
    assert made.total.paid == sum(each.amount for each in given_entries if each.side == "paid")


@given(entries, entries)
def test_two_books_put_together_are_the_book_of_all_their_entries(one: list[Entry], two: list[Entry]) -> None:
    whole = rules.book_of([*one, *two]).total

    assert whole == rules.book_of(one).total + rules.book_of(two).total


@given(
    st.lists(
        st.lists(parts, min_size=1, max_size=4, unique_by=lambda part: (part.source, part.year)), max_size=12
    )
)
def test_a_budget_changed_again_and_again_loses_nothing_and_never_sinks_below_zero(
    decisions: list[list[Part]],
) -> None:
    kept: list[Entry] = []
    for number, rows in enumerate(decisions):
        total = sum(part.amount for part in rows)
        kind = "first" if not kept else "move" if total == 0 else "more" if total > 0 else "less"
        faults = rules.budget_faults(kind, rows, rules.book_of(kept), given_before=bool(kept))
        if faults:
            continue
        before = rules.book_of(kept).total.planned
        kept += [Entry("planned", part.source, part.year, part.amount) for part in rows]
        after = rules.book_of(kept)
        assert after.total.planned == before + total, number
        assert all(cell.planned >= 0 for cell in after.cells.values())
        if kind == "move":
            assert after.total.planned == before


@given(
    st.integers(1, 10**12),
    st.lists(
        st.tuples(st.sampled_from(("advance", "progress", "refund")), st.integers(1, 10**12)), max_size=15
    ),
)
def test_payments_that_pass_never_go_over_the_contract_nor_below_nothing(
    worth: int, wanted: list[tuple[str, int]]
) -> None:
    paid = 0
    for kind, amount in wanted:
        now = rules.book_of([Entry("planned", "tinh", 2026, worth), Entry("paid", "tinh", 2026, paid)])
        contract = ContractState("01", worth, paid, date(2026, 3, 1))
        rows = [Part("tinh", 2026, amount)]
        wrong = rules.payment_faults(kind, rows, now, contract, on=TODAY, today=TODAY)
        if wrong or rules.over(kind, rows, now, contract):
            continue
        paid += -amount if kind == "refund" else amount
        assert 0 <= paid <= worth


@given(st.integers(0, 10**14), st.integers(1, 10**14))
def test_a_share_is_exact_to_a_tenth(part: int, whole: int) -> None:
    share = rules.percent_of(part, whole)

    assert share is not None
    assert abs(share * whole - Decimal(part) * 100) <= Decimal(whole) / 20


# ---------------------------------------------------------------- tables

GIVEN = book(tinh=2_200, khac=300)
PAID = rules.book_of([Entry("planned", "tinh", 2026, 2_200), Entry("paid", "tinh", 2026, 1_500)])


@pytest.mark.parametrize(
    ("kind", "rows", "on", "before", "said"),
    [
        ("first", [Part("tinh", 2026, 2_500)], Book(), False, ""),
        ("first", [Part("tinh", 2026, 2_500)], GIVEN, True, "đã được giao vốn"),
        ("more", [Part("tinh", 2026, 100)], Book(), False, "chưa được giao vốn"),
        ("more", [Part("tinh", 2026, 100)], GIVEN, True, ""),
        ("more", [Part("tinh", 2026, -100)], GIVEN, True, "số dương"),
        ("less", [Part("tinh", 2026, -100)], GIVEN, True, ""),
        ("less", [Part("tinh", 2026, 100)], GIVEN, True, "số âm"),
        ("less", [Part("khac", 2026, -301)], GIVEN, True, "chỉ có 300 đồng"),
        ("less", [Part("tinh", 2026, -800)], PAID, True, "đã chi 1.500 đồng"),
        ("less", [Part("tinh", 2026, -700)], PAID, True, ""),
        ("move", [Part("tinh", 2026, -100), Part("khac", 2027, 100)], GIVEN, True, ""),
        ("move", [Part("tinh", 2026, -100), Part("khac", 2027, 90)], GIVEN, True, "đang lệch -10 đồng"),
        ("more", [], GIVEN, True, "ít nhất một dòng"),
        ("more", [Part("tinh", 2026, 1), Part("tinh", 2026, 2)], GIVEN, True, "ghi hai lần"),
        ("more", [Part("tinh", 2026, 0)], GIVEN, True, "khác 0"),
        ("more", [Part("tinh", 2026, 10**15)], GIVEN, True, "quá lớn"),
        ("more", [Part("huyen", 2026, 5)], GIVEN, True, "không có trong năm đó"),
    ],
)
def test_budget_decisions(kind: str, rows: list[Part], on: Book, before: bool, said: str) -> None:
    faults = rules.budget_faults(kind, rows, on, given_before=before)

    told = "; ".join(fault.sentence for fault in faults).replace("−", "-")
    assert (said in told) if said else not faults, told


SIGNED = date(2026, 5, 4)


@pytest.mark.parametrize(
    ("rows", "worth", "paid", "signed_on", "on", "ends_on", "said"),
    [
        ([Part("tinh", 2026, 2_000)], 0, 0, None, SIGNED, date(2026, 9, 30), ""),
        ([], 0, 0, None, SIGNED, None, "ít nhất một dòng"),
        ([Part("tinh", 2026, -5)], 0, 0, None, SIGNED, None, "số dương"),
        ([Part("tinh", 2026, 5)], 0, 0, None, SIGNED, date(2026, 5, 3), "không trước ngày ký"),
        ([], 2_000, 0, SIGNED, date(2026, 6, 1), date(2026, 12, 1), ""),
        ([], 2_000, 0, SIGNED, date(2026, 6, 1), None, "đổi giá trị hoặc đổi ngày"),
        ([Part("tinh", 2026, -500)], 2_000, 1_500, SIGNED, date(2026, 6, 1), None, ""),
        (
            [Part("tinh", 2026, -501)],
            2_000,
            1_500,
            SIGNED,
            date(2026, 6, 1),
            None,
            "Đã thanh toán 1.500 đồng",
        ),
        ([Part("tinh", 2026, -2_000)], 2_000, 0, SIGNED, date(2026, 6, 1), None, "không giảm hết"),
        ([Part("tinh", 2026, 5)], 2_000, 0, SIGNED, date(2026, 5, 3), None, "ký sau ngày ký hợp đồng"),
    ],
)
def test_contracts_and_appendices(
    rows: list[Part], worth: int, paid: int, signed_on: date | None, on: date, ends_on: date | None, said: str
) -> None:
    faults = rules.contract_faults(rows, worth=worth, paid=paid, signed_on=signed_on, on=on, ends_on=ends_on)

    told = "; ".join(fault.sentence for fault in faults)
    assert (said in told) if said else not faults, told


OPEN = ContractState("05/HĐ", 2_000, 1_500, SIGNED)
CLOSED = ContractState("05/HĐ", 2_000, 2_000, SIGNED, closed=True)


@pytest.mark.parametrize(
    ("kind", "amount", "contract", "on", "said"),
    [
        ("progress", 500, OPEN, TODAY, ""),
        ("progress", 500, None, TODAY, "phải theo một hợp đồng"),
        ("direct", 500, OPEN, TODAY, "không chọn hợp đồng"),
        ("direct", 500, None, TODAY, ""),
        ("progress", 500, OPEN, TODAY + timedelta(days=1), "không được sau hôm nay"),
        ("progress", 500, OPEN, date(2026, 5, 3), "ký ngày 04/05/2026"),
        ("progress", -5, OPEN, TODAY, "số dương"),
        ("progress", 5, CLOSED, TODAY, "đã thanh toán lần cuối"),
        ("refund", 1_500, OPEN, TODAY, ""),
        ("refund", 1_501, OPEN, TODAY, "không thu hồi được"),
    ],
)
def test_payments(kind: str, amount: int, contract: ContractState | None, on: date, said: str) -> None:
    faults = rules.payment_faults(kind, [Part("tinh", 2026, amount)], PAID, contract, on=on, today=TODAY)

    told = "; ".join(fault.sentence for fault in faults)
    assert (said in told) if said else not faults, told


def test_going_over_a_contract_or_a_line_is_told_with_by_how_much() -> None:
    rows = [Part("tinh", 2026, 800)]

    told = [fault.sentence for fault in rules.over("progress", rows, PAID, OPEN)]

    assert "còn 500 đồng, chi 800 đồng là vượt 300 đồng" in told[0]
    assert "Ngân sách tỉnh năm 2026 còn 700 đồng, chi 800 đồng là vượt 100 đồng" in told[1]
    assert rules.over("refund", rows, PAID, OPEN) == []


@pytest.mark.parametrize(
    ("planned", "done", "kind", "days"),
    [
        (date(2026, 11, 19), None, "late", 1),
        (date(2026, 11, 20), None, "soon", 0),
        (date(2026, 12, 4), None, "soon", 14),
        (date(2026, 12, 5), None, "open", 15),
        (date(2026, 11, 1), date(2026, 11, 1), "done", 0),
        (date(2026, 11, 1), date(2026, 11, 4), "done-late", 2),  # planned for a Sunday
    ],
)
def test_where_a_milestone_stands(planned: date, done: date | None, kind: str, days: int) -> None:
    state = rules.milestone_state(planned, done, date(2026, 10, 1), TODAY)

    assert (state.kind.value, state.days) == (kind, days)
    assert state.slipped == (planned - date(2026, 10, 1)).days


ORDER = [step.key for step in steps(TODAY)]


@pytest.mark.parametrize(
    ("key", "on", "said"),
    [
        ("hop-dong", date(2026, 4, 2), ""),
        ("hop-dong", date(2026, 2, 28), "Bước trước đó làm ngày 01/03/2026"),
        ("chu-truong", date(2026, 3, 2), "Bước sau đó đã làm ngày 01/03/2026"),
        ("hop-dong", TODAY + timedelta(days=1), "không được sau hôm nay"),
        ("la", TODAY, "trong danh mục"),
    ],
)
def test_steps_of_procurement_keep_their_order(key: str, on: date, said: str) -> None:
    faults = rules.step_faults(key, on, {"du-toan": date(2026, 3, 1)}, ORDER, TODAY)

    assert (said in faults[0].sentence) if said else not faults


def test_a_step_left_out_is_pointed_out() -> None:
    assert rules.skipped_steps(["chu-truong", "hop-dong"], ORDER) == ["du-toan", "nha-thau"]
    assert rules.skipped_steps([], ORDER) == []


def codes(*entries: Entry, contracts: tuple[ContractState, ...] = (), **more: dict[str, int]) -> list[str]:
    flags = rules.money_flags(rules.book_of(entries), contracts, today=TODAY, **more)
    return [flag.code for flag in rules.in_weight(flags)]


def test_what_is_over_or_slow_is_pointed_out_the_gravest_first() -> None:
    plan = Entry("planned", "tinh", 2026, 1_000)

    assert codes(plan, Entry("paid", "tinh", 2026, 900)) == []
    assert codes(plan, Entry("paid", "tinh", 2026, 1_200)) == ["paid-over-plan"]
    assert codes(plan, Entry("committed", "tinh", 2026, 1_100), Entry("paid", "tinh", 2026, 900)) == [
        "committed-over-plan"
    ]
    assert codes(plan, Entry("paid", "tinh", 2026, 100)) == ["slow"]
    assert codes(plan, Entry("paid", "khac", 2026, 900)) == ["line-over"]
    assert codes(
        plan, Entry("paid", "tinh", 2026, 900), contracts=(ContractState("1", 800, 900, SIGNED),)
    ) == ["paid-over-contract"]
    assert codes(
        plan,
        Entry("paid", "tinh", 2026, 900),
        contracts=(ContractState("1", 900, 900, SIGNED),),
        advances={"1": 271},
    ) == ["advance-high"]


# ---------------------------------------------------------------- the edition


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("Ngân sách tỉnh", "tinh"),
        ("NS tỉnh", "tinh"),
        ("Nguồn khác", "khac"),
        ("Thị xã", "huyen"),
        ("Ngân sách tỉnh và Thị xã", "tinh-huyen"),
        ("Ngân sách tỉnh, Thị xã", "tinh-huyen"),
        ("Xã hội hoá", "xa-hoi-hoa"),
        ("ngân sách phường", "xa"),
        ("chưa rõ", "khac"),
        ("", "khac"),
    ],
)
def test_a_source_is_told_by_the_words_of_the_paper(words: str, code: str) -> None:
    assert source_of_words(words) == code


def test_sources_are_dated_and_unknown_codes_are_shown_as_they_are() -> None:
    assert "huyen" in {each.code for each in sources_of(2025)}
    assert "huyen" not in {each.code for each in sources_of(2026)}
    assert len({each.code for each in sources()}) == len(sources())
    assert source("la").name == "la"
    assert threshold("advance_most", TODAY) == 30


def test_a_sum_of_all_beside_its_parts_is_counted_once_and_a_year_not_said_is_the_plans_first() -> None:
    given_sums = [("", "", 2_500), ("Ngân sách tỉnh", "", 2_200), ("Nguồn khác", "2027", 300)]

    assert rules.paper_parts(given_sums, 2026) == [Part("tinh", 2026, 2_200), Part("khac", 2027, 300)]
    assert rules.paper_parts([("", "", 900)], 2026) == [Part("khac", 2026, 900)]
