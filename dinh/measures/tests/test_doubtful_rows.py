"""Rows that cannot be true are counted beside the number, and shown to who may see the number."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from dinh.ground import facts
from dinh.ground.periods import Period
from dinh.measures import recipes, trusting
from dinh.measures.engine.formulas import formula_of
from dinh.measures.queries import boards, checking
from dinh.measures.rules.trust import in_force
from dinh.town import testing

from .small_town import dossier, duck
from .test_measuring import NOW, pour

OCTOBER = Period.parse("2026-10")
BAD = [
    dossier("a", "16576", "2026-10-02", due_at="2026-10-09", ended_at="2026-10-01"),
    dossier("b", "16576", "2026-10-05", due_at="2026-10-01", papers=1, papers_digitised=3, channel=2),
    dossier("c", "16576", "2026-10-06", due_at="2026-10-09", fee_total=-5.0, refused=True),
    dossier("d", "14812", "2026-10-06", due_at="2026-10-01"),
    dossier("e", "16576", "2026-09-06", due_at="2026-09-01"),
    dossier("f", "16576", "2026-10-07", due_at="2026-10-09"),
]


def told(codes: list[str], units: list[str], **more: bool) -> dict[str, dict[str, int]]:
    formulas = [formula_of(recipes.recipe(code)) for code in codes]
    rows = [*BAD, dossier("g", "", "2026-10-08", due_at="2026-10-09")]
    found = checking.row_doubts(duck(rows), formulas, OCTOBER, units, at=NOW, **more)
    return {code: {each["rule"]: each["count"] for each in said} for code, said in found.items()}


def test_only_rows_that_a_number_counts_are_doubted_for_it() -> None:
    found = told(["dossiers.received", "dossiers.online", "dossiers.asked_again"], ["16576"])
    # The refused one is counted by none of them, the others' and the September one by another number.
    everything = {"ended-before-received": 1, "due-before-received": 1, "more-digitised": 1}
    assert found == dict.fromkeys(
        ["dossiers.received", "dossiers.online", "dossiers.asked_again"], everything
    )
    assert told(["dossiers.verified"], ["16576"]) == {
        "dossiers.verified": {"due-before-received": 1, "more-digitised": 1}
    }
    assert told(["dossiers.received"], ["14812"]) == {"dossiers.received": {"due-before-received": 1}}


def test_rows_of_nobody_are_told_to_who_has_the_whole() -> None:
    assert "no-unit" not in told(["dossiers.received"], ["16576", "14812"])["dossiers.received"]
    whole = told(["dossiers.received"], ["16576", "14812"], everywhere=True)
    assert whole["dossiers.received"]["no-unit"] == 1


@pytest.mark.django_db
def test_every_rule_is_a_condition_over_columns_of_its_fact() -> None:
    facts_of = {each.name for each in facts.declared()}
    for edition in trusting.editions():
        for rule in in_force([edition], edition["since"]).facts:
            assert rule.fact in facts_of and rule.words and rule.words_en
            measures = [each for each in recipes.all_recipes() if each.fact == rule.fact]
            assert measures, rule.fact


@pytest.fixture
def why(lake_home, ward):
    pour(BAD)
    who = testing.person()
    testing.mandate(who, "viewer", testing.unit("16576"))
    client = Client()
    client.force_login(testing.account(who))
    address = reverse("measures.why", args=["dossiers.received"])
    return lambda **query: client.get(address, {"don-vi": "16576", "ky": "2026-10", **query}).content.decode()


@pytest.mark.django_db
def test_the_page_of_a_number_leads_to_the_rows_that_are_doubted(why) -> None:
    page = why()
    assert "1 dòng phía sau: hạn trước khi tiếp nhận." in page and "ngo=due-before-received" in page
    only = why(ngo="due-before-received")
    assert 'class="m-code">b<' in only and 'class="m-code">a<' not in only
    # A rule that doubts nothing here is no way to other rows.
    assert 'class="m-code">a<' in why(ngo="fee-below-zero")


@pytest.mark.django_db
def test_a_board_asks_once_for_all_its_measures(lake_home, ward, django_assert_max_num_queries) -> None:
    pour(BAD)
    chosen = [each for each in recipes.all_recipes() if each.fact in ("dossiers", "works", "statistics")]
    with django_assert_max_num_queries(3):
        found = boards.row_doubts(chosen, "16576", OCTOBER, at=NOW)
    assert found["dossiers.on_time"][0]["rule"] == "ended-before-received"


@pytest.mark.django_db
def test_a_day_that_has_not_come_is_doubted_until_it_comes() -> None:
    late = timezone.localtime(NOW) + timedelta(days=2)
    rows = [dossier("h", "16576", late.date().isoformat())]
    formulas = [formula_of(recipes.recipe("dossiers.received"))]
    period = Period.parse(f"{late:%Y-%m}")
    assert (
        checking.row_doubts(duck(rows), formulas, period, ["16576"], at=NOW)["dossiers.received"][0]["rule"]
        == "received-later"
    )
    assert checking.row_doubts(duck(rows), formulas, period, ["16576"], at=NOW + timedelta(days=3)) == {}
