"""Pages: who sees what, each deed from its form, refusals with their status, the bank's entrance, the who-may table."""

from __future__ import annotations

import io
import json
import time
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import Workbook

from dinh.look import openers
from dinh.till import rules, services
from dinh.till.models import BankKey, Bill, Payment, Receipt, Reconciliation, Refund
from dinh.till.pages import gate, payer
from dinh.till.qr import transfer_text
from dinh.town import services as town_services
from dinh.town import testing
from dinh.town.models import Account, Office, Person
from dinh.town.shapes import Actor, Role

from .builders import NINE, Town


@pytest.fixture(autouse=True)
def _counters_begin_anew() -> None:
    for counter in (gate._asked, gate._refused, payer._tries):
        counter._counts.clear()


def browser(actor: Actor) -> Client:
    person = Person.objects.get(pk=actor.person_id)
    account = Account.objects.filter(person=person).first() or testing.account(person, f"a{person.pk}")
    client = Client()
    client.force_login(account)
    return client


def text_of(response: Any) -> str:
    return response.content.decode()


def tell(town: Town, raw: bytes, **heads: str) -> Any:
    now = str(int(time.time()))
    given = {
        "X-Key-Id": town.key.key_id,
        "X-Timestamp": now,
        "X-Signature": rules.signing.sign(services.secret_of(town.key.key_id), now, raw),
    } | heads
    return Client(enforce_csrf_checks=True).post(
        f"/cong/ngan-hang/{town.account.slug}/", raw, content_type="application/json", headers=given
    )


def now_body(town: Town, **more: Any) -> bytes:
    return town.body(at=timezone.now().isoformat(), **more)


def fresh(town: Town, **more: Any) -> Bill:
    return town.bill(at=timezone.now(), **more)


def test_a_scanned_code_opens_its_bill_and_words_search(town: Town) -> None:
    row = town.bill()
    client = browser(town.cashier)

    for scanned in (row.code, f" {row.code.lower()} ", f"nop phi {row.code}", transfer_text(row)):
        assert client.get("/thu/", {"q": scanned}).url == f"/thu/{row.code}/"
    assert row.code in text_of(client.get("/thu/"))
    assert row.code in text_of(client.get("/thu/", {"q": "nguyen thi thu"}))
    assert row.code not in text_of(client.get("/thu/", {"q": "khong co ai"}))
    assert "Không có khoản phải thu mang mã" in text_of(browser(town.neighbour).get("/thu/", {"q": row.code}))
    assert browser(town.neighbour).get(f"/thu/{row.code}/").status_code == 404


def test_cash_is_taken_from_the_page_and_the_receipt_printed(town: Town) -> None:
    row = town.bill()
    client = browser(town.cashier)

    bad = client.post(f"/thu/{row.code}/thu-tien/", {"amount": "20.000"})
    assert bad.status_code == 409 and "nhiều hơn số còn phải nộp" in text_of(bad)
    assert client.post(f"/thu/{row.code}/thu-tien/", {"amount": "mười"}).status_code == 422
    done = client.post(f"/thu/{row.code}/thu-tien/", {"amount": "14.000"})

    receipt = Receipt.objects.get()
    assert done.url == f"/thu/bien-lai/{receipt.pk}/"
    body = text_of(client.get(done.url))
    assert (
        "Mười bốn nghìn đồng" in body and "BL/26" in body and "Phí chứng thực bản sao, trang 1 và 2" in body
    )
    assert "Đã nộp đủ" in text_of(client.get(f"/thu/{row.code}/"))
    assert browser(town.neighbour).get(done.url).status_code == 404


@pytest.mark.parametrize(("size", "wide"), [("a4", 595), ("a5", 595)])
def test_the_receipt_is_a_pdf_of_one_page(town: Town, size: str, wide: int) -> None:
    import pypdfium2 as pdfium

    row = town.bill()
    receipt = services.take_cash(bill_id=row.pk, amount=10_000, by=town.cashier, at=NINE)

    answer = browser(town.cashier).get(f"/thu/bien-lai/{receipt.pk}/in.pdf?kho={size}")

    assert answer["Content-Type"] == "application/pdf"
    document = pdfium.PdfDocument(answer.content)
    assert len(document) == 1 and round(document[0].get_width()) == wide
    words = " ".join(document[0].get_textpage().get_text_bounded().split())
    assert "BIÊN LAI THU TIỀN" in words and "Mười nghìn đồng" in words and row.code in words


def test_a_bill_is_cancelled_and_refunded_from_its_page(town: Town) -> None:
    row = town.bill()
    services.take_cash(bill_id=row.pk, amount=14_000, by=town.cashier, at=NINE)

    assert browser(town.officer).post(f"/thu/{row.code}/huy/", {"reason": ""}).status_code == 422
    assert browser(town.officer).post(f"/thu/{row.code}/huy/", {"reason": "Rút hồ sơ"}).status_code == 302
    typed = {"amount": "14.000", "channel": "cash", "bank_ref": "", "reason": "Rút hồ sơ"}
    refused = browser(town.cashier).post(f"/thu/{row.code}/hoan/", typed)
    assert refused.status_code == 403 and "Lê Văn Mẫu" in text_of(refused)
    assert browser(town.leader).post(f"/thu/{row.code}/hoan/", typed).status_code == 302
    row.refresh_from_db()
    assert row.state == "refunded" and Refund.objects.get().channel == "cash"


