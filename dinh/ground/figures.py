"""Numbers and money as Vietnamese papers write them, both ways. Pure."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

Number = int | float | Decimal

_SCALES: tuple[tuple[str, int], ...] = (
    ("tỷ", 10**9),
    ("tỉ", 10**9),
    ("triệu", 10**6),
    ("tr", 10**6),
    ("nghìn", 10**3),
    ("ngàn", 10**3),
)
_SPACES = re.compile(r"[\s\u00a0\u202f]+")
_MONEY = re.compile(
    r"(?P<value>[-−]?[0-9.,\s\u00a0\u202f]*[0-9])\s*(?P<scale>tỷ|tỉ|triệu|tr|nghìn|ngàn)?\s*(?:đồng|đ|vnđ|vnd|₫)?\s*\.?",
    re.IGNORECASE,
)


def whole_number(text: str | None, *, most: int = 10**15) -> int | None:
    """A whole number typed in an address or a form: 0 to `most`, or None when it is not one.

    `str.isdigit` also accepts “²”, and a number of fifty digits passes it and breaks the database; this does not.
    """
    if not text or len(text) > 18 or not (text.isascii() and text.isdecimal()):
        return None
    value = int(text)
    return value if value <= most else None


def number(value: Number, *, places: int | None = None) -> str:
    """1.234,5. At most `places` digits after the comma (6 when not said), zeros at the end left out."""
    exact = _decimal(value)
    most = 6 if places is None else places
    rounded = exact.quantize(Decimal(1).scaleb(-most), rounding=ROUND_HALF_UP)
    text = f"{abs(rounded):,f}"
    whole, _dot, fraction = text.partition(".")
    fraction = fraction.rstrip("0")
    sign = "-" if rounded < 0 else ""
    return sign + whole.replace(",", ".") + (f",{fraction}" if fraction else "")


def fixed(value: Number, places: int) -> str:
    """1.234,50: always `places` digits after the comma, for columns."""
    rounded = _decimal(value).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    return f"{rounded:,f}".translate(str.maketrans(",.", ".,"))


def percent(value: Number, *, places: int = 2) -> str:
    """95,5% from 95.5 (a share already in hundredths)."""
    return f"{number(value, places=places)}%"


def dong(value: Number) -> str:
    """2.500.000 đồng, in whole đồng."""
    return f"{fixed(value, 0)} đồng"


def million_dong(value: Number, *, places: int = 3) -> str:
    """2.500 triệu đồng, from a value in đồng."""
    return f"{number(_decimal(value) / 10**6, places=places)} triệu đồng"


def short_dong(value: Number) -> str:
    """The nearest big word: 1,25 tỷ đồng · 300 triệu đồng · 45.000 đồng; for figures on cards."""
    exact = _decimal(value)
    if abs(exact) >= 10**9:
        return f"{number(exact / 10**9, places=2)} tỷ đồng"
    if abs(exact) >= 10**6:
        return f"{number(exact / 10**6, places=1)} triệu đồng"
    return dong(exact)


def read_number(text: str) -> Decimal | None:
    """The value of "1.234,5", "95%", "1 234", "-0,5"; None when it is not one number.

    A dot before exactly three digits parts thousands ("1.234" is 1234) unless a lone zero stands before ("0.125")."""
    bare = _SPACES.sub("", text).replace("−", "-").removesuffix("%")
    if not re.fullmatch(r"[-+]?[0-9][0-9.,]*", bare) or bare[-1] in ".,":
        return None
    plain = _without_thousands(bare)
    if plain is None:
        return None
    try:
        return Decimal(plain)
    except InvalidOperation:
        return None


def read_money(text: str) -> Decimal | None:
    """Đồng from "2.500 triệu đồng", "1,5 tỷ", "300.000đ"; None when it is not an amount."""
    found = _MONEY.fullmatch(text.strip())
    if not found:
        return None
    value = read_number(found["value"])
    if value is None:
        return None
    scale = (found["scale"] or "").lower()
    return value * dict(_SCALES).get(scale, 1)


def _without_thousands(bare: str) -> str | None:
    dots, commas = bare.count("."), bare.count(",")
    if dots and commas:
        # The last mark is the decimal one; the other must part whole groups of three.
        mark, group = (",", ".") if bare.rindex(",") > bare.rindex(".") else (".", ",")
        if bare.count(mark) > 1:
            return None
        whole, _mark, fraction = bare.partition(mark)
        return f"{whole.replace(group, '')}.{fraction}" if _grouped(whole, group) else None
    if dots:
        if _grouped(bare, ".") and not re.fullmatch(r"[-+]?0\.\d{3}", bare):
            return bare.replace(".", "")
        return bare if dots == 1 else None
    if commas > 1:
        return bare.replace(",", "") if _grouped(bare, ",") else None
    return bare.replace(",", ".")


def _grouped(text: str, mark: str) -> bool:
    return re.fullmatch(rf"[-+]?\d{{1,3}}(?:{re.escape(mark)}\d{{3}})*", text) is not None


def _decimal(value: Number) -> Decimal:
    return value if isinstance(value, Decimal) else Decimal(str(value))
