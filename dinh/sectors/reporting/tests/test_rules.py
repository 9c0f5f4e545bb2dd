"""Tables of cases: an official can check them line by line."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dinh.ground import calendar
from dinh.ground.periods import Period
from dinh.sectors.reporting import rules
from dinh.sectors.reporting.rules.laying import ready
from dinh.sectors.reporting.shapes import Content, Due, Figure, Rhythm
from dinh.town.shapes import Role

WORKING = calendar.for_country()


class Term:
    def __init__(self, since: date, closing: int | None, due: Due, until: date | None = None) -> None:
        self.since, self.until, self.closing_day, self.due = since, until, closing, due


DAY20 = Due("day", 20)


@pytest.mark.parametrize(
    ("rhythm", "closing", "day", "first", "last"),
    [
        # the general rule: from the 15th to the 14th, over the year's end too
        ("monthly", 14, date(2026, 5, 14), date(2026, 4, 15), date(2026, 5, 14)),
        ("monthly", 14, date(2026, 5, 15), date(2026, 5, 15), date(2026, 6, 14)),
        ("monthly", 14, date(2025, 12, 20), date(2025, 12, 15), date(2026, 1, 14)),
        ("monthly", None, date(2026, 2, 10), date(2026, 2, 1), date(2026, 2, 28)),
        ("quarterly", 14, date(2025, 12, 20), date(2025, 12, 15), date(2026, 3, 14)),
        ("half", 14, date(2026, 6, 14), date(2025, 12, 15), date(2026, 6, 14)),
        ("half", 14, date(2026, 6, 15), date(2026, 6, 15), date(2026, 12, 14)),
        ("nine_months", 14, date(2026, 3, 1), date(2025, 12, 15), date(2026, 9, 14)),
        ("yearly", 14, date(2025, 12, 15), date(2025, 12, 15), date(2026, 12, 14)),
        ("yearly", 14, date(2026, 12, 14), date(2025, 12, 15), date(2026, 12, 14)),
        ("yearly", None, date(2026, 12, 31), date(2026, 1, 1), date(2026, 12, 31)),
        ("weekly", None, date(2026, 11, 18), date(2026, 11, 16), date(2026, 11, 22)),
    ],
)
def test_the_days_of_a_period(rhythm: str, closing: int | None, day: date, first: date, last: date) -> None:
    period = rules.period_of(day, rhythm, closing)

    assert period is not None and (period.first, period.last) == (first, last)


def test_on_demand_and_the_months_after_nine_have_no_period() -> None:
    assert rules.period_of(date(2026, 11, 1), "on-demand", None) is None
    assert rules.period_of(date(2026, 11, 1), "nine_months", 14) is None


@pytest.mark.parametrize(
    ("key", "closing", "due", "expected"),
    [
        ("2026-05", 14, DAY20, date(2026, 5, 20)),  # a Wednesday
        ("2026-06", 14, DAY20, date(2026, 6, 22)),  # the 20th is a Saturday: Monday
        ("2026-06", 14, Due("day", 20, 0, "previous"), date(2026, 6, 19)),
        ("2026-06", 14, Due("day", 20, 0, "none"), date(2026, 6, 20)),
        # Tết 2026 (17/2 is the first day): the 20th of February is still a day off
        ("2026-02", 14, DAY20, date(2026, 2, 23)),
        (
            "2026-02",
            14,
            Due("day", 20, 0, "previous"),
            date(2026, 2, 23),
        ),  # nothing worked after closing: forward
        ("2026-02", 14, Due("after", 3), date(2026, 2, 25)),
        ("2026-01", 14, DAY20, date(2026, 1, 20)),
        ("2026", 14, DAY20, date(2026, 12, 21)),  # 20/12/2026 is a Sunday
        ("2026", None, Due("day", 5, 1), date(2027, 1, 5)),  # over the year's end
        ("2026-12", None, Due("day", 1, 1), date(2027, 1, 4)),  # New Year's Day, then a weekend
        ("2026", 14, Due("day", 25, -1), date(2026, 11, 25)),  # an estimate, before closing
        ("2026-Q1", 14, DAY20, date(2026, 3, 20)),
        ("2026-Q4", None, Due("day", 10, 1), date(2027, 1, 11)),
        ("2026-H1", 14, DAY20, date(2026, 6, 22)),
        ("2026-9M", 14, DAY20, date(2026, 9, 21)),
        ("2026-02", None, Due("day", 31, 0, "none"), date(2026, 2, 28)),  # no 31st in February
        ("2026-W47", None, Due("weekday", 5), date(2026, 11, 20)),
        ("2026-W47", None, Due("weekday", 1, 1), date(2026, 11, 23)),
    ],
)
def test_the_last_day_of_sending(key: str, closing: int | None, due: Due, expected: date) -> None:
    assert rules.due_day(Period.parse(key, closing_day=closing), due, WORKING) == expected


@pytest.mark.parametrize(
    ("rhythm", "closing", "due", "fields"),
    [
        ("monthly", 14, DAY20, []),
        ("monthly", 14, Due("day", 15), []),
        ("monthly", 14, Due("day", 14), ["due_number"]),
        ("monthly", None, DAY20, ["due_number"]),
        ("monthly", None, Due("day", 5, 1), []),
        ("monthly", 30, DAY20, ["closing_day"]),
        ("yearly", 14, Due("day", 25, -1), []),
        ("weekly", None, Due("weekday", 5), []),
        ("monthly", 14, Due("weekday", 5), ["due_kind"]),
        ("weekly", None, Due("weekday", 9), ["due_number"]),
        ("monthly", 14, Due("after", 0), ["due_number"]),
    ],
)
def test_a_term_that_cannot_be_kept_is_named_at_its_field(
    rhythm: str, closing: int | None, due: Due, fields: list[str]
) -> None:
    assert [fault.field for fault in rules.term_faults(rhythm, closing, due)] == fields


def keys(*terms: Term, rhythm: str = "monthly", since: date, through: date, until: date | None = None, numbers: tuple[int, ...] = ()) -> list[tuple[str, date]]:  # fmt: skip
    found = rules.owed_periods(
        rhythm, terms, since=since, until=until, through=through, calendar=WORKING, numbers=numbers
    )
    return [(each.period.key, each.due_on) for each in found]


ALWAYS = Term(date(2025, 7, 1), 14, DAY20)


def test_every_period_that_closes_while_the_duty_lasts_is_owed_once() -> None:
    found = keys(ALWAYS, since=date(2025, 11, 15), through=date(2026, 3, 31))

    assert found == [
        ("2025-12", date(2025, 12, 22)),
        ("2026-01", date(2026, 1, 20)),
        ("2026-02", date(2026, 2, 23)),
        ("2026-03", date(2026, 3, 20)),
    ]


def test_a_duty_that_ends_owes_no_period_that_closes_later() -> None:
    found = keys(ALWAYS, since=date(2026, 1, 1), until=date(2026, 2, 13), through=date(2026, 12, 31))

    assert [key for key, _day in found] == ["2026-01"]


def test_a_new_closing_day_neither_loses_a_period_nor_asks_for_it_twice() -> None:
    old = Term(date(2025, 7, 1), 14, DAY20, date(2026, 6, 30))
    new = Term(date(2026, 7, 1), 20, Due("day", 25))

    found = keys(old, new, since=date(2026, 5, 1), through=date(2026, 8, 31))

    assert [key for key, _day in found] == ["2026-05", "2026-06", "2026-07", "2026-08"]
    assert dict(found)["2026-07"] == date(2026, 7, 27)  # 25/7 is a Saturday


def test_a_period_that_closed_under_the_old_term_is_not_owed_again_under_the_new() -> None:
    old = Term(date(2025, 7, 1), 14, DAY20, date(2026, 6, 16))
    new = Term(date(2026, 6, 17), 20, Due("day", 25))

    found = keys(old, new, since=date(2026, 6, 1), through=date(2026, 7, 31))

    assert [key for key, _day in found] == ["2026-06", "2026-07"]


def test_only_the_periods_asked_for() -> None:
    half = keys(ALWAYS, rhythm="half", since=date(2026, 1, 1), through=date(2027, 12, 31), numbers=(1,))
    nine = keys(ALWAYS, rhythm="nine_months", since=date(2025, 12, 1), through=date(2027, 12, 31))

    assert [key for key, _day in half] == ["2026-H1", "2027-H1"]
    assert [key for key, _day in nine] == ["2026-9M", "2027-9M"]


def test_a_weekly_report_is_owed_before_its_week_is_over() -> None:
    week = Term(date(2025, 7, 1), None, Due("weekday", 5, 0, "previous"))

    found = keys(week, rhythm="weekly", since=date(2026, 4, 20), through=date(2026, 5, 8))

    # 30/4 and 1/5 are days off: that week's report goes out on Wednesday.
    assert found == [
        ("2026-W17", date(2026, 4, 24)),
        ("2026-W18", date(2026, 4, 29)),
        ("2026-W19", date(2026, 5, 8)),
    ]


@given(
    st.dates(date(2025, 7, 1), date(2029, 12, 31)),
    st.integers(0, 900),
    st.sampled_from(["weekly", "monthly", "quarterly", "half", "yearly"]),
    st.sampled_from([None, 5, 14, 20]),
)
def test_periods_follow_one_another_without_gap_or_overlap(
    since: date, days: int, rhythm: str, closing: int | None
) -> None:
    found = list(rules.laid_periods(rhythm, closing, since, since + timedelta(days=days)))

    for before, after in pairwise(found):
        assert after.first == before.last + timedelta(days=1)
    for period in found:
        assert since <= period.last <= since + timedelta(days=days)
        due = rules.due_day(period, Due("after", 3), WORKING)
        assert due > period.last and WORKING.is_working(due)


@pytest.mark.parametrize(
    ("today", "expected"),
    [(date(2026, 4, 14), False), (date(2026, 4, 19), True), (date(2026, 5, 30), True)],
)
def test_a_report_is_laid_a_month_before_its_day(today: date, expected: bool) -> None:
    owed = next(
        iter(
            rules.owed_periods(
                "monthly",
                [ALWAYS],
                since=date(2026, 5, 1),
                until=None,
                through=date(2026, 5, 31),
                calendar=WORKING,
            )
        )
    )

    assert ready(owed, today) is expected


STANDINGS = [
    # state, due, today, first sent, last sent, again by -> key, days late
    ("owed", date(2026, 5, 20), date(2026, 5, 4), None, None, None, "open", 0),
    ("owed", date(2026, 5, 20), date(2026, 5, 15), None, None, None, "soon", 0),
    ("owed", date(2026, 6, 25), date(2026, 6, 15), None, None, None, "due", 0),
    ("owed", date(2026, 5, 20), date(2026, 5, 20), None, None, None, "soon", 0),
    ("owed", date(2026, 5, 20), date(2026, 5, 21), None, None, None, "late", 1),
    ("owed", date(2026, 5, 22), date(2026, 5, 24), None, None, None, "late", 2),  # due on a Friday
    ("owed", date(2026, 2, 14), date(2026, 2, 22), None, None, None, "soon", 0),  # over Tết it ends on the 23rd
    ("owed", date(2026, 2, 14), date(2026, 2, 24), None, None, None, "late", 1),
    ("owed", date(2026, 12, 31), date(2027, 1, 4), None, None, None, "late", 4),
    ("sent", date(2026, 5, 20), date(2026, 6, 20), date(2026, 5, 20), date(2026, 5, 20), None, "sent", 0),
    ("sent", date(2026, 5, 20), date(2026, 6, 20), date(2026, 5, 22), date(2026, 5, 22), None, "sent-late", 2),
    ("returned", date(2026, 5, 20), date(2026, 5, 25), date(2026, 5, 20), date(2026, 5, 20), date(2026, 5, 26), "returned", 0),
    ("returned", date(2026, 5, 20), date(2026, 5, 28), date(2026, 5, 20), date(2026, 5, 20), date(2026, 5, 26), "returned-late", 2),
    ("sent", date(2026, 5, 20), date(2026, 6, 1), date(2026, 5, 20), date(2026, 5, 28), date(2026, 5, 26), "sent-late", 2),
    ("accepted", date(2026, 5, 20), date(2026, 6, 1), date(2026, 5, 19), date(2026, 5, 19), None, "accepted", 0),
    ("accepted", date(2026, 5, 20), date(2026, 6, 1), date(2026, 5, 21), date(2026, 5, 21), None, "accepted-late", 1),
    ("waived", date(2026, 5, 20), date(2026, 6, 1), None, None, None, "waived", 0),
]  # fmt: skip


@pytest.mark.parametrize(("state", "due", "today", "first", "last", "again", "key", "late"), STANDINGS)
def test_how_a_report_stands(
    state: str,
    due: date,
    today: date,
    first: date | None,
    last: date | None,
    again: date | None,
    key: str,
    late: int,
) -> None:
    found = rules.standing(
        state,
        due_on=due,
        today=today,
        calendar=WORKING,
        closes_on=date(2026, 5, 14),
        first_sent_on=first,
        last_sent_on=last,
        again_by=again,
    )

    assert (found.key, found.late_days) == (key, late)
    assert found.word


@given(st.dates(date(2026, 1, 1), date(2027, 12, 31)), st.integers(0, 40))
def test_the_line_of_lateness_agrees_with_the_standing(due: date, days: int) -> None:
    today = due + timedelta(days=days)
    line = WORKING.late_before(today)

    assert (due < line) is rules.standing("owed", due_on=due, today=today, calendar=WORKING).late


@pytest.mark.parametrize(
    ("words", "rhythm", "due"),
    [
        ("trước ngày 20 tháng cuối quý", "quarterly", Due("day", 20)),
        ("trước ngày 15 hằng tháng", "monthly", Due("day", 15)),
        ("trước ngày 05 tháng sau", "monthly", Due("day", 5, 1)),
        ("trước ngày 25/11", "yearly", Due("day", 25, -1)),
        ("trước ngày 15 tháng 12", "yearly", Due("day", 15, 0)),
        ("trước ngày 10/01 năm sau", "yearly", Due("day", 10, 1)),
        ("trước 10 tháng 6", "half", Due("day", 10, 0)),
        ("thứ Sáu hằng tuần", "weekly", Due("weekday", 5)),
        ("trong 05 ngày làm việc sau khi kết thúc kỳ", "monthly", Due("after", 5)),
        ("khi có yêu cầu", "monthly", None),
        ("trước ngày 45", "monthly", None),
        ("thứ Sáu", "monthly", None),
    ],
)
def test_the_sending_day_in_a_papers_words(words: str, rhythm: str, due: Due | None) -> None:
    assert rules.read_due(words, rhythm) == due


@pytest.mark.parametrize(
    ("words", "rhythm"),
    [
        ("hằng tuần", "weekly"),
        ("Hàng quý", "quarterly"),
        ("định kỳ hằng tháng", "monthly"),
        ("06 tháng", "half"),
        ("9 tháng", "nine_months"),
        ("hằng năm", "yearly"),
        ("đột xuất khi có yêu cầu", "on-demand"),
        ("thường xuyên", None),
    ],
)
def test_the_rhythm_in_a_papers_words(words: str, rhythm: str | None) -> None:
    assert rules.read_rhythm(words) == rhythm


@pytest.mark.parametrize(
    ("rhythm", "due", "closing"),
    [
        ("monthly", Due("day", 20), 14),
        ("monthly", Due("day", 10), 9),
        ("monthly", Due("day", 5, 1), 14),
        ("yearly", Due("day", 25, -1), 14),
        ("weekly", Due("weekday", 5), None),
        ("monthly", Due("day", 1), None),
    ],
)
def test_a_closing_day_that_leaves_room_for_sending(rhythm: str, due: Due, closing: int | None) -> None:
    assert rules.closing_for(rhythm, due) == closing


def test_what_is_sent_says_something_and_gives_every_figure_asked() -> None:
    empty = Content(sections=(("Mục", "  "),))
    full = Content(sections=(("Mục", "Có"),), figures=(Figure("a", "Số a", "5"),))

    assert rules.content_faults(empty) == []
    assert [f.field for f in rules.content_faults(empty, asked=[("a", "Số a")], sending=True)] == [
        "section-0",
        "figure-a",
    ]
    assert rules.content_faults(full, asked=[("a", "Số a")], sending=True) == []


def test_the_seal_changes_with_any_part() -> None:
    base = Content((("Mục", "Có"),), (Figure("a", "Số a", "5"),), ({"sha256": "x"},))
    others = [
        Content((("Mục", "Có."),), base.figures, base.files),
        Content(base.sections, (Figure("a", "Số a", "6"),), base.files),
        Content(base.sections, base.figures, ()),
    ]

    assert len({rules.digest(each) for each in (base, *others)}) == 4
    assert rules.changed_sections(base, others[1]) == ["Số a"]


def test_every_deed_has_words_and_known_roles() -> None:
    assert set(rules.WHO_MAY) == set(rules.WORDS) and set(rules.WHO_MAY) >= rules.OF_RECEIVER
    assert {role for roles in rules.WHO_MAY.values() for role in roles} <= {role.value for role in Role}
    assert {Rhythm(each).word for each in Rhythm}
