"""Pages for officers and for citizens: what shows to whom, what a machine or a mischief-maker gets."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from dinh.ground import ciphers
from dinh.town.models import Account, Mandate, Person
from dinh.voices import services
from dinh.voices.models import Contact, Initiative, Remark, Vote

from .builders import Town

MISCHIEF = "<script>alert(1)</script><img src=x onerror=alert(2)>"


def signed_in(person_id: int | None, role: str, town: Town, office: Any = None) -> Client:
    person = Person.objects.get(pk=person_id)
    Mandate.objects.create(person=person, role=role, unit=town.unit, office=office, since=date(2025, 7, 1))
    client = Client()
    client.force_login(Account.objects.create_user(f"u{person.pk}", "mot cau du dai 1", person=person))
    return client


@pytest.fixture
def planner(town: Town) -> Client:
    return signed_in(town.planner.person_id, "planner", town)


@pytest.fixture
def officer(town: Town) -> Client:
    return signed_in(town.officer.person_id, "officer", town, town.office)


def send(client: Client, town: Town, **more: str) -> Any:
    given = {
        "kind": "problem",
        "unit": town.unit.code,
        "title": "Chờ lâu",
        "text": "Sáng thứ Hai đông.",
        "field": "services",
        "shown_name": "",
        "contact": "",
        "website": "",
    }
    return client.post("/sang-kien/gui/", given | more)


@pytest.fixture
def at_work(town: Town) -> Town:
    """Somebody moderates in the ward, so it receives citizens' words."""
    Mandate.objects.create(
        person_id=town.planner.person_id, role="planner", unit=town.unit, since=date(2025, 7, 1)
    )
    return town


def test_a_citizen_sends_without_signing_in_and_follows_it_by_its_code(at_work: Town, client: Client) -> None:
    answer = send(client, at_work, contact="0900 000 000")

    row = Initiative.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/sang-kien/da-gui/{row.code}/")
    assert row.code in client.get(answer["Location"]).content.decode()
    page = client.get(f"/sang-kien/theo-doi/?ma={row.code.lower()}").content.decode()
    assert "Chờ duyệt đăng" in page and "Sáng thứ Hai" in page
    contact = Contact.objects.get()
    assert "0900" not in contact.closed
    assert ciphers.decrypt_text(contact.closed, about=contact.about) == "0900 000 000"
    assert client.get("/sang-kien/theo-doi/?ma=KHONGCOAAA").status_code == 404
    assert "Chờ lâu" not in client.get("/sang-kien/").content.decode()
    assert client.get(f"/sang-kien/{row.pk}/").status_code == 404


def test_a_machine_that_fills_every_box_is_thanked_and_nothing_is_kept(at_work: Town, client: Client) -> None:
    answer = send(client, at_work, website="http://ban-hang.example")

    assert answer.status_code == 302
    assert client.get(answer["Location"]).status_code == 200
    assert not Initiative.objects.exists()


def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(at_work: Town, client: Client) -> None:
    answer = send(client, at_work, title="", text="Chuyện dài")

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Viết tóm tắt một câu." in page and "Chuyện dài" in page


def test_too_much_from_one_address_waits(at_work: Town, client: Client) -> None:
    for _n in range(5):
        assert send(client, at_work).status_code == 302
    answer = send(client, at_work)
    assert (answer.status_code, answer["Retry-After"]) == (429, "3600")


def test_mischief_is_shown_as_letters_to_everybody(town: Town, planner: Client, client: Client) -> None:
    row = town.shown(title=f"Đèn {MISCHIEF}", text=MISCHIEF, shown_name=MISCHIEF)
    services.remark_by_citizen(
        initiative_id=row.pk, text=MISCHIEF, shown_name=MISCHIEF, address="", at=timezone.now()
    )
    Remark.objects.update(state="shown")
    waiting = town.from_citizen(title=MISCHIEF, text=MISCHIEF, address="192.0.2.8")

    for who in (planner, client):
        for path in ("/sang-kien/", f"/sang-kien/{row.pk}/"):
            page = who.get(path).content.decode()
            assert "<script>alert" not in page and "<img src=x" not in page
            assert "&lt;script&gt;" in page
    for path in ("/sang-kien/duyet/", f"/sang-kien/{waiting.pk}/", f"/sang-kien/{row.pk}/nhan-lam/"):
        assert "<img src=x" not in planner.get(path).content.decode()


def test_a_citizen_votes_once_with_a_signed_cookie_that_cannot_be_made_up(town: Town, client: Client) -> None:
    row = town.shown()

    client.post(f"/sang-kien/{row.pk}/binh-chon/")
    client.post(f"/sang-kien/{row.pk}/binh-chon/")
    assert Vote.objects.count() == 1
    cookie = client.cookies["dinh_binh_chon"]
    assert cookie["httponly"] and cookie["samesite"] == "Lax"
    forged = Client()
    forged.cookies["dinh_binh_chon"] = "tu-che"
    forged.post(f"/sang-kien/{row.pk}/binh-chon/")
    assert forged.cookies["dinh_binh_chon"].value != "tu-che"
    row.refresh_from_db()
    assert row.votes == 2


