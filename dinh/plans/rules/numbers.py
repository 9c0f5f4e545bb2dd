"""Numbers as Vietnamese administrative text writes them: 1.234,5 and 68,9%."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

_DOTTED = re.compile(r"^\d{1,3}(\.\d{3})+(,\d+)?$")


def words_of(value: float | Decimal, *, digits: int | None = None) -> str:
    """68.9 -> "68,9"; 1234.5 -> "1.234,5"; 100 -> "100". `digits` fixes the number of decimals."""
    number = Decimal(str(value))
    if digits is None:
        number = number.quantize(Decimal("0.0001")).normalize()
        digits = max(0, -int(number.as_tuple().exponent))
    text = f"{abs(number):,.{digits}f}".replace(",", " ").replace(".", ",").replace(" ", ".")
    return f"−{text}" if number < 0 and text.strip("0.,") else text


def parse(text: str) -> Decimal | None:
    """Read what a person typed: "68,9", "1.234", "1.234,5", "2500000", "95%". None when it is no number."""
    cleaned = text.strip().rstrip("%").strip().replace("−", "-").replace(" ", "").replace(" ", "")
    sign = cleaned.startswith("-")
    body = cleaned.lstrip("-")
    if _DOTTED.match(body):
        body = body.replace(".", "").replace(",", ".")
    else:
        body = body.replace(",", ".")
    if not re.fullmatch(r"\d+(\.\d+)?", body):
        return None
    try:
        return Decimal(f"-{body}" if sign else body)
    except InvalidOperation:
        return None


def with_unit(value: float | Decimal, unit: str) -> str:
    """ "95%", "20 người", "5"."""
    number = words_of(value)
    if not unit:
        return number
    return f"{number}%" if unit.strip() == "%" else f"{number} {unit}"
