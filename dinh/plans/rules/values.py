"""Which values a target can take."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from .correcting import Fault
from .numbers import words_of


def value_faults(
    operator: str, unit: str, value: Decimal, numerator: Decimal | None, denominator: Decimal | None
) -> list[Fault]:
    """What is wrong with an entered value; empty when nothing is."""
    faults = []
    if operator == "yes" and value not in {Decimal(0), Decimal(1)}:
        faults.append(Fault("value", "Chỉ tiêu không có con số: nhập 1 là đã có, 0 là chưa có"))
    if operator == "rank" and (value < 1 or value != value.to_integral_value()):
        faults.append(Fault("value", "Thứ hạng là số nguyên từ 1"))
    if unit.strip() == "%" and not 0 <= value <= 100:
        faults.append(Fault("value", f"Tỷ lệ phần trăm nằm từ 0 đến 100; đang là {words_of(value)}"))
    if value < 0 and unit.strip() != "%":
        faults.append(Fault("value", "Giá trị không được âm"))
    if (numerator is None) != (denominator is None):
        missing = "denominator" if denominator is None else "numerator"
        faults.append(Fault(missing, "Nhập cả tử số và mẫu số, hoặc bỏ trống cả hai"))
    if numerator is not None and denominator is not None:
        faults.extend(_fraction_faults(unit, value, numerator, denominator))
    return faults


def _fraction_faults(unit: str, value: Decimal, numerator: Decimal, denominator: Decimal) -> list[Fault]:
    if denominator <= 0:
        return [Fault("denominator", "Mẫu số phải lớn hơn 0")]
    if numerator < 0 or (unit.strip() == "%" and numerator > denominator):
        return [Fault("numerator", "Tử số nằm từ 0 đến mẫu số")]
    share = numerator / denominator * 100
    if unit.strip() == "%" and abs(share - value) > Decimal("0.06"):
        told = words_of(share, digits=1)
        return [
            Fault(
                "value",
                f"{words_of(numerator)} trên {words_of(denominator)} là {told}%, không phải {words_of(value)}%",
            )
        ]
    return []


def part_faults(
    *,
    rule: str,
    rhythm: str,
    rhythm_word: str,
    kind: str,
    last: date,
    succeeded_on: date | None,
    ends_on: date | None,
    numerator: Decimal | None,
    denominator: Decimal | None,
) -> list[Fault]:
    """What is wrong with a unit's value beyond its numbers: a period the roll-up would count never, twice or not at all."""
    faults = []
    if kind != rhythm:
        faults.append(Fault("period", f"Chỉ tiêu này báo theo {rhythm_word}; chọn kỳ {rhythm_word}"))
    if ends_on is not None and last > ends_on:
        faults.append(
            Fault("period", f"Đơn vị dừng ngày {ends_on:%d/%m/%Y}; chỉ nhập kỳ kết thúc đến ngày đó")
        )
    if succeeded_on is not None and last < succeeded_on:
        told = f"{succeeded_on:%d/%m/%Y}"
        faults.append(Fault("period", f"Kỳ trước ngày {told} là số của các đơn vị cũ; nhập ở đơn vị cũ"))
    if rule == "ratio" and (numerator is None or denominator is None):
        missing = "numerator" if numerator is None else "denominator"
        faults.append(Fault(missing, "Chỉ tiêu tổng hợp theo tử số, mẫu số: nhập cả hai"))
    return faults
