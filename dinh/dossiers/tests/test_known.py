"""What an intake knows already: for some seconds what is in force, never that there is none."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from dinh.catalog import services as catalog
from dinh.catalog.models import Offer
from dinh.catalog.queries import process as process_queries
from dinh.catalog.services import process as processes
from dinh.dossiers import services
from dinh.dossiers.services import known

from .builders import FRIDAY, Ward, at


def test_what_is_in_force_is_known_for_its_seconds_and_asked_again_after(
    ward: Ward, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.DINH_KNOWN_SECONDS = 5
    now = [1_000.0]
    monkeypatch.setattr(known.time, "monotonic", lambda: now[0])
    edition = ward.procedure(offered=False)
    with pytest.raises(services.WrongInput, match="không giải quyết"):
        ward.receive(edition)
    offer = Offer.objects.create(
        unit=ward.ward, procedure=edition.procedure, office=ward.back, since=edition.since
    )
    ward.receive(edition)  # that there was none is not remembered
    offer.delete()
    now[0] += 4
    ward.receive(edition)
    now[0] += 2
    with pytest.raises(services.WrongInput, match="không giải quyết"):
        ward.receive(edition)


def test_what_the_catalogue_says_anew_is_in_force_at_once_where_it_was_said(
    ward: Ward, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    settings.DINH_KNOWN_SECONDS = 3600
    edition = ward.procedure()
    ward.receive(edition)
    (offer,) = Offer.objects.filter(procedure=edition.procedure)
    offer.since = FRIDAY - timedelta(days=30)
    offer.save()
    with django_capture_on_commit_callbacks(execute=True):
        catalog.stop_offering(
            offer_id=offer.pk, until=FRIDAY - timedelta(days=1), reason="Thí dụ", by=None, at=at(8)
        )
    with pytest.raises(services.WrongInput, match="không giải quyết"):
        ward.receive(edition)


def test_a_unit_goes_by_its_own_process_and_the_others_by_the_common_one(ward: Ward) -> None:
    edition = ward.procedure()
    (common,) = process_queries.processes_on(edition.procedure.code, FRIDAY)
    own = processes.draft_version(
        procedure_id=edition.procedure_id, unit=ward.ward, copy_of=common.pk, by=None, at=at(8)
    )
    processes.publish_version(version_id=own.pk, since=FRIDAY, by=None, at=at(8))
    for unit in (ward.ward, ward.other, ward.province):
        asked = process_queries.process_on(edition.procedure.code, FRIDAY, unit.path)
        assert known.process_on(edition.procedure.code, FRIDAY, unit.path) == asked
    assert known.process_on(edition.procedure.code, FRIDAY, ward.ward.path) == own
    assert known.process_on(edition.procedure.code, FRIDAY, ward.other.path) == common


def test_steps_of_a_published_process_are_read_once(ward: Ward, django_assert_num_queries: Any) -> None:
    dossier = ward.receive(ward.procedure())
    with django_assert_num_queries(0):
        graph, steps = known.graph_of(dossier.process_id), known.steps_of(dossier.process_id)
    assert set(steps) == {step.key for step in graph.steps}
