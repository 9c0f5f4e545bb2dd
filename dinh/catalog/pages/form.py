"""The form of an edition as whoever fills it meets it, for those who keep the catalogue."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dinh.town.pages import signed_in

from ..asking.outline import outline
from .common import edition_for


@require_safe
@signed_in
def form(request: HttpRequest, edition_id: int) -> HttpResponse:
    """Every page of the form with its questions, those that only some answers bring among them."""
    row = edition_for(request, edition_id)
    if not row.form_schema:
        raise Http404(_("Bản này chưa có tờ khai."))
    shown = {"row": row, "procedure": row.procedure, "parts": outline(row.form_schema)}
    return render(request, "catalog/form.html", shown)
