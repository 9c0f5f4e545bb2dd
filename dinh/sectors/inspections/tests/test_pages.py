"""Pages: who sees what, each deed from its form, refusals with their status, bounded queries, the who-may table."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from dinh.look import openers
from dinh.sectors.inspections import rules, services
from dinh.sectors.inspections.models import Inspection, Template
from dinh.sectors.inspections.services import Inspected
from dinh.town import services as town_services
from dinh.town import testing
from dinh.town.models import Account, Person
from dinh.town.shapes import Actor, Role

from .builders import JUNE9, PDF, Town, at


def browser(actor: Actor) -> Client:
    person = Person.objects.get(pk=actor.person_id)
    account = Account.objects.filter(person=person).first() or testing.account(person, f"a{person.pk}")
    client = Client()
    client.force_login(account)
    return client


def text_of(response: Any) -> str:
    return response.content.decode()


def day(days: int) -> str:
    return f"{timezone.localdate() + timedelta(days=days):%d/%m/%Y}"


def test_an_inspection_is_planned_begun_checked_and_concluded_from_its_page(town: Town) -> None:
    client = browser(town.follower)
    place = f"{town.province.pk}-"
    typed = {
        "title": "Kiểm tra thử", "place": place, "basis": "KH 45", "first_day": day(-2), "last_day": day(0),
        "members": "Lê Thị Thử, Trưởng đoàn\nPhạm Văn Ví Dụ", "purpose": "", "subjects": "Hồ sơ trễ hạn",
        "template": str(Template.objects.get(key="mot-cua").pk), "noi": f"u{town.ward.pk}",
    }  # fmt: skip
    assert client.get("/kiem-tra/lap/").status_code == 200
    assert client.post("/kiem-tra/lap/", typed).status_code == 302
    row = Inspection.objects.get()
    page = f"/kiem-tra/{row.pk}/"
    client.post(f"{page}bat-dau/")
    party = row.parties.get()
    answers = {"noi": str(party.pk)}
    for item in row.checks.all():
        answers |= {f"v-{item.pk}": "1", f"r-{item.pk}": "meets", f"n-{item.pk}": ""}
    client.post(f"{page}phieu/", answers)
    finding = {"noi": str(party.pk), "kind": "lack", "text": "Thiếu thư xin lỗi"}
    client.post(f"{page}phat-hien/", finding | {"files": SimpleUploadedFile("a.pdf", PDF)})
    client.post(f"{page}giai-trinh/", {"han": day(2)})
    row.refresh_from_db()
    assert (row.state, row.findings.count(), row.checks.filter(result="meets").count()) == (
        "explaining",
        1,
        6,
    )

    inspected = browser(town.planner)
    body = text_of(inspected.get(page))
    assert "Thiếu thư xin lỗi" in body and "Gửi giải trình" in body
    inspected.post(
        f"/kiem-tra/phat-hien/{row.findings.get().pk}/giai-trinh/", {"text": "Sẽ bổ sung", "agrees": "1"}
    )
    client.post(
        f"{page}kien-nghi/", {"party": str(party.pk), "text": "Bổ sung thư", "product": "", "due_on": day(20)}
    )
    done = client.post(f"{page}ket-luan/", {"conclusion": "Đạt", "da-xem": str(row.version)})
    assert done.status_code == 302
    row.refresh_from_db()
    assert row.state == "concluded" and row.recommendations.get().state == "asked"
    assert client.post(f"{page}ket-thuc/").status_code == 422
    client.post(f"/kiem-tra/kien-nghi/{row.recommendations.get().pk}/thoi/", {"ly-do": "Đã xong trước"})
    client.post(f"{page}ket-thuc/")
    row.refresh_from_db()
    assert row.state == "closed" and "Đã kết thúc" in text_of(client.get(page))


def test_a_colleagues_answer_is_kept_and_named_on_the_page(town: Town) -> None:
    row = town.running()
    one, two, *_rest = row.checks.all()
    services.check(item_id=one.pk, result="fails", seen=1, by=town.second, at=at(JUNE9))

    answer = browser(town.follower).post(
        f"/kiem-tra/{row.pk}/phieu/",
        {
            "noi": str(row.parties.get().pk), f"v-{one.pk}": "1", f"r-{one.pk}": "meets", f"n-{one.pk}": "",
            f"v-{two.pk}": "1", f"r-{two.pk}": "meets", f"n-{two.pk}": "Đủ",
        },
    )  # fmt: skip

    body = text_of(answer)
    assert answer.status_code == 409 and "Phạm Văn Ví Dụ ghi “Không đạt”" in body
    assert list(row.checks.values_list("result", flat=True)[:2]) == ["fails", "meets"]


def test_the_inspected_see_the_day_first_and_the_findings_when_asked(town: Town) -> None:
    row = town.filled()
    finding = town.finding(row, text="Phát hiện kín", files=[("a.pdf", PDF)])
    page, file = f"/kiem-tra/{row.pk}/", f"/kiem-tra/{row.pk}/tep/{finding.evidence.get().pk}/"

    for actor in (town.officer, town.planner, town.viewer):
        body = text_of(browser(actor).get(page))
        assert "Đoàn đang kiểm tra" in body and "Phát hiện kín" not in body
        assert browser(actor).get(file).status_code == 404
    services.ask_explanation(inspection_id=row.pk, explain_by=JUNE9, by=town.follower, at=at(JUNE9))

    assert "Phát hiện kín" in text_of(browser(town.officer).get(page))
    got = browser(town.officer).get(file)
    assert got.status_code == 200 and got["Content-Security-Policy"].startswith("sandbox")
    assert browser(town.neighbour).get(page).status_code == 404


def test_what_is_typed_wrong_is_shown_at_its_field(town: Town) -> None:
    row = town.filled()
    client, party = browser(town.follower), row.parties.get()

    for address, typed, words in (
        ("phat-hien/", {"noi": party.pk, "kind": "lack", "text": ""}, "Ghi phát hiện"),
        ("kien-nghi/", {"party": party.pk, "text": "", "due_on": "x"}, "Ghi kiến nghị"),
        ("ket-luan/", {"conclusion": "", "da-xem": row.version}, "Viết kết luận"),
        ("giai-trinh/", {"han": "99/99/2026"}, "Không có tháng"),
        ("thoi/", {"ly-do": ""}, "lý do"),
        ("muc/", {"noi": party.pk, "muc": " "}, "nội dung cần kiểm tra"),
        ("noi-dung/", {}, "Chọn hoặc ghi nội dung"),
    ):
        answer = client.post(f"/kiem-tra/{row.pk}/{address}", typed)
        assert (answer.status_code, words in text_of(answer)) == (422, True), address


def test_who_may_not_is_told_who_may(town: Town) -> None:
    row = town.running()
    item = row.checks.first()

    for address, typed in (
        ("phieu/", {f"v-{item.pk}": "1", f"r-{item.pk}": "meets"}),
        ("bat-dau/", {}),
        ("ket-thuc/", {}),
        ("thoi/", {"ly-do": "x"}),
    ):
        answer = browser(town.planner).post(f"/kiem-tra/{row.pk}/{address}", typed)
        assert answer.status_code == 403 and "Lê Thị Thử" in text_of(answer), address
    for address in ("/kiem-tra/lap/", "/kiem-tra/ghi-lai/", "/kiem-tra/mau-phieu/lap/"):
        assert browser(town.viewer).get(address).status_code == 403


def test_one_on_paper_is_recorded_from_its_page(town: Town) -> None:
    client = browser(town.planner)
    typed = {
        "title": "Kiểm tra giấy", "place": f"{town.ward.pk}-", "basis": "", "first_day": "08/06/2026",
        "last_day": "08/06/2026", "members": "", "conclusion": "Đạt", "noi": f"o{town.centre.pk}",
        "advice": f"Bổ sung thư xin lỗi | {day(10)}",
    }  # fmt: skip

    bare = client.post("/kiem-tra/ghi-lai/", typed)
    assert bare.status_code == 422 and "biên bản" in text_of(bare)
    undated = client.post(
        "/kiem-tra/ghi-lai/", typed | {"advice": "Không hạn", "files": SimpleUploadedFile("b.pdf", PDF)}
    )
    assert undated.status_code == 422 and "chưa có hạn" in text_of(undated)
    assert (
        client.post("/kiem-tra/ghi-lai/", typed | {"files": SimpleUploadedFile("b.pdf", PDF)}).status_code
        == 302
    )
    row = Inspection.objects.get()
    assert row.kind == "on-paper" and row.recommendations.count() == 1


def test_the_share_page_opens_onto_the_rows(town: Town) -> None:
    town.conclude(town.filled())
    paper = town.on_paper()
    client = browser(town.follower)

    body = text_of(client.get("/kiem-tra/ty-le/?nam=2026"))
    assert "50,0%" in body and "1/2" in body and paper.title not in body
    opened = text_of(client.get("/kiem-tra/ty-le/?nam=2026&quy=2&don-vi=38"))
    assert paper.title in opened
    assert paper.title not in text_of(client.get("/kiem-tra/ty-le/?nam=2026&mo=1&cach=on-line"))
    assert "chưa có cuộc kiểm tra nào" in text_of(client.get("/kiem-tra/ty-le/?nam=2024")).lower()


def test_a_template_is_laid_from_another(town: Town) -> None:
    client = browser(town.planner)
    base = Template.objects.get(key="mot-cua")
    page = text_of(client.get(f"/kiem-tra/mau-phieu/lap/?tu={base.pk}"))
    assert "# Công khai" in page
    typed = {
        "name": "Phiếu phường", "unit": str(town.ward.pk), "since": "01/01/2026", "source": "KH 27",
        "items": "# Nhóm\nMục một | xem sổ\nMục hai",
    }  # fmt: skip

    client.post("/kiem-tra/mau-phieu/lap/", typed)

    assert Template.objects.get(unit=town.ward).items == [
        {"group": "Nhóm", "text": "Mục một", "hint": "xem sổ"},
        {"group": "Nhóm", "text": "Mục hai", "hint": ""},
    ]
    assert "Phiếu phường" in text_of(client.get("/kiem-tra/mau-phieu/"))


def test_the_pages_take_a_bounded_number_of_queries(town: Town) -> None:
    row = town.filled()
    for _n in range(3):
        town.finding(row)
    client = browser(town.follower)
    client.get("/kiem-tra/")

    def count(address: str) -> int:
        client.get(address)  # the search index takes in what was just written with the first request
        with CaptureQueriesContext(connection) as counted:
            assert client.get(address).status_code == 200
        return len(counted)

    few_list, few_page = count("/kiem-tra/"), count(f"/kiem-tra/{row.pk}/")
    for _n in range(6):
        town.plan(parties=[Inspected(town.ward.pk, town.social.pk), Inspected(town.other.pk)])
        town.finding(row, files=[(f"{_n}.pdf", PDF + str(_n).encode())])

    assert count("/kiem-tra/") <= few_list and count(f"/kiem-tra/{row.pk}/") <= few_page + 2
    assert few_list <= 35 and few_page <= 55  # the shell's counts of every room included


def test_the_list_is_filtered_and_found_without_marks(town: Town) -> None:
    row = town.running(title="Kiểm tra số hóa hồ sơ")
    client = browser(town.follower)

    assert row.title in text_of(client.get("/kiem-tra/?q=so+hoa"))
    assert row.title not in text_of(client.get("/kiem-tra/?cach=on-paper"))
    assert row.title in text_of(client.get("/kiem-tra/?tinh-trang=open"))
    assert row.title not in text_of(client.get("/kiem-tra/?tinh-trang=closed"))
    assert row.title in text_of(browser(town.officer).get("/kiem-tra/"))
    assert row.title not in text_of(browser(town.neighbour).get("/kiem-tra/"))


def test_openers_answer_for_every_kind(town: Town) -> None:
    row = town.explaining()
    advice = town.recommend(row)
    refs = [row.ref, row.findings.get().ref, advice.ref, services.party_ref(row.parties.get())]

    found = openers.open_all(refs)

    assert set(found) == set(refs) and found[advice.ref].url == f"/kiem-tra/{row.pk}/#kn-{advice.pk}"


CELLS = [(deed, role.value) for deed in rules.WHO_MAY for role in Role]


@pytest.mark.parametrize(("deed", "role"), CELLS)
def test_the_table_of_who_may_holds_cell_by_cell(town: Town, deed: str, role: str) -> None:
    actor = testing.actor(role, town.ward, name=f"Người {role}")
    when = date(2026, 5, 18)

    assert town_services.allowed(actor, deed, town.ward.path, when) is (role in rules.WHO_MAY[deed])
    assert not town_services.allowed(actor, deed, town.other.path, when)
    assert not town_services.allowed(actor, deed, town.province.path, when)
