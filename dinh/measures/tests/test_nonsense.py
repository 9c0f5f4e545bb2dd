"""Pages of measures and of scorecards are handed nonsense."""

from __future__ import annotations

import pytest

from dinh.dossiers.tests.builders import Ward
from dinh.dossiers.tests.test_pages import signed_in
from dinh.look.nonsense import addresses, walk
from dinh.measures.pages import routes
from dinh.measures.scorecards.pages import routes as score_routes
from dinh.measures.scorecards.tests.conftest import books
from dinh.measures.scorecards.tests.people import People

from .small_town import dossier
from .test_measuring import pour
from .test_pages import sign_in

__all__ = ["books"]
pytestmark = pytest.mark.django_db


def test_measures_answer_nonsense(lake_home, ward: Ward) -> None:
    pour([dossier("cu:a", "14812", "2026-10-02", due_at="2026-10-09", ended_at="2026-10-08")])
    ours = [each for each in routes if each not in score_routes]
    places = []
    for code in ("dossiers.on_time", "16576", "khong-co"):
        places += addresses(ours, {"code": code, "form": ["csv", "xlsx", "x"]})
    assert walk(sign_in("leader", "16576"), places, rounds=1) >= 5


def test_scorecards_answer_nonsense(lake_home, books: None) -> None:
    people = People()
    places = []
    for code in ("xa", "khong-co"):
        places += addresses(
            score_routes, {"code": code, "unit_code": "16576", "criterion": "1.1", "number": "1.1"}
        )
    # A card says its period in the address.
    places += [f"{place}?ky=2026" for place in places if "16576" in place]
    assert walk(signed_in(people.officer), places, rounds=2) >= 20
    assert walk(signed_in(people.appraiser, "tham-dinh"), places, rounds=1) >= 10
