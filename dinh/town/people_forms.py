"""The shape of what an administrator types: a newcomer, a post, a mandate, a standing-in, an account, an ending."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from dinh.look.fields import DayField, Option
from dinh.town.models import Mandate, Office, Person, Unit
from dinh.town.shapes import Role


def _text(label: Any, most: int, required: Any = "", hint: Any = "", **attrs: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=most,
        required=bool(required),
        help_text=hint,
        error_messages={"required": required},
        widget=forms.TextInput(attrs={"autocomplete": "off", **attrs}),
    )


def _roles() -> list[tuple[str, Option]]:
    return [(role.value, Option(gettext(role.word), note=gettext(role.meaning))) for role in Role]


def _reach() -> list[tuple[str, Option]]:
    return [
        ("unit", Option(gettext("Cả đơn vị"), note=gettext("Gồm mọi cơ quan và các đơn vị bên dưới"))),
        (
            "office",
            Option(gettext("Chỉ cơ quan đã chọn"), note=gettext("Dùng cho trưởng phòng, chuyên viên")),
        ),
    ]


class OfficeForm(forms.Form):
    """A form whose office is one of the unit's."""

    office = forms.TypedChoiceField(
        label=_("Cơ quan"), required=False, coerce=int, empty_value=None, widget=forms.Select
    )

    def __init__(self, *args: Any, offices: Sequence[Office] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offices = {office.pk: office for office in offices}
        none = gettext("Lãnh đạo đơn vị, không thuộc cơ quan nào")
        self.fields["office"].choices = [("", none), *((o.pk, o.name) for o in offices)]  # type: ignore[attr-defined]

    def chosen_office(self) -> Office | None:
        """The office picked, None for the unit itself."""
        return self.offices.get(self.cleaned_data.get("office") or 0)


class PostForm(OfficeForm):
    """A post from a day."""

    title = _text(_("Chức vụ"), 120, _("Nhập chức vụ."), _("Như trong quyết định, ví dụ Phó Trưởng phòng"))
    since = DayField(label=_("Từ ngày"))
    field_order: tuple[str, ...] = ("title", "office", "since")


class MandateForm(OfficeForm):
    """A role over a unit or over one of its offices."""

    role = forms.ChoiceField(
        label=_("Vai trò"),
        choices=_roles,
        widget=forms.RadioSelect,
        error_messages={"required": _("Chọn vai trò.")},
    )
    reach = forms.ChoiceField(
        label=_("Phạm vi"),
        choices=_reach,
        widget=forms.RadioSelect,
        error_messages={"required": _("Chọn phạm vi.")},
    )
    since = DayField(label=_("Từ ngày"))
    until = DayField(label=_("Đến hết ngày"), required=False, help_text=_("Bỏ trống: cho tới khi chấm dứt"))
    basis = _text(_("Căn cứ"), 200, hint=_("Số quyết định, nếu có"))
    field_order: tuple[str, ...] = ("role", "reach", "office", "since", "until", "basis")

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("reach") == "office" and "office" in values and values["office"] is None:
            self.add_error("office", gettext("Chọn cơ quan, vì phạm vi chỉ gồm một cơ quan."))
        return values

    def mandate_office(self) -> Office | None:
        """The office the mandate is bound to, None when it covers the unit."""
        return self.chosen_office() if self.cleaned_data["reach"] == "office" else None


class PersonForm(forms.Form):
    """What is written of a person."""

    name = _text(_("Họ và tên"), 120, _("Nhập họ và tên."))
    email = _text(
        _("Thư điện tử"),
        254,
        hint=_("Nơi nhận thư nhắc việc mỗi sáng. Bỏ trống nếu không có"),
        inputmode="email",
    )
    phone = _text(_("Điện thoại"), 20, inputmode="tel")

    def __init__(self, *args: Any, name_too: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not name_too:
            del self.fields["name"]


class NewcomerForm(MandateForm):
    """Everything a person needs to begin: name, post, role, a name to sign in with."""

    name = _text(_("Họ và tên"), 120, _("Nhập họ và tên."))
    title = _text(_("Chức vụ"), 120, _("Nhập chức vụ."), _("Như trong quyết định, ví dụ Phó Trưởng phòng"))
    email = PersonForm.base_fields["email"]
    phone = PersonForm.base_fields["phone"]
    username = _text(
        _("Tên đăng nhập"),
        60,
        _("Nhập tên đăng nhập."),
        _("Chữ thường không dấu, chữ số, dấu chấm, gạch nối. Ví dụ thu.tt"),
        autocapitalize="none",
        spellcheck="false",
    )
    field_order: tuple[str, ...] = (
        "name",
        "title",
        "office",
        "since",
        "role",
        "reach",
        "until",
        "basis",
        "email",
        "phone",
        "username",
    )


class AccountForm(forms.Form):
    """A name to sign in with."""

    username = NewcomerForm.base_fields["username"]


class EndForm(forms.Form):
    """The last day of something, and why."""

    until = DayField(label=_("Đến hết ngày"))
    reason = _text(_("Lý do"), 200, hint=_("Ghi vào nhật ký, ví dụ chuyển công tác"))

    def __init__(
        self, *args: Any, first: date | None, last: date | None, over: str, reason: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if not reason:
            del self.fields["reason"]
        self.fields["until"] = DayField(
            label=_("Đến hết ngày"),
            earliest=first,
            latest=last,
            why=over,
            help_text=_("Người ấy còn quyền tới hết ngày này. Ghi ngày hôm qua thì dừng ngay."),
        )


class StandInForm(forms.Form):
    """Who stands in, for how long, with which mandates."""

    stand_in = forms.TypedChoiceField(
        label=_("Người thay"), coerce=int, error_messages={"required": _("Chọn người thay.")}
    )
    since = DayField(label=_("Từ ngày"))
    until = DayField(label=_("Đến hết ngày"))
    mandates = forms.TypedMultipleChoiceField(
        label=_("Quyền giao thay"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Quyền đang có nhờ thay người khác thì không giao tiếp được."),
        error_messages={"required": _("Chọn ít nhất một quyền.")},
    )
    basis = _text(_("Căn cứ"), 200, hint=_("Số giấy ủy quyền, nếu có"))

    def __init__(
        self, *args: Any, people: Sequence[Person], mandates: Sequence[tuple[Mandate, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.people = {one.pk: one for one in people}
        self.lendable = {mandate.pk: mandate for mandate, _words in mandates}
        self.fields["stand_in"].choices = [  # type: ignore[attr-defined]
            ("", gettext("Chọn người thay")),
            *((one.pk, _with_post(one)) for one in people),
        ]
        self.fields["mandates"].choices = [(m.pk, words) for m, words in mandates]  # type: ignore[attr-defined]


def _with_post(person: Person) -> str:
    post = next(iter(getattr(person, "posts_now", [])), None)
    if post is None:
        return person.name
    return f"{person.name}, {post.title}, {post.office or post.unit.name_in_text}"


class TokenForm(forms.Form):
    """A new key: what it is for, what it opens, until when."""

    name = _text(
        _("Khóa dùng cho việc gì"),
        80,
        _("Ghi khóa dùng cho việc gì, để sau này biết mà thu hồi."),
        _("Ví dụ: nhập số liệu một cửa hằng tuần"),
    )
    unit = forms.ChoiceField(label=_("Chỉ trong đơn vị"), required=False)
    until = DayField(label=_("Đến hết ngày"), help_text=_("Lâu nhất một năm."))

    def __init__(
        self,
        *args: Any,
        rooms: Sequence[tuple[str, str]] = (),
        units: Sequence[Unit] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.rooms = list(rooms)
        self.fields["unit"].choices = [  # type: ignore[attr-defined]
            ("", gettext("Mọi nơi tôi có quyền")),
            *((unit.code, unit.full_name) for unit in units),
        ]
        for room, words in rooms:
            self.fields[f"room_{room}"] = forms.ChoiceField(
                label=words,
                required=False,
                choices=[
                    ("", gettext("Không mở")),
                    ("read", gettext("Đọc")),
                    ("write", gettext("Đọc và ghi")),
                ],
            )

    @property
    def room_fields(self) -> list[Any]:
        """The questions about rooms, as the page shows them."""
        return [self[f"room_{room}"] for room, _words in self.rooms]

    def scopes(self) -> dict[str, str]:
        """room -> read or write, of those that are opened."""
        chosen = ((room, self.cleaned_data.get(f"room_{room}", "")) for room, _words in self.rooms)
        return {room: scope for room, scope in chosen if scope}


class SystemForm(forms.Form):
    """A program and its first mandate."""

    name = _text(
        _("Tên phần mềm"),
        120,
        _("Tên phần mềm: chưa nhập."),
        _("Tên hiện trong sổ ghi việc, ví dụ: Phần mềm một cửa điện tử"),
    )
    role = forms.ChoiceField(label=_("Được làm như"), widget=forms.RadioSelect)
    since = DayField(label=_("Từ ngày"))
    until = DayField(label=_("Đến hết ngày"), required=False)
    basis = _text(_("Căn cứ"), 200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [each for each in _roles() if each[0] != Role.ADMIN.value]  # type: ignore[attr-defined]
