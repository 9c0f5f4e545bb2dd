"""The pages of a target that measures itself: offered, bound, not typed, disputed, answered, unbound."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from dinh.plans import services
from dinh.plans.models import Plan, Target
from dinh.town.shapes import Actor

from .builders import Town, at
from .test_measuring import PAID, Meter, live, meter, plan, target
from .test_pages import browser

__all__ = ["meter", "plan", "target"]


@pytest.fixture
def measured_target(town: Town, target: Target, meter: Meter) -> Target:
    services.bind_measure(
        target_id=target.pk,
        measure="dossiers.paid_online",
        period_kind="month",
        by=town.planner,
        at=timezone.now(),
    )
    meter.say("16576", "2026-03", 9, 12, warnings=({"code": "few", "bottom": "4"},))
    services.take_readings(target_id=target.pk, at=at(date(2026, 4, 3)))
    return target


def test_the_page_offers_and_binds_and_says_how_many_periods_have_facts(
    town: Town, target: Target, meter: Meter
) -> None:
    meter.say("16576", "2026-03", 9, 12)
    client = browser(town.planner)
    page = client.get(reverse("plans.bind_measure", args=[target.pk])).content.decode()
    assert "Tỷ lệ hồ sơ thanh toán trực tuyến" in page and "thanh toán trực tuyến" in page

    answer = client.post(
        reverse("plans.bind_measure", args=[target.pk]),
        {"measure": "dossiers.paid_online", "period_kind": "month", "reason": "Đúng cách tính"},
        follow=True,
    ).content.decode()

    assert live(target).value == 75 and "Đo từ hồ sơ" in answer
    assert "/so-do/dossiers.paid_online/vi-sao/?don-vi=16576" in answer
    assert 'id="nhap-so-lieu"' not in answer


def test_what_is_typed_wrong_comes_back_with_its_sentence(town: Town, plan: Plan) -> None:
    thing = plan.targets.get(mark="T4")
    answer = browser(town.planner).post(
        reverse("plans.bind_measure", args=[thing.pk]), {"measure": "dossiers.online", "period_kind": "month"}
    )
    assert answer.status_code == 422 and "không hứa con số" in answer.content.decode()


def test_without_the_mandate_the_page_says_who_has_it(town: Town, target: Target) -> None:
    assert browser(town.viewer).get(reverse("plans.bind_measure", args=[target.pk])).status_code == 403


def test_a_doubt_stands_beside_the_number_and_a_dispute_is_answered_there(
    town: Town, measured_target: Target
) -> None:
    row = live(measured_target)
    head, leader = browser(town.head), browser(town.planner)
    page = head.get(reverse("plans.target", args=[measured_target.pk])).content.decode()
    assert "Mẫu số chỉ có 4" in page and "Vì sao có số này?" in page

    head.post(
        reverse("plans.remark_value", args=[row.pk]), {"text": "Thiếu hai giao dịch", "viec": "kien-nghi"}
    )
    page = leader.get(reverse("plans.target", args=[measured_target.pk])).content.decode()
    assert "Thiếu hai giao dịch" in page and "Đang có kiến nghị" in page
    remark = row.remarks.get()
    leader.post(
        reverse("plans.answer_remark", args=[remark.pk]), {"outcome": "mended", "answer": "Đã ghi đủ, đo lại"}
    )
    page = head.get(reverse("plans.target", args=[measured_target.pk])).content.decode()
    assert "Đã ghi đủ, đo lại" in page and "Đang có kiến nghị" not in page


def test_it_is_unbound_with_a_reason_and_typed_again(town: Town, measured_target: Target) -> None:
    client = browser(town.planner)
    where = reverse("plans.bind_measure", args=[measured_target.pk])
    assert client.post(where, {"viec": "go", "reason": ""}).status_code == 422
    page = client.post(where, {"viec": "go", "reason": "Đổi cách tính"}, follow=True).content.decode()
    assert 'id="nhap-so-lieu"' in page and "Đổi cách tính" in client.get(where).content.decode()


def test_the_measures_page_names_the_targets_that_take_their_figures_from_it(
    town: Town, measured_target: Target
) -> None:
    from dinh.ground.periods import Period
    from dinh.plans.panels import targets_of_measure

    class Asking:
        actor: Actor = town.viewer

    told = targets_of_measure(Asking(), ("dossiers.paid_online", town.unit, Period.parse("2026-03")))  # type: ignore[arg-type]
    assert PAID in told and f"dinh prove {measured_target.pk} 2026-03" in told
    assert targets_of_measure(Asking(), ("dossiers.online", town.unit, Period.parse("2026-03"))) == ""  # type: ignore[arg-type]
