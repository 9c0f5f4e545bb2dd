"""Between plans and work: what is adopted is asked for, and what is done is written down, both once."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from dinh.ground import services as ground
from dinh.ground.queries import story_of
from dinh.plans import services
from dinh.plans.models import Plan, Progress, Task
from dinh.plans.services import asking
from dinh.sectors.reporting.models import Duty, Regime
from dinh.work import services as work
from dinh.work.models import Assignment, Series
from dinh.work.shapes import Ask, WorkStateChanged

from .builders import NINE, Town, a_proposal, at
from .cascade_builders import Province
from .test_pages import browser

LATER = NINE + timedelta(days=40)


@pytest.fixture
def plan(town: Town) -> Plan:
    return town.plan()


def asked(task: Task) -> list[Assignment]:
    return list(Assignment.objects.filter(asked_by_kind="task", asked_by_id=str(task.pk)).order_by("pk"))


def test_adopting_asks_the_office_in_the_lead_for_each_task(town: Town, plan: Plan) -> None:
    task = plan.tasks.get()
    (work_of,) = asked(task)
    assert (work_of.title, work_of.office_id, work_of.due_on, work_of.product) == (
        task.text,
        town.office.pk,
        date(2026, 9, 30),
        "02 lớp",
    )
    assert work_of.asker_unit_id == town.unit.pk and work_of.state == "not-started"


def test_asking_again_asks_for_nothing_a_second_time(town: Town, plan: Plan) -> None:
    assert asking.ask_for_tasks(plan, by=town.planner, at=LATER) == []
    assert Assignment.objects.filter(asked_by_kind="task").count() == 1


def test_what_only_the_machine_read_asks_nobody(town: Town) -> None:
    reading = town.ready()
    services.adopt_as_read(reading_id=reading.pk, by=town.planner, at=NINE)
    assert not Assignment.objects.exists()


def test_a_plan_whose_unit_or_years_are_over_asks_nobody(town: Town) -> None:
    from dataclasses import replace

    head = replace(a_proposal().document, horizon_from=2021, horizon_to=2025)
    town.plan(a_proposal(document=head))
    assert not Assignment.objects.exists()


def test_a_task_that_comes_again_becomes_a_series(town: Town) -> None:
    from dataclasses import replace

    base = a_proposal()
    again = replace(base.tasks[0], deadline=None, rhythm="hằng quý")
    task = town.plan(a_proposal(tasks=(again,))).tasks.get()
    assert Series.objects.get(asked_by_id=str(task.pk)).rhythm == "quarterly"
    services.record_progress(
        about=task.ref, state="done", note="Xong quý này.", on=LATER.date(), by=town.officer, at=LATER
    )
    assert Series.objects.get().ended_at is None, "what comes again goes on"


def test_a_reporting_duty_with_a_known_office_and_rhythm_enters_the_calendar_of_reports(town: Town) -> None:
    from dataclasses import replace

    base = a_proposal()
    duty = replace(base.reporting[0], who="Phòng Văn hóa - Xã hội")
    plan = town.plan(a_proposal(reporting=(duty,)))
    regime = Regime.objects.get()
    assert (regime.rhythm, regime.asked_by_kind) == ("quarterly", "plan-duty")
    assert Duty.objects.get().office_id == town.office.pk
    asking.take_on_duties(plan, by=town.planner, at=LATER)
    assert Regime.objects.count() == Duty.objects.count() == 1


def test_another_lead_takes_the_work_over_with_all_that_was_done(town: Town, plan: Plan) -> None:
    task = plan.tasks.get()
    (one,) = asked(task)
    work.note_progress(
        assignment_id=one.pk, percent=40, note="Đã mở một lớp.", files=[("lop.txt", b"danh sach")],
        by=town.officer, at=LATER,
    )  # fmt: skip
    part = work.add_sub(
        assignment_id=one.pk,
        ask=Ask("Mời giảng viên", town.unit.pk, None, None),
        by=town.officer,
        at=LATER,
    )
    services.assign_lead(about=task.ref, office_id=town.other_office.pk, by=town.leader, at=LATER)
    (same,) = asked(task)
    assert (same.pk, same.office_id, same.person_id) == (one.pk, town.other_office.pk, None)
    assert (same.state, same.note) == ("doing", "Đã mở một lớp.")
    assert same.evidence.get().name == "lop.txt"
    part.refresh_from_db()
    assert (part.office_id, part.asker_office_id) == (town.other_office.pk, town.other_office.pk)
    told = story_of(same.ref)
    line = next(each for each in told if each.deed == "work.reassigned")
    assert (line.by, line.data["before"], line.data["to"]) == (
        town.leader.ref, "Phòng Văn hóa - Xã hội", "Phòng Kinh tế",
    )  # fmt: skip
    assert next(iter(story_of(town.office.ref))).deed == "work.reassigned"  # the office before reads it too
    assert same.passings.get().from_office_id == town.office.pk
    services.assign_lead(about=task.ref, office_id=town.other_office.pk, by=town.leader, at=LATER)
    assert len(asked(task)) == 1 and same.passings.count() == 1
    client = browser(town.leader)
    assert (
        "Từ Phòng Văn hóa - Xã hội chuyển sang Phòng Kinh tế"
        in client.get(f"/viec/{same.pk}/").content.decode()
    )


def test_a_task_that_is_done_is_asked_of_nobody_again(town: Town, plan: Plan) -> None:
    task = plan.tasks.get()
    services.record_progress(
        about=task.ref, state="done", note="Đã tổ chức 2 lớp.", on=LATER.date(), by=town.officer, at=LATER
    )
    services.assign_lead(about=task.ref, office_id=town.other_office.pk, by=town.leader, at=LATER)
    (one,) = asked(task)
    assert (one.state, one.office_id) == ("done", town.office.pk)


def test_the_turns_of_a_task_that_comes_again_go_to_its_new_lead(town: Town) -> None:
    from dataclasses import replace

    base = a_proposal()
    task = town.plan(
        a_proposal(tasks=(replace(base.tasks[0], deadline=None, rhythm="hằng quý"),))
    ).tasks.get()
    services.assign_lead(about=task.ref, office_id=town.other_office.pk, by=town.leader, at=LATER)
    series = Series.objects.get()
    assert (series.office_id, series.ended_at) == (town.other_office.pk, None)
    assert {one.office_id for one in asked(task)} == {town.other_office.pk}


def test_a_task_recorded_as_done_closes_its_work(town: Town, plan: Plan) -> None:
    task = plan.tasks.get()
    services.record_progress(
        about=task.ref, state="done", note="Đã tổ chức 2 lớp.", on=LATER.date(), by=town.officer, at=LATER
    )
    (one,) = asked(task)
    assert (one.state, one.percent) == ("done", 100)
    ground.tell(everything=True)
    assert task.progress.count() == 1, "the news of its own deed adds nothing to the diary"


def test_work_that_moves_is_written_in_the_diary_once(town: Town, plan: Plan) -> None:
    task = plan.tasks.get()
    (one,) = asked(task)
    work.start(assignment_id=one.pk, by=town.officer, at=LATER)
    work.note_progress(assignment_id=one.pk, percent=40, note="Đã mở một lớp.", by=town.officer, at=LATER)
    ground.tell(everything=True)
    entry = task.progress.order_by("-pk").first()
    assert entry is not None and (entry.state, entry.percent, entry.by_id) == ("doing", 40, None)
    assert "Đã mở một lớp." in entry.note

    from dinh.plans.listeners import hear_work

    number = task.progress.count()
    hear_work(_news(one, "doing", 40))
    assert task.progress.count() == number


def _news(one: Assignment, state: str, percent: int) -> WorkStateChanged:
    return WorkStateChanged(
        one.pk,
        one.asked_by_kind,
        one.asked_by_id,
        state,
        state,
        LATER.date().isoformat(),
        one.office_id,
        percent,
    )


def test_work_accepted_as_done_makes_the_task_done(town: Town, plan: Plan) -> None:
    task = plan.tasks.get()
    (one,) = asked(task)
    work.start(assignment_id=one.pk, by=town.officer, at=LATER)
    work.submit(assignment_id=one.pk, note="Nộp báo cáo hai lớp.", by=town.officer, at=LATER)
    work.accept(assignment_id=one.pk, by=town.leader, at=LATER + timedelta(hours=1))
    ground.tell(everything=True)
    newest = task.progress.order_by("-on", "-pk").first()
    assert newest is not None and newest.state == "done"


def test_a_replaced_plan_asks_for_nothing_more(town: Town, plan: Plan) -> None:
    from dataclasses import replace

    newer = town.plan(
        a_proposal(document=replace(a_proposal().document, number="99/KH-UBND", date="2026-02-20")),
        contents=b"newer",
    )
    services.amend(
        plan_id=plan.pk, by_plan_id=newer.pk, whole=True, since=date(2026, 2, 20), by=town.leader, at=LATER
    )
    (old,) = asked(plan.tasks.get())
    (new,) = asked(newer.tasks.get())
    assert (old.state, new.state) == ("dropped", "not-started")
    assert "99/KH-UBND" in old.remark


def test_a_commune_s_done_work_is_counted_in_the_roll_up_of_a_task(db: Any) -> None:
    province = Province()
    task = province.plan().tasks.get()
    services.allot(
        about=task.ref,
        rows=[services.Given(one.pk) for one in province.communes],
        by=province.planner,
        at=at(date(2026, 2, 2)),
    )
    from dinh.plans.models import Allotment
    from dinh.plans.queries.cascade import task_rollup

    row = Allotment.objects.get(task=task, unit=province.communes[0])
    one = Assignment.objects.get(asked_by_kind="allotment", asked_by_id=str(row.pk))
    by = province.commune_actor()
    work.start(assignment_id=one.pk, by=by, at=LATER)
    work.submit(assignment_id=one.pk, note="Xong.", by=by, at=LATER)
    work.accept(assignment_id=one.pk, by=province.leader, at=LATER)
    ground.tell(everything=True)

    assert Progress.objects.filter(allotment=row, state="done").count() == 1
    rolled = task_rollup(task.pk, LATER.date()).rolled
    assert (rolled.reached, rolled.total) == (1, 3)
