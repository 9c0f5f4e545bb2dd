"""Every number to be looked at again below a unit: the gravest first, by the page, as far as a mandate reaches."""

from __future__ import annotations

import importlib
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dinh.measures import recipes, services
from dinh.measures.models import Checked, KeptDoubts, Value
from dinh.measures.queries.doubtful import Many, OfUnit, Wanted, listed, tally
from dinh.measures.rules import trust
from dinh.town import testing
from dinh.town.models import Account

from .test_kept_doubts import CODES, MONTHS, NOW, OCTOBER, town

__all__ = ["town"]
pytestmark = pytest.mark.django_db
ON_TIME, RECEIVED = CODES


@pytest.fixture
def doubted_town(town: Any) -> Any:
    """In October two measures are doubtful in the commune and in the province; a number of the province cannot be right."""
    services.measure(codes=CODES, units=None, periods=MONTHS, by=None, at=NOW)
    Value.objects.filter(code=ON_TIME, unit_code="38", period="2026-10").update(
        numerator=13, denominator=12, value="108.3"
    )
    services.keep_doubts(at=NOW)
    return town


def signed_in(role: str, of: str) -> Client:
    """The same person each time."""
    known = Account.objects.filter(username=f"{role}-{of}").first()
    if known is None:
        who = testing.person()
        testing.mandate(who, role, testing.unit(of))
        known = testing.account(who, f"{role}-{of}")
    client = Client()
    client.force_login(known)
    return client


def ask(code: str, role: str = "viewer", of: str = "38", **query: str) -> Any:
    return signed_in(role, of).get(reverse("measures.doubtful", args=[code]), {"ky": "2026-10"} | query)


def told(code: str, **query: str) -> str:
    return str(ask(code, **query).content.decode())


def test_kinds_measures_and_units_are_counted_the_gravest_first(doubted_town: Any) -> None:
    found = tally(doubted_town.province, OCTOBER)

    assert (found.values, found.grave, found.units) == (4, 1, 2)
    assert list(found.kinds.items()) == [
        ("numerator-above", Many(1, 1)), ("out-of-range", Many(1, 1)), ("rows", Many(4, 2)), ("jump", Many(1, 1)),
    ]  # fmt: skip
    assert found.measures["rows"] == {ON_TIME: Many(2, 2), RECEIVED: Many(2, 2)}
    assert found.measures["jump"] == {ON_TIME: Many(1, 1)}
    assert found.by_unit == (OfUnit("38", 2, 1), OfUnit("14812", 2, 0))
    assert tally(doubted_town.province, MONTHS[0]).values == 0


def test_the_values_come_by_the_page_in_one_order_each_once(doubted_town: Any) -> None:
    order, after = [], ""
    for _page in range(4):
        some, after = listed(doubted_town.province, OCTOBER, Wanted(), after=after, limit=1)
        order += [(each.value.code, each.value.unit_code) for each in some]
    assert order == [(ON_TIME, "38"), (ON_TIME, "14812"), (RECEIVED, "14812"), (RECEIVED, "38")]
    assert after == ""
    assert len(listed(doubted_town.province, OCTOBER, Wanted())[0]) == 4


@pytest.mark.parametrize(
    ("wanted", "count"),
    [
        (Wanted(kind="jump"), 1), (Wanted(kind="rows"), 4), (Wanted(kind="no-unit"), 0), (Wanted(grave=True), 1),
        (Wanted(measure=RECEIVED), 2), (Wanted(unit="14812"), 2), (Wanted(kind="rows", measure=ON_TIME, unit="38"), 1),
    ],
)  # fmt: skip
def test_filters_leave_what_was_asked_for(doubted_town: Any, wanted: Wanted, count: int) -> None:
    assert len(listed(doubted_town.province, OCTOBER, wanted)[0]) == count


@pytest.mark.parametrize(
    "after", ["1", "1~a~b", "1~a~38~9999999999999999999", "x~a~38~1", "1~a\x00~38~1", "1~~~"]
)
def test_a_place_that_nobody_gave_leads_nowhere(doubted_town: Any, after: str) -> None:
    with pytest.raises(ValueError):
        listed(doubted_town.province, OCTOBER, Wanted(), after=after)
    assert ask("38", sau=after).status_code == 404


def test_the_page_shows_what_cannot_be_right_before_the_rest_and_opens_why(doubted_town: Any) -> None:
    page = told("38")
    rows = page[page.index('id="so"') :]
    assert rows.index("Tử số lớn hơn mẫu số") < rows.index("Có dòng phía sau không thể đúng")
    assert "Tử số 13 lớn hơn mẫu số 12." in rows and "trên 3 đơn vị" in page
    assert f"{reverse('measures.why', args=[ON_TIME])}?don-vi=38&amp;ky=2026-10" in rows
    assert "don-vi=14812&amp;ky=2026-10&amp;ngo=ended-before-received#dong" in rows
    only = told("38", loai="jump", xa="14812")
    assert "108,3%" in rows and "108,3%" not in only[only.index('id="so"') :]
    # A filter of what is not there leaves everything.
    assert "108,3%" in told("38", loai="mat-trang", xa="99999")


def test_the_page_is_reached_from_the_board_and_not_from_above_its_mandate(doubted_town: Any) -> None:
    board = signed_in("viewer", "38").get(reverse("measures.unit", args=["38"]), {"ky": "2026-10"})
    assert reverse("measures.doubtful", args=["38"]) + "?ky=2026-10" in board.content.decode()
    own = ask("14812", "officer", "14812")
    assert own.status_code == 200 and "108,3%" not in own.content.decode()
    for other in ("38", "16576", "99999"):
        assert ask(other, "officer", "14812").status_code == 404


def test_a_page_takes_as_many_queries_for_a_province_as_for_a_commune(doubted_town: Any) -> None:
    every = [each.code for each in recipes.all_recipes() if each.fact == "dossiers"]
    services.measure(codes=every, units=["38", "14812", "16576"], periods=MONTHS, by=None, at=NOW)
    few, many = tally(testing.unit("14812"), OCTOBER), tally(doubted_town.province, OCTOBER)
    assert (few.units, many.units) == (1, 2) and many.values > 2 * few.values > 10
    client, took = signed_in("viewer", "38"), []
    for code in ("14812", "38"):
        address = reverse("measures.doubtful", args=[code])
        client.get(address, {"ky": "2026-10"})
        with CaptureQueriesContext(connection) as asked:
            client.get(address, {"ky": "2026-10"})
        took.append(len(asked))
    assert took[0] == took[1] <= 22


def test_a_period_without_doubts_and_one_that_nobody_looked_at_are_told_apart(doubted_town: Any) -> None:
    assert "Mọi số của kỳ đã được rà" in told("38", ky="2026-08")
    assert "Kỳ này chưa được rà" in told("38", ky="2025-03")
    Checked.objects.update(stale_hours=30)
    assert "30 giờ chưa rút lại" in told("38")


def test_lines_kept_before_say_their_kinds_after_the_upgrade(doubted_town: Any) -> None:
    before = dict(KeptDoubts.objects.values_list("pk", "kinds"))
    assert sorted(before.values()) == [
        trust.mark("rows"), trust.mark("rows"),
        trust.mark("rows") + trust.mark("numerator-above") + trust.mark("out-of-range"),
        trust.mark("rows") + trust.mark("jump"),
    ]  # fmt: skip
    KeptDoubts.objects.update(kinds=0)
    importlib.import_module("dinh.measures.migrations.0006_kinds_of_doubts").fill(apps, None)
    assert dict(KeptDoubts.objects.values_list("pk", "kinds")) == before
