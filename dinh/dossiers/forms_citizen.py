"""The shape of what citizens type: signing in and up, their dossier, acting for somebody."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from dinh.ground.services import FileRefused
from dinh.look.fields import DayField, FileField, Option

from .forms import reason
from .models import CompletionRequest
from .services.intake import ENDINGS, MOST_FILE
from .services.online import look_at
from .shapes import GivenPaper


def _words(
    label: Any, most: int = 200, *, required: bool = False, hint: Any = "", **attrs: str
) -> forms.CharField:
    return forms.CharField(
        label=label, required=required, max_length=most, help_text=hint, widget=forms.TextInput(attrs=attrs)
    )


def _password(label: Any, what: str, hint: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=200,
        strip=False,
        help_text=hint,
        error_messages={"required": _l("Nhập mật khẩu.")},
        widget=forms.PasswordInput(attrs={"autocomplete": what}),
    )


class CitizenSignInForm(forms.Form):
    """Telephone or e-mail, and password. Says nothing of which was wrong."""

    login = _words(
        _l("Số điện thoại hoặc thư điện tử"),
        required=True,
        autocomplete="username",
        autocapitalize="none",
        spellcheck="false",
    )
    password = _password(_l("Mật khẩu"), "current-password")


NEW_HINT = _l("Ít nhất 10 ký tự. Một câu ngắn dễ nhớ là tốt.")


class SignUpForm(forms.Form):
    """A new account. Whether the name is free and the password good is decided by the deed."""

    name = _words(_l("Họ và tên"), required=True, autocomplete="name")
    login = _words(
        _l("Số điện thoại hoặc thư điện tử"),
        required=True,
        hint=_l("Dùng để đăng nhập và nhận tin về hồ sơ."),
        autocomplete="username",
        autocapitalize="none",
    )
    identity = _words(
        _l("Số định danh"),
        20,
        hint=_l("12 chữ số trên thẻ căn cước. Điền sẵn vào hồ sơ sau này; chưa muốn khai thì để trống."),
        inputmode="numeric",
        autocomplete="off",
    )
    address = _words(_l("Nơi ở"), 300, autocomplete="street-address")
    password = _password(_l("Mật khẩu"), "new-password", NEW_HINT)
    website = forms.CharField(required=False)  # a trap for machines, never shown


class ForgottenForm(forms.Form):
    login = _words(_l("Thư điện tử của tài khoản"), required=True, autocomplete="username")


class NewPasswordForm(forms.Form):
    password = _password(_l("Mật khẩu mới"), "new-password", NEW_HINT)


class ChangeOwnPasswordForm(forms.Form):
    current = _password(_l("Mật khẩu hiện tại"), "current-password")
    password = _password(_l("Mật khẩu mới"), "new-password", NEW_HINT)


class ContactForm(forms.Form):
    """Where, and by which channels, the citizen is told."""

    email = _words(
        _l("Thư điện tử"),
        hint=_l("Đổi địa chỉ thì mở thư xác nhận gửi tới địa chỉ mới."),
        autocomplete="email",
    )
    phone = _words(_l("Điện thoại"), 20, inputmode="tel", autocomplete="tel")
    address = _words(_l("Nơi ở"), 300, autocomplete="street-address")

    def __init__(self, *args: Any, channels: list[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["tell_by"] = forms.MultipleChoiceField(
            label=_("Báo tin về hồ sơ qua"),
            choices=[(key, Option(said)) for key, said in channels],
            widget=forms.CheckboxSelectMultiple,
            required=False,
        )


class FollowForm(forms.Form):
    """A dossier's code and its second secret, as on the receipt."""

    code = _words(
        _l("Mã hồ sơ"),
        60,
        required=True,
        hint=_l("In trên giấy tiếp nhận, ví dụ H56.165.76-261120-0001."),
        autocomplete="off",
        autocapitalize="characters",
        spellcheck="false",
    )
    secret = _words(
        _l("Mã tra cứu"),
        20,
        required=True,
        hint=_l("8 chữ và số, cũng in trên giấy tiếp nhận."),
        autocomplete="off",
        autocapitalize="characters",
        spellcheck="false",
    )


