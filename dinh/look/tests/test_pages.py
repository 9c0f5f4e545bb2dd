from __future__ import annotations

import time

import pytest
from django.test import Client

from dinh.frame.menu import Group, Item
from dinh.ground.fresh import Fresh
from dinh.look import commands, shell
from dinh.look.shapes import Found

pytestmark = pytest.mark.urls("dinh.look.tests.urls")
ERRORS = {"400": 400, "403": 403, "404": 404, "429": 429, "500": 500, "csrf": 403}


def test_the_gallery_shows_every_sample_with_its_code(client):
    page = client.get("/look/").content.decode()
    from dinh.look.gallery import GROUPS

    for group in GROUPS:
        for sample in group.samples:
            assert f'id="m-{sample.key}"' in page
    assert "{% progress 68.9" in page and " style=" not in page


@pytest.mark.parametrize(("name", "code"), ERRORS.items())
def test_every_error_says_what_to_do_next(client, name, code):
    answer = client.get(f"/loi/{name}/")
    page = answer.content.decode()
    assert answer.status_code == code
    assert page.count("<h1>") == 1 and '<ul class="pl-next"><li>' in page and 'class="skip"' in page


def test_a_refusal_names_who_has_the_mandate(client):
    assert "Việc này do Văn phòng HĐND và UBND làm." in client.get("/loi/403/").content.decode()


def test_too_many_tries_says_how_long(client):
    answer = client.get("/loi/429/")
    assert answer["Retry-After"] == "900" and "15 phút" in answer.content.decode()


def test_the_theme_is_kept_and_drawn(client):
    answer = client.post("/giao-dien/", {"theme": "dark", "size": "lon", "keys": "off", "next": "/look/"})
    assert answer.status_code == 302 and answer["Location"] == "/look/"
    page = client.get("/giao-dien/").content.decode()
    assert 'data-theme="dark" data-size="lon" data-keys="off"' in page


def test_an_unknown_theme_is_not_kept(client):
    answer = client.post("/giao-dien/", {"theme": "hồng"})
    assert "giao-dien" not in answer.cookies


@pytest.mark.parametrize("next_url", ["https://example.org/", "//example.org", "javascript:alert(1)", ""])
def test_choosing_a_theme_never_leads_to_another_site(client, next_url):
    assert client.post("/giao-dien/", {"theme": "dark", "next": next_url})["Location"] == "/"


def test_choosing_a_theme_needs_the_forms_own_token():
    assert Client(enforce_csrf_checks=True).post("/giao-dien/", {"theme": "dark"}).status_code == 403


def test_the_screen_is_vietnamese_until_the_person_chooses(client):
    english_browser = {"HTTP_ACCEPT_LANGUAGE": "en-US,en"}
    assert '<html lang="vi"' in client.get("/giao-dien/", **english_browser).content.decode()
    client.post("/ngon-ngu/", {"language": "en", "next": "/giao-dien/"})
    assert '<html lang="en"' in client.get("/giao-dien/").content.decode()


def test_what_cannot_be_taken_back_is_asked_first(client):
    page = client.get("/hoi/").content.decode()
    assert "Gõ <b>11/2026</b>" in page and 'class="btn grave"' in page and "csrfmiddlewaretoken" in page


def test_the_search_page_works_without_script_and_says_when_nothing_matches(client):
    page = client.get("/tim/", {"q": "không có đâu"}).content.decode()
    assert "không có đâu" in page and "Không có gì khớp" in page
    assert "<html" not in client.get("/tim/", {"q": "x", "manh": "1"}).content.decode()


def test_things_come_before_deeds_and_each_room_gives_a_few(rf, monkeypatch):
    monkeypatch.setattr(commands, "_finders", {})
    monkeypatch.setattr(commands, "_index", commands._Index())
    commands.offer("a", lambda request, words: [Found(words=f"thứ {n}", url="#") for n in range(20)])
    commands.offer("b", lambda request, words: [Found(words="Nhắc", url="#", deed=True)])
    things, deeds = commands.find(rf.get("/"), "x")
    assert len(things) == commands.EACH and [found.words for found in deeds] == ["Nhắc"]


def test_the_menu_leaves_out_what_a_person_may_not_do(rf, monkeypatch):
    monkeypatch.setattr(shell, "_sockets", shell._Sockets())
    shell.may(lambda request, deed: False)
    shell.count("plans.list", lambda request: shell.Waiting(3, hot=True))
    drawn = shell.Shell(rf.get("/ke-hoach/27/"))
    entries = [entry for _words, entries in drawn.groups for entry in entries]
    assert [entry.url for entry in entries] == ["/", "/ke-hoach/", "/van-ban/"]
    assert [entry.current for entry in entries] == [False, True, False]
    assert entries[1].count == 3 and entries[1].hot


def a_menu_with_tabs():
    tab = Item("papers.list", "Văn bản", "paper", deed="papers.see")
    return (Group("Kế hoạch", (Item("plans.list", "Kế hoạch", "plan", tabs=(tab,)),)),)


def test_pages_that_belong_together_are_one_item_of_the_side_and_tabs_of_each_other(rf, monkeypatch):
    monkeypatch.setattr(shell, "_sockets", shell._Sockets())
    monkeypatch.setattr("dinh.frame.menu.MENU", a_menu_with_tabs())
    shell.may(lambda request, deed: True)
    shell.count("papers.list", lambda request: shell.Waiting(3, hot=True))
    drawn = shell.Shell(rf.get("/van-ban/"))
    ((_words, side),) = drawn.groups
    assert [(one.url, one.current, one.count, one.hot) for one in side] == [("/ke-hoach/", True, 3, True)]
    assert [(one.url, one.current) for one in drawn.siblings] == [("/ke-hoach/", False), ("/van-ban/", True)]
    assert [one.url for _words, entries in drawn.rooms for one in entries] == ["/ke-hoach/", "/van-ban/"]
    assert shell.Shell(rf.get("/van-ban/5/")).siblings == [], "a page of one thing is not a tab"


def test_a_tab_nobody_may_open_leaves_its_item_alone(rf, monkeypatch):
    monkeypatch.setattr(shell, "_sockets", shell._Sockets())
    monkeypatch.setattr("dinh.frame.menu.MENU", a_menu_with_tabs())
    shell.may(lambda request, deed: False)
    drawn = shell.Shell(rf.get("/ke-hoach/"))
    assert drawn.siblings == [] and len(drawn.rooms[0][1]) == 1


def test_drawing_the_shell_for_a_stranger_asks_the_database_nothing(client, django_assert_num_queries, db):
    client.get("/muc-luc/")
    with django_assert_num_queries(0):
        client.get("/muc-luc/")


def test_a_number_past_its_seconds_is_shown_once_more_and_counted_anew_beside_the_page(settings):
    settings.DINH_COUNT_SECONDS = 0.05
    fresh, asked = Fresh(), []

    def make():
        asked.append(1)
        return len(asked)

    assert fresh.get(1, "x", make) == fresh.get(1, "x", make) == 1
    time.sleep(0.06)
    assert fresh.get(1, "x", make) == 1, "nobody waits for the new count"
    assert fresh._helper is not None
    fresh._helper.shutdown(wait=True)
    assert fresh.get(1, "x", make) == 2
    fresh.forget(1)
    assert fresh.get(1, "x", make) == 3, "whoever did something sees their own numbers at once"
