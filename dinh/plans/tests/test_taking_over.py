"""Figures of past periods and the answers of many communes, taken over in one deed: all of it or none."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from dinh.ground import queries as ledger
from dinh.plans import services
from dinh.plans.models import Allotment, Target, TargetValue
from dinh.plans.queries.cascade import rollups
from dinh.plans.services import PastValue
from dinh.town.services import NotAllowed

from .cascade_builders import NOW, Province

pytestmark = pytest.mark.django_db


@pytest.fixture
def province() -> Province:
    return Province()


@pytest.fixture
def target(province: Province) -> Target:
    plan = province.plan()
    target = plan.targets.get(text="Số lớp tập huấn kỹ năng số")
    province.allot(target)
    return Target.objects.get(pk=target.pk)


def rows_of(target: Target) -> list[Allotment]:
    return list(Allotment.objects.filter(target=target, parent=None).order_by("pk"))


def test_past_figures_are_written_approved_with_one_line_and_rolled_up(
    province: Province, target: Target
) -> None:
    rows = rows_of(target)
    values = [PastValue(row.pk, f"2026-{month:02}", Decimal(month)) for row in rows for month in range(1, 11)]

    made = services.take_over_values(
        target_id=target.pk, values=values, by=province.planner, at=NOW, note="Sổ cũ"
    )

    assert made == 10 * len(rows) == TargetValue.objects.filter(state="approved").count()
    [line] = [each for each in ledger.story_of(rows[0].ref) if each.deed == "plans.values-taken-over"]
    assert line.data["count"] == made and line.about == target.ref
    rolled = rollups([target.pk], date(2026, 11, 20))[target.pk].rolled
    assert rolled.value == 10 * len(rows)


@pytest.mark.parametrize(
    ("period", "value", "why"),
    [
        ("2026-12", 5, "chưa kết thúc"),
        ("2026-Q1", 5, "báo theo"),
        ("2026-03", -1, "không được âm"),
    ],
)
def test_one_figure_that_cannot_be_stops_all(
    province: Province, target: Target, period: str, value: int, why: str
) -> None:
    first, *_others = rows_of(target)
    values = [PastValue(first.pk, "2026-02", Decimal(3)), PastValue(first.pk, period, Decimal(value))]

    with pytest.raises(services.WrongInput, match=why):
        services.take_over_values(target_id=target.pk, values=values, by=province.planner, at=NOW)
    assert not TargetValue.objects.exists()


def test_what_is_there_is_not_overwritten_and_only_the_giver_takes_over(
    province: Province, target: Target
) -> None:
    first, *_others = rows_of(target)
    values = [PastValue(first.pk, "2026-02", Decimal(3))]
    services.take_over_values(target_id=target.pk, values=values, by=province.planner, at=NOW)

    for again in (values, [PastValue(first.pk, "2026-03", Decimal(1))] * 2):
        with pytest.raises(services.WrongInput, match="đã có số"):
            services.take_over_values(target_id=target.pk, values=again, by=province.planner, at=NOW)
    with pytest.raises(NotAllowed):
        services.take_over_values(
            target_id=target.pk, values=values, by=province.commune_actor("planner"), at=NOW
        )
    assert TargetValue.objects.count() == 1


def test_all_communes_take_on_what_they_were_given_but_not_what_they_dispute(
    province: Province, target: Target, django_assert_max_num_queries: object
) -> None:
    first, *others = rows_of(target)
    Allotment.objects.filter(pk=first.pk).update(state="disputed")

    with django_assert_max_num_queries(15):  # type: ignore[operator]
        made = services.accept_for_units(target_ids=[target.pk], by=None, at=NOW)

    assert made == len(others)
    assert [row.state for row in rows_of(target)] == ["disputed", *["accepted"] * len(others)]
    assert services.accept_for_units(target_ids=[target.pk], by=None, at=NOW) == 0
