"""The shape of what people type when they give, answer and share out."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dinh.look.fields import Option
from dinh.plans.models import Target, Task
from dinh.plans.models.cascade import RHYTHMS
from dinh.plans.rules.cascade import counts_units
from dinh.plans.shapes import RollupKind

from .forms import DayField, NumberField, ValueForm, YesValueForm

MOST_TEXT = 200_000
DECIMAL = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})


class UnitsForm(forms.Form):
    """Step 1: to whom, by when, on what ground, and how it adds up."""

    who = forms.ChoiceField(
        label=gettext_lazy("Giao cho"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Chọn giao cho những đơn vị nào")},
    )
    listed = forms.CharField(
        label=gettext_lazy("Danh sách đơn vị"),
        required=False,
        max_length=MOST_TEXT,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
        help_text=gettext_lazy("Mỗi dòng một tên hoặc một mã, có dấu hay không dấu đều được"),
    )
    due_on = DayField(label=gettext_lazy("Hạn"), required=False)
    basis = forms.CharField(label=gettext_lazy("Căn cứ giao"), required=False, max_length=400)
    note = forms.CharField(
        label=gettext_lazy("Yêu cầu thêm"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, thing: Target | Task, counts: dict[str, int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = {
            "all": _("Tất cả %(n)s xã, phường")
            if not counts.get("dac-khu")
            else _("Tất cả %(n)s xã, phường, đặc khu"),
            "phuong": _("%(n)s phường"),
            "xa": _("%(n)s xã"),
            "dac-khu": _("%(n)s đặc khu"),
        }
        offered = [(key, words[key] % {"n": counts[key]}) for key in words if counts.get(key)]
        self.fields["who"].choices = [*offered, ("listed", _("Theo danh sách tôi dán vào"))]  # type: ignore[attr-defined]
        self.fields["basis"].widget.attrs["placeholder"] = _(
            "Ví dụ: Quyết định số 15/QĐ-UBND ngày 02/02/2026"
        )
        if isinstance(thing, Task):
            return
        rules = [each for each in RollupKind if _suits(thing, each)]
        self.fields["rule"] = forms.ChoiceField(
            label=_("Số của cả tỉnh tính từ số các xã"),
            choices=[(each.value, Option(_(each.word), _(RULE_NOTES[each.value]))) for each in rules],
            widget=forms.RadioSelect,
            initial=rules[0].value,
        )
        self.fields["rhythm"] = forms.ChoiceField(
            label=_("Xã, phường báo số theo"),
            choices=[(key, _(word)) for key, word in RHYTHMS.items()],
            initial="month",
        )
        if RollupKind.SUM in rules:
            self.fields["added"] = forms.ChoiceField(
                label=_("Mỗi số là"),
                choices=[("", _("lũy kế đến kỳ đó")), ("1", _("phát sinh trong kỳ, cộng dồn trong năm"))],
                required=False,
            )

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if given.get("who") == "listed" and not (given.get("listed") or "").strip():
            self.add_error("listed", _("Dán danh sách đơn vị, hoặc chọn một nhóm ở trên"))
        return given


RULE_NOTES = {
    "ratio": "mỗi xã nhập tử số và mẫu số; 45/60 và 30/90 thành 75/150",
    "sum": "120 và 80 thành 200",
    "last": "số của kỳ mới nhất, dùng khi mọi xã báo cùng một con số",
    "reached": "bao nhiêu xã đã đạt con số được giao",
}


def _suits(target: Target, rule: RollupKind) -> bool:
    if target.operator == "yes" or counts_units(target.measure):
        return rule == RollupKind.REACHED
    if target.measure.strip().startswith("%"):
        return rule != RollupKind.SUM
    return rule != RollupKind.RATIO


class NumbersForm(forms.Form):
    """Step 2: one number for all, or each its own."""

    numbers = forms.ChoiceField(
        label=gettext_lazy("Con số giao"),
        choices=[
            ("same", gettext_lazy("Mọi đơn vị cùng một con số")),
            ("each", gettext_lazy("Mỗi đơn vị một con số")),
        ],
        initial="same",
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Chọn cùng một con số hay mỗi đơn vị một con số")},
    )
    same = NumberField(label=gettext_lazy("Con số chung"), required=False, widget=DECIMAL)
    table = forms.CharField(
        label=gettext_lazy("Bảng dán từ Excel"),
        required=False,
        max_length=MOST_TEXT,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
        help_text=gettext_lazy("Mỗi dòng: tên hoặc mã, rồi con số; cột thứ ba (nếu có) là mẫu số dự kiến"),
    )
    workbook = forms.FileField(
        label=gettext_lazy("Hoặc nộp tệp Excel"),
        required=False,
        allow_empty_file=True,
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx"}),
    )

    def __init__(self, *args: Any, target: Target, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if target.measure:
            self.fields["same"].help_text = _("Đơn vị tính: %(measure)s") % {"measure": target.measure}

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if given.get("numbers") == "each":
            self.errors.pop("same", None)  # what is not used need not be right
        if given.get("numbers") == "same" and given.get("same") is None and "same" not in self.errors:
            self.add_error("same", _("Nhập con số chung, ví dụ 80"))
        if (
            given.get("numbers") == "each"
            and not (given.get("table") or "").strip()
            and not given.get("workbook")
        ):
            self.add_error("table", _("Dán bảng số, hoặc nộp tệp Excel"))
        return given


class DisputeForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Vì sao con số này chưa hợp với đơn vị"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=4000,
        error_messages={"required": gettext_lazy("Viết lý do kiến nghị")},
    )
    proposed = NumberField(label=gettext_lazy("Con số đề nghị"), required=False, widget=DECIMAL)

    def __init__(self, *args: Any, measure: str = "", number: bool = True, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", "kien-nghi-%s")
        super().__init__(*args, **kwargs)
        if measure:
            self.fields["proposed"].help_text = _("Đơn vị tính: %(measure)s") % {"measure": measure}
        if not number:
            del self.fields["proposed"]
            self.fields["reason"].label = _("Vì sao việc được giao chưa hợp với đơn vị")


class ChangeForm(forms.Form):
    value = NumberField(
        label=gettext_lazy("Con số mới"),
        widget=DECIMAL,
        error_messages={"required": gettext_lazy("Nhập con số mới")},
    )
    reason = forms.CharField(
        label=gettext_lazy("Căn cứ, lý do"),
        max_length=600,
        error_messages={"required": gettext_lazy("Viết căn cứ, lý do đổi con số")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", "doi-so-%s")
        super().__init__(*args, **kwargs)


class PartValueForm(ValueForm):
    """A unit's value of a target that rolls up by ratio: numerator and denominator say it, the share is worked out."""

    value = NumberField(
        label=gettext_lazy("Giá trị"),
        required=False,
        widget=DECIMAL,
    )
    field_order = ("period", "numerator", "denominator", "value", "note", "evidence")

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        over, under = given.get("numerator"), given.get("denominator")
        if over is None or under is None:
            for name, words in (("numerator", _("Nhập tử số")), ("denominator", _("Nhập mẫu số"))):
                if given.get(name) is None and name not in self.errors:
                    self.add_error(name, words)
        elif under > 0 and given.get("value") is None:
            given["value"] = (over / under * 100).quantize(Decimal("0.01"))
        elif given.get("value") is None:
            self.add_error("denominator", _("Mẫu số phải lớn hơn 0"))
        return given


__all__ = ["ChangeForm", "DisputeForm", "NumbersForm", "PartValueForm", "UnitsForm", "YesValueForm"]
