"""Who walks: signing in by hand, in a browser or over plain HTTP; and what every walk asks of a page."""

from __future__ import annotations

import re
from contextlib import closing
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import httpx

from dinh.look.testing import assert_accessible, assert_no_sideways_scroll
from dinh.town.demo import DEMO_PASSWORD

from .conftest import House

_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
_cookies: dict[tuple[str, str], list[dict[str, Any]]] = {}


def sign_in(page: Any, house: House, username: str, password: str = DEMO_PASSWORD) -> None:
    """Type the name and the password as a person does; the page that follows is left open."""
    page.goto(f"{house.url}/dang-nhap/")
    page.get_by_role("textbox", name="Tên đăng nhập").fill(username)
    page.get_by_label("Mật khẩu").fill(password)
    page.get_by_role("button", name="Đăng nhập", exact=True).click()
    page.wait_for_load_state()


def as_(page: Any, house: House, username: str) -> None:
    """Go on as somebody else in the same browser. Whoever has signed in once in this run goes on with that session."""
    key = (house.url, username)
    if key not in _cookies:
        with closing(http_client(house, username)) as client:
            _cookies[key] = [
                {"name": one.name, "value": one.value or "", "url": house.url} for one in client.cookies.jar
            ]
    page.context.clear_cookies()
    page.context.add_cookies(_cookies[key])


def token_of(html: str) -> str:
    """The CSRF token of the first form of a page."""
    found = _TOKEN.search(html)
    assert found, "the page has no form"
    return found.group(1)


def http_client(house: House, username: str) -> httpx.Client:
    """A signed-in client without a browser."""
    client = httpx.Client(base_url=house.url, timeout=60, follow_redirects=True)
    form = client.get("/dang-nhap/")
    answer = client.post(
        "/dang-nhap/",
        data={"username": username, "password": DEMO_PASSWORD, "csrfmiddlewaretoken": token_of(form.text)},
        headers={"Referer": f"{house.url}/dang-nhap/"},
    )
    assert answer.status_code == 200, answer.text[:400]
    assert "/dang-nhap/" not in str(answer.url), f"{username} could not sign in"
    return client


def in_days(number: int) -> str:
    """The day so many days from today, as people type it."""
    return (datetime.now(ZoneInfo("Asia/Ho_Chi_Minh")) + timedelta(days=number)).strftime("%d/%m/%Y")


def send(page: Any, button: str | re.Pattern[str]) -> None:
    """Press the button of the page and wait for what follows."""
    exact = isinstance(button, str)
    page.locator("main").get_by_role("button", name=button, exact=exact).first.click()
    page.wait_for_load_state()


def follow(page: Any, link: str | re.Pattern[str]) -> None:
    """Follow the first link of the page's body that has these words."""
    page.locator("main").get_by_role("link", name=link).first.click()
    page.wait_for_load_state()


def said(page: Any) -> str:
    """What stands on the page, on one line."""
    return " ".join(page.locator("main").inner_text().split())


def fits(page: Any) -> None:
    """The page is fit for everyone and no wider than the window."""
    assert_accessible(page)
    assert_no_sideways_scroll(page)


def number_in(text: str) -> int:
    """The whole number that stands in a text, dots as thousands: "1.234 việc" is 1234."""
    found = re.search(r"\d[\d.]*", text)
    assert found, f"no number in {text!r}"
    return int(found.group().replace(".", ""))


def draft_results(page: Any, house: House, code: str) -> None:
    """Fill what the result of a dossier still lacks and save the draft, as whoever is signed in."""
    page.goto(f"{house.url}/ho-so/{code}/ket-qua/")
    form = page.locator("main form", has=page.locator('input[name="viec"][value="soan"]')).first
    if not form.count():
        return
    for box in form.locator("input.inp, textarea.inp").all():
        if not box.input_value():
            box.fill("01/02/1990" if "sinh" in str(box.get_attribute("name")) else "Mẫu")
    form.get_by_role("button", name="Lưu bản soạn").click()
    page.wait_for_load_state()
