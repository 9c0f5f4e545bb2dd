"""The shape of what people type. Whether it may be so is decided by rules and services."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from dinh.catalog.models import ProcedureEdition
from dinh.look.fields import DayField, NumberField, Option

from .forms_sheet import Sheet
from .rules import intake
from .services.intake import asked_of
from .shapes import Channel, CitizenKind, GivenPaper, GivenPerson

Choices = list[tuple[str, Any]]


def _text(
    label: Any, most: int = 200, *, required: bool = False, hint: Any = "", **attrs: str
) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=required,
        max_length=most,
        help_text=hint,
        widget=forms.TextInput(attrs={"autocomplete": "off", **attrs}),
    )


def reason(label: Any, hint: Any = "", *, required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        required=required,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _l("Viết lý do, ngắn gọn cũng được")},
    )


class SeenForm(forms.Form):
    """A form that remembers which version of the dossier its page showed."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)


class ReasonForm(SeenForm):
    reason = reason(_l("Lý do"), _l("Ghi nguyên văn trong giấy gửi người nộp."))


class OptionalReasonForm(SeenForm):
    reason = reason(_l("Ghi chú"), required=False)


class NoteForm(SeenForm):
    words = reason(_l("Ghi chú"), _l("Đồng nghiệp xem được. Không ghi thông tin riêng của người nộp."))


class FeeForm(SeenForm):
    """What the dossier costs."""

    amount = NumberField(
        label=_l("Mức thu (đồng)"),
        help_text=_l("Ghi 0 khi không thu."),
        error_messages={"required": _l("Ghi mức thu, số đồng nguyên")},
    )
    reason = reason(_l("Căn cứ"), _l("Nghị quyết, văn bản định mức thu; in trong khoản thu."))

    def clean_amount(self) -> int:
        value = self.cleaned_data["amount"]
        if value != int(value) or value < 0:
            raise forms.ValidationError(_("Mức thu là số đồng nguyên, từ 0."))
        return int(value)


class ApologyForm(SeenForm):
    new_day = DayField(label=_l("Ngày hẹn lại"), error_messages={"required": _l("Ghi ngày hẹn lại")})
    reason = reason(_l("Lý do trễ"), _l("Ghi nguyên văn trong thư gửi người nộp."))


