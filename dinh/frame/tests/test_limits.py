"""One who asks too often is asked to wait; everybody else is not."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client, override_settings

from dinh.frame.limits import Counter

FEW = {"asked_by_person": 3, "asked_by_address": 3, "files_sent": 2, "failed_sign_ins": 2}


def test_a_window_ends_and_counting_begins_anew() -> None:
    counter = Counter(60)

    assert [counter.add("a", now=n) for n in (0, 1, 59, 60, 61)] == [1, 2, 3, 1, 2]
    assert counter.seen("a", now=62) == 2
    assert counter.seen("b", now=62) == 0


def test_a_counter_never_holds_more_keys_than_it_may() -> None:
    counter = Counter(60, most_keys=10)
    for n in range(100):
        counter.add(str(n), now=0)

    assert len(counter._counts) <= 10


@pytest.mark.django_db
@override_settings(DINH_LIMITS=FEW)
def test_an_address_that_asks_too_often_waits_a_minute() -> None:
    client = Client()
    codes = [client.get("/suc-khoe/").status_code for _ in range(4)]
    answer: Any = client.get("/suc-khoe/")

    assert codes == [200, 200, 200, 429]
    assert answer["Retry-After"] == "60"


@pytest.mark.django_db
@override_settings(DINH_LIMITS={**FEW, "asked_by_address": 100})
def test_an_address_that_fails_under_many_names_is_stopped() -> None:
    client = Client()
    codes = [
        client.post("/dang-nhap/", {"username": f"ai{n}", "password": "sai-mat-khau-roi"}).status_code
        for n in range(3)
    ]

    assert codes[-1] == 429
    assert all(code in (200, 401, 403, 422) for code in codes[:-1])
