"""Late dossiers told to heads, leaders and the province, with their direction; letters of apology that wait."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from dinh.town.pages import signed_in
from dinh.town.services import allowed

from .. import queries, services
from .common import REFUSALS, actor_of, now, refused_page, tell, today


@require_GET
@signed_in
def late(request: HttpRequest) -> HttpResponse:
    """What is late and was told to me, then what will be late and owes a letter."""
    actor, day = actor_of(request), today()
    told = queries.told(actor, day)
    held = queries.held_by([row.dossier_id for row in told])
    context = {
        "told": [
            {
                "one": row,
                "holds": "; ".join(
                    f"{each.step.name}: {each.person.name if each.person else (each.office or each.unit)}"
                    for each in held.get(row.dossier_id, ())
                ),
                "may": allowed(actor, "dossiers.direct", row.unit.path, now(), row.office_id),
            }
            for row in told
        ],
        "letters": [
            {
                "one": row,
                "may": allowed(
                    actor, "dossiers.apologise", row.dossier.unit.path, now(), row.dossier.office_id
                ),
            }
            for row in queries.letters_waiting(actor, day)
        ],
    }
    return render(request, "dossiers/late.html", context)


@require_POST
@signed_in
def direct(request: HttpRequest, escalation_id: int) -> HttpResponse:
    """What is to be done about it."""
    who: dict[str, Any] = {"by": actor_of(request), "at": now()}
    back = reverse("dossiers.late")
    try:
        services.direct(escalation_id=escalation_id, words=request.POST.get("words", ""), **who)
    except REFUSALS as refused:
        return refused_page(request, refused, back)
    tell(request, _("Đã ghi chỉ đạo vào hồ sơ."))
    return redirect(back)
