"""What a unit offers: the list, more of it, less of it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from dinh.town import queries as town_queries
from dinh.town.models import Office, Unit
from dinh.town.pages import signed_in

from .. import queries, services
from ..forms import EndForm, OfferForm
from .common import actor_of, deed, found, may, now, open_to, refused_page, status_of, tell, today, units_for

_LEVELS = {1: "tinh", 3: "xa"}


@require_http_methods(["GET", "POST"])
@signed_in
def offers(request: HttpRequest) -> HttpResponse:
    """What a unit offers, and the procedures of its level that it could."""
    if closed := open_to(request, "catalog.offer", reverse("catalog.desk")):
        return closed
    actor, day = actor_of(request), today()
    mine = units_for(actor, "catalog.offer", day)
    code = request.GET.get("don-vi", "") or mine[0].code
    unit: Unit = found(town_queries.unit_by_code(code[:8], day), _("Không có đơn vị này."))
    allowed = may(actor, "catalog.offer", unit)
    offered = queries.offers_in(unit, day)
    there = {row.procedure_id for row in offered if row.until is None}
    could = queries.find(day=day, level=_LEVELS.get(unit.level, "none"), limit=500).rows
    offices = town_queries.offices_of(unit, day)
    form = OfferForm(
        request.POST or None, offices=[(str(o.pk), o.name) for o in offices], initial={"since": day}
    )
    status = 200
    ticked = request.POST.getlist("ma")
    if request.method == "POST":
        status = 422
        if form.is_valid():
            chosen: Office | None = next(
                (o for o in offices if str(o.pk) == form.cleaned_data["office"]), None
            )
            try:
                made = services.offer(
                    unit=unit,
                    codes=ticked,
                    since=form.cleaned_data["since"],
                    office=chosen,
                    by=actor,
                    at=now(),
                )
            except services.NotAllowed as refused:
                return refused_page(request, refused, request.get_full_path())
            except services.REFUSALS as refused:
                for fault in getattr(refused, "faults", ()):
                    form.add_error(fault.where if fault.where in form.fields else None, fault.sentence)
                status = status_of(refused)
            else:
                tell(
                    request, _("%(unit)s nhận thêm %(n)s thủ tục.") % {"unit": unit.full_name, "n": len(made)}
                )
                return redirect(f"{reverse('catalog.offers')}?don-vi={unit.code}")
    below = town_queries.children_of(unit, day) if unit.level == 1 else []
    shown = {
        "unit": unit,
        "units": list({u.pk: u for u in (*mine, *below, unit)}.values()),
        "offered": offered,
        "could": [row for row in could if row.pk not in there],
        "form": form,
        "ticked": ticked,
        "allowed": allowed,
        "end_form": EndForm(),
    }
    return render(request, "catalog/offers.html", shown, status=status)


@require_POST
@signed_in
def stop(request: HttpRequest, offer_id: int) -> HttpResponse:
    """The last day on which a unit offers a procedure."""
    back = request.POST.get("ve", "")
    back = f"{reverse('catalog.offers')}?don-vi={back}" if back.isdigit() else reverse("catalog.offers")
    form = EndForm(request.POST)
    if not form.is_valid():
        said = " ".join(str(error) for errors in form.errors.values() for error in errors)
        return refused_page(request, services.WrongInput.of("until", said), back)
    data = form.cleaned_data
    return deed(
        request,
        lambda: services.stop_offering(
            offer_id=offer_id, until=data["until"], reason=data["reason"], by=actor_of(request), at=now()
        ),
        done=_("Đã ghi ngày thôi nhận."),
        back=back,
    )
