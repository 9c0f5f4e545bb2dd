"""The engine on a town small enough to count by hand."""

from __future__ import annotations

from datetime import date

import pytest

from dinh.ground.periods import Period
from dinh.measures.engine import Tree, compute

from .small_town import dossier, duck, moment

NOW = moment("2026-12-31", 12)
TOWN = Tree({"38": ("14812", "14815", "38"), "14812": ("14812",), "14815": ("14815",)})


def told(connection, code, unit, key, *, closing=None, at=NOW, **more):
    period = Period.parse(key, closing_day=closing)
    found = compute(connection, codes=[code], periods=[period], units=TOWN, at=at, **more).told(
        code, unit, period
    )
    return found.numerator, found.denominator, found.value, found.missing


def test_on_time_is_judged_as_it_stood_when_the_period_ended():
    rows = duck(
        [
            dossier("a", "14812", "2026-10-02", due_at="2026-10-09", ended_at="2026-10-08", late=False),
            dossier("b", "14812", "2026-10-05", due_at="2026-10-09", ended_at="2026-10-12", late=True),
            # Still in its time on 31 October, late in November: in time for October, late for the quarter.
            dossier("c", "14812", "2026-10-30", due_at="2026-11-05", ended_at="2026-11-09", late=True),
            dossier("d", "14812", "2026-10-30", due_at="2026-10-30", refused=True),
        ]
    )
    assert told(rows, "dossiers.received", "14812", "2026-10") == (3, None, 3, ())
    assert told(rows, "dossiers.on_time", "14812", "2026-10")[:2] == (2, 3)
    assert told(rows, "dossiers.on_time", "14812", "2026-Q4")[:2] == (1, 3)
    assert float(told(rows, "dossiers.on_time", "38", "2026")[2]) == pytest.approx(33.3333)


def test_all_kinds_of_periods_are_counted_in_one_pass():
    rows = duck(dossier(f"{m}", "14812", f"2026-{m:02d}-10", due_at="2027-01-31") for m in range(1, 13))
    keys = ["2026-01", "2026-Q1", "2026-H1", "2026-9M", "2026", "2026-W02", "2026-01-10"]
    periods = [Period.parse(key) for key in keys]
    found = compute(
        rows, codes=["dossiers.received", "dossiers.on_time"], periods=periods, units=TOWN, at=NOW
    )
    assert [int(found.told("dossiers.received", "38", each).value or 0) for each in periods] == [
        1,
        3,
        6,
        9,
        12,
        1,
        1,
    ]
    assert all(found.told("dossiers.on_time", "38", each).value == 100 for each in periods)
    assert found.told("dossiers.received", "14815", periods[0]).missing == ("dossiers",)


@pytest.mark.parametrize(
    ("day", "key"),
    [
        ("2025-12-14", "2025-12"),
        ("2025-12-15", "2026-01"),
        ("2026-01-14", "2026-01"),
        ("2026-01-15", "2026-02"),
    ],
)
def test_a_closing_day_carries_over_the_years_end(day, key):
    rows = duck([dossier("a", "14812", day)])
    assert told(rows, "dossiers.received", "14812", key, closing=14)[0] == 1
    assert told(rows, "dossiers.received", "14812", key[:4], closing=14)[0] == 1


def test_a_row_of_late_evening_belongs_to_its_local_day():
    rows = duck([dossier("a", "14812", moment("2026-10-31", 23, 59))])
    assert rows.sql("select received_on from dossiers").fetchone() == (date(2026, 10, 31),)
    assert told(rows, "dossiers.received", "14812", "2026-10")[0] == 1


def test_nothing_to_count_from_is_neither_nought_nor_a_hundred():
    rows = duck([dossier("a", "14812", "2026-10-02", refused=True)])
    assert told(rows, "dossiers.on_time", "14812", "2026-10") == (0, 0, None, ())
    assert told(rows, "dossiers.on_time", "14812", "2026-11") == (None, None, None, ("dossiers",))
