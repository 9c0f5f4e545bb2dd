"""The room in a real browser: every page fit to use at a desk and on a telephone; cash taken by keyboard after a scan."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from dinh.look.testing import DESK, PHONE, assert_accessible, assert_no_sideways_scroll, shot, sign_in
from dinh.till import services
from dinh.till.models import Receipt
from dinh.till.shapes import Channel
from dinh.town.models import Account

from .builders import Town
from .test_days import csv_of
from .test_pages import browser as with_account

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def town(transactional_db: None) -> Town:
    return Town()


def account_of(actor: Any) -> Account:
    with_account(actor)
    return Account.objects.get(person_id=actor.person_id)


@pytest.mark.parametrize("size", [DESK, PHONE])
def test_every_page_is_fit_to_use(town: Town, live_server: Any, new_page: Any, size: Any) -> None:
    now = timezone.now()
    row, paid, gone = (town.bill(at=now) for _n in range(3))
    receipt = services.take_cash(bill_id=paid.pk, amount=14_000, by=town.cashier, at=now)
    services.take_cash(bill_id=gone.pk, amount=4_000, by=town.cashier, at=now)
    services.cancel_bill(bill_id=gone.pk, reason="Rút hồ sơ", by=town.officer, at=now)
    services.refund(bill_id=gone.pk, amount=1_000, reason="Rút", channel=Channel.CASH, by=town.head, at=now)
    town.hear(ref="A", content="quen ma", at=now)
    day = f"{timezone.localdate():%d/%m/%Y}"
    services.load_statement(
        account_id=town.account.pk,
        name="a.csv",
        contents=csv_of(("B", "9000", "la"), day=day),
        by=town.head,
        at=now,
    )
    services.reconcile_day(unit=town.ward, day=timezone.localdate(), by=town.head, at=now)
    page = new_page(size)
    sign_in(page, live_server, account_of(town.head))
    for name, address in (
        ("quay", "/thu/"), ("khoan", f"/thu/{row.code}/"), ("hoan", f"/thu/{gone.code}/"), ("cho", "/thu/tien-cho/"),
        ("doi-soat", "/thu/doi-soat/"), ("bien-lai", f"/thu/bien-lai/{receipt.pk}/"),
        ("nop", f"/thanh-toan/{row.code}/{row.secret}/"), ("da-nop", f"/thanh-toan/{paid.code}/{paid.secret}/"),
    ):  # fmt: skip
        assert page.goto(f"{live_server.url}{address}").status == 200, address
        assert_accessible(page)
        assert_no_sideways_scroll(page)
        shot(page, f"thu-{name}-{size[0]}")


@pytest.mark.parametrize("size", [(1280, 800), PHONE])
def test_a_statement_that_does_not_add_up_is_refused_by_its_row_and_the_right_one_taken(
    town: Town, live_server: Any, new_page: Any, size: Any
) -> None:
    day = f"{timezone.localdate():%d/%m/%Y}"

    def statement(second: int) -> dict[str, Any]:
        rows = [
            "Ngày;Số tham chiếu;Số tiền;Số dư;Nội dung",
            f"{day};A;5000;105.000;x",
            f"{day};B;{second};111.000;y",
        ]
        return {"name": "sao-ke.csv", "mimeType": "text/csv", "buffer": "\n".join(rows).encode()}

    page = new_page(size)
    sign_in(page, live_server, account_of(town.head))
    page.goto(f"{live_server.url}/thu/doi-soat/?don-vi={town.ward.code}&ngay={day}")
    page.get_by_label("Tệp sao kê").set_input_files(statement(7000))
    page.get_by_role("button", name="Nạp sao kê").click()
    assert page.get_by_text("Hàng 3: số dư 111.000 không khớp").first.is_visible()
    assert_accessible(page)
    assert_no_sideways_scroll(page)
    shot(page, f"thu-sao-ke-sai-{size[0]}")
    page.get_by_label("Tệp sao kê").set_input_files(statement(6000))
    page.get_by_role("button", name="Nạp sao kê").click()
    assert page.get_by_text("Đã nạp 2 giao dịch mới").first.is_visible()


def test_accounts_are_fit_to_use(town: Town, live_server: Any, new_page: Any) -> None:
    page = new_page(DESK)
    sign_in(page, live_server, account_of(town.leader))
    page.goto(f"{live_server.url}/thu/tai-khoan/")
    page.get_by_role("button", name="Tạo khóa mới").click()
    assert page.get_by_text("Đã tạo khóa").count() == 1
    assert_accessible(page)
    assert_no_sideways_scroll(page)
    shot(page, "thu-tai-khoan")


def test_a_scanner_and_a_keyboard_are_enough_to_take_cash(
    town: Town, live_server: Any, new_page: Any
) -> None:
    row = town.bill(at=timezone.now())
    page = new_page(DESK, javascript=False)
    sign_in(page, live_server, account_of(town.cashier))
    page.goto(f"{live_server.url}/thu/")
    page.keyboard.type(row.code.lower())  # the box has the focus; a scanner types and presses Enter
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Thu tiền, lập biên lai").press("Enter")

    page.get_by_role("heading", name="Biên lai BL/").wait_for()
    assert Receipt.objects.get().amount == 14_000
