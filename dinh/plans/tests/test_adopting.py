"""Adopting: everything or nothing, tied to office, unit and place; later plans amend and replace."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from dinh.ground import queries as ledger
from dinh.ground.models import News
from dinh.plans import queries, services
from dinh.plans.models import Place, Plan, Target, TargetLink
from dinh.plans.services import adopting
from dinh.town.services import NotAllowed

from .builders import NINE, Town, a_document, a_proposal, a_target

LATER = NINE + timedelta(hours=1)


def test_an_adopted_plan_has_everything_tied_to_office_and_place(town: Town) -> None:
    plan = town.plan()

    target = plan.targets.get(mark="T3")
    assert (plan.symbol, plan.date, plan.unit) == ("27/KH-UBND", date(2026, 1, 15), town.unit)
    assert plan.targets.get(mark="T1").lead_office == town.office
    assert [(place.where, place.first_line, place.page) for place in target.places.all()] == [
        ("body", 5, 1),
        ("appendix", 10, 2),
    ]
    assert plan.tasks.get().due_on == date(2026, 9, 30)
    assert [money.amount for money in plan.projects.get().money.all()] == [2_200_000_000, 300_000_000]
    assert plan.duties.get().rhythm == "hằng quý"
    assert Place.objects.count() == 7


def test_an_office_the_town_does_not_know_stays_in_words_and_is_flagged(town: Town) -> None:
    plan = town.plan()

    target = plan.targets.get(mark="T3")
    assert (target.lead_office, target.lead_words, target.lead_unmatched) == (None, "Cơ sở y tế", True)
    line = next(line for line in ledger.story_of(plan.ref) if line.deed == "plans.adopted")
    assert "Cơ sở y tế" in line.data["offices_unmatched"]


def test_adopting_announces_once_with_plain_numbers(town: Town) -> None:
    plan = town.plan()

    news = News.objects.get(name="plans.PlanAdopted")
    assert news.data["plan_id"] == plan.pk
    assert (news.data["targets"], news.data["tasks"], news.data["reviewed"]) == (3, 1, True)


def test_a_plan_cannot_be_adopted_while_an_item_is_undecided(town: Town) -> None:
    reading = town.ready()
    services.accept_clear(reading_id=reading.pk, by=town.planner, at=NINE)

    with pytest.raises(services.StillOpen, match="1 mục chưa soát"):
        services.adopt(reading_id=reading.pk, by=town.planner, at=LATER)
    assert not Plan.objects.exists()


def test_rejected_split_and_merged_items_do_not_become_targets(town: Town) -> None:
    reading = town.ready()
    first, second, third = (reading.items.get(mark=mark) for mark in ("T1", "T2", "T3"))
    services.split(
        item_id=first.pk, version=1, pieces=[{"value": "60"}, {"value": "50"}], by=town.planner, at=NINE
    )
    services.reject(item_id=second.pk, version=1, by=town.planner, at=NINE)
    services.accept(item_id=third.pk, version=1, by=town.planner, at=NINE)
    services.accept_clear(reading_id=reading.pk, by=town.planner, at=NINE)

    plan = services.adopt(reading_id=reading.pk, by=town.planner, at=LATER)

    assert [(target.mark, target.value) for target in plan.targets.all()] == [
        ("T1.1", 60),
        ("T1.2", 50),
        ("T3", 92),
    ]


def test_a_plan_adopted_as_read_says_so_and_nothing_is_judged_late(town: Town) -> None:
    reading = town.ready()

    plan = services.adopt_as_read(reading_id=reading.pk, by=town.leader, at=LATER)

    assert plan.as_read
    assert plan.targets.count() == 3
    rows = queries.scorecard(plan, today=date(2027, 6, 1))
    assert {row.standing.word for row in rows} == {"Chưa đo được"}
    assert "chưa có người soát" in rows[0].standing.reason


def test_a_reading_is_adopted_once(town: Town) -> None:
    plan = town.plan()

    with pytest.raises(services.AlreadyAdopted):
        services.adopt(reading_id=plan.reading_id, by=town.planner, at=LATER)
    item = plan.reading.items.get(mark="T1")
    with pytest.raises(services.AlreadyAdopted):
        services.reject(item_id=item.pk, version=item.version, by=town.planner, at=LATER)


def test_nothing_is_left_when_adopting_fails_half_way(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    reading = town.ready()

    def fall(*_args: object) -> None:
        raise RuntimeError("power cut")

    monkeypatch.setattr(adopting, "_make_duties", fall)
    with pytest.raises(RuntimeError):
        services.adopt_as_read(reading_id=reading.pk, by=town.planner, at=LATER)

    reading.refresh_from_db()
    assert reading.state == "ready"
    assert not Plan.objects.exists() and not Target.objects.exists()
    assert not News.objects.filter(name="plans.PlanAdopted").exists()


@pytest.mark.parametrize("who", ["clerk", "officer", "viewer", "stranger"])
def test_without_the_mandate_nobody_adopts(town: Town, who: str) -> None:
    reading = town.ready()

    with pytest.raises(NotAllowed):
        services.adopt_as_read(reading_id=reading.pk, by=getattr(town, who), at=LATER)


def two_plans(town: Town) -> tuple[Plan, Plan]:
    older = town.plan()
    head = a_proposal().document

    newer = town.plan(
        a_proposal(
            document=replace(head, number="90/KH-UBND", date="2026-06-01", title="Sửa đổi kế hoạch 27")
        ),
        contents=b"another file",
    )
    return older, newer


def test_a_replaced_plan_stays_readable_as_it_was(town: Town) -> None:
    older, newer = two_plans(town)
    before = list(older.targets.values_list("text", "value", "due_on"))

    services.amend(
        plan_id=older.pk, by_plan_id=newer.pk, whole=True, since=date(2026, 6, 5), by=town.planner, at=LATER
    )

    older.refresh_from_db()
    newer.refresh_from_db()
    assert (older.state, older.until, newer.replaces) == ("replaced", date(2026, 6, 4), older)
    assert list(older.targets.values_list("text", "value", "due_on")) == before
    assert News.objects.filter(name="plans.PlanReplaced").count() == 1


def test_an_amended_plan_goes_on(town: Town) -> None:
    older, newer = two_plans(town)

    services.amend(
        plan_id=older.pk, by_plan_id=newer.pk, whole=False, since=date(2026, 6, 5), by=town.planner, at=LATER
    )

    older.refresh_from_db()
    assert (older.state, older.until) == ("amended", None)


def test_a_plan_is_not_replaced_by_an_earlier_one_or_by_itself(town: Town) -> None:
    older, newer = two_plans(town)

    with pytest.raises(services.WrongInput, match="ra sau"):
        services.amend(
            plan_id=newer.pk,
            by_plan_id=older.pk,
            whole=True,
            since=date(2026, 6, 5),
            by=town.planner,
            at=LATER,
        )
    with pytest.raises(services.WrongInput):
        services.amend(
            plan_id=older.pk,
            by_plan_id=older.pk,
            whole=True,
            since=date(2026, 6, 5),
            by=town.planner,
            at=LATER,
        )


def test_a_plan_finds_the_plan_it_carries_out_and_shows_the_difference(town: Town) -> None:

    head = a_proposal().document
    above = town.ready(
        a_proposal(
            document=replace(head, number="05/KH-UBND", date="2025-12-01", implements=()),
            targets=(a_target(value=70, deadline_year=2025),),
        ),
        contents=b"the plan above",
    )
    parent = services.adopt_as_read(reading_id=above.pk, by=town.planner, at=NINE)

    plan = town.plan()
    guesses = services.suggest_links(plan, parent)
    link = services.link_targets(
        target_id=guesses[0].target,
        parent_id=guesses[0].parent,
        kind=guesses[0].kind,
        by=town.planner,
        at=LATER,
    )

    assert plan.carries_out == parent
    assert link.target.mark == "T1"
    assert (
        link.difference
        == "Thấp hơn 10 điểm phần trăm (≥ 60%, năm 2026 so với ≥ 70%, năm 2025); hạn muộn hơn 1 năm (2026 so với 2025)"
    )
    with pytest.raises(services.WrongState):
        services.link_targets(
            target_id=link.target_id, parent_id=link.parent_id, kind="same", by=town.planner, at=LATER
        )
    ended = services.unlink_targets(link_id=link.pk, by=town.planner, at=LATER)
    assert ended.ended_at is not None


def test_the_same_file_twice_joins_the_reading_under_way(town: Town) -> None:
    first = town.upload()
    second = town.upload(by=town.second)

    assert first.pk == second.pk


def test_reading_a_document_is_stored_page_by_page(town: Town) -> None:
    reading = town.ready()

    page = reading.pages.get(number=2)
    assert (page.first_line, page.last_line) == (9, 10)
    assert page.lines[1]["t"].startswith("19 Tỷ lệ")
    assert a_document().pages[1].lines[1].number == 10


def test_plan_page_reads_stay_bounded(town: Town, django_assert_num_queries: object) -> None:
    plan = town.plan()
    plan = queries.plan_for(town.viewer, plan.pk, date(2026, 5, 1)) or plan

    with django_assert_num_queries(3):  # type: ignore[operator]
        queries.scorecard(plan, today=date(2026, 5, 1))
    with django_assert_num_queries(2):  # type: ignore[operator]
        queries.task_rows(plan, today=date(2026, 5, 1))
    with django_assert_num_queries(4):  # type: ignore[operator]
        queries.project_rows(plan, today=date(2026, 5, 1))
    with django_assert_num_queries(4):  # type: ignore[operator]
        queries.plan_cards(town.viewer, today=date(2026, 5, 1))


def test_a_plan_is_seen_within_its_unit_and_not_elsewhere(town: Town) -> None:
    plan = town.plan()
    day = date(2026, 5, 1)

    assert queries.plan_for(town.officer, plan.pk, day) == plan
    assert queries.plan_for(town.stranger, plan.pk, day) is None
    assert queries.target_for(town.stranger, plan.targets.first().pk, day) is None  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("typed", "hits"), [("chuyen doi so", 1), ("Chuyển đổi số", 1), ("27/KH-UBND", 1), ("nước sạch", 0)]
)
def test_plans_are_found_with_and_without_marks(town: Town, typed: str, hits: int) -> None:
    town.plan()

    cards, following = queries.plan_cards(town.planner, today=date(2026, 5, 1), query=typed)

    assert (len(cards), following) == (hits, None)


def test_a_target_is_not_tied_into_a_plan_that_this_one_does_not_carry_out(town: Town) -> None:
    head = replace(a_proposal().document, number="77/KH-UBND", date="2025-12-01")
    foreign = town.plan(a_proposal(document=head), contents=b"a plan of somewhere else").targets.get(
        mark="T1"
    )
    own = town.plan().targets.get(mark="T1")

    with pytest.raises(services.WrongInput, match="kế hoạch này thực hiện"):
        services.link_targets(target_id=own.pk, parent_id=foreign.pk, kind="same", by=town.planner, at=LATER)

    assert not TargetLink.objects.exists()
