"""One criterion of a card: its numbers, both sides with their forms, the papers beside it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dinh.ground import services as ground
from dinh.ground.search import search_q
from dinh.papers import intake
from dinh.papers import queries as papers_queries
from dinh.papers import services as papers
from dinh.papers.rules import OTHER
from dinh.town.pages import signed_in

from .. import services, sheets
from ..forms import EvidenceForm, SayForm, initial_of
from ..models import Card, CardState, Criterion, Evidence, Side
from .common import REFUSALS, Asked, actor_of, asked_of, is_allowed, refused_page, today
from .tree import lines_of


@require_http_methods(["GET", "POST"])
@signed_in
def line(request: HttpRequest, code: str, unit_code: str, criterion_code: str) -> HttpResponse:
    """One criterion: how it is counted, its numbers, both sides with their forms, the papers beside it."""
    asked, actor = asked_of(request, code, unit_code), actor_of(request)
    found = asked.score()
    criterion = next((row for row in found.criteria if row.code == criterion_code and row.kind), None)
    if criterion is None:
        raise Http404(_("Bộ chỉ số không có tiêu chí này."))
    measured = sheets.is_measured(found, criterion)
    row = found.known.card
    state = row.state if row else CardState.OPEN.value
    sides = {
        Side.SELF.value: state == CardState.OPEN and is_allowed(actor, "measures.self_assess", asked.unit),
        Side.APPRAISAL.value: state == CardState.SENT
        and is_allowed(actor, "measures.appraise_card", asked.unit),
    }
    forms = {}
    for side, may in sides.items():
        if may:
            said = found.known.said.get((criterion.code, side))
            typed = request.POST if request.POST.get("ben") == side else None
            forms[side] = SayForm(
                typed,
                criterion=criterion,
                side=side,
                measured=measured,
                initial=initial_of(said),
                prefix=side,
            )
    evidence = EvidenceForm(
        request.POST if request.POST.get("viec") == "minh-chung" else None,
        request.FILES if request.POST.get("viec") == "minh-chung" else None,
        prefix="mc",
    )
    if request.method == "POST":
        answer = _post_line(request, asked, criterion, forms, evidence)
        if answer is not None:
            return answer
    mark = found.own.marks[criterion.code]
    context = {
        "asked": asked,
        "found": found,
        "row": criterion,
        "mark": mark,
        "other": found.appraised.marks[criterion.code],
        "line": next(each for each in lines_of(asked, found, {}) if each.row.pk == criterion.pk),
        "reading": found.known.readings.get(criterion.code),
        "said": found.known.said.get((criterion.code, Side.SELF.value)),
        "said_other": found.known.said.get((criterion.code, Side.APPRAISAL.value)),
        "self_form": forms.get(Side.SELF.value),
        "other_form": forms.get(Side.APPRAISAL.value),
        "evidence_form": evidence if sides[Side.SELF.value] else None,
        "filed": _filed(request, asked, row, criterion) if sides[Side.SELF.value] else None,
        "papers": Evidence.objects.filter(card=row, criterion=criterion, withdrawn_at=None).select_related(
            "paper"
        )
        if row
        else [],
        "measured": measured,
        "steps": [(Decimal(least), Decimal(points)) for least, points in criterion.steps],
    }
    wrong = any(form.errors for form in forms.values()) or evidence.errors
    return render(request, "measures/scores/line.html", context, status=422 if wrong else 200)


MOST_FILED = 8


@dataclass(slots=True)
class Filed:
    """Papers of the unit that are filed already and may be laid beside a criterion."""

    words: str
    rows: list[Any]
    more: bool


def _filed(request: HttpRequest, asked: Asked, card: Card | None, criterion: Criterion) -> Filed:
    """The unit's papers that this person may read, the newest first, by the words looked for; those laid here already left out.
    1 query."""
    words = request.GET.get("tim", "").strip()[:100]
    rows = papers_queries.visible(actor_of(request), today()).filter(
        search_q("search", words), unit=asked.unit
    )
    if card is not None:
        laid = Evidence.objects.filter(card=card, criterion=criterion, withdrawn_at=None)
        rows = rows.exclude(pk__in=laid.values("paper"))
    found = list(rows.order_by("-received_at", "-pk")[: MOST_FILED + 1])
    return Filed(words, found[:MOST_FILED], len(found) > MOST_FILED)


def _lay_filed(request: HttpRequest, asked: Asked, criterion: Criterion) -> None:
    """Lay a paper that is filed already beside the criterion; one that this person may not read is none."""
    chosen = request.POST.get("van-ban", "")
    paper = (
        papers_queries.paper(actor_of(request), int(chosen), today())
        if chosen.isdecimal() and len(chosen) < 18
        else None
    )
    if paper is None:
        raise services.Refused(_("Không có văn bản này, hoặc anh, chị không được xem văn bản này."))
    services.attach(
        edition=asked.edition,
        unit=asked.unit,
        period=asked.period,
        code=criterion.code,
        paper=paper,
        by=actor_of(request),
        at=timezone.now(),
    )


def _post_line(
    request: HttpRequest,
    asked: Asked,
    criterion: Criterion,
    forms: dict[str, SayForm],
    evidence: EvidenceForm,
) -> HttpResponse | None:
    """What was posted, done; None shows the page again with what is wrong."""
    back = asked.url("score_line", criterion.code)
    doing = request.POST.get("viec", "")
    try:
        if doing == "bo-minh-chung":
            services.withdraw_evidence(
                evidence_id=int(request.POST.get("minh-chung", "0")), by=actor_of(request), at=timezone.now()
            )
            messages.success(request, _("Đã bỏ minh chứng khỏi tiêu chí; văn bản vẫn lưu."))
            return redirect(back)
        if doing == "van-ban-da-luu":
            _lay_filed(request, asked, criterion)
            messages.success(request, _("Đã thêm văn bản đã lưu làm minh chứng."))
            return redirect(back)
        if doing == "minh-chung":
            if not evidence.is_valid():
                return None
            _file_evidence(request, asked, criterion, evidence.cleaned_data)
            messages.success(request, _("Đã lưu văn bản và thêm làm minh chứng."))
            return redirect(back)
        side = request.POST.get("ben", "")
        form = forms.get(side)
        if form is None:
            raise services.Refused(_("Lúc này không ghi được bên này."))
        if not form.is_valid():
            return None
        try:
            services.say(
                edition=asked.edition,
                unit=asked.unit,
                period=asked.period,
                side=side,
                said={criterion.code: form.words()},
                by=actor_of(request),
                at=timezone.now(),
            )
        except services.Refused as refused:
            if not refused.code:
                raise
            form.add_error(None, str(refused))
            return None
        messages.success(request, _("Đã ghi tiêu chí %(code)s.") % {"code": criterion.code})
        return redirect(asked.url())
    except Evidence.DoesNotExist:
        raise Http404(_("Không có minh chứng này.")) from None
    except REFUSALS as refused:
        return refused_page(request, refused, back)


def _file_evidence(request: HttpRequest, asked: Asked, criterion: Criterion, typed: dict[str, Any]) -> None:
    upload = typed["file"]
    intake.check_evidence(upload, upload.name)
    kept = ground.keep(stream_or_bytes=upload.file, name=upload.name)
    at, by = timezone.now(), actor_of(request)
    paper = papers.file(
        kept=kept,
        number=typed["number"],
        symbol="",
        date=None,
        issuer=asked.unit.full_name,
        kind=OTHER,
        title=typed["title"],
        unit=asked.unit,
        by=by,
        at=at,
    )
    services.attach(
        edition=asked.edition,
        unit=asked.unit,
        period=asked.period,
        code=criterion.code,
        paper=paper,
        by=by,
        at=at,
    )
