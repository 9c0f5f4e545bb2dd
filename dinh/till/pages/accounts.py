"""The accounts on which units take money, and the keys of their banks."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from dinh.town.models import Unit
from dinh.town.pages import signed_in

from .. import queries, services
from ..forms import AccountForm, put_faults
from ..models import BankAccount, BankKey
from .common import REFUSALS, actor_of, closed_to, found, now, refused_page, status_of, tell, unit_asked


def _shown(
    request: HttpRequest,
    unit: Unit,
    units: list[Unit],
    form: AccountForm,
    *,
    status: int = 200,
    key: BankKey | None = None,
) -> HttpResponse:
    rows = BankAccount.objects.filter(unit=unit).prefetch_related("keys")
    context = {
        "unit": unit,
        "units": units,
        "form": form,
        "rows": [
            {
                "one": row,
                "address": request.build_absolute_uri(reverse("till.gate", args=[row.slug])),
                "keys": [(each, each.alive_at(now())) for each in row.keys.all()],
            }
            for row in rows
        ],
        "key": key,
        "secret": services.secret_of(key.key_id) if key else "",
    }
    return render(request, "till/accounts.html", context, status=status)


@require_http_methods(["GET", "POST"])
@signed_in
def accounts(request: HttpRequest) -> HttpResponse:
    """A unit's accounts; POST names a new one."""
    if closed := closed_to(request, "till.manage_account", reverse("till.desk")):
        return closed
    unit, units = unit_asked(request, "till.manage_account")
    unit = found(unit, _("Không có đơn vị này."))
    form = AccountForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                services.open_account(unit=unit, by=actor_of(request), at=now(), **form.cleaned_data)
            except REFUSALS as refused:
                put_faults(form, refused)
                status = status_of(refused)
            else:
                tell(request, _("Đã khai báo tài khoản."))
                return redirect(f"{reverse('till.accounts')}?don-vi={unit.code}")
    return _shown(request, unit, units, form, status=status)


@require_POST
@never_cache
@signed_in
def make_key(request: HttpRequest, account_id: int) -> HttpResponse:
    """A new key: its secret is shown on this answer alone."""
    account = found(
        BankAccount.objects.select_related("unit").filter(pk=account_id).first(),
        _("Không có tài khoản nhận tiền này."),
    )
    try:
        key = services.make_key(account_id=account.pk, by=actor_of(request), at=now())
    except REFUSALS as refused:
        return refused_page(request, refused, reverse("till.desk"))
    units = queries.units_of(actor_of(request), now().date(), "till.manage_account")
    return _shown(request, account.unit, units, AccountForm(), key=key)
