"""A key made in the browser, used by a program: it reads and does what its bearer may, and nothing more."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from dinh.look.testing import shot

from .conftest import House
from .people import as_, fits, in_days, said, send

pytestmark = pytest.mark.browser


def a_key(page: Any, house: House, name: str, **rooms: str) -> str:
    """Make a key that opens these rooms; gives it as the page shows it, once."""
    page.goto(f"{house.url}/toi/khoa-api/")
    page.get_by_label("Khóa dùng cho việc gì").fill(name)
    for room, scope in rooms.items():
        page.locator(f"[name=room_{room}]").select_option(scope)
    page.get_by_label("Đến hết ngày").fill(in_days(30))
    send(page, "Lập khóa")
    return str(page.locator(".made-key code").inner_text().strip())


def program(house: House, key: str) -> httpx.Client:
    return httpx.Client(
        base_url=f"{house.url}/api/v1", headers={"Authorization": f"Bearer {key}"}, timeout=30
    )


def test_a_key_made_in_the_browser_reads_targets_and_does_a_deed_within_the_mandate(
    browser_page: Any, house: House
) -> None:
    page = browser_page
    as_(page, house, "cds.ngocson")
    page.goto(f"{house.url}/toi/khoa-api/")
    fits(page)
    key = a_key(page, house, "Khóa thử của phần mềm một cửa", plans="write", work="read")
    fits(page)
    page.goto(f"{house.url}/toi/khoa-api/")
    assert key not in page.content(), "told once"

    with program(house, key) as api:
        plans = api.get("/plans", params={"unit": "16576"}).json()["items"]
        plan = next(one for one in plans if one["unit_code"] == "16576")
        targets = api.get(f"/plans/{plan['id']}/targets", params={"limit": 200}).json()["items"]
        target = next(one for one in targets if one["measure"] == "%" and one["value"] is not None)
        note = "Từ phần mềm một cửa, buổi đi thử khóa"
        body = {"period": f"{in_days(-40)[-4:]}-{in_days(-40)[3:5]}", "value": 61.5, "note": note}
        made = api.post(f"/targets/{target['id']}/values", json=body)
        assert made.status_code in (200, 201), made.text
        page.goto(f"{house.url}/chi-tieu/{target['id']}/")
        assert note in said(page), "what the program wrote stands on the page"

        refused = api.post(
            "/assignments", json={"title": "Việc thử", "unit_code": "16576", "due_on": "2030-06-28"}
        )
        assert refused.status_code == 403, "the key reads work and does not write it"
        assert refused.json()["detail"]
        page.goto(f"{house.url}/toi/khoa-api/")
        row = page.locator(".key-l li", has_text="Khóa thử của phần mềm một cửa")
        assert "dùng gần nhất" in row.inner_text()
        row.get_by_role("button", name="Thu hồi").click()
        page.wait_for_load_state()
        send(page, "Thu hồi khóa")
        assert api.get("/me").status_code == 401, "taken back at once"
    shot(page, "khoa-api")


def test_a_key_opens_no_more_than_its_bearer_may(browser_page: Any, house: House) -> None:
    page = browser_page
    as_(page, house, "cds.ngocson")
    with program(house, a_key(page, house, "Khóa thử để tìm chỉ tiêu", plans="read")) as api:
        plans = api.get("/plans", params={"unit": "16576"}).json()["items"]
        target = api.get(f"/plans/{plans[0]['id']}/targets").json()["items"][0]

    as_(page, house, "cds.hatien")
    with program(house, a_key(page, house, "Khóa thử của nơi khác", plans="write")) as api:
        assert api.get(f"/targets/{target['id']}").status_code == 404
        body = {"period": "2026-10", "value": 1, "note": "Không phải việc của nơi này"}
        assert api.post(f"/targets/{target['id']}/values", json=body).status_code in (403, 404)
        assert api.get("/assignments").status_code == 403, "a room that the key does not open"
