"""The shape of what people type. An edition's forms are made from the columns that files are read by; whether what was
typed may stand is decided by rules and services."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from dinh.look.fields import DayField, FileField
from dinh.look.formats import day as short_day
from dinh.town.models import Unit

from .files.document import MOST_BYTES
from .rules import MAIN, TABLES, Column, to_cell

_ABOUT = ("since", "until", "name", "level", "kind", "decision_symbol", "decision_on", "decision_by", "basis_effective_on", "public_on", "online", "same_day", "pay_on_portal", "person_data", "e_copies", "life_events")  # fmt: skip
_DOING = ("steps_text", "who_may_apply", "performer", "competent", "cooperating", "conditions")
PARTS: dict[str, tuple[str, str | tuple[str, ...]]] = {
    "chung": ("Thông tin chung", _ABOUT),
    "thuc-hien": ("Trình tự, ai làm, điều kiện", _DOING),
    "cach-thuc": ("Cách thức, thời hạn", "ways"),
    "giay-to": ("Giấy tờ phải có", "papers"),
    "phi": ("Phí, lệ phí", "fees"),
    "mien-giam": ("Miễn, giảm", "exemptions"),
    "ket-qua": ("Kết quả", "results"),
    "can-cu": ("Căn cứ pháp lý", "legal_bases"),
    "nguon": ("Nguồn, điều còn ngờ", "sources"),
    "mau": ("Lược đồ tờ khai, mẫu kết quả", ("form_schema", "result_templates")),
}
"""Address of a part -> its words, and the table or the single columns in it: a screen each."""
MORE_ROWS = 2
MOST_TYPED = 300


def columns_of(part: str) -> tuple[Column, ...]:
    within = PARTS[part][1]
    if isinstance(within, str):
        return TABLES[within][1]
    return tuple(column for column in MAIN if column.key in within)


def part_of(field: str) -> str:
    """The screen on which a field or a table is changed."""
    return next(
        (part for part, (_words, within) in PARTS.items() if field == within or field in within), "chung"
    )


def _field(column: Column) -> forms.Field:
    """A field that takes whatever is typed: rules read it and say what is wrong."""
    said: dict[str, Any] = {
        "label": gettext(column.head),
        "required": False,
        "help_text": gettext(column.hint) if column.hint else "",
    }
    options = [(code, gettext(words)) for code, words in column.options.items()]
    if column.kind == "flag":
        return forms.BooleanField(**said)
    if column.kind == "code":
        return forms.CharField(widget=forms.Select(choices=[("", gettext("Chọn")), *options]), **said)
    if column.kind == "codes" and options:
        return forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple, choices=options, **said)
    if column.kind in ("long", "json"):
        rows = {"form_schema": 24, "steps_text": 8, "result_templates": 8}.get(column.key, 3)
        return forms.CharField(widget=forms.Textarea(attrs={"rows": rows}), strip=False, **said)
    attrs = {"autocomplete": "off"}
    if column.kind in ("whole", "money", "day"):
        attrs |= {"inputmode": "numeric", "class": "inp day" if column.kind == "day" else "inp number"}
    return forms.CharField(widget=forms.TextInput(attrs=attrs), **said)


class RowForm(forms.Form):
    """One row of a table, or the single values of a part."""

    use_required_attribute = False

    def __init__(self, columns: Iterable[Column], *args: Any, removable: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.columns = tuple(columns)
        for column in self.columns:
            made = _field(column)
            made.required = column.required  # for the label; rules say what is missing, in their own words
            made.validate = lambda value: None  # type: ignore[method-assign]
            self.fields[column.key] = made
        if removable:
            self.fields["bo"] = forms.BooleanField(label=gettext("Bỏ dòng này"), required=False)

    @property
    def wide(self) -> set[str]:
        """The fields that take the whole width."""
        return {
            c.key
            for c in self.columns
            if c.kind in ("long", "json")
            or (c.kind == "text" and c.most >= 500)
            or (c.kind == "codes" and c.options)
        }

    def raw(self) -> dict[str, Any]:
        """What was typed, for rules to read."""
        return {column.key: self.cleaned_data.get(column.key) for column in self.columns}

    @property
    def says_nothing(self) -> bool:
        """A row that nobody filled: its boxes and pickers alone do not count."""
        if self.cleaned_data.get("bo"):
            return True
        typed = [c for c in self.columns if c.kind not in ("flag", "code")]
        picked = [c for c in self.columns if c.kind == "code" and c.required]
        return not any(self.cleaned_data.get(c.key) for c in [*typed, *picked])


def shown(columns: Iterable[Column], row: Mapping[str, Any]) -> dict[str, Any]:
    """A row's values as its form shows them."""
    found: dict[str, Any] = {}
    for column in columns:
        value = row[column.key]
        if column.kind in ("flag", "code") or (column.kind == "codes" and column.options):
            found[column.key] = value
        elif column.kind == "day":
            found[column.key] = short_day(value) if value else ""
        elif column.kind == "codes":
            found[column.key] = "; ".join(value)
        elif column.kind == "json":
            found[column.key] = json.dumps(value, ensure_ascii=False, indent=1) if value else ""
        else:
            found[column.key] = to_cell(column, value)
    return found


