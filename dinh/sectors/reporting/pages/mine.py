"""What my unit or office owes to report."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from dinh.ground.figures import whole_number
from dinh.look.shapes import FilterBar
from dinh.town.pages import signed_in

from .. import queries
from ..services import standing_of
from .common import actor_of, owed_line, today

SENT = ("cho-nhan", "xong")
"""Parts shown as a table; the others, still to be written, as the ledger."""


@require_GET
@signed_in
def mine(request: HttpRequest) -> HttpResponse:
    """What one's own unit or office owes, the most pressing first; what waits to be taken; what is done."""
    actor, day = actor_of(request), today()
    part = request.GET.get("phan", "phai-gui")
    part = part if part in queries.reports.PARTS else "phai-gui"
    words = request.GET.get("q", "").strip()
    rows = queries.mine(actor, day, part=part, words=words, after=_after(request.GET.get("sau", "")))
    deed = _("Mở") if part in SENT else _("Viết báo cáo")
    lines = [
        owed_line(
            row, reverse("reporting.report", args=[row.pk]), standing_of(row, day), deed, day, with_unit=False
        )
        for row in rows
    ]
    count = queries.tally(actor, day)
    last = rows[-1] if len(rows) == queries.reports.PAGE else None
    page = SimpleNamespace(earlier="", later=f"{last.due_on.isoformat()}.{last.pk}" if last else "")
    context = {
        "part": part,
        "lines": [] if part in SENT else lines,
        "rows": [(row, standing_of(row, day)) for row in rows] if part in SENT else [],
        "count": count,
        "page": page,
        "bar": FilterBar(query=words, query_words=_("Tìm báo cáo"), keep={"phan": part}),
        "words": words,
        "tab": "mine",
        "receives": bool(queries.regimes_received(actor, day)) if not rows and not words else False,
    }
    return render(request, "reporting/mine.html", context)


def _after(text: str) -> tuple[date, int] | None:
    day, _dot, pk = text.partition(".")
    number = whole_number(pk)
    try:
        return (date.fromisoformat(day), number) if number is not None else None
    except ValueError:
        return None
