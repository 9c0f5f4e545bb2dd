"""Forms about how a dossier was dealt with."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from .shapes import ComplaintAbout

STARS = (
    ("5", _("Rất hài lòng")),
    ("4", _("Hài lòng")),
    ("3", _("Tạm được")),
    ("2", _("Không hài lòng")),
    ("1", _("Rất không hài lòng")),
)


class RateForm(forms.Form):
    stars = forms.ChoiceField(
        label=_("Anh, chị hài lòng với việc giải quyết không"),
        choices=STARS,
        widget=forms.RadioSelect,
        error_messages={"required": _("Chọn một mức"), "invalid_choice": _("Chọn một mức")},
    )
    words = forms.CharField(
        label=_("Điều muốn nói thêm"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ComplainForm(forms.Form):
    about = forms.ChoiceField(
        label=_("Phản ánh về"),
        choices=[(each.value, _(each.word)) for each in ComplaintAbout],
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Chọn điều muốn phản ánh"),
            "invalid_choice": _("Chọn điều muốn phản ánh"),
        },
    )
    text = forms.CharField(
        label=_("Điều đã xảy ra"),
        help_text=_("Ngày nào, ở đâu, ai nói gì. Nơi trả lời đọc được; không công khai."),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Viết điều đã xảy ra")},
    )


class SayMoreForm(forms.Form):
    text = forms.CharField(
        label=_("Nói rõ thêm"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Viết điều được hỏi")},
    )


class AnswerForm(forms.Form):
    """What the unit does with a complaint."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    deed = forms.ChoiceField(
        label=_("Cách trả lời"),
        choices=[
            ("answer", _("Trả lời")),
            ("ask", _("Hỏi lại người phản ánh")),
            ("decline", _("Không thụ lý")),
        ],
        widget=forms.RadioSelect,
        initial="answer",
    )
    text = forms.CharField(
        label=_("Nội dung"),
        help_text=_("Người dân đọc nguyên văn."),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 7}),
        error_messages={"required": _("Viết nội dung; người dân đọc được")},
    )