class PartForm:
    """The screen of one part of an edition: one form of single values, or a form for each row and some to add."""

    def __init__(self, part: str, content: Mapping[str, Any], data: QueryDict | None = None) -> None:
        self.part, self.columns = part, columns_of(part)
        within = PARTS[part][1]
        self.table = within if isinstance(within, str) else ""
        if not self.table:
            self.rows = [RowForm(self.columns, data, initial=shown(self.columns, content))]
            return
        rows: Sequence[Mapping[str, Any]] = content[self.table]
        if data is None:
            blank = {column.key: column.empty for column in self.columns}
            filled = [shown(self.columns, row) for row in (*rows, *([blank] * MORE_ROWS))]
            self.rows = [
                RowForm(self.columns, None, prefix=f"d{at}", initial=row, removable=True)
                for at, row in enumerate(filled)
            ]
        else:
            asked = data.get("dong", "")
            count = (
                min(int(asked), MOST_TYPED) if asked.isascii() and asked.isdecimal() and len(asked) < 5 else 0
            )
            count += MORE_ROWS if "them" in data else 0
            self.rows = [RowForm(self.columns, data, prefix=f"d{at}", removable=True) for at in range(count)]
        self.placed: list[RowForm] = []

    def changes(self) -> dict[str, Any]:
        """What was typed, as `change_draft` takes it."""
        for row in self.rows:
            row.is_valid()
        if not self.table:
            return self.rows[0].raw()
        self.placed = [row for row in self.rows if not row.says_nothing]
        return {self.table: [row.raw() for row in self.placed]}

    def put(self, faults: Iterable[Any]) -> None:
        """Each fault beside the field it names, else over the first row."""
        for fault in faults:
            where = fault.where.split(".")
            form = self.rows[0] if self.rows else None
            if self.table and len(where) == 3 and where[0] == self.table and where[1].isdecimal():
                form = self.placed[int(where[1])]
            key = where[-1]
            if form is not None:
                form.add_error(key if key in form.fields else None, fault.sentence)


class NewForm(forms.Form):
    """A procedure that is new in the catalogue."""

    code = forms.CharField(
        label=_("Mã thủ tục"), max_length=40, help_text=_("Mã quốc gia, ví dụ 1.001193"),
        error_messages={"required": _("Ghi mã thủ tục.")}, widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    name = forms.CharField(
        label=_("Tên thủ tục"), max_length=500, error_messages={"required": _("Ghi tên thủ tục.")},
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
    field_code = forms.ChoiceField(label=_("Lĩnh vực"), required=False)
    field_name = forms.CharField(
        label=_("Lĩnh vực mới"), max_length=200, required=False, help_text=_("Chỉ ghi khi chưa có trong danh sách trên"),
    )  # fmt: skip
    words = forms.CharField(
        label=_("Từ hay gọi"), max_length=500, required=False,
        help_text=_("Cách người dân gọi, cách nhau bằng dấu phẩy, ví dụ: giấy độc thân"),
    )  # fmt: skip
    keeper = forms.ChoiceField(label=_("Nơi giữ danh mục"))

    def __init__(
        self, *args: Any, fields: Sequence[tuple[str, str]], keepers: Sequence[Unit], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["field_code"].choices = [("", gettext("Chọn")), *fields]  # type: ignore[attr-defined]
        self.fields["keeper"].choices = [(str(u.pk), u.full_name) for u in keepers]  # type: ignore[attr-defined]


class ImportForm(forms.Form):
    """A file of procedures."""

    file = FileField(label=_("Tệp danh mục"), endings=["json", "xlsx"], most_bytes=MOST_BYTES)
    keeper = forms.ChoiceField(label=_("Nơi giữ danh mục"), help_text=_("Cho thủ tục chưa có trong danh mục"))
    publish = forms.BooleanField(
        label=_("Công bố luôn những bản mà tệp ghi là đã công bố"), required=False,
    )  # fmt: skip

    def __init__(self, *args: Any, keepers: Sequence[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["keeper"].choices = [(str(u.pk), u.full_name) for u in keepers]  # type: ignore[attr-defined]


class SinceForm(forms.Form):
    """The day from which a new edition holds."""

    since = DayField(label=_("Bản mới có hiệu lực từ ngày"))


class EndForm(forms.Form):
    """A last day and its grounds."""

    until = DayField(label=_("Ngày cuối cùng"))
    reason = forms.CharField(
        label=_("Căn cứ, lý do"), max_length=600, error_messages={"required": _("Ghi căn cứ, lý do.")},
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip


class WithdrawForm(forms.Form):
    reason = forms.CharField(
        label=_("Lý do rút"), max_length=600, error_messages={"required": _("Ghi lý do rút.")},
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip


class OfferForm(forms.Form):
    """What a unit begins to offer."""

    since = DayField(label=_("Nhận từ ngày"))
    office = forms.ChoiceField(label=_("Cơ quan tiếp nhận"), required=False)

    def __init__(self, *args: Any, offices: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["office"].choices = [("", gettext("Chưa chọn")), *offices]  # type: ignore[attr-defined]
