"""A number measured instead of typed: which targets may be bound, and whether a reading can stand as a target's value."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from .correcting import Fault
from .values import value_faults

KINDS = ("month", "quarter", "half", "year")


@dataclass(frozen=True, slots=True)
class Told:
    """A reading as this rule sees it."""

    value: Decimal | None
    numerator: Decimal | None
    denominator: Decimal | None
    version: str


def binding_faults(
    *,
    operator: str,
    unit: str,
    measure_unit: str,
    same_unit: bool,
    kind: str,
    rhythm: str | None,
    reviewed: bool,
) -> list[Fault]:
    """What speaks against binding a target to a measure; empty when nothing does."""
    faults = []
    if not reviewed:
        faults.append(
            Fault("measure", "Kế hoạch mới do máy đọc, chưa có người soát: soát xong mới gắn số đo")
        )
    if operator == "yes":
        faults.append(Fault("measure", "Chỉ tiêu này không hứa con số nào, không có gì để đo"))
    elif not same_unit:
        faults.append(
            Fault(
                "measure",
                f"Số đo tính bằng “{measure_unit or 'không ghi'}”, chỉ tiêu tính bằng “{unit or 'không ghi'}”",
            )
        )
    if kind not in KINDS:
        faults.append(Fault("period_kind", "Chọn kỳ đo: tháng, quý, 6 tháng hoặc năm"))
    elif rhythm is not None and kind != rhythm:
        faults.append(Fault("period_kind", "Chỉ tiêu đã giao xuống xã: kỳ đo phải là kỳ số liệu đã giao"))
    return faults


def reading_faults(operator: str, unit: str, told: Told) -> list[Fault]:
    """Why a reading cannot stand as the target's value; empty when it can."""
    if told.value is None:
        return [Fault("value", "Kỳ này chưa tính được")]
    whole = told.numerator is not None and told.denominator is not None and told.denominator > 0
    over, under = (told.numerator, told.denominator) if whole and unit.strip() == "%" else (None, None)
    return value_faults(operator, unit, told.value, over, under)


def over_yet(first: date, today: date) -> bool:
    """Whether a period has begun, so that there is something to measure."""
    return first <= today


def says_the_same(
    told: Told, *, value: Decimal, numerator: Decimal | None, denominator: Decimal | None, version: str
) -> bool:
    """Whether a reading adds nothing to the value that stands."""
    return (told.value, told.numerator, told.denominator, told.version) == (
        value,
        numerator,
        denominator,
        version,
    )
