"""The money of a dossier: its bill, what paying does, what is owed back. Every đồng is conserved."""

from __future__ import annotations

from typing import Any

import pytest

from dinh.dossiers import services
from dinh.dossiers.models import ClockStretch, Dossier
from dinh.dossiers.rules.money import state_of
from dinh.dossiers.services import fees
from dinh.ground import services as ground
from dinh.till import services as till
from dinh.till.rules.bills import Book
from dinh.till.services.taking import conserved
from dinh.till.shapes import Channel

from .builders import Ward, at, go, opens, pay


@pytest.fixture
def edition(ward: Ward) -> Any:
    return ward.procedure()


@pytest.mark.parametrize(
    ("books", "state"),
    [
        ([], "nothing"),
        ([Book(10)], "owed"),
        ([Book(10, received=4)], "part"),
        ([Book(10, received=10)], "paid"),
        ([Book(10, received=14)], "paid"),
        ([Book(0)], "nothing"),
        ([Book(10, cancelled=True)], "nothing"),
        ([Book(10, received=10, cancelled=True)], "refund-due"),
        ([Book(10, received=10, refunded=4, cancelled=True)], "refund-due"),
        ([Book(10, received=10, refunded=10, cancelled=True)], "refunded"),
        ([Book(10, received=10, cancelled=True), Book(10)], "owed"),
    ],
)
def test_where_money_stands(books: list[Book], state: str) -> None:
    assert state_of(books) == state


def test_a_dossier_received_has_its_bill_and_one_without_a_fee_has_none(ward: Ward) -> None:
    dossier = ward.receive(ward.procedure())
    bill = fees.bill_for(dossier)
    assert bill and (bill.amount, bill.payer, bill.unit) == (10_000, "Nguyễn Văn Mẫu", ward.ward)
    assert dossier.code in bill.title and bill.lines.get().words.startswith("Lệ phí hộ tịch")
    free = ward.receive(ward.procedure("1.001193", fee=None, ways=[("direct", None, "same-day")]))
    assert fees.bill_for(free) is None and free.money == "nothing"


def test_paying_ends_the_wait_by_itself_and_the_clock_goes_on(ward: Ward, edition: Any) -> None:
    dossier = ward.receive(edition)
    go(dossier, "tiep-nhan", "du", ward.counter, at(9, 10))
    with pytest.raises(services.WrongState, match="chưa nộp đủ"):
        go(dossier, "cho-nop-tien", "da-nop", ward.counter, at(9, 20))
    dossier = pay(dossier, at(9, 40))
    assert (dossier.money, list(opens(dossier))) == ("paid", ["tham-tra"])
    assert ClockStretch.objects.get().until == at(9, 40)
    ground.tell(everything=True)
    assert Dossier.objects.get().version == dossier.version


def test_what_was_paid_beforehand_is_not_waited_for(ward: Ward, edition: Any) -> None:
    dossier = pay(ward.receive(edition), at(9, 5))
    assert dossier.money == "paid" and list(opens(dossier)) == ["tiep-nhan"]
    go(dossier, "tiep-nhan", "du", ward.counter, at(9, 10))
    assert list(opens(dossier)) == ["tham-tra"] and not ClockStretch.objects.exists()


def test_part_of_the_money_is_told_and_is_not_enough(ward: Ward, edition: Any) -> None:
    dossier = ward.receive(edition)
    go(dossier, "tiep-nhan", "du", ward.counter, at(9, 10))
    bill = fees.bill_for(dossier)
    assert bill
    till.take_cash(bill_id=bill.pk, amount=4_000, by=None, at=at(9, 20))
    ground.tell(everything=True)
    dossier.refresh_from_db()
    assert dossier.money == "part" and list(opens(dossier)) == ["cho-nop-tien"]


