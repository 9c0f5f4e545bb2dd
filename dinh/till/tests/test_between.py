"""Cash that the cashier of one unit takes for another: whose drawer, whose receipt, what is owed, and how it is handed over."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from dinh.ground.models import LedgerLine
from dinh.till import queries, services
from dinh.till.models import Payment, Receipt, Remittance
from dinh.till.receipt_pdf import paper_of, pdf_of
from dinh.till.rules.between import Debt, remittance_fault
from dinh.till.services.taking import conserved
from dinh.till.shapes import Channel
from dinh.town import testing
from dinh.town.services import NotAllowed

from .builders import DAY, NINE, Town
from .test_pages import browser


@pytest.fixture
def bill(town: Town) -> Any:
    """Of the ward, and handed in at the neighbour's counter."""
    return town.bill(also_at=town.other)


def taken(town: Town, bill: Any, amount: int = 14_000) -> Receipt:
    return services.take_cash(bill_id=bill.pk, amount=amount, by=town.neighbour, at=NINE)


def test_the_cashier_where_it_was_handed_in_takes_it_for_the_unit_that_decides(town: Town, bill: Any) -> None:
    receipt = taken(town, bill)
    payment = receipt.payment
    bill.refresh_from_db()
    assert (payment.unit, payment.taker, bill.state) == (town.ward, town.other, "paid")
    assert (receipt.unit, receipt.bill.unit) == (town.other, town.ward)
    assert queries.cash_of(town.other.pk, DAY) == 14_000 and queries.cash_of(town.ward.pk, DAY) == 0
    assert queries.for_others_on(town.other.pk, DAY) == 14_000
    assert conserved(town.ward.pk) and conserved(town.other.pk)
    line = LedgerLine.objects.get(deed="till.cash-taken")
    assert line.data["taker"] == town.other.code
    paper = paper_of(
        Receipt.objects.select_related("unit__parent", "bill__unit", "payment").get(pk=receipt.pk)
    )
    assert paper.taken_for and "NGỌC SƠN" in paper.taken_for.upper() and "NGỌC SƠN" not in paper.issuer


def test_each_unit_numbers_its_own_receipts_without_gaps(town: Town, bill: Any) -> None:
    mine = town.bill(unit=town.other, by=None)
    numbers = [taken(town, bill, 4_000).number]
    numbers.append(services.take_cash(bill_id=mine.pk, amount=14_000, by=town.neighbour, at=NINE).number)
    own = services.take_cash(bill_id=bill.pk, amount=10_000, by=town.cashier, at=NINE)
    assert numbers == [1, 2] and own.number == 1 and own.payment.taker is None
    assert queries.cash_of(town.other.pk, DAY) == 18_000 and queries.cash_of(town.ward.pk, DAY) == 10_000


def test_nobody_takes_for_a_unit_that_did_not_agree(town: Town, bill: Any) -> None:
    alone = town.bill()
    with pytest.raises(NotAllowed):
        services.take_cash(bill_id=alone.pk, amount=14_000, by=town.neighbour, at=NINE)
    stranger = testing.actor("cashier", testing.unit("14797"), name="Kẻ Lạ Mẫu")
    with pytest.raises(NotAllowed):
        services.take_cash(bill_id=bill.pk, amount=14_000, by=stranger, at=NINE)
    assert queries.bill_by_code(town.neighbour, bill.code, DAY) == bill
    assert queries.bill_by_code(town.neighbour, alone.code, DAY) is None
    assert queries.bill_by_code(stranger, bill.code, DAY) is None


def test_a_closed_day_of_the_taker_counts_it_on_the_next(town: Town, bill: Any) -> None:
    services.close_day(unit=town.other, day=DAY, cash_counted=0, by=town.neighbour, at=NINE)
    assert taken(town, bill).payment.counted_on == DAY + timedelta(days=1)


@pytest.mark.parametrize(
    ("debt", "amount", "good"),
    [
        (Debt(10, 0, 0), 10, True),
        (Debt(10, 0, 0), 11, False),
        (Debt(10, 4, 6), 1, False),
        (Debt(10, 4, 3), 3, True),
        (Debt(10, 0, 0), 0, False),
        (Debt(0), 1, False),
    ],
)
def test_nobody_hands_over_more_than_was_taken(debt: Debt, amount: int, good: bool) -> None:
    assert (remittance_fault(debt, amount) == "") is good
    assert debt.owed == debt.taken - debt.there


