"""Cash taken for other units: what is owed both ways, handed over, answered."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from dinh.town.models import Unit
from dinh.town.pages import signed_in
from dinh.town.services import allowed

from .. import queries, services
from ..forms import HandOverForm, put_faults
from ..models import Remittance
from .common import REFUSALS, actor_of, closed_to, found, now, refused_page, status_of, tell, unit_asked


def _shown(
    request: HttpRequest, unit: Unit, units: list[Unit], status: int = 200, wrong: Any = None
) -> HttpResponse:
    actor, page = actor_of(request), queries.between_page(unit.pk)
    sends = allowed(actor, "till.hand_over", unit.path, now())
    answers = allowed(actor, "till.answer_hand_over", unit.path, now())
    context = {
        "unit": unit,
        "units": units,
        "wrong": wrong,
        "owes": [
            {
                "to": to,
                "debt": debt,
                "form": wrong
                if wrong is not None and wrong.data.get("cho") == to.code
                else HandOverForm(initial={"amount": debt.to_send}, auto_id=f"n{to.pk}_%s"),
                "sends": sends and debt.to_send > 0,
            }
            for to, debt in page.for_others
        ],
        "owed": page.by_others,
        "waiting": [
            {"one": row, "transfers": list(queries.transfers_for(row)[:5])}
            for row in page.handed
            if answers and row.unit_id == unit.pk and row.state == "sent"
        ],
        "handed": page.handed,
    }
    return render(request, "till/between.html", context, status=status)


def _unit(request: HttpRequest) -> tuple[Unit, list[Unit]]:
    unit, units = unit_asked(request, "till.see")
    return found(unit, _("Không có đơn vị này.")), units


@require_GET
@signed_in
def between(request: HttpRequest) -> HttpResponse:
    """What the unit took for others and they for it; what is under way."""
    if closed := closed_to(request, "till.see", reverse("till.desk")):
        return closed
    return _shown(request, *_unit(request))


@require_POST
@signed_in
def hand_over(request: HttpRequest) -> HttpResponse:
    """Write down that a sum was handed over."""
    if closed := closed_to(request, "till.see", reverse("till.desk")):
        return closed
    unit, units = _unit(request)
    page = queries.between_page(unit.pk)
    asked = request.POST.get("cho", "")
    to = found(
        next((row for row, _debt in page.for_others if row.code == asked), None), _("Không có đơn vị này.")
    )
    form = HandOverForm(request.POST, auto_id=f"n{to.pk}_%s")
    status = 422
    if form.is_valid():
        try:
            services.hand_over(
                taker=unit,
                unit=to,
                amount=form.cleaned_data["amount"],
                bank_ref=form.cleaned_data["bank_ref"],
                by=actor_of(request),
                at=now(),
            )
        except REFUSALS as refused:
            put_faults(form, refused)
            status = status_of(refused)
        else:
            tell(request, _("Đã ghi việc nộp tiền; đơn vị nhận sẽ xác nhận."))
            return redirect(f"{reverse('till.between')}?don-vi={unit.code}")
    return _shown(request, unit, units, status, form)


@require_POST
@signed_in
def answer(request: HttpRequest, remittance_id: int) -> HttpResponse:
    """Say that the money is there, by which transfer, or that it is not and why."""
    row = found(
        Remittance.objects.select_related("unit").filter(pk=remittance_id).first(),
        _("Không có khoản nộp này."),
    )
    back = f"{reverse('till.between')}?don-vi={row.unit.code}"
    typed = request.POST.get("khoan", "")
    try:
        if "da-nhan" in request.POST:
            payment = int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 18 else None
            services.say_there(remittance_id=row.pk, payment_id=payment, by=actor_of(request), at=now())
        else:
            services.refuse_hand_over(
                remittance_id=row.pk, reason=request.POST.get("reason", ""), by=actor_of(request), at=now()
            )
    except REFUSALS as refused:
        return refused_page(request, refused, back)
    tell(request, _("Đã trả lời khoản nộp."))
    return redirect(back)
