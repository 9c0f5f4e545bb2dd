"""Pages of money as a browser without script meets them: every form, its errors, the sums and the words beside them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from dinh.look.testing import DESK, PHONE, assert_accessible, assert_no_sideways_scroll, sign_in
from dinh.plans import services
from dinh.plans.models import Contract, Milestone, Plan, Project
from dinh.plans.rules.money import Part
from dinh.town.models import Account

from .builders import Town
from .test_pages import browser, text_of

MILLION = 1_000_000


@pytest.fixture
def plan(town: Town) -> Plan:
    return town.plan()


@pytest.fixture
def project(plan: Plan) -> Project:
    return plan.projects.get()


def lived(town: Town, project: Project) -> Contract:
    """A project with everything on its page."""
    at = timezone.now()
    by = {"by": town.planner, "at": at}
    services.decide_budget(
        project_id=project.pk, kind="first", on=date(2026, 2, 2), basis="112/QĐ-UBND",
        parts=[Part("tinh", 2026, 2_200 * MILLION), Part("khac", 2026, 300 * MILLION)], **by,
    )  # fmt: skip
    contract = services.sign_contract(
        project_id=project.pk, number="05/HĐ", title="Lắp đặt", contractor="Công ty Mẫu", on=date(2026, 3, 2),
        ends_on=date(2026, 9, 30), warranty_until=date(2028, 9, 30), parts=[Part("tinh", 2026, 2_600 * MILLION)], **by,
    )  # fmt: skip
    services.record_payment(
        project_id=project.pk, kind="advance", contract_id=contract.pk, on=date(2026, 4, 1), voucher="GR-1",
        parts=[Part("tinh", 2026, 1_000 * MILLION)], files=[("uy-nhiem-chi.txt", b"x")], **by,
    )  # fmt: skip
    services.add_milestone(project_id=project.pk, title="Ký hợp đồng", planned_on=date(2026, 2, 20), **by)
    services.record_step(project_id=project.pk, key="hop-dong", on=date(2026, 3, 2), paper="05/HĐ", **by)
    services.serve_targets(project_id=project.pk, target_ids=[project.plan.targets.first().pk], **by)  # type: ignore[union-attr]
    return contract


def addresses(plan: Plan, project: Project, contract: Contract) -> list[str]:
    milestone = Milestone.objects.get()
    p, c, m = project.pk, contract.pk, milestone.pk
    return [
        f"/du-an/{p}/", f"/du-an/{p}/von/", f"/du-an/{p}/hop-dong/", f"/du-an/{p}/chi/?hop-dong={c}", f"/du-an/{p}/moc/",
        f"/du-an/{p}/buoc/?buoc=hop-dong", f"/du-an/{p}/phuc-vu/", f"/hop-dong/{c}/", f"/hop-dong/{c}/phu-luc/",
        f"/moc/{m}/doi-ngay/", f"/moc/{m}/dat/", f"/ke-hoach/{plan.pk}/kinh-phi/", f"/ke-hoach/{plan.pk}/kinh-phi/?xem=vuot",
        f"/ke-hoach/{plan.pk}/so-tien/?muc=paid&nguon=tinh&nam=2026&du-an={p}", f"/ke-hoach/{plan.pk}/bang/",
    ]  # fmt: skip


def test_every_page_of_money_opens_and_carries_no_inline_style(
    town: Town, plan: Plan, project: Project
) -> None:
    contract = lived(town, project)
    client = browser(town.planner)

    for address in addresses(plan, project, contract):
        response = client.get(address)
        assert response.status_code == 200, address
        body = text_of(response)
        assert body.count("<h1") == 1 and "style=" not in body and "onclick" not in body, address


def test_the_page_of_a_project_says_what_is_over_late_and_missing_in_words(
    town: Town, project: Project
) -> None:
    lived(town, project)

    body = text_of(browser(town.viewer).get(f"/du-an/{project.pk}/"))

    for said in (
        "Đã ký hợp đồng vượt vốn giao 100 triệu đồng",
        "Mốc “Ký hợp đồng” trễ",
        "Chưa ghi bước “Dự toán” dù bước sau đã làm",
        "Hợp đồng 05/HĐ: tạm ứng 1 tỷ đồng, quá mức thường cho phép",
    ):
        assert said in body, said
    assert f"/du-an/{project.pk}/chi/" not in body, "whoever only looks is offered no deed"


def test_the_page_of_a_plan_adds_up_and_says_that_the_paper_agrees(
    town: Town, plan: Plan, project: Project
) -> None:
    client = browser(town.viewer)
    before = " ".join(text_of(client.get(f"/ke-hoach/{plan.pk}/kinh-phi/")).split())
    assert "theo văn bản, chưa ghi quyết định giao vốn" in before
    assert "Khớp" in before and "2.500 triệu đồng" in before

    lived(town, project)

    body = text_of(client.get(f"/ke-hoach/{plan.pk}/kinh-phi/"))
    assert "Hợp đồng vượt vốn" in body and "40%" in body
    assert "Không có dự án nào như vậy" not in text_of(client.get(f"/ke-hoach/{plan.pk}/kinh-phi/?xem=vuot"))


def test_a_budget_is_given_from_the_form_with_the_papers_sums_filled_in(town: Town, project: Project) -> None:
    client = browser(town.planner)
    page = text_of(client.get(f"/du-an/{project.pk}/von/"))
    assert 'value="2200000000"' in page and 'value="300000000"' in page

    answer = client.post(
        f"/du-an/{project.pk}/von/",
        {"kind": "first", "on": "02/02/2026", "basis": "112/QĐ-UBND", "so-dong": "2", "nguon-0": "tinh", "nam-0": "2026",
         "tien-0": "2.200 triệu", "nguon-1": "khac", "nam-1": "2026", "tien-1": "300.000.000"},
    )  # fmt: skip

    assert answer.status_code == 302
    assert sum(entry.amount for entry in project.entries.all()) == 2_500 * MILLION


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("abc", "không phải số tiền"),
        ("12,5 đồng", "lẻ dưới một đồng"),
        ("9" * 50, "quá dài"),
        ("1" + "0" * 15, "quá lớn"),
    ],
)
def test_a_wrong_sum_names_its_row_and_nothing_typed_is_lost(
    town: Town, project: Project, typed: str, said: str
) -> None:
    answer = browser(town.planner).post(
        f"/du-an/{project.pk}/von/",
        {"kind": "first", "on": "02/02/2026", "basis": "112/QĐ", "so-dong": "2", "nguon-0": "tinh", "nam-0": "2026", "tien-0": typed},
    )  # fmt: skip

    body = text_of(answer)
    assert (
        answer.status_code == 422 and said in body and 'value="112/QĐ"' in body and f'value="{typed}"' in body
    )
    assert not project.decisions.exists()


def test_a_row_is_added_without_losing_what_was_typed(town: Town, project: Project) -> None:
    answer = browser(town.planner).post(
        f"/du-an/{project.pk}/von/", {"viec": "them-dong", "so-dong": "4", "basis": "112/QĐ", "tien-0": "5"}
    )

    body = text_of(answer)
    assert answer.status_code == 200 and body.count('name="tien-') == 6 and 'value="112/QĐ"' in body


def test_a_contract_its_appendix_a_payment_and_a_milestone_are_recorded_from_forms(
    town: Town, project: Project
) -> None:
    services.decide_budget(
        project_id=project.pk, kind="first", on=date(2026, 2, 2), basis="112/QĐ-UBND", parts=[Part("khac", 2026, 300 * MILLION)],
        by=town.planner, at=timezone.now(),
    )  # fmt: skip
    client = browser(town.planner)
    rows = {"so-dong": "2", "tien-0": "1.000.000"}
    post = {"on": "02/03/2026"}
    client.post(
        f"/du-an/{project.pk}/hop-dong/",
        {
            **rows,
            **post,
            "number": "05/HĐ",
            "title": "Lắp đặt",
            "contractor": "Công ty Mẫu",
            "ends_on": "30/09/2026",
        },
    )
    contract = Contract.objects.get()
    done = client.post(
        f"/hop-dong/{contract.pk}/phu-luc/",
        {
            **rows,
            "on": "05/05/2026",
            "number": "PL-01",
            "reason": "Thêm việc",
            "tien-0": "-500.000",
            "ends_on": "31/10/2026",
        },
    )
    assert done.status_code == 302, text_of(done)
    client.post(
        f"/du-an/{project.pk}/chi/",
        {**rows, **post, "kind": "progress", "contract": str(contract.pk), "voucher": "GR-1", "tien-0": "500.000",
         "files": SimpleUploadedFile("unc.txt", b"uy nhiem chi")},
    )  # fmt: skip
    client.post(f"/du-an/{project.pk}/moc/", {"title": "Nghiệm thu", "planned_on": "30/11/2026"})
    milestone = Milestone.objects.get()
    client.post(
        f"/moc/{milestone.pk}/doi-ngay/", {"planned_on": "15/12/2026", "reason": "Mưa", "version": "1"}
    )
    client.post(f"/moc/{milestone.pk}/dat/", {"done_on": "01/06/2026", "note": "Xong", "version": "2"})
    client.post(f"/du-an/{project.pk}/buoc/", {"key": "hop-dong", "on": "02/03/2026", "paper": "05/HĐ"})
    client.post(f"/du-an/{project.pk}/phuc-vu/", {"chi-tieu": [str(project.plan.targets.first().pk)]})  # type: ignore[union-attr]

    payment = project.payments.get()
    body = text_of(client.get(f"/hop-dong/{contract.pk}/"))
    assert "PL-01" in body and "Thêm việc" in body and "500.000đ" in body
    milestone.refresh_from_db()
    assert (
        milestone.done_on == date(2026, 6, 1)
        and project.steps.get().paper == "05/HĐ"
        and project.serves.count() == 1
    )
    file = payment.files.get()
    got = client.get(f"/tep-du-an/{file.pk}/")
    assert got.status_code == 200 and got["Content-Security-Policy"].startswith("sandbox")
    assert browser(town.stranger).get(f"/tep-du-an/{file.pk}/").status_code == 404


def test_going_over_is_refused_on_the_form_and_only_a_leader_is_offered_the_paper(
    town: Town, project: Project
) -> None:
    contract = lived(town, project)
    sent = {
        "kind": "progress",
        "contract": str(contract.pk),
        "on": "02/05/2026",
        "voucher": "GR-2",
        "so-dong": "2",
        "tien-1": "1.700 triệu",
    }

    client = browser(town.planner)
    answer = client.post(f"/du-an/{project.pk}/chi/", sent)
    assert answer.status_code == 422 and "là vượt" in text_of(answer) and "over_basis" not in text_of(answer)

    leader = browser(town.leader)
    assert "over_basis" in text_of(leader.get(f"/du-an/{project.pk}/chi/"))
    assert leader.post(f"/du-an/{project.pk}/chi/", {**sent, "over_basis": "88/UBND"}).status_code == 302
    assert project.payments.get(voucher="GR-2").over_basis == "88/UBND"


def test_forms_of_money_are_closed_to_those_without_the_mandate(
    town: Town, plan: Plan, project: Project
) -> None:
    contract = lived(town, project)
    client, stranger = browser(town.viewer), browser(town.stranger)

    for address in addresses(plan, project, contract):
        assert stranger.get(address).status_code == 404, address
    for address in addresses(plan, project, contract)[1:11]:
        if address.endswith(f"/hop-dong/{contract.pk}/"):
            continue
        assert client.get(address).status_code == client.post(address).status_code == 403, address


def test_the_page_of_a_project_asks_a_bounded_number_of_questions(
    town: Town, project: Project, django_assert_max_num_queries: Any
) -> None:
    contract = lived(town, project)
    client = browser(town.viewer)
    for n in range(8):
        services.record_payment(
            project_id=project.pk, kind="progress", contract_id=contract.pk, on=date(2026, 4, 2), voucher=f"N-{n}",
            parts=[Part("tinh", 2026, MILLION)], by=town.planner, at=timezone.now(),
        )  # fmt: skip

    client.get(f"/du-an/{project.pk}/")  # whatever is caught up with at the first look is not the page's

    with django_assert_max_num_queries(45):
        client.get(f"/du-an/{project.pk}/")


def test_an_english_screen_speaks_english_of_money(town: Town, project: Project) -> None:
    lived(town, project)

    client = browser(town.viewer)
    client.cookies["django_language"] = "en"

    body = text_of(client.get(f"/du-an/{project.pk}/", headers={"accept-language": "en"}))

    assert "Contracts signed for 100" in body and "Milestones" in body and "Paid out" in body


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("size", [DESK, PHONE])
def test_pages_of_money_are_accessible_and_stay_within_the_window(
    transactional_db: None, live_server: Any, new_page: Any, size: Any
) -> None:
    town = Town()
    plan = town.plan()
    project = plan.projects.get()
    contract = lived(town, project)
    browser(town.planner)
    page = new_page(size)
    sign_in(page, live_server, Account.objects.get(person_id=town.planner.person_id))

    for address in addresses(plan, project, contract):
        page.goto(live_server.url + address)
        assert_no_sideways_scroll(page)
        assert_accessible(page)
