"""Every page, form and file of the catalogue is handed nonsense."""

from __future__ import annotations

import pytest
from django.test import Client

from dinh.catalog.forms import PARTS
from dinh.catalog.models import Offer
from dinh.catalog.pages import routes
from dinh.catalog.services import process as processes
from dinh.look.nonsense import addresses, walk

from .builders import NOON, TODAY, Town
from .test_pages import browser


@pytest.fixture
def known(town: Town) -> dict[str, str | list[str]]:
    """A published edition that a ward offers, one in draft, and a process being written."""
    published = town.published()
    draft = town.draft("1.000894")
    offer = Offer.objects.create(unit=town.ward, procedure=published.procedure, since=TODAY)
    version = processes.draft_version(procedure_id=published.procedure_id, by=town.planner, at=NOON)
    return {
        "edition_id": str(draft.pk), "code": published.procedure.code, "offer_id": str(offer.pk),
        "version_id": str(version.pk), "part": [*PARTS, "khong-co"],
    }  # fmt: skip


def test_the_catalogue_answers_nonsense(known: dict[str, str | list[str]], town: Town) -> None:
    assert walk(browser(town.planner), addresses(routes, known)) >= 60


def test_the_citizens_catalogue_answers_nonsense(known: dict[str, str | list[str]], town: Town) -> None:
    ours = [each for each in routes if str(each.pattern).startswith("thu-tuc")]
    assert walk(Client(), addresses(ours, known), rounds=1) >= 5
