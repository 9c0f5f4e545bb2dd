"""A day: statements loaded whole or not at all, book against bank, differences settled, cash counted, closed."""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta

import pytest
from openpyxl import Workbook

from dinh.till import services
from dinh.till.models import Payment, Reconciliation, StatementFile, StatementLine
from dinh.till.services.taking import conserved
from dinh.till.shapes import Channel
from dinh.till.statement_files import NotAStatement, rows_of
from dinh.town.services import NotAllowed

from .builders import DAY, NINE, Town

EVENING = NINE.replace(hour=17)


def csv_of(*rows: tuple[object, ...], day: str = "19/11/2026") -> bytes:
    lines = ["Ngày giao dịch;Số tham chiếu;Số tiền;Nội dung"]
    lines += [f"{day};{ref};{amount};{said}" for ref, amount, said in rows]
    return "\n".join(lines).encode()


def load(town: Town, contents: bytes, at=EVENING, by=None) -> StatementFile:
    return services.load_statement(
        account_id=town.account.pk, name="sao-ke.csv", contents=contents, by=by or town.cashier, at=at
    )


def reconcile(town: Town, day=DAY, at=EVENING) -> Reconciliation:
    return services.reconcile_day(unit=town.ward, day=day, by=town.cashier, at=at)


def close(town: Town, cash: int = 0, day=DAY, at=EVENING, **more) -> Reconciliation:
    return services.close_day(unit=town.ward, day=day, cash_counted=cash, by=town.cashier, at=at, **more)


def test_a_statement_with_a_wrong_row_loads_nothing(town: Town) -> None:
    with pytest.raises(services.WrongInput) as refused:
        load(town, csv_of(("A", "5000", ""), ("B", "x", ""), ("", "7", "")))
    assert [f.field for f in refused.value.faults] == ["row 3", "row 4"]
    assert not StatementFile.objects.exists() and not StatementLine.objects.exists()


def test_the_same_file_is_refused_and_known_movements_passed_over(town: Town) -> None:
    load(town, csv_of(("A", "5000", "")))
    with pytest.raises(services.WrongInput, match="đã nạp rồi"):
        load(town, csv_of(("A", "5000", "")))
    more = load(town, csv_of(("A", "5000", ""), ("B", "6000", "")))
    assert (more.lines_new, more.lines_known) == (1, 1)
    with pytest.raises(services.WrongInput, match="Hàng 2"):
        load(town, csv_of(("A", "5001", "")))
    with pytest.raises(NotAllowed):
        load(town, csv_of(("C", "1", "")), by=town.officer)


def test_csv_and_xlsx_say_the_same(town: Town) -> None:
    book = Workbook()
    for row in (["Ngày giao dịch", "Số tham chiếu", "Số tiền", "Nội dung"], [DAY, "A", 5000, "x"]):
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    assert [r[1:3] for r in rows_of("a.xlsx", out.getvalue())] == [["Số tham chiếu", "Số tiền"], ["A", 5000]]
    wide = csv_of(("A", "5000", "x")).decode().encode("utf-16")
    assert rows_of("a.csv", wide)[1] == ["19/11/2026", "A", "5000", "x"]


def test_what_is_no_statement_says_so() -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w") as box:
        box.writestr("xl/workbook.xml", '<!DOCTYPE a [<!ENTITY b "c">]>')
    other = io.BytesIO()
    with zipfile.ZipFile(other, "w") as box:
        box.writestr("word/document.xml", "x")
    for contents in (
        b"",
        b"PK\x03\x04",
        b"\xd0\xcf\x11\xe0",
        bomb.getvalue(),
        other.getvalue(),
        b'a,"b',
        b"\x00\x01",
        b"x" * 10_000_001,
    ):
        with pytest.raises(NotAStatement):
            rows_of("a", contents)


def test_a_day_that_agrees_is_closed(town: Town) -> None:
    row = town.bill()
    town.hear(ref="A", content=row.code)
    load(town, csv_of(("A", "14000", row.code)))
    day = reconcile(town)

    assert (day.matched, day.matched_sum, day.items.count()) == (1, 14_000, 0)
    assert close(town).closed and StatementLine.objects.get().payment == row.payments.get()
    with pytest.raises(services.WrongState, match="đã khóa"):
        reconcile(town)


