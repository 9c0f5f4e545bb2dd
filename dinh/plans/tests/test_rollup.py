"""The roll-up rule and the reading of tables: laws and tables of cases, without a database."""

from __future__ import annotations

from datetime import date
from decimal import Decimal as D
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dinh.plans.rules.cascade import (
    KnownUnit,
    UnitBook,
    Wanted,
    at_cell,
    read_table,
    split_pasted,
    table_text,
)
from dinh.plans.rules.rollup import (
    Counted,
    Figure,
    How,
    Part,
    Promised,
    WrongFraction,
    WrongShares,
    check_breakdown,
    check_shares,
    roll_up,
    successor_number,
)

OCT = date(2026, 10, 31)
RATIO, SUM = How("ratio", percent=True), How("sum")


def frac(over: int, under: int, last: date = OCT) -> Figure:
    return Figure(D(over) / D(under) * 100, D(over), D(under), last)


whole = st.integers(1, 9000)
fractions = st.builds(lambda under, over: (min(over, under), under), whole, st.integers(0, 9000))


# ---------------------------------------------------------------- laws


@given(st.lists(st.one_of(st.none(), fractions), max_size=12), st.randoms(use_true_random=False))
def test_the_order_of_units_changes_nothing(given: list[tuple[int, int] | None], random: Random) -> None:
    parts = [
        Part(key, Promised(">=", D(50)), frac(*each) if each else None) for key, each in enumerate(given)
    ]
    shuffled = list(parts)
    random.shuffle(shuffled)

    for how in (RATIO, SUM, How("last"), How("reached", percent=True)):
        assert roll_up(how, shuffled) == roll_up(how, parts)


@given(st.lists(fractions, min_size=1, max_size=8), st.integers(0, 7), st.integers(1, 7))
def test_splitting_a_unit_or_merging_two_changes_no_ratio_and_no_sum(
    given: list[tuple[int, int]], which: int, eighths: int
) -> None:
    parts = [Part(key, figure=frac(*each)) for key, each in enumerate(given)]
    index = which % len(parts)
    old = parts[index]
    share = D(eighths) / 8
    heirs = [
        Part(100, came_from=((old, share, date(2026, 11, 1)),)),
        Part(101, came_from=((old, 1 - share, date(2026, 11, 1)),)),
    ]
    split = [*parts[:index], *parts[index + 1 :], *heirs]
    merged = [Part(200, came_from=tuple((part, D(1), date(2026, 11, 1)) for part in parts))]

    before = roll_up(RATIO, parts)
    for after in (roll_up(RATIO, split), roll_up(RATIO, merged)):
        assert (after.numerator, after.denominator, after.value) == (
            before.numerator,
            before.denominator,
            before.value,
        )
        assert after.missing == before.missing == ()
    for units in (split, merged):
        got, want = roll_up(SUM, units).value, roll_up(SUM, parts).value
        assert got is not None and want is not None and abs(got - want) < D("1e-18")


@given(st.lists(st.one_of(st.none(), fractions), min_size=1, max_size=12))
def test_who_has_no_figure_is_named_and_everybody_is_counted_once(
    given: list[tuple[int, int] | None],
) -> None:
    parts = [Part(key, figure=frac(*each) if each else None) for key, each in enumerate(given)]

    rolled = roll_up(RATIO, parts)

    assert rolled.missing == tuple(key for key, each in enumerate(given) if each is None)
    assert rolled.counted + len(rolled.missing) == rolled.total == len(given)
    assert (rolled.value is None) == (rolled.counted == 0)


@given(fractions)
def test_a_ratio_lies_between_nothing_and_all(each: tuple[int, int]) -> None:
    value = roll_up(RATIO, [Part(1, figure=frac(*each))]).value
    assert value is not None and 0 <= value <= 100


@pytest.mark.parametrize(("over", "under"), [(41, 40), (1, 0), (-1, 40)])
def test_a_numerator_above_its_denominator_is_refused_and_named(over: int, under: int) -> None:
    with pytest.raises(WrongFraction) as wrong:
        roll_up(RATIO, [Part(7, figure=Figure(D(50), D(over), D(under), OCT))])
    assert wrong.value.key == 7


# ---------------------------------------------------------------- tables


def test_the_four_rules_on_three_units_worked_out_by_hand() -> None:
    """Unit 1: 45/60 = 75%; unit 2: 30/90 = 33.33%; unit 3: nothing yet. Each promised 60%.

    ratio = (45 + 30) / (60 + 90) = 75 / 150 = 50%; sum of the values 75 + 33.3333 = 108.3333 (for a count this is right, for
    a share it means nothing, so a share may not be given that rule); last = unit 2's, whose period is newer;
    reached: 75 >= 60 yes, 33.33 >= 60 no, none: 1 of 3.
    """
    parts = [
        Part(1, Promised(">=", D(60)), Figure(D(75), D(45), D(60), date(2026, 9, 30))),
        Part(2, Promised(">=", D(60)), Figure(D("33.3333"), D(30), D(90), OCT)),
        Part(3, Promised(">=", D(60))),
    ]
    ratio = roll_up(RATIO, parts)
    assert (ratio.value, ratio.numerator, ratio.denominator, ratio.missing) == (D(50), D(75), D(150), (3,))
    assert roll_up(SUM, parts).value == D("108.3333")
    assert roll_up(How("last"), parts).value == D("33.3333")
    reached = roll_up(How("reached", percent=True), parts)
    assert (reached.value, reached.reached, reached.total) == (D(1), 1, 3)


