"""The shape of what people type. Whether it may be so is decided by rules and services."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dinh.ground import calendar
from dinh.look.fields import DayField, Option
from dinh.work import rules
from dinh.work.shapes import Priority

Choices = list[tuple[str, Any]]


class ManyFilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """Several files in one field; `cleaned_data` holds a list."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", ManyFilesInput(attrs={"multiple": True}))
        super().__init__(**kwargs)

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        given = data if isinstance(data, list | tuple) else [data] if data else []
        if self.required and not given:
            raise ValidationError(self.error_messages["required"])
        return [super(ManyFilesField, self).clean(each, initial) for each in given]


class DeadlineField(forms.CharField):
    """A deadline in words: a day, a quarter, a rhythm. `cleaned_data` holds a `rules.Deadline`."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 200)
        kwargs.setdefault(
            "help_text",
            gettext_lazy(
                "Viết như trong văn bản: 20/12/2026 · quý IV · trong 5 ngày làm việc · hằng tuần, thứ Sáu · "
                "ngày 25 hằng tháng · trước ngày 20/12, sau đó mỗi quý."
            ),
        )
        super().__init__(**kwargs)

    def clean(self, value: Any) -> rules.Deadline:
        words = super().clean(value)
        if not words:
            return rules.Deadline()
        read = rules.read(words, today=timezone.localdate(), calendar=calendar.for_country())
        if not read.understood:
            raise ValidationError(
                _("Chưa hiểu “%(words)s” là hạn nào. Viết một ngày (20/12/2026), một kỳ (quý IV) hoặc một nhịp "
                  "(hằng tháng, ngày 25).")
                % {"words": words}
            )  # fmt: skip
        return read


def _reason(label: Any, hint: Any = "", *, required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        required=required,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Viết lý do, ngắn gọn cũng được")},
    )


def _files(*, required: bool = False) -> ManyFilesField:
    return ManyFilesField(
        label=gettext_lazy("Tệp minh chứng"),
        required=required,
        help_text=gettext_lazy(
            "PDF, Word, Excel, ảnh. Có thể chọn nhiều tệp; tệp được giữ nguyên như lúc nộp."
        ),
        error_messages={"required": gettext_lazy("Chọn ít nhất một tệp")},
    )


class AskForm(forms.Form):
    """Ask one or many places for something."""

    title = forms.CharField(
        label=gettext_lazy("Việc cần làm"),
        max_length=500,
        error_messages={"required": gettext_lazy("Viết tên việc cần làm")},
    )
    product = forms.CharField(
        label=gettext_lazy("Sản phẩm phải có"),
        max_length=500,
        required=False,
        help_text=gettext_lazy("Báo cáo, danh sách, văn bản, lớp học đã mở…"),
    )
    detail = forms.CharField(
        label=gettext_lazy("Nội dung, căn cứ"),
        required=False,
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    deadline = DeadlineField(label=gettext_lazy("Hạn"), required=False)
    places = forms.MultipleChoiceField(
        label=gettext_lazy("Giao cho"),
        help_text=gettext_lazy("Chọn nhiều nơi thì mỗi nơi có một việc riêng."),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Chọn ít nhất một nơi nhận việc")},
    )
    person = forms.ChoiceField(
        label=gettext_lazy("Người làm"),
        required=False,
        help_text=gettext_lazy("Để trống thì cơ quan nhận việc tự phân công."),
    )
    coops = forms.MultipleChoiceField(
        label=gettext_lazy("Cơ quan phối hợp"), required=False, widget=forms.CheckboxSelectMultiple
    )
    priority = forms.ChoiceField(
        label=gettext_lazy("Mức độ"),
        choices=[(each.value, gettext_lazy(each.word)) for each in Priority],
        initial=Priority.NORMAL.value,
    )
    check = forms.BooleanField(
        label=gettext_lazy("Người giao kiểm tra sản phẩm rồi mới coi là hoàn thành"),
        required=False,
        initial=True,
    )

    def __init__(
        self,
        *args: Any,
        places: Choices,
        people: Choices | None = None,
        coops: Choices | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["places"].choices = places  # type: ignore[attr-defined]
        if people:
            self.fields["person"].choices = [("", _("để cơ quan phân công")), *people]  # type: ignore[attr-defined]
        else:
            del self.fields["person"]
        if coops:
            self.fields["coops"].choices = coops  # type: ignore[attr-defined]
        else:
            del self.fields["coops"]


class SubForm(forms.Form):
    """Make a part of an assignment."""

    title = forms.CharField(
        label=gettext_lazy("Việc con"),
        max_length=500,
        error_messages={"required": gettext_lazy("Viết tên việc con")},
    )
    product = forms.CharField(label=gettext_lazy("Sản phẩm phải có"), max_length=500, required=False)
    due_on = DayField(label=gettext_lazy("Hạn"), required=False)
    office = forms.ChoiceField(label=gettext_lazy("Cơ quan làm"), required=False)
    person = forms.ChoiceField(label=gettext_lazy("Người làm"), required=False)
    check = forms.BooleanField(
        label=gettext_lazy("Người chia việc kiểm tra sản phẩm"), required=False, initial=False
    )

    def __init__(self, *args: Any, offices: Choices, people: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["office"].choices = offices  # type: ignore[attr-defined]
        self.fields["person"].choices = [("", _("chưa phân công")), *people]  # type: ignore[attr-defined]


class ProgressForm(forms.Form):
    note = forms.CharField(
        label=gettext_lazy("Đã làm được gì, còn vướng gì"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
        error_messages={"required": gettext_lazy("Viết đã làm được gì, còn vướng gì")},
    )
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
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "inp number"}),
    )
    evidence = _files()

    def __init__(self, *args: Any, whole: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if whole:  # its share comes from its parts
            del self.fields["percent"]


class EvidenceForm(forms.Form):
    evidence = _files(required=True)


class SubmitForm(forms.Form):
    note = forms.CharField(
        label=gettext_lazy("Kết quả đạt được"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    evidence = _files()


class AcceptForm(forms.Form):
    remark = _reason(gettext_lazy("Ý kiến"), required=False)


class SendBackForm(forms.Form):
    remark = _reason(gettext_lazy("Còn thiếu gì, sai gì"))
    due_on = DayField(
        label=gettext_lazy("Hạn mới"), required=False, help_text=gettext_lazy("Để trống thì giữ hạn cũ.")
    )


class ReasonForm(forms.Form):
    reason = _reason(gettext_lazy("Lý do"))


class ResumeForm(forms.Form):
    due_on = DayField(
        label=gettext_lazy("Hạn mới"),
        required=False,
        help_text=gettext_lazy("Để trống thì hạn cũ cộng thêm số ngày làm việc đã tạm dừng."),
    )


class MoveDueForm(forms.Form):
    due_on = DayField(label=gettext_lazy("Hạn mới"))
    reason = _reason(gettext_lazy("Vì sao dời hạn"))


class GiveForm(forms.Form):
    person = forms.ChoiceField(
        label=gettext_lazy("Người làm"),
        error_messages={"required": gettext_lazy("Chọn người làm việc này")},
    )

    def __init__(self, *args: Any, people: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = people  # type: ignore[attr-defined]


class HandOverForm(forms.Form):
    to = forms.ChoiceField(
        label=gettext_lazy("Chuyển cho"),
        help_text=gettext_lazy("Cơ quan mình vẫn chịu trách nhiệm cho đến khi nơi nhận đồng ý."),
        error_messages={"required": gettext_lazy("Chọn nơi nhận việc")},
    )
    reason = _reason(gettext_lazy("Vì sao chuyển"))

    def __init__(self, *args: Any, receivers: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = [("", _("chọn nơi nhận")), *receivers]  # type: ignore[attr-defined]


class AskExtensionForm(forms.Form):
    until = DayField(label=gettext_lazy("Xin đến ngày"))
    reason = _reason(gettext_lazy("Vì sao cần thêm thời gian"))


class AnswerForm(forms.Form):
    """Yes or no to a hand-over."""

    answer = forms.ChoiceField(
        label=gettext_lazy("Trả lời"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Chọn nhận hay không nhận")},
    )
    remark = forms.CharField(
        label=gettext_lazy("Ý kiến"),
        required=False,
        max_length=1000,
        help_text=gettext_lazy("Không nhận thì phải nêu lý do."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, yes: Option, no: Option, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["answer"].choices = [("co", yes), ("khong", no)]  # type: ignore[attr-defined]


class AnswerExtensionForm(AnswerForm):
    until = DayField(
        label=gettext_lazy("Cho đến ngày"),
        required=False,
        help_text=gettext_lazy("Để trống thì cho đúng ngày đã xin."),
    )
    field_order = ("answer", "until", "remark")


# ---------------------------------------------------------------- deeds on a selection


class BatchForm(forms.Form):
    """Base of forms of the selection bar; `rows` and `actor` are at hand to offer choices."""

    def __init__(self, *args: Any, rows: Any = (), actor: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows, self.actor = rows, actor


class BatchGiveForm(BatchForm):
    person = forms.ChoiceField(
        label=gettext_lazy("Phân công cho"),
        error_messages={"required": gettext_lazy("Chọn người làm")},
        help_text=gettext_lazy(
            "Người này phải làm ở cơ quan chủ trì của từng việc; việc nào không hợp sẽ được nêu."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        from dinh.work import queries

        day = timezone.localdate()
        found: dict[int, str] = {}
        for unit_id, office_id in sorted({(r.unit_id, r.office_id or 0) for r in self.rows})[:20]:
            for person in queries.people_of(unit_id, office_id or None, day):
                found[person.pk] = person.name
        chosen = [("", _("chọn người làm")), *((str(pk), name) for pk, name in found.items())]
        self.fields["person"].choices = chosen  # type: ignore[attr-defined]


class BatchHandForm(BatchForm):
    office = forms.ChoiceField(
        label=gettext_lazy("Chuyển cho cơ quan"),
        error_messages={"required": gettext_lazy("Chọn cơ quan nhận")},
    )
    reason = _reason(gettext_lazy("Vì sao chuyển"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        from dinh.town.models import Office

        offices = Office.objects.alive_on(timezone.localdate()).filter(
            unit__in={r.unit_id for r in self.rows}
        )
        self.fields["office"].choices = [  # type: ignore[attr-defined]
            ("", _("chọn cơ quan nhận")),
            *((str(office.pk), office.name) for office in offices[:200]),
        ]


class BatchMoveForm(BatchForm):
    due_on = DayField(label=gettext_lazy("Hạn mới"))
    reason = _reason(gettext_lazy("Vì sao dời hạn"))


class BatchAcceptForm(BatchForm):
    remark = _reason(gettext_lazy("Ý kiến chung"), required=False)


class BatchDropForm(BatchForm):
    reason = _reason(gettext_lazy("Vì sao thôi giao"))


BATCH_FORMS: dict[str, type[BatchForm]] = {
    "phan-cong": BatchGiveForm,
    "chuyen": BatchHandForm,
    "doi-han": BatchMoveForm,
    "duyet": BatchAcceptForm,
    "thoi": BatchDropForm,
}
