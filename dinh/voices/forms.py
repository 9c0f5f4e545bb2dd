"""The shape of what people type. Whether it may be so is decided by rules and services."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import time
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from dinh.look.fields import DayField, Option
from dinh.town.models import Office, Unit
from dinh.voices.models import Initiative
from dinh.voices.shapes import FIELDS, Kind


def _line(label: Any, most: int, required: Any = "", hint: Any = "", **attrs: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=most,
        required=bool(required),
        help_text=hint,
        error_messages={"required": required},
        widget=forms.TextInput(attrs={"autocomplete": "off", **attrs}),
    )


def _lines(label: Any, most: int, required: Any = "", hint: Any = "", rows: int = 6) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=most,
        required=bool(required),
        help_text=hint,
        error_messages={"required": required},
        widget=forms.Textarea(attrs={"rows": rows}),
    )


def _kinds(kinds: Sequence[Kind]) -> list[tuple[str, Option]]:
    return [(kind.value, Option(gettext(kind.word), note=gettext(kind.meaning))) for kind in kinds]


def _fields() -> list[tuple[str, str]]:
    return [(key, gettext(words)) for key, words in FIELDS.items()]


def _office_choices(offices: Sequence[Office], none: Any = "") -> list[tuple[str, str]]:
    first = [("", str(none))] if none else []
    return [*first, *((str(office.pk), office.name) for office in offices)]


class PutForm(forms.Form):
    """Put forward by an office."""

    kind = forms.ChoiceField(
        label=_("Nêu gì?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Chọn loại: vấn đề, ý tưởng hay cách làm hay.")},
    )
    title = _line(_("Tên, một câu"), 200, _("Viết tên ngắn gọn, một câu."))
    text = _lines(
        _("Nội dung"),
        5000,
        _("Viết rõ chuyện gì, ở đâu, muốn thế nào."),
        _("Đang thế nào, muốn thế nào, ai được lợi, cần gì để làm. Cách làm hay thì ghi số trước và số sau."),
        8,
    )
    field = forms.ChoiceField(label=_("Lĩnh vực"))
    place = forms.ChoiceField(label=_("Thay mặt"))
    public = forms.BooleanField(label=_("Công khai cho người dân đọc và bình chọn"), required=False)

    def __init__(self, *args: Any, places: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = _kinds(tuple(Kind))  # type: ignore[attr-defined]
        self.fields["field"].choices = _fields()  # type: ignore[attr-defined]
        self.fields["place"].choices = list(places)  # type: ignore[attr-defined]


class CitizenForm(forms.Form):
    """Put forward by a citizen: few questions, nothing about who they are is needed."""

    kind = forms.ChoiceField(
        label=_("Anh, chị muốn"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Chọn: nêu một vấn đề, hay góp một ý tưởng.")},
    )
    unit = forms.ChoiceField(
        label=_("Gửi tới"), error_messages={"required": _("Chọn xã, phường hoặc tỉnh nhận.")}
    )
    title = _line(_("Tóm tắt, một câu"), 200, _("Viết tóm tắt một câu."))
    text = _lines(
        _("Chuyện thế nào?"),
        5000,
        _("Viết rõ chuyện gì, ở đâu, muốn thế nào."),
        _("Ở đâu, từ bao giờ, anh, chị muốn làm thế nào. Đừng ghi tên, số điện thoại của người khác."),
        7,
    )
    field = forms.ChoiceField(label=_("Thuộc chuyện gì"))
    shown_name = _line(_("Tên hiện cùng bài"), 80, hint=_("Bỏ trống thì ghi “Người dân”."))
    contact = _line(
        _("Cách liên hệ lại với anh, chị"),
        200,
        hint=_(
            "Số điện thoại hoặc thư điện tử. Không hiện ra; chỉ người xử lý xem được, mỗi lần xem đều ghi sổ, "
            "và xóa sau ba tháng khi việc đã khép lại."
        ),
    )
    website = forms.CharField(required=False, label=_("Bỏ trống ô này"))
    """A trap for machines that fill every box; people never see it."""

    def __init__(self, *args: Any, units: Sequence[Unit] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [  # type: ignore[attr-defined]
            ("problem", Option(gettext("Nêu một vấn đề"), note=gettext("Chỗ đang vướng, đang bất tiện"))),
            ("idea", Option(gettext("Góp một ý tưởng"), note=gettext("Cách làm để tốt hơn"))),
        ]
        self.fields["field"].choices = _fields()  # type: ignore[attr-defined]
        self.fields["unit"].choices = [  # type: ignore[attr-defined]
            ("", gettext("Chọn nơi nhận")),
            *(
                (unit.code, f"{unit.full_name}, {unit.parent.name}" if unit.parent else unit.full_name)
                for unit in units
            ),
        ]


class RemarkForm(forms.Form):
    text = _lines(_("Góp ý"), 2000, _("Viết điều muốn góp."), rows=3)
    shown_name = _line(_("Tên hiện cùng góp ý"), 80)
    website = forms.CharField(required=False, label=_("Bỏ trống ô này"))


class AnswerForm(forms.Form):
    text = _lines(
        _("Trả lời của đơn vị"),
        2000,
        _("Viết câu trả lời."),
        _("Ai làm, bao giờ xong, hoặc vì sao chưa làm được. Người nêu và mọi người đọc được."),
    )


class ReasonForm(forms.Form):
    reason = _lines(_("Lý do"), 1000, _("Viết lý do."), rows=3)


class WhyLookForm(forms.Form):
    reason = _line(_("Cần liên hệ để làm gì"), 300, _("Viết cần liên hệ để làm gì."))


class TakeUpForm(forms.Form):
    office = forms.ChoiceField(label=_("Giao cho"), error_messages={"required": _("Chọn cơ quan làm.")})
    due_on = DayField(label=_("Hạn"))
    product = _line(
        _("Sản phẩm phải có"), 300, hint=_("Ví dụ: bảng hướng dẫn tại quầy, số lượt dùng sau một tháng")
    )
    words = _lines(_("Dặn thêm"), 1000, rows=3)

    def __init__(self, *args: Any, offices: Sequence[Office] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["office"].choices = _office_choices(offices, _("Chọn cơ quan"))  # type: ignore[attr-defined]


class TryForm(forms.Form):
    where = _line(_("Làm thử ở đâu"), 200, _("Ghi làm thử ở đâu."), _("Ví dụ: quầy 2, tổ dân phố Bắc Hải"))
    until = DayField(label=_("Làm thử đến hết ngày"))


class ResultForm(forms.Form):
    result = _lines(
        _("Kết quả đã thấy"),
        2000,
        _("Viết kết quả đã thấy: số trước, số sau, ai đang dùng."),
        _("Số trước, số sau, ai đang dùng, tốn bao nhiêu."),
    )


class OtherForm(forms.Form):
    """Choose another initiative: to merge into, or the problem it answers."""

    other = forms.ChoiceField(label=_("Chọn"), error_messages={"required": _("Chọn một dòng.")})

    def __init__(self, *args: Any, rows: Sequence[Initiative] = (), words: Any = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["other"].label = words
        self.fields["other"].choices = [  # type: ignore[attr-defined]
            ("", gettext("Chọn một dòng")),
            *((str(row.pk), f"{row.title} ({row.votes})") for row in rows),
        ]


class SpreadForm(forms.Form):
    units = forms.MultipleChoiceField(label=_("Đơn vị"), required=False, widget=forms.CheckboxSelectMultiple)
    offices = forms.MultipleChoiceField(
        label=_("Cơ quan khác trong đơn vị"), required=False, widget=forms.CheckboxSelectMultiple
    )
    answer_by_day = DayField(label=_("Trả lời trước ngày"))
    words = _lines(_("Lời đề nghị"), 1000, rows=3, hint=_("Vì sao nên làm theo, hỏi ai để biết cách làm."))

    def __init__(
        self, *args: Any, units: Sequence[Unit] = (), offices: Sequence[Office] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["units"].choices = [(unit.code, unit.full_name) for unit in units]  # type: ignore[attr-defined]
        self.fields["offices"].choices = _office_choices(offices)  # type: ignore[attr-defined]
        for name, some in (("units", units), ("offices", offices)):
            if not some:
                del self.fields[name]


class AnswerSpreadForm(forms.Form):
    accept = forms.ChoiceField(
        label=_("Đơn vị có làm theo không?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Chọn nhận làm hay không nhận.")},
    )
    due_on = DayField(label=_("Hẹn áp dụng trước ngày"), required=False, help_text=_("Chỉ khi nhận làm."))
    reason = _lines(
        _("Lý do, hoặc cách sẽ làm"),
        1000,
        rows=3,
        hint=_("Không nhận thì phải nói lý do; nơi đề nghị đọc được."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["accept"].choices = [  # type: ignore[attr-defined]
            ("co", Option(gettext("Nhận làm"), note=gettext("Thành một việc của đơn vị, có hạn"))),
            ("khong", Option(gettext("Không nhận"), note=gettext("Nói rõ lý do"))),
        ]


class AdoptedSpreadForm(forms.Form):
    result = _lines(_("Kết quả tại nơi này"), 1000, _("Viết kết quả đã thấy."), rows=3)


# ---------------------------------------------------------------- events


class EventForm(forms.Form):
    """A local event, or a change of one."""

    name = _line(_("Tên sự kiện"), 200, _("Viết tên sự kiện."))
    place_of = forms.ChoiceField(label=_("Đơn vị, cơ quan tổ chức"))
    day = DayField(label=_("Ngày"))
    until = DayField(label=_("Đến hết ngày"), required=False, help_text=_("Bỏ trống nếu trong một ngày."))
    place = _line(_("Địa điểm"), 200)
    detail = _lines(_("Mục đích, nội dung"), 3000, rows=4)
    expected = forms.IntegerField(
        label=_("Dự kiến người dự"), required=False, min_value=0, max_value=10_000_000
    )
    yearly = forms.BooleanField(label=_("Lặp lại hằng năm, vào cùng ngày"), required=False)
    public = forms.BooleanField(label=_("Người dân xem được chương trình"), required=False, initial=True)

    def __init__(self, *args: Any, places: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if places:
            self.fields["place_of"].choices = list(places)  # type: ignore[attr-defined]
        else:
            del self.fields["place_of"], self.fields["name"]


class ProgrammeForm(forms.Form):
    """The programme as lines a clerk types: "08:00 | Khai mạc | Lãnh đạo UBND"."""

    lines = forms.CharField(
        label=_("Chương trình"),
        required=False,
        max_length=12_000,
        help_text=_("Mỗi dòng một mục: giờ | nội dung | ai. Ví dụ: 08:00 | Khai mạc | Lãnh đạo UBND"),
        widget=forms.Textarea(attrs={"rows": 10}),
    )

    def clean_lines(self) -> list[tuple[time, str, str]]:
        """Each line read; a wrong one is named by its number."""
        found, wrong = [], []
        for number, line in enumerate(self.cleaned_data["lines"].splitlines(), start=1):
            if not line.strip():
                continue
            at, _bar, rest = line.partition("|")
            words, _bar, who = rest.partition("|")
            try:
                hour = time.fromisoformat(at.strip().replace("h", ":").replace("g", ":").zfill(5))
            except ValueError:
                wrong.append(
                    gettext("Dòng %(n)s: giờ viết như 08:00, đang là “%(at)s”.")
                    % {"n": number, "at": at.strip()[:20]}
                )
                continue
            if not words.strip():
                wrong.append(gettext("Dòng %(n)s: thiếu nội dung sau dấu |.") % {"n": number})
                continue
            found.append((hour, " ".join(words.split()), " ".join(who.split())))
        if wrong:
            raise forms.ValidationError(wrong)
        return found


class EventTaskForm(forms.Form):
    title = _line(_("Việc"), 300, _("Viết tên việc cần làm."))
    product = _line(_("Sản phẩm"), 300)
    days = forms.IntegerField(
        label=_("Số ngày làm việc"),
        min_value=0,
        max_value=250,
        error_messages={"required": _("Ghi số ngày làm việc.")},
    )
    side = forms.ChoiceField(label=_("Trước hay sau"), initial="truoc")
    office = forms.ChoiceField(label=_("Giao cho"), required=False)

    def __init__(self, *args: Any, offices: Sequence[Office] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["side"].choices = [  # type: ignore[attr-defined]
            ("truoc", gettext("trước ngày tổ chức")),
            ("sau", gettext("sau ngày tổ chức")),
        ]
        self.fields["office"].choices = _office_choices(offices, _("Cơ quan chủ trì sự kiện"))  # type: ignore[attr-defined]

    @property
    def days_before(self) -> int:
        days: int = self.cleaned_data["days"]
        return days if self.cleaned_data["side"] == "truoc" else -days


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


class EventResultForm(forms.Form):
    participants = forms.IntegerField(
        label=_("Số người dự"),
        min_value=0,
        max_value=10_000_000,
        error_messages={"required": _("Ghi số người dự.")},
    )
    counted_how = _line(
        _("Đếm bằng cách nào"),
        200,
        _("Ghi đếm bằng cách nào."),
        _("Ví dụ: danh sách ký tên; đếm ở cửa lúc 8 giờ 30"),
    )
    result = _lines(
        _("Kết quả"),
        4000,
        _("Viết kết quả: làm được gì, ai hưởng."),
        _("Bao nhiêu người được hướng dẫn, bao nhiêu hồ sơ làm thử, còn vướng gì."),
    )
    evidence = ManyFilesField(label=_("Ảnh, danh sách, biên bản"), required=False)