class SplitForm(SeenForm):
    parts = forms.CharField(
        label=_l("Các phần tách ra"),
        help_text=_l("Mỗi dòng một hồ sơ mới, ghi về việc gì."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=4000,
        error_messages={"required": _l("Ghi ít nhất một phần tách ra")},
    )
    reason = reason(_l("Lý do"))


class HeirForm(SeenForm):
    to_unit = forms.ChoiceField(label=_l("Đơn vị kế thừa"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, targets: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to_unit"].choices = targets  # type: ignore[attr-defined]


class CompletionForm(SeenForm):
    items = forms.CharField(
        label=_l("Giấy tờ, nội dung cần bổ sung"),
        help_text=_l("Mỗi dòng một mục."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=4000,
        error_messages={"required": _l("Ghi ít nhất một mục cần bổ sung")},
    )
    reason = reason(_l("Lý do"), _l("Nêu căn cứ, ghi nguyên văn trong phiếu yêu cầu."))


class AnswerCompletionForm(SeenForm):
    name = _text(_l("Giấy tờ đã bổ sung"), 600, hint=_l("Tên giấy tờ; để trống khi chỉ bổ sung thông tin."))
    originals = forms.IntegerField(label=_l("Bản chính"), min_value=0, max_value=500, required=False)
    copies = forms.IntegerField(label=_l("Bản sao"), min_value=0, max_value=500, required=False)
    file = forms.FileField(label=_l("Tệp quét"), required=False)
    answer = reason(_l("Người nộp trả lời"), required=False)

    def papers(self) -> list[GivenPaper]:
        values = self.cleaned_data
        if not (values["name"] or values["file"]):
            return []
        file = values["file"]
        return [
            GivenPaper(
                None,
                name=values["name"] or (file.name if file else ""),
                originals=values["originals"] or (0 if values["copies"] or file else 1),
                copies=values["copies"] or 0,
                file=file.file if file else None,
                file_name=file.name if file else "",
            )
        ]


class StepForm(SeenForm):
    """The outcome of a step. Choices come from the process."""

    outcome = forms.ChoiceField(
        label=_l("Kết quả của bước"),
        widget=forms.RadioSelect,
        error_messages={"required": _l("Chọn kết quả của bước")},
    )
    items = forms.CharField(
        label=_l("Cần bổ sung"),
        required=False,
        help_text=_l("Chỉ khi yêu cầu bổ sung; mỗi dòng một mục."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=4000,
    )
    reason = reason(
        _l("Ý kiến, lý do"), _l("Bắt buộc khi từ chối, dừng hoặc yêu cầu bổ sung."), required=False
    )

    def __init__(self, *args: Any, outcomes: Choices, asks: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["outcome"].choices = outcomes  # type: ignore[attr-defined]
        if not asks:
            del self.fields["items"]


class HandOverForm(SeenForm):
    to = forms.ChoiceField(
        label=_l("Chuyển cho"),
        widget=forms.RadioSelect,
        error_messages={"required": _l("Chọn người hoặc cơ quan nhận")},
    )
    reason = reason(_l("Lời nhắn"), required=False)

    def __init__(self, *args: Any, targets: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = targets  # type: ignore[attr-defined]


class BatchNoteForm(forms.Form):
    reason = reason(_l("Ghi chú"), required=False)


class BatchSignForm(forms.Form):
    reason = reason(_l("Ý kiến"), required=False)


class BatchHandOverForm(forms.Form):
    """To whom all of a selection go. Choices come from the first step."""

    to = forms.ChoiceField(
        label=_l("Chuyển cho"),
        widget=forms.RadioSelect,
        error_messages={"required": _l("Chọn người hoặc cơ quan nhận")},
    )
    reason = reason(_l("Lời nhắn"), required=False)

    def __init__(self, *args: Any, targets: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = targets  # type: ignore[attr-defined]


class TransferForm(SeenForm):
    to_unit = forms.ChoiceField(label=_l("Cơ quan nhận"))
    reason = reason(_l("Lý do, việc nhờ"), _l("Cơ quan nhận đọc được."))

    def __init__(self, *args: Any, targets: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to_unit"].choices = targets  # type: ignore[attr-defined]


class IntakeForm(forms.Form):
    """What the counter types; the papers of the edition are fields too, a group each."""

    request_key = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)
    so = forms.IntegerField(widget=forms.HiddenInput, required=False)
    """The queue number at the window."""
    card = _text(
        _l("Mã QR trên thẻ căn cước"),
        1000,
        hint=_l("Đặt con trỏ ở đây rồi quét thẻ; thông tin tự điền, kiểm lại trước khi tiếp nhận."),
    )
    applicant_kind = forms.ChoiceField(
        label=_l("Người nộp là"),
        choices=[(each.value, _l(each.word)) for each in CitizenKind],
        initial="person",
    )
    applicant_name = _text(_l("Họ tên hoặc tên tổ chức"), required=True)
    applicant_identity = _text(
        _l("Số định danh hoặc mã số thuế"),
        20,
        required=True,
        hint=_l("12 chữ số trên thẻ căn cước."),
        inputmode="numeric",
    )
    applicant_phone = _text(_l("Điện thoại"), 20, inputmode="tel")
    applicant_email = _text(_l("Thư điện tử"), 200, inputmode="email")
    applicant_address = _text(_l("Nơi ở, trụ sở"), 300)
    acted_for_name = _text(_l("Nộp thay cho"), hint=_l("Để trống khi người nộp làm cho chính mình."))
    acted_for_identity = _text(_l("Số định danh của người được nộp thay"), 20, inputmode="numeric")
    channel = forms.ChoiceField(
        label=_l("Cách nộp"),
        choices=[(each.value, _l(each.word)) for each in (Channel.DIRECT, Channel.POST)],
        initial="direct",
    )
    post_code = _text(
        _l("Mã bưu gửi"), 40, hint=_l("Chỉ khi nhận qua bưu chính; in trên phong bì hoặc phiếu gửi.")
    )
    posted_on = DayField(label=_l("Ngày dấu bưu điện"), required=False)
    copies = forms.IntegerField(label=_l("Số bản cần"), min_value=1, max_value=500, initial=1)
    pages = forms.IntegerField(label=_l("Số trang mỗi bản"), min_value=1, max_value=500, initial=1)
    refuse_reason = reason(
        _l("Lý do từ chối tiếp nhận"), _l("Chỉ ghi khi từ chối; người nộp nhận nguyên văn."), required=False
    )

    def __init__(
        self, *args: Any, edition: ProcedureEdition, units: Choices, places: Choices, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.sheet: Sheet | None = None
        """The procedure's own form, where it is asked for at the counter; and what of it no field bears."""
        self.sheet_said: list[str] = []
        self.edition = edition
        asked = asked_of(edition)
        cases = intake.cases_of(asked)
        if cases:
            self.fields["case_name"] = forms.ChoiceField(
                label=_("Trường hợp"),
                choices=[("", _("Chọn trường hợp")), *((case, case) for case in cases)],
                required=False,
            )
        if len(units) > 1:
            self.fields["competent_unit"] = forms.ChoiceField(label=_("Cơ quan giải quyết"), choices=units)
        if len(places) > 1:
            self.fields["place"] = forms.ChoiceField(label=_("Nhận tại"), choices=places)
        exemptions = list(edition.exemptions.all())
        if exemptions:
            self.fields["exemptions"] = forms.MultipleChoiceField(
                label=_("Thuộc diện miễn, giảm"),
                choices=[(each.code, Option(each.words)) for each in exemptions],
                widget=forms.CheckboxSelectMultiple,
                required=False,
            )
        for each in asked:
            self._paper(each)

    def _paper(self, each: intake.Asked) -> None:
        name = f"paper-{each.id}"
        want = intake.counts_words(each.originals, each.copies)
        hint = [want] if want else []
        if each.case_name:
            hint.append(_("trường hợp: %(case)s") % {"case": each.case_name})
        if not each.required:
            hint.append(_("không bắt buộc"))
        self.fields[name] = forms.BooleanField(label=each.name, help_text="; ".join(hint), required=False)
        for end, label, first in (
            ("o", _("Bản chính"), each.originals),
            ("c", _("Bản sao"), each.copies),
        ):
            self.fields[f"{name}-{end}"] = forms.IntegerField(
                label=label, min_value=0, max_value=500, required=False, initial=first
            )
        self.fields[f"{name}-f"] = forms.FileField(label=_("Tệp quét"), required=False)

    def paper_rows(self) -> list[dict[str, Any]]:
        """The paper fields for the page, one group a paper."""
        return [
            {"tick": self[f"paper-{each.pk}"], "o": self[f"paper-{each.pk}-o"], "c": self[f"paper-{each.pk}-c"],
             "f": self[f"paper-{each.pk}-f"]}
            for each in self.edition.papers.all()
        ]  # fmt: skip

    def papers(self) -> tuple[GivenPaper, ...]:
        found = []
        for each in self.edition.papers.all():
            name, values = f"paper-{each.pk}", self.cleaned_data
            file = values.get(f"{name}-f")
            if not values.get(name) and not file:
                continue
            ticked = bool(values.get(name))
            found.append(
                GivenPaper(
                    each.pk,
                    originals=(values.get(f"{name}-o") or 0) if ticked else 0,
                    copies=(values.get(f"{name}-c") or 0) if ticked else 0,
                    file=file.file if file else None,
                    file_name=file.name if file else "",
                )
            )
        return tuple(found)

    def applicant(self) -> GivenPerson:
        values = self.cleaned_data
        return GivenPerson(
            name=values.get("applicant_name", ""),
            kind=values.get("applicant_kind", "person"),
            identity=values.get("applicant_identity", ""),
            phone=values.get("applicant_phone", ""),
            email=values.get("applicant_email", ""),
            address=values.get("applicant_address", ""),
        )

    def acted_for(self) -> GivenPerson | None:
        values = self.cleaned_data
        if not (values.get("acted_for_name") or values.get("acted_for_identity")):
            return None
        return GivenPerson(
            name=values.get("acted_for_name", ""), identity=values.get("acted_for_identity", "")
        )
