"""The card as the worksheet that provinces use: taken home, brought back filled in."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from dinh.town.pages import signed_in

from .. import services, sheets
from ..forms import SheetForm
from ..models import Card, CardState, Evidence, Side
from .card import show
from .common import REFUSALS, actor_of, asked_of, refused_page

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_GET
@signed_in
def xlsx(request: HttpRequest, code: str, unit_code: str) -> HttpResponse:
    """The card as a worksheet in the form that provinces use."""
    asked = asked_of(request, code, unit_code)
    found = asked.score()
    response = HttpResponse(sheets.to_xlsx(found, _papers_of(found.known.card)), content_type=XLSX)
    name = f"cham-diem-{asked.card.code}-{asked.unit.code}-{asked.period.key}.xlsx"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response


@require_POST
@signed_in
def bring(request: HttpRequest, code: str, unit_code: str) -> HttpResponse:
    """Take a filled-in worksheet: all its rows or, with the faults of each row told, none."""
    asked = asked_of(request, code, unit_code)
    form = SheetForm(request.POST, request.FILES)
    if not form.is_valid():
        return show(request, asked, form, status=422)
    found = asked.score()
    row = found.known.card
    side = Side.APPRAISAL.value if row is not None and row.state == CardState.SENT else Side.SELF.value
    try:
        filled = sheets.from_xlsx(form.cleaned_data["file"].read(), found, side)
        if filled.faults:
            return show(request, asked, form, faults=filled.faults, status=422)
        changed = services.say(
            edition=asked.edition, unit=asked.unit, period=asked.period, side=side, said=filled.said,
            by=actor_of(request), at=timezone.now(),
        )  # fmt: skip
    except sheets.SheetUnreadable as broken:
        form.add_error("file", str(broken))
        return show(request, asked, form, status=422)
    except REFUSALS as refused:
        return refused_page(request, refused, asked.url())
    if changed:
        messages.success(request, _("Đã ghi %(n)s tiêu chí từ bảng.") % {"n": changed})
    else:
        messages.success(request, _("Bảng không có gì mới so với bảng đang có."))
    return redirect(asked.url())


def _papers_of(row: Card | None) -> dict[str, list[str]]:
    """What the evidence column says: number, day, subject."""
    if row is None:
        return {}
    found: dict[str, list[str]] = {}
    rows = Evidence.objects.filter(card=row, withdrawn_at=None).select_related("paper", "criterion")
    for each in rows:
        paper = each.paper
        day = f" ngày {paper.date:%d/%m/%Y}" if paper.date else ""
        found.setdefault(each.criterion.code, []).append(
            f"{paper.whole_number or paper.file_name}{day}: {paper.title}"
        )
    return found