def test_the_payer_sees_what_to_pay_and_then_that_it_is_paid(town: Town) -> None:
    row = fresh(town)
    page = f"/thanh-toan/{row.code}/{row.secret}/"

    body = text_of(Client().get(page))
    assert "<svg" in body and "style=" not in body and row.code in body and "14.000" in body
    assert Client().get(f"{page}qr.png").content.startswith(b"\x89PNG")
    tell(town, now_body(town, content=row.code))

    body = text_of(Client().get(page))
    assert "Đã nhận đủ tiền" in body and "t-qr" not in body
    assert Client().get(f"{page}qr.png").status_code == 404


def test_a_wrong_secret_finds_nothing_and_is_not_tried_for_ever(town: Town) -> None:
    row = fresh(town)
    statuses = [
        Client().get(f"/thanh-toan/{row.code}/sai{n}/").status_code for n in range(payer.MOST_TRIES + 1)
    ]
    assert set(statuses[:-1]) == {404} and statuses[-1] == 429


def test_after_its_day_a_bill_shows_no_qr(town: Town) -> None:
    row = town.bill(due=NINE + timedelta(hours=1))
    body = text_of(Client().get(f"/thanh-toan/{row.code}/{row.secret}/"))
    assert "Đã hết hạn nộp" in body and "t-big" not in body


def test_the_bank_is_answered_in_json_whatever_it_sends(town: Town) -> None:
    row = fresh(town)
    raw = now_body(town, content=row.code)

    first, again = tell(town, raw), tell(town, raw)
    assert (first.status_code, first.json()["outcome"]) == (200, "full")
    assert (again.status_code, again.json()["outcome"]) == (200, "repeated")
    assert tell(town, b"{").status_code == 400
    assert tell(town, raw, **{"X-Signature": "0"}).status_code == 401
    assert tell(town, b"x" * 17_000).status_code == 413
    client = Client()
    assert client.get(f"/cong/ngan-hang/{town.account.slug}/").status_code == 405
    nowhere = client.post("/cong/ngan-hang/970436-1/", b"{}", content_type="application/json")
    assert nowhere.status_code == 404 and nowhere.json()["answer"] == "refused"
    assert Payment.objects.count() == 1


def test_who_keeps_sending_wrong_signatures_is_not_heard_any_more(town: Town) -> None:
    raw = now_body(town)
    statuses = [tell(town, raw, **{"X-Signature": "0"}).status_code for _n in range(gate.MOST_REFUSED + 1)]
    assert statuses[-1] == 429 and set(statuses[:-1]) == {401}
    assert tell(town, raw).status_code == 429


def test_held_money_is_placed_and_given_back_from_its_page(town: Town) -> None:
    row = town.bill()
    town.hear(ref="1", content="quen ma")
    town.hear(ref="2", content="nham", amount=7_000)
    mine, stray = Payment.objects.order_by("bank_ref")
    client = browser(town.head)
    assert "quen ma" in text_of(client.get("/thu/tien-cho/"))

    assert client.post(f"/thu/tien-cho/{mine.pk}/ghi/", {"code": row.code, "reason": ""}).status_code == 422
    placed = client.post(f"/thu/tien-cho/{mine.pk}/ghi/", {"code": row.code.lower(), "reason": "Có ảnh"})
    typed = {"amount": "7.000", "channel": "bank", "bank_ref": "FT77", "reason": "Nhầm"}
    back = client.post(f"/thu/tien-cho/{stray.pk}/tra/", typed)

    assert placed.url == f"/thu/{row.code}/" and back.status_code == 302
    assert "Không có khoản tiền nào" in text_of(client.get("/thu/tien-cho/"))


