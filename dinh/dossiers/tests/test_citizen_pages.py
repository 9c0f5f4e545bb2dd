"""The citizens' side, without a browser: what is theirs opens, what is not does not, and what they do is done."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from dinh.dossiers import services
from dinh.dossiers.models import Citizen, CitizenAccount, Dossier, Following
from dinh.dossiers.pages import citizen_common
from dinh.dossiers.services import accounts, following
from dinh.ground import queries as ledger
from dinh.ground.shapes import Ref

from .builders import Ward, go, opens, somebody

PASSWORD = "mot cau de nho 7"
MINE, THEIRS = "038079000147", "038079000999"


@pytest.fixture(autouse=True)
def nobody_tried_before() -> None:
    for counter in (citizen_common.wrong_secrets, citizen_common.wrong_of_one, citizen_common.new_accounts):
        counter._counts.clear()


@pytest.fixture
def edition(ward: Ward) -> Any:
    return ward.procedure()


def recently(ward: Ward, edition: Any, **more: Any) -> Dossier:
    return ward.receive(edition, on=timezone.now() - timedelta(hours=1), **more)


def asked(ward: Ward, edition: Any, **more: Any) -> Dossier:
    dossier = recently(ward, edition, **more)
    go(dossier, "tiep-nhan", "khong-thu", ward.counter, timezone.now())
    return services.ask_completion(
        holding_id=opens(dossier)["tham-tra"].pk,
        items=["Bản sao rõ của giấy khai sinh cũ"],
        reason="Bản chụp mờ.",
        by=ward.officer,
        at=timezone.now(),
    )


def account(login: str = "0912000512", *, proven: str = "", name: str = "Nguyễn Văn Mẫu") -> CitizenAccount:
    row = accounts.sign_up(name=name, login=login, password=PASSWORD, at=timezone.now())
    if proven:
        accounts.prove(code=row.code, identity=proven, unit_path="/38/16576/", by=None, at=timezone.now())
        row.refresh_from_db()
    return row


def signed_in(row: CitizenAccount) -> Client:
    client = Client()
    answer = client.post("/dich-vu/dang-nhap/", {"login": row.open()["login"], "password": PASSWORD})
    assert answer.status_code == 302
    return client


def by_secret(dossier: Dossier) -> Client:
    client = Client()
    assert client.get(following.address_of(dossier, whole=False)).status_code == 302
    return client


def page(dossier: Dossier, rest: str = "") -> str:
    return f"/dich-vu/ho-so/{dossier.code}/{rest}"


# ---------------------------------------------------------------- whose it is


def test_whoever_comes_to_the_officers_door_is_shown_the_citizens_one(client: Client, db: None) -> None:
    assert 'href="/dich-vu/"' in client.get("/dang-nhap/").content.decode()


def test_the_front_finds_starts_and_follows_for_anybody(client: Client, ward: Ward, edition: Any) -> None:
    shown = client.get("/dich-vu/").content.decode()
    assert "Đăng ký lại khai sinh" in shown and "/tra-cuu-ho-so/" in shown and "/thu-tuc/1.004884/" in shown


def test_code_and_second_secret_open_a_dossier_and_nothing_else_of_it_leaks(
    client: Client, ward: Ward, edition: Any
) -> None:
    dossier, other = recently(ward, edition), recently(ward, edition, applicant=somebody(identity=THEIRS))
    assert client.get(page(dossier)).status_code == 404
    wrong = client.post("/tra-cuu-ho-so/", {"code": dossier.code, "secret": following.secret_of(other)})
    assert wrong.status_code == 422 and "chưa đúng" in wrong.content.decode()
    right = client.post(
        "/tra-cuu-ho-so/", {"code": dossier.code.lower(), "secret": following.secret_of(dossier).lower()}
    )
    assert right.status_code == 302 and right.url == page(dossier)
    shown = client.get(right.url)
    body = shown.content.decode()
    assert "Đã tiếp nhận" in body and MINE not in body and "0912" not in body
    assert shown["Referrer-Policy"] == "same-origin" and "no-store" in shown["Cache-Control"]
    assert client.get(page(other)).status_code == 404


def test_secrets_cannot_be_tried_out(client: Client, ward: Ward, edition: Any) -> None:
    dossier = recently(ward, edition)
    tries = [
        client.post("/tra-cuu-ho-so/", {"code": dossier.code, "secret": f"AAAA{n:04d}"}).status_code
        for n in range(12)
    ]
    assert tries[:10] == [422] * 10 and tries[10:] == [429] * 2
    good = following.address_of(dossier, whole=False)
    assert client.get(good).status_code == 429
    assert Client(REMOTE_ADDR="10.1.1.1").get(good).status_code == 302


def test_an_account_that_nobody_proved_sees_nothing_of_the_number_it_claims(ward: Ward, edition: Any) -> None:
    dossier = recently(ward, edition)
    thief = accounts.sign_up(
        name="Trần Văn Thử", login="0900000001", password=PASSWORD, identity=MINE, at=timezone.now()
    )
    client = signed_in(thief)
    assert dossier.code not in client.get("/dich-vu/ho-so/").content.decode()
    assert client.get(page(dossier)).status_code == 404
    assert client.get("/dich-vu/ai-da-xem/").url == "/dich-vu/tai-khoan/#xac-nhan"


def test_a_proven_account_has_all_dossiers_of_its_number_and_no_others(ward: Ward, edition: Any) -> None:
    mine, other = recently(ward, edition), recently(ward, edition, applicant=somebody(identity=THEIRS))
    client = signed_in(account(proven=MINE))
    listed = client.get("/dich-vu/ho-so/").content.decode()
    assert mine.code in listed and other.code not in listed
    assert client.get(page(mine)).status_code == 200 and client.get(page(other)).status_code == 404


def test_what_was_opened_by_secret_can_be_kept_in_ones_list(ward: Ward, edition: Any) -> None:
    dossier = recently(ward, edition)
    row = account()
    client = signed_in(row)
    client.get(following.address_of(dossier, whole=False))
    assert client.post(page(dossier, "luu/")).status_code == 302
    assert dossier.code in client.get("/dich-vu/ho-so/").content.decode()
    client.post("/dich-vu/dang-xuat/")
    assert client.get(page(dossier)).status_code == 404
    assert signed_in(row).get(page(dossier)).status_code == 200
    assert Following.objects.get().how == "secret"


def test_a_citizen_signed_in_is_nobody_in_the_town(ward: Ward, edition: Any) -> None:
    dossier = recently(ward, edition)
    client = signed_in(account(proven=MINE))
    for url in ("/ho-so/", f"/ho-so/{dossier.code}/", "/viec/", "/thu/", "/ho-so/nguoi-dan/"):
        assert "/dang-nhap/" in client.get(url).url


# ---------------------------------------------------------------- signing in


def test_signing_in_is_locked_like_staffs_after_five_failures(db: None) -> None:
    account()
    client = Client()
    tries = [
        client.post("/dich-vu/dang-nhap/", {"login": "0912 000 512", "password": f"sai {n}"}).status_code
        for n in range(6)
    ]
    assert tries == [422] * 4 + [429] * 2
    assert (
        client.post("/dich-vu/dang-nhap/", {"login": "0912000512", "password": PASSWORD}).status_code == 429
    )
    line = ledger.story_of(CitizenAccount.objects.get().ref)[0]
    assert line.deed == "dossiers.account-locked" and "0912" not in str(line.data)


def test_a_new_password_signs_every_other_place_out(db: None) -> None:
    row = account()
    here, there = signed_in(row), signed_in(row)
    new = "mot cau khac han 8"
    assert (
        here.post("/dich-vu/tai-khoan/mat-khau/", {"current": PASSWORD, "password": new}).status_code == 302
    )
    assert here.get("/dich-vu/tai-khoan/").status_code == 200
    assert there.get("/dich-vu/tai-khoan/").status_code == 302


def test_signing_up_says_what_is_wrong_beside_its_field(client: Client, db: None) -> None:
    account()
    typed = {"name": "Lê Thị Mẫu", "login": "+84 912 000 512", "password": PASSWORD, "identity": "12"}
    answer = client.post("/dich-vu/dang-ky/", typed)
    assert answer.status_code == 422 and "12 chữ số, đang có 2" in answer.content.decode()
    again = client.post("/dich-vu/dang-ky/", {**typed, "identity": ""})
    assert again.status_code == 422 and "đã có tài khoản" in again.content.decode()
    short = client.post(
        "/dich-vu/dang-ky/", {**typed, "identity": "", "login": "0900000002", "password": "ngan"}
    )
    assert short.status_code == 422 and CitizenAccount.objects.count() == 1
    good = client.post("/dich-vu/dang-ky/", {**typed, "identity": "", "login": "le@mau.example"})
    assert good.status_code == 302 and client.get("/dich-vu/tai-khoan/").status_code == 200


def test_no_number_or_address_of_an_account_is_readable_in_the_database(db: None) -> None:
    row = accounts.sign_up(
        name="Lê Thị Mẫu", login="le@mau.example", password=PASSWORD, identity=MINE, at=timezone.now()
    )
    kept = str(CitizenAccount.objects.filter(pk=row.pk).values_list())
    assert MINE not in kept and "le@mau" not in kept and row.open()["identity"] == MINE


def test_a_password_is_set_anew_only_by_the_letter_to_a_confirmed_address_and_once(db: None) -> None:
    from dinh.ground.outbox.models import Letter

    row = account("le@mau.example")
    client = Client()
    client.post("/dich-vu/quen-mat-khau/", {"login": "le@mau.example"})
    assert not Letter.objects.filter(subject__contains="mật khẩu").exists()
    confirm = Letter.objects.get().text.split("/dich-vu/")[1].split()[0]
    client.get(f"/dich-vu/{confirm}")
    client.post("/dich-vu/quen-mat-khau/", {"login": "le@mau.example"})
    letter = Letter.objects.get(subject__contains="mật khẩu")
    assert letter.address == ""
    link = "/dich-vu/" + letter.text.split("/dich-vu/")[1].split()[0]
    assert client.post(link, {"password": "cau moi hoan toan 9"}).status_code == 302
    assert client.post(link, {"password": "cau moi lan nua 10"}).url == "/dich-vu/quen-mat-khau/"
    row.refresh_from_db()
    assert accounts.recognise(login="le@mau.example", password="cau moi hoan toan 9") == row


# ---------------------------------------------------------------- doing


def test_a_request_to_complete_is_answered_with_a_file_and_the_clock_runs_again(
    ward: Ward, edition: Any
) -> None:
    dossier = asked(ward, edition)
    client = by_secret(dossier)
    shown = client.get(page(dossier)).content.decode()
    assert "Chờ anh, chị bổ sung" in shown and "Bản sao rõ của giấy khai sinh cũ" in shown
    empty = client.post(page(dossier, "bo-sung/"), {"answer": " "})
    assert empty.status_code == 422 and "ít nhất một tệp" in empty.content.decode()
    scan = SimpleUploadedFile("ks.pdf", b"%PDF-1.4\n%mau\n", "application/pdf")
    sent = client.post(page(dossier, "bo-sung/"), {"file-0": scan, "answer": "Đã chụp lại."})
    assert sent.status_code == 302
    dossier.refresh_from_db()
    assert dossier.business == "in-process" and dossier.due_at is not None
    paper = dossier.papers.exclude(sha256="").get()
    assert paper.name == "Bản sao rõ của giấy khai sinh cũ" and paper.by_name == "Người nộp hồ sơ"
    by = [line.by for line in ledger.story_of(dossier.ref) if line.deed == "dossiers.completion-answered"]
    assert by == [Ref("secret-holder", dossier.pk)]
    assert client.get(page(dossier, f"giay-to/{paper.pk}/")).status_code == 404
    mine = signed_in(account(proven=MINE)).get(page(dossier, f"giay-to/{paper.pk}/"))
    assert (
        b"".join(mine.streaming_content).startswith(b"%PDF") and "sandbox" in mine["Content-Security-Policy"]
    )


def test_a_file_that_is_no_paper_is_said_beside_its_field(ward: Ward, edition: Any) -> None:
    dossier = asked(ward, edition)
    bad = SimpleUploadedFile("ks.pdf", b"MZ\x90\x00not a paper", "application/pdf")
    answer = by_secret(dossier).post(page(dossier, "bo-sung/"), {"file-0": bad, "answer": ""})
    assert answer.status_code == 422
    dossier.refresh_from_db()
    assert dossier.business == "waits-citizen" and not dossier.papers.exclude(sha256="").exists()


def test_with_the_secret_alone_taking_back_asks_for_the_number(ward: Ward, edition: Any) -> None:
    dossier = recently(ward, edition)
    client = by_secret(dossier)
    typed = {"reason": "Không cần nữa.", "identity": THEIRS}
    assert client.post(page(dossier, "rut/"), typed).status_code == 422
    assert (
        client.post(page(dossier, "rut/"), {**typed, "identity": f"{MINE[:6]} {MINE[6:]}"}).status_code == 302
    )
    dossier.refresh_from_db()
    assert dossier.business == "withdrawn"
    shown = client.get(page(dossier)).content.decode()
    assert "Đã rút" in shown and "/rut/" not in shown
    assert client.get(page(dossier, "rut/")).status_code == 302


def test_two_answers_at_once_are_one(ward: Ward, edition: Any) -> None:
    dossier = asked(ward, edition)
    first, second = by_secret(dossier), by_secret(dossier)
    seen = {"seen": dossier.version, "answer": "Đã mang tới quầy."}
    assert first.post(page(dossier, "bo-sung/"), seen).status_code == 302
    again = second.post(page(dossier, "bo-sung/"), seen)
    assert again.status_code == 302 and "bo-sung" not in again.url
    assert dossier.completions.filter(answered_at=None).count() == 0


def test_a_refused_dossier_tells_why(ward: Ward, edition: Any) -> None:
    dossier = services.refuse_intake(
        intake=ward.intake(edition), reason="Việc của xã khác.", by=ward.counter, at=timezone.now()
    )
    shown = by_secret(dossier).get(page(dossier)).content.decode()
    assert "Không tiếp nhận" in shown and "Việc của xã khác." in shown


def test_the_page_of_a_dossier_asks_a_bounded_number_of_questions(
    ward: Ward, edition: Any, django_assert_max_num_queries: Any
) -> None:
    dossier = asked(ward, edition)
    client = signed_in(account(proven=MINE))
    client.get(page(dossier))
    with django_assert_max_num_queries(18):
        client.get(page(dossier))
    with django_assert_max_num_queries(12):
        client.get("/dich-vu/ho-so/")


def test_the_counter_proves_an_account_by_the_card_it_sees(ward: Ward, edition: Any) -> None:
    from .test_pages import signed_in as as_officer

    dossier = recently(ward, edition)
    row = accounts.sign_up(
        name="Nguyễn Văn Mẫu", login="0912000512", password=PASSWORD, identity=MINE, at=timezone.now()
    )
    desk = as_officer(ward.counter)
    wrong = desk.post("/ho-so/nguoi-dan/", {"code": row.code, "identity": THEIRS})
    assert wrong.status_code == 422 and "khác số" in wrong.content.decode()
    assert desk.post("/ho-so/nguoi-dan/", {"code": row.code.lower(), "identity": MINE}).status_code == 302
    row.refresh_from_db()
    assert row.citizen == dossier.applicant and Citizen.objects.count() == 1
    assert as_officer(ward.viewer, "xem").post(
        "/ho-so/nguoi-dan/", {"code": row.code, "identity": MINE}
    ).status_code in (403, 422)
    assert dossier.code in signed_in(row).get("/dich-vu/ho-so/").content.decode()
