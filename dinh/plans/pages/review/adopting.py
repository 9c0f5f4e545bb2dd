"""The last look before a plan is made, and the deed itself."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dinh.plans import queries, services
from dinh.plans.shapes import KEPT_STATES, ItemKind, ReadingState
from dinh.town.pages import signed_in

from ..common import REFUSALS, actor_of, may, now, status_of, tell, tell_refusal
from . import fields
from .where import reading_of


@require_http_methods(["GET", "POST"])
@signed_in
def adopt(request: HttpRequest, reading_id: int) -> HttpResponse:
    """The last look before a plan is made, and the deed itself."""
    reading = reading_of(request, reading_id)
    if reading.state == ReadingState.ADOPTED.value:
        return redirect("plans.plan", plan_id=reading.plan.pk)
    if reading.state != ReadingState.READY.value:
        return redirect("plans.reading", reading_id=reading.pk)
    status = 200
    if request.method == "POST":
        way = services.adopt_as_read if request.POST.get("viec") == "nhu-may-doc" else services.adopt
        try:
            plan = way(reading_id=reading.pk, by=actor_of(request), at=now())
        except REFUSALS as refused:
            tell_refusal(request, refused)
            status = status_of(refused)
        else:
            tell(request, _("Đã đưa %(plan)s vào theo dõi.") % {"plan": plan.name})
            return redirect("plans.plan", plan_id=plan.pk)
    counts = queries.counts_of(reading)
    kinds = [
        (kind, reading.items.filter(kind=kind.value, state__in=KEPT_STATES).count()) for kind in ItemKind
    ]
    return render(
        request,
        "plans/adopt.html",
        {
            "reading": reading,
            "counts": counts,
            "kinds": kinds,
            "open_problems": reading.problems.filter(settled_at=None).count(),
            "head_rows": fields.head_rows(reading),
            "may_adopt": may(request, "plans.adopt", reading.unit.path),
        },
        status=status,
    )
