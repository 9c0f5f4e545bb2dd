"""The running balance of a statement: what adds up is taken, oldest or newest first; what does not is refused by its row."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dinh.ground.figures import number
from dinh.till import services
from dinh.till.models import StatementFile, StatementLine
from dinh.till.rules import statements

from .builders import NINE, Town

HEAD = ["Ngày giao dịch", "Số tham chiếu", "Ghi nợ", "Ghi có", "Số dư", "Nội dung"]
FIRST = datetime(2026, 11, 2, 8)


@dataclass(frozen=True)
class Made:
    """A statement as a bank would make it: movements from the oldest on, and how the file is written."""

    opening: int
    amounts: tuple[int, ...]
    gaps: tuple[int, ...]
    newest_first: bool
    says_opening: str
    says_closing: bool
    plain: bool
    hours: bool
    silent: frozenset[int] = frozenset()

    def rows(self, written: dict[int, int] | None = None) -> list[list[statements.Cell]]:
        """The rows of the file; `written` puts other amounts into some rows, balances staying what they were."""
        say = (lambda n: n) if self.plain else number
        made: list[list[statements.Cell]] = []
        at, balance = FIRST, self.opening
        for place, true in enumerate(self.amounts):
            at += timedelta(minutes=self.gaps[place])
            balance += true
            amount = (written or {}).get(place, true)
            made.append(
                [
                    f"{at:%d/%m/%Y %H:%M}" if self.hours else f"{at:%d/%m/%Y}",
                    f"FT{place}",
                    say(-amount) if amount < 0 else "",
                    say(amount) if amount > 0 else "",
                    "" if place in self.silent else say(balance),
                    "nop phi",
                ]
            )
        if self.newest_first:
            made.reverse()
        before = [["NGÂN HÀNG MẪU"], []]
        if self.says_opening == "above":
            before.insert(1, [f"Số dư đầu kỳ: {number(self.opening)} VND"])
        if self.says_opening == "inside":
            made.insert(0, ["Số dư đầu kỳ", "", "", "", say(self.opening), ""])
        closing = [["Số dư cuối kỳ", "", "", "", say(balance), ""]] if self.says_closing else []
        return [*before, HEAD, *made, ["Tổng cộng", "", "", "", "", ""], *closing]


def statement(*, opening_said: bool = False, ordered: bool = False) -> st.SearchStrategy[Made]:
    amounts = st.lists(st.integers(-(10**9), 10**9).filter(bool), min_size=1, max_size=12)

    def rest(amounts: list[int]) -> st.SearchStrategy[Made]:
        # A day between any two movements where the order has to be seen from the days.
        gap = st.integers(1_440, 5_000) if ordered else st.integers(0, 2_000)
        silent = st.just(frozenset[int]()) if ordered else st.frozensets(st.integers(0, len(amounts) - 1))
        return st.builds(
            Made,
            opening=st.integers(-(10**9), 10**12),
            amounts=st.just(tuple(amounts)),
            gaps=st.tuples(*[gap for _each in amounts]),
            newest_first=st.booleans(),
            says_opening=st.sampled_from(["above", "inside"] if opening_said else ["", "above", "inside"]),
            says_closing=st.booleans(),
            plain=st.booleans(),
            hours=st.booleans(),
            silent=silent,
        )

    return amounts.flatmap(rest)


unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


@unhurried
@given(statement())
def test_any_statement_made_by_adding_up_is_taken(made: Made) -> None:
    read = statements.read(made.rows())

    assert read.faults == ()
    assert sorted(line.amount for line in read.lines) == sorted(made.amounts)


@unhurried
@given(statement(opening_said=True, ordered=True), st.data())
def test_any_statement_with_one_altered_amount_is_refused_by_its_row(made: Made, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(made.amounts) - 1))
    other = data.draw(st.integers(-(10**9), 10**9).filter(lambda n: n not in (0, made.amounts[place])))
    rows = made.rows({place: other})

    faults = statements.read(rows).faults

    row = next(at for at, cells in enumerate(rows, 1) if cells[1:2] == [f"FT{place}"])
    assert [fault.field for fault in faults] == [f"row {row}"]
    assert faults[0].sentence.startswith(f"Hàng {row}: số dư ")


@unhurried
@given(statement(ordered=True).filter(lambda made: not made.says_opening), st.data())
def test_without_a_balance_before_it_every_amount_but_the_oldest_is_held_to_it(
    made: Made, data: st.DataObject
) -> None:
    place = data.draw(st.integers(0, len(made.amounts) - 1))
    faults = statements.read(made.rows({place: made.amounts[place] + 1 or 2})).faults
    assert bool(faults) is (place > 0)


def dated(*moves: tuple[str, int, object], opening: object = None) -> list[list[statements.Cell]]:
    inside = [["Số dư đầu kỳ", "", "", "", opening, ""]] if opening is not None else []
    rows = [[day, f"FT{n}", "", amount, balance, ""] for n, (day, amount, balance) in enumerate(moves)]
    return [HEAD, *inside, *rows]


DAY = "19/11/2026"


def test_a_wrong_balance_is_said_with_what_it_should_be() -> None:
    (fault,) = statements.read(dated((DAY, 500, 1_500), (DAY, 200, 1_900), opening=1_000)).faults
    assert fault.sentence == "Hàng 4: số dư 1.900 không khớp: số dư trước 1.500 cộng 200 là 1.700 đồng."


def test_rows_without_a_balance_are_held_to_the_next_one_that_has_one() -> None:
    assert statements.read(dated((DAY, 5, ""), (DAY, 6, "-"), (DAY, 7, 118), opening=100)).faults == ()
    (fault,) = statements.read(dated((DAY, 5, ""), (DAY, 6, None), (DAY, 7, 119), opening=100)).faults
    assert fault.field == "row 5" and "cộng 18 là 118" in fault.sentence


def test_a_balance_that_is_no_sum_is_named() -> None:
    (fault,) = statements.read(dated((DAY, 5, "một trăm"))).faults
    assert fault.sentence == "Hàng 2: số dư “một trăm” không phải số đồng nguyên."


def test_days_that_fall_are_read_newest_first_and_never_the_other_way() -> None:
    later, earlier = "20/11/2026", "19/11/2026"
    assert statements.read(dated((later, 7, 112), (earlier, 5, 105), opening=100)).faults == ()
    # It would add up from the top down, but the days say that the bottom came first.
    assert statements.read(dated((later, 7, 107), (earlier, 5, 112), opening=100)).faults


def test_a_closing_balance_that_no_movement_leads_to_is_told_of_the_file() -> None:
    rows = [*dated((DAY, 5, 105), opening=100), ["Số dư cuối kỳ", "", "", "", 104, ""]]
    (fault,) = statements.read(rows).faults
    assert fault.field == "file" and "104" in fault.sentence and "105" in fault.sentence


def test_balances_beside_each_other_above_the_table_are_told_apart() -> None:
    above = [["Số dư đầu kỳ", 100, None, "Số dư cuối kỳ", 105], ["Từ 19/11/2026 08:00"]]
    assert statements.read([*above, *dated((DAY, 5, 105))]).faults == ()
    assert statements.read([*above, *dated((DAY, 6, 105))]).faults
    in_one = [["Số dư đầu kỳ: 100\nSố dư cuối kỳ: 105 VND"]]
    assert statements.read([*in_one, *dated((DAY, 5, 105))]).faults == ()
    assert [each.field for each in statements.read([*in_one, *dated((DAY, 5, 104))]).faults] == [
        "row 3",
        "file",
    ]


def test_words_that_only_look_like_an_opening_balance_are_left_alone() -> None:
    for said in ("Số dư đầu ngày 19/11/2026 08:00", "Số dư đầu kỳ: chưa rõ"):
        assert statements.read([[said], *dated((DAY, 5, 105))]).faults == ()
    # One for each day of a file of several days: none of them is the balance before all.
    two = [*dated((DAY, 5, 105), opening=100), ["Số dư đầu ngày", "", "", "", 105, ""]]
    assert statements.read(two).faults == ()


def test_a_file_without_the_column_is_taken_as_before() -> None:
    head = ["Ngày giao dịch", "Số tham chiếu", "Số tiền", "Nội dung"]
    assert statements.read([["Số dư đầu kỳ", 1], head, [DAY, "A", 5, ""]]).faults == ()


@pytest.mark.django_db
def test_a_statement_that_does_not_add_up_is_refused_and_nothing_is_stored(town: Town) -> None:
    def load(*rows: str) -> StatementFile:
        text = "\n".join(["Ngày;Số tham chiếu;Số tiền;Số dư;Nội dung", *rows])
        return services.load_statement(
            account_id=town.account.pk, name="a.csv", contents=text.encode(), by=town.cashier, at=NINE
        )

    first, second, wrong = (
        f"{DAY};{ref}" for ref in ("A;5.000;105.000;x", "B;6.000;111.000;y", "B;7.000;111.000;y")
    )
    with pytest.raises(services.WrongInput) as refused:
        load(first, wrong)
    assert [fault.field for fault in refused.value.faults] == ["row 3"]
    assert "là 112.000 đồng" in str(refused.value)
    assert not StatementFile.objects.exists() and not StatementLine.objects.exists()

    assert load(first, second).lines_new == 2
