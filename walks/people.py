"""Who walks: signing in by hand, in a browser or over plain HTTP."""

from __future__ import annotations

import re
from typing import Any

import httpx

from dinh.town.demo import DEMO_PASSWORD

from .conftest import House

_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


def sign_in(page: Any, house: House, username: str, password: str = DEMO_PASSWORD) -> None:
    """Type the name and the password as a person does; the page that follows is left open."""
    page.goto(f"{house.url}/dang-nhap/")
    page.get_by_role("textbox", name="Tên đăng nhập").fill(username)
    page.get_by_label("Mật khẩu").fill(password)
    page.get_by_role("button", name="Đăng nhập", exact=True).click()
    page.wait_for_load_state()


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
