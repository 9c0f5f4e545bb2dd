"""Each page and each form of the room, as a browser without script meets them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from dinh.town import testing
from dinh.town.models import Account, Person
from dinh.town.shapes import Actor
from dinh.work import panels, services
from dinh.work.models import Assignment, Extension, HandOver, Series
from dinh.work.pages.deeds import DEEDS
from dinh.work.shapes import Ask

from .builders import Town


def browser(actor: Actor) -> Client:
    """A browser signed in as this actor."""
    person = Person.objects.get(pk=actor.person_id)
    account = Account.objects.filter(person=person).first() or testing.account(person, f"u{person.pk}")
    client = Client()
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    return client


def text_of(response: Any) -> str:
    return str(response.content.decode())


def now() -> Any:
    return timezone.now()


def soon(n: int = 7) -> Any:
    return timezone.localdate() + timedelta(days=n)


def typed(n: int = 7) -> str:
    return f"{soon(n):%d/%m/%Y}"


@pytest.fixture
def work(town: Town) -> Assignment:
    return town.ask(on=now(), due_on=soon(), coop_office_ids=(town.culture.pk,), detail="Theo Phụ lục 2.")


def do(client: Client, work: Assignment, slug: str, **data: Any) -> Any:
    return client.post(f"/viec/{work.pk}/{slug}/", data)


# ---------------------------------------------------------------- pages open


def test_every_page_opens_for_who_may_see_it(town: Town, work: Assignment) -> None:
    services.add_sub(assignment_id=work.pk, ask=Ask("Phần một", 0, None, None), by=town.head, at=now())
    offer = services.hand_over(
        assignment_id=work.pk, to_office_id=town.culture.pk, reason="Đúng việc.", by=town.head, at=now()
    )
    asked = services.ask_extension(
        assignment_id=work.pk, until=soon(20), reason="Thiếu.", by=town.officer, at=now()
    )
    series = town.ask(on=now(), rhythm="weekly", due_on=None).series
    assert series is not None
    addresses = [
        "/viec/", "/viec/?xem=giao&den=late&q=khao+sat", "/viec/?xem=phoi-hop", "/viec/?xem=tat-ca", "/viec/?xem=xong",
        "/viec/moi/", "/viec/ban-giao/", f"/viec/{work.pk}/", f"/viec/ban-giao/{offer.pk}/",
        f"/viec/gia-han/{asked.pk}/", f"/viec/dinh-ky/{series.pk}/dung/",
    ]  # fmt: skip
    for address in addresses:
        response = browser(town.leader).get(address)
        assert response.status_code == 200, address
        body = text_of(response)
        assert body.count("<h1") == 1, address
        assert "style=" not in body and "onclick" not in body, address


@pytest.mark.parametrize(
    "slug", [slug for slug, page in DEEDS.items() if page.form and page.deed != "work.resume"]
)
def test_each_deed_has_a_page_with_its_form(town: Town, work: Assignment, slug: str) -> None:
    if slug in ("duyet", "tra-lai"):
        services.submit(assignment_id=work.pk, by=town.officer, at=now())
    who = (
        town.leader
        if DEEDS[slug].deed in {"work.accept", "work.send_back", "work.redate", "work.pause", "work.drop"}
        else town.head
    )
    response = browser(who).get(f"/viec/{work.pk}/{slug}/")
    assert response.status_code == 200
    assert str(DEEDS[slug].words) in text_of(response)


@pytest.mark.parametrize("slug", list(DEEDS))
def test_a_deed_without_the_mandate_is_refused_by_name(town: Town, work: Assignment, slug: str) -> None:
    response = do(browser(town.viewer), work, slug)
    assert response.status_code == 403
    assert "chưa được giao quyền" in text_of(response)


def test_a_deed_that_is_no_more_possible_says_where_the_work_stands(town: Town, work: Assignment) -> None:
    response = browser(town.leader).get(f"/viec/{work.pk}/duyet/")
    assert response.status_code == 409
    assert "Chưa bắt đầu" in text_of(response)


def test_another_wards_people_do_not_find_it(town: Town, work: Assignment) -> None:
    offer = services.hand_over(
        assignment_id=work.pk, to_office_id=town.culture.pk, reason="x", by=town.head, at=now()
    )
    client = browser(town.stranger)
    for address in (f"/viec/{work.pk}/", f"/viec/{work.pk}/trinh/", f"/viec/ban-giao/{offer.pk}/"):
        assert client.get(address).status_code == 404
    assert "Khảo sát" not in text_of(client.get("/viec/?xem=tat-ca"))
    for address in (
        "/viec/ban-giao/99999/",
        "/viec/gia-han/99999/",
        "/viec/dinh-ky/99999/dung/",
        "/viec/99999/",
    ):
        assert client.get(address).status_code == 404


def test_who_is_signed_out_goes_to_sign_in(work: Assignment) -> None:
    for address in ("/viec/", f"/viec/{work.pk}/", "/viec/moi/"):
        assert "/dang-nhap/" in Client().get(address)["Location"]


# ---------------------------------------------------------------- asking


def ask(client: Client, **data: Any) -> Any:
    return client.post("/viec/moi/", {"title": "Mở lớp", "priority": "normal", "check": "on", **data})


def test_a_leader_asks_an_office_with_a_deadline_in_words(town: Town) -> None:
    response = ask(
        browser(town.leader), places=[f"office-{town.economy.pk}"], deadline="hằng tháng, ngày 25",
        coops=[str(town.culture.pk)],
    )  # fmt: skip
    made = Assignment.objects.get()
    assert response["Location"] == f"/viec/{made.pk}/"
    assert (made.rhythm, made.due_words, made.coops.get().office) == (
        "monthly:25", "hằng tháng, ngày 25", town.culture,
    )  # fmt: skip


def test_many_places_get_one_each(town: Town) -> None:
    client = browser(town.provincial)
    response = ask(client, places=[f"unit-{town.ward.pk}", f"unit-{town.other_ward.pk}"], deadline=typed())
    assert response.status_code == 302
    rows = Assignment.objects.order_by("pk")
    assert [(row.unit, row.office, row.due_on) for row in rows] == [
        (town.ward, None, soon()),
        (town.other_ward, None, soon()),
    ]
    assert "Đã giao 2 nơi" in text_of(client.get("/viec/?xem=giao"))


def test_wrong_fields_of_a_new_assignment_are_named_and_kept(town: Town) -> None:
    response = ask(
        browser(town.leader), title=" ", deadline="khi nào xong thì xong", detail="Giữ lại chữ này"
    )
    body = text_of(response)
    assert response.status_code == 422
    assert "Viết tên việc cần làm" in body and "Chưa hiểu “khi nào xong thì xong”" in body
    assert "Chọn ít nhất một nơi" in body and "Giữ lại chữ này" in body
    assert not Assignment.objects.exists()


def test_a_head_names_the_person_at_once(town: Town) -> None:
    client = browser(town.head)
    assert "Lê Văn Thí" in text_of(client.get("/viec/moi/"))
    ask(client, places=[f"office-{town.economy.pk}"], person=str(town.officer.person_id), deadline=typed())
    assert Assignment.objects.get().person_id == town.officer.person_id


def test_a_place_outside_the_mandate_is_no_choice(town: Town) -> None:
    response = ask(browser(town.head), places=[f"office-{town.culture.pk}"])
    assert response.status_code == 422
    assert not Assignment.objects.exists()


def test_who_may_not_ask_is_told_so(town: Town) -> None:
    response = browser(town.viewer).get("/viec/moi/")
    assert response.status_code == 403 and "chưa được giao quyền giao việc" in text_of(response)


# ---------------------------------------------------------------- deeds by form


def test_from_asked_to_done_by_forms_alone(town: Town, work: Assignment) -> None:
    officer, leader = browser(town.officer), browser(town.leader)
    do(officer, work, "bat-dau")
    file = SimpleUploadedFile("bien-ban.txt", "Biên bản làm việc.".encode())
    do(officer, work, "ghi-tien-do", note="Được nửa.", percent="50", evidence=file)
    page = text_of(officer.get(f"/viec/{work.pk}/"))
    assert "50%" in page and "bien-ban.txt" in page and "Được nửa." in page
    do(officer, work, "trinh", note="Xong cả.")
    do(leader, work, "tra-lai", remark="Thiếu MobiFone.", due_on=typed(9))
    assert "Thiếu MobiFone." in text_of(officer.get(f"/viec/{work.pk}/"))
    do(officer, work, "trinh")
    do(officer, work, "rut-lai")
    do(officer, work, "trinh")
    do(leader, work, "duyet", remark="Tốt.")
    work.refresh_from_db()
    assert (work.state, work.due_on) == ("done", soon(9))
    page = text_of(leader.get(f"/viec/{work.pk}/"))
    assert "Xong đúng hạn" in page and "Trả lại sản phẩm" in page and "Tốt." in page


def test_the_askers_forms(town: Town, work: Assignment) -> None:
    leader = browser(town.leader)
    do(leader, work, "doi-han", due_on=typed(30), reason="Tỉnh lùi.")
    do(leader, work, "tam-dung", reason="Chờ tỉnh.")
    assert "Chờ tỉnh." in text_of(leader.get(f"/viec/{work.pk}/"))
    assert leader.get(f"/viec/{work.pk}/lam-tiep/").status_code == 200
    do(leader, work, "lam-tiep", due_on=typed(40))
    do(leader, work, "thoi", reason="Không cần.")
    work.refresh_from_db()
    assert (work.state, work.due_on) == ("dropped", soon(40))


def test_persons_parts_and_evidence_by_form(town: Town, work: Assignment) -> None:
    head = browser(town.head)
    do(head, work, "phan-cong", person=str(town.officer.person_id))
    do(head, work, "chia-viec", title="Viettel", office=str(town.economy.pk), due_on=typed(3))
    do(head, work, "minh-chung", evidence=SimpleUploadedFile("ds.txt", b"danh sach"))
    work.refresh_from_db()
    assert work.person_id == town.officer.person_id and work.subs.get().due_on == soon(3)
    file = work.evidence.get()
    response = head.get(f"/viec/minh-chung/{file.pk}/")
    assert b"".join(response.streaming_content) == b"danh sach"
    assert response["X-Content-Type-Options"] == "nosniff" and "attachment" in response["Content-Disposition"]
    assert browser(town.stranger).get(f"/viec/minh-chung/{file.pk}/").status_code == 404
    do(head, work, "phan-cong", person="0")
    work.refresh_from_db()
    assert work.person is None
    assert 'name="percent"' not in text_of(head.get(f"/viec/{work.pk}/ghi-tien-do/"))


@pytest.mark.parametrize(
    ("slug", "data", "said"),
    [
        ("ghi-tien-do", {"note": "", "percent": "200"}, "từ 0 đến 100"),
        ("minh-chung", {}, "Chọn ít nhất một tệp"),
        ("chuyen", {"to": "", "reason": ""}, "Chọn nơi nhận việc"),
        ("xin-gia-han", {"until": "32/13/2026", "reason": "x"}, "Không có tháng 13"),
        ("xin-gia-han", {"until": "01/01/2020", "reason": "x"}, "phải sau hạn"),
        ("chia-viec", {"title": "Phần", "due_on": "01/01/2099"}, "không được sau hạn việc lớn"),
        ("phan-cong", {"person": "999"}, "person"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_beside_the_field(
    town: Town, work: Assignment, slug: str, data: Any, said: str
) -> None:
    response = do(browser(town.head), work, slug, **data)
    assert response.status_code == 422
    assert said in text_of(response)


def test_a_program_as_evidence_is_refused_on_the_page(town: Town, work: Assignment) -> None:
    file = SimpleUploadedFile("ke-hoach.pdf", b"MZ\x90\x00" + b"\x00" * 400)
    response = do(browser(town.officer), work, "minh-chung", evidence=file)
    assert response.status_code == 422
    assert not work.evidence.exists()


# ---------------------------------------------------------------- answers


def test_a_hand_over_by_forms_refused_then_taken(town: Town, work: Assignment) -> None:
    head, taker = browser(town.head), browser(town.culture_head)
    do(head, work, "chuyen", to=f"office-{town.culture.pk}", reason="Đúng việc phòng kia.")
    offer = HandOver.objects.get()
    assert "Đúng việc phòng kia." in text_of(taker.get("/viec/ban-giao/"))
    assert taker.post(f"/viec/ban-giao/{offer.pk}/", {}).status_code == 422
    assert taker.post(f"/viec/ban-giao/{offer.pk}/", {"answer": "khong"}).status_code == 422
    taker.post(f"/viec/ban-giao/{offer.pk}/", {"answer": "khong", "remark": "Không đúng."})
    assert taker.post(f"/viec/ban-giao/{offer.pk}/", {"answer": "co"}).status_code == 409
    do(head, work, "chuyen", to=f"office-{town.culture.pk}", reason="Xin lần nữa.")
    again = HandOver.objects.latest("pk")
    assert head.post(f"/viec/ban-giao/{again.pk}/", {"answer": "co"}).status_code == 403
    assert taker.post(f"/viec/ban-giao/{again.pk}/", {"answer": "co"}).status_code == 302
    work.refresh_from_db()
    assert work.office == town.culture


def test_a_hand_over_is_withdrawn_by_form(town: Town, work: Assignment) -> None:
    head = browser(town.head)
    do(head, work, "chuyen", to=f"person-{town.officer.person_id}", reason="Em làm.")
    url = f"/viec/ban-giao/{HandOver.objects.get().pk}/rut-lai/"
    assert browser(town.culture_head).post(url).status_code == 403
    assert head.post(url).status_code == 302
    assert HandOver.objects.get().answer == "withdrawn"
    assert head.post(url).status_code == 409


def test_more_time_by_form(town: Town, work: Assignment) -> None:
    do(browser(town.officer), work, "xin-gia-han", until=typed(20), reason="Thiếu số liệu.")
    asked = Extension.objects.get()
    leader = browser(town.leader)
    assert "Thiếu số liệu." in text_of(leader.get(f"/viec/gia-han/{asked.pk}/"))
    assert leader.post(f"/viec/gia-han/{asked.pk}/", {"answer": "khong"}).status_code == 422
    assert leader.post(f"/viec/gia-han/{asked.pk}/", {"answer": "co", "until": typed(15)}).status_code == 302
    work.refresh_from_db()
    assert work.due_on == soon(15)
    assert leader.post(f"/viec/gia-han/{asked.pk}/", {"answer": "co"}).status_code == 409
    assert browser(town.officer).post(f"/viec/gia-han/{asked.pk}/", {"answer": "co"}).status_code == 403


def test_a_rhythm_is_ended_by_form(town: Town) -> None:
    made = town.ask(on=now(), rhythm="weekly", due_on=None)
    url = f"/viec/dinh-ky/{made.series_id}/dung/"
    assert browser(town.officer).get(url).status_code == 403
    leader = browser(town.leader)
    assert leader.post(url, {"reason": ""}).status_code == 422
    assert leader.post(url, {"reason": "Đã có hệ thống."}).status_code == 302
    assert Series.objects.get().ended_at is not None


# ---------------------------------------------------------------- a selection


def test_a_selection_shows_its_form_then_what_became_of_each(town: Town) -> None:
    rows = [town.ask(on=now(), due_on=soon()) for _ in range(2)]
    closed = town.ask(on=now(), check=False)
    services.submit(assignment_id=closed.pk, by=town.officer, at=now())
    chosen = [str(row.pk) for row in (*rows, closed)]
    head = browser(town.head)
    form = head.post("/viec/hang-loat/", {"viec": "phan-cong", "chon": chosen, "ve": "/viec/?xem=toi"})
    assert form.status_code == 200 and "3 việc đã chọn" in text_of(form) and "Lê Văn Thí" in text_of(form)
    missing = head.post("/viec/hang-loat/", {"viec": "phan-cong", "chon": chosen, "lam": "1"})
    assert missing.status_code == 422
    done = head.post(
        "/viec/hang-loat/",
        {"viec": "phan-cong", "chon": chosen, "lam": "1", "person": str(town.officer.person_id), "ve": "/viec/?xem=toi"},
        follow=True,
    )  # fmt: skip
    body = text_of(done)
    assert done.redirect_chain[-1][0] == "/viec/hang-loat/ket-qua/"
    assert "đã làm 2 việc" in body and "1 việc chưa được" in body and "/viec/?xem=toi" in body
    assert "Hoàn thành" in body
    assert Assignment.objects.filter(person=town.officer.person_id).count() == 2


@pytest.mark.parametrize("key", ["chuyen", "doi-han", "duyet", "thoi"])
def test_each_deed_of_the_selection_bar_has_its_form(town: Town, work: Assignment, key: str) -> None:
    response = browser(town.leader).post("/viec/hang-loat/", {"viec": key, "chon": [str(work.pk)]})
    assert response.status_code == 200


def test_nothing_chosen_an_unknown_deed_or_a_foreign_way_back(town: Town, work: Assignment) -> None:
    leader = browser(town.leader)
    assert leader.post("/viec/hang-loat/", {"viec": "thoi"}).status_code == 422
    assert leader.post("/viec/hang-loat/", {"viec": "bay", "chon": ["1"]}).status_code == 422
    response = leader.post(
        "/viec/hang-loat/", {"viec": "thoi", "chon": [str(work.pk)], "ve": "https://xau.example/"}
    )
    assert "xau.example" not in text_of(response)
    assert leader.get("/viec/hang-loat/ket-qua/")["Location"] == "/viec/"


def test_what_one_may_not_see_cannot_be_chosen(town: Town, work: Assignment) -> None:
    response = browser(town.stranger).post("/viec/hang-loat/", {"viec": "thoi", "chon": [str(work.pk)]})
    assert work.title not in text_of(response)


# ---------------------------------------------------------------- bounded


def questions(client: Client, address: str) -> int:
    """How many questions of this room a page asks, after a first visit (which may catch up with other rooms' work)."""
    client.get(address)
    with CaptureQueriesContext(connection) as caught:
        assert client.get(address).status_code == 200
    return sum('"work_' in each["sql"] for each in caught.captured_queries)


def test_the_list_asks_as_many_questions_for_forty_as_for_one(town: Town, work: Assignment) -> None:
    client = browser(town.leader)
    few = questions(client, "/viec/?xem=tat-ca")
    for n in range(39):
        town.ask(on=now(), due_on=soon(n))
    assert questions(client, "/viec/?xem=tat-ca") == few <= 6


def test_the_page_of_one_asks_a_bounded_number_of_questions(town: Town, work: Assignment) -> None:
    client = browser(town.leader)
    for n in range(20):
        services.add_sub(assignment_id=work.pk, ask=Ask(f"Phần {n}", 0, None, None), by=town.head, at=now())
        services.note_progress(assignment_id=work.subs.latest("pk").pk, note="Có.", by=town.head, at=now())
    assert questions(client, f"/viec/{work.pk}/") <= 18


# ---------------------------------------------------------------- other places


def test_openers_and_the_command_search_find_it(town: Town, work: Assignment) -> None:
    from dinh.ground.shapes import Ref
    from dinh.look import openers

    series = town.ask(on=now(), rhythm="weekly", due_on=None)
    offer = services.hand_over(
        assignment_id=work.pk, to_office_id=town.culture.pk, reason="x", by=town.head, at=now()
    )
    asked = services.ask_extension(assignment_id=work.pk, until=soon(20), reason="y", by=town.head, at=now())
    found = openers.open_all(
        [work.ref, offer.ref, asked.ref, Ref("series", series.series_id or 0), Ref("assignment", 9999)]
    )
    assert found[work.ref].url == reverse("work.assignment", args=[work.pk])
    assert len(found) == 4


def test_the_command_search_finds_what_one_may_see(town: Town, work: Assignment, rf: Any) -> None:
    def found(actor: Actor, words: str) -> list[str]:
        request = rf.get("/")
        request.actor = actor
        return [str(each.words) for each in panels.find(request, words)]

    assert found(town.leader, "khao sat") == [work.title]
    assert found(town.stranger, "khao sat") == []
    assert found(town.leader, "giao viec") == ["Giao một việc mới"]


def test_the_menu_counts_what_is_late_and_waits(town: Town) -> None:
    town.ask(on=now(), due_on=soon(0))
    assert "/viec/" in text_of(browser(town.head).get("/viec/"))
