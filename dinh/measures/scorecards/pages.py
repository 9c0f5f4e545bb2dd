"""Pages of the scorecards, under /cham-diem/."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Avg
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dinh.ground import services as ground
from dinh.ground.periods import Period, containing
from dinh.ground.search import search_q
from dinh.ground.services import FileRefused
from dinh.look.formats import percent
from dinh.look.shapes import Bars, Choice, FilterBar, PlaceMap, Spot
from dinh.papers import intake
from dinh.papers import queries as papers_queries
from dinh.papers import services as papers
from dinh.papers.rules import OTHER
from dinh.town import queries as town
from dinh.town.models import Unit
from dinh.town.pages import signed_in
from dinh.town.shapes import Actor

from . import loading, scoring, services, sheets
from .forms import EvidenceForm, ReasonForm, SayForm, SheetForm, initial_of
from .models import Card, CardState, Criterion, Evidence, Scorecard, ScoreEdition, Side
from .rules import WHO_MAY, Gain, Mark, may_appraise
from .rules.gains import best_first
from .scoring import NoSuchCard, Score

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
REFUSALS = (*services.REFUSALS, FileRefused, papers.PaperRefused)


# ---------------------------------------------------------------- who, when, where


def _actor(request: HttpRequest) -> Actor:
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None:
        raise PermissionDenied(_("Đăng nhập để xem trang này."))
    return actor


def _today() -> date:
    return timezone.localdate()


def _period(request: HttpRequest, card: Scorecard) -> Period:
    """The period asked for; the one of the scorecard's kind that was last closed when none was."""
    try:
        return Period.parse(request.GET.get("ky", ""))
    except ValueError:
        kind: Any = card.period
        now = containing(_today(), kind)
        return now.previous() if kind == "month" else now


def _periods(card: Scorecard, chosen: Period) -> list[tuple[str, str]]:
    found = {chosen.key: chosen.label_vi}
    kinds = (("month", 13), ("quarter", 5), ("year", 3)) if card.period == "month" else (("year", 5),)
    for kind, how_many in kinds:
        at = containing(_today(), kind)  # type: ignore[arg-type]
        for _n in range(how_many):
            found.setdefault(at.key, at.label_vi)
            at = at.previous()
    return list(found.items())


def _units(actor: Actor, card: Scorecard) -> list[Unit]:
    """The units of the scorecard's levels that this person may see, provinces first."""
    rows = town.visible_units(actor, _today()).filter(level__in=card.levels).select_related("parent")
    return list(rows.order_by("level", "code"))


def _card(code: str) -> Scorecard:
    loading.ensure_loaded(at=timezone.now())
    row = Scorecard.objects.filter(code=code).first()
    if row is None:
        raise Http404(_("Không có bộ chỉ số này."))
    return row


def _unit(request: HttpRequest, code: str) -> Unit:
    row = town.visible_units(_actor(request), _today()).filter(code=code).select_related("parent").first()
    if row is None:
        raise Http404(_("Không có đơn vị này, hoặc đơn vị thuộc nơi anh, chị không được giao xem."))
    return row


def _edition(card: Scorecard, period: Period) -> ScoreEdition:
    try:
        return scoring.edition_for(card.code, period)
    except NoSuchCard as none:
        raise Http404(str(none)) from none


def _url(name: str, card: Scorecard, unit: Unit, period: Period, *more: str) -> str:
    return f"{reverse(f'measures.{name}', args=[card.code, unit.code, *more])}?ky={period.key}"


@dataclass(slots=True)
class Asked:
    """What a page of one unit's card is about."""

    card: Scorecard
    unit: Unit
    period: Period
    edition: ScoreEdition

    def url(self, name: str = "score_card", *more: str) -> str:
        return _url(name, self.card, self.unit, self.period, *more)

    def score(self) -> Score:
        return scoring.score(self.edition, self.unit, self.period)


def _asked(request: HttpRequest, code: str, unit_code: str) -> Asked:
    card = _card(code)
    unit, period = _unit(request, unit_code), _period(request, card)
    if unit.level not in card.levels:
        raise Http404(_("Bộ chỉ số này không dành cho đơn vị cấp này."))
    return Asked(card, unit, period, _edition(card, period))


def _may(actor: Actor, deed: str, unit: Unit) -> bool:
    if deed == "measures.appraise_card":
        return may_appraise(actor.mandates, unit.path, _today())
    from dinh.town.rules import covers

    return any(
        m.role in WHO_MAY[deed] and covers(m, unit.path, _today(), m.office_id) for m in actor.mandates
    )


