"""The shape of what people type when they press, answer, and set rules."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dinh.ground import calendar
from dinh.look.fields import DayField
from dinh.work.pressing.services.rule_book import REMINDED
from dinh.work.pressing.shapes import TO_WORDS, When

from .words import KINDS


class PressForm(forms.Form):
    """Words, and the day by which an answer is owed."""

    words = forms.CharField(
        label=_("Lời đôn đốc"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Cần làm gì, vì sao gấp. Người nhận đọc đúng những chữ này."),
        error_messages={"required": _("Viết lời đôn đốc: cần làm gì, vì sao gấp")},
    )
    answer_by = DayField(
        label=_("Trả lời trước hết ngày"),
        help_text=_("Quá ngày này chưa trả lời thì chuyển lên cấp trên theo quy tắc."),
    )

    def __init__(self, *args: Any, rows: Any = (), actor: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["answer_by"].initial = calendar.for_country().add_working_days(timezone.localdate(), 2)


class AnswerForm(forms.Form):
    """What was done, what stands in the way, and a new promise."""

    text = forms.CharField(
        label=_("Trả lời"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Đã làm được gì, còn vướng gì, cần ai giúp."),
        error_messages={"required": _("Viết đã làm được gì, còn vướng gì")},
    )
    promised_on = DayField(
        label=_("Hứa xong ngày"),
        required=False,
        help_text=_("Ghi lại lời hứa, không dời hạn. Muốn dời hạn thì xin gia hạn ở trang của việc."),
    )


class RuleForm(forms.Form):
    """A rule of reminding of the locality's own."""

    unit = forms.TypedChoiceField(label=_("Áp dụng cho"), coerce=int)
    when = forms.ChoiceField(
        label=_("Nhắc lúc nào"),
        choices=[(each.value, _(each.word)) for each in When],
        widget=forms.RadioSelect,
    )
    days = forms.IntegerField(
        label=_("Số ngày làm việc"),
        required=False,
        min_value=0,
        help_text=_("Trước hạn bao nhiêu ngày, hoặc sau hạn cứ bao nhiêu ngày một lần."),
    )
    most = forms.IntegerField(
        label=_("Nhiều nhất mấy lần"), required=False, min_value=0, help_text=_("Chỉ dùng cho nhắc sau hạn.")
    )
    to = forms.MultipleChoiceField(
        label=_("Nhắc ai"),
        choices=[(each, _(TO_WORDS[each])) for each in REMINDED],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Chọn ít nhất một người được nhắc")},
    )
    asked_by_kind = forms.ChoiceField(
        label=_("Loại việc"), required=False, choices=[("", _("Mọi việc")), *KINDS.items()]
    )
    since = DayField(label=_("Từ ngày"))
    source = forms.CharField(
        label=_("Căn cứ"), required=False, max_length=300, help_text=_("Quy chế làm việc, công văn quy định.")
    )

    def __init__(self, *args: Any, units: Any = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = [(unit.pk, unit.full_name) for unit in units]  # type: ignore[attr-defined]
        self.fields["since"].initial = timezone.localdate()


class WishForm(forms.Form):
    """How one wants the morning's message."""

    inside = forms.BooleanField(
        label=_("Trong phần mềm"),
        required=False,
        help_text=_("Ở trang này và con số cạnh chuông."),
    )
    email = forms.BooleanField(label=_("Thư điện tử"), required=False)
