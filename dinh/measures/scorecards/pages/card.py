"""A unit's card, and the deeds on the whole of it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from dinh.look.shapes import Choice, FilterBar
from dinh.town.pages import signed_in

from .. import services, sheets
from ..forms import ReasonForm, SheetForm
from ..models import Card, CardState, Evidence
from .common import REFUSALS, Asked, actor_of, asked_of, is_allowed, periods_of, refused_page, url_of
from .tree import lines_of


@require_GET
@signed_in
def card(request: HttpRequest, code: str, unit_code: str) -> HttpResponse:
    """A unit's card: the tree with points, numbers, what is missing, both sides; what may be done with it."""
    asked = asked_of(request, code, unit_code)
    return show(request, asked, SheetForm())


def show(
    request: HttpRequest,
    asked: Asked,
    form: SheetForm,
    *,
    faults: list[sheets.Fault] | None = None,
    status: int = 200,
) -> HttpResponse:
    actor, found = actor_of(request), asked.score()
    row = found.known.card
    evidence = _evidence_counts(row)
    state = row.state if row else CardState.OPEN.value
    lines = lines_of(asked, found, evidence)
    leaves = [line for line in lines if line.mark and not line.aux]
    context = {
        "asked": asked,
        "found": found,
        "lines": lines,
        "apart": [line for line in leaves if line.differs],
        "judged": sum(line.judged for line in leaves),
        "to_judge": len(leaves),
        "row": row,
        "state": state,
        "state_word": CardState(state).label,
        "missing": [line for line in leaves if line.row.most and line.mark and line.mark.state == "missing"],
        "bar": FilterBar(
            pickers=[
                Choice(
                    name="ky",
                    words=_("Kỳ"),
                    options=periods_of(asked.card, asked.period),
                    chosen=asked.period.key,
                    every="",
                )
            ]
        ),
        "form": form,
        "reason": ReasonForm(),
        "faults": faults or [],
        "assesses": state == CardState.OPEN and is_allowed(actor, "measures.self_assess", asked.unit),
        "sends": state == CardState.OPEN and is_allowed(actor, "measures.submit_card", asked.unit),
        "appraises": is_allowed(actor, "measures.appraise_card", asked.unit),
        "gains_url": asked.url("score_gains"),
        "bridge_url": asked.url("score_bridge") if asked.edition.bridge else "",
        "xlsx_url": asked.url("score_xlsx"),
        "ranking_url": _ranking_url(asked),
        "appraised_shown": row is not None and state != CardState.OPEN,
    }
    return render(request, "measures/scores/card.html", context, status=status)


def _ranking_url(asked: Asked) -> str:
    top = asked.unit.parent
    if top is None or 3 not in asked.card.levels:
        return ""
    while top.parent is not None:
        top = top.parent
    return url_of("score_ranking", asked.card, top, asked.period)


def _evidence_counts(row: Card | None) -> dict[int, int]:
    if row is None:
        return {}
    found: dict[int, int] = {}
    for pk in Evidence.objects.filter(card=row, withdrawn_at=None).values_list("criterion_id", flat=True):
        found[pk] = found.get(pk, 0) + 1
    return found


@require_POST
@signed_in
def do(request: HttpRequest, code: str, unit_code: str) -> HttpResponse:
    """Send up, give back, end the appraisal."""
    asked = asked_of(request, code, unit_code)
    back, by, at = asked.url(), actor_of(request), timezone.now()
    try:
        row = Card.objects.filter(edition=asked.edition, unit=asked.unit, period=asked.period.key).first()
        doing = request.POST.get("viec", "")
        if row is None:
            if doing != "gui":
                raise services.Refused(_("Đơn vị chưa gửi bảng của kỳ này."))
            row = services.open_card(
                edition=asked.edition, unit=asked.unit, period=asked.period, by=by, at=at
            )
        if doing == "gui":
            services.send(card_id=row.pk, by=by, at=at)
            messages.success(request, _("Đã gửi bảng tự đánh giá đi thẩm định."))
        elif doing == "tra-lai":
            services.give_back(card_id=row.pk, reason=request.POST.get("reason", ""), by=by, at=at)
            messages.success(request, _("Đã trả lại bảng cho đơn vị."))
        elif doing == "chot":
            services.finish(card_id=row.pk, by=by, at=at)
            messages.success(request, _("Đã chốt thẩm định."))
        else:
            raise services.Refused(_("Không có việc này."))
    except REFUSALS as refused:
        return refused_page(request, refused, back)
    return redirect(back)
