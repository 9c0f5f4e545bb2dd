"""Initiatives, events, ratings and complaints are handed nonsense, by the citizen and at the desk."""

from __future__ import annotations

from datetime import timedelta

from django.test import Client
from django.utils import timezone

from dinh.dossiers.queries import citizens
from dinh.dossiers.tests.builders import Ward
from dinh.dossiers.tests.test_looks import signed_in as at_the_desk
from dinh.look.nonsense import addresses, walk
from dinh.town import testing
from dinh.voices.pages import routes

from .builders import Town
from .test_complaints import done, mine, put
from .test_pages import signed_in

ABOUT_DOSSIERS = [one for one in routes if str(one.pattern).startswith(("phan-anh-ho-so", "dich-vu/"))]
REST = [one for one in routes if one not in ABOUT_DOSSIERS]


def test_complaints_and_ratings_answer_nonsense(db: None) -> None:
    ward = Ward()
    at = timezone.now() - timedelta(hours=2)
    dossier = done(ward, on=at)
    row = put(ward, dossier, by=mine(dossier), at=at + timedelta(minutes=5))
    places = addresses(ABOUT_DOSSIERS, {"code": dossier.code, "complaint_id": str(row.pk)})
    leader = testing.actor("leader", ward.ward, name="Vũ Thị Thử")
    assert walk(at_the_desk(leader), places) >= 8
    client = Client()
    session = client.session
    session[citizens.BY_SECRET] = {str(dossier.pk): timezone.now().isoformat()}
    session.save()
    assert walk(client, places) >= 8


def test_initiatives_and_events_answer_nonsense(town: Town) -> None:
    initiative = town.idea()
    known: dict[str, str | list[str]] = {
        "initiative_id": str(initiative.pk), "code": initiative.code, "slug": ["nhan", "tra-loi", "khong-co"],
    }  # fmt: skip
    places = addresses(REST, known)
    assert walk(signed_in(town.planner.person_id, "planner", town), places) >= 40
    assert walk(Client(), places, rounds=1) >= 10