def _refused(request: HttpRequest, refused: Exception, back: str) -> HttpResponse:
    status = 403 if isinstance(refused, services.NotAllowed) else 409
    return render(
        request, "measures/scores/refused.html", {"said": str(refused), "back": back}, status=status
    )


# ---------------------------------------------------------------- list


@require_GET
@signed_in
def index(request: HttpRequest) -> HttpResponse:
    """Every scorecard, its edition in force with source and doubts, and the way to a unit's card."""
    actor = _actor(request)
    loading.ensure_loaded(at=timezone.now())
    rows = []
    for card in Scorecard.objects.prefetch_related("editions").order_by("code"):
        period = _period(request, card)
        editions = list(card.editions.all())
        now = next(
            (e for e in editions if e.since <= _today() and (e.until is None or e.until >= _today())), None
        )
        units = _units(actor, card)
        rows.append(
            {
                "card": card,
                "now": now,
                "past": [e for e in editions if e is not now],
                "units": units[:200],
                "period": period,
                "periods": _periods(card, period),
                "provinces": _above(actor, card),
            }
        )
    return render(request, "measures/scores/index.html", {"rows": rows})


def _above(actor: Actor, card: Scorecard) -> list[Unit]:
    """Units under which a ranking can be seen."""
    if 3 not in card.levels:
        return []
    return list(town.visible_units(actor, _today()).filter(level=1)[:5])


@require_GET
@signed_in
def choose(request: HttpRequest, code: str) -> HttpResponse:
    """From the list's form to the card of the unit and period chosen there."""
    card = _card(code)
    unit = _unit(request, request.GET.get("don-vi", ""))
    return redirect(_url("score_card", card, unit, _period(request, card)))


# ---------------------------------------------------------------- one unit's card


@dataclass(slots=True)
class Line:
    """One criterion as the page shows it."""

    row: Criterion
    depth: int
    mark: Mark | None
    other: Mark | None
    points: Decimal | None
    other_points: Decimal | None
    most: Decimal
    share: float | None
    kind: str
    source: str
    url: str
    rows_url: str
    papers: int
    remark: str
    differs: bool
    aux: bool
    doubts: tuple[str, ...] = ()


def _lines(asked: Asked, found: Score, evidence: dict[int, int]) -> list[Line]:
    groups = {group.code: group for group in found.own.groups}
    others = {group.code: group for group in found.appraised.groups}
    made = []
    for row in found.criteria:
        depth = 0
        above = row.parent
        while above is not None:
            depth, above = depth + 1, above.parent
        mark, other = found.own.marks.get(row.code), found.appraised.marks.get(row.code)
        if mark is not None:
            points, most = mark.points, mark.most
            other_points = other.points if other else None
        else:
            group = groups.get(row.code)
            points = group.points if group and group.counted else None
            other_points = others[row.code].points if group and others[row.code].counted else None
            most = group.most if group else row.most
        # A heading's bar is of what could be counted under it.
        of = group.counted if (group := groups.get(row.code)) and mark is None else most
        part = float(points / of * 100) if points is not None and of else None
        if mark is not None and mark.share is not None and not row.most:
            part = float(mark.share)
        made.append(
            Line(
                row=row,
                depth=depth,
                mark=mark,
                other=other,
                points=points,
                other_points=other_points,
                most=most,
                share=part,
                kind=kind_of(part),
                source=found.known.sources.get(row.code, ""),
                url=asked.url("score_line", row.code) if row.kind else "",
                rows_url=_rows_url(found, row),
                papers=evidence.get(row.pk, 0),
                remark=sheets.remark_of(found, row.code) if row.kind else "",
                differs=points is not None and other_points is not None and points != other_points,
                aux=bool(row.kind) and not row.most and row.parent is not None,
                doubts=found.known.doubts.get(row.code, ()),
            )
        )
    return made


def kind_of(part: float | None) -> str:
    """The colour of a bar: of the points there are to be had."""
    if part is None:
        return "none"
    return "ok" if part >= 90 else "path" if part >= 70 else "risk" if part >= 50 else "late"


def _rows_url(found: Score, row: Criterion) -> str:
    """Where the rows behind a measured number open."""
    if found.known.sources.get(row.code) != "measure":
        return ""
    reading = found.known.readings[row.code]
    if reading.denominator is None and reading.numerator is None:
        return ""
    asked = urlencode({"don-vi": found.unit.code, "ky": found.period.key})
    return f"{reverse('measures.why', args=[reading.code])}?{asked}"


