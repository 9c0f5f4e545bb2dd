"""Fifty people on the plan page at once, ten of them writing: nobody meets an error and nobody is locked out."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

from .conftest import House
from .people import http_client, token_of

WHO = ("cds.ngocson", "chutich.ngocson", "truongphong.ngocson", "chuyenvien.ngocson", "motcua.ngocson")
PEOPLE = 50


def one_person(house: House, number: int) -> list[str]:
    """Sign in, read the plan and its targets three times; every fifth person records progress. Gives what went
    wrong."""
    wrong: list[str] = []
    with closing(http_client(house, WHO[number % len(WHO)])) as client:
        listing = client.get("/ke-hoach/", params={"q": "ngoc son 2026"})
        plan = re.search(r'href="(/ke-hoach/\d+/)', listing.text)
        if not plan:
            return [f"{number}: no plan on the list, {listing.status_code}"]
        for part in ("", "chi-tieu/", "nhiem-vu/"):
            answer = client.get(plan.group(1) + part)
            if answer.status_code != 200:
                wrong.append(f"{number}: {part} {answer.status_code}")
        if number % 5 == 0:
            wrong += record(client, house, answer.text, number)
    return wrong


def record(client: object, house: House, tasks: str, number: int) -> list[str]:
    """Write one progress note on the first task of the page."""
    address = re.search(r'href="(/nhiem-vu/\d+/)"', tasks)
    if not address:
        return [f"{number}: no task"]
    page = client.get(address.group(1))  # type: ignore[attr-defined]
    answer = client.post(  # type: ignore[attr-defined]
        address.group(1) + "tien-do/",
        data={
            "csrfmiddlewaretoken": token_of(page.text),
            "state": "doing",
            "note": f"Ghi cùng lúc, người thứ {number}",
            "on": "20/11/2026",
        },
        headers={"Referer": house.url + address.group(1)},
    )
    if answer.status_code != 200 or f"người thứ {number}" not in answer.text:
        return [f"{number}: progress {answer.status_code}"]
    return []


def test_fifty_people_at_once_meet_no_error(house: House) -> None:
    with ThreadPoolExecutor(PEOPLE) as pool:
        wrong = [
            fault for faults in pool.map(lambda n: one_person(house, n), range(PEOPLE)) for fault in faults
        ]

    assert wrong == []
    assert "locked" not in (house.home / "serve.log").read_text(encoding="utf-8")
    house.dinh("verify")