def test_withdrawn_before_paying_owes_nothing_and_after_paying_is_owed_back(ward: Ward, edition: Any) -> None:
    one = ward.receive(edition)
    one = services.withdraw(dossier_id=one.pk, reason="Không cần.", by=ward.counter, at=at(10))
    assert one.money == "nothing" and fees.bill_for(one) is None

    two = pay(ward.receive(edition, on=at(9, 30)), at(9, 40))
    two = services.withdraw(dossier_id=two.pk, reason="Không cần.", by=ward.counter, at=at(10))
    (bill,) = fees.bills_of(two)
    assert two.money == "refund-due" and bill.excess == 10_000
    till.refund(bill_id=bill.pk, amount=10_000, reason="Rút hồ sơ.", channel=Channel.CASH, by=None, at=at(11))
    ground.tell(everything=True)
    two.refresh_from_db()
    assert two.money == "refunded" and conserved(ward.ward.pk)


def test_a_refusal_owes_back_and_a_reopened_one_is_asked_anew(ward: Ward, edition: Any) -> None:
    dossier = ward.receive(edition)
    go(dossier, "tiep-nhan", "du", ward.counter, at(9, 10))
    pay(dossier, at(9, 20))
    go(dossier, "tham-tra", "khong-dat", ward.officer, at(10))
    dossier = go(dossier, "ky-tu-choi", "ky", ward.leader, at(11), reason="Không đủ căn cứ.")
    assert dossier.money == "refund-due"
    dossier = services.reopen(dossier_id=dossier.pk, reason="Có giấy tờ mới.", by=ward.leader, at=at(14))
    assert dossier.money == "owed" and [row.state for row in fees.bills_of(dossier)] == ["cancelled", "open"]
    assert pay(dossier, at(14, 30)).money == "paid" and conserved(ward.ward.pk)


def test_a_fee_nobody_knows_is_said_with_its_basis_and_then_asked(ward: Ward) -> None:
    from dinh.catalog.models import Fee

    edition = ward.procedure(fee=None)
    edition.state = "draft"
    edition.save(update_fields=["state"])
    Fee.objects.create(edition=edition, name="Lệ phí", kind="le-phi", amount=None)
    edition.state = "published"
    edition.save(update_fields=["state"])
    dossier = ward.receive(edition)
    assert (dossier.fee, dossier.money, fees.bill_for(dossier)) == (None, "owed", None)
    go(dossier, "tiep-nhan", "du", ward.counter, at(9, 10))
    with pytest.raises(services.WrongState, match="chưa có mức thu"):
        go(dossier, "cho-nop-tien", "da-nop", ward.counter, at(9, 20))
    said: dict[str, Any] = {"dossier_id": dossier.pk, "reason": "Nghị quyết mẫu", "by": ward.officer}
    services.set_fee(amount=20_000, at=at(9, 30), **said)
    dossier = services.set_fee(amount=15_000, at=at(9, 31), **said)
    assert [(row.amount, row.state) for row in fees.bills_of(dossier)] == [
        (20_000, "cancelled"), (15_000, "open"),
    ]  # fmt: skip
    assert list(opens(pay(dossier, at(9, 40)))) == ["tham-tra"]
    with pytest.raises(services.WrongState, match="Đã thu tiền"):
        services.set_fee(amount=0, at=at(9, 50), **said)


def test_a_bill_the_till_cancelled_lets_nobody_pass_for_nothing(ward: Ward, edition: Any) -> None:
    dossier = ward.receive(edition)
    go(dossier, "tiep-nhan", "du", ward.counter, at(9, 10))
    bill = fees.bill_for(dossier)
    assert bill
    till.cancel_bill(bill_id=bill.pk, reason="Nhầm.", by=None, at=at(9, 20))
    ground.tell(everything=True)
    dossier.refresh_from_db()
    assert dossier.money == "owed" and list(opens(dossier)) == ["cho-nop-tien"]
    dossier = services.set_fee(
        dossier_id=dossier.pk, amount=0, reason="Được miễn.", by=ward.officer, at=at(9, 30)
    )
    assert dossier.money == "nothing" and list(opens(dossier)) == ["tham-tra"]
