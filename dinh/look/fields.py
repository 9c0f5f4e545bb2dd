"""Form fields for what officers type: a day as dd/mm/yyyy, a number with a decimal comma, a file with limits.

Every error says what is wrong with what was typed and what a right one looks like; nothing typed is cleared.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import PurePath
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from . import formats
from .shapes import Words

_DAY_FIRST = re.compile(r"^(\d{1,2})\s*[/.\-\s]\s*(\d{1,2})\s*[/.\-\s]\s*(\d{2,4})$")
_YEAR_FIRST = re.compile(r"^(\d{4})-(\d{1,2})-(\d{1,2})$")


def read_day(text: str) -> date:
    """A typed day: 21/11/2026, 21-11-2026, 21.11.2026 or 2026-11-21. ValueError carries the sentence for the person."""
    text = text.strip()
    if found := _YEAR_FIRST.match(text):
        year, month, day = (int(part) for part in found.groups())
    elif found := _DAY_FIRST.match(text):
        day, month = int(found[1]), int(found[2])
        if len(found[3]) != 4:
            raise ValueError(_("Năm viết đủ bốn chữ số, ví dụ 21/11/2026"))
        year = int(found[3])
    else:
        raise ValueError(_("“%s” không phải một ngày. Viết ngày/tháng/năm, ví dụ 21/11/2026") % text)
    if not 1 <= month <= 12:
        raise ValueError(_("Không có tháng %s. Viết ngày/tháng/năm, ví dụ 21/11/2026") % month)
    try:
        return date(year, month, day)
    except ValueError:
        raise ValueError(
            _("Không có ngày %(day)s/%(month)s/%(year)s") % {"day": day, "month": month, "year": year}
        ) from None


class DayInput(forms.DateInput):
    """One typed field, dd/mm/yyyy."""

    def __init__(self, attrs: dict[str, Any] | None = None):
        super().__init__(
            attrs={"inputmode": "numeric", "autocomplete": "off", "class": "inp day", **(attrs or {})}
        )

    def format_value(self, value: Any) -> str | None:
        return formats.day(value) if isinstance(value, date) else value or None


class DayField(forms.Field):
    """A day. `earliest` and `latest` are checked with the sentence given in `why`."""

    widget = DayInput
    default_error_messages = {"required": gettext_lazy("Ghi ngày, ví dụ 21/11/2026")}

    def __init__(
        self, *, earliest: date | None = None, latest: date | None = None, why: Words = "", **kwargs: Any
    ):
        kwargs.setdefault("help_text", gettext_lazy("Ví dụ 21/11/2026"))
        super().__init__(**kwargs)
        self.earliest, self.latest, self.why = earliest, latest, why

    def to_python(self, value: Any) -> date | None:
        if value in self.empty_values:
            return None
        if isinstance(value, date):
            return value
        try:
            day = read_day(str(value))
        except ValueError as wrong:
            raise forms.ValidationError(str(wrong), code="invalid") from wrong
        if self.earliest and day < self.earliest:
            raise forms.ValidationError(
                str(self.why) or _("Ngày này phải từ %s trở đi") % formats.day(self.earliest), code="early"
            )
        if self.latest and day > self.latest:
            raise forms.ValidationError(
                str(self.why) or _("Ngày này phải đến hết %s trở về trước") % formats.day(self.latest),
                code="late",
            )
        return day


def read_number(text: str) -> Decimal:
    """A typed number in Vietnamese form: 68,9 · 1.234 · 1.234,5 · 68.9. ValueError carries the sentence."""
    clean = text.strip().replace(" ", "").replace(" ", "").rstrip("%").replace(formats.MINUS, "-")
    whole, comma, part = clean.partition(",")
    if comma:
        plain = f"{whole.replace('.', '')}.{part}"
    elif re.fullmatch(r"-?\d{1,3}(\.\d{3})+", clean):
        plain = clean.replace(".", "")
    else:
        plain = clean
    try:
        number = Decimal(plain)
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or not re.fullmatch(r"-?[\d.]+", plain):
        raise ValueError(_("“%s” không phải một số. Viết như 68,9 hoặc 1.234,5") % text.strip())
    return number


class NumberInput(forms.TextInput):
    """One typed field with a decimal comma."""

    def __init__(self, attrs: dict[str, Any] | None = None):
        super().__init__(
            attrs={"inputmode": "decimal", "autocomplete": "off", "class": "inp number", **(attrs or {})}
        )

    def format_value(self, value: Any) -> str | None:
        return formats.num(value) if isinstance(value, (int, float, Decimal)) else value or None


class NumberField(forms.Field):
    """A decimal typed the Vietnamese way."""

    widget = NumberInput
    default_error_messages = {"required": gettext_lazy("Ghi một số, ví dụ 68,9")}

    def __init__(
        self, *, least: Decimal | int | None = None, most: Decimal | int | None = None, **kwargs: Any
    ):
        super().__init__(**kwargs)
        self.least, self.most = least, most

    def to_python(self, value: Any) -> Decimal | None:
        if value in self.empty_values:
            return None
        try:
            number = read_number(str(value))
        except ValueError as wrong:
            raise forms.ValidationError(str(wrong), code="invalid") from wrong
        if self.least is not None and number < self.least:
            raise forms.ValidationError(
                _("Số này từ %(least)s trở lên, đang có %(now)s")
                % {"least": formats.num(self.least), "now": formats.num(number)},
                code="small",
            )
        if self.most is not None and number > self.most:
            raise forms.ValidationError(
                _("Số này không quá %(most)s, đang có %(now)s")
                % {"most": formats.num(self.most), "now": formats.num(number)},
                code="big",
            )
        return number


class FileField(forms.FileField):
    """A file of certain endings and at most so big; both are said before anybody chooses one."""

    default_error_messages = {
        "required": gettext_lazy("Chọn một tệp"),
        "empty": gettext_lazy("Tệp này rỗng. Chọn tệp khác"),
        "missing": gettext_lazy("Chưa nhận được tệp. Chọn lại"),
    }

    def __init__(self, *, endings: Sequence[str], most_bytes: int, **kwargs: Any):
        self.endings = tuple(ending.lower().lstrip(".") for ending in endings)
        self.most_bytes = most_bytes
        kinds = ", ".join(ending.upper() for ending in self.endings)
        kwargs.setdefault(
            "help_text",
            _("Tệp %(kinds)s, không quá %(size)s") % {"kinds": kinds, "size": formats.size(most_bytes)},
        )
        super().__init__(**kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {
            **super().widget_attrs(widget),
            "accept": ",".join(f".{ending}" for ending in self.endings),
            "data-max-bytes": str(self.most_bytes),
            "data-too-big": _("Tệp “{name}” quá cỡ, chỉ nhận tới %s") % formats.size(self.most_bytes),
        }

    def to_python(self, data: Any) -> Any:
        file = super().to_python(data)
        if file is None:
            return None
        name = file.name or ""
        if PurePath(name).suffix.lower().lstrip(".") not in self.endings:
            kinds = ", ".join(ending.upper() for ending in self.endings)
            raise forms.ValidationError(
                _("“%(name)s” không phải tệp %(kinds)s") % {"name": name, "kinds": kinds}, code="ending"
            )
        if (file.size or 0) > self.most_bytes:
            raise forms.ValidationError(
                _("“%(name)s” nặng %(size)s, chỉ nhận tới %(most)s")
                % {"name": name, "size": formats.size(file.size), "most": formats.size(self.most_bytes)},
                code="size",
            )
        return file


class Option(str):
    """Words of a radio with its explanation: `choices=[("kep", Option("Phòng tôi chủ trì", note="Vào bàn việc"))]`."""

    note: str

    def __new__(cls, words: str, note: str = "") -> Option:
        option = super().__new__(cls, words)
        option.note = note
        return option