def test_a_share_without_numerator_and_denominator_is_named_and_left_out() -> None:
    rolled = roll_up(RATIO, [Part(1, figure=frac(45, 60)), Part(2, figure=Figure(D(80), last=OCT))])
    assert (rolled.value, rolled.without_fraction) == (D(75), (2,))


@pytest.mark.parametrize(
    ("how", "olds", "own", "expected"),
    [
        # carried whole: 10 + 5 + 7
        (SUM, [(10, 1), (5, 1), (7, 1)], None, 22),
        # a quarter of 40 and the whole of 3: 10 + 3
        (SUM, [(40, D("0.25")), (3, 1)], None, 13),
        # its own of a later period has theirs in it already
        (SUM, [(10, 1), (5, 1)], 18, 18),
        # a yes is a yes of all of them
        (How("reached", operator="yes"), [(1, 1), (0, 1)], None, 0),
        (How("reached", operator="yes"), [(1, 1), (1, 1)], None, 1),
        # a share without fractions: the weakest of them
        (How("reached", percent=True), [(80, 1), (65, 1)], None, 65),
        (How("reached", percent=True, operator="<="), [(3, 1), (9, 1)], None, 9),
    ],
)
def test_what_a_successor_carries(
    how: How, olds: list[tuple[int, D | int]], own: int | None, expected: int
) -> None:
    day = date(2025, 7, 1)
    before = tuple(
        (Part(n, figure=Figure(D(value), last=date(2025, 6, 30))), D(share), day)
        for n, (value, share) in enumerate(olds)
    )
    figure = None if own is None else Figure(D(own), last=date(2025, 9, 30))
    (row,) = roll_up(how, [Part(9, Promised(how.operator), figure, before)]).rows
    assert row.figure is not None and row.figure.value == expected
    assert row.carried is (own is None)


def test_a_unit_that_took_in_another_keeps_its_own_older_figure_and_adds_the_other_s() -> None:
    """Unit 9 reported 30 for June; on 1 July it took in unit 1, which had reported 12. Until 9 reports again: 30 + 12 = 42. Its
    September figure, 45, has both in it."""
    old = Part(1, figure=Figure(D(12), last=date(2025, 6, 30)))
    tie = ((old, D(1), date(2025, 7, 1)),)
    june = Part(9, figure=Figure(D(30), last=date(2025, 6, 30)), came_from=tie)
    september = Part(9, figure=Figure(D(45), last=date(2025, 9, 30)), came_from=tie)
    assert roll_up(SUM, [june]).value == 42
    assert roll_up(SUM, [september]).value == 45


def test_periods_that_add_up_are_taken_from_before_and_after_the_merger() -> None:
    """Classes held: the two old units 3 + 4 from January to June, the new one 5 since: 12 in the year, not 5 and not 7."""
    how = How("sum", added=True)
    olds = tuple(
        (Part(n, figure=Figure(D(v), last=date(2025, 6, 30))), D(1), date(2025, 7, 1))
        for n, v in ((1, 3), (2, 4))
    )
    assert roll_up(how, [Part(9, figure=Figure(D(5), last=date(2025, 9, 30)), came_from=olds)]).value == 12


def test_a_successor_lacking_one_predecessor_s_figure_is_partly_known() -> None:
    olds = (
        (Part(1, figure=frac(30, 40)), D(1), date(2025, 7, 1)),
        (Part(2), D(1), date(2025, 7, 1)),
    )
    rolled = roll_up(RATIO, [Part(9, came_from=olds)])
    assert rolled.rows == (Counted(9, rolled.rows[0].figure, True, True, (2,)),)
    assert (rolled.value, rolled.missing, rolled.partial) == (D(75), (), (9,))


@pytest.mark.parametrize(
    ("shares", "right"),
    [
        (["1"], True),
        (["0.5", "0.5"], True),
        (["0.3333", "0.3333", "0.3334"], True),
        ([], False),
        (["0.5", "0.4"], False),
        (["0.6", "0.6"], False),
        (["1.2", "-0.2"], False),
        (["1", "0"], False),
    ],
)
def test_shares_make_the_whole_to_the_last_digit(shares: list[str], right: bool) -> None:
    if right:
        check_shares([D(each) for each in shares])
    else:
        with pytest.raises(WrongShares):
            check_shares([D(each) for each in shares])


