"""Who may, as a table: role, place, day, office."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dinh.town import rules
from dinh.town.shapes import MandateShape

DAY = date(2026, 11, 20)
LEADERS = frozenset({"leader"})

# mandate; path asked; day asked; office asked; may
TABLE = [
    (MandateShape("leader", "/38/"), "/38/", DAY, None, True),
    (MandateShape("leader", "/38/"), "/38/14812/", DAY, None, True),
    (MandateShape("leader", "/38/14812/"), "/38/", DAY, None, False),
    (MandateShape("leader", "/38/14812/"), "/38/14818/", DAY, None, False),
    (MandateShape("leader", "/3/"), "/38/", DAY, None, False),
    (MandateShape("officer", "/38/"), "/38/", DAY, None, False),
    (MandateShape("leader", ""), "/38/", DAY, None, False),
    (MandateShape("leader", "/38/", since=DAY), "/38/", DAY, None, True),
    (MandateShape("leader", "/38/", since=DAY + timedelta(1)), "/38/", DAY, None, False),
    (MandateShape("leader", "/38/", until=DAY), "/38/", DAY, None, True),
    (MandateShape("leader", "/38/", until=DAY - timedelta(1)), "/38/", DAY, None, False),
    (MandateShape("leader", "/38/", office_id=7), "/38/", DAY, 7, True),
    (MandateShape("leader", "/38/", office_id=7), "/38/", DAY, 8, False),
    (MandateShape("leader", "/38/", office_id=7), "/38/", DAY, None, False),
    (MandateShape("leader", "/38/"), "/38/", DAY, 7, True),
]


@pytest.mark.parametrize(("mandate", "path", "day", "office", "may"), TABLE)
def test_who_may(mandate, path, day, office, may):
    assert rules.may([mandate], LEADERS, path, day, office) is may


def test_nobody_may_without_a_mandate():
    assert not rules.may([], LEADERS, "/38/", DAY)


paths = st.lists(st.sampled_from(["38", "3", "14812", "381"]), min_size=1, max_size=3).map(
    lambda codes: "/" + "/".join(codes) + "/"
)
days = st.dates(date(2025, 1, 1), date(2027, 12, 31))


@given(paths, paths, days)
def test_a_mandate_reaches_its_subtree_and_nothing_else(held, asked, day):
    inside = asked.strip("/").split("/")[: len(held.strip("/").split("/"))] == held.strip("/").split("/")
    assert rules.covers(MandateShape("leader", held), asked, day) is inside


@given(st.none() | days, st.none() | days, days, days, days)
def test_a_stand_in_never_has_more_days_than_either_bound(since, until, first, last, day):
    mandate = MandateShape("leader", "/38/", since=since, until=until)
    cut = rules.cut_to(mandate, first, last, 5)
    may = cut is not None and rules.covers(cut, "/38/", day)
    assert may is (first <= day <= last and rules.covers(mandate, "/38/", day))
    assert cut is None or cut.for_person_id == 5
