"""The seven papers of a dossier, as files."""

from __future__ import annotations

from datetime import date, datetime, time

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from dinh.look.fields import read_day
from dinh.papers.making import NoPdf
from dinh.town import queries as town_queries
from dinh.town.models import Unit
from dinh.town.pages import signed_in
from dinh.town.shapes import Actor

from .. import papers, queries
from ..models import Dossier
from ..queries.as_of import register_as_of
from ..services import apologising
from ..services.looks import record_page
from ..shapes import LookKind
from .common import actor_of, dossier_of, now, receiving_places, refused_page, today
from .register import read_as_of


def pdf_answer(data: bytes, name: str) -> HttpResponse:
    """A PDF to be looked at in the browser and never kept by what lies between."""
    answer = HttpResponse(data, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer


@require_GET
@signed_in
def form(request: HttpRequest, code: str, slug: str) -> HttpResponse:
    """One of the papers of a dossier as PDF."""
    row = dossier_of(request, code)
    kind = next((each for each in papers.FORMS.values() if each.slug == slug and each.number != "07"), None)
    if kind is None:
        raise Http404(_("Không có mẫu giấy này."))
    record_page(row, LookKind.PAGE, actor_of(request), now())
    try:
        letter = apologising.letter_of(row) if kind.number == "04" else None
        return pdf_answer(
            papers.draw(kind.number, row, letter=letter, now=now()), f"{row.code_key}-{kind.slug}"
        )
    except papers.NothingToSay as nothing:
        raise Http404(str(nothing)) from nothing
    except NoPdf as cannot:
        return refused_page(request, cannot, reverse("dossiers.dossier", args=[row.code]))


def _register(request: HttpRequest, actor: Actor, unit: Unit, on: date) -> list[Dossier]:
    """The rows as they are, or as they stood at the end of the day of `tinh-den`."""
    try:
        as_of = read_as_of(request.GET.get("tinh-den", ""), on)
    except ValueError as wrong:
        raise Http404(str(wrong)) from wrong
    if as_of is None:
        return queries.register(actor, unit, on, today())
    return [each.shown() for each in register_as_of(actor, unit, on, as_of, today())]


@require_GET
@signed_in
def register_pdf(request: HttpRequest) -> HttpResponse:
    """The register of what a unit received on a day as PDF (form 07). `don-vi` is a unit's code; own unit without it."""
    actor = actor_of(request)
    try:
        on = read_day(request.GET["ngay"]) if request.GET.get("ngay") else today()
    except ValueError as wrong:
        raise Http404(str(wrong)) from wrong
    code = request.GET.get("don-vi", "")
    places = receiving_places(actor, today())
    unit: Unit | None = places[0][0] if places else None
    if code:
        unit = town_queries.unit_by_code(code, on)
    elif unit is None:
        first = next((m.unit_path for m in actor.mandates), "")
        unit = Unit.objects.alive_on(today()).filter(path=first).first()
    seen = queries.unit_ids(actor, today())
    if unit is None or not Unit.objects.filter(pk=unit.pk).filter(pk__in=seen).exists():
        raise Http404(_("Không có sổ này, hoặc sổ của nơi anh, chị không được giao xem."))
    day = timezone.make_aware(datetime.combine(on, time()))
    rows = _register(request, actor, unit, on)
    return pdf_answer(papers.draw_register(unit, rows, since=day), f"so-theo-doi-{on:%Y%m%d}")
