"""Pages of a dossier on line as forms: those of a schema, and those that every dossier has. What may be is decided by rules."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from dinh.catalog import asking
from dinh.catalog.asking.reading import NO, YES, row_count
from dinh.catalog.models import ProcedureEdition
from dinh.ground import calendar
from dinh.look import formats
from dinh.look.fields import Option

from .sayings import say
from .shapes import CitizenKind, GivenPerson

MOST_AS_RADIOS = 8
DAYS_OFFERED = 60
"""Working days that a question for a day of coming offers: about three months."""
_TYPES = {"identity": {"inputmode": "text", "autocomplete": "off", "spellcheck": "false"},
          "phone": {"inputmode": "tel", "autocomplete": "tel"},
          "email": {"inputmode": "email", "autocomplete": "email", "spellcheck": "false"},
          "name": {"autocomplete": "off", "autocapitalize": "words"}}  # fmt: skip


class Loose(forms.CharField):
    """Takes whatever is typed: the schema's rules say what is wrong with it."""

    def validate(self, value: Any) -> None:
        return


class LooseMany(forms.MultipleChoiceField):
    def validate(self, value: Any) -> None:
        return


def days_to_come(today: date) -> list[date]:
    """The working days on which somebody may come, from today on."""
    working = calendar.for_country()
    first = working.next_working_day(today)
    return [first, *(working.add_working_days(first, n) for n in range(1, DAYS_OFFERED))]


def _days_by_month(days: Sequence[date], chosen: str) -> list[Any]:
    """Choices of days under their months; what stands there already stays, were it a day off."""
    values = {formats.day(day) for day in days}
    kept = [(chosen, chosen)] if chosen and chosen not in values else []
    months = groupby(days, key=lambda day: _("Tháng %(n)s/%(year)s") % {"n": day.month, "year": day.year})
    return [
        ("", _("Chọn")),
        *kept,
        *((month, [(formats.day(day), formats.weekday(day)) for day in of]) for month, of in months),
    ]


def _made(field: asking.Field, days: Sequence[date] = (), chosen: str = "") -> forms.Field:
    said: dict[str, Any] = {"label": field.label, "required": field.required, "help_text": _hint(field)}
    options = [
        (each.value, Option(each.words, each.note) if each.note else each.words) for each in field.options
    ]
    if field.kind == "agree":
        made: forms.Field = forms.BooleanField(**{**said, "required": False})
        return made
    if field.kind == "yes":
        return Loose(widget=forms.RadioSelect(choices=[(YES, _("Có")), (NO, _("Không"))]), **said)
    if field.kind == "one" and len(options) <= MOST_AS_RADIOS:
        return Loose(widget=forms.RadioSelect(choices=options), **said)
    if field.kind == "one":
        return Loose(widget=forms.Select(choices=[("", _("Chọn")), *options]), **said)
    if field.kind == "many":
        return LooseMany(choices=options, widget=forms.CheckboxSelectMultiple, **said)
    if field.kind == "long":
        return Loose(widget=forms.Textarea(attrs={"rows": 4}), strip=False, **said)
    if field.working and days:
        said["help_text"] = field.hint or _("Chỉ kê ngày làm việc.")
        return Loose(widget=forms.Select(choices=_days_by_month(days, chosen)), **said)
    attrs: dict[str, str] = dict(_TYPES.get(field.of, {"autocomplete": "off"}))
    if field.kind == "day":
        attrs |= {"inputmode": "numeric", "class": "inp day"}
    elif field.kind in ("whole", "number"):
        attrs |= {"inputmode": "numeric" if field.kind == "whole" else "decimal", "class": "inp number"}
    return Loose(widget=forms.TextInput(attrs=attrs), **said)


def _hint(field: asking.Field) -> str:
    parts = [field.hint]
    if field.kind == "day" and not field.hint:
        parts.append(_("Ví dụ 21/11/1990"))
    if field.example:
        parts.append(_("Ví dụ %(x)s") % {"x": field.example})
    return " ".join(part for part in parts if part)


class AskingForm(forms.Form):
    """One page of a schema, or one row of a page of rows."""

    use_required_attribute = False

    def __init__(
        self,
        page: asking.Page,
        data: QueryDict | None = None,
        *,
        initial: Mapping[str, Any],
        number: int | None = None,
        start: str = "",
        days: Sequence[date] = (),
    ) -> None:
        beside = start.removesuffix("-") or None
        super().__init__(data, initial=dict(initial), prefix=beside if number is None else f"{start}{number}")
        self.page, self.number = page, number
        for field in page.fields:
            there = initial.get(field.name) if data is None else data.get(self.add_prefix(field.name))
            self.fields[field.name] = _made(field, days, str(there or ""))

    def put(self, faults: Iterable[asking.Fault], row: int | None = None) -> None:
        """Each fault beside its field."""
        if not self.is_bound:
            return
        self.is_valid()
        mine = {self.page.path(field, row): field.name for field in self.page.fields}
        for fault in faults:
            if fault.field in mine:
                self.add_error(mine[fault.field], say(fault.sentence))


