"""The shape of what people type at the till."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dinh.look.fields import DayField, FileField, NumberField

from .services import WrongInput
from .shapes import Channel
from .statement_files import MOST_BYTES


class MoneyField(NumberField):
    """Whole đồng, typed 14.000 or 14000."""

    def __init__(self, *, least: int = 1, **kwargs: Any) -> None:
        super().__init__(least=least, most=10**12, **kwargs)

    def to_python(self, value: Any) -> Any:
        number = super().to_python(value)
        if number is None:
            return None
        if number != number.to_integral_value():
            raise forms.ValidationError(_("Số tiền là số đồng nguyên, ví dụ 14.000"), code="part")
        return int(Decimal(number))


def _reason(label: Any, *, required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=600, required=required, widget=forms.Textarea(attrs={"rows": 2})
    )


class CashForm(forms.Form):
    amount = MoneyField(label=gettext_lazy("Số tiền thu (đồng)"))


class HandOverForm(forms.Form):
    amount = MoneyField(label=gettext_lazy("Số tiền nộp (đồng)"))
    bank_ref = forms.CharField(
        label=gettext_lazy("Số tham chiếu khi chuyển khoản"), max_length=64, required=False
    )


class CancelForm(forms.Form):
    reason = _reason(gettext_lazy("Lý do hủy"))


class RefundForm(forms.Form):
    amount = MoneyField(label=gettext_lazy("Số tiền hoàn (đồng)"))
    channel = forms.ChoiceField(
        label=gettext_lazy("Cách hoàn"),
        choices=[
            (Channel.CASH.value, gettext_lazy("Tiền mặt")),
            (Channel.BANK.value, gettext_lazy("Chuyển khoản")),
        ],
    )
    bank_ref = forms.CharField(
        label=gettext_lazy("Số tham chiếu của lần chuyển trả"), max_length=64, required=False
    )
    reason = _reason(gettext_lazy("Lý do hoàn"))


class PlaceForm(forms.Form):
    code = forms.CharField(label=gettext_lazy("Mã khoản phải thu"), max_length=40)
    reason = _reason(gettext_lazy("Lý do ghi vào khoản này"))


class StatementForm(forms.Form):
    account = forms.ChoiceField(label=gettext_lazy("Tài khoản"))

    def __init__(self, *args: Any, accounts: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["account"] = forms.ChoiceField(label=_("Tài khoản"), choices=accounts)
        self.fields["file"] = FileField(label=_("Tệp sao kê"), endings=("csv", "xlsx"), most_bytes=MOST_BYTES)


class SettleForm(forms.Form):
    reason = _reason(gettext_lazy("Lý do và cách xử lý"))


class CloseForm(forms.Form):
    cash_counted = MoneyField(label=gettext_lazy("Tiền mặt kiểm đếm (đồng)"), least=0)
    reason = _reason(gettext_lazy("Lý do nếu khác sổ"), required=False)


class AccountForm(forms.Form):
    bin = forms.CharField(label=gettext_lazy("Mã ngân hàng (BIN)"), max_length=6)
    bank_name = forms.CharField(label=gettext_lazy("Ngân hàng"), max_length=120)
    number = forms.CharField(label=gettext_lazy("Số tài khoản"), max_length=19)
    holder = forms.CharField(label=gettext_lazy("Chủ tài khoản"), max_length=200)
    source = forms.CharField(label=gettext_lazy("Căn cứ"), max_length=300, required=False)
    since = DayField(label=gettext_lazy("Dùng từ ngày"), initial=date.today)


def put_faults(form: forms.Form, refused: Exception) -> None:
    """The refusal's sentences at the fields they name, else over the form."""
    if not isinstance(refused, WrongInput):
        form.add_error(None, str(refused))
        return
    for fault in refused.faults:
        form.add_error(fault.field if fault.field in form.fields else None, fault.sentence)