@pytest.mark.parametrize(
    ("how", "given", "expected"),
    [
        (SUM, [(D(20), None, D(1)), (D(15), None, D(1))], D(35)),
        (SUM, [(D(20), None, D("0.25")), (D(15), None, D(1))], D(20)),
        (RATIO, [(D(80), None, D(1)), (D(80), None, D(1))], D(80)),
        (RATIO, [(D(80), None, D(1)), (D(60), None, D(1))], None),
        # (80 x 300 + 60 x 100) / 400 = 30000 / 400
        (RATIO, [(D(80), D(300), D(1)), (D(60), D(100), D(1))], D(75)),
    ],
)
def test_the_number_a_successor_owes(
    how: How, given: list[tuple[D | None, D | None, D]], expected: D | None
) -> None:
    assert successor_number(how, given) == expected


@pytest.mark.parametrize(
    ("how", "own", "parts", "enough", "made"),
    [
        (SUM, 60, [(1, D(40), None), (2, D(25), None)], True, D(65)),
        (SUM, 60, [(1, D(40), None), (2, D(15), None)], False, D(55)),
        # (90 x 100 + 50 x 300) / 400 = 24000 / 400
        (RATIO, 60, [(1, D(90), D(100)), (2, D(50), D(300))], True, D(60)),
        (RATIO, 61, [(1, D(90), D(100)), (2, D(50), D(300))], False, D(60)),
        (RATIO, 60, [(1, D(60), None), (2, D(70), None)], True, None),
        (RATIO, 60, [(1, D(50), None), (2, D(70), None)], None, None),
        (How("sum", operator="<="), 10, [(1, D(4), None), (2, D(5), None)], True, D(9)),
    ],
)
def test_parts_are_held_against_the_whole(
    how: How, own: int, parts: list[tuple[int, D | None, D | None]], enough: bool | None, made: D | None
) -> None:
    broken = check_breakdown(how, D(own), parts)
    assert (broken.enough, broken.whole) == (enough, made)


# ---------------------------------------------------------------- tables of units

BOOK = UnitBook(
    [
        KnownUnit(1, "14812", "Phường Bỉm Sơn"),
        KnownUnit(2, "14818", "Phường Quang Trung"),
        KnownUnit(3, "16576", "Phường Ngọc Sơn"),
        KnownUnit(4, "15001", "Xã Trung Lý"),
        KnownUnit(5, "15002", "Phường Trung Lý"),
    ]
)


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("14812\t60\n14818\t70,5", [(1, D(60)), (2, D("70.5"))]),
        ("STT\tĐơn vị\tGiá trị\n1\tPhường Bỉm Sơn\t60\n2\tP. Quang Trung\t70%", [(1, D(60)), (2, D(70))]),
        ("Mã\tTên\tChỉ tiêu\n14812\tPhường Bỉm Sơn\t60", [(1, D(60))]),
        ("bim son 60\nngoc son: 1.250", [(1, D(60)), (3, D(1250))]),
        ("UBND phường Bỉm Sơn; 60\n\n", [(1, D(60))]),
    ],
)
def test_tables_of_the_usual_shapes_are_read(text: str, rows: list[tuple[int, D]]) -> None:
    read = read_table(split_pasted(text), BOOK, Wanted(percent=False))
    assert not read.faults
    assert [(row.unit_id, row.value) for row in read.rows] == rows


@pytest.mark.parametrize(
    ("text", "where", "kind"),
    [
        ("14812\t60\nBỉm Sơm\t70", "dòng 2", "unknown"),
        ("14812\tsáu mươi", "dòng 1", "no_number"),
        ("14812\t160", "dòng 1", "percent"),
        ("14812\t60\nPhường Bỉm Sơn\t61", "dòng 2", "twice"),
        ("Trung Lý\t60", "dòng 1", "several"),
        ("14812\tPhường Quang Trung\t60", "dòng 1", "mismatch"),
        ("14812", "dòng 1", "empty"),
    ],
)
def test_each_wrong_row_is_named(text: str, where: str, kind: str) -> None:
    (fault,) = read_table(split_pasted(text), BOOK, Wanted(percent=True)).faults
    assert (fault.where, fault.kind) == (where, kind)


def test_a_wrong_cell_of_a_workbook_is_named_by_its_cell_and_a_near_name_is_offered() -> None:
    read = read_table(
        [["STT", "Đơn vị", "Giá trị"], ["1", "Bỉm Sơm", "60"], ["2", "Quang Trung", "6x"]],
        BOOK,
        Wanted(),
        where=at_cell,
    )
    assert [(fault.where, fault.text, fault.other) for fault in read.faults] == [
        ("ô B2", "Bỉm Sơm", "Phường Bỉm Sơn"),
        ("ô C3", "6x", "Phường Quang Trung"),
    ]


def test_what_one_step_hands_to_the_next_reads_back_the_same() -> None:
    text = table_text([("14812", D("68.5"), D(1200)), ("14818", D(1250), None)])
    assert [
        (row.unit_id, row.value, row.base) for row in read_table(split_pasted(text), BOOK, Wanted()).rows
    ] == [
        (1, D("68.5"), D(1200)),
        (2, D(1250), None),
    ]
