"""The rules as tables: states, lights, roll-up, rhythms, deadlines in words."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import islice, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dinh.ground.calendar import for_country
from dinh.work import rules
from dinh.work.shapes import CLOSED_STATES, OPEN_STATES, Light, WorkState

DAYS = for_country()
TODAY = date(2026, 11, 20)  # a Friday

# state → what each deed leads to; a deed not named cannot be done there
TABLE: dict[str, dict[str, str]] = {
    "not-started": {
        "work.start": "doing", "work.note_progress": "doing", "work.submit": "submitted", "work.pause": "paused",
        "work.drop": "dropped", "work.add_evidence": "not-started", "work.add_sub": "not-started",
        "work.redate": "not-started", "work.give_to_person": "not-started", "work.hand_over": "not-started",
        "work.answer_hand_over": "not-started", "work.ask_extension": "not-started",
        "work.answer_extension": "not-started",
    },
    "doing": {
        "work.note_progress": "doing", "work.submit": "submitted", "work.pause": "paused", "work.drop": "dropped",
        "work.add_evidence": "doing", "work.add_sub": "doing", "work.redate": "doing", "work.give_to_person": "doing",
        "work.hand_over": "doing", "work.answer_hand_over": "doing", "work.ask_extension": "doing",
        "work.answer_extension": "doing",
    },
    "submitted": {
        "work.take_back": "doing", "work.accept": "done", "work.send_back": "returned", "work.drop": "dropped",
        "work.add_evidence": "submitted", "work.redate": "submitted",
    },
    "returned": {
        "work.start": "doing", "work.note_progress": "doing", "work.submit": "submitted", "work.pause": "paused",
        "work.drop": "dropped", "work.add_evidence": "returned", "work.add_sub": "returned",
        "work.redate": "returned", "work.give_to_person": "returned", "work.hand_over": "returned",
        "work.answer_hand_over": "returned", "work.ask_extension": "returned", "work.answer_extension": "returned",
    },
    "paused": {
        "work.resume": "doing", "work.drop": "dropped", "work.redate": "paused", "work.answer_extension": "paused",
    },
    "done": {},
    "dropped": {},
}  # fmt: skip
DEEDS = sorted({*rules.MOVES, "work.resume", *(deed for row in TABLE.values() for deed in row)})


@pytest.mark.parametrize("state", list(WorkState))
@pytest.mark.parametrize("deed", DEEDS)
def test_each_deed_leads_where_the_table_says(state: str, deed: str) -> None:
    expected = TABLE[state].get(deed)
    assert rules.after(deed, state, before="doing") == expected
    assert rules.can(deed, state) == (expected is not None)


def test_every_state_is_open_or_closed_and_every_deed_has_roles() -> None:
    assert set(OPEN_STATES) | set(CLOSED_STATES) == set(WorkState)
    assert set(DEEDS) <= set(rules.WHO_MAY)


def test_what_nobody_checks_is_done_when_handed_in() -> None:
    assert rules.after("work.submit", "doing", checked=False) == "done"


def test_what_was_paused_goes_on_from_where_it_stood() -> None:
    assert rules.after("work.resume", "paused", before="returned") == "returned"


@pytest.mark.parametrize(
    ("state", "due", "done", "light"),
    [
        ("not-started", date(2026, 11, 19), None, "late"),
        ("doing", date(2026, 11, 20), None, "today"),
        ("returned", date(2026, 11, 23), None, "soon"),  # the next working day: Monday
        ("doing", date(2026, 11, 26), None, "soon"),  # three working days ahead: 24/11 is a day off
        ("doing", date(2026, 11, 27), None, "open"),
        ("doing", None, None, "open"),
        ("submitted", date(2026, 11, 1), None, "waiting"),
        ("paused", date(2026, 11, 1), None, "paused"),
        ("done", date(2026, 11, 10), date(2026, 11, 10), "done"),
        ("done", date(2026, 11, 10), date(2026, 11, 11), "done_late"),
        ("done", None, date(2026, 11, 11), "done"),
        ("done", date(2026, 11, 15), date(2026, 11, 16), "done"),  # due on a Sunday, done on the Monday
        ("done", date(2026, 11, 15), date(2026, 11, 17), "done_late"),
        ("dropped", date(2026, 11, 1), None, "dropped"),
    ],
)
def test_lights(state: str, due: date | None, done: date | None, light: str) -> None:
    shown = rules.light(state, due, TODAY, late_days=rules.late_days(due, done))
    assert shown == light
    assert shown.word and shown.kind


def test_soon_reaches_over_tet() -> None:
    assert rules.soon_until(date(2027, 2, 3)) == date(2027, 2, 15)


def test_the_worst_light_is_shown_for_a_group() -> None:
    assert rules.worst([Light.DONE, Light.LATE, Light.OPEN]) == Light.LATE
    assert rules.worst([]) is None


@pytest.mark.parametrize(
    ("parts", "whole"),
    [
        ([], None),
        ([("dropped", 50)], None),
        ([("done", 40)], 100),
        ([("doing", 100)], 99),  # every part must be done before the whole reads 100
        ([("done", 100), ("doing", 20), ("dropped", 0)], 60),
        ([("done", 0), ("not-started", 0), ("doing", 50)], 50),
    ],
)
def test_roll_up(parts: list[tuple[str, int]], whole: int | None) -> None:
    assert rules.rolled_up(parts) == whole


@given(st.lists(st.tuples(st.sampled_from(list(WorkState)), st.integers(0, 100)), max_size=12))
def test_a_whole_is_a_hundred_only_when_every_part_is_done(parts: list[tuple[str, int]]) -> None:
    whole = rules.rolled_up(parts)
    living = [state for state, _percent in parts if state != "dropped"]
    assert (whole == 100) == (bool(living) and all(state == "done" for state in living))
    assert whole is None or 0 <= whole <= 100


# ---------------------------------------------------------------- rhythms

RHYTHMS = st.one_of(
    st.just(rules.Rhythm("daily")),
    st.builds(rules.Rhythm, st.just("weekly"), st.one_of(st.none(), st.integers(1, 7))),
    st.builds(rules.Rhythm, st.sampled_from(["monthly", "quarterly", "half"]), st.one_of(st.none(), st.integers(1, 31))),
    st.builds(rules.Rhythm, st.just("yearly"), st.integers(1, 31), st.integers(1, 12)),
)  # fmt: skip
STARTS = st.dates(date(2024, 1, 1), date(2028, 12, 31))


@settings(max_examples=150, deadline=None)
@given(RHYTHMS, STARTS)
def test_turns_never_overlap_nor_skip_over_tet_or_the_years_end(rhythm: rules.Rhythm, first: date) -> None:
    """Each period has one turn, the next begins the day after, and days owed only grow. A daily rhythm leaves out the
    days on which nobody works, and no other."""
    turns = list(islice(rules.occurrences(rhythm, first, DAYS), 70 if rhythm.kind == "daily" else 14))

    assert turns[0].due_on == first
    assert len({turn.key for turn in turns}) == len(turns)
    for before, after in pairwise(turns):
        between = [
            before.period.last + timedelta(days=n)
            for n in range(1, (after.period.first - before.period.last).days)
        ]
        assert rhythm.kind == "daily" or not between
        assert not any(DAYS.is_working(day) for day in between)
        assert after.due_on > before.due_on
        assert DAYS.is_working(after.due_on)


@settings(max_examples=100, deadline=None)
@given(RHYTHMS, STARTS, st.integers(0, 6))
def test_making_turns_in_pieces_gives_the_same_turns(rhythm: rules.Rhythm, first: date, cut: int) -> None:
    whole = list(islice(rules.occurrences(rhythm, first, DAYS), 10))
    head, last = whole[: cut + 1], whole[cut].period.last
    rest = list(islice(rules.occurrences(rhythm, first, DAYS, after=last), 9 - cut))
    assert [*head, *rest] == whole


@settings(max_examples=100, deadline=None)
@given(RHYTHMS, STARTS)
def test_the_first_day_is_not_behind_and_lies_in_its_own_period(rhythm: rules.Rhythm, today: date) -> None:
    due = rules.first_day(rhythm, today, DAYS)
    assert 0 <= (due - today).days <= 740
    turn = next(rules.occurrences(rhythm, due, DAYS))
    assert turn.due_on == due


@given(RHYTHMS)
def test_a_rhythm_reads_back_from_its_key(rhythm: rules.Rhythm) -> None:
    assert rules.Rhythm.parse(rhythm.key) == rhythm
    assert rhythm.words


@pytest.mark.parametrize(
    "key", ["", "hourly", "weekly:8", "weekly:x", "monthly:0", "daily:3", "monthly:02-03", "yearly:13-1"]
)
def test_what_is_no_rhythm_is_refused_in_words(key: str) -> None:
    with pytest.raises(rules.NoRhythm, match=r"[Nn]h|Ngày"):
        rules.Rhythm.parse(key)


def test_a_friday_in_tet_moves_to_the_first_working_day_after() -> None:
    turns = islice(rules.occurrences(rules.Rhythm("weekly", 5), date(2027, 1, 29), DAYS), 4)
    assert [turn.due_on for turn in turns] == [
        date(2027, 1, 29),
        date(2027, 2, 11),
        date(2027, 2, 12),
        date(2027, 2, 19),
    ]


def test_before_20_november_then_each_quarter() -> None:
    read = rules.read("trước ngày 20/11, sau đó mỗi quý", today=date(2026, 11, 2), calendar=DAYS)
    assert read.due_on == date(2026, 11, 20) and read.rhythm is not None
    turns = list(islice(rules.occurrences(read.rhythm, read.due_on, DAYS), 4))
    assert [(turn.key, turn.due_on) for turn in turns] == [
        ("2026-Q4", date(2026, 11, 20)),
        ("2027-Q1", date(2027, 3, 31)),
        ("2027-Q2", date(2027, 6, 30)),
        ("2027-Q3", date(2027, 9, 30)),
    ]


# ---------------------------------------------------------------- words


@pytest.mark.parametrize(
    ("words", "due", "rhythm"),
    [
        ("20/12/2026", date(2026, 12, 20), None),
        ("trước ngày 20/12", date(2026, 12, 20), None),
        ("trước ngày 5/3", date(2027, 3, 5), None),
        ("ngày 15 tháng 12 năm 2026", date(2026, 12, 15), None),
        ("quý IV/2026", date(2026, 12, 31), None),
        ("Quý I", date(2027, 3, 31), None),
        ("tháng 12", date(2026, 12, 31), None),
        ("tháng 3/2027", date(2027, 3, 31), None),
        ("6 tháng đầu năm 2027", date(2027, 6, 30), None),
        ("cuối năm", date(2026, 12, 31), None),
        ("trong tuần này", date(2026, 11, 20), None),
        ("tuần sau", date(2026, 11, 27), None),
        ("trong 5 ngày làm việc", date(2026, 11, 30), None),  # 24/11 is a day off since 2025
        ("sau 10 ngày", date(2026, 11, 30), None),
        ("năm 2027", date(2027, 12, 31), None),
        ("hằng ngày", None, "daily"),
        ("hàng tuần", None, "weekly"),
        ("thứ 6 hằng tuần", None, "weekly:5"),
        ("hằng tuần, thứ Sáu", None, "weekly:5"),
        ("chiều thứ Năm hằng tuần", None, "weekly:4"),
        ("chủ nhật hằng tuần", None, "weekly:7"),
        ("ngày 25 hằng tháng", None, "monthly:25"),
        ("hằng tháng, trước ngày 25", None, "monthly:25"),
        ("mỗi tháng 1 lần", None, "monthly"),
        ("định kỳ hằng quý", None, "quarterly"),
        ("6 tháng một lần", None, "half"),
        ("hằng năm, trước ngày 20/11", None, "yearly:11-20"),
        ("hàng năm trước ngày 15 tháng 12", None, "yearly:12-15"),
        ("trước ngày 20/11, sau đó mỗi quý", date(2026, 11, 20), "quarterly"),
        ("trước ngày 15/12/2026, sau đó hằng tháng", date(2026, 12, 15), "monthly"),
        ("thường xuyên", None, None),
        ("theo quy định", None, None),
        ("quy mô lớn", None, None),
        ("31/02/2027", None, None),
        ("ngày 45 hằng tháng", None, "monthly"),
        ("", None, None),
    ],
)
def test_deadlines_in_words(words: str, due: date | None, rhythm: str | None) -> None:
    read = rules.read(words, today=TODAY, calendar=DAYS)
    assert (read.due_on, read.rhythm.key if read.rhythm else None) == (due, rhythm)
    assert read.understood == (due is not None or rhythm is not None)


@given(st.text(max_size=60))
def test_any_words_are_read_or_left_alone_but_never_break(words: str) -> None:
    rules.read(words, today=TODAY, calendar=DAYS)