class AnswerForm(forms.Form):
    """A file for each thing asked for, one more, and words. Which is enough is for the officer to say."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, asked: CompletionRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked = asked
        for number, item in enumerate(asked.items):
            self.fields[f"file-{number}"] = self._file(item)
        self.fields["file-more"] = self._file(_("Tệp khác kèm theo") if asked.items else _("Giấy tờ bổ sung"))
        self.fields["answer"] = reason(_("Lời nhắn cho cán bộ"), required=False)

    @staticmethod
    def _file(label: str) -> FileField:
        return FileField(label=label, required=False, endings=ENDINGS, most_bytes=MOST_FILE)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        for field in [name for name in self.fields if name.startswith("file-") and values.get(name)]:
            file = values[field]
            try:
                look_at(file.file, file.name, file.size)
            except FileRefused as refused:
                self.add_error(field, str(refused))
        if not self.errors and not self.papers() and not str(values.get("answer", "")).strip():
            raise forms.ValidationError(_("Gửi kèm ít nhất một tệp, hoặc viết lời trả lời."))
        return values

    def papers(self) -> list[GivenPaper]:
        names = {f"file-{n}": item for n, item in enumerate(self.asked.items)}
        found = []
        for field in (*names, "file-more"):
            file = self.cleaned_data.get(field)
            if file:
                found.append(
                    GivenPaper(
                        None,
                        name=names.get(field) or file.name,
                        copies=1,
                        file=file.file,
                        file_name=file.name,
                    )
                )
        return found


class WithdrawForm(forms.Form):
    """Taking a dossier back; with the number of whoever applied when the page was opened by secret alone."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    reason = reason(_l("Lý do rút hồ sơ"))

    def __init__(self, *args: Any, ask_number: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if ask_number:
            self.fields["identity"] = _words(
                _("Số định danh của người nộp"),
                20,
                required=True,
                hint=_("Để chắc rằng đúng người nộp rút hồ sơ."),
                inputmode="numeric",
                autocomplete="off",
            )


class _ActingForm(forms.Form):
    kind = forms.ChoiceField(
        label=_l("Quan hệ"),
        widget=forms.RadioSelect,
        initial="household",
    )
    name = _words(_l("Họ tên hoặc tên tổ chức"), required=True)
    identity = _words(
        _l("Số định danh hoặc mã số thuế"), 20, required=True, inputmode="numeric", autocomplete="off"
    )
    procedures = forms.MultipleChoiceField(
        label=_l("Cho những thủ tục"),
        help_text=_l("Không chọn gì thì cho mọi thủ tục."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    since = DayField(label=_l("Từ ngày"))
    until = DayField(label=_l("Đến hết ngày"), required=False)

    def __init__(self, *args: Any, procedures: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [  # type: ignore[attr-defined]
            ("household", Option(_("Người trong hộ"), _("Cha mẹ, vợ chồng, con, người ở chung hộ."))),
            ("firm", Option(_("Tổ chức, doanh nghiệp"))),
            ("other", Option(_("Người khác"), _("Theo giấy ủy quyền."))),
        ]
        self.fields["procedures"].choices = [(code, Option(said)) for code, said in procedures]  # type: ignore[attr-defined]


class GiveMandateForm(_ActingForm):
    """Letting somebody act for oneself."""


class ShowMandateForm(_ActingForm):
    """Acting for somebody by a paper, which an office checks."""

    basis = _words(_l("Giấy tờ chứng minh"), 500, required=True, hint=_l("Tên giấy tờ, số, ngày, nơi cấp."))

    def __init__(
        self, *args: Any, units: list[tuple[str, str]], settled: bool = False, **kwargs: Any
    ) -> None:
        """`settled`: the unit was chosen before, and is only carried along."""
        super().__init__(*args, **kwargs)
        self.fields["paper"] = FileField(
            label=_("Ảnh chụp hoặc tệp giấy tờ"),
            endings=("pdf", "jpg", "jpeg", "png"),
            most_bytes=MOST_FILE,
            error_messages={"required": _("Gửi kèm ảnh chụp hoặc tệp của giấy tờ.")},
        )
        self.fields["unit"] = forms.ChoiceField(
            label=_("Nơi kiểm tra giấy tờ"),
            choices=units,
            widget=forms.HiddenInput if settled else forms.Select,
        )


class ProveForm(forms.Form):
    """At the counter: the code the citizen says, and the number on the card that the officer sees."""

    code = _words(
        _l("Mã tài khoản"),
        12,
        required=True,
        hint=_l("8 chữ và số trên trang Tài khoản của người dân."),
        autocomplete="off",
    )
    identity = _words(_l("Số định danh trên thẻ"), 20, required=True, inputmode="numeric", autocomplete="off")
