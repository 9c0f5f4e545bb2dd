"""The clock: tables a lawyer can check, and laws that hold for every ledger."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dinh.dossiers.rules import clock
from dinh.dossiers.rules.clock import BrokenLedger, Limits, Stop, Stretch, Term, TermUnit, deadline
from dinh.dossiers.rules.hours import OfficeHours, add_worked, back_worked, worked_between
from dinh.ground.calendar import for_country

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
HOURS = OfficeHours(((time(7, 30), time(11, 30)), (time(13, 30), time(17))))
LIMITS = Limits(HOURS, time(15))
CALENDAR = for_country()
DAY = Term(TermUnit.SAME_DAY)


def at(text: str) -> datetime:
    return datetime.strptime(text, "%d/%m/%Y %H:%M").replace(tzinfo=ZONE)


def days(n: int) -> Term:
    return Term(TermUnit.WORKING_DAY, n)


def stop(since: str, until: str | None, why: Stop = Stop.CITIZEN) -> Stretch:
    return Stretch(at(since), at(until) if until else None, why)


def due(received: str, term: Term, *stops: Stretch) -> datetime | None:
    return deadline(at(received), term, stops, calendar=CALENDAR, limits=LIMITS)


@pytest.mark.parametrize(
    ("received", "term", "ends"),
    [
        # in the day; after 15:00 the next working day; on the stroke it is still today
        ("18/11/2026 09:00", DAY, "18/11/2026 17:00"),
        ("18/11/2026 15:00", DAY, "18/11/2026 17:00"),
        ("18/11/2026 15:01", DAY, "19/11/2026 17:00"),
        ("20/11/2026 15:30", DAY, "23/11/2026 17:00"),  # Friday afternoon: Monday
        ("21/11/2026 08:00", DAY, "23/11/2026 17:00"),  # on a Saturday: received on Monday
        ("23/11/2026 15:01", DAY, "25/11/2026 17:00"),  # 24/11 is a public holiday since 2026
        ("18/11/2026 18:20", DAY, "19/11/2026 17:00"),  # in the evening, on line
        # working days: the day of receipt is not counted
        ("16/11/2026 09:00", days(3), "19/11/2026 17:00"),
        ("18/11/2026 09:00", days(3), "23/11/2026 17:00"),
        ("18/11/2026 20:00", days(1), "20/11/2026 17:00"),  # in the evening: received on the 19th
        # over Tết 2026 (14 to 22 February off)
        ("13/02/2026 09:00", days(1), "23/02/2026 17:00"),
        ("12/02/2026 16:00", DAY, "13/02/2026 17:00"),
        ("13/02/2026 16:00", DAY, "23/02/2026 17:00"),
        # over the year's end
        ("31/12/2026 09:00", days(1), "04/01/2027 17:00"),
        # calendar days end on a working day
        ("01/11/2026 09:00", Term(TermUnit.DAY, 10), "12/11/2026 17:00"),  # a Sunday: received on Monday 2/11
        ("05/11/2026 09:00", Term(TermUnit.DAY, 30), "07/12/2026 17:00"),  # 5/12 is a Saturday
        # working hours
        ("18/11/2026 09:00", Term(TermUnit.WORKING_HOUR, 8), "19/11/2026 09:30"),
        ("20/11/2026 16:00", Term(TermUnit.WORKING_HOUR, 2), "23/11/2026 08:30"),
        ("18/11/2026 12:00", Term(TermUnit.WORKING_HOUR, 1), "18/11/2026 14:30"),
    ],
)
def test_a_limit_ends_when_the_law_says(received: str, term: Term, ends: str) -> None:
    assert due(received, term) == at(ends)


@pytest.mark.parametrize(
    ("stops", "ends"),
    [
        ([], "23/11/2026 17:00"),
        # an hour at noon gives nothing
        ([stop("19/11/2026 10:00", "19/11/2026 11:00")], "23/11/2026 17:00"),
        # over one evening: one day, and 24/11 is a public holiday
        ([stop("19/11/2026 10:00", "20/11/2026 08:00")], "25/11/2026 17:00"),
        # over a weekend: Friday is lost only if the clock stands when it closes
        ([stop("20/11/2026 17:00", "23/11/2026 07:30")], "25/11/2026 17:00"),
        ([stop("20/11/2026 17:01", "23/11/2026 07:30")], "23/11/2026 17:00"),
        # two stops add up
        (
            [
                stop("19/11/2026 10:00", "20/11/2026 08:00"),
                stop("20/11/2026 09:00", "23/11/2026 08:00", Stop.MONEY),
            ],
            "26/11/2026 17:00",
        ),
        # still standing: no deadline
        ([stop("19/11/2026 10:00", None)], None),
    ],
)
def test_a_stop_moves_the_day_only_where_it_takes_one(stops: list[Stretch], ends: str | None) -> None:
    assert due("18/11/2026 09:00", days(3), *stops) == (at(ends) if ends else None)


def test_hours_are_spent_while_the_clock_runs() -> None:
    hours = Term(TermUnit.WORKING_HOUR, 8)
    assert due("18/11/2026 09:00", hours, stop("18/11/2026 10:00", "18/11/2026 11:00")) == at(
        "19/11/2026 10:30"
    )
    assert due("18/11/2026 09:00", hours, stop("25/11/2026 10:00", "26/11/2026 11:00")) == at(
        "19/11/2026 09:30"
    ), "a stop after the end changes nothing"


@pytest.mark.parametrize(
    ("stops", "says"),
    [
        ([stop("17/11/2026 09:00", "19/11/2026 09:00")], "thứ 1 bắt đầu trước"),
        ([stop("19/11/2026 09:00", "18/11/2026 10:00")], "thứ 1 kết thúc trước"),
        ([stop("19/11/2026 09:00", None), stop("20/11/2026 09:00", None)], "thứ 1 chưa chạy lại"),
        (
            [stop("19/11/2026 09:00", "20/11/2026 09:00"), stop("19/11/2026 15:00", "21/11/2026 09:00")],
            "thứ 2 bắt đầu trước",
        ),
    ],
)
def test_a_broken_ledger_gives_no_deadline(stops: list[Stretch], says: str) -> None:
    with pytest.raises(BrokenLedger, match=says):
        due("18/11/2026 09:00", days(3), *stops)


MOMENTS = st.datetimes(datetime(2025, 1, 1), datetime(2027, 6, 1)).map(
    lambda each: each.replace(second=0, microsecond=0, tzinfo=ZONE)
)
TERMS = st.one_of(
    st.just(DAY),
    st.builds(
        Term, st.sampled_from([TermUnit.WORKING_DAY, TermUnit.DAY, TermUnit.WORKING_HOUR]), st.integers(1, 40)
    ),
)


@st.composite
def ledgers(draw: st.DrawFn) -> tuple[datetime, list[Stretch]]:
    received = draw(MOMENTS)
    marks = sorted(draw(st.lists(st.integers(0, 60 * 24 * 60), max_size=8)))
    times = [received + timedelta(minutes=each) for each in marks]
    rows = [Stretch(a, b, draw(st.sampled_from(Stop))) for a, b in list(pairwise(times))[::2]]
    return received, rows


@given(ledgers(), TERMS)
def test_a_stop_never_brings_the_end_nearer_and_never_before_the_receipt(ledger, term) -> None:
    received, rows = ledger
    plain = deadline(received, term, [], calendar=CALENDAR, limits=LIMITS)
    with_stops = deadline(received, term, rows, calendar=CALENDAR, limits=LIMITS)
    assert plain is not None and with_stops is not None
    assert received <= plain <= with_stops
    assert CALENDAR.is_working(with_stops.date())


@given(ledgers(), TERMS, st.randoms())
def test_the_deadline_is_the_same_whatever_order_the_ledger_is_read_in(ledger, term, chance) -> None:
    received, rows = ledger
    mixed = rows[:]
    chance.shuffle(mixed)
    assert deadline(received, term, mixed, calendar=CALENDAR, limits=LIMITS) == deadline(
        received, term, rows, calendar=CALENDAR, limits=LIMITS
    )


@given(ledgers(), st.integers(1, 30))
def test_a_longer_term_never_ends_sooner(ledger, n) -> None:
    received, rows = ledger
    for unit in (TermUnit.WORKING_DAY, TermUnit.DAY, TermUnit.WORKING_HOUR):
        shorter, longer = (
            deadline(received, Term(unit, each), rows, calendar=CALENDAR, limits=LIMITS)
            for each in (n, n + 1)
        )
        assert shorter is not None and longer is not None and shorter <= longer


@given(ledgers(), MOMENTS)
def test_time_spent_is_never_negative_and_never_more_than_was_worked(ledger, now) -> None:
    received, rows = ledger
    now = max(now, received)
    used = clock.spent(received, now, rows, calendar=CALENDAR, limits=LIMITS)
    assert timedelta() <= used <= worked_between(received, now, HOURS, CALENDAR)


@given(MOMENTS, st.integers(0, 60 * 80))
def test_adding_worked_time_and_measuring_it_are_one(start, minutes) -> None:
    amount = timedelta(minutes=minutes)
    assert worked_between(start, add_worked(start, amount, HOURS, CALENDAR), HOURS, CALENDAR) == amount
    since = back_worked(start, amount, HOURS, CALENDAR)
    assert worked_between(since, start, HOURS, CALENDAR) == amount
    later = since + timedelta(minutes=1)
    assert not amount or worked_between(later, start, HOURS, CALENDAR) < amount, "the last such moment"


@pytest.mark.parametrize("spans", [(), ((time(9), time(8)),), ((time(8), time(11)), (time(10), time(12)))])
def test_office_hours_must_follow_one_another(spans) -> None:
    with pytest.raises(ValueError, match="Giờ làm việc"):
        OfficeHours(spans)
