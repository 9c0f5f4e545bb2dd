"""The table of who may, cell by cell: each deed, each role, at each place."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from dinh.catalog import files, rules, services
from dinh.catalog.models import Offer
from dinh.town import testing
from dinh.town.shapes import Actor, Role

from .builders import CODE, CONTENT, NOON, TODAY, Town

PLACES = ("province", "ward", "other province")


def _import(town: Town, by: Actor) -> Any:
    raw = {
        "form": "dinh.procedures/1",
        "procedures": [{"code": CODE, "field": "a", "field_name": "A", "editions": [CONTENT]}],
    }
    return services.import_document(
        document=files.read_raw(raw), keeper=town.province, publish=False, by=by, at=NOON
    )


def _published(town: Town) -> int:
    return town.published(by=None).pk


def _stop(town: Town, by: Actor) -> Any:
    town.published(by=None)
    (row,) = services.offer(unit=town.ward, codes=[CODE], since=TODAY, by=None, at=NOON)
    return services.stop_offering(offer_id=row.pk, until=TODAY, reason="x", by=by, at=NOON)


def _offer(town: Town, by: Actor) -> Any:
    town.published(by=None)
    services.offer(unit=town.ward, codes=[CODE], since=TODAY, by=by, at=NOON)
    assert Offer.objects.count() == 1


DEEDS: dict[str, tuple[str, Callable[[Town, Actor], Any]]] = {
    "draft a new procedure": ("catalog.draft", lambda town, by: town.draft(by=by)),
    "draft another edition": (
        "catalog.draft",
        lambda town, by: services.draft_from(edition_id=_published(town), since=TODAY, by=by, at=NOON),
    ),
    "change a draft": (
        "catalog.draft",
        lambda town, by: services.change_draft(
            edition_id=town.draft(by=None).pk, changes={"kind": "x"}, seen=None, by=by, at=NOON
        ),
    ),
    "drop a draft": (
        "catalog.draft",
        lambda town, by: services.drop_draft(edition_id=town.draft(by=None).pk, by=by, at=NOON),
    ),
    "publish": (
        "catalog.publish",
        lambda town, by: services.publish_edition(edition_id=town.draft(by=None).pk, by=by, at=NOON),
    ),
    "withdraw": (
        "catalog.withdraw",
        lambda town, by: services.withdraw_edition(edition_id=_published(town), reason="x", by=by, at=NOON),
    ),
    "end": (
        "catalog.withdraw",
        lambda town, by: services.end_edition(
            edition_id=_published(town), until=TODAY, reason="x", by=by, at=NOON
        ),
    ),
    "import": ("catalog.import", _import),
    "offer": ("catalog.offer", _offer),
    "stop offering": ("catalog.offer", _stop),
}


def reaches(deed: str, place: str) -> bool:
    """A procedure is its keeper's, the province's; an offer is the ward's, and those above it."""
    return place == "province" or (place == "ward" and deed == "catalog.offer")


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("what", list(DEEDS))
def test_each_deed_cell_by_cell(town: Town, what: str, place: str, role: Role) -> None:
    where = {"province": town.province, "ward": town.ward, "other province": testing.unit("79")}[place]
    deed, act = DEEDS[what]
    somebody = testing.actor(role.value, where)
    if role.value in rules.WHO_MAY[deed] and reaches(deed, place):
        act(town, somebody)
    else:
        with pytest.raises(services.NotAllowed):
            act(town, somebody)


def test_every_deed_has_words_and_is_walked_here() -> None:
    assert set(rules.WHO_MAY) == set(rules.WORDS) == {deed for deed, _act in DEEDS.values()}
    assert {role for roles in rules.WHO_MAY.values() for role in roles} <= {role.value for role in Role}


def test_a_mandate_over_one_office_does_not_reach_the_catalogue(town: Town) -> None:
    office = town.office(unit=town.province)
    somebody = testing.actor("planner", town.province, office=office)
    with pytest.raises(services.NotAllowed):
        town.draft(by=somebody)
