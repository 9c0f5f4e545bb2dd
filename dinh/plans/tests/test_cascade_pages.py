"""The pages of the cascade: three steps without a script, the sheet, a unit's own page, disputes, sharing out, passing on."""

from __future__ import annotations

import io
import re
from datetime import date
from decimal import Decimal as D
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import Workbook, load_workbook

from dinh.plans import services
from dinh.plans.models import Allotment, AllotmentDispute, Plan, Target
from dinh.plans.rules import WHO_MAY
from dinh.plans.services import OfficePart
from dinh.town.models import Account, Person
from dinh.town.services import NotAllowed
from dinh.town.shapes import Actor, Role
from dinh.town.testing import actor

from .builders import at
from .cascade_builders import NOW, BimSon, BinhDuong, Province, report

FEB = at(date(2026, 2, 2))


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages ask what day it is; these figures are of autumn 2026."""
    monkeypatch.setattr(timezone, "now", lambda: NOW)


@pytest.fixture
def province(db: None) -> Province:
    return Province()


@pytest.fixture
def plan(province: Province) -> Plan:
    return province.plan()


@pytest.fixture
def share(plan: Plan) -> Target:
    return plan.targets.get(mark="T1")


@pytest.fixture
def classes(plan: Plan) -> Target:
    return plan.targets.get(mark="T2")


def sign_in(client: Client, who: Actor) -> Client:
    person = Person.objects.get(pk=who.person_id)
    account = Account.objects.filter(person=person).first() or Account.objects.create_user(
        f"p{person.pk}", "mot cau du dai 1", person=person
    )
    client.force_login(account)
    return client


def text_of(response: Any) -> str:
    words = re.sub(r"<[^>]+>", " ", response.content.decode())
    return " ".join(words.replace("&nbsp;", " ").split())


def give_url(target: Target) -> str:
    return reverse("plans.allot", args=["chi-tieu", target.pk])


FIRST = {
    "who": "all",
    "rule": "sum",
    "rhythm": "month",
    "added": "",
    "due_on": "31/12/2099",
    "basis": "QĐ 15",
    "note": "",
}


# ---------------------------------------------------------------- giving


def test_three_plain_forms_give_a_target_to_everybody(
    client: Client, province: Province, classes: Target
) -> None:
    sign_in(client, province.planner)
    first = client.get(give_url(classes))
    assert "Tất cả 3 xã, phường" in text_of(first)
    second = client.post(give_url(classes), {**FIRST, "buoc": "2"})
    assert second.status_code == 200 and "Con số của từng đơn vị" in text_of(second)
    numbers = {"numbers": "same", "same": "90"}
    third = client.post(give_url(classes), {**FIRST, **numbers, "buoc": "3"})
    assert "từ 90 lớp trở lên" in text_of(third) and "Giao cho 3 đơn vị" in text_of(third)
    assert "còn thấp hơn 300 lớp" in text_of(third), "3 x 90 = 270 is less than what the province promised"
    assert not Allotment.objects.exists(), "looking gives nothing"
    done = client.post(give_url(classes), {**FIRST, **numbers, "table": "", "buoc": "ghi"})
    assert done.status_code == 302
    assert {row.value for row in Allotment.objects.all()} == {D(90)}
    sheet = text_of(client.get(done["Location"]))
    assert "Giao cho 3 đơn vị" in sheet and "Chờ xã nhận" in sheet and "3 đơn vị chưa có số nào" in sheet


def test_a_pasted_table_with_wrong_rows_names_each_and_gives_nobody_anything(
    client: Client, province: Province, classes: Target
) -> None:
    sign_in(client, province.planner)
    table = "Đơn vị\tLớp\nPhường Bỉm Sơn\t100\nQuang Trug\t90\nNgọc Sơn\tsáu mươi\n14812\t80"
    page = client.post(
        give_url(classes), {**FIRST, "numbers": "each", "same": "", "table": table, "buoc": "ghi"}
    )
    told = text_of(page)
    assert page.status_code == 422
    assert "Dòng 3: “Quang Trug” không phải xã, phường nào" in told and "Có phải Phường Quang Trung?" in told
    assert "Dòng 4: “sáu mươi” (Phường Ngọc Sơn) không phải số" in told
    assert "Dòng 5: Phường Bỉm Sơn đã có ở dòng 2" in told
    assert not Allotment.objects.exists()


def test_units_missing_from_the_table_are_named(client: Client, province: Province, classes: Target) -> None:
    sign_in(client, province.planner)
    page = client.post(give_url(classes), {**FIRST, "numbers": "each", "table": "14812\t100", "buoc": "3"})
    assert "Thiếu con số của 2 đơn vị: Phường Quang Trung, Phường Ngọc Sơn" in text_of(page)


def test_the_workbook_goes_out_filled_with_units_and_comes_back_with_numbers(
    client: Client, province: Province, classes: Target
) -> None:
    sign_in(client, province.planner)
    out = client.get(reverse("plans.allot_workbook", args=["chi-tieu", classes.pk]))
    book = load_workbook(io.BytesIO(out.content))
    sheet = book.worksheets[0]
    assert [cell.value for cell in sheet["A"]][1:] == ["14812", "14818", "16576"]
    for row, value in ((2, 120), (3, "chín"), (4, 80)):
        sheet.cell(row, 3, value)
    wrong = _saved(book)
    page = client.post(give_url(classes), {**FIRST, "numbers": "each", "workbook": wrong, "buoc": "3"})
    assert "Ô C3: “chín” (Phường Quang Trung) không phải số" in text_of(page)
    sheet.cell(3, 3, 100)
    page = client.post(give_url(classes), {**FIRST, "numbers": "each", "workbook": _saved(book), "buoc": "3"})
    kept = dict(re.findall(r'name="(table|numbers|same)" value="([^"]*)"', page.content.decode()))
    done = client.post(give_url(classes), {**FIRST, **kept, "buoc": "ghi"})
    assert done.status_code == 302
    values = dict(Allotment.objects.values_list("unit__code", "value"))
    assert values == {"14812": D(120), "14818": D(100), "16576": D(80)}


def _saved(book: Workbook) -> io.BytesIO:
    out = io.BytesIO()
    book.save(out)
    out.seek(0)
    out.name = "giao.xlsx"
    return out


def test_a_file_that_is_no_workbook_is_refused_in_words(
    client: Client, province: Province, classes: Target
) -> None:
    sign_in(client, province.planner)
    file = io.BytesIO(b"khong phai excel")
    file.name = "giao.xlsx"
    page = client.post(give_url(classes), {**FIRST, "numbers": "each", "workbook": file, "buoc": "3"})
    assert page.status_code == 422 and "Không đọc được tệp này; cần tệp Excel" in text_of(page)


def test_going_back_keeps_what_was_typed(client: Client, province: Province, classes: Target) -> None:
    sign_in(client, province.planner)
    page = client.post(
        give_url(classes),
        {**FIRST, "who": "listed", "listed": "Ngọc Sơn\n14812", "numbers": "same", "same": "77", "buoc": "1"},
    )
    html = page.content.decode()
    assert "Ngọc Sơn\n14812" in html.replace("\r", "") and 'name="same" value="77"' in html
    page = client.post(
        give_url(classes), {**FIRST, "who": "listed", "listed": "Ngọc Sơn\nNgọc Sn", "buoc": "2"}
    )
    assert page.status_code == 422 and "Ngọc Sn" in text_of(page)


def test_a_task_is_given_in_two_steps(client: Client, province: Province, plan: Plan) -> None:
    sign_in(client, province.planner)
    task = plan.tasks.get()
    url = reverse("plans.allot", args=["nhiem-vu", task.pk])
    assert "Con số của từng đơn vị" not in text_of(client.get(url))
    first = {"who": "phuong", "due_on": "31/12/2099", "basis": "", "note": ""}
    assert "Giao cho 3 đơn vị" in text_of(client.post(url, {**first, "buoc": "3"}))
    done = client.post(url, {**first, "buoc": "ghi"})
    assert done.status_code == 302 and Allotment.objects.filter(task=task).count() == 3
    assert "0/3" in text_of(client.get(done["Location"]))


def test_somebody_of_a_commune_meets_the_door_with_the_name_of_who_may(
    client: Client, province: Province, share: Target
) -> None:
    sign_in(client, province.commune_actor("planner"))
    page = client.get(give_url(share))
    assert page.status_code == 403
    assert client.get(reverse("plans.allotted", args=["chi-tieu", share.pk])).status_code == 404


# ---------------------------------------------------------------- the sheet


@pytest.fixture
def reported(province: Province, share: Target) -> Target:
    province.allot(share)
    a, b, _c = province.communes
    report(province.of(share, a), "2026-10", over=45, under=60)
    report(province.of(share, b), "2026-10", over=30, under=90)
    return share


def test_the_sheet_shows_the_whole_its_fraction_and_who_is_missing(
    client: Client, province: Province, reported: Target
) -> None:
    sign_in(client, province.planner)
    told = text_of(client.get(reverse("plans.allotted", args=["chi-tieu", reported.pk])))
    assert "50%" in told and "75 tổng tử số" in told.replace("  ", " ") and "150" in told
    assert "2 trên 3 đơn vị đã có số" in told and "1 đơn vị chưa có số nào Phường Ngọc Sơn" in told
    assert "75%" in told and "33,33%" in told


@pytest.mark.parametrize(
    ("query", "there", "gone"),
    [
        ("q=bim+son", "Phường Bỉm Sơn", "Phường Quang Trung"),
        ("tinh-trang=reached", "Phường Bỉm Sơn", "Phường Quang Trung"),
        ("tra-loi=disputed", "Không có đơn vị nào khớp", "Phường Quang Trung"),
        ("ngay=01/03/2026", "3 đơn vị chưa có số nào", "75%"),
        ("ngay=01/01/2026", "Ngày 01/01/2026 chưa giao cho đơn vị nào", "Phường Bỉm Sơn"),
    ],
)
def test_the_sheet_is_searched_filtered_and_asked_as_of_a_day(
    client: Client, province: Province, reported: Target, query: str, there: str, gone: str
) -> None:
    sign_in(client, province.planner)
    page = client.get(reverse("plans.allotted", args=["chi-tieu", reported.pk]) + "?" + query)
    html = page.content.decode()
    table = re.search(r'<table class="tbl dense cards sh">.*?</table>', html, re.S)
    told = text_of(page)
    assert there in told
    assert gone not in (table.group(0) if table else "")


@pytest.mark.parametrize("order", ["", "kem", "ten", "ma", "cao", "thap", "bay"])
def test_the_sheet_is_put_in_order(client: Client, province: Province, reported: Target, order: str) -> None:
    sign_in(client, province.planner)
    page = client.get(reverse("plans.allotted", args=["chi-tieu", reported.pk]) + f"?xep={order}")
    names = re.findall(r'<th scope="row"><a[^>]*>([^<]+)</a>', page.content.decode())
    expected = {
        "ten": ["Phường Bỉm Sơn", "Phường Ngọc Sơn", "Phường Quang Trung"],
        "ma": ["Phường Bỉm Sơn", "Phường Quang Trung", "Phường Ngọc Sơn"],
        "cao": ["Phường Bỉm Sơn", "Phường Quang Trung", "Phường Ngọc Sơn"],
        "thap": ["Phường Quang Trung", "Phường Bỉm Sơn", "Phường Ngọc Sơn"],
    }.get(order, ["Phường Quang Trung", "Phường Ngọc Sơn", "Phường Bỉm Sơn"])
    assert names == expected


def test_the_whole_is_handed_in_as_the_target_s_own_figure(
    client: Client, province: Province, reported: Target, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in(client, province.planner)
    url = reverse("plans.take_rollup", args=["chi-tieu", reported.pk])
    done = client.post(url)
    assert done.status_code == 302
    row = reported.values.get()
    assert (row.value, row.numerator, row.denominator, row.state) == (D(50), D(75), D(150), "submitted")
    assert "Tổng hợp từ 2 trên 3 đơn vị" in row.note


def test_the_target_s_page_says_to_how_many_it_is_given(
    client: Client, province: Province, reported: Target
) -> None:
    sign_in(client, province.planner)
    told = text_of(client.get(reverse("plans.target", args=[reported.pk])))
    assert (
        "Đang giao cho 3 xã, phường: mở bảng của từng đơn vị" in told and "tổng hợp đến hôm nay 50%" in told
    )
    sign_in(client, province.commune_actor())
    told = text_of(client.get(reverse("plans.target", args=[reported.pk])))
    assert "Phần giao cho phường Bỉm Sơn" in told and "mở bảng của từng đơn vị" not in told


# ---------------------------------------------------------------- the commune


def test_a_commune_sees_what_it_was_given_and_takes_on_several_at_once(
    client: Client, province: Province, share: Target, classes: Target
) -> None:
    province.allot(share)
    province.allot(classes)
    commune = province.commune_actor()
    sign_in(client, commune)
    told = text_of(client.get(reverse("plans.given")))
    assert "Chờ đơn vị trả lời 2" in told and "từ 60% trở lên" in told
    ids = [province.of(target, province.communes[0]).pk for target in (share, classes)]
    client.post(reverse("plans.accept_many"), {"chon": ids})
    assert {row.state for row in Allotment.objects.filter(pk__in=ids)} == {"accepted"}
    assert Allotment.objects.filter(state="given").count() == 4


def test_another_commune_s_obligation_is_not_there_for_it(
    client: Client, province: Province, share: Target
) -> None:
    province.allot(share)
    other = province.of(share, province.communes[1])
    sign_in(client, province.commune_actor())
    assert client.get(reverse("plans.allotment", args=[other.pk])).status_code == 404
    assert client.post(reverse("plans.accept_allotment", args=[other.pk])).status_code == 404


def test_a_commune_disputes_and_the_province_answers_on_its_page(
    client: Client, province: Province, classes: Target
) -> None:
    province.allot(classes)
    row = province.of(classes, province.communes[0])
    sign_in(client, province.commune_actor())
    wrong = client.post(
        reverse("plans.dispute_allotment", args=[row.pk]),
        {"reason": "", "proposed": "bảy", "ban": row.version},
    )
    assert wrong.status_code == 422 and "Viết lý do kiến nghị" in text_of(wrong)
    client.post(
        reverse("plans.dispute_allotment", args=[row.pk]),
        {"reason": "Chỉ có 8 thôn.", "proposed": "70", "ban": row.version},
    )
    dispute = AllotmentDispute.objects.get()
    sign_in(client, province.leader)
    told = text_of(client.get(reverse("plans.disputes")))
    assert "Chỉ có 8 thôn." in told and "70 lớp" in told
    client.post(
        reverse("plans.settle_dispute", args=[dispute.pk]),
        {"viec": "changed", "tra-loi": "Đồng ý.", "con-so": "72"},
    )
    row.refresh_from_db()
    assert (row.state, row.value) == ("settled", D(72))
    told = text_of(client.get(reverse("plans.allotment", args=[row.pk])))
    assert "Đổi con số. Đồng ý." in told and "từ 72 lớp trở lên" in told and "từ 300 lớp trở lên" in told


def test_a_commune_shares_out_and_sees_whether_the_parts_make_the_whole(
    client: Client, province: Province, classes: Target
) -> None:
    a = province.communes[0]
    province.allot(classes, {a.pk: 100}, units=[a])
    row, by = province.of(classes, a), province.commune_actor()
    services.accept_allotment(allotment_id=row.pk, by=by, at=FEB)
    sign_in(client, by)
    url = reverse("plans.break_down", args=[row.pk])
    first, second = province.office[a.pk].pk, province.other_office[a.pk].pk
    assert client.post(url, {}).status_code == 422
    wrong = client.post(url, {"chon": [first], f"so-{first}": "nhiều"})
    assert wrong.status_code == 422 and "“nhiều” không phải số" in text_of(wrong)
    client.post(url, {"chon": [first, second], f"so-{first}": "60", f"so-{second}": "30"})
    told = text_of(client.get(reverse("plans.allotment", args=[row.pk])))
    assert "Cộng lại còn thiếu 10 lớp" in told and "Các phòng cộng lại: 90 lớp" in told


def test_figures_are_entered_by_numerator_and_denominator_and_approved_in_the_commune(
    client: Client, province: Province, share: Target
) -> None:
    a = province.communes[0]
    province.allot(share)
    row = province.of(share, a)
    officer = actor("officer", a, office=province.office[a.pk], name="Đỗ Thị Minh Họa")
    sign_in(client, officer)
    url = reverse("plans.part_value", args=[row.pk])
    wrong = client.post(url, {"period": "2026-10", "numerator": "45", "viec": "trinh", "note": ""})
    assert wrong.status_code == 422 and "Nhập mẫu số" in text_of(wrong)
    done = client.post(
        url,
        {"period": "2026-10", "numerator": "45", "denominator": "60", "viec": "trinh", "note": "Sổ một cửa"},
    )
    assert done.status_code == 302
    value = row.values.get()
    assert (value.value, value.state) == (D(75), "submitted")
    sign_in(client, province.commune_actor())
    told = text_of(client.get(reverse("plans.values_waiting")))
    assert "Phường Bỉm Sơn" in told and "75%" in told
    client.post(reverse("plans.decide_value", args=[value.pk]), {"viec": "duyet"})
    value.refresh_from_db()
    assert value.state == "approved"
    assert "75%" in text_of(client.get(reverse("plans.allotment", args=[row.pk])))


def test_the_province_s_list_of_waiting_figures_is_not_filled_by_its_communes(
    client: Client, province: Province, share: Target
) -> None:
    province.allot(share)
    row = province.of(share, province.communes[0])
    services.enter_value(
        allotment_id=row.pk,
        period="2026-10",
        value=75,
        numerator=45,
        denominator=60,
        by=province.commune_actor("officer"),
        at=NOW,
        submit=True,
    )
    sign_in(client, province.planner)
    assert "Không còn số liệu nào chờ" in text_of(client.get(reverse("plans.values_waiting")))


def test_the_province_s_own_page_lists_what_it_gave(
    client: Client, province: Province, reported: Target
) -> None:
    sign_in(client, province.planner)
    told = text_of(client.get(reverse("plans.given")))
    assert "Đã giao xuống 1" in told and "50%" in told and "2/3" in told


def test_a_number_is_changed_and_an_obligation_withdrawn_from_its_page(
    client: Client, province: Province, classes: Target
) -> None:
    province.allot(classes)
    row = province.of(classes, province.communes[0])
    sign_in(client, province.planner)
    client.post(reverse("plans.change_number", args=[row.pk]), {"value": "80", "reason": "Theo dân số."})
    row.refresh_from_db()
    assert row.value == 80
    url = reverse("plans.withdraw", args=[row.pk])
    assert client.post(url, {"ly-do": ""}).status_code == 422
    client.post(url, {"ly-do": "Giao nhầm."})
    row.refresh_from_db()
    assert row.ended == "withdrawn"


# ---------------------------------------------------------------- passing on


def test_the_page_of_passing_on_shows_who_takes_over_and_does_it(client: Client, province: Province) -> None:
    from .builders import a_target
    from .test_merging import give

    place = BimSon()
    plan = province.plan(a_target(deadline_year=2025), where=place.town, year=2021, name="bim.txt")
    give(plan.targets.get(), list(place.old.values()), place.planner, rule="ratio")
    sign_in(client, place.planner)
    url = reverse("plans.passing", args=[plan.pk])
    told = text_of(client.get(url))
    assert "Nhập trọn 7" in told and "Phường Ba Đình" in told
    done = client.post(url, {"can-cu": "Nghị quyết 1686/NQ-UBTVQH15"})
    assert done.status_code == 302
    told = text_of(client.get(url))
    assert "Không còn gì phải chuyển" in told and "Nghị quyết 1686" in told


def test_shares_of_a_divided_ward_are_typed_and_must_make_a_hundred(
    client: Client, province: Province
) -> None:
    from .builders import a_target
    from .test_merging import give

    place = BinhDuong()
    plan = province.plan(a_target(deadline_year=2025), where=place.province, year=2021, name="bd.txt")
    give(plan.targets.get(), list(place.old.values()), place.planner, rule="ratio")
    person = Person.objects.get(pk=place.planner.person_id)
    from dinh.town.models import Mandate

    Mandate.objects.filter(person=person).update(inherited_paths=[place.province.path])
    sign_in(client, place.planner)
    url = reverse("plans.passing", args=[plan.pk])
    a, b = (place.old[code].pk for code in BinhDuong.DIVIDED)
    names = {
        f"ty-phan-{a}-{place.new['25747'].pk}": "40",
        f"ty-phan-{a}-{place.new['25750'].pk}": "50",
        f"ty-phan-{b}-{place.new['25768'].pk}": "70",
        f"ty-phan-{b}-{place.new['25771'].pk}": "30",
    }
    wrong = client.post(url, names)
    assert wrong.status_code == 422
    assert (
        "Phường Hiệp Thành: tỷ phần cho các đơn vị kế thừa phải cộng lại đúng 100%; đang là 90%"
        in text_of(wrong)
    )
    names[f"ty-phan-{a}-{place.new['25750'].pk}"] = "60"
    assert client.post(url, names).status_code == 302
    assert Allotment.objects.filter(ended="").count() == 4


# ---------------------------------------------------------------- who may


DEEDS = ("plans.allot", "plans.answer_allotment", "plans.settle_dispute", "plans.break_down", "plans.pass_on")


@pytest.mark.parametrize("role", [role.value for role in Role])
def test_each_deed_of_the_cascade_asks_who_may(province: Province, classes: Target, role: str) -> None:
    """Every role at the province for what the province does, and at the commune for what the commune does."""
    province.allot(classes)
    row = province.of(classes, province.communes[0])
    dispute = services.dispute_allotment(
        allotment_id=row.pk, reason="Cao.", proposed=D(70), by=province.commune_actor(), at=NOW
    )
    above, below = (
        actor(role, province.unit, name="Ai Đó"),
        actor(role, province.communes[0], name="Ai Đó Khác"),
    )
    tries = {
        "plans.allot": lambda: services.change_number(
            allotment_id=row.pk, value=D(5), reason="Sửa.", by=above, at=NOW
        ),
        "plans.answer_allotment": lambda: services.accept_allotment(
            allotment_id=province.of(classes, province.communes[0]).pk, by=below, at=NOW
        ),
        "plans.settle_dispute": lambda: services.settle_dispute(
            dispute_id=dispute.pk, outcome="kept", answer="Giữ.", by=above, at=NOW
        ),
        "plans.break_down": lambda: services.break_down(
            allotment_id=row.pk, parts=[OfficePart(province.office[row.unit_id].pk, D(1))], by=below, at=NOW
        ),
        "plans.pass_on": lambda: services.pass_on(plan_id=classes.plan_id, by=above, at=NOW),
    }
    for deed in DEEDS:
        try:
            tries[deed]()
            refused = False
        except NotAllowed:
            refused = True
        except services.PlanRefused:
            refused = False
        assert refused is (role not in WHO_MAY[deed]), deed
