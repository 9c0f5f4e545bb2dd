"""`dinh trace` finds a bill by its code and a receipt by its number."""

from __future__ import annotations

import json
from typing import Any

import pytest

from dinh.ground import command
from dinh.look import openers
from dinh.till import services
from dinh.till.rules import numbers

from .builders import NINE, Town


@pytest.fixture
def trace(capsys: Any) -> Any:
    def go(*argv: str) -> tuple[int, str, str]:
        code = command.COMMANDS["trace"](list(argv))
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return go


def paid(town: Town, **more: Any) -> Any:
    row = town.bill(**more)
    by = town.neighbour if row.unit_id == town.other.pk else town.cashier
    return row, services.take_cash(bill_id=row.pk, amount=row.amount, by=by, at=NINE)


def test_a_bill_is_found_by_its_code_however_it_is_typed(town: Town, trace: Any) -> None:
    row = town.bill()
    for said in (f"bill:{row.code}", row.code, f"bill: {row.code.lower()}", f"nop phi {row.code} ngay", f"bill:{row.pk}"):  # fmt: skip
        code, out, _err = trace(said)
        assert code == 0 and "Lập khoản phải thu" in out and f"bill:{row.pk}" in out, said
    assert json.loads(trace(f"bill:{row.code}", "--json")[1])[0]["about"] == f"bill:{row.pk}"


def test_a_code_with_a_wrong_sign_is_no_bills(town: Town, trace: Any) -> None:
    row = town.bill()
    wrong = row.code[:-1] + ("A" if row.code[-1] != "A" else "B")
    code, _out, err = trace(f"bill:{wrong}")
    assert code == 1 and "chưa có dòng nào" in err
    code, _out, err = trace(wrong)
    assert code == 2 and "Cũng không có gì mang mã này" in err


def test_a_receipt_is_found_by_its_number(town: Town, trace: Any) -> None:
    _bill, receipt = paid(town)
    for said in (f"receipt:{receipt.shown}", receipt.shown, receipt.shown.replace(" 00", " ").lower()):
        code, out, _err = trace(said)
        assert code == 0 and "Thu tiền mặt" in out and receipt.shown in out, said


def test_a_number_that_several_units_gave_is_told_apart_by_the_unit(town: Town, trace: Any) -> None:
    _bill, mine = paid(town)
    _bill, theirs = paid(town, unit=town.other, by=None)
    assert mine.shown == theirs.shown
    code, out, err = trace(f"receipt:{mine.shown}")
    assert code == 2 and not out
    for one, unit in ((mine, town.ward), (theirs, town.other)):
        assert f"receipt:{one.pk}" in err and unit.name in err
    assert trace(f"receipt:{theirs.pk}")[0] == 0


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("BL/26 0000012", ("BL", 2026, 12)),
        (" bl/26 12", ("bl", 2026, 12)),
        ("BL/26 0", None),
        ("BL 26", None),
    ],
)
def test_a_receipts_number_is_read_as_it_is_shown(said: str, read: Any) -> None:
    assert numbers.read(said) == read


def test_kinds_without_codes_bear_none(town: Town) -> None:
    assert openers.bearing(town.bill().code, "payment") == []
    assert openers.bearing("PT", "") == []
