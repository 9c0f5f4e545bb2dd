"""Disputes that wait for the giver's answer."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from dinh.plans import services
from dinh.plans.models import AllotmentDispute
from dinh.plans.queries import cascade as queries
from dinh.plans.rules.numbers import parse, words_of
from dinh.plans.shapes import SettleKind
from dinh.town.pages import signed_in

from ..common import actor_of, deed, found, now, refused_page, today
from .common import figure_words, promise_of, slug_of


@require_GET
@signed_in
def disputes(request: HttpRequest) -> HttpResponse:
    """Disputes, oldest first, each with the number given, the one proposed and the reason."""
    rows = [
        {
            "dispute": each,
            "row": each.allotment,
            "thing": each.allotment.thing,
            "slug": slug_of(each.allotment.thing),
            "given": promise_of(each.allotment),
            "asked": figure_words(each.allotment.target, each.proposed) if each.proposed is not None else "",
            "number": words_of(each.proposed) if each.proposed is not None else "",
        }
        for each in queries.open_disputes(actor_of(request), today())
    ]
    return render(request, "plans/cascade/disputes.html", {"rows": rows})


@require_POST
@signed_in
def settle(request: HttpRequest, dispute_id: int) -> HttpResponse:
    """Keep the number, or change it; the unit reads the answer."""
    row: AllotmentDispute = found(
        AllotmentDispute.objects.filter(
            pk=dispute_id, allotment__in=queries.visible_allotments(actor_of(request), today())
        )
        .select_related("allotment__unit")
        .first(),
        _("Không có kiến nghị này."),
    )
    changed = request.POST.get("viec") == SettleKind.CHANGED.value
    text = request.POST.get("con-so", "").strip()
    value = parse(text) if changed and text else None
    back = reverse("plans.disputes")
    if changed and text and value is None:
        wrong = services.WrongInput.of("value", _("“%(text)s” không phải số.") % {"text": text[:40]})
        return refused_page(request, wrong, back)
    return deed(
        request,
        lambda: services.settle_dispute(
            dispute_id=row.pk,
            outcome=SettleKind.CHANGED.value if changed else SettleKind.KEPT.value,
            answer=request.POST.get("tra-loi", ""),
            value=value,
            by=actor_of(request),
            at=now(),
        ),
        done=_("Đã trả lời kiến nghị của %(unit)s.") % {"unit": row.allotment.unit.name_in_text},
        back=back,
    )
