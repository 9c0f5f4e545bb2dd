"""A receipt: on the screen, on paper A4 or A5, as PDF."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from dinh.town.pages import signed_in

from .. import queries
from ..models import Receipt
from ..receipt_pdf import SIZES, NoPdf, paper_of, pdf_of
from ..services import WrongState
from ..words import say
from .common import actor_of, found, refused_page, today


def _receipt(request: HttpRequest, receipt_id: int) -> Receipt:
    row: Receipt = found(
        queries.receipt_for(actor_of(request), receipt_id, today()), _("Không có biên lai này.")
    )
    return row


def _size(request: HttpRequest) -> str:
    size = request.GET.get("kho", "a5").lower()
    return size if size in SIZES else "a5"


@require_GET
@signed_in
def receipt(request: HttpRequest, receipt_id: int) -> HttpResponse:
    """The receipt on the screen; the browser prints it alone."""
    row = _receipt(request, receipt_id)
    context = {"row": row, "paper": paper_of(row), "size": _size(request)}
    return render(request, "till/receipt.html", context)


@require_GET
@signed_in
def pdf(request: HttpRequest, receipt_id: int) -> HttpResponse:
    """The receipt as PDF, A5 or A4."""
    row = _receipt(request, receipt_id)
    size = _size(request)
    try:
        made = pdf_of(row, size)
    except NoPdf as wrong:
        return refused_page(request, WrongState(say(str(wrong))), reverse("till.receipt", args=[row.pk]))
    response = HttpResponse(made, content_type="application/pdf")
    name = f"bien-lai-{row.series}-{row.year}-{row.number:07d}-{size}.pdf"
    response["Content-Disposition"] = f'inline; filename="{name}"'
    return response