def test_an_officer_votes_and_takes_the_vote_back(town: Town, officer: Client) -> None:
    row = town.idea()

    officer.post(f"/sang-kien/{row.pk}/binh-chon/")
    assert "đã chọn" in officer.get(f"/sang-kien/{row.pk}/").content.decode()
    officer.post(f"/sang-kien/{row.pk}/binh-chon/", {"thoi": "1"})
    row.refresh_from_db()
    assert row.votes == 0


def test_a_moderator_lets_through_and_others_may_not(town: Town, planner: Client, officer: Client) -> None:
    row = town.from_citizen()

    assert officer.post(f"/sang-kien/{row.pk}/dang/").status_code == 404
    assert row.title in planner.get("/sang-kien/duyet/").content.decode()
    assert planner.post(f"/sang-kien/{row.pk}/dang/").status_code == 302
    row.refresh_from_db()
    assert (row.state, row.public) == ("open", True)
    assert planner.post(f"/sang-kien/{row.pk}/dang/").status_code == 409


def test_the_whole_life_goes_by_forms_without_javascript(town: Town, planner: Client) -> None:
    row = town.idea()
    due = (timezone.localdate() + timedelta(days=10)).strftime("%d/%m/%Y")

    def deed(slug: str, **typed: str) -> int:
        assert planner.get(f"/sang-kien/{row.pk}/{slug}/").status_code == 200
        return planner.post(f"/sang-kien/{row.pk}/{slug}/", typed).status_code

    assert deed("nhan-lam", office="", due_on=due) == 422
    assert deed("nhan-lam", office=str(town.desk.pk), due_on=due) == 302
    assert deed("lam-thu", where="Quầy 2", until=due) == 302
    assert deed("tra-loi", text="Đang làm.") == 302
    assert deed("ap-dung", result="41 lên 118.") == 302
    assert deed("lan-toa", units=town.neighbour.code, answer_by_day=due, words="Nên làm.") == 302
    page = planner.get(f"/sang-kien/{row.pk}/").content.decode()
    assert "Đã áp dụng" in page and "0 trên 1 nơi" in page and "Bỉm Mẫu" in page


def test_a_form_of_a_deed_is_closed_to_who_may_not(town: Town, officer: Client) -> None:
    row = town.idea()
    answer = officer.get(f"/sang-kien/{row.pk}/nhan-lam/")
    assert answer.status_code == 403
    assert "chưa được giao quyền" in answer.content.decode()
    assert officer.get(f"/sang-kien/{row.pk}/khong-co/").status_code == 404


def test_contact_is_asked_why_before_it_is_shown(town: Town, planner: Client, officer: Client) -> None:
    row = town.shown(contact="0900 000 000")

    assert "0900" not in planner.get(f"/sang-kien/{row.pk}/").content.decode()
    assert "0900" not in planner.get(f"/sang-kien/{row.pk}/lien-he/").content.decode()
    shown = planner.post(f"/sang-kien/{row.pk}/lien-he/", {"reason": "Hỏi thêm"})
    assert "0900 000 000" in shown.content.decode()
    assert shown["Cache-Control"] == "private, no-store"
    refused = officer.post(f"/sang-kien/{row.pk}/lien-he/", {"reason": "Hỏi"})
    assert refused.status_code == 403 and "0900" not in refused.content.decode()


def test_an_event_goes_from_the_edition_to_its_result_by_forms(
    town: Town, planner: Client, client: Client
) -> None:
    year = timezone.localdate().year + 1
    answer = planner.post(
        "/su-kien/ngay-trong-nam/",
        {"ngay": "ngay-chuyen-doi-so-quoc-gia", "don-vi": town.unit.code, "nam": str(year)},
    )
    url = answer["Location"]

    assert re.search(r"trước 20 ngày\s+làm việc|trước 20 ngày làm việc", planner.get(url).content.decode())
    assert (
        planner.post(f"{url}viec/", {"title": "Mời báo chí", "days": "3", "side": "truoc"}).status_code == 302
    )
    wrong = planner.post(f"{url}chuong-trinh/", {"lines": "8 giờ | Khai mạc\n09:00"})
    assert wrong.status_code == 422 and "Dòng 1" in wrong.content.decode()
    assert planner.post(f"{url}chuong-trinh/", {"lines": "08:00 | Khai mạc | Lãnh đạo"}).status_code == 302
    assert planner.post(f"{url}giao-viec/").status_code == 302
    page = planner.get(url).content.decode()
    assert "/viec/" in page and "Mời báo chí" in page
    assert "Khai mạc" in client.get(url).content.decode()
    assert (
        planner.post(
            f"{url}ket-qua/", {"participants": "5", "counted_how": "Ký", "result": "Tốt"}
        ).status_code
        == 409
    )
    assert planner.get(f"/su-kien/?nam={year}").status_code == 200
    assert client.get("/su-kien/").status_code == 200


def test_pages_take_a_bounded_number_of_queries(
    town: Town, planner: Client, client: Client, django_assert_max_num_queries: Any
) -> None:
    row = town.shown()
    for n in range(12):
        town.idea(title=f"Ý tưởng {n}", public=True)
    for who, path, most in (
        (client, "/sang-kien/", 8),
        (client, f"/sang-kien/{row.pk}/", 6),
        (planner, "/sang-kien/", 26),
        (planner, f"/sang-kien/{row.pk}/", 34),
        (planner, "/su-kien/", 22),
    ):
        who.get(path)
        with django_assert_max_num_queries(most):
            assert who.get(path).status_code == 200