def sheet(*rows: tuple[Any, ...]) -> bytes:
    book = Workbook()
    for row in (("SAO KÊ",), ("Ngày giao dịch", "Số tham chiếu", "Ghi nợ", "Ghi có", "Nội dung"), *rows):
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_day_is_reconciled_and_closed_from_its_page(town: Town) -> None:
    day = timezone.localdate()
    row, second = fresh(town), fresh(town)
    tell(town, now_body(town, ref="A1", content=row.code))
    services.take_cash(bill_id=second.pk, amount=5_000, by=town.cashier, at=timezone.now())
    client = browser(town.cashier)
    where = {"don-vi": town.ward.code, "ngay": f"{day:%d/%m/%Y}"}
    page = f"/thu/doi-soat/?don-vi={town.ward.code}&ngay={day:%d/%m/%Y}"

    def load(contents: bytes) -> Any:
        file = SimpleUploadedFile("sao-ke.xlsx", contents)
        return client.post("/thu/doi-soat/sao-ke/", where | {"account": town.account.pk, "file": file})

    wrong = load(sheet((day, "A1", None, "nghìn", "x"), (None, "A2", None, 5, "x")))
    assert wrong.status_code == 422 and "Hàng 3" in text_of(wrong) and "Hàng 4" in text_of(wrong)
    done = load(sheet((day, "A1", None, 14_000, row.code), (day, "B2", None, 9_000, "la")))
    assert done.status_code == 302
    client.post("/thu/doi-soat/chay/", where)
    body = text_of(client.get(page))
    assert "Sao kê có, sổ không có" in body and "9.000" in body
    early = client.post("/thu/doi-soat/khoa/", where | {"cash_counted": "5.000", "reason": ""})
    assert early.status_code == 409 and "chưa xử lý" in text_of(early)
    item = Reconciliation.objects.get().items.get()
    assert client.post(f"/thu/doi-soat/chenh-lech/{item.pk}/", {"reason": ""}).status_code == 422
    client.post(f"/thu/doi-soat/chenh-lech/{item.pk}/", {"ghi-so": "1"})
    short = client.post("/thu/doi-soat/khoa/", where | {"cash_counted": "4.000", "reason": ""})
    assert short.status_code == 422
    client.post("/thu/doi-soat/khoa/", where | {"cash_counted": "4.000", "reason": "Trả nhầm tiền thừa"})

    body = text_of(client.get(page))
    assert Reconciliation.objects.get().closed and "Đã khóa sổ" in body and "Trả nhầm tiền thừa" in body
    assert Payment.objects.get(bank_ref="B2").bill is None


def test_an_account_is_named_and_its_key_shown_once(town: Town) -> None:
    client = browser(town.leader)
    typed = {"bin": "970418", "bank_name": "Ngân hàng Thử", "number": "12010000999", "holder": "UBND",
             "source": "", "since": "01/11/2026", "don-vi": town.ward.code}  # fmt: skip
    assert client.post("/thu/tai-khoan/", typed | {"bin": "x"}).status_code == 422
    assert client.post("/thu/tai-khoan/", typed).status_code == 302

    shown = text_of(client.post(f"/thu/tai-khoan/{town.account.pk}/khoa/"))
    key = BankKey.objects.exclude(pk=town.key.pk).get()
    secret = services.secret_of(key.key_id)
    assert secret in shown and secret not in text_of(client.get("/thu/tai-khoan/"))
    assert browser(town.cashier).get("/thu/tai-khoan/").status_code == 403
    assert browser(town.viewer).get("/thu/").status_code == 403


def test_pages_ask_the_same_number_of_questions_whatever_there_is(town: Town) -> None:
    client = browser(town.cashier)
    row = town.bill()

    def count(address: str) -> int:
        with CaptureQueriesContext(connection) as seen:
            assert client.get(address).status_code == 200
        return len(seen)

    day = f"/thu/doi-soat/?ngay={NINE:%d/%m/%Y}"
    count("/thu/")
    few = [count("/thu/"), count(f"/thu/{row.code}/"), count("/thu/tien-cho/"), count(day)]
    for n in range(6):
        town.bill()
        town.hear(ref=f"h{n}", content="la")
        services.take_cash(bill_id=row.pk, amount=1_000, by=town.cashier, at=NINE)
    count("/thu/")
    many = [count("/thu/"), count(f"/thu/{row.code}/"), count("/thu/tien-cho/"), count(day)]

    assert all(b <= a + 1 for a, b in zip(few, many, strict=True)), (few, many)


def test_openers_answer_for_every_kind(town: Town) -> None:
    row = town.bill()
    town.hear(content=row.code)
    day = services.reconcile_day(unit=town.ward, day=NINE.date(), by=town.cashier, at=NINE)
    refs = [row.ref, row.receipts.get().ref, row.payments.get().ref, town.account.ref, day.ref]
    assert set(openers.open_all(refs)) == set(refs)
    found = browser(town.cashier).get("/tim/", {"q": row.code})
    assert row.code in json.dumps(text_of(found))


CELLS = [(deed, role.value) for deed in rules.WHO_MAY for role in Role]


@pytest.mark.parametrize(("deed", "role"), CELLS)
def test_the_table_of_who_may_holds_cell_by_cell(db: None, deed: str, role: str) -> None:
    ward, other, province = (testing.unit(code) for code in ("16576", "14812", "38"))
    actor = testing.actor(role, ward, name=f"Người {role}")
    when = NINE.date()

    assert town_services.allowed(actor, deed, ward.path, when) is (role in rules.WHO_MAY[deed])
    assert not town_services.allowed(actor, deed, other.path, when)
    assert not town_services.allowed(actor, deed, province.path, when)


def test_the_way_to_the_till_is_shown_to_those_of_the_whole_unit(town: Town) -> None:
    culture = Office.objects.create(unit=town.ward, name="Phòng Văn hóa - Xã hội", since=date(2025, 7, 1))
    of_office = testing.actor("officer", town.ward, office=culture)

    assert 'href="/thu/"' in browser(town.cashier).get("/").content.decode()
    assert 'href="/thu/"' not in browser(of_office).get("/").content.decode()
    assert browser(of_office).get("/thu/").status_code == 403
