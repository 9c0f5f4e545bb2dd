"""A unit's day: statements loaded, book held against bank, differences settled, the day closed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from dinh.look.fields import read_day
from dinh.town.models import Unit
from dinh.town.pages import signed_in
from dinh.town.services import allowed

from .. import queries, services
from ..forms import CloseForm, SettleForm, StatementForm, put_faults
from ..models import BankAccount, ReconciliationItem
from ..shapes import Difference
from .common import (
    REFUSALS,
    actor_of,
    closed_to,
    found,
    now,
    refused_page,
    status_of,
    tell,
    today,
    unit_asked,
)


def _asked(request: HttpRequest) -> tuple[Unit, date, list[Unit]]:
    unit, units = unit_asked(request, "till.see")
    try:
        day = read_day(request.GET.get("ngay", "") or request.POST.get("ngay", ""))
    except ValueError:
        day = today()
    return found(unit, _("Không có đơn vị này.")), day, units


def _back(unit: Unit, day: date) -> str:
    return f"{reverse('till.day')}?don-vi={unit.code}&ngay={day:%d/%m/%Y}"


def _accounts(unit: Unit) -> list[tuple[str, str]]:
    return [(str(one.pk), str(one)) for one in BankAccount.objects.filter(unit=unit)]


def _shown(
    request: HttpRequest, unit: Unit, day: date, units: list[Unit], *, status: int = 200, **forms_: Any
) -> HttpResponse:
    actor, page = actor_of(request), queries.day_page(unit.pk, day)
    accounts = _accounts(unit)
    closed = page.row is not None and page.row.closed
    open_items = [item for item in page.items if not item.settled]
    context = {
        "unit": unit,
        "units": units,
        "day": day,
        "page": page,
        "closed": closed,
        "for_others": queries.for_others_on(unit.pk, day),
        "open_items": [
            {
                "one": item,
                "form": forms_.get(f"item{item.pk}") or SettleForm(auto_id=f"cl{item.pk}_%s"),
                "takes": item.kind == Difference.MISSING_HERE and (item.theirs or 0) > 0,
            }
            for item in open_items
        ],
        "settled": [item for item in page.items if item.settled],
        "has_accounts": bool(accounts),
        "upload": forms_.get("upload") or StatementForm(accounts=accounts, auto_id="sk_%s"),
        "close": forms_.get("close") or CloseForm(auto_id="ks_%s"),
        "wrong": next(iter(forms_.values()), None),
        "loads": allowed(actor, "till.load_statement", unit.path, now()) and not closed,
        "reconciles": allowed(actor, "till.reconcile", unit.path, now()) and not closed and day <= today(),
        "closes": allowed(actor, "till.close_day", unit.path, now()) and not closed and day <= today(),
    }
    return render(request, "till/day.html", context, status=status)


@require_GET
@signed_in
def day(request: HttpRequest) -> HttpResponse:
    """The day's money, what differs from the bank, and whether the day is closed."""
    if closed := closed_to(request, "till.see", "/"):
        return closed
    return _shown(request, *_asked(request))


def _deed(request: HttpRequest, act: Callable[[Unit, date], str]) -> HttpResponse:
    unit, when, _units = _asked(request)
    try:
        tell(request, act(unit, when))
    except REFUSALS as refused:
        return refused_page(request, refused, _back(unit, when))
    return redirect(_back(unit, when))


@require_POST
@signed_in
def upload(request: HttpRequest) -> HttpResponse:
    """Load a statement; wrong rows are named and then nothing is loaded."""
    unit, when, units = _asked(request)
    form = StatementForm(request.POST, request.FILES, accounts=_accounts(unit), auto_id="sk_%s")
    if not form.is_valid():
        return _shown(request, unit, when, units, status=422, upload=form)
    file = form.cleaned_data["file"]
    try:
        row = services.load_statement(
            account_id=int(form.cleaned_data["account"]),
            name=file.name or "sao-ke",
            contents=file.read(),
            by=actor_of(request),
            at=now(),
        )
    except services.WrongInput as refused:
        if len(refused.faults) > 1:
            return refused_page(request, refused, _back(unit, when))
        put_faults(form, refused)
        return _shown(request, unit, when, units, status=422, upload=form)
    except REFUSALS as refused:
        return refused_page(request, refused, _back(unit, when))
    tell(
        request,
        _("Đã nạp %(new)s giao dịch mới, %(known)s giao dịch đã có.")
        % {"new": row.lines_new, "known": row.lines_known},
    )
    return redirect(_back(unit, row.last_day))


@require_POST
@signed_in
def run(request: HttpRequest) -> HttpResponse:
    """Hold the day against the bank."""

    def act(unit: Unit, when: date) -> str:
        row = services.reconcile_day(unit=unit, day=when, by=actor_of(request), at=now())
        return _("Đã đối soát: %(n)s giao dịch khớp.") % {"n": row.matched}

    return _deed(request, act)


@require_POST
@signed_in
def settle(request: HttpRequest, item_id: int) -> HttpResponse:
    """Settle one difference: with a reason, or by taking the money in."""
    item = found(
        ReconciliationItem.objects.select_related("of__unit").filter(pk=item_id).first(),
        _("Không có chênh lệch này."),
    )
    back = _back(item.of.unit, item.of.day)
    try:
        if "ghi-so" in request.POST:
            services.take_in(item_id=item.pk, by=actor_of(request), at=now())
        else:
            services.settle(
                item_id=item.pk, reason=request.POST.get("reason", ""), by=actor_of(request), at=now()
            )
    except REFUSALS as refused:
        return refused_page(request, refused, back)
    tell(request, _("Đã xử lý chênh lệch."))
    return redirect(back)


@require_POST
@signed_in
def close(request: HttpRequest) -> HttpResponse:
    """Close the day with the cash that was counted."""
    unit, when, units = _asked(request)
    form = CloseForm(request.POST, auto_id="ks_%s")
    status = 422
    if form.is_valid():
        try:
            services.close_day(
                unit=unit,
                day=when,
                cash_counted=form.cleaned_data["cash_counted"],
                reason=form.cleaned_data["reason"],
                by=actor_of(request),
                at=now(),
            )
        except REFUSALS as refused:
            put_faults(form, refused)
            status = status_of(refused)
        else:
            tell(request, _("Đã khóa sổ ngày %(day)s.") % {"day": f"{when:%d/%m/%Y}"})
            return redirect(_back(unit, when))
    return _shown(request, unit, when, units, status=status, close=form)
