"""Progress, and values on their way from draft to approved; nobody approves their own, nothing is overwritten."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from dinh.ground import queries as ledger
from dinh.ground.models import News
from dinh.plans import queries, services
from dinh.plans.models import Plan, Target, TargetValue
from dinh.town.services import NotAllowed
from dinh.town.shapes import Actor

from .builders import NINE, Town, at, make_actor

APRIL = at(date(2026, 4, 3))
TODAY = date(2026, 4, 3)


@pytest.fixture
def plan(town: Town) -> Plan:
    return town.plan()


@pytest.fixture
def target(plan: Plan) -> Target:
    return plan.targets.get(mark="T1")


def enter(
    town: Town, target: Target, value: float = 20, period: str = "2026-03", **more: object
) -> TargetValue:
    given: dict[str, object] = {"by": town.officer, "at": APRIL, "submit": True, **more}
    return services.enter_value(target_id=target.pk, period=period, value=value, **given)  # type: ignore[arg-type]


def test_a_value_goes_from_draft_to_submitted_to_approved_by_somebody_else(
    town: Town, target: Target
) -> None:
    draft = enter(town, target, submit=False)
    sent = services.submit_value(value_id=draft.pk, by=town.officer, at=APRIL)
    done = services.approve_value(value_id=sent.pk, by=town.head, at=APRIL + timedelta(hours=1))

    assert (draft.state, sent.state, done.state) == ("draft", "submitted", "approved")
    assert done.decided_by_name == "Nguyễn Văn Mẫu"
    assert News.objects.get(name="plans.TargetValueApproved").data["value"] == "20"
    assert [line.deed for line in ledger.story_of(target.ref)][:3] == [
        "plans.value-approved",
        "plans.value-submitted",
        "plans.value-entered",
    ]


def test_whoever_entered_a_value_does_not_approve_it(town: Town, target: Target) -> None:
    row = enter(town, target, by=town.planner)

    with pytest.raises(services.NotForOwnValue):
        services.approve_value(value_id=row.pk, by=town.planner, at=APRIL)
    row.refresh_from_db()
    assert row.state == "submitted"


def test_a_value_is_returned_with_a_reason_and_entered_anew(town: Town, target: Target) -> None:
    row = enter(town, target)

    with pytest.raises(services.WrongInput):
        services.return_value(value_id=row.pk, remark="", by=town.head, at=APRIL)
    services.return_value(value_id=row.pk, remark="Thiếu biên bản.", by=town.head, at=APRIL)
    again = enter(town, target, 21)

    row.refresh_from_db()
    assert (row.state, row.superseded_at is not None) == ("returned", True)
    assert again.supersedes == row


def test_an_approved_value_stays_the_truth_until_its_correction_is_approved(
    town: Town, target: Target
) -> None:
    first = services.approve_value(value_id=enter(town, target, 20).pk, by=town.head, at=APRIL)
    second = enter(town, target, 22)

    assert queries.scorecard(target.plan, today=TODAY)[0].target is not None
    series = queries.judging.approved_series([target.pk])[target.pk]
    assert [value.value for value in series] == [20]
    services.approve_value(value_id=second.pk, by=town.head, at=APRIL)
    first.refresh_from_db()
    series = queries.judging.approved_series([target.pk])[target.pk]
    assert ([value.value for value in series], first.value, first.superseded_at is not None) == (
        [22],
        20,
        True,
    )


@pytest.mark.parametrize(
    ("value", "more", "words"),
    [
        (120, {}, "0 đến 100"),
        (50, {"numerator": 10, "denominator": None}, "tử số và mẫu số"),
        (50, {"numerator": 10, "denominator": 40}, "25,0%"),
        (50, {"period": "2027"}, "chưa bắt đầu"),
        (50, {"period": "tháng ba"}, "không phải mã kỳ"),
    ],
)
def test_a_value_that_cannot_be_is_refused_with_its_field(
    town: Town, target: Target, value: float, more: dict[str, object], words: str
) -> None:
    with pytest.raises(services.WrongInput, match=words):
        enter(town, target, value, **more)
    assert not target.values.exists()


def test_only_people_of_the_leading_office_or_the_whole_unit_enter_values(town: Town, target: Target) -> None:
    with pytest.raises(NotAllowed):
        enter(town, target, by=town.other_officer)
    with pytest.raises(NotAllowed):
        enter(town, target, by=town.viewer)
    assert enter(town, target, by=town.planner).state == "submitted"


def test_values_wait_only_for_those_who_may_decide_and_did_not_enter_them(town: Town, target: Target) -> None:
    row = enter(town, target)

    assert queries.values_waiting(town.head, TODAY) == [row]
    assert queries.values_waiting(town.leader, TODAY) == [row]
    assert queries.values_waiting(town.officer, TODAY) == []
    assert queries.values_waiting(town.stranger, TODAY) == []
    assert queries.waiting_count(town.head, TODAY) == 1


def test_progress_is_a_diary_with_evidence(town: Town, plan: Plan) -> None:
    task = plan.tasks.get()
    services.record_progress(
        about=task.ref,
        state="doing",
        percent=50,
        note="Đã mở 1 lớp.",
        on=TODAY,
        files=[("bien-ban.pdf", b"%PDF-1.4 bien ban")],
        by=town.officer,
        at=APRIL,
    )
    services.record_progress(
        about=task.ref, state="done", note="Đã mở lớp thứ 2.", on=TODAY, by=town.officer, at=APRIL
    )

    diary = queries.progress_of(task.ref)
    assert [(entry.state, entry.percent) for entry in diary] == [("done", 100), ("doing", 50)]
    assert [file.name for file in diary[1].evidence.all()] == ["bien-ban.pdf"]
    assert queries.task_rows(plan, today=TODAY)[0].standing.word == "Đạt"


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"on": date(2026, 5, 1)}, "sau hôm nay"),
        ({"note": "  "}, "đã làm được gì"),
        ({"percent": 120}, "0 đến 100"),
        ({"state": "xong"}, "Chọn tình trạng"),
    ],
)
def test_progress_that_cannot_be_is_refused(
    town: Town, plan: Plan, more: dict[str, object], words: str
) -> None:
    given: dict[str, object] = {
        "about": plan.tasks.get().ref, "state": "doing", "note": "x", "on": TODAY, "by": town.officer, "at": APRIL,
    }  # fmt: skip
    with pytest.raises(services.WrongInput, match=words):
        services.record_progress(**{**given, **more})  # type: ignore[arg-type]


def test_nothing_is_recorded_on_a_replaced_plan(town: Town, plan: Plan) -> None:
    Plan.objects.filter(pk=plan.pk).update(state="replaced", until=date(2026, 3, 1))

    with pytest.raises(services.WrongState, match="được thay thế"):
        services.record_progress(
            about=plan.tasks.get().ref, state="doing", note="x", on=TODAY, by=town.officer, at=APRIL
        )


def test_a_value_before_the_plan_is_where_the_path_begins(town: Town, target: Target) -> None:
    start = enter(town, target, 40, period="2025")
    services.approve_value(value_id=start.pk, by=town.head, at=APRIL)
    now = enter(town, target, 45)
    services.approve_value(value_id=now.pk, by=town.head, at=APRIL)

    row = next(r for r in queries.scorecard(target.plan, today=TODAY) if r.target == target)

    assert row.standing.word == "Đúng lộ trình"
    assert "lộ trình đến 31/03/2026 là 44,3%" in row.standing.reason
    assert NINE < APRIL


def test_progress_of_a_day_before_there_was_a_plan_is_refused(town: Town) -> None:
    plan = town.plan()

    with pytest.raises(services.WrongInput, match="trước khi có kế hoạch"):
        services.record_progress(
            about=plan.tasks.first().ref,
            state="doing",
            note="x",
            on=date(1800, 1, 1),
            by=town.planner,
            at=at(date(2026, 4, 3)),
        )


def test_more_files_than_one_note_may_carry_are_refused(town: Town) -> None:
    plan = town.plan()

    with pytest.raises(services.WrongInput, match="nhiều nhất 20 tệp"):
        services.record_progress(
            about=plan.tasks.first().ref,
            state="doing",
            note="x",
            on=date(2026, 4, 3),
            by=town.planner,
            at=at(date(2026, 4, 3)),
            files=[(f"{n}.txt", b"a") for n in range(21)],
        )


# ---------------------------------------------------------------- who decides


@pytest.fixture
def coop_head(town: Town, target: Target) -> Actor:
    target.coop.create(office=town.other_office, words=town.other_office.name)
    return make_actor("office_head", town.unit, "Phạm Văn Thử", town.other_office)


def test_a_cooperating_office_enters_but_its_head_neither_approves_nor_returns(
    town: Town, target: Target, coop_head: Actor
) -> None:
    row = enter(town, target, by=town.other_officer)

    with pytest.raises(NotAllowed):
        services.approve_value(value_id=row.pk, by=coop_head, at=APRIL)
    with pytest.raises(NotAllowed):
        services.return_value(value_id=row.pk, remark="Sai", by=coop_head, at=APRIL)
    assert queries.values_waiting(coop_head, TODAY) == []
    assert queries.values_waiting(town.head, TODAY) == [row]
    assert services.approve_value(value_id=row.pk, by=town.head, at=APRIL).state == "approved"


def test_where_nobody_leads_only_somebody_with_the_whole_unit_decides(
    town: Town, target: Target, coop_head: Actor
) -> None:
    Target.objects.filter(pk=target.pk).update(lead_office=None)
    row = enter(town, target, by=town.other_officer)

    with pytest.raises(NotAllowed):
        services.approve_value(value_id=row.pk, by=coop_head, at=APRIL)
    assert services.approve_value(value_id=row.pk, by=town.leader, at=APRIL).state == "approved"


def test_values_of_a_replaced_plan_are_neither_submitted_nor_approved_nor_returned(
    town: Town, plan: Plan, target: Target
) -> None:
    draft, waiting = enter(town, target, submit=False), enter(town, target, period="2026-02")
    Plan.objects.filter(pk=plan.pk).update(state="replaced", until=date(2026, 3, 31))

    for act in (
        lambda: services.submit_value(value_id=draft.pk, by=town.officer, at=APRIL),
        lambda: services.approve_value(value_id=waiting.pk, by=town.head, at=APRIL),
        lambda: services.return_value(value_id=waiting.pk, remark="Sai", by=town.head, at=APRIL),
    ):
        with pytest.raises(services.WrongState, match="được thay thế"):
            act()
    assert queries.waiting_count(town.head, TODAY) == 0
