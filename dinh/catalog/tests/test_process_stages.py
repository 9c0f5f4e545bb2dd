"""The overview of a long process: its stages, and the whole in small; both lead to the place of a step, without a script."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from django.test import Client
from hypothesis import given, settings

from dinh.catalog import drawing, process_book
from dinh.catalog.rules.process import Graph, layers, stages
from dinh.look.testing import assert_accessible, assert_no_sideways_scroll, sign_in
from dinh.town.models import Account

from .process_graphs import graph, opinions, simple, step, well_formed
from .process_house import House
from .test_process_pages import URL, browser, text_of

BOOK = {each.code: each.graph for each in process_book.processes()}


def keys(made: Graph) -> list[list[str]]:
    return [[one.key for one in stage.steps] for stage in stages(made)]


def test_steps_that_the_same_people_do_on_end_are_one_stage() -> None:
    assert keys(simple()) == [["receive", "check"], ["wait"], ["sign"], ["back"]]


def test_what_goes_on_side_by_side_is_not_cut_into_turns() -> None:
    made = graph(
        [
            step("start", "start"), step("s", "split"), step("a1", who="leader"), step("a2", who="leader"),
            step("b1", who="clerk"), step("b2", who="clerk"), step("j", "join"), step("end", "end"),
        ],
        "start -> s", "s -> a1", "s:b -> b1", "a1 -> a2", "b1 -> b2", "a2 -> j", "b2 -> j", "j -> end",
    )  # fmt: skip
    assert keys(made) == [["a1", "a2"], ["b1", "b2"]]


@given(well_formed())
@settings(max_examples=60, deadline=None)
def test_every_step_that_somebody_does_is_in_one_stage_of_its_own_people(made: Graph) -> None:
    found = stages(made)
    told = [one.key for stage in found for one in stage.steps]
    assert sorted(told) == sorted(one.key for one in made.steps if one.human)
    column = layers(made)
    for stage in found:
        assert {(one.who, one.office_kind) for one in stage.steps} == {(stage.who, stage.office_kind)}
        assert [column[one.key] for one in stage.steps] == sorted(column[one.key] for one in stage.steps)
    begins = [column[stage.first.key] for stage in found]
    assert begins == sorted(begins)


@pytest.mark.parametrize("code", sorted(BOOK))
def test_each_step_of_the_small_picture_leads_to_one_place_in_the_large(code: str) -> None:
    made = BOOK[code]
    large = drawing.draw(made, lane_words=lambda lane: "", under=lambda one: "", title="")
    places = re.findall(r'<g id="([^"]+)"', large)
    assert sorted(places) == sorted(drawing.mark_of(one.key) for one in made.steps)
    small = drawing.overview(made)
    assert small and re.findall(r'href="#([^"]+)"', small) == [drawing.mark_of(one.key) for one in made.steps]
    assert "style=" not in small and "id=" not in small


def test_a_process_that_fits_the_page_has_no_overview(db: None) -> None:
    short = graph(
        [step("start", "start"), step("a"), step("end", "end")],
        "start -> a",
        "a:ok!grant -> end",
        "a:no!withdraw -> end",
    )
    assert drawing.overview(short) == ""
    house = House()
    house.publish(date(2026, 1, 1), short)
    body = text_of(browser(house.planner).get(URL))
    assert "pr-mini" not in body and "pr-stages" not in body


def test_words_of_people_are_escaped_in_the_overview() -> None:
    odd = [
        one if one.key != "sign" else type(one)("sign", "<b>&", one.kind, one.who) for one in simple().steps
    ]
    small = drawing.overview(Graph(tuple(odd), simple().flows))
    assert "<b>" not in small and "&lt;b&gt;&amp;" in small


def test_the_page_lists_the_stages_with_who_acts_and_where(db: None) -> None:
    house = House()
    house.publish(date(2026, 1, 1), opinions())
    client: Client = browser(house.planner)
    body = text_of(client.get(URL))
    for stage in stages(opinions()):
        assert f'href="#b-{stage.first.key}"' in body and f'id="b-{stage.first.key}"' in body
        assert f'href="#h-{stage.first.key}"' in body and f'id="h-{stage.first.key}"' in body
    ids = re.findall(r'\sid="([^"]+)"', body)
    assert len(ids) == len(set(ids))


# ---------------------------------------------------------------- in a browser


LONG = graph(
    [step("start", "start"), *(step(f"v{n}", name=f"Việc thứ {n} của hồ sơ", who=who) for n, who in enumerate(["officer", "leader", "clerk"] * 6)), step("end", "end")],
    "start -> v0", *(f"v{n} -> v{n + 1}" for n in range(17)), "v17:ok!grant -> end", "v17:no!withdraw -> end",
)  # fmt: skip
SEEN = """key => { const box = document.getElementById(key).getBoundingClientRect();
    return box.left >= 0 && box.right <= innerWidth && box.top >= 0 && box.bottom <= innerHeight }"""


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("size", [(1280, 800), (390, 844)])
def test_a_press_leads_to_the_step_without_a_script(live_server: Any, new_page: Any, size: Any) -> None:
    house = House()
    house.publish(date(2026, 1, 1), LONG)
    browser(house.planner)
    page = new_page(size, javascript=False)
    sign_in(page, live_server, Account.objects.get(person_id=house.planner.person_id))
    assert page.goto(f"{live_server.url}{URL}").status == 200
    assert_no_sideways_scroll(page)
    wide = size[0] > 760
    assert page.locator(".pr-mini").is_visible() is wide
    if wide:
        assert not page.evaluate(SEEN, "h-v15")
        page.locator('.pr-mini a[href="#h-v15"]').click()
        assert page.evaluate(SEEN, "h-v15"), "the large picture scrolls to the step"
    page.locator(".pr-stages a:visible").nth(12).click()
    assert page.evaluate(SEEN, "h-v12" if wide else "b-v12")
    assert_no_sideways_scroll(page)


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("size", [(1280, 800), (390, 844)])
def test_the_overview_is_fit_to_use(live_server: Any, new_page: Any, size: Any) -> None:
    house = House()
    house.publish(date(2026, 1, 1), LONG)
    browser(house.planner)
    page = new_page(size)
    sign_in(page, live_server, Account.objects.get(person_id=house.planner.person_id))
    page.goto(f"{live_server.url}{URL}")
    assert_accessible(page)
