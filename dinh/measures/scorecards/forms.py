"""What people type on the pages of scorecards."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dinh.look.fields import FileField, NumberField

from .models import Criterion, Said, Side
from .rules import Kind
from .services import Words
from .sheets import MOST_BYTES

EVIDENCE_BYTES = 30_000_000


class SayForm(forms.Form):
    """What one side says of one criterion."""

    applies = forms.BooleanField(label=_("Tiêu chí này không áp dụng cho đơn vị"), required=False)
    numerator = NumberField(label=_("Tử số"), required=False)
    denominator = NumberField(label=_("Mẫu số"), required=False)
    value = NumberField(label=_("Giá trị"), required=False)
    choice = forms.ChoiceField(
        label=_("Mức đạt"),
        required=False,
        choices=[("", _("chưa chọn")), ("yes", _("Có, đủ")), ("half", _("Một nửa")), ("no", _("Không"))],
    )
    points = NumberField(
        label=_("Điểm"), required=False, help_text=_("Để trống thì điểm tính theo số ở trên.")
    )
    remark = forms.CharField(
        label=_("Nhận xét"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, criterion: Criterion, side: str, measured: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if criterion.kind != Kind.CHOICE:
            del self.fields["choice"]
        if criterion.kind not in (Kind.RATIO, Kind.THRESHOLD):
            del self.fields["numerator"], self.fields["denominator"]
        if criterion.kind in (Kind.CHOICE, Kind.RATIO, Kind.THRESHOLD):
            del self.fields["value"]
        if side == Side.SELF and measured:
            for name in ("numerator", "denominator", "value", "choice", "points"):
                self.fields.pop(name, None)
        if side == Side.APPRAISAL:
            self.fields["points"].label = _("Điểm thẩm định")

    def words(self) -> Words:
        typed = self.cleaned_data
        return Words(
            numerator=typed.get("numerator"),
            denominator=typed.get("denominator"),
            value=typed.get("value"),
            choice=typed.get("choice") or "",
            points=_cent(typed.get("points")),
            applies=not typed.get("applies"),
            remark=(typed.get("remark") or "").strip(),
        )


def _cent(points: Decimal | None) -> Decimal | None:
    return None if points is None else points.quantize(Decimal("0.01"))


def initial_of(row: Said | None) -> dict[str, Any]:
    """A form as it was last said."""
    if row is None:
        return {}
    plain = {name: _plain(getattr(row, name)) for name in ("numerator", "denominator", "value", "points")}
    return {**plain, "choice": row.choice, "applies": not row.applies, "remark": row.remark}


def _plain(number: Decimal | None) -> Decimal | None:
    if number is None:
        return None
    return number.quantize(Decimal(1)) if number == number.to_integral_value() else number.normalize()


class EvidenceForm(forms.Form):
    """A paper that shows a criterion."""

    number = forms.CharField(label=_("Số, ký hiệu"), max_length=80, required=False)
    title = forms.CharField(label=_("Trích yếu"), max_length=500)
    file = FileField(
        label=_("Tệp văn bản"), endings=(".pdf", ".docx", ".jpg", ".png"), most_bytes=EVIDENCE_BYTES
    )


class SheetForm(forms.Form):
    """A filled-in worksheet."""

    file = FileField(label=_("Bảng đã điền (.xlsx)"), endings=(".xlsx",), most_bytes=MOST_BYTES)


class ReasonForm(forms.Form):
    """Why a card goes back."""

    reason = forms.CharField(
        label=_("Vì sao trả lại"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )
