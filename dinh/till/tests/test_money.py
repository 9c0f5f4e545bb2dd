"""Bills, cash, refunds, and each thing a bank's notice may be."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest

from dinh.ground import services as ground
from dinh.ground.models import LedgerLine
from dinh.ground.shapes import Ref
from dinh.till import queries, rules, services
from dinh.till.models import BankNotice, Bill, Payment, Receipt
from dinh.till.services.taking import conserved
from dinh.till.shapes import BillPaid, BillRefunded, BillState, Channel, Line, Outcome
from dinh.town.services import NotAllowed

from .builders import ABOUT, NINE, Town

LATER = NINE + timedelta(hours=1)


@pytest.fixture
def news(town: Town):
    """What was announced, as told after commit."""
    heard: list[object] = []
    for kind in (BillPaid, BillRefunded):
        ground.listen(kind, name=f"test.{kind.__name__}")(heard.append)
    yield lambda: (ground.tell(everything=True), heard)[1]
    for kind in (BillPaid, BillRefunded):
        ground.stop_listening(f"test.{kind.__name__}")


def test_a_bill_asks_for_whole_dong_with_a_code_of_its_own(town: Town) -> None:
    row = town.bill()

    assert row.amount == 14_000 and row.state == "open" and row.account == town.account
    assert rules.codes.is_right(row.code) and len(row.secret) >= 20
    assert queries.bills_about([ABOUT]) == {ABOUT: [row]}
    line = LedgerLine.objects.latest("id")
    assert line.deed == "till.billed" and "Thử" not in json.dumps(line.data, ensure_ascii=False)


def test_a_bill_of_nothing_is_paid_at_once(town: Town, news) -> None:
    row = town.bill(lines=[Line("Lệ phí, miễn", 1, 0)])

    assert row.state == BillState.PAID and not row.receipts.exists()
    assert news() == [BillPaid(row.pk, "application", "41", 0, "2026-11-19")]


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"payer": " "}, "payer"),
        ({"lines": []}, "lines"),
        ({"lines": [Line("Phí", 0, 1000)]}, "lines"),
        ({"lines": [Line("Phí", 1, -5)]}, "lines"),
        ({"lines": [Line("Phí", 1, 10**13)]}, "lines"),
        ({"title": ""}, "title"),
        ({"due": NINE}, "due"),
    ],
)
def test_a_wrong_bill_is_refused_naming_the_field(town: Town, more, field) -> None:
    with pytest.raises(services.WrongInput) as refused:
        town.bill(**more)
    assert [fault.field for fault in refused.value.faults] == [field] and not Bill.objects.exists()


def test_cash_gives_a_receipt_and_pays_the_bill(town: Town, news) -> None:
    row = town.bill()

    first = services.take_cash(bill_id=row.pk, amount=10_000, by=town.cashier, at=NINE)
    row.refresh_from_db()
    assert (row.state, row.owed, first.shown) == ("part", 4_000, "BL/26 0000001")
    second = services.take_cash(bill_id=row.pk, amount=4_000, by=town.cashier, at=LATER)
    row.refresh_from_db()

    assert (row.state, row.paid_at, second.number) == ("paid", LATER, 2)
    assert news() == [BillPaid(row.pk, "application", "41", 14_000, "2026-11-19")]
    assert conserved(town.ward.pk)


def test_cash_is_never_more_than_is_owed(town: Town) -> None:
    row = town.bill()
    for amount in (14_001, 0, -1):
        with pytest.raises(services.WrongState):
            services.take_cash(bill_id=row.pk, amount=amount, by=town.cashier, at=NINE)
    services.take_cash(bill_id=row.pk, amount=14_000, by=town.cashier, at=NINE)
    with pytest.raises(services.WrongState, match="đã nộp đủ"):
        services.take_cash(bill_id=row.pk, amount=1, by=town.cashier, at=NINE)
    assert Receipt.objects.count() == 1


def test_numbers_of_receipts_begin_anew_each_year_and_unit(town: Town) -> None:
    def take(at, unit=None, by=None):
        row = town.bill(at=at, unit=unit or town.ward, by=None)
        return services.take_cash(bill_id=row.pk, amount=14_000, by=by or town.cashier, at=at).shown

    said = [
        take(NINE),
        take(NINE),
        take(NINE.replace(year=2027, month=1)),
        take(NINE, town.other, town.neighbour),
    ]
    assert said == ["BL/26 0000001", "BL/26 0000002", "BL/27 0000001", "BL/26 0000001"]


def test_a_deed_that_fails_uses_no_number(town: Town, monkeypatch) -> None:
    row = town.bill()
    with monkeypatch.context() as patch:
        patch.setattr("dinh.till.services.taking.note", lambda *a, **k: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            services.take_cash(bill_id=row.pk, amount=14_000, by=town.cashier, at=NINE)

    assert services.take_cash(bill_id=row.pk, amount=14_000, by=town.cashier, at=NINE).number == 1


def test_a_cancelled_bill_takes_no_cash_and_gives_back_what_it_has(town: Town, news) -> None:
    row = town.bill()
    services.take_cash(bill_id=row.pk, amount=14_000, by=town.cashier, at=NINE)
    with pytest.raises(services.WrongState, match="hủy khoản phải thu trước"):
        services.refund(
            bill_id=row.pk, amount=1, reason="Nhầm", channel=Channel.CASH, by=town.leader, at=NINE
        )
    services.cancel_bill(bill_id=row.pk, reason="Người dân rút hồ sơ", by=town.officer, at=NINE)
    with pytest.raises(services.WrongState, match="đã hủy"):
        services.take_cash(bill_id=row.pk, amount=1, by=town.cashier, at=NINE)
    with pytest.raises(services.WrongState, match="nhiều hơn"):
        services.refund(
            bill_id=row.pk, amount=14_001, reason="Rút", channel=Channel.CASH, by=town.leader, at=NINE
        )

    services.refund(
        bill_id=row.pk, amount=14_000, reason="Rút hồ sơ", channel=Channel.CASH, by=town.leader, at=NINE
    )

    row.refresh_from_db()
    assert row.state == "refunded" and conserved(town.ward.pk)
    assert news()[-1] == BillRefunded(row.pk, "application", "41", 14_000, "2026-11-19")
    with pytest.raises(services.WrongState, match="hủy từ trước"):
        services.cancel_bill(bill_id=row.pk, reason="Nữa", by=town.officer, at=NINE)


def test_who_took_the_money_does_not_give_it_back(town: Town) -> None:
    row = town.bill()
    services.take_cash(bill_id=row.pk, amount=14_000, by=town.cashier, at=NINE)
    services.cancel_bill(bill_id=row.pk, reason="Rút", by=town.cashier, at=NINE)
    with pytest.raises(NotAllowed, match="Lê Văn Mẫu"):
        services.refund(
            bill_id=row.pk, amount=14_000, reason="Rút", channel=Channel.CASH, by=town.cashier, at=NINE
        )


# ---------------------------------------------------------------- notices


def test_the_right_notice_pays_the_bill_and_gives_a_receipt(town: Town, news) -> None:
    row = town.bill()
    raw = town.body(content=f"mbvcb.8812.{row.code.lower()} nop phi.CT tu 0123")

    heard = town.hear(raw)

    row.refresh_from_db()
    kept = BankNotice.objects.get()
    assert (heard.outcome, heard.status, heard.answer["answer"]) == (Outcome.FULL, 200, "stored")
    assert row.state == "paid" and row.receipts.get().number == 1 and news()
    assert bytes(kept.raw) == raw and kept.answer == heard.answer and kept.payment == row.payments.get()


def test_a_repeated_notice_is_answered_alike_and_stored_once(town: Town) -> None:
    row = town.bill()
    town.hear(content=row.code)
    again = town.hear(content=row.code, at=LATER)

    assert again.outcome is Outcome.REPEATED and again.status == 200
    assert Payment.objects.count() == Receipt.objects.count() == 1


def test_the_same_reference_with_another_amount_is_refused(town: Town) -> None:
    row = town.bill()
    town.hear(content=row.code)
    heard = town.hear(content=row.code, amount=1)

    assert (heard.outcome, heard.status) == (Outcome.CONFLICT, 409) and Payment.objects.count() == 1


@pytest.mark.parametrize(
    ("amount", "outcome", "state", "excess"),
    [(13_999, "part", "part", 0), (14_000, "full", "paid", 0), (20_000, "over", "paid", 6_000)],
)
def test_the_amount_decides(town: Town, amount, outcome, state, excess) -> None:
    row = town.bill()
    assert town.hear(content=row.code, amount=amount).outcome == outcome
    row.refresh_from_db()
    assert (row.state, row.excess) == (state, excess) and conserved(town.ward.pk)


def test_what_is_too_much_goes_back_without_cancelling(town: Town) -> None:
    row = town.bill()
    town.hear(content=row.code, amount=20_000)
    services.refund(
        bill_id=row.pk,
        amount=6_000,
        reason="Thừa",
        channel=Channel.BANK,
        bank_ref="FT9",
        by=town.leader,
        at=LATER,
    )
    row.refresh_from_db()
    assert (row.state, row.excess) == ("paid", 0) and conserved(town.ward.pk)


def test_money_with_no_place_is_held_until_a_person_looks(town: Town) -> None:
    paid, cancelled = town.bill(), town.bill()
    due = town.bill(due=NINE + timedelta(minutes=1))
    elsewhere = town.bill(unit=town.other, by=None)
    services.take_cash(bill_id=paid.pk, amount=14_000, by=town.cashier, at=NINE)
    services.cancel_bill(bill_id=cancelled.pk, reason="Rút", by=town.officer, at=NINE)

    said = [
        town.hear(ref="1", content=paid.code).outcome,
        town.hear(ref="2", content=cancelled.code).outcome,
        town.hear(town.body(ref="3", content=due.code, at=LATER.isoformat()), at=LATER).outcome,
        town.hear(ref="4", content="chuyen tien").outcome,
        town.hear(ref="5", content=f"{paid.code} {due.code}").outcome,
        town.hear(ref="6", content=elsewhere.code).outcome,
        town.hear(ref="7", content="PT26000000 khong co").outcome,
    ]  # fmt: skip

    assert said == [
        "already-paid", "late-cancelled", "late-expired", "unknown-order", "several-orders", "other-unit", "unknown-order",
    ]  # fmt: skip
    assert Payment.objects.filter(bill=None).count() == 7 and conserved(town.ward.pk)
    assert sorted(queries.held(town.cashier, NINE.date()).values_list("bank_ref", flat=True)) == list(
        "1234567"
    )


def test_a_slow_notice_of_money_sent_in_time_counts(town: Town) -> None:
    row = town.bill(due=NINE + timedelta(minutes=1))
    assert town.hear(content=row.code, at=NINE + timedelta(hours=5)).outcome is Outcome.FULL


def test_held_money_is_placed_or_given_back_once(town: Town) -> None:
    row = town.bill()
    town.hear(ref="1", content="quen ghi ma")
    town.hear(ref="2", content="nham tai khoan", amount=5_000)
    mine, stray = Payment.objects.order_by("bank_ref")
    place = {"payment_id": mine.pk, "bill_id": row.pk, "by": town.cashier, "at": LATER}

    with pytest.raises(services.WrongInput):
        services.place_money(reason="", **place)
    receipt = services.place_money(reason="Người nộp đưa ảnh chuyển khoản", **place)
    back = {
        "payment_id": stray.pk,
        "reason": "Trả người gửi",
        "channel": Channel.BANK,
        "by": town.leader,
        "at": LATER,
    }
    with pytest.raises(services.WrongState):
        services.refund(amount=5_001, **back)
    services.refund(amount=5_000, **back)

    row.refresh_from_db()
    assert row.state == "paid" and receipt.amount == 14_000 and conserved(town.ward.pk)
    assert not queries.held(town.cashier, NINE.date()).exists()
    with pytest.raises(services.WrongState):
        services.place_money(reason="Lại", **place)
    with pytest.raises(services.WrongState):
        services.refund(amount=1, **back)


def test_held_money_is_not_placed_on_the_bill_of_another_unit(town: Town) -> None:
    row = town.bill(unit=town.other, by=None)
    town.hear(content="x")
    with pytest.raises(services.WrongInput):
        services.place_money(
            payment_id=Payment.objects.get().pk, bill_id=row.pk, reason="x", by=town.neighbour, at=NINE
        )


def test_a_debit_is_noted_and_moves_nothing(town: Town) -> None:
    assert town.hear(amount=-5_000).outcome is Outcome.DEBIT
    assert town.hear(amount=-5_000).outcome is Outcome.REPEATED
    assert not Payment.objects.exists()


def test_a_notice_that_is_not_believed_is_refused_with_the_reason_and_kept(town: Town) -> None:
    row = town.bill()
    old = services.make_key(account_id=town.account.pk, by=None, at=NINE - timedelta(days=20))
    services.make_key(account_id=town.account.pk, by=None, at=NINE - timedelta(days=8))

    said = [
        town.hear(content=row.code, key_id="nh-khong-co"),
        town.hear(content=row.code, key_id=old.key_id),
        town.hear(content=row.code, key_id=town.account.keys.first().key_id, signature="0" * 64),
        town.hear(content=row.code, key_id=town.account.keys.first().key_id, signature="é"),
        town.hear(content=row.code, key_id=town.account.keys.first().key_id, timestamp=str(int(NINE.timestamp()) - 301)),
        town.hear(content=row.code, key_id=town.account.keys.first().key_id, timestamp="mai"),
    ]  # fmt: skip

    assert [h.outcome for h in said] == [
        "no-key", "no-key", "bad-signature", "bad-signature", "out-of-time", "out-of-time",
    ]  # fmt: skip
    assert {h.status for h in said} == {401} and {h.answer["answer"] for h in said} == {"refused"}
    assert BankNotice.objects.count() == 6 and not Payment.objects.exists()


def test_keys_change_over_without_a_gap(town: Town) -> None:
    new = services.make_key(account_id=town.account.pk, by=town.leader, at=NINE - timedelta(days=2))
    assert town.hear(ref="a").outcome is Outcome.UNKNOWN_ORDER
    assert town.hear(ref="b", key_id=new.key_id).outcome is Outcome.UNKNOWN_ORDER
    services.end_key(key_id=town.key.pk, by=town.leader, at=NINE)
    assert town.hear(ref="c", at=LATER).outcome is Outcome.NO_KEY


@pytest.mark.parametrize(
    ("raw", "field"),
    [
        (b"{", "JSON"),
        (b"\xff\xfe", "JSON"),
        (b"[" * 9000, "JSON"),
        (b"[]", "thân thông báo"),
        (b'{"ref": 5}', "ref"),
        (b'{"ref": "a", "account": "1", "amount": 1.5}', "amount"),
        (b'{"ref": "a", "account": "1", "amount": true}', "amount"),
        (b'{"ref": "a", "account": "1", "amount": 0}', "amount"),
        (b'{"ref": "a", "account": "1", "amount": 9, "content": "x", "at": "2026-11-19T09:00"}', "at"),
    ],
)
def test_what_cannot_be_read_is_refused_naming_the_field(town: Town, raw, field) -> None:
    heard = town.hear(raw)
    assert (heard.outcome, heard.status, heard.answer["field"]) == (Outcome.UNREADABLE, 400, field)
    assert bytes(BankNotice.objects.get().raw) == raw


def test_a_notice_for_another_account_is_refused(town: Town) -> None:
    heard = town.hear(town.body(account="999"))
    assert (heard.outcome, heard.status) == (Outcome.WRONG_ACCOUNT, 422) and not Payment.objects.exists()
    with pytest.raises(services.NoSuchAccount):
        town.hear(slug="970436-1")


def test_accounts_are_dated_and_wrong_ones_refused(town: Town) -> None:
    services.close_account(account_id=town.account.pk, until=date(2026, 11, 19), by=town.leader, at=NINE)
    assert queries.account_of(town.ward.pk, date(2026, 11, 19)) == town.account
    assert queries.account_of(town.ward.pk, date(2026, 11, 20)) is None
    with pytest.raises(services.WrongInput) as refused:
        services.open_account(
            unit=town.ward, bin="97", bank_name="", number="x", holder=" ", since=date(2026, 1, 1),
            until=date(2025, 1, 1), by=town.leader, at=NINE,
        )  # fmt: skip
    assert {f.field for f in refused.value.faults} == {"bin", "bank_name", "number", "holder", "until"}
    with pytest.raises(services.WrongInput, match="đã khai báo"):
        town.open(town.ward, town.account.number)


def test_the_story_of_the_asker_shows_the_money(town: Town) -> None:
    from dinh.ground.queries import story_of

    row = town.bill()
    town.hear(content=row.code)
    assert [line.deed for line in story_of(Ref("application", 41))] == ["till.bank-paid", "till.billed"]