class PageForms:
    """The forms of one page of a schema: one, or one for each row. `start` stands before every name where more than one
    page is on the screen. `days`: what a question for a day of coming offers; without them the day is typed."""

    MORE = 1

    def __init__(
        self,
        page: asking.Page,
        answers: Mapping[str, Any],
        data: QueryDict | None = None,
        *,
        first: Mapping[str, str] | None = None,
        start: str = "",
        days: Sequence[date] = (),
    ) -> None:
        self.page, self.data, self.start, self.days = page, data, start, days
        filled = asking.typed(page, answers)
        if not page.rows:
            started = page.of in answers and bool(filled)
            before = {} if started else {field.name: field.first for field in page.fields if field.first}
            self.forms = [
                AskingForm(
                    page,
                    data,
                    initial={**before, **({} if started else first or {}), **filled},
                    start=start,
                    days=days,
                )
            ]
            return
        if data is not None:
            count = row_count(lambda name: data.get(start + name, ""))
        else:
            rows = answers.get(page.of)
            count = len(rows) if isinstance(rows, list) else 0
            count = max(count, page.least, 0 if page.of in answers else min(self.MORE, page.most))
        self.forms = [
            AskingForm(page, data, initial=_of_row(filled, number), number=number, start=start, days=days)
            for number in range(count)
        ]

    @property
    def count(self) -> int:
        return len(self.forms)

    def more(self) -> None:
        """One empty row more, everything typed kept."""
        if self.count < self.page.most:
            self.forms.append(
                AskingForm(
                    self.page, self.data, initial={}, number=self.count, start=self.start, days=self.days
                )
            )

    def read(self) -> tuple[Any, list[asking.Fault]]:
        """The values typed, and what could not be read."""
        data = self.data or QueryDict()
        start = self.start
        return asking.read(
            self.page, lambda name: data.get(start + name, ""), lambda name: data.getlist(start + name)
        )

    def put(self, faults: Sequence[asking.Fault]) -> list[asking.Fault]:
        """Each fault beside its field; gives those that name no field of the page."""
        filled = [form for form in self.forms if not self.page.rows or self._says(form)]
        for at, form in enumerate(filled):
            form.put(faults, at if self.page.rows else None)
        return [fault for fault in faults if fault.field == self.page.of]

    def _says(self, form: AskingForm) -> bool:
        data = self.data or QueryDict()
        return any(any(each.strip() for each in data.getlist(form.add_prefix(name))) for name in form.fields)


def _of_row(filled: Mapping[str, Any], number: int) -> dict[str, Any]:
    start = f"{number}-"
    return {key.removeprefix(start): value for key, value in filled.items() if key.startswith(start)}


# ---------------------------------------------------------------- steps that every dossier has


def _text(label: Any, most: int = 200, hint: Any = "", **attrs: str) -> Loose:
    return Loose(
        label=label, max_length=most, required=False, help_text=hint, widget=forms.TextInput(attrs=attrs)
    )


