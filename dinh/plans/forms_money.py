"""The shape of what people type about money: rows of source, year and đồng, and the fields of each deed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dinh.ground.figures import read_money, whole_number
from dinh.plans.forms import DayField, ManyFilesField
from dinh.plans.rules import Fault
from dinh.plans.rules.money import Part
from dinh.plans.rules.money_edition import source, sources_of
from dinh.plans.shapes_money import BudgetKind, PaymentKind

MOST_ROWS = 30


@dataclass(slots=True)
class MoneyRow:
    """One row to fill in. A `fixed` row names its source and year already; `left` says how much there is."""

    index: int
    source: str = ""
    year: str = ""
    amount: str = ""
    fixed: bool = False
    left: int | None = None
    wrong: str = ""

    @property
    def source_name(self) -> str:
        return source(self.source).name


class MoneyRows:
    """The rows of a deed: one for each line there is, and some empty ones to name a new line."""

    def __init__(
        self,
        *,
        lines: Sequence[tuple[str, int, int | None]] = (),
        years: Sequence[int],
        free: int = 1,
        data: QueryDict | None = None,
        begin: Sequence[Part] = (),
    ) -> None:
        self.years = list(years)
        named = {each.code: each for year in years for each in sources_of(year)}
        self.sources = [(code, each.name) for code, each in named.items()]
        self.faults: list[Fault] = []
        self.rows = [
            MoneyRow(n, code, str(year), fixed=True, left=left) for n, (code, year, left) in enumerate(lines)
        ]
        count = len(self.rows) + max(free, len(begin))
        if data is not None:
            count = max(count, min(MOST_ROWS, whole_number(data.get("so-dong")) or 0))
            if data.get("viec") == "them-dong":
                count = min(MOST_ROWS, count + 2)
        usual = str(self.years[0]) if self.years else ""
        while len(self.rows) < count:
            self.rows.append(MoneyRow(len(self.rows), year=usual))
        for row, part in zip(self.rows[len(lines) :], begin, strict=False):
            row.source, row.year, row.amount = part.source, str(part.year), f"{part.amount}"
        if data is not None:
            self._fill(data)

    def _fill(self, data: QueryDict) -> None:
        for row in self.rows:
            if not row.fixed:
                row.source = data.get(f"nguon-{row.index}", "")
                row.year = data.get(f"nam-{row.index}", row.year)
            row.amount = data.get(f"tien-{row.index}", "").strip()

    def parts(self) -> list[Part]:
        """What was typed, as rows of the deed; wrong rows are told by `faults` and marked."""
        made = []
        for row in self.rows:
            if not row.amount:
                continue
            amount, wrong = _whole_dong(row.amount)
            if not row.source:
                wrong = wrong or _("chọn nguồn")
            year = whole_number(row.year, most=2200)
            if year is None or year < 1990:
                wrong = wrong or _("năm viết bốn chữ số, ví dụ 2026")
            if wrong:
                row.wrong = wrong
                self.faults.append(
                    Fault("parts", _("Dòng %(n)s: %(wrong)s") % {"n": row.index + 1, "wrong": wrong})
                )
                continue
            assert amount is not None and year is not None
            made.append(Part(row.source, year, amount))
        return made


def _whole_dong(text: str) -> tuple[int | None, str]:
    """Whole đồng from "2.500.000", "-50 triệu", "1,5 tỷ"; else the sentence that says what is wrong."""
    if len(text) > 40:
        return None, _("số tiền quá dài")
    value = read_money(text)
    if value is None:
        return None, _("“%(text)s” không phải số tiền; viết ví dụ 2.500.000 hoặc 2,5 triệu") % {"text": text}
    if value != value.to_integral_value():
        return None, _("“%(text)s” lẻ dưới một đồng; tiền ghi tròn đồng") % {"text": text}
    return int(value), ""


class MoneyForm(forms.Form):
    """What every deed of money asks besides its rows."""

    files = ManyFilesField(  # type: ignore[assignment]
        label=gettext_lazy("Tệp kèm theo"),
        required=False,
        help_text=gettext_lazy("Quyết định, hợp đồng, biên bản… Tệp được giữ nguyên như lúc nộp."),
    )

    def begin_today(self, *names: str) -> None:
        for name in names:
            self.fields[name].initial = timezone.localdate()


def _words(kind: Any) -> list[tuple[str, Any]]:
    return [(each.value, gettext_lazy(each.word)) for each in kind]


class BudgetForm(MoneyForm):
    kind = forms.ChoiceField(
        label=gettext_lazy("Việc"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Chọn việc")},
    )
    on = DayField(label=gettext_lazy("Ngày quyết định"))
    basis = forms.CharField(
        label=gettext_lazy("Số, ký hiệu quyết định"),
        max_length=200,
        error_messages={"required": gettext_lazy("Ghi số, ký hiệu quyết định")},
    )
    reason = forms.CharField(
        label=gettext_lazy("Lý do, nội dung"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    field_order = ("kind", "on", "basis", "reason", "files")

    def __init__(self, *args: Any, given: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = [each for each in BudgetKind if (each is BudgetKind.FIRST) != given]
        self.fields["kind"].choices = _words(chosen)  # type: ignore[attr-defined]
        self.fields["kind"].initial = chosen[0].value
        self.begin_today("on")


class ContractForm(MoneyForm):
    number = forms.CharField(
        label=gettext_lazy("Số hợp đồng"),
        max_length=80,
        error_messages={"required": gettext_lazy("Nhập số hợp đồng")},
    )
    title = forms.CharField(
        label=gettext_lazy("Gói thầu, nội dung"),
        max_length=400,
        error_messages={"required": gettext_lazy("Nhập tên gói thầu, nội dung hợp đồng")},
    )
    contractor = forms.CharField(
        label=gettext_lazy("Nhà thầu"),
        max_length=300,
        error_messages={"required": gettext_lazy("Nhập tên nhà thầu")},
    )
    on = DayField(label=gettext_lazy("Ngày ký"))
    ends_on = DayField(label=gettext_lazy("Hoàn thành theo hợp đồng"), required=False)
    warranty_until = DayField(label=gettext_lazy("Bảo hành đến"), required=False)
    field_order = ("number", "contractor", "title", "on", "ends_on", "warranty_until", "files")


class AppendixForm(MoneyForm):
    number = forms.CharField(
        label=gettext_lazy("Số phụ lục"),
        max_length=80,
        error_messages={"required": gettext_lazy("Nhập số phụ lục")},
    )
    on = DayField(label=gettext_lazy("Ngày ký"))
    ends_on = DayField(
        label=gettext_lazy("Ngày hoàn thành mới"),
        required=False,
        help_text=gettext_lazy("Bỏ trống nếu không đổi."),
    )
    reason = forms.CharField(
        label=gettext_lazy("Lý do ký phụ lục"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": gettext_lazy("Viết lý do ký phụ lục")},
    )
    field_order = ("number", "on", "ends_on", "reason", "files")


class PaymentForm(MoneyForm):
    kind = forms.ChoiceField(
        label=gettext_lazy("Loại chi"),
        choices=_words(PaymentKind),
        error_messages={"required": gettext_lazy("Chọn loại chi")},
    )
    contract = forms.ChoiceField(label=gettext_lazy("Theo hợp đồng"), required=False)
    on = DayField(label=gettext_lazy("Ngày chi"))
    voucher = forms.CharField(
        label=gettext_lazy("Số chứng từ"),
        max_length=80,
        error_messages={"required": gettext_lazy("Nhập số chứng từ kho bạc")},
    )
    note = forms.CharField(
        label=gettext_lazy("Nội dung chi"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    over_basis = forms.CharField(
        label=gettext_lazy("Văn bản cho phép chi vượt"),
        required=False,
        max_length=200,
        help_text=gettext_lazy(
            "Chỉ ghi khi phải chi vượt hợp đồng hoặc vượt vốn giao; chỉ lãnh đạo đơn vị ghi được."
        ),
    )
    field_order = ("kind", "contract", "on", "voucher", "note", "over_basis", "files")

    def __init__(
        self, *args: Any, contracts: Sequence[tuple[str, str]], may_go_over: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["contract"].choices = [("", _("Không theo hợp đồng")), *contracts]  # type: ignore[attr-defined]
        if not contracts:
            self.fields["kind"].initial = PaymentKind.DIRECT.value
        if not may_go_over:
            del self.fields["over_basis"]
        self.begin_today("on")


class MilestoneForm(forms.Form):
    title = forms.CharField(
        label=gettext_lazy("Mốc"),
        max_length=300,
        help_text=gettext_lazy("Ví dụ: ký hợp đồng, lắp đặt xong, nghiệm thu"),
        error_messages={"required": gettext_lazy("Viết mốc là gì, ví dụ: ký hợp đồng, lắp đặt xong")},
    )
    planned_on = DayField(label=gettext_lazy("Ngày kế hoạch"))
    note = forms.CharField(
        label=gettext_lazy("Ghi chú"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class MoveMilestoneForm(forms.Form):
    planned_on = DayField(label=gettext_lazy("Ngày kế hoạch mới"))
    reason = forms.CharField(
        label=gettext_lazy("Lý do đổi ngày"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": gettext_lazy("Viết lý do đổi ngày")},
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class ReachMilestoneForm(MoneyForm):
    done_on = DayField(label=gettext_lazy("Ngày đạt"))
    note = forms.CharField(
        label=gettext_lazy("Kết quả"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)
    field_order = ("done_on", "note", "files")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.begin_today("done_on")


class StepForm(MoneyForm):
    key = forms.ChoiceField(
        label=gettext_lazy("Bước"), error_messages={"required": gettext_lazy("Chọn một bước trong danh mục")}
    )
    on = DayField(label=gettext_lazy("Ngày của văn bản"))
    paper = forms.CharField(
        label=gettext_lazy("Số, ký hiệu văn bản"),
        max_length=200,
        error_messages={"required": gettext_lazy("Ghi số, ký hiệu văn bản của bước này")},
    )
    note = forms.CharField(label=gettext_lazy("Ghi chú"), required=False, max_length=400)
    field_order = ("key", "on", "paper", "note", "files")

    def __init__(self, *args: Any, steps: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["key"].choices = steps  # type: ignore[attr-defined]
        self.begin_today("on")
