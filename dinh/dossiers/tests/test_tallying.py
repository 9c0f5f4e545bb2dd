"""Periods with too many dossiers to count at once are counted by night, and the page says when."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from dinh.dossiers.models import Counted
from dinh.dossiers.queries import counting
from dinh.dossiers.services import tallying
from dinh.ground.periods import Period

from .builders import FRIDAY, Ward, at
from .test_pages import signed_in

MONTH, YEAR = Period.parse("2026-11"), Period.parse("2026")


def test_what_the_night_counted_is_what_would_be_counted_now(
    ward: Ward, monkeypatch: pytest.MonkeyPatch, django_assert_max_num_queries: Any
) -> None:
    edition = ward.procedure()
    for hour in (8, 9, 10):
        ward.receive(edition, on=at(hour))
    live, moment, there = counting.counts_or_kept(ward.viewer, FRIDAY, YEAR, at(16))
    assert there and moment is None and live[0]["received"] == 3
    monkeypatch.setattr(counting, "MOST_LIVE", 2)
    assert counting.counts_or_kept(ward.viewer, FRIDAY, YEAR, at(16)) == ([], None, False)
    assert tallying.tally(at=at(16)) == 3  # its month, quarter and year
    with django_assert_max_num_queries(5):
        kept, moment, there = counting.counts_or_kept(ward.viewer, FRIDAY, YEAR, at(17))
    assert there and moment == at(16)
    assert [(row.unit, row.numbers) for row in kept] == [(row.unit, row.numbers) for row in live]
    assert counting.counts_or_kept(ward.stranger, FRIDAY, YEAR, at(17))[0] == []


def test_a_period_that_still_moves_is_counted_again_and_a_settled_one_is_not(ward: Ward) -> None:
    edition = ward.procedure()
    ward.receive(edition, on=at(8))
    tallying.tally(at=at(9))
    ward.receive(edition, on=at(10))
    assert tallying.tally(at=at(11)) == 3
    assert Counted.objects.get(period="2026-11").numbers["received"] == 2
    later = at(9, day=date(2027, 3, 1))
    assert tallying.tally(at=later) == 3 and tallying.tally(at=later + timedelta(days=1)) == 0


def test_the_page_says_when_it_was_counted(ward: Ward, monkeypatch: pytest.MonkeyPatch) -> None:
    from dinh.dossiers.pages import counting as pages

    monkeypatch.setattr(pages, "today", lambda: FRIDAY)
    monkeypatch.setattr(pages, "now", lambda: at(16))
    page = signed_in(ward.viewer)
    ward.receive(ward.procedure(), on=at(8))
    assert "đếm trong đêm" not in page.get("/ho-so/so-lieu/?ky=2026").content.decode()
    monkeypatch.setattr(counting, "MOST_LIVE", 0)
    assert "được đếm trong đêm" in page.get("/ho-so/so-lieu/?ky=2026").content.decode()
    tallying.tally(at=at(15))
    shown = page.get("/ho-so/so-lieu/?ky=2026").content.decode()
    assert "số liệu đếm trong đêm, lúc" in shown and ward.ward.name in shown