def test_what_is_handed_over_is_owed_until_the_other_says_it_is_there(town: Town, bill: Any) -> None:
    taken(town, bill)
    with pytest.raises(services.WrongInput, match="nhiều hơn"):
        services.hand_over(taker=town.other, unit=town.ward, amount=15_000, by=town.neighbour, at=NINE)
    row = services.hand_over(
        taker=town.other, unit=town.ward, amount=14_000, by=town.neighbour, at=NINE, bank_ref="FT88"
    )
    assert queries.debt_of(town.other.pk, town.ward.pk) == Debt(14_000, 0, 14_000)
    with pytest.raises(services.WrongInput):
        services.hand_over(taker=town.other, unit=town.ward, amount=1, by=town.neighbour, at=NINE)
    with pytest.raises(NotAllowed):
        services.say_there(remittance_id=row.pk, by=town.neighbour, at=NINE)
    services.say_there(remittance_id=row.pk, by=town.cashier, at=NINE)
    assert queries.debt_of(town.other.pk, town.ward.pk).owed == 0
    with pytest.raises(services.WrongState, match="đã được trả lời"):
        services.refuse_hand_over(remittance_id=row.pk, reason="x", by=town.cashier, at=NINE)


def test_what_did_not_come_is_owed_as_before(town: Town, bill: Any) -> None:
    taken(town, bill)
    row = services.hand_over(taker=town.other, unit=town.ward, amount=14_000, by=town.neighbour, at=NINE)
    with pytest.raises(services.WrongInput, match="lý do"):
        services.refuse_hand_over(remittance_id=row.pk, reason=" ", by=town.cashier, at=NINE)
    services.refuse_hand_over(remittance_id=row.pk, reason="Chưa thấy tiền", by=town.cashier, at=NINE)
    assert queries.debt_of(town.other.pk, town.ward.pk) == Debt(14_000, 0, 0)


def test_the_transfer_that_brought_it_waits_for_nobody_any_more(town: Town, bill: Any) -> None:
    taken(town, bill)
    row = services.hand_over(taker=town.other, unit=town.ward, amount=14_000, by=town.neighbour, at=NINE)
    town.hear(ref="FT9", amount=9_000, content="nop tien thu ho")
    town.hear(ref="FT10", amount=14_000, content="nop tien thu ho")
    less, right = Payment.objects.filter(bill=None).order_by("amount")
    assert list(queries.transfers_for(row)) == [right]
    with pytest.raises(services.WrongInput, match="khác số tiền"):
        services.say_there(remittance_id=row.pk, payment_id=less.pk, by=town.cashier, at=NINE)
    services.say_there(remittance_id=row.pk, payment_id=right.pk, by=town.cashier, at=NINE)
    assert list(queries.held(town.cashier, DAY)) == [less]
    with pytest.raises(services.WrongState):
        services.refund(
            payment_id=right.pk, amount=1, reason="x", channel=Channel.BANK, by=town.head, at=NINE
        )
    assert conserved(town.ward.pk)


def test_the_page_shows_what_is_owed_both_ways_and_takes_both_deeds(town: Town, bill: Any) -> None:
    taken(town, bill)
    them, us = browser(town.neighbour), browser(town.cashier)
    page = them.get("/thu/thu-ho/").content.decode()
    assert "14.000" in page and "Ngọc Sơn" in page
    answer = them.post("/thu/thu-ho/nop/", {"cho": town.ward.code, "amount": "14.000", "bank_ref": "FT1"})
    assert answer.status_code == 302
    row = Remittance.objects.get()
    assert them.post("/thu/thu-ho/nop/", {"cho": town.ward.code, "amount": "14.000"}).status_code == 422
    assert them.post("/thu/thu-ho/nop/", {"cho": "x", "amount": "khong"}).status_code in (404, 422)
    page = us.get("/thu/thu-ho/").content.decode()
    assert f"/thu/thu-ho/{row.pk}/" in page
    assert us.post(f"/thu/thu-ho/{row.pk}/", {"da-nhan": "1"}).status_code == 302
    row.refresh_from_db()
    assert row.state == "there"
    bill_page = them.get(f"/thu/{bill.code}/").content.decode()
    assert "Thu hộ" in bill_page
    receipt = Receipt.objects.get()
    assert "Thu hộ" in them.get(f"/thu/bien-lai/{receipt.pk}/").content.decode()
    assert us.get(f"/thu/bien-lai/{receipt.pk}/").status_code == 200


@pytest.mark.parametrize("size", ["a5", "a4"])
@pytest.mark.parametrize("times", [1, 3, 12])
def test_a_receipt_of_any_length_is_drawn(town: Town, size: str, times: int) -> None:
    """Whoever took the money, however long the words are."""
    words = " ".join(
        ["Chứng thực bản sao từ bản chính giấy tờ, văn bản do cơ quan, tổ chức có thẩm quyền cấp"] * times
    )
    bill = town.bill(also_at=town.other, title=words[:300], payer=words[:200])
    receipt = services.take_cash(
        bill_id=bill.pk, amount=4_000 if times > 1 else 14_000, by=town.neighbour, at=NINE
    )
    row = Receipt.objects.select_related("unit__parent", "bill__unit", "payment").get(pk=receipt.pk)
    assert pdf_of(row, size).startswith(b"%PDF")
