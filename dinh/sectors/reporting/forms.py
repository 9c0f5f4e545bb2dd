"""The shape of what people type. Whether it may be so is decided by rules and services."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dinh.look.fields import DayField

from .models import Regime
from .shapes import Content, Due, DueKind, Rhythm, Shift


class ManyFilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """Several files in one field; `cleaned_data` holds a list."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", ManyFilesInput(attrs={"multiple": True}))
        kwargs.setdefault("required", False)
        kwargs.setdefault("allow_empty_file", True)  # refused with a sentence that names it
        super().__init__(**kwargs)

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        given = data if isinstance(data, list | tuple) else [data] if data else []
        return [super(ManyFilesField, self).clean(each, initial) for each in given]


class WriteForm(forms.Form):
    """A report as its regime wants it: one field for each section and each figure, and the attachments."""

    def __init__(
        self, *args: Any, regime: Regime, content: Content, known: dict[str, str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        written = dict(content.sections)
        titles = [title for title, _text in content.sections] or list(regime.sections) or [_("Nội dung")]
        self.titles = list(dict.fromkeys([*titles, *regime.sections]))
        self.asked = list(regime.figures)
        for number, title in enumerate(self.titles):
            self.fields[f"section-{number}"] = forms.CharField(
                label=title,
                required=False,
                max_length=40_000,
                initial=written.get(title, ""),
                widget=forms.Textarea(attrs={"rows": _rows(written.get(title, ""))}),
            )
        values = {figure.key: figure for figure in content.figures}
        for figure in self.asked:
            key, there = figure["key"], values.get(figure["key"])
            self.fields[f"figure-{key}"] = forms.CharField(
                label=figure["words"],
                required=False,
                max_length=80,
                initial=there.value if there else known.get(key, ""),
                widget=forms.TextInput(attrs={"class": "inp number", "autocomplete": "off"}),
            )
            self.fields[f"source-{key}"] = forms.CharField(
                label=_("Nguồn của “%(words)s”") % {"words": figure["words"]},
                required=False,
                max_length=200,
                initial=there.source if there else "",
                widget=forms.TextInput(attrs={"class": "inp", "placeholder": _("lấy từ đâu, cách tính")}),
            )
        self.fields["files"] = ManyFilesField(
            label=gettext_lazy("Đính kèm"),
            help_text=gettext_lazy(
                "PDF, DOCX, XLSX, ảnh, TXT hoặc CSV; mỗi tệp tối đa 50 MB, nhiều nhất 20 tệp."
            ),
        )
        self.kept = list(content.files)

    @property
    def section_fields(self) -> list[Any]:
        return [self[f"section-{number}"] for number in range(len(self.titles))]

    @property
    def figure_rows(self) -> list[tuple[dict[str, str], Any, Any]]:
        return [(each, self[f"figure-{each['key']}"], self[f"source-{each['key']}"]) for each in self.asked]

    def typed_sections(self) -> list[tuple[str, str]]:
        return [(title, self.cleaned_data.get(f"section-{n}", "")) for n, title in enumerate(self.titles)]

    def typed_figures(self) -> dict[str, tuple[str, str]]:
        return {
            each["key"]: (
                self.cleaned_data.get(f"figure-{each['key']}", ""),
                self.cleaned_data.get(f"source-{each['key']}", ""),
            )
            for each in self.asked
        }

    def typed_files(self) -> list[tuple[str, Any]]:
        return [(each.name, each.file) for each in self.cleaned_data.get("files", ())]


def _rows(text: str) -> int:
    """Rows that show the whole of what is written, within reason."""
    return max(4, min(16, sum(len(line) // 90 + 1 for line in text.splitlines())))


class TermForm(forms.Form):
    """When figures close and when reports are sent."""

    closing_day = forms.IntegerField(
        label=gettext_lazy("Ngày chốt số liệu"),
        required=False,
        initial=14,
        help_text=gettext_lazy("Ngày trong tháng cuối kỳ, từ 1 đến 27. Để trống: tính đến ngày cuối kỳ."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "inp number"}),
        error_messages={"invalid": gettext_lazy("Ngày chốt là một số từ 1 đến 27, ví dụ 14")},
    )
    due_kind = forms.ChoiceField(
        label=gettext_lazy("Hạn gửi tính theo"),
        choices=[
            (DueKind.DAY.value, gettext_lazy("Ngày trong tháng cuối kỳ (hoặc tháng sau)")),
            (DueKind.AFTER.value, gettext_lazy("Số ngày làm việc sau ngày chốt")),
            (DueKind.WEEKDAY.value, gettext_lazy("Thứ trong tuần (1: thứ Hai)")),
        ],
        initial=DueKind.DAY.value,
    )
    due_number = forms.IntegerField(
        label=gettext_lazy("Là ngày, hoặc số ngày"),
        initial=20,
        min_value=1,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "inp number"}),
        error_messages={
            "required": gettext_lazy("Ghi ngày gửi, ví dụ 20"),
            "invalid": gettext_lazy("Ngày gửi là một số, ví dụ 20"),
            "min_value": gettext_lazy("Ngày gửi từ 1 trở lên"),
        },
    )
    due_months = forms.TypedChoiceField(
        label=gettext_lazy("Của tháng"),
        choices=[
            ("0", gettext_lazy("tháng cuối kỳ")),
            ("1", gettext_lazy("tháng sau kỳ")),
            ("-1", gettext_lazy("tháng trước tháng cuối kỳ (ước thực hiện)")),
        ],
        coerce=int,
        required=False,
        empty_value=0,  # type: ignore[arg-type]
    )
    shift = forms.ChoiceField(
        label=gettext_lazy("Hạn rơi vào ngày nghỉ thì"),
        choices=[(each.value, gettext_lazy(each.word)) for each in Shift],
        initial=Shift.NEXT.value,
    )
    source = forms.CharField(
        label=gettext_lazy("Căn cứ"),
        max_length=300,
        required=False,
        help_text=gettext_lazy(
            "Văn bản quy định kỳ và hạn này, ví dụ Quyết định 1234/QĐ-UBND ngày 05/01/2026"
        ),
    )
    confirmed = forms.BooleanField(label=gettext_lazy("Đã đối chiếu với văn bản gốc"), required=False)

    def due(self) -> Due:
        data = self.cleaned_data
        return Due(data["due_kind"], data["due_number"], data.get("due_months") or 0, data["shift"])


class NextTermForm(TermForm):
    """A new term of a regime that is there."""

    since = DayField(label=gettext_lazy("Áp dụng từ ngày"))
    field_order = ("since",)


class RegimeForm(TermForm):
    """A unit's own regime with its first term."""

    name = forms.CharField(
        label=gettext_lazy("Tên báo cáo"),
        max_length=300,
        error_messages={"required": gettext_lazy("Ghi tên báo cáo")},
    )
    field = forms.CharField(label=gettext_lazy("Lĩnh vực"), max_length=120, required=False)
    unit = forms.ChoiceField(label=gettext_lazy("Đơn vị lập chế độ này"))
    rhythm = forms.ChoiceField(
        label=gettext_lazy("Nhịp"),
        choices=[(each.value, gettext_lazy(each.word)) for each in Rhythm],
        initial="monthly",
    )
    since = DayField(label=gettext_lazy("Áp dụng từ ngày"))
    sections = forms.CharField(
        label=gettext_lazy("Các mục của báo cáo"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("Mỗi dòng một mục"),
    )
    figures = forms.CharField(
        label=gettext_lazy("Số liệu phải ghi"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy(
            "Mỗi dòng một số liệu, đơn vị tính đặt sau dấu |, ví dụ: Hồ sơ nộp trực tuyến | %"
        ),
    )
    field_order = ("name", "field", "unit", "rhythm", "since")

    def __init__(self, *args: Any, units: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = units  # type: ignore[attr-defined]

    def typed_figures(self) -> list[dict[str, str]]:
        found = []
        for number, line in enumerate(self.cleaned_data["figures"].splitlines(), start=1):
            words, _bar, measure = (part.strip() for part in line.partition("|"))
            if words:
                found.append({"key": f"f{number}", "words": words[:200], "measure": measure[:40]})
        return found


class DutyForm(forms.Form):
    """Since when somebody owes a regime's reports."""

    since = DayField(label=gettext_lazy("Từ ngày"))


class RequestForm(forms.Form):
    """A report asked for at once."""

    title = forms.CharField(
        label=gettext_lazy("Báo cáo về việc gì"),
        max_length=300,
        error_messages={
            "required": gettext_lazy("Ghi tên báo cáo cần có, ví dụ: Báo cáo thiệt hại sau bão số 12")
        },
    )
    words = forms.CharField(
        label=gettext_lazy("Yêu cầu"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Cần báo cáo những gì, theo mẫu nào"),
    )
    due_on = DayField(label=gettext_lazy("Hạn gửi"))
    place = forms.ChoiceField(label=gettext_lazy("Gửi về"))

    def __init__(self, *args: Any, places: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].choices = places  # type: ignore[attr-defined]


class DecideForm(forms.Form):
    """What whoever receives says."""

    remark = forms.CharField(
        label=gettext_lazy("Ý kiến"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Bắt buộc khi trả lại: nơi gửi cần sửa, bổ sung điều gì"),
    )
    again_by = DayField(
        label=gettext_lazy("Gửi lại trước ngày"),
        required=False,
        help_text=gettext_lazy("Để trống: 3 ngày làm việc kể từ hôm nay"),
    )


class RedateForm(forms.Form):
    due_on = DayField(label=gettext_lazy("Hạn gửi mới"))
    reason = forms.CharField(
        label=gettext_lazy("Lý do"),
        max_length=600,
        error_messages={"required": gettext_lazy("Ghi lý do đổi hạn")},
    )


class WaiveForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Lý do"),
        max_length=600,
        error_messages={"required": gettext_lazy("Ghi lý do cho thôi gửi")},
    )


def put_faults(form: forms.Form, refused: Exception) -> None:
    """Show a deed's faults at their fields; what has no field stands at the top."""
    faults = getattr(refused, "faults", ())
    for fault in faults:
        form.add_error(fault.field if fault.field in form.fields else None, fault.sentence)
    if not faults:
        form.add_error(None, str(refused))
