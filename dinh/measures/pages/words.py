"""Numbers of readings in words of the screen."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from dinh.ground.periods import Period
from dinh.look.formats import num
from dinh.measures.shapes import Reading


def value_words(reading: Reading) -> str:
    """ "68,9%", "312 hồ sơ"; empty when there is no value."""
    return number_words(reading.value, str(reading.unit))


def number_words(value: Decimal | None, unit: str) -> str:
    """A number with its unit as people write it."""
    if value is None:
        return ""
    if unit == "%":
        return f"{num(round(value, 1))}%"
    return f"{num(value)} {unit}".strip()


def change_words(change: Decimal | None, unit: str) -> str:
    """ "tăng 1,5 điểm so với kỳ trước"."""
    if change is None:
        return ""
    if not change:
        return _("không đổi so với kỳ trước")
    gap = f"{num(round(abs(change), 1))} {_('điểm') if unit == '%' else unit}"
    return (_("tăng %(gap)s so với kỳ trước") if change > 0 else _("giảm %(gap)s so với kỳ trước")) % {
        "gap": gap
    }


def short_label(key: str, last: date) -> str:
    """What stands under a point of a chart: the month's number, the quarter, the year."""
    period = Period.parse(key)
    if period.kind == "month":
        return f"{last.month}/{last.year % 100:02d}"
    return f"Q{period.number}/{last.year % 100:02d}" if period.kind == "quarter" else key


def coded(words: str) -> tuple[str, dict[str, str]]:
    """The head of a column that lists its codes ("Kênh: 1 trực tiếp, 2 trực tuyến") and what each code is called; of any other column
    its words and nothing."""
    head, _colon, rest = words.partition(": ")
    pairs = [each.partition(" ") for each in rest.split(", ")]
    if not rest or not all(code.isdigit() and said for code, _space, said in pairs):
        return words, {}
    return head, {code: said for code, _space, said in pairs}


def cell(value: Any) -> Any:
    """A cell of a row of facts: days, moments and yes or no as people write them, all else as it is."""
    if value is True:
        return pgettext("yes or no", "có")
    if value is False:
        return pgettext("yes or no", "không")
    return "" if value is None else value