def test_each_difference_is_settled_by_a_person_with_a_reason(town: Town) -> None:
    first, second, third = town.bill(), town.bill(), town.bill()
    town.hear(ref="only-here", content=first.code)
    town.hear(ref="other-sum", content=second.code)
    load(
        town,
        csv_of(
            ("other-sum", "14001", second.code), ("only-bank", "14000", third.code), ("fee", "-1100", "phi")
        ),
    )
    day = reconcile(town)

    kinds = sorted(day.items.values_list("kind", flat=True))
    assert kinds == ["amount", "missing-here", "missing-here", "missing-in-bank"]
    with pytest.raises(services.WrongState, match="chưa xử lý"):
        close(town)
    with pytest.raises(services.WrongInput):
        services.settle(item_id=day.items.first().pk, reason=" ", by=town.cashier, at=EVENING)
    taken = services.take_in(
        item_id=day.items.get(line__bank_ref="only-bank").pk, by=town.cashier, at=EVENING
    )
    third.refresh_from_db()
    assert taken.bill == third and third.state == "paid" and taken.counted_on == DAY
    for item in day.items.filter(settled_at=None):
        services.settle(item_id=item.pk, reason="Đã hỏi ngân hàng", by=town.head, at=EVENING)
    again = reconcile(town)
    assert again.items.filter(settled_at=None).count() == 0 and again.matched == 1
    assert close(town).closed and conserved(town.ward.pk)
    with pytest.raises(services.WrongState):
        services.settle(item_id=day.items.first().pk, reason="Lại", by=town.head, at=EVENING)


def test_a_late_notice_ends_a_difference(town: Town) -> None:
    row = town.bill()
    load(town, csv_of(("A", "14000", row.code)))
    assert reconcile(town).items.count() == 1
    town.hear(ref="A", content=row.code, at=EVENING)
    day = reconcile(town)
    assert day.items.count() == 0 and day.matched == 1


def test_what_came_after_the_run_must_be_looked_at(town: Town) -> None:
    reconcile(town)
    town.hear(ref="A", content=town.bill().code)
    with pytest.raises(services.WrongState, match="bấm đối soát"):
        close(town)


def test_a_refund_by_transfer_is_matched_with_the_money_that_went_out(town: Town) -> None:
    row = town.bill()
    town.hear(ref="A", content=row.code, amount=20_000)
    services.refund(
        bill_id=row.pk,
        amount=6_000,
        reason="Thừa",
        channel=Channel.BANK,
        bank_ref="R1",
        by=town.leader,
        at=EVENING,
    )
    load(town, csv_of(("A", "20000", row.code), ("R1", "-6000", "hoan")))
    day = reconcile(town)
    assert (day.matched, day.matched_sum, day.items.count()) == (2, 14_000, 0)


def test_cash_that_differs_needs_a_reason(town: Town) -> None:
    row = town.bill()
    services.take_cash(bill_id=row.pk, amount=14_000, by=town.cashier, at=NINE)
    with pytest.raises(services.WrongInput, match="khác sổ"):
        close(town, 13_000)
    day = close(town, 13_000, reason="Thiếu 1.000 đồng, đã bù")
    assert (day.cash_expected, day.cash_counted) == (14_000, 13_000)


def test_money_after_closing_is_counted_on_the_next_open_day(town: Town) -> None:
    close(town)
    row = town.bill()
    services.take_cash(bill_id=row.pk, amount=4_000, by=town.cashier, at=EVENING)
    town.hear(ref="A", content=row.code, amount=10_000, at=EVENING)

    assert set(Payment.objects.values_list("counted_on", flat=True)) == {DAY + timedelta(days=1)}
    load(town, csv_of(("A", "10000", row.code)), at=EVENING + timedelta(days=1))
    day = reconcile(town, DAY + timedelta(days=1), EVENING + timedelta(days=1))
    assert (day.matched, day.items.count()) == (1, 0)


def test_a_line_of_a_closed_day_is_looked_at_with_the_next(town: Town) -> None:
    close(town)
    tomorrow = EVENING + timedelta(days=1)
    load(town, csv_of(("A", "9000", "la")), at=tomorrow)
    day = reconcile(town, DAY + timedelta(days=1), tomorrow)
    assert day.items.get().kind == "missing-here"


def test_a_day_to_come_is_neither_reconciled_nor_closed(town: Town) -> None:
    with pytest.raises(services.WrongInput, match="chưa tới"):
        reconcile(town, DAY + timedelta(days=1))
    with pytest.raises(services.WrongInput, match="chưa tới"):
        close(town, day=DAY + timedelta(days=1))
