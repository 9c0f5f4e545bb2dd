"""What a case costs: tables of cases, and laws."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dinh.catalog import rules
from dinh.catalog.rules import FeeLine, Quantities, Reduction, Tier

DAY = date(2026, 11, 20)
COPY = FeeLine("Phí chứng thực bản sao", 2000, per="page", tiers=(Tier(3, 1000),), cap=200_000)
PERMANENT = (
    FeeLine("Lệ phí đăng ký thường trú", 20_000, "le-phi", channel="direct"),
    FeeLine("Lệ phí đăng ký thường trú", 10_000, "le-phi", channel="online"),
)


def total(*lines: FeeLine, channel: str = "direct", day: date = DAY, unit: str = "", **more: object) -> int:
    quantities = more.pop("quantities", Quantities())
    return rules.amount_of(
        lines,
        channel=channel,
        quantities=quantities,
        day=day,
        unit_path=unit,
        **more,  # type: ignore[arg-type]
    ).total


@pytest.mark.parametrize(
    ("pages", "cost"),
    [
        ((1,), 2_000),
        ((2,), 4_000),
        ((3,), 5_000),
        ((10,), 12_000),
        ((198,), 200_000),
        ((199,), 200_000),  # the cap of one copy
        ((5000,), 200_000),
        ((3, 3), 10_000),  # each copy begins anew
        ((5000, 1), 202_000),  # the cap holds for one copy, not for all
        ((), 2_000),
    ],
)
def test_2_000815_two_thousand_a_page_and_one_thousand_from_the_third(
    pages: tuple[int, ...], cost: int
) -> None:
    assert total(COPY, quantities=Quantities(pages=pages)) == cost


@pytest.mark.parametrize(
    ("lines", "channel", "quantities", "cost"),
    [
        (PERMANENT, "direct", Quantities(), 20_000),
        (PERMANENT, "online", Quantities(), 10_000),
        (PERMANENT, "post", Quantities(), 0),
        ((FeeLine("Trích lục", 8_000, per="copy"),), "online", Quantities(copies=3), 24_000),
        ((FeeLine("Chữ ký", 10_000),), "direct", Quantities(cases=2), 20_000),
        ((FeeLine("Nuôi con nuôi", 400_000),), "direct", Quantities(), 400_000),
        ((FeeLine("A", 5_000), FeeLine("B", 3_000)), "direct", Quantities(), 8_000),
        # one name: the channel's own line goes before the one for all
        ((FeeLine("A", 5_000), FeeLine("A", 2_000, channel="online")), "online", Quantities(), 2_000),
        ((FeeLine("Thu theo bản", 8_000, per="copy", cap=20_000),), "direct", Quantities(copies=9), 20_000),
        ((), "direct", Quantities(), 0),
    ],
)
def test_what_a_case_costs(
    lines: tuple[FeeLine, ...], channel: str, quantities: Quantities, cost: int
) -> None:
    assert total(*lines, channel=channel, quantities=quantities) == cost


@pytest.mark.parametrize(
    ("day", "unit", "cost", "whole"),
    [
        (date(2026, 6, 30), "/38/16576/", 10_000, True),
        (date(2026, 7, 1), "/38/16576/", 15_000, True),  # the council's new resolution
        (date(2027, 1, 1), "/38/", 15_000, True),
        (date(2026, 7, 1), "/42/18001/", 20_000, True),
        (date(2026, 7, 1), "/79/1/", 0, False),  # a council of whom nothing is known
        (date(2020, 1, 1), "/38/16576/", 0, False),
    ],
)
def test_a_fee_is_of_its_day_and_of_its_province(day: date, unit: str, cost: int, whole: bool) -> None:
    name = "Lệ phí xác nhận tình trạng hôn nhân"
    lines = [
        FeeLine(name, None, "le-phi"),
        FeeLine(name, 10_000, "le-phi", unit_path="/38/", since=date(2025, 7, 1), until=date(2026, 6, 30)),
        FeeLine(name, 15_000, "le-phi", unit_path="/38/", since=date(2026, 7, 1)),
        FeeLine(name, 20_000, "le-phi", unit_path="/42/"),
    ]
    found = rules.amount_of(lines, channel="direct", quantities=Quantities(), day=day, unit_path=unit)

    assert (found.total, found.whole) == (cost, whole)
    assert found.whole or found.unknown == (name,)


def test_whoever_pays_nothing_need_not_know_how_much_it_was() -> None:
    unknown = FeeLine("Lệ phí đăng ký khai sinh không đúng hạn", None, "le-phi")
    free = Reduction("dung-han", "Đúng hạn", 100)
    half = Reduction("nua", "Một nửa", 50)

    def whole(*claimed: Reduction) -> bool:
        return rules.amount_of(
            [unknown], channel="direct", quantities=Quantities(), day=DAY, exemptions=claimed
        ).whole

    assert (whole(free), whole(half), whole()) == (True, False, False)


def test_reductions_do_not_add_up_and_the_line_names_the_one_that_counts() -> None:
    found = rules.amount_of(
        [FeeLine("Phí", 10_001)],
        channel="direct",
        quantities=Quantities(),
        day=DAY,
        exemptions=[Reduction("a", "A", 30), Reduction("b", "B", 50)],
    )

    assert (found.lines[0].before, found.lines[0].reduction, found.lines[0].by_exemption) == (
        10_001,
        5_001,
        "b",
    )


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (COPY, "2.000đ/trang; từ trang thứ 3: 1.000đ; tối đa 200.000đ/bản"),
        (FeeLine("A", 8_000, per="copy"), "8.000đ/bản"),
        (FeeLine("A", 400_000), "400.000đ"),
        (FeeLine("A", 0), "Không thu"),
        (FeeLine("A", None), "Chưa có mức thu ở đây"),
    ],
)
def test_a_line_as_the_table_of_fees_says_it(line: FeeLine, words: str) -> None:
    assert rules.words_of(line) == words


money = st.integers(0, 1_000_000)
lines = st.builds(
    FeeLine,
    name=st.sampled_from("ABC"),
    amount=money,
    per=st.sampled_from(["case", "copy", "page"]),
    tiers=st.lists(st.tuples(st.integers(2, 30), money), max_size=3, unique_by=lambda t: t[0]).map(
        lambda found: tuple(Tier(*each) for each in sorted(found))
    ),
    cap=st.none() | money,
)
quantities = st.builds(Quantities.of, copies=st.integers(1, 5), pages_each=st.integers(1, 60))


@given(lines, quantities)
def test_steps_are_the_sum_page_by_page(line: FeeLine, many: Quantities) -> None:
    n = many.pages[0]
    rates = [line.amount or 0] * n
    for tier in line.tiers:
        rates[tier.first - 1 :] = [tier.amount] * max(0, n - tier.first + 1)
    assert rules.stepped(line.amount or 0, line.tiers, n) == sum(rates[:n])


@given(st.lists(lines, max_size=4), quantities, st.integers(1, 100))
def test_nobody_pays_less_than_nothing_or_more_for_being_exempt(
    some: list[FeeLine], many: Quantities, percent: int
) -> None:
    def cost(*claimed: Reduction) -> int:
        return rules.amount_of(some, channel="direct", quantities=many, day=DAY, exemptions=claimed).total

    reduced = cost(Reduction("x", "X", percent))
    assert 0 <= cost(Reduction("x", "X", 100)) <= reduced <= cost()
    assert cost(Reduction("x", "X", 100)) == 0


@given(lines, quantities)
def test_one_page_more_never_costs_less_and_the_cap_holds(line: FeeLine, many: Quantities) -> None:
    more = Quantities(copies=many.copies, pages=tuple(n + 1 for n in many.pages))
    assert total(line, quantities=more) >= total(line, quantities=many)
    capped = replace(line, per="page", cap=5_000)
    assert total(capped, quantities=many) <= 5_000 * many.copies


@given(st.lists(lines, max_size=5), quantities)
def test_the_order_of_the_lines_does_not_change_the_sum(some: list[FeeLine], many: Quantities) -> None:
    named = [replace(line, name=str(at)) for at, line in enumerate(some)]
    assert total(*named, quantities=many) == total(*reversed(named), quantities=many)