class PersonForm(forms.Form):
    """Who hands in."""

    use_required_attribute = False
    name = _text(_l("Họ tên hoặc tên tổ chức"), autocomplete="name")
    kind = forms.ChoiceField(
        label=_l("Người nộp là"), choices=[(each.value, _l(each.word)) for each in CitizenKind],
        initial="person", widget=forms.RadioSelect, required=False,
    )  # fmt: skip
    identity = _text(
        _l("Số định danh hoặc mã số thuế"),
        20,
        _l("12 chữ số trên thẻ căn cước."),
        inputmode="numeric",
        autocomplete="off",
    )
    phone = _text(
        _l("Điện thoại"), 20, _l("Để nơi nhận gọi khi cần hỏi."), inputmode="tel", autocomplete="tel"
    )
    email = _text(
        _l("Thư điện tử"),
        200,
        _l("Có thì nhận tin khi hồ sơ đổi."),
        inputmode="email",
        autocomplete="email",
    )
    address = _text(_l("Nơi ở, trụ sở"), 300, autocomplete="street-address")

    def __init__(self, *args: Any, proved: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("name", "kind", "identity"):
            self.fields[name].required = True
            self.fields[name].validate = lambda value: None  # type: ignore[method-assign]
            if proved:
                self.fields[name].disabled = True

    def person(self) -> GivenPerson:
        self.is_valid()
        values = self.cleaned_data
        return GivenPerson(
            name=values.get("name", ""), kind=values.get("kind") or "person", identity=values.get("identity", ""),
            phone=values.get("phone", ""), email=values.get("email", ""), address=values.get("address", ""),
        )  # fmt: skip


SELF, OTHER = "chinh-toi", "nguoi-khac"


class ForForm(forms.Form):
    """Whom it is for."""

    use_required_attribute = False
    who = forms.ChoiceField(
        label=_l("Nộp cho ai"),
        widget=forms.RadioSelect,
        error_messages={"required": _l("Chọn nộp cho chính mình hay cho người khác.")},
    )
    name = _text(
        _l("Họ tên người được nộp thay"), hint=_l("Chỉ ghi khi nộp cho người khác."), autocomplete="off"
    )
    identity = _text(_l("Số định danh của người được nộp thay"), 20, inputmode="numeric", autocomplete="off")

    def __init__(self, *args: Any, others: Sequence[tuple[GivenPerson, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = [(f"u{n}", Option(person.name, words)) for n, (person, words) in enumerate(others)]
        self.others = {f"u{n}": person for n, (person, _words) in enumerate(others)}
        self.fields["who"].choices = [  # type: ignore[attr-defined]
            (SELF, _("Cho chính tôi")), *known, (OTHER, _("Cho người khác")),
        ]  # fmt: skip


NONE = "-"


class CaseForm(forms.Form):
    use_required_attribute = False

    def __init__(self, *args: Any, cases: Sequence[str], none: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rest = [(NONE, _("Không thuộc trường hợp nào ở trên"))] if none else []
        self.fields["case_name"] = Loose(
            label=_("Trường hợp nào đúng với anh, chị?"), required=True,
            widget=forms.RadioSelect(choices=[*((case, case) for case in cases), *rest]),
        )  # fmt: skip


class UnitForm(forms.Form):
    use_required_attribute = False

    def __init__(self, *args: Any, units: Sequence[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"] = Loose(
            label=_("Nộp tới nơi nào?"), required=True, widget=forms.RadioSelect(choices=units)
        )


class FeeForm(forms.Form):
    """What the fee is reckoned by."""

    use_required_attribute = False

    def __init__(
        self, *args: Any, edition: ProcedureEdition, counted: Mapping[str, int], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        per = {fee.per for fee in edition.fees.all()}
        if per & {"copy", "page"} and "copies" not in counted:
            self.fields["copies"] = forms.IntegerField(
                label=_("Số bản cần"), min_value=1, max_value=500, initial=1
            )
        if "page" in per and "pages" not in counted:
            self.fields["pages"] = forms.IntegerField(
                label=_("Số trang mỗi bản"), min_value=1, max_value=500, initial=1
            )
        rows = list(edition.exemptions.all())
        if rows:
            self.fields["exemptions"] = forms.MultipleChoiceField(
                label=_("Thuộc diện miễn, giảm"), required=False, widget=forms.CheckboxSelectMultiple,
                help_text=_("Không thuộc diện nào thì bỏ trống. Nơi nhận đối chiếu lại."),
                choices=[(each.code, Option(each.words)) for each in rows],
            )  # fmt: skip


class LooseFile(forms.FileField):
    """Takes any file or none: what may be is looked at where it is kept."""

    def clean(self, data: Any, initial: Any = None) -> Any:
        return data or None


class PaperForm(forms.Form):
    """Files of one paper, or an earlier result in its place."""

    use_required_attribute = False
    file = LooseFile(label=_l("Chọn tệp hoặc chụp ảnh"))

    def __init__(
        self,
        *args: Any,
        earlier: Sequence[tuple[str, str]] = (),
        most: str = "",
        needed: bool = True,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["file"]
        field.required = needed
        field.help_text = _("PDF, ảnh JPG, PNG hoặc Word; mỗi tệp không quá %(most)s.") % {"most": most}
        field.widget.attrs["accept"] = ".pdf,.jpg,.jpeg,.png,.docx,.odt,image/jpeg,image/png,application/pdf"
        if earlier:
            self.fields["earlier"] = Loose(
                label=_("Dùng kết quả đã có"), required=False,
                widget=forms.RadioSelect(choices=[*earlier, ("", _("Không dùng, gửi tệp khác"))]),
            )  # fmt: skip
            self.order_fields(["earlier", "file"])


class OpenForm(forms.Form):
    """Going on with a draft."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.required = True

    code = _text(_l("Mã bản khai"), 20, _l("8 chữ và số."), autocomplete="off", autocapitalize="characters")
    secret = _text(
        _l("Mã mở lại"),
        30,
        _l("12 chữ và số, hiện trên trang bản khai."),
        autocomplete="off",
        autocapitalize="characters",
    )
