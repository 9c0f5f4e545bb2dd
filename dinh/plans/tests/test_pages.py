"""Each page and each form of the room, as a browser without script meets them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from dinh.plans import queries, services
from dinh.plans.models import Plan, ProposalItem, Reading, Seat
from dinh.plans.rules import WHO_MAY
from dinh.town.models import Account, Mandate, Person
from dinh.town.shapes import Actor

from .builders import Town, at


@pytest.fixture(autouse=True)
def _read_before_answering(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DINH_READING", "wait")


def browser(actor: Actor) -> Client:
    """A browser signed in as this actor, with the same mandates."""
    person = Person.objects.get(pk=actor.person_id)
    account, made = Account.objects.get_or_create(username=f"u{person.pk}", defaults={"person": person})
    if made:
        account.set_unusable_password()
        account.save()
        from dinh.town.models import Unit

        for mandate in actor.mandates:
            Mandate.objects.create(
                person=person,
                role=mandate.role,
                unit=Unit.objects.get(path=mandate.unit_path),
                office_id=mandate.office_id,
            )
    client = Client()
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    return client


def text_of(response: Any) -> str:
    return str(response.content.decode())


@pytest.fixture
def plan(town: Town) -> Plan:
    return town.plan()


def test_every_page_opens_for_who_may_see_it(town: Town, plan: Plan) -> None:
    target, task, project = plan.targets.get(mark="T1"), plan.tasks.get(), plan.projects.get()
    services.record_progress(
        about=task.ref, state="doing", note="Đã mở lớp.", on=date(2026, 2, 2), by=town.officer, at=at(date(2026, 2, 2)),
        files=[("bien-ban.txt", b"bien ban")],
    )  # fmt: skip
    for day, value in (("2026-02", 20), ("2026-03", 25)):
        row = services.enter_value(
            target_id=target.pk,
            period=day,
            value=value,
            by=town.officer,
            at=at(date(2026, 4, 3)),
            submit=True,
        )
        services.approve_value(value_id=row.pk, by=town.head, at=at(date(2026, 4, 4)))
    client = browser(town.planner)
    addresses = [
        "/ke-hoach/", "/ke-hoach/?q=chuyen+doi+so", "/ke-hoach/nop/", "/ke-hoach/doc/", "/ke-hoach/so-lieu/",
        f"/ke-hoach/{plan.pk}/", f"/ke-hoach/{plan.pk}/chi-tieu/?q=5g&tinh-trang=behind",
        f"/ke-hoach/{plan.pk}/nhiem-vu/?q=tap+huan", f"/ke-hoach/{plan.pk}/du-an/", f"/ke-hoach/{plan.pk}/bao-cao/",
        f"/ke-hoach/{plan.pk}/van-de/", f"/ke-hoach/{plan.pk}/lich-su/", f"/ke-hoach/{plan.pk}/sua-doi/",
        f"/chi-tieu/{target.pk}/", f"/nhiem-vu/{task.pk}/", f"/du-an/{project.pk}/",
        f"/giao/target/{target.pk}/", f"/ke-hoach/doc/{plan.reading_id}/?loai=target",
        f"/ke-hoach/doc/{plan.reading_id}/?loai=problem", f"/ke-hoach/doc/{plan.reading_id}/?loai=head",
    ]  # fmt: skip
    for address in addresses:
        response = client.get(address)
        assert response.status_code == 200, address
        body = text_of(response)
        assert body.count("<h1") == 1, address
        assert "style=" not in body and "onclick" not in body, address


def test_the_plan_page_asks_a_bounded_number_of_questions(
    town: Town, plan: Plan, django_assert_max_num_queries: Any
) -> None:
    client = browser(town.viewer)
    client.get(f"/ke-hoach/{plan.pk}/")

    with django_assert_max_num_queries(34):
        client.get(f"/ke-hoach/{plan.pk}/")


def test_a_plan_of_elsewhere_is_not_found(town: Town, plan: Plan) -> None:
    client = browser(town.stranger)

    for address in (
        f"/ke-hoach/{plan.pk}/",
        f"/chi-tieu/{plan.targets.get(mark='T1').pk}/",
        f"/ke-hoach/doc/{plan.reading_id}/",
    ):
        assert client.get(address).status_code == 404


def test_signed_out_goes_to_the_sign_in_page(plan: Plan) -> None:
    response = Client().get(f"/ke-hoach/{plan.pk}/")

    assert response.status_code == 302
    assert response["Location"].startswith("/dang-nhap/?next=")


PAPER = """ỦY BAN NHÂN DÂN PHƯỜNG MẪU
Số: 12/KH-UBND
Mẫu, ngày 15 tháng 01 năm 2026
KẾ HOẠCH
Chuyển đổi số trên địa bàn phường Mẫu năm 2026
I. MỤC TIÊU
- Tỷ lệ hồ sơ giải quyết đúng hạn đạt tối thiểu 98%.
- Tỷ lệ thanh toán trực tuyến đạt 80%.
- 100% thủ tục hành chính đủ điều kiện được cung cấp dịch vụ công trực tuyến toàn trình.
II. NHIỆM VỤ, GIẢI PHÁP
1. Phòng Văn hóa - Xã hội chủ trì tổ chức 02 lớp tập huấn kỹ năng số, hoàn thành trong quý III năm 2026.
""".encode()


def upload(client: Client, town: Town, contents: bytes, name: str) -> Any:
    return client.post(
        "/ke-hoach/nop/", {"file": SimpleUploadedFile(name, contents), "unit": str(town.unit.pk)}, follow=True
    )


@pytest.mark.django_db(transaction=True)
def test_an_uploaded_text_is_read_and_opens_its_review(transactional_db: None) -> None:
    town = Town()
    response = upload(browser(town.clerk), town, PAPER, "ke-hoach.txt")

    reading = Reading.objects.get()
    assert reading.state == "ready", reading.sentence
    assert response.redirect_chain[0][0] == f"/ke-hoach/doc/{reading.pk}/tien-trinh/"
    assert reading.items.filter(kind="target").count() >= 2


@pytest.mark.django_db(transaction=True)
def test_a_broken_file_gets_a_sentence_and_a_way_on(transactional_db: None) -> None:
    town = Town()
    response = upload(browser(town.planner), town, b"%PDF-1.4 broken" + bytes(range(256)), "hong.pdf")

    body = text_of(response)
    assert Reading.objects.get().state == "failed"
    assert "Máy không đọc được tệp này" in body
    assert "Nộp tệp khác" in body and "Traceback" not in body


def test_an_empty_file_and_no_file_are_field_errors(town: Town) -> None:
    client = browser(town.planner)

    empty = upload(client, town, b"", "rong.txt")
    none = client.post("/ke-hoach/nop/", {"unit": str(town.unit.pk)})

    assert (empty.status_code, none.status_code) == (422, 422)
    assert "rỗng" in text_of(empty)
    assert "Chọn một tệp" in text_of(none)
    assert not Reading.objects.exists()


def test_who_may_not_upload_is_told_so(town: Town) -> None:
    response = browser(town.viewer).get("/ke-hoach/nop/")

    assert response.status_code == 403
    assert "chưa được giao quyền" in text_of(response)


# ---------------------------------------------------------------- review


def post(client: Client, item: ProposalItem, way: str, **more: str) -> Any:
    words = {"loai": item.kind, "muc": str(item.pk), "ban": str(item.version), "viec": way, **more}
    return client.post(f"/ke-hoach/doc/{item.reading_id}/", words)


def test_a_reviewer_begins_at_the_first_doubt_and_comes_back_where_they_left(town: Town) -> None:
    reading = town.ready()
    client = browser(town.planner)
    first = client.get(f"/ke-hoach/doc/{reading.pk}/")
    doubtful = reading.items.get(mark="T3")

    assert first["Location"].endswith("?loai=target")
    assert "Chỗ ngờ 1 trên 1" in text_of(client.get(first["Location"]))
    task = reading.items.get(mark="N1")
    client.get(f"/ke-hoach/doc/{reading.pk}/?loai=task&muc={task.pk}")
    assert client.get(f"/ke-hoach/doc/{reading.pk}/")["Location"].endswith(f"?loai=task&muc={task.pk}")
    assert Seat.objects.get().item == task
    assert doubtful.state == "unseen"


def test_the_chosen_items_lines_are_lit_in_the_source(town: Town) -> None:
    reading = town.ready()
    item = reading.items.get(mark="T1")

    body = text_of(browser(town.planner).get(f"/ke-hoach/doc/{reading.pk}/?loai=target&muc={item.pk}"))

    assert '<li class="lit" id="d3" data-lit>' in body
    assert "Đang xem" in body


def test_accepting_goes_on_to_the_next_item(town: Town) -> None:
    reading = town.ready()
    item, following = reading.items.get(mark="T3"), reading.items.get(mark="T1")

    response = post(browser(town.planner), item, "chap-nhan")

    item.refresh_from_db()
    assert item.state == "accepted"
    assert response["Location"].endswith(f"muc={following.pk}")


def test_accepting_with_a_changed_field_records_a_correction(town: Town) -> None:
    item = town.ready().items.get(mark="T1")

    post(browser(town.planner), item, "chap-nhan", value="65", text=item.title)

    item.refresh_from_db()
    assert (item.state, item.now["value"]) == ("corrected", 65)


def test_a_wrong_field_is_named_and_what_was_typed_stays(town: Town) -> None:
    item = town.ready().items.get(mark="T1")

    response = post(browser(town.planner), item, "chap-nhan", value="nhiều lắm")

    body = text_of(response)
    assert response.status_code == 422
    assert "Giá trị phải là số" in body and 'value="nhiều lắm"' in body


def test_two_reviewers_at_once_the_slower_is_told_and_keeps_what_was_typed(town: Town) -> None:
    item = town.ready().items.get(mark="T1")
    services.reject(item_id=item.pk, version=1, by=town.second, at=timezone.now() - timedelta(minutes=1))

    response = post(browser(town.planner), item, "chap-nhan", value="66")

    body = text_of(response)
    assert response.status_code == 409
    assert "Lê Thị Ví Dụ" in body and 'value="66"' in body
    item.refresh_from_db()
    assert item.state == "rejected"


def test_split_merge_reject_reopen_add_and_settle_by_plain_forms(town: Town) -> None:
    reading = town.ready()
    client = browser(town.planner)
    first, second = reading.items.get(mark="T1"), reading.items.get(mark="T2")

    post(client, first, "tach", **{"text-1": "a", "value-1": "60", "text-2": "b", "value-2": "50"})
    third = reading.items.get(mark="T3")
    post(client, second, "gop", vao=f"{third.pk}-{third.version}")
    task = reading.items.get(mark="N1")
    post(client, task, "loai", remark="Lời dẫn")
    task.refresh_from_db()
    post(client, task, "mo-lai")
    client.post(
        f"/ke-hoach/doc/{reading.pk}/",
        {"viec": "them", "loai": "task", "tu-dong": "6", "den-dong": "6", "text": "Lập tổ công nghệ số"},
    )
    problem = reading.problems.get()
    client.post(
        f"/ke-hoach/doc/{reading.pk}/",
        {"viec": "van-de", "loai": "problem", "van-de": problem.pk, "ban": "1", "settlement": "Theo mục II"},
    )
    client.post(
        f"/ke-hoach/doc/{reading.pk}/",
        {"viec": "dau", "loai": "head", "ban": "1", "signer": "Lê Văn Mẫu", "title": "Kế hoạch"},
    )

    states = dict(reading.items.filter(parent=None).values_list("mark", "state"))
    second.refresh_from_db()
    reading.refresh_from_db()
    assert (states["T1"], second.state, states["N1"], states["+1"]) == (
        "split",
        "merged",
        "unseen",
        "corrected",
    )
    assert reading.problems.get().settlement == "Theo mục II"
    assert reading.head_now["signer"] == "Lê Văn Mẫu"


def test_split_merge_and_add_forms_open(town: Town) -> None:
    reading = town.ready()
    client = browser(town.planner)

    for way in ("tach", "gop", "them", "tach&so=4"):
        assert client.get(f"/ke-hoach/doc/{reading.pk}/?loai=target&viec={way}").status_code == 200


def test_who_may_not_review_sees_and_cannot_decide(town: Town) -> None:
    reading = town.ready()
    item = reading.items.get(mark="T1")
    client = browser(town.officer)

    body = text_of(client.get(f"/ke-hoach/doc/{reading.pk}/?loai=target"))
    post(client, item, "chap-nhan")

    item.refresh_from_db()
    assert "Chỉ xem" in body and 'value="chap-nhan"' not in body
    assert item.state == "unseen"


def test_adopting_by_the_form(town: Town) -> None:
    reading = town.ready()
    client = browser(town.planner)
    address = f"/ke-hoach/doc/{reading.pk}/ban-hanh/"

    early = client.post(address, {"viec": "ban-hanh"}, follow=True)
    assert "Còn 6 mục chưa soát" in text_of(early)
    client.post(f"/ke-hoach/doc/{reading.pk}/", {"viec": "doc-ro", "loai": "head"})
    item = reading.items.get(mark="T3")
    post(client, item, "chap-nhan")
    response = client.post(address, {"viec": "ban-hanh"})

    assert response["Location"] == reverse("plans.plan", args=[Plan.objects.get().pk])


def test_adopting_as_read_by_the_form_is_marked(town: Town) -> None:
    reading = town.ready()
    client = browser(town.leader)

    response = client.post(f"/ke-hoach/doc/{reading.pk}/ban-hanh/", {"viec": "nhu-may-doc"}, follow=True)

    assert "Máy đọc, chưa soát" in text_of(response)


# ---------------------------------------------------------------- following


def test_progress_with_a_file_by_the_form_and_the_file_comes_back(town: Town, plan: Plan) -> None:
    task = plan.tasks.get()
    client = browser(town.officer)

    response = client.post(
        f"/nhiem-vu/{task.pk}/tien-do/",
        {"state": "doing", "note": "Đã mở lớp 1", "on": "02/02/2026", "percent": "50",
         "evidence": SimpleUploadedFile("bien-ban.txt", "Biên bản".encode())},
    )  # fmt: skip

    assert response["Location"] == f"/nhiem-vu/{task.pk}/"
    entry = queries.progress_of(task.ref)[0]
    file = entry.evidence.get()
    got = client.get(f"/minh-chung/{file.pk}/")
    assert b"".join(got.streaming_content).decode() == "Biên bản"  # type: ignore[attr-defined]
    assert browser(town.stranger).get(f"/minh-chung/{file.pk}/").status_code == 404


def test_wrong_progress_shows_each_error_and_keeps_the_text(town: Town, plan: Plan) -> None:
    task = plan.tasks.get()

    response = browser(town.officer).post(
        f"/nhiem-vu/{task.pk}/tien-do/",
        {"state": "doing", "note": "Đã làm", "on": "hôm qua", "percent": "150"},
    )

    body = text_of(response)
    assert response.status_code == 422
    assert "dạng 21/11/2026" in body and "từ 0 đến 100" in body and "Đã làm" in body


def test_a_value_is_submitted_and_approved_by_forms(town: Town, plan: Plan) -> None:
    target = plan.targets.get(mark="T1")
    officer, head = browser(town.officer), browser(town.head)

    officer.post(f"/chi-tieu/{target.pk}/so-lieu/", {"period": "2026", "value": "55,5", "viec": "trinh"})
    row = target.values.get()
    waiting = text_of(head.get("/ke-hoach/so-lieu/"))
    head.post(f"/ke-hoach/so-lieu/{row.pk}/quyet/", {"viec": "duyet"})

    row.refresh_from_db()
    assert "55,5%" in waiting
    assert (row.state, row.decided_by_name) == ("approved", "Nguyễn Văn Mẫu")


def test_an_own_value_is_not_approved_by_the_form(town: Town, plan: Plan) -> None:
    target = plan.targets.get(mark="T1")
    client = browser(town.planner)

    client.post(f"/chi-tieu/{target.pk}/so-lieu/", {"period": "2026", "value": "55,5", "viec": "trinh"})
    row = target.values.get()
    response = client.post(f"/ke-hoach/so-lieu/{row.pk}/quyet/", {"viec": "duyet"}, follow=True)

    row.refresh_from_db()
    assert "người khác duyệt" in text_of(response)
    assert row.state == "submitted"


def test_a_value_out_of_reach_is_refused_with_a_sentence(town: Town, plan: Plan) -> None:
    target = plan.targets.get(mark="T1")

    wrong = browser(town.officer).post(f"/chi-tieu/{target.pk}/so-lieu/", {"period": "2026", "value": "155"})
    other = browser(town.other_officer).post(
        f"/chi-tieu/{target.pk}/so-lieu/", {"period": "2026", "value": "55"}, follow=True
    )

    assert "0 đến 100" in text_of(wrong)
    assert "chưa được giao quyền" in text_of(other)
    assert not target.values.exists()


def test_a_lead_is_given_by_the_form(town: Town, plan: Plan) -> None:
    target = plan.targets.get(mark="T3")

    browser(town.planner).post(
        f"/giao/target/{target.pk}/", {"office": town.other_office.pk, "remark": "TB 15"}
    )

    target.refresh_from_db()
    assert (target.lead_office, target.lead_words) == (town.other_office, "Cơ sở y tế")
    assert (
        browser(town.officer).post(f"/giao/target/{target.pk}/", {"office": town.office.pk}).status_code
        == 403
    )


def test_a_target_shows_the_unit_office_and_place_it_is_tied_to(town: Town, plan: Plan) -> None:
    body = text_of(browser(town.viewer).get(f"/chi-tieu/{plan.targets.get(mark='T3').pk}/"))

    assert f'href="/don-vi/{town.unit.code}/"' in body and town.unit.full_name in body
    assert "Cơ sở y tế" in body and "sổ cơ quan không có tên này" in body
    assert "Phần nội dung, trang 1, dòng 5" in body and "Phụ lục, trang 2, dòng 10" in body


def test_an_amended_plan_says_by_which_and_since_when_and_keeps_its_words(town: Town, plan: Plan) -> None:
    from dataclasses import replace

    from .builders import a_proposal

    head = replace(a_proposal().document, number="90/KH-UBND", date="2026-06-01")
    newer = town.plan(a_proposal(document=head), contents=b"another file")
    services.amend(
        plan_id=plan.pk, by_plan_id=newer.pk, whole=False, since=date(2026, 6, 5), by=town.planner, at=timezone.now()
    )  # fmt: skip
    body = " ".join(text_of(browser(town.viewer).get(f"/chi-tieu/{plan.targets.get(mark='T1').pk}/")).split())

    assert "Sửa đổi, bổ sung bằng" in body and "90/KH-UBND" in body and "từ 05/06/2026" in body
    assert "≥ 60%, năm 2026" in body


def test_a_problem_of_many_things_shows_a_few_doors_and_keeps_the_others_behind_a_word(town: Town) -> None:
    from dinh.plans.reading.shapes import Problem

    from .builders import LINES, a_proposal, a_target

    targets = tuple(a_target(f"T{n}", 3, text=f"Chỉ tiêu thứ {n}", lead=None) for n in range(1, 8))
    whole = Problem(
        "no_owner",
        "7 chỉ tiêu không nêu cơ quan.",
        ((3, 3), (len(LINES), len(LINES))),
        tuple(t.id for t in targets),
    )
    plan = town.plan(a_proposal(targets=targets, problems=(whole,)))
    client = browser(town.planner)

    told = text_of(client.get(f"/ke-hoach/{plan.pk}/van-de/"))
    seen = text_of(client.get(f"/ke-hoach/doc/{plan.reading_id}/?loai=problem"))

    for body in (told, seen):
        first, others = body.split("Xem 4 chỗ nữa")
        assert "Chỉ tiêu thứ 4" in first and "Chỉ tiêu thứ 7" in others
        assert "dòng 10" in others, "a place that no target begins at is a door to its line"
    assert f'href="/chi-tieu/{plan.targets.get(mark="T7").pk}/"' in told


def test_the_screen_in_english_says_the_standing_in_english(town: Town, plan: Plan) -> None:
    client = browser(town.viewer)
    client.cookies["django_language"] = "en"

    body = text_of(
        client.get(f"/chi-tieu/{plan.targets.get(mark='T1').pk}/", headers={"accept-language": "en"})
    )

    assert "no figure approved yet" in body or "No figure has been approved" in body
    assert "Tỷ lệ phủ sóng 5G trên địa bàn" in body, "words of the paper stay as they are"


def test_a_value_entered_meanwhile_is_not_overwritten_unseen(town: Town, plan: Plan) -> None:
    target = plan.targets.get(mark="T1")
    services.enter_value(
        target_id=target.pk, period="2026", value=20, by=town.head, at=timezone.now(), submit=True
    )

    answer = browser(town.officer).post(
        f"/chi-tieu/{target.pk}/so-lieu/", {"period": "2026", "value": "25", "da-xem": "0"}
    )

    assert answer.status_code == 409
    assert "vừa nhập số 20" in text_of(answer) and 'value="25"' in text_of(answer)
    assert target.values.get().value == 20


def test_the_unit_page_shows_its_plans(town: Town, plan: Plan) -> None:
    response = browser(town.planner).get(f"/don-vi/{town.unit.code}/")

    assert plan.title in text_of(response)


def test_openers_answer_for_every_kind(town: Town, plan: Plan) -> None:
    from dinh.look import openers

    target = plan.targets.get(mark="T1")
    refs = [plan.ref, target.ref, plan.tasks.get().ref, plan.projects.get().ref, plan.reading.ref]

    found = openers.open_all(refs)

    assert set(found) == set(refs)
    assert found[plan.ref].url == f"/ke-hoach/{plan.pk}/"


CELLS = [
    (deed, role)
    for deed in WHO_MAY
    for role in ("leader", "planner", "office_head", "officer", "clerk", "viewer")
]


@pytest.mark.parametrize(("deed", "role"), CELLS)
def test_the_table_of_who_may_holds_cell_by_cell(town: Town, deed: str, role: str) -> None:
    from dinh.town import services as town_services

    from .builders import make_actor

    actor = make_actor(role, town.unit, f"Người {role}")

    assert town_services.allowed(actor, deed, town.unit.path, date(2026, 5, 1)) is (role in WHO_MAY[deed])
    assert not town_services.allowed(actor, deed, town.elsewhere.path, date(2026, 5, 1))


# ---------------------------------------------------------------- drafts, statuses, files


def test_a_draft_is_shown_only_to_those_who_may_enter_or_approve(town: Town, plan: Plan) -> None:
    target = plan.targets.get(mark="T1")
    given = {"target_id": target.pk, "by": town.officer, "at": timezone.now()}
    services.enter_value(period="2026-01", value=31.3, note="Nháp của tôi", **given)
    services.enter_value(period="2026-02", value=41.7, submit=True, files=[("so.txt", b"so lieu")], **given)
    file = target.values.get(period_key="2026-02").evidence.get()

    for actor in (town.officer, town.head, town.leader):
        body = text_of(browser(actor).get(f"/chi-tieu/{target.pk}/"))
        assert "31,3" in body and "41,7" in body, actor
    for actor in (town.viewer, town.other_officer):
        client = browser(actor)
        body = text_of(client.get(f"/chi-tieu/{target.pk}/"))
        assert "31,3" not in body and "41,7" not in body and "Nháp của tôi" not in body
        assert "Số liệu của Tháng 2/2026 đã trình, đang chờ duyệt" in body
        assert "41,7" not in text_of(client.get(f"/ke-hoach/{plan.pk}/lich-su/"))
        assert client.get(f"/minh-chung/{file.pk}/").status_code == 404


def test_a_part_that_a_plan_does_not_have_is_not_found(town: Town, plan: Plan) -> None:
    assert browser(town.viewer).get(f"/ke-hoach/{plan.pk}/khong-co/").status_code == 404


def test_forms_are_closed_to_those_without_the_mandate_and_say_who_has_it(town: Town, plan: Plan) -> None:
    target = plan.targets.get(mark="T1")
    planner = browser(town.planner)
    client = browser(town.viewer)

    for address in (f"/ke-hoach/{plan.pk}/sua-doi/", f"/giao/target/{target.pk}/"):
        assert planner.get(address).status_code == 200
        for answer in (client.get(address), client.post(address, {})):
            body = text_of(answer)
            assert answer.status_code == 403, address
            assert "chưa được giao quyền" in body and "Trần Thị Thử" in body
            assert '<form method="post" class="f-one"' not in body


def test_a_refused_post_answers_with_its_status_and_its_sentence(town: Town, plan: Plan) -> None:
    target, task = plan.targets.get(mark="T1"), plan.tasks.get()
    given = {"target_id": target.pk, "by": town.planner, "at": timezone.now()}
    row = services.enter_value(period="2026-01", value=30, submit=True, **given)
    decide, progress = f"/ke-hoach/so-lieu/{row.pk}/quyet/", f"/nhiem-vu/{task.pk}/tien-do/"
    done = {"state": "doing", "note": "Đã làm", "on": "02/02/2026"}

    for actor, address, words, status, said in (
        (town.viewer, progress, done, 403, "chưa được giao quyền"),
        (
            town.viewer,
            f"/chi-tieu/{target.pk}/so-lieu/",
            {"period": "2026", "value": "5"},
            403,
            "chưa được giao",
        ),
        (town.viewer, decide, {"viec": "duyet"}, 403, "chưa được giao quyền"),
        (town.planner, decide, {"viec": "duyet"}, 409, "người khác duyệt"),
        (town.head, decide, {"viec": "tra-lai"}, 422, "lý do trả lại"),
        (town.head, f"/ke-hoach/so-lieu/{row.pk}/trinh/", {}, 409, "Chờ duyệt"),
    ):
        answer = browser(actor).post(address, words)
        assert (answer.status_code, said in text_of(answer)) == (status, True), (address, status)
    row.refresh_from_db()
    assert row.state == "submitted"


def test_after_a_decision_nobody_is_sent_to_another_house(town: Town, plan: Plan) -> None:
    given = {"target_id": plan.targets.get(mark="T1").pk, "by": town.officer, "at": timezone.now()}
    client = browser(town.head)
    for n, back in enumerate(
        ("https://khac.example/", "//khac.example", "/\\khac.example", "javascript:x"), 1
    ):
        row = services.enter_value(period=f"2026-0{n}", value=30, submit=True, **given)
        answer = client.post(f"/ke-hoach/so-lieu/{row.pk}/quyet/", {"viec": "duyet", "ve": back})
        assert answer["Location"] == "/ke-hoach/so-lieu/"


@pytest.mark.parametrize(
    ("name", "contents", "way"),
    [
        ("a.txt", b"x <html><script>alert(1)</script></html>", "attachment"),
        ("a.svg", b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "attachment"),
        ("a.pdf", b"%PDF-1.4 bien ban", "inline"),
    ],
)
def test_evidence_comes_sealed(town: Town, plan: Plan, name: str, contents: bytes, way: str) -> None:
    entry = services.record_progress(
        about=plan.tasks.get().ref, state="doing", note="x", on=date(2026, 2, 2), by=town.officer,
        at=timezone.now(), files=[(name, contents)],
    )  # fmt: skip

    got = browser(town.viewer).get(f"/minh-chung/{entry.evidence.get().pk}/")

    assert got["Content-Disposition"].startswith(way)
    assert got["X-Content-Type-Options"] == "nosniff"
    assert got["Content-Security-Policy"].startswith("sandbox; default-src 'none'")


@pytest.mark.parametrize("contents", [b"<!doctype html><html></html>", bytes(range(256))])
def test_what_is_no_evidence_is_a_field_error_and_nothing_is_recorded(
    town: Town, plan: Plan, contents: bytes
) -> None:
    task = plan.tasks.get()
    data = {
        "state": "doing",
        "note": "Đã làm.",
        "on": "02/02/2026",
        "evidence": SimpleUploadedFile("a.pdf", contents),
    }

    answer = browser(town.officer).post(f"/nhiem-vu/{task.pk}/tien-do/", data)

    assert answer.status_code == 422
    assert "Tệp này" in text_of(answer)
    assert not task.progress.exists()


def test_what_a_plan_carries_out_is_called_by_its_kind(town: Town, plan: Plan) -> None:
    Plan.objects.filter(pk=plan.pk).update(
        implements=["17710/UBND-CNXDKH", "05/KH-UBND", "123", "Nghị quyết 57"], carries_out=None
    )

    body = " ".join(text_of(browser(town.viewer).get(f"/ke-hoach/{plan.pk}/")).split())

    assert (
        "Thực hiện Công văn số 17710/UBND-CNXDKH, Kế hoạch số 05/KH-UBND, văn bản số 123, Nghị quyết 57."
        in body
    )


def test_a_plan_whose_period_is_over_is_not_under_way(town: Town, plan: Plan) -> None:
    client = browser(town.viewer)
    assert "Đang thực hiện</span>" in text_of(client.get(f"/ke-hoach/{plan.pk}/"))
    Plan.objects.filter(pk=plan.pk).update(horizon_from=2021, horizon_to=2025)

    for address in (f"/ke-hoach/{plan.pk}/", "/ke-hoach/", "/ke-hoach/?tinh-trang=over"):
        body = text_of(client.get(address))
        assert "Hết thời kỳ</span>" in body and "Đang thực hiện</span>" not in body, address
    assert plan.title not in text_of(client.get("/ke-hoach/?tinh-trang=in-force"))
    assert plan.state_at(date(2026, 12, 31))[1] == "Đang thực hiện"


def test_facts_that_only_the_machine_read_are_marked_so(town: Town, plan: Plan) -> None:
    client = browser(town.viewer)
    assert "(máy đọc)" in text_of(client.get(f"/ke-hoach/{plan.pk}/")).replace("</span>", "")

    Reading.objects.update(head_version=2)

    assert "(máy đọc)" not in text_of(client.get(f"/ke-hoach/{plan.pk}/"))


def test_projects_late_or_over_their_money_come_first_then_in_the_order_of_the_paper(town: Town) -> None:
    from dataclasses import replace

    from .builders import a_proposal

    first = a_proposal().projects[0]
    names = ("Thứ nhất", "Thứ hai", "Thứ ba", "Thứ tư")
    plan = town.plan(
        a_proposal(projects=tuple(replace(first, id=f"P{n}", name=name) for n, name in enumerate(names, 1)))
    )
    rows = {row.name: row for row in plan.projects.all()}
    day = at(date(2026, 4, 3))
    for name, state, spent in (("Thứ hai", "doing", 3_000_000_000), ("Thứ tư", "stuck", 0)):
        services.record_progress(
            about=rows[name].ref,
            state=state,
            note="x",
            on=date(2026, 4, 2),
            spent=spent,
            by=town.planner,
            at=day,
        )

    found = queries.project_rows(plan, today=date(2026, 4, 3))

    assert [row.project.name for row in found] == ["Thứ hai", "Thứ tư", "Thứ nhất", "Thứ ba"]
    assert "Vượt kinh phí" in text_of(browser(town.viewer).get(f"/ke-hoach/{plan.pk}/du-an/"))
