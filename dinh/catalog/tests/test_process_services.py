"""Deeds on processes: each outcome by name."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from dinh.catalog.models import ProcessStep, ProcessVersion
from dinh.catalog.queries import process as queries
from dinh.catalog.rules.process import Graph, Step
from dinh.catalog.services import process as services
from dinh.catalog.services.common import Missing, NotThere, StaleDraft, WrongInput, WrongState
from dinh.catalog.services.process_book import load_processes
from dinh.ground import queries as ground
from dinh.town import services as town_services
from dinh.town import testing
from dinh.town.shapes import Actor, Role

from .process_graphs import opinions, simple
from .process_house import AT, House


@pytest.fixture
def house(db: None) -> House:
    return House()


JAN, JUL = date(2026, 1, 1), date(2026, 7, 1)


def test_steps_come_back_as_they_were_saved(house: House) -> None:
    version = house.draft(opinions())
    assert queries.graph_of(version.pk) == opinions()
    assert [v.number for v in queries.versions_of(house.procedure)] == [1]


def test_a_draft_with_problems_is_kept_and_tells_them(house: House) -> None:
    version = house.draft()
    without = Graph(simple().steps, simple().flows[:-1])
    found = services.save_steps(version_id=version.pk, graph=without, by=house.above, at=AT)
    assert [p.kind for p in found] == ["dead-end"]
    with pytest.raises(Missing, match="“Trả kết quả”: chưa có lối ra"):
        services.publish_version(version_id=version.pk, since=JAN, by=house.above, at=AT)
    assert queries.process_on("2.000815", JAN) is None


@pytest.mark.parametrize(
    ("bad", "sentence"),
    [
        (replace(simple().steps[1], key="Có dấu"), "Mã bước “Có dấu”"),
        (replace(simple().steps[1], kind="robot"), "không có loại bước “robot”"),
        (replace(simple().steps[1], name=""), "chưa có tên"),
    ],
)
def test_what_the_tables_cannot_hold_is_refused(house: House, bad: Step, sentence: str) -> None:
    version = house.draft(simple())
    steps = (simple().steps[0], bad, *simple().steps[2:])
    with pytest.raises(WrongInput, match=sentence):
        services.save_steps(version_id=version.pk, graph=Graph(steps, simple().flows), by=house.above, at=AT)
    assert queries.graph_of(version.pk) == simple()


def test_an_outcome_that_could_not_be_written_as_a_condition_is_refused(house: House) -> None:
    version = house.draft()
    flows = (*simple().flows[:-1], replace(simple().flows[-1], outcome="a' or 1"))
    with pytest.raises(WrongInput, match="Mã kết quả"):
        services.save_steps(version_id=version.pk, graph=Graph(simple().steps, flows), by=house.above, at=AT)


def test_nobody_saves_over_what_they_have_not_seen(house: House) -> None:
    version = house.draft(simple())
    with pytest.raises(StaleDraft):
        services.save_steps(version_id=version.pk, graph=opinions(), seen=0, by=house.above, at=AT)
    services.save_steps(version_id=version.pk, graph=opinions(), seen=1, by=house.above, at=AT)


def test_the_next_version_ends_the_one_before(house: House) -> None:
    first, second = house.publish(JAN), house.publish(JUL, opinions())
    first.refresh_from_db()
    assert first.until == date(2026, 6, 30) and second.number == 2
    assert queries.process_on("2.000815", date(2026, 6, 30)) == first
    assert queries.process_on("2.000815", JUL) == second
    assert queries.process_on("2.000815", date(2025, 12, 31)) is None
    # What ran on the first still finds its steps.
    assert queries.graph_of(first.pk) == simple()


def test_a_version_cannot_begin_before_the_one_it_follows(house: House) -> None:
    house.publish(JUL)
    with pytest.raises(WrongInput, match="phải sau ngày của bản 1"):
        house.publish(JUL, opinions())


def test_a_published_version_is_neither_saved_nor_dropped_nor_published_again(house: House) -> None:
    version = house.publish(JAN)
    for deed in (
        lambda: services.save_steps(version_id=version.pk, graph=opinions(), by=house.above, at=AT),
        lambda: services.drop_draft(version_id=version.pk, by=house.above, at=AT),
        lambda: services.publish_version(version_id=version.pk, since=JUL, by=house.above, at=AT),
    ):
        with pytest.raises(WrongState, match="soạn bản mới"):
            deed()


def test_withdrawing_lets_the_one_before_hold_again(house: House) -> None:
    first, second = house.publish(JAN), house.publish(JUL)
    services.withdraw_version(version_id=second.pk, reason="Sai thẩm quyền", by=house.above, at=AT)
    assert queries.process_on("2.000815", JUL) == first
    with pytest.raises(WrongState):
        services.withdraw_version(version_id=second.pk, reason="Lần nữa", by=house.above, at=AT)
    third = house.publish(JUL)
    assert queries.process_on("2.000815", JUL) == third


def test_withdrawing_asks_for_a_reason(house: House) -> None:
    version = house.publish(JAN)
    with pytest.raises(WrongInput, match="Lý do rút"):
        services.withdraw_version(version_id=version.pk, reason=" ", by=house.above, at=AT)


def test_a_unit_has_its_own_way_and_others_the_common_one(house: House) -> None:
    common = house.publish(JAN)
    own = house.publish(JAN, opinions(), unit=house.ward, by=house.planner)
    assert own.number == 1
    assert queries.process_on("2.000815", JUL, house.ward.path) == own
    assert queries.process_on("2.000815", JUL, house.other.path) == common
    assert queries.process_on("2.000815", JUL, house.province.path) == common
    provincial = house.publish(JAN, unit=house.province)
    assert queries.process_on("2.000815", JUL, house.other.path) == provincial
    assert queries.process_on("2.000815", JUL, house.ward.path) == own
    assert set(queries.versions_of(house.procedure, [house.other.path])) == {common, provincial}


def test_a_draft_may_begin_as_a_copy_and_be_dropped(house: House) -> None:
    common = house.publish(JAN)
    copy = house.draft(unit=house.ward, by=house.planner, copy_of=common.pk)
    assert queries.graph_of(copy.pk) == simple()
    services.drop_draft(version_id=copy.pk, by=house.planner, at=AT)
    assert not ProcessStep.objects.filter(version=copy.pk).exists()
    with pytest.raises(NotThere):
        house.draft(copy_of=copy.pk)


def test_each_deed_leaves_a_line_on_the_procedure(house: House) -> None:
    version = house.publish(JAN)
    services.withdraw_version(version_id=version.pk, reason="Sai", by=house.above, at=AT)
    told = [line.deed for line in ground.story_of(house.procedure.ref)]
    assert told == [f"catalog.process-{w}" for w in ("withdrawn", "published", "saved", "drafted")]


def test_the_book_is_taken_in_once_and_what_is_there_stays(house: House) -> None:
    assert load_processes(at=AT) == 1 and load_processes(at=AT) == 0
    found = queries.process_on("2.000815", AT.date())
    assert found is not None and "Hạn theo luật" in found.note


def test_reading_takes_the_same_queries_however_many(house: House, django_assert_num_queries: Any) -> None:
    ids = [house.publish(JAN).pk, house.publish(JUL, opinions()).pk]
    with django_assert_num_queries(2):
        queries.graphs_of(ids)
    with django_assert_num_queries(1):
        queries.process_on("2.000815", JUL, house.ward.path)


# ---------------------------------------------------------------- who may

DRAFTS = {"planner", "province", "leader", "office_head"}
DECIDES = {"planner", "province", "leader"}


@pytest.mark.parametrize("role", list(Role))
def test_who_may_cell_by_cell(house: House, role: Role) -> None:
    def may(by: Actor, deed: Any) -> bool:
        try:
            deed(by)
        except town_services.NotAllowed:
            return False
        return True

    for place, reaches in (("province", True), ("ward", True), ("other", False)):
        by = testing.actor(role.value, getattr(house, place))
        drafted = may(by, lambda by: house.draft(unit=house.ward, by=by))
        assert drafted is (reaches and role.value in DRAFTS), (role, place)
        version = house.draft(simple(), unit=house.ward, by=None)
        saved = may(by, lambda by: services.save_steps(version_id=version.pk, graph=simple(), by=by, at=AT))  # noqa: B023
        assert saved is (reaches and role.value in DRAFTS), (role, place)
        since = date(2026, 1, 1 + ProcessVersion.objects.count())
        told = may(by, lambda by: services.publish_version(version_id=version.pk, since=since, by=by, at=AT))  # noqa: B023
        assert told is (reaches and role.value in DECIDES), (role, place)
        if told:
            back = lambda by: services.withdraw_version(version_id=version.pk, reason="x", by=by, at=AT)  # noqa: B023, E731
            assert may(by, back)


def test_a_ward_does_not_change_the_common_process(house: House) -> None:
    with pytest.raises(town_services.NotAllowed):
        house.draft(by=house.planner)
