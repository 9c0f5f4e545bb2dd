"""The shape of what people type: signing in, a new password, a search for units."""

from __future__ import annotations

from datetime import date

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dinh.look.fields import DayField


class SignInForm(forms.Form):
    """Name and password. Says nothing of which of the two was wrong."""

    username = forms.CharField(
        label=_("Tên đăng nhập"),
        max_length=60,
        error_messages={"required": _("Nhập tên đăng nhập.")},
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )
    password = forms.CharField(
        label=_("Mật khẩu"),
        max_length=200,
        strip=False,
        error_messages={"required": _("Nhập mật khẩu.")},
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def clean_username(self) -> str:
        return str(self.cleaned_data["username"]).strip().lower()


class ChangePasswordForm(forms.Form):
    """The present password, and the new one twice."""

    current = forms.CharField(
        label=_("Mật khẩu hiện tại"),
        max_length=200,
        strip=False,
        error_messages={"required": _("Nhập mật khẩu hiện tại.")},
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    new_password = forms.CharField(
        label=_("Mật khẩu mới"),
        max_length=200,
        strip=False,
        help_text=_(
            "Ít nhất 10 ký tự, không phải mật khẩu hay gặp, không giống tên đăng nhập. Một câu ngắn dễ nhớ là tốt."
        ),
        error_messages={"required": _("Nhập mật khẩu mới.")},
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("Nhập lại mật khẩu mới"),
        max_length=200,
        strip=False,
        error_messages={"required": _("Nhập lại mật khẩu mới.")},
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, object]:
        values = super().clean() or {}
        if values.get("new_password") and values.get("again") and values["new_password"] != values["again"]:
            self.add_error("again", _("Hai lần nhập mật khẩu mới chưa giống nhau."))
        return values


class DayForm(forms.Form):
    """The day asked about; today when empty."""

    ngay = DayField(label=_("Xem vào ngày"), required=False)

    def day(self) -> date:
        """The day asked about, today when none or a wrong one was given."""
        return (self.cleaned_data.get("ngay") if self.is_valid() else None) or timezone.localdate()


class UnitSearchForm(DayForm):
    """What to look for, on which day, at which level."""

    q = forms.CharField(
        label=_("Tên hoặc mã đơn vị"),
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    cap = forms.TypedChoiceField(
        label=_("Cấp"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", _("Mọi cấp")), ("1", _("Tỉnh")), ("2", _("Huyện")), ("3", _("Xã"))],
    )
