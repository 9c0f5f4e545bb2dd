"""What is public, who makes it so, and that nothing else comes out."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

import pytest
from django.test import Client

from dinh.boards import services
from dinh.boards.models import Publication
from dinh.ground.models import LedgerLine
from dinh.plans import services as plans
from dinh.plans.models import Plan, Target
from dinh.plans.tests.builders import Town, at
from dinh.plans.tests.test_pages import browser
from dinh.town.services import NotAllowed
from dinh.town.shapes import Role
from dinh.town.testing import HANOI

NOW = datetime(2026, 11, 20, 9, tzinfo=HANOI)


@pytest.fixture
def plan(town: Town) -> Plan:
    made = town.plan()
    target = made.targets.get(mark="T1")
    for period, value, top in (("2026-02", 2, 2), ("2026-03", 3, 3)):
        row = plans.enter_value(
            target_id=target.pk, period=period, value=value, numerator=top, denominator=100,
            by=town.officer, at=at(date(2026, 4, 3)), submit=True,
        )  # fmt: skip
        plans.approve_value(value_id=row.pk, by=town.head, at=at(date(2026, 4, 4)))
    return made


def publish(town: Town, plan: Plan, marks: tuple[str, ...] = ("T1",), **more: Any) -> Publication:
    keys = list(plan.targets.filter(mark__in=marks).values_list("pk", flat=True))
    given = {"plan_id": plan.pk, "targets": keys, "title": "Số liệu của phường", "by": town.leader, "at": NOW}
    return services.publish(**{**given, **more})


def page(code: str = "16576") -> Any:
    return Client().get(f"/cong-khai/{code}/")


def test_a_leader_shows_chosen_targets_with_what_the_figures_are_made_of(town: Town, plan: Plan) -> None:
    row = publish(town, plan)
    (frozen,) = row.frozen["targets"]
    assert frozen["value"] == 3 and frozen["kind"] == "behind"
    assert [(one["period"], one["numerator"], one["denominator"]) for one in frozen["inputs"]] == [
        ("2026-02", 2.0, 100.0), ("2026-03", 3.0, 100.0),
    ]  # fmt: skip
    told = page().content.decode()
    assert "Tỷ lệ phủ sóng 5G" in told and "3%" in told and "3 trên 100" in told and "Chậm" in told


def test_nothing_that_was_not_chosen_comes_out(town: Town, plan: Plan) -> None:
    publish(town, plan)
    told = page().content.decode()
    for secret in (
        "thanh toán trực tuyến",
        "sổ sức khỏe",
        "Đài truyền thanh",
        "2.500",
        "Tổ chức tập huấn",
        "/chi-tieu/",
        "/ke-hoach/",
    ):
        assert secret not in told, secret
    assert "Đài truyền thanh" in _with_money(town, plan)


def _with_money(town: Town, plan: Plan) -> str:
    publish(town, plan, money=True)
    return page().content.decode()


def _figures() -> str:
    """The page without the token of its buttons."""
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", page().content.decode())


def test_later_figures_do_not_move_what_was_published(town: Town, plan: Plan) -> None:
    publish(town, plan)
    before = _figures()
    target = plan.targets.get(mark="T1")
    row = plans.enter_value(
        target_id=target.pk, period="2026-10", value=77, by=town.officer, at=NOW, submit=True
    )
    plans.approve_value(value_id=row.pk, by=town.head, at=NOW)
    Target.objects.filter(pk=target.pk).update(text="Đã sửa lời")
    assert b"77%" not in page().content and "Đã sửa lời".encode() not in page().content
    assert _figures() == before
    publish(town, plan)
    assert b"77%" in page().content and Publication.objects.filter(ended_at=None).count() == 1


def test_a_withdrawn_publication_is_seen_no_more_and_the_reason_is_kept(town: Town, plan: Plan) -> None:
    row = publish(town, plan)
    with pytest.raises(services.PublishRefused):
        services.withdraw(publication_id=row.pk, reason=" ", by=town.leader, at=NOW)
    services.withdraw(publication_id=row.pk, reason="Số của Công an chưa đúng", by=town.leader, at=NOW)
    assert page().status_code == 404
    line = LedgerLine.objects.get(deed="boards.withdrawn")
    assert line.data["reason"] == "Số của Công an chưa đúng" and line.about == row.ref
    with pytest.raises(services.PublishRefused):
        services.withdraw(publication_id=row.pk, reason="nữa", by=town.leader, at=NOW)


def test_a_target_of_another_plan_none_at_all_or_no_title_is_refused(town: Town, plan: Plan) -> None:
    for more in ({"targets": []}, {"targets": [999_999]}, {"title": "  "}):
        with pytest.raises(services.PublishRefused):
            publish(town, plan, **more)


def test_a_plan_that_only_the_machine_read_is_not_made_public(town: Town, plan: Plan) -> None:
    Plan.objects.filter(pk=plan.pk).update(as_read=True)
    with pytest.raises(services.PublishRefused):
        publish(town, plan)


@pytest.mark.parametrize("role", [role.value for role in Role])
@pytest.mark.parametrize("where", ["unit", "province", "elsewhere", "office"])
def test_only_a_leader_of_the_place_makes_public(town: Town, plan: Plan, role: str, where: str) -> None:
    from dinh.plans.tests.builders import make_actor

    place = town.unit if where == "office" else getattr(town, where)
    actor = make_actor(role, place, office=town.office if where == "office" else None)
    if role == "leader" and where in {"unit", "province"}:
        row = publish(town, plan, by=actor)
        services.withdraw(publication_id=row.pk, reason="thử", by=actor, at=NOW)
    else:
        with pytest.raises(NotAllowed):
            publish(town, plan, by=actor)


def test_the_pages_of_publishing_choose_publish_and_take_back(town: Town, plan: Plan) -> None:
    client = browser(town.leader)
    assert plan.title in client.get("/cong-khai/quan-ly/").content.decode()
    form = client.get(f"/cong-khai/quan-ly/{plan.pk}/").content.decode()
    assert "Tỷ lệ phủ sóng 5G" in form and 'name="targets"' in form
    assert client.post(f"/cong-khai/quan-ly/{plan.pk}/", {"title": "Số liệu"}).status_code == 422
    answer = client.post(
        f"/cong-khai/quan-ly/{plan.pk}/",
        {"title": "Số liệu", "words": "<script>", "targets": [str(plan.targets.get(mark="T1").pk)]},
    )
    assert answer.status_code == 302 and answer["Location"] == "/cong-khai/16576/"
    assert b"&lt;script&gt;" in page().content and b"<script>" not in page().content.replace(
        b'<script type="module"', b""
    )
    assert (
        "phường Mẫu" in Client().get("/cong-khai/").content.decode()
        or "Phường Mẫu" in Client().get("/cong-khai/").content.decode()
    )
    row = Publication.objects.get()
    assert client.post(f"/cong-khai/quan-ly/rut/{row.pk}/", {"reason": ""}).status_code == 422
    assert client.post(f"/cong-khai/quan-ly/rut/{row.pk}/", {"reason": "thử"}).status_code == 302
    assert page().status_code == 404
    for other in (town.viewer, town.planner):
        assert browser(other).get(f"/cong-khai/quan-ly/{plan.pk}/").status_code == 403
    assert browser(town.stranger).get(f"/cong-khai/quan-ly/{plan.pk}/").status_code == 404


def test_the_public_page_takes_few_queries(
    town: Town, plan: Plan, django_assert_max_num_queries: Any
) -> None:
    publish(town, plan, marks=("T1", "T2", "T3"), money=True)
    client = Client()
    client.get("/cong-khai/16576/")
    with django_assert_max_num_queries(4):
        client.get("/cong-khai/16576/")
