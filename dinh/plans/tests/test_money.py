"""Deeds of money: each adds to the book, none rewrites it; what goes over is refused unless a leader names the paper."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from dinh.ground import queries as ledger
from dinh.ground.models import News
from dinh.plans import services
from dinh.plans.models import Contract, Milestone, MoneyEntry, Plan, Project
from dinh.plans.queries import money as reads
from dinh.plans.rules.money import Part
from dinh.town.services import NotAllowed

from .builders import Town, a_proposal, at

JUNE = at(date(2026, 6, 15))
TODAY = date(2026, 6, 15)
MILLION = 1_000_000


@pytest.fixture
def plan(town: Town) -> Plan:
    return town.plan()


@pytest.fixture
def project(plan: Plan) -> Project:
    return plan.projects.get()


def give(
    town: Town, project: Project, kind: str = "first", tinh: int = 2_200, khac: int = 300, **more: Any
) -> Any:
    parts = [Part(code, 2026, sum * MILLION) for code, sum in (("tinh", tinh), ("khac", khac)) if sum]
    given = {
        "on": date(2026, 2, 2),
        "basis": "112/QĐ-UBND",
        "by": town.planner,
        "at": JUNE,
        "parts": parts,
        **more,
    }
    return services.decide_budget(project_id=project.pk, kind=kind, **given)


def sign(town: Town, project: Project, tinh: int = 2_000, **more: Any) -> Contract:
    given: dict[str, Any] = {
        "number": "05/HĐ",
        "title": "Lắp đặt",
        "contractor": "Công ty Mẫu",
        "on": date(2026, 3, 2),
        "ends_on": date(2026, 9, 30),
        "parts": [Part("tinh", 2026, tinh * MILLION)],
        "by": town.planner,
        "at": JUNE,
        **more,
    }
    return services.sign_contract(project_id=project.pk, **given)


def pay(town: Town, project: Project, amount: int, contract: Contract | None = None, **more: Any) -> Any:
    given: dict[str, Any] = {
        "kind": "progress" if contract else "direct",
        "contract_id": contract.pk if contract else None,
        "on": date(2026, 4, 1),
        "voucher": f"GR-{project.payments.count() + 1}",
        "parts": [Part("tinh", 2026, amount * MILLION)],
        "by": town.planner,
        "at": JUNE,
        **more,
    }
    return services.record_payment(project_id=project.pk, **given)


def book(project: Project) -> Any:
    return reads.book_of_project(project)[0]


def test_before_any_decision_the_book_says_what_the_paper_gives(project: Project) -> None:
    found, from_paper = reads.book_of_project(project)

    assert from_paper
    assert {code: cell.planned // MILLION for code, cell in found.by_source().items()} == {
        "tinh": 2_200,
        "khac": 300,
    }
    assert found.total.planned == 2_500 * MILLION


def test_a_budget_is_given_moved_raised_and_cut_and_every_decision_stays(
    town: Town, project: Project
) -> None:
    give(town, project)
    give(town, project, "move", tinh=-100, khac=100)
    give(town, project, "more", tinh=0, khac=50)
    give(town, project, "less", tinh=-200, khac=0)

    total = book(project).total
    assert total.planned == (2_500 + 50 - 200) * MILLION
    assert {code: cell.planned // MILLION for code, cell in book(project).by_source().items()} == {
        "tinh": 1_900,
        "khac": 450,
    }
    assert project.decisions.count() == 4 and MoneyEntry.objects.filter(project=project).count() == 6
    assert [line.deed for line in ledger.story_of(project.ref)][:4] == ["plans.budget-decided"] * 4
    assert News.objects.filter(name="plans.MoneyRecorded").count() == 4


@pytest.mark.parametrize(
    ("kind", "more", "said"),
    [
        ("first", {}, "đã được giao vốn"),
        ("less", {"tinh": -2_201, "khac": 0}, "chỉ có"),
        ("more", {"basis": " "}, "số, ký hiệu quyết định"),
        ("more", {"on": date(2026, 6, 16)}, "không được sau hôm nay"),
        ("other", {}, "Chọn giao, bổ sung"),
    ],
)
def test_a_wrong_decision_changes_nothing(
    town: Town, project: Project, kind: str, more: dict[str, Any], said: str
) -> None:
    give(town, project)

    with pytest.raises(services.WrongInput, match=said):
        give(town, project, kind, **more)
    assert book(project).total.planned == 2_500 * MILLION


def test_a_budget_is_not_cut_below_what_is_paid(town: Town, project: Project) -> None:
    give(town, project)
    pay(town, project, 1_500)

    with pytest.raises(services.WrongInput, match="đã chi"):
        give(town, project, "less", tinh=-800, khac=0)
    give(town, project, "less", tinh=-700, khac=0)


def test_a_contract_promises_money_and_an_appendix_changes_its_worth_and_its_end(
    town: Town, project: Project
) -> None:
    give(town, project)
    contract = sign(town, project)
    services.add_appendix(
        contract_id=contract.pk, number="PL-01", on=date(2026, 5, 5), parts=[Part("khac", 2026, 95 * MILLION)],
        ends_on=date(2026, 11, 30), reason="Thêm cụm loa", by=town.planner, at=JUNE, files=[("pl.txt", b"phu luc")],
    )  # fmt: skip

    (row,) = reads.contract_rows(Contract.objects.all())
    assert (row.worth // MILLION, row.left // MILLION, row.contract.ends_on) == (
        2_095,
        2_095,
        date(2026, 11, 30),
    )
    assert row.days_late(date(2026, 12, 1)) == 1
    assert book(project).total.committed == 2_095 * MILLION
    assert contract.deeds.get(kind="appendix").files.get().name == "pl.txt"


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"number": ""}, "số hợp đồng"),
        ({"contractor": " "}, "tên nhà thầu"),
        ({"on": date(2026, 6, 16)}, "sau hôm nay"),
        ({"ends_on": date(2026, 3, 1)}, "không trước ngày ký"),
        ({"warranty_until": date(2026, 1, 1)}, "Bảo hành"),
        ({"parts": []}, "ít nhất một dòng"),
    ],
)
def test_a_wrong_contract_is_not_recorded(
    town: Town, project: Project, more: dict[str, Any], said: str
) -> None:
    with pytest.raises(services.WrongInput, match=said):
        sign(town, project, **more)
    assert not Contract.objects.exists()


def test_a_contract_number_is_used_once_in_a_project(town: Town, project: Project) -> None:
    sign(town, project)

    with pytest.raises(services.WrongInput, match="đã có hợp đồng"):
        sign(town, project)


def test_payments_go_against_a_contract_and_a_line_and_a_refund_takes_back(
    town: Town, project: Project
) -> None:
    give(town, project)
    contract = sign(town, project)
    pay(town, project, 600, contract, kind="advance")
    pay(town, project, 900, contract)
    pay(town, project, 100, contract, kind="refund")

    (row,) = reads.contract_rows(Contract.objects.all())
    assert (row.paid // MILLION, row.advance // MILLION, row.left // MILLION) == (1_400, 600, 600)
    cell = book(project).cell("tinh", 2026)
    assert (cell.paid, cell.left) == (1_400 * MILLION, 800 * MILLION)


def test_paying_over_the_contract_is_refused_until_an_appendix_or_a_leaders_paper(
    town: Town, project: Project
) -> None:
    give(town, project)
    contract = sign(town, project)
    pay(town, project, 1_900, contract)

    with pytest.raises(services.OverMoney, match=r"vượt 100\.000\.000"):
        pay(town, project, 200, contract)
    with pytest.raises(NotAllowed):
        pay(town, project, 200, contract, over_basis="88/UBND-KT")
    paid = pay(town, project, 200, contract, over_basis="88/UBND-KT", by=town.leader)

    assert paid.over_basis == "88/UBND-KT"
    (row,) = reads.money_rows(Project.objects.filter(pk=project.pk), today=TODAY)
    assert "paid-over-contract" in {flag.code for flag in row.flags}
    assert ledger.story_of(project.ref)[0].data["over_basis"] == "88/UBND-KT"


def test_paying_over_a_budget_line_is_refused_too(town: Town, project: Project) -> None:
    give(town, project)

    with pytest.raises(services.OverMoney, match=r"Nguồn khác năm 2026 còn 300\.000\.000"):
        pay(town, project, 0, parts=[Part("khac", 2026, 301 * MILLION)])
    assert not project.payments.exists()


def test_a_paper_for_going_over_is_kept_only_where_it_was_needed(town: Town, project: Project) -> None:
    give(town, project)

    assert pay(town, project, 10, over_basis="88/UBND", by=town.planner).over_basis == ""


def test_nothing_is_paid_before_a_budget_is_given(town: Town, project: Project) -> None:
    with pytest.raises(services.WrongInput, match="chưa ghi quyết định giao vốn"):
        pay(town, project, 10)


def test_a_voucher_is_recorded_once(town: Town, project: Project) -> None:
    give(town, project)
    pay(town, project, 10, voucher="GR-9")

    with pytest.raises(services.WrongInput, match="chỉ ghi một lần"):
        pay(town, project, 10, voucher="GR-9")


def test_a_contract_of_another_project_takes_no_payment(town: Town, project: Project) -> None:
    from dataclasses import replace

    first = a_proposal().projects[0]
    other = town.plan(
        a_proposal(
            document=replace(a_proposal().document, number="99/KH-UBND"),
            projects=(replace(first, id="P9", name="Dự án khác"),),
        ),
        contents=b"other",
    ).projects.get()
    contract = sign(town, other)

    with pytest.raises(services.WrongInput, match="không thuộc dự án"):
        pay(town, project, 5, contract)


def test_after_the_last_payment_a_contract_takes_no_more(town: Town, project: Project) -> None:
    give(town, project)
    contract = sign(town, project)
    pay(town, project, 2_000, contract, kind="final")

    with pytest.raises(services.WrongInput, match="thanh toán lần cuối"):
        pay(town, project, 1, contract)


def test_money_is_kept_by_the_lead_office_and_by_those_with_the_whole_unit(
    town: Town, project: Project
) -> None:
    Project.objects.filter(pk=project.pk).update(lead_office=town.office)
    give(town, project)

    pay(town, project, 5, by=town.officer)
    for who in (town.other_officer, town.viewer, town.stranger, town.clerk):
        with pytest.raises(NotAllowed):
            pay(town, project, 5, by=who)
    with pytest.raises(NotAllowed):
        give(town, project, "more", by=town.officer)
    with pytest.raises(NotAllowed):
        sign(town, project, by=town.officer)


def test_the_money_of_a_replaced_plan_stays_as_it_is(town: Town, project: Project) -> None:
    give(town, project)
    Plan.objects.update(state="replaced")

    with pytest.raises(services.WrongState):
        pay(town, project, 5)


# ---------------------------------------------------------------- milestones, steps, targets


def a_milestone(town: Town, project: Project, **more: Any) -> Milestone:
    given: dict[str, Any] = {
        "title": "Ký hợp đồng",
        "planned_on": date(2026, 5, 1),
        "by": town.planner,
        "at": JUNE,
        **more,
    }
    return services.add_milestone(project_id=project.pk, **given)


def test_a_milestone_is_promised_moved_with_a_reason_and_reached_with_evidence(
    town: Town, project: Project
) -> None:
    row = a_milestone(town, project)
    row = services.move_milestone(
        milestone_id=row.pk,
        version=1,
        planned_on=date(2026, 6, 1),
        reason="Mưa bão",
        by=town.planner,
        at=JUNE,
    )
    services.reach_milestone(
        milestone_id=row.pk,
        version=2,
        done_on=date(2026, 6, 10),
        by=town.planner,
        at=JUNE,
        files=[("bb.txt", b"bien ban")],
    )

    row.refresh_from_db()
    assert (row.first_planned_on, row.planned_on, row.done_on) == (
        date(2026, 5, 1),
        date(2026, 6, 1),
        date(2026, 6, 10),
    )
    assert row.files.get().name == "bb.txt"
    assert News.objects.get(name="plans.MilestoneReached").data["on"] == "2026-06-10"
    assert [line.deed for line in ledger.story_of(row.ref)] == [
        "plans.milestone-reached",
        "plans.milestone-moved",
        "plans.milestone-planned",
    ]


def test_the_slower_of_two_who_move_a_milestone_is_told(town: Town, project: Project) -> None:
    row = a_milestone(town, project)
    given = {"milestone_id": row.pk, "version": 1, "reason": "x", "by": town.planner, "at": JUNE}
    services.move_milestone(planned_on=date(2026, 6, 1), **given)

    with pytest.raises(services.WrongState, match="vừa được người khác sửa"):
        services.move_milestone(planned_on=date(2026, 7, 1), **given)


def test_a_milestone_reached_is_not_moved_nor_reached_in_the_future_nor_without_a_word(
    town: Town, project: Project
) -> None:
    row = a_milestone(town, project)
    given = {"milestone_id": row.pk, "version": 1, "by": town.planner, "at": JUNE}

    with pytest.raises(services.WrongInput, match="không được sau hôm nay"):
        services.reach_milestone(done_on=TODAY + timedelta(days=1), note="xong", **given)
    with pytest.raises(services.WrongInput, match="kết quả hoặc kèm tệp"):
        services.reach_milestone(done_on=TODAY, **given)
    services.reach_milestone(done_on=TODAY, note="xong", **given)
    with pytest.raises(services.WrongState, match="đã ghi đạt"):
        services.move_milestone(planned_on=TODAY, reason="x", **{**given, "version": 2})


def test_a_late_milestone_is_pointed_out(town: Town, project: Project) -> None:
    a_milestone(town, project)

    (row,) = reads.money_rows(Project.objects.filter(pk=project.pk), today=TODAY)

    assert [(flag.code, flag.days) for flag in row.flags if flag.code == "milestone-late"] == [
        ("milestone-late", 42)  # planned for a holiday: the days count from the next working day
    ]


def test_a_step_taken_again_corrects_the_first_which_stays_kept(town: Town, project: Project) -> None:
    given = {"project_id": project.pk, "key": "du-toan", "by": town.planner, "at": JUNE}
    services.record_step(on=date(2026, 3, 1), paper="12/QĐ", **given)
    services.record_step(on=date(2026, 3, 2), paper="12/QĐ-UBND", **given)

    assert project.steps.count() == 2
    steps = {row.step.key: row for row in reads.step_rows(project, TODAY)}
    assert steps["du-toan"].taken is not None and steps["du-toan"].taken.paper == "12/QĐ-UBND"
    assert steps["chu-truong"].skipped and not steps["hop-dong"].skipped


def test_a_project_serves_targets_of_its_own_plan_and_what_is_let_go_stays_in_the_story(
    town: Town, plan: Plan, project: Project
) -> None:
    one, two = plan.targets.get(mark="T1"), plan.targets.get(mark="T2")
    given = {"project_id": project.pk, "by": town.planner, "at": JUNE}

    assert services.serve_targets(target_ids=[one.pk, two.pk], **given) == (2, 0)
    assert services.serve_targets(target_ids=[two.pk], **given) == (0, 1)
    with pytest.raises(services.WrongInput, match="chính kế hoạch này"):
        services.serve_targets(target_ids=[999_999], **given)

    assert [row.target for row in reads.served_targets(project)] == [two]
    assert project.serves.count() == 2
    assert ledger.story_of(one.ref)[0].deed == "plans.serves-targets"


# ---------------------------------------------------------------- reads


def test_the_money_of_a_plan_takes_as_many_questions_for_many_projects_as_for_one(
    town: Town, django_assert_max_num_queries: Any
) -> None:
    from dataclasses import replace

    first = a_proposal().projects[0]
    plan = town.plan(
        a_proposal(projects=tuple(replace(first, id=f"P{n}", name=f"Dự án {n}") for n in range(1, 13)))
    )
    for project in plan.projects.all():
        give(town, project)
        pay(town, project, 10, sign(town, project))

    with django_assert_max_num_queries(9):
        rows = reads.money_rows(plan.projects.all(), today=TODAY)

    whole = reads.whole_book(rows)
    assert whole.total.planned == 12 * 2_500 * MILLION and whole.total.paid == 12 * 10 * MILLION
    assert sum(cell.paid for cell in whole.by_year().values()) == whole.total.paid


def test_the_lines_behind_a_figure_add_up_to_it(town: Town, plan: Plan, project: Project) -> None:
    give(town, project)
    contract = sign(town, project)
    for amount in (100, 200, 300):
        pay(town, project, amount, contract)

    rows, more = reads.entries_behind(plan, side="paid", source="tinh", year=2026)
    assert more is None and sum(row.amount for row in rows) == book(project).cell("tinh", 2026).paid
    first, more = reads.entries_behind(plan, side="paid", limit=2)
    rest, end = reads.entries_behind(plan, side="paid", before=more, limit=2)
    assert (len(first), len(rest), end) == (2, 1, None)