@require_GET
@signed_in
def card(request: HttpRequest, code: str, unit_code: str) -> HttpResponse:
    """A unit's card: the tree with points, numbers, what is missing, both sides; what may be done with it."""
    asked = _asked(request, code, unit_code)
    return _show_card(request, asked, SheetForm())


def _show_card(
    request: HttpRequest,
    asked: Asked,
    form: SheetForm,
    *,
    faults: list[sheets.Fault] | None = None,
    status: int = 200,
) -> HttpResponse:
    actor, found = _actor(request), asked.score()
    row = found.known.card
    evidence = _evidence_counts(row)
    state = row.state if row else CardState.OPEN.value
    missing = [
        line
        for line in found.criteria
        if line.kind and line.most and found.own.marks[line.code].state == "missing"
    ]
    context = {
        "asked": asked,
        "found": found,
        "lines": _lines(asked, found, evidence),
        "row": row,
        "state": state,
        "state_word": CardState(state).label,
        "missing": missing,
        "bar": FilterBar(
            pickers=[
                Choice(
                    name="ky",
                    words=_("Kỳ"),
                    options=_periods(asked.card, asked.period),
                    chosen=asked.period.key,
                    every="",
                )
            ]
        ),
        "form": form,
        "reason": ReasonForm(),
        "faults": faults or [],
        "assesses": state == CardState.OPEN and _may(actor, "measures.self_assess", asked.unit),
        "sends": state == CardState.OPEN and _may(actor, "measures.submit_card", asked.unit),
        "appraises": _may(actor, "measures.appraise_card", asked.unit),
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
    return _url("score_ranking", asked.card, top, asked.period)


def _evidence_counts(row: Card | None) -> dict[int, int]:
    if row is None:
        return {}
    found: dict[int, int] = {}
    for pk in Evidence.objects.filter(card=row, withdrawn_at=None).values_list("criterion_id", flat=True):
        found[pk] = found.get(pk, 0) + 1
    return found


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


# ---------------------------------------------------------------- one criterion


@require_http_methods(["GET", "POST"])
@signed_in
def line(request: HttpRequest, code: str, unit_code: str, criterion_code: str) -> HttpResponse:
    """One criterion: how it is counted, its numbers, both sides with their forms, the papers beside it."""
    asked, actor = _asked(request, code, unit_code), _actor(request)
    found = asked.score()
    criterion = next((row for row in found.criteria if row.code == criterion_code and row.kind), None)
    if criterion is None:
        raise Http404(_("Bộ chỉ số không có tiêu chí này."))
    measured = sheets.is_measured(found, criterion)
    row = found.known.card
    state = row.state if row else CardState.OPEN.value
    sides = {
        Side.SELF.value: state == CardState.OPEN and _may(actor, "measures.self_assess", asked.unit),
        Side.APPRAISAL.value: state == CardState.SENT and _may(actor, "measures.appraise_card", asked.unit),
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
        "line": next(each for each in _lines(asked, found, {}) if each.row.pk == criterion.pk),
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
    rows = papers_queries.visible(_actor(request), _today()).filter(
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
        papers_queries.paper(_actor(request), int(chosen), _today())
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
        by=_actor(request),
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
                evidence_id=int(request.POST.get("minh-chung", "0")), by=_actor(request), at=timezone.now()
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
                by=_actor(request),
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
        return _refused(request, refused, back)


def _file_evidence(request: HttpRequest, asked: Asked, criterion: Criterion, typed: dict[str, Any]) -> None:
    upload = typed["file"]
    intake.check_evidence(upload, upload.name)
    kept = ground.keep(stream_or_bytes=upload.file, name=upload.name)
    at, by = timezone.now(), _actor(request)
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


# ---------------------------------------------------------------- deeds on the whole card


@require_POST
@signed_in
def do(request: HttpRequest, code: str, unit_code: str) -> HttpResponse:
    """Send up, give back, end the appraisal."""
    asked = _asked(request, code, unit_code)
    back, by, at = asked.url(), _actor(request), timezone.now()
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
        return _refused(request, refused, back)
    return redirect(back)


@require_GET
@signed_in
def xlsx(request: HttpRequest, code: str, unit_code: str) -> HttpResponse:
    """The card as a worksheet in the form that provinces use."""
    asked = _asked(request, code, unit_code)
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
    asked = _asked(request, code, unit_code)
    form = SheetForm(request.POST, request.FILES)
    if not form.is_valid():
        return _show_card(request, asked, form, status=422)
    found = asked.score()
    row = found.known.card
    side = Side.APPRAISAL.value if row is not None and row.state == CardState.SENT else Side.SELF.value
    try:
        filled = sheets.from_xlsx(form.cleaned_data["file"].read(), found, side)
        if filled.faults:
            return _show_card(request, asked, form, faults=filled.faults, status=422)
        changed = services.say(
            edition=asked.edition, unit=asked.unit, period=asked.period, side=side, said=filled.said,
            by=_actor(request), at=timezone.now(),
        )  # fmt: skip
    except sheets.SheetUnreadable as broken:
        form.add_error("file", str(broken))
        return _show_card(request, asked, form, status=422)
    except REFUSALS as refused:
        return _refused(request, refused, asked.url())
    if changed:
        messages.success(request, _("Đã ghi %(n)s tiêu chí từ bảng.") % {"n": changed})
    else:
        messages.success(request, _("Bảng không có gì mới so với bảng đang có."))
    return redirect(asked.url())


# ---------------------------------------------------------------- ranking, simulation, bridge


@require_GET
@signed_in
def ranking(request: HttpRequest, code: str, unit_code: str) -> HttpResponse:
    """The communes of a province by their points, equal points in one place."""
    card = _card(code)
    province, period = _unit(request, unit_code), _period(request, card)
    edition = _edition(card, period)
    units = scoring.units_below(province, [3], min(_today(), period.last))
    found = scoring.scores(edition, units, period)
    places = scoring.places_of(found)
    told = [place for place in places if place.place is not None]
    context = {
        "card": card,
        "edition": edition,
        "unit": province,
        "period": period,
        "places": told,
        "unranked": [place for place in places if place.place is None],
        "bars": Bars(
            title=_("Mười đơn vị đứng đầu"),
            values=[float(place.share) for place in told[:10]],
            labels=[place.score.unit.name for place in told[:10]],
            kinds=[kind_of(float(place.share)) for place in told[:10]],
            urls=[_url("score_card", card, place.score.unit, period) for place in told[:10]],
            unit="%",
            head=_("Đơn vị"),
        )
        if len(told) > 1
        else None,
        "map": _map(card, province, period, places) if len(places) > 1 else None,
        "bar": FilterBar(
            pickers=[Choice(name="ky", words=_("Kỳ"), options=_periods(card, period), chosen=period.key)]
        ),
        "mosts": sorted({place.score.own.most_counted for place in told}),
    }
    return render(request, "measures/scores/ranking.html", context)


_NAMED = 4
"""So many of the first and of the last are named on the map."""


def _map(card: Scorecard, province: Unit, period: Period, places: Sequence[scoring.Place]) -> PlaceMap:
    """Where the units that are ranked lie, by the part of the points they have. 1 query."""
    told = [place for place in places if place.place is not None]
    named = {
        place.score.unit.pk for place in (told[:_NAMED] + told[-_NAMED:] if len(told) > 2 * _NAMED else told)
    }
    country = {
        parent: (north, east)
        for parent, north, east in Unit.objects.alive_on(min(_today(), period.last))
        .filter(level=3, latitude__isnull=False, longitude__isnull=False)
        .exclude(kind="dac-khu")
        .values_list("parent__code")
        .annotate(north=Avg("latitude"), east=Avg("longitude"))
        .order_by("parent__code")
    }
    here = country.pop(province.code, None)
    return PlaceMap(
        title=_("Phần điểm đạt của từng đơn vị trên bản đồ"),
        spots=[
            Spot(
                place.score.unit.name,
                place.score.unit.latitude,
                place.score.unit.longitude,
                kind_of(float(place.share)) if place.place is not None else "none",
                percent(float(place.share)) if place.place is not None else _("chưa đủ số để xếp"),
                _url("score_card", card, place.score.unit, period),
                place.score.unit.pk in named,
            )
            for place in sorted(places, key=lambda each: each.score.unit.pk not in named)
        ],
        country=[each for code, each in country.items() if code],
        here=here,
        words={
            "ok": _("Từ 90% số điểm"),
            "path": _("70% đến dưới 90%"),
            "risk": _("50% đến dưới 70%"),
            "late": _("Dưới 50%"),
            "none": _("Chưa đủ số để xếp"),
        },
    )


@require_GET
@signed_in
def gains(request: HttpRequest, code: str, unit_code: str) -> HttpResponse:
    """What lifts the unit most by the end of the year: points still to be had, what they take."""
    asked = _asked(request, code, unit_code)
    year = Period("year", asked.period.year)
    asked = Asked(asked.card, asked.unit, year, _edition(asked.card, year))
    found = asked.score()
    day = min(_today(), year.last)
    rows = scoring.gains_of(found, day)
    words = {row.code: row for row in found.criteria}
    # A number that records would answer and cannot yet is no work that lifts: it stands apart.
    lacking = {
        code for code, mark in found.own.marks.items() if mark.state == "missing" and words[code].measure
    }
    _first, lift = best_first([row for row in rows if row.code not in lacking], 3)
    context = {
        "asked": asked,
        "found": found,
        "rows": [
            {"gain": row, "row": words[row.code], "effort": _effort(row), "what": _what(row, words[row.code])}
            for row in rows
            if row.code not in lacking
        ],
        "uncounted": [
            {"gain": row, "row": words[row.code], "why": found.own.marks[row.code].given.missing}
            for row in rows
            if row.code in lacking
        ],
        "lift": lift,
        "after": found.total + lift,
        "day": day,
    }
    return render(request, "measures/scores/gains.html", context)


def _effort(gain: Gain) -> str:
    return {1: _("ít công"), 2: _("vừa"), 3: _("nhiều công")}[gain.effort]


def _what(gain: Gain, row: Criterion) -> str:
    if gain.more and gain.to_come is None:
        return _("Thêm %(more)s thủ tục") % {"more": gain.more}
    if gain.more is None or gain.to_come is None:
        return _("Ghi số, nộp minh chứng") if gain.now is None else _("Làm thêm, nộp minh chứng")
    if not gain.to_come:
        return _("Kỳ đã hết")
    words = {"more": gain.more, "come": gain.to_come}
    if gain.full:
        return _("Thêm %(more)s trong khoảng %(come)s trường hợp còn đến") % words
    return _("Cả %(come)s trường hợp còn đến đều đạt cũng chưa đủ điểm tối đa") % words


@require_GET
@signed_in
def bridged(request: HttpRequest, code: str, unit_code: str) -> HttpResponse:
    """The edition before and this one: which criterion became which, points carried, what has no counterpart."""
    asked = _asked(request, code, unit_code)
    try:
        old_edition, new_edition, made = scoring.bridge_of(asked.edition, asked.unit, asked.period)
    except NoSuchCard as none:
        raise Http404(str(none)) from none
    old = {row.code: row for row in scoring.criteria_of(old_edition)}
    new = {row.code: row for row in scoring.criteria_of(new_edition)}
    context = {
        "asked": asked,
        "old_edition": old_edition,
        "new_edition": new_edition,
        "bridge": made,
        "counted": any(pair.old_points is not None for pair in made.carried),
        "rows": [{"pair": pair, "old": old[pair.old], "new": new[pair.new]} for pair in made.carried],
        "gone": [old[code_] for code_ in made.gone],
        "fresh": [new[code_] for code_ in made.fresh],
    }
    return render(request, "measures/scores/bridge.html", context)


routes = [
    path("cham-diem/", index, name="measures.scores"),
    path("cham-diem/<slug:code>/", choose, name="measures.score_choose"),
    path("cham-diem/<slug:code>/<slug:unit_code>/", card, name="measures.score_card"),
    path("cham-diem/<slug:code>/<slug:unit_code>/viec/", do, name="measures.score_do"),
    path("cham-diem/<slug:code>/<slug:unit_code>/bang.xlsx", xlsx, name="measures.score_xlsx"),
    path("cham-diem/<slug:code>/<slug:unit_code>/nap/", bring, name="measures.score_bring"),
    path("cham-diem/<slug:code>/<slug:unit_code>/xep-hang/", ranking, name="measures.score_ranking"),
    path("cham-diem/<slug:code>/<slug:unit_code>/mo-phong/", gains, name="measures.score_gains"),
    path("cham-diem/<slug:code>/<slug:unit_code>/cau-noi/", bridged, name="measures.score_bridge"),
    path(
        "cham-diem/<slug:code>/<slug:unit_code>/tieu-chi/<str:criterion_code>/",
        line,
        name="measures.score_line",
    ),
]
