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


def held(role="admin", path="/38/", until=None, standing_in=False, **more):
    return MandateShape(role, path, until=until, for_person_id=9 if standing_in else None, **more)


SOON, LATER = DAY + timedelta(5), DAY + timedelta(50)
# what one holds; role given; where; may, and the last day
HANDED_OUT = [
    ([held()], "leader", "/38/14812/", (True, None)),
    ([held()], "admin", "/38/", (True, None)),
    ([held(path="/38/14812/")], "leader", "/38/", (False, None)),
    ([held(path="/38/14812/")], "admin", "/38/14818/", (False, None)),
    ([held(role="leader")], "viewer", "/38/", (False, None)),
    ([held(office_id=7)], "viewer", "/38/", (False, None)),
    ([held(until=DAY - timedelta(1))], "viewer", "/38/", (False, None)),
    ([held(until=SOON)], "leader", "/38/", (True, None)),
    ([held(until=SOON)], "admin", "/38/", (True, SOON)),
    ([held(until=SOON), held(until=LATER)], "admin", "/38/", (True, LATER)),
    ([held(until=SOON), held()], "admin", "/38/", (True, None)),
    ([held(until=SOON, standing_in=True)], "leader", "/38/", (True, SOON)),
    ([held(until=SOON, standing_in=True)], "admin", "/38/", (False, None)),
    ([held(until=LATER, standing_in=True), held(path="/38/1/")], "leader", "/38/", (True, LATER)),
    ([held(until=LATER, standing_in=True), held(until=SOON)], "admin", "/38/", (True, SOON)),
    ([], "viewer", "/38/", (False, None)),
]


@pytest.mark.parametrize(("mandates", "role", "path", "may"), HANDED_OUT)
def test_nobody_gives_more_than_their_own(mandates, role, path, may):
    assert rules.hand_out_limit(mandates, frozenset({"admin"}), role, path, DAY) == may


@pytest.mark.parametrize(
    ("paths_", "all_of_them"),
    [
        (["/38/"], True),
        (["/38/14812/", "/38/1/"], True),
        (["/38/1/", "/79/"], False),
        (["/"], False),
        ([], False),
    ],
)
def test_every_place_must_be_reached(paths_, all_of_them):
    assert rules.reaches_all([held()], frozenset({"admin"}), paths_, DAY) is all_of_them


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
