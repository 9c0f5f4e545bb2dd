"""The shape of what people type. Whether it may be so is decided by rules and services."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dinh.plans.rules.numbers import parse
from dinh.plans.shapes import LinkKind, ProgressState


class ManyFilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """Several files in one field; `cleaned_data` holds a list."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", ManyFilesInput(attrs={"multiple": True}))
        super().__init__(**kwargs)

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        given = data if isinstance(data, list | tuple) else [data] if data else []
        return [super(ManyFilesField, self).clean(each, initial) for each in given]


class DayField(forms.DateField):
    """A day typed as 21/11/2026 (or picked)."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("input_formats", ["%d/%m/%Y", "%Y-%m-%d"])
        kwargs.setdefault("widget", forms.DateInput(format="%d/%m/%Y", attrs={"placeholder": "21/11/2026"}))
        kwargs.setdefault(
            "error_messages",
            {
                "invalid": gettext_lazy("Ngày viết theo dạng 21/11/2026"),
                "required": gettext_lazy("Nhập ngày"),
            },
        )
        super().__init__(**kwargs)


LONGEST_NUMBER = 20
"""1.234.567.890.123,45: longer than any figure of a locality, shorter than what a column refuses."""


class NumberField(forms.CharField):
    """A number as Vietnamese offices type it: 68,9 or 1.234."""

    def clean(self, value: Any) -> Decimal | None:  # type: ignore[override]
        text = super().clean(value)
        if not text:
            return None
        number = parse(text) if len(text) <= LONGEST_NUMBER else None
        if number is None:
            raise ValidationError(
                _("%(label)s phải là số, ví dụ 68,9; đang là “%(text)s”")
                % {"label": self.label, "text": text}
            )
        return number


class UploadForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("Tệp kế hoạch"),
        help_text=gettext_lazy(
            "PDF (có chữ hoặc bản quét), DOCX, TXT, ảnh JPG, PNG hoặc TIFF chụp trang giấy. Tối đa 100 MB."
        ),
        error_messages={
            "required": gettext_lazy("Chọn một tệp để máy đọc"),
            "empty": gettext_lazy("Tệp này rỗng, không có gì để đọc"),
        },
        allow_empty_file=True,
    )
    unit = forms.ChoiceField(
        label=gettext_lazy("Kế hoạch của đơn vị"),
        error_messages={"required": gettext_lazy("Chọn đơn vị ban hành hoặc nhận kế hoạch này")},
    )

    def __init__(self, *args: Any, units: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = units  # type: ignore[attr-defined]
        self.fields["file"].widget.attrs["data-file"] = ""
        self.fields["file"].widget.attrs["accept"] = ".pdf,.docx,.txt,.png,.jpg,.jpeg,.tif,.tiff"


class ProgressForm(forms.Form):
    state = forms.ChoiceField(
        label=gettext_lazy("Tình trạng"),
        choices=[(each.value, gettext_lazy(each.word)) for each in ProgressState],
        initial=ProgressState.DOING.value,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Chọn tình trạng")},
    )
    note = forms.CharField(
        label=gettext_lazy("Đã làm được gì, còn vướng gì"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=4000,
        error_messages={"required": gettext_lazy("Viết đã làm được gì, còn vướng gì")},
    )
    on = DayField(label=gettext_lazy("Tính đến ngày"))
    percent = forms.IntegerField(
        label=gettext_lazy("Phần việc đã xong (%)"),
        required=False,
        min_value=0,
        max_value=100,
        error_messages={
            "invalid": gettext_lazy("Phần việc đã xong là số nguyên từ 0 đến 100"),
            "min_value": gettext_lazy("Phần việc đã xong từ 0 đến 100"),
            "max_value": gettext_lazy("Phần việc đã xong từ 0 đến 100"),
        },
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    evidence = ManyFilesField(
        label=gettext_lazy("Tệp minh chứng"),
        required=False,
        help_text=gettext_lazy("Có thể chọn nhiều tệp. Tệp được giữ nguyên như lúc nộp."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", "tien-do-%s")  # two forms of one page must not share ids
        kwargs.setdefault("initial", {})
        kwargs["initial"].setdefault("on", timezone.localdate())
        super().__init__(*args, **kwargs)


class ProjectProgressForm(ProgressForm):
    spent = NumberField(
        label=gettext_lazy("Đã giải ngân (đồng)"),
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    field_order = ("state", "note", "on", "percent", "spent", "evidence")


class ValueForm(forms.Form):
    period = forms.ChoiceField(
        label=gettext_lazy("Kỳ"), error_messages={"required": gettext_lazy("Chọn kỳ của số liệu")}
    )
    value = NumberField(
        label=gettext_lazy("Giá trị"),
        error_messages={"required": gettext_lazy("Nhập giá trị, ví dụ 68,9")},
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    numerator = NumberField(
        label=gettext_lazy("Tử số"), required=False, widget=forms.TextInput(attrs={"inputmode": "decimal"})
    )
    denominator = NumberField(
        label=gettext_lazy("Mẫu số"), required=False, widget=forms.TextInput(attrs={"inputmode": "decimal"})
    )
    note = forms.CharField(
        label=gettext_lazy("Nguồn, cách tính"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=4000,
    )
    evidence = ManyFilesField(label=gettext_lazy("Tệp minh chứng"), required=False)

    def __init__(self, *args: Any, periods: list[tuple[str, str]], measure: str = "", **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", "so-lieu-%s")
        super().__init__(*args, **kwargs)
        self.fields["period"].choices = periods  # type: ignore[attr-defined]
        if measure:
            self.fields["value"].help_text = _("Đơn vị tính: %(measure)s") % {"measure": measure}


class YesValueForm(ValueForm):
    """For a target without a number: there it is, or not yet."""

    value = forms.TypedChoiceField(  # type: ignore[assignment]
        label=gettext_lazy("Đã có chưa"),
        choices=[("1", gettext_lazy("Đã có, đã hoàn thành")), ("0", gettext_lazy("Chưa có"))],
        coerce=Decimal,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Chọn đã có hay chưa")},
    )
    numerator = None  # type: ignore[assignment]
    denominator = None  # type: ignore[assignment]


class LinkForm(forms.Form):
    parent = forms.ChoiceField(
        label=gettext_lazy("Chỉ tiêu cấp trên"),
        error_messages={"required": gettext_lazy("Chọn chỉ tiêu cấp trên")},
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Quan hệ"),
        choices=[(each.value, gettext_lazy(each.word)) for each in LinkKind],
        initial="same",
    )
    remark = forms.CharField(label=gettext_lazy("Ghi chú"), required=False, max_length=400)

    def __init__(self, *args: Any, parents: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"].choices = parents  # type: ignore[attr-defined]


class AssignForm(forms.Form):
    office = forms.ChoiceField(
        label=gettext_lazy("Giao cho cơ quan"),
        error_messages={"required": gettext_lazy("Chọn cơ quan chủ trì")},
    )
    remark = forms.CharField(label=gettext_lazy("Căn cứ giao"), required=False, max_length=400)

    def __init__(self, *args: Any, offices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["office"].choices = offices  # type: ignore[attr-defined]


class AmendForm(forms.Form):
    by_plan = forms.ChoiceField(
        label=gettext_lazy("Kế hoạch ra sau"),
        error_messages={"required": gettext_lazy("Chọn kế hoạch ra sau")},
    )
    whole = forms.ChoiceField(
        label=gettext_lazy("Kế hoạch ra sau"),
        choices=[
            ("0", gettext_lazy("Sửa đổi, bổ sung một phần")),
            ("1", gettext_lazy("Thay thế toàn bộ")),
        ],
        initial="0",
        widget=forms.RadioSelect,
    )
    since = DayField(label=gettext_lazy("Có hiệu lực từ ngày"))

    def __init__(self, *args: Any, plans: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["by_plan"].choices = plans  # type: ignore[attr-defined]
        self.fields["whole"].label = _("Sửa đổi hay thay thế")


def put_faults(form: forms.Form, refused: Any) -> None:
    """Show a deed's faults at their fields; what has no field stands at the top."""
    for fault in getattr(refused, "faults", ()):
        form.add_error(fault.field if fault.field in form.fields else None, fault.sentence)
    if not getattr(refused, "faults", ()):
        form.add_error(None, str(refused))


def day_or_none(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
