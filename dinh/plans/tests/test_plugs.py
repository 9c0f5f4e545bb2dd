"""What plans answer to the rooms below: figures for a report, subjects for an inspection."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from dinh.plans import plugs, services
from dinh.plans.models import Target

from .builders import Town
from .test_tracking import APRIL, enter

pytestmark = pytest.mark.django_db


@pytest.fixture
def target(town: Town) -> Target:
    return town.plan().targets.select_related("lead_office", "plan").exclude(value=None).first()  # type: ignore[return-value]


def known(town: Town, target: Target, last: date, **more: Any) -> list[Any]:
    given = {"unit_id": town.unit.pk, "office_id": target.lead_office_id, **more}
    return list(
        plugs.KnownFigures().figures_for(first=last - timedelta(days=30), last=last, regime_key="x", **given)
    )


def test_a_report_is_given_approved_figures_alone_with_their_plan_and_period(
    town: Town, target: Target
) -> None:
    draft = enter(town, target, submit=False)
    assert known(town, target, date(2026, 12, 31)) == []

    services.submit_value(value_id=draft.pk, by=town.officer, at=APRIL)
    services.approve_value(value_id=draft.pk, by=town.head, at=APRIL + timedelta(hours=1))
    (figure,) = known(town, target, date(2026, 12, 31))

    assert figure.ref == f"target:{target.pk}"
    assert not figure.typed
    assert target.plan.name in figure.source
    assert known(town, target, date(2025, 12, 31)) == [], "a figure of later days is not known yet"
    assert known(town, target, date(2026, 12, 31), unit_id=town.elsewhere.pk, office_id=None) == []


def test_figures_cost_two_queries_however_many(
    town: Town, target: Target, django_assert_num_queries: Any
) -> None:
    draft = enter(town, target)
    services.approve_value(value_id=draft.pk, by=town.head, at=APRIL + timedelta(hours=1))

    with django_assert_num_queries(2):
        assert known(town, target, date(2026, 12, 31), office_id=None)


def test_an_inspection_may_look_into_the_targets_and_tasks_of_the_inspected(
    town: Town, target: Target, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(2):
        found = plugs.Inspectable().subjects_for(
            unit_ids=[town.unit.pk], office_ids=[], words="", day=date(2026, 4, 1), limit=40
        )

    assert {subject.ref.split(":")[0] for subject in found} == {"target", "task"}
    assert f"target:{target.pk}" in {subject.ref for subject in found}
    nothing = plugs.Inspectable().subjects_for(
        unit_ids=[town.elsewhere.pk], office_ids=[], words="", day=date(2026, 4, 1), limit=40
    )
    assert list(nothing) == []
