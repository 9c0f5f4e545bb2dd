"""How long what is personal is kept, and what was erased."""

from __future__ import annotations

from django.db.models import Count
from django.db.models.functions import TruncDate
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from dinh.town.pages import signed_in
from dinh.town.services import allowed

from .. import keeping_book, services
from ..models import Erasure
from .common import actor_of, now, refused_page, today


@require_GET
@signed_in
def keeping(request: HttpRequest) -> HttpResponse:
    """The rules of today with their source, and the last nights in which something was erased. 1 query."""
    actor = actor_of(request)
    if not any(allowed(actor, "dossiers.see_looks", m.unit_path, now(), m.office_id) for m in actor.mandates):
        said = _("Chỉ lãnh đạo, trưởng phòng xem được trang này.")
        return refused_page(request, services.NotAllowed(said), reverse("dossiers.list"))
    book = keeping_book.on(today())
    words = {rule.what: rule.words for rule in book.rules} if book else {}
    nights = (
        Erasure.objects.annotate(day=TruncDate("at"))
        .values("day", "what")
        .annotate(n=Count("pk"))
        .order_by("-day", "what")[:60]
    )
    shown = [
        {"day": row["day"], "what": _(words.get(row["what"], row["what"])), "n": row["n"]} for row in nights
    ]
    rules = [{"words": _(rule.words), "years": rule.years} for rule in book.rules] if book else []
    context = {"book": book, "rules": rules, "nights": shown}
    return render(request, "dossiers/keeping.html", context)
