"""The kit in a real browser: fit for everyone, at every width, in every theme."""

from __future__ import annotations

import pytest

from dinh.look.testing import (
    DESK,
    PHONE,
    SMALL,
    THEMES,
    assert_accessible,
    assert_focus_is_seen,
    assert_no_sideways_scroll,
    shot,
)

pytestmark = [pytest.mark.browser, pytest.mark.urls("dinh.look.tests.urls")]
SHELLS = ("/khung/desk/", "/khung/split/", "/khung/wide/", "/khung/citizen/", "/khung/paper/")
PAGES = (
    *SHELLS,
    "/look/",
    "/giao-dien/",
    "/muc-luc/",
    "/tim/?q=x",
    "/hoi/",
    "/loi/403/",
    "/loi/404/",
    "/loi/500/",
)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_every_page_is_fit_for_everyone(live_server, new_page, size, theme):
    page = new_page(size, theme=theme)
    for path in PAGES:
        page.goto(live_server.url + path)
        assert_accessible(page)
        assert_no_sideways_scroll(page)
        if path in (*SHELLS, "/look/", "/loi/404/"):
            shot(page, f"look-{path}-{size[0]}-{theme}")


def test_nothing_scrolls_sideways_on_the_smallest_screen_or_with_the_largest_letters(live_server, new_page):
    page = new_page(SMALL)
    for path in PAGES:
        page.goto(live_server.url + path)
        assert_no_sideways_scroll(page)
    page.context.add_cookies([{"name": "co-chu", "value": "rat-lon", "url": live_server.url}])
    page.goto(live_server.url + "/look/")
    assert_no_sideways_scroll(page)


def test_a_band_of_parts_breaks_into_lines_where_its_place_is_narrow(live_server, browser_page):
    browser_page.goto(live_server.url + "/look/")
    wide, place = browser_page.locator(".seg").first.evaluate(
        "band => { band.style.width = '300px'; return [band.scrollWidth, band.clientWidth]; }"
    )
    assert wide <= place


@pytest.mark.parametrize("theme", THEMES)
def test_the_tab_key_is_always_seen(live_server, new_page, theme):
    page = new_page(DESK, theme=theme)
    page.goto(live_server.url + "/look/")
    assert_focus_is_seen(page, presses=40)


def test_the_theme_turns_at_once_and_is_kept(live_server, browser_page):
    page = browser_page
    page.goto(live_server.url + "/muc-luc/")
    with page.expect_response("**/giao-dien/"):
        page.click("form[data-theme-form] button")
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    page.reload()
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"


def test_without_script_the_theme_still_turns(live_server, new_page):
    page = new_page(javascript=False)
    page.goto(live_server.url + "/muc-luc/")
    page.click("form[data-theme-form] button")
    assert page.url.endswith("/muc-luc/")
    assert page.locator("html").get_attribute("data-theme") == "dark"


def test_control_k_opens_the_palette_and_escape_gives_the_focus_back(live_server, browser_page):
    page = browser_page
    page.goto(live_server.url + "/muc-luc/")
    page.focus(".side a")
    page.keyboard.press("Control+k")
    assert page.evaluate("document.querySelector('dialog[data-palette]').open")
    assert page.evaluate("document.activeElement.getAttribute('role')") == "combobox"
    page.keyboard.press("ArrowDown")
    assert page.locator("[role=option][aria-selected=true]").count() == 1
    assert_accessible(page)
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.closest('.side') !== null")


def test_choosing_rows_shows_the_bar_and_counts(live_server, browser_page):
    page = browser_page
    page.goto(live_server.url + "/look/")
    form = page.locator("form[data-bulk]")
    assert form.locator("[data-bulk-count]").inner_text() == "1"
    form.locator("[data-bulk-all]").check()
    assert form.locator("[data-bulk-count]").inner_text() == "5"
    form.locator("[data-bulk-clear]").click()
    assert form.locator("[data-bulk-bar]").is_hidden()


def test_a_column_sorts_on_the_page_and_says_its_direction(live_server, browser_page):
    page = browser_page
    page.goto(live_server.url + "/look/")
    head = page.locator("form[data-bulk] th", has_text="Thực hiện")
    head.locator("button").click()
    assert head.get_attribute("aria-sort") == "ascending"
    head.locator("button").click()
    assert head.get_attribute("aria-sort") == "descending"


def test_the_skip_link_leads_to_the_content(live_server, browser_page):
    page = browser_page
    page.goto(live_server.url + "/muc-luc/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "noi-dung"


def test_on_a_telephone_the_evidence_opens_as_a_sheet_and_back_closes_it(live_server, new_page):
    page = new_page(PHONE)
    page.goto(live_server.url + "/khung/desk/")
    page.click("text=Xem bằng chứng")
    drawer = page.locator("#bang-chung")
    assert drawer.bounding_box()["y"] == 0
    assert page.evaluate("document.activeElement.id") == "bang-chung"
    page.go_back()
    assert drawer.bounding_box()["y"] > 0


def test_a_single_letter_presses_its_deed_only_outside_fields_and_only_when_wanted(live_server, browser_page):
    page = browser_page
    page.goto(live_server.url + "/khung/split/")
    page.evaluate(
        "window.hit = 0; document.querySelector('[data-key=s]').addEventListener('click', (e) => { e.preventDefault(); hit += 1 })"
    )
    page.keyboard.press("s")
    assert page.evaluate("hit") == 1
    page.focus("#id_day")
    page.keyboard.press("s")
    assert page.evaluate("hit") == 1
    page.context.add_cookies([{"name": "phim-tat", "value": "off", "url": live_server.url}])
    page.reload()
    page.evaluate(
        "window.hit = 0; document.querySelector('[data-key=s]').addEventListener('click', (e) => { e.preventDefault(); hit += 1 })"
    )
    page.keyboard.press("s")
    assert page.evaluate("hit") == 0
