"""What an intake knows already: for some seconds what is in force, never that there is none."""

from __future__ import annotations

from typing import Any

import pytest

from dinh.catalog.models import Offer
from dinh.dossiers import services
from dinh.dossiers.services import known

from .builders import Ward


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


def test_steps_of_a_published_process_are_read_once(ward: Ward, django_assert_num_queries: Any) -> None:
    dossier = ward.receive(ward.procedure())
    with django_assert_num_queries(0):
        graph, steps = known.graph_of(dossier.process_id), known.steps_of(dossier.process_id)
    assert set(steps) == {step.key for step in graph.steps}
