"""Measures through the JSON entrance: as far as a mandate reaches, the same numbers as the pages."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from dinh.frame.tests.api_town import auth, bearer
from dinh.town import testing

from .test_pages import town

__all__ = ["town"]
pytestmark = pytest.mark.django_db


def ask(path: str, code: str = "14812", **query: str) -> Any:
    key = bearer("viewer", testing.unit(code))[1]
    return Client().get(f"/api/v1{path}", query, headers=auth(key))


def test_the_catalogue_tells_how_each_measure_is_counted(town: Any) -> None:
    found = {each["code"]: each for each in ask("/measures", fact="dossiers").json()["items"]}
    assert (
        found["dossiers.paid_online"]["denominator"].startswith("Hồ sơ tiếp nhận")
        and "works.online" not in found
    )


def test_a_reading_has_its_parts_and_names_what_is_missing(town: Any) -> None:
    found = {each["code"]: each for each in ask("/units/14812/measures/2026-10").json()["items"]}
    one = found["dossiers.on_time"]
    assert (one["numerator"], one["denominator"], one["value"], one["period"]) == (1, 2, 50, "2026-10")
    assert (
        found["inspections.online"]["missing"] == ["inspections"]
        and found["inspections.online"]["value"] is None
    )


def test_the_rows_behind_a_number_come_by_the_page(town: Any) -> None:
    path = "/units/14812/measures/2026-10/dossiers.on_time/rows"
    first = ask(path, limit="1").json()
    assert [row["id"] for row in first["items"]] == ["cu:a"]
    assert [row["id"] for row in ask(path, limit="1", after=first["next"]).json()["items"]] == ["cu:b"]
    assert [row["id"] for row in ask(path, part="rest").json()["items"]] == ["cu:b"]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/units/16576/measures/2026-10", 404),
        ("/units/14812/measures/2026-99", 422),
        ("/units/14812/measures/2026-10/dossiers.none/rows", 404),
    ],
)
def test_what_is_not_there_or_wrong_is_told(town: Any, path: str, status: int) -> None:
    assert ask(path).status_code == status
