"""One inspection: the check-list, what was found, what is explained, what is recommended, how it ends."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from dinh.ground import queries as ground
from dinh.ground import services as ground_services
from dinh.ground.figures import whole_number
from dinh.look import openers
from dinh.look.shapes import Deed, Fact, Step
from dinh.town.models import Person
from dinh.town.pages import signed_in
from dinh.work import queries as work_queries

from .. import choosing, queries, rules, services
from ..forms import AdviceForm, ConcludeForm, ExplainForm, FindingForm
from ..models import Evidence, Inspection
from ..services import may
from ..shapes import InspectionKind, InspectionState
from .common import actor_of, found, inspection_of, now, today

SHOWN = frozenset({"application/pdf", "image/png", "image/jpeg"})
"""Kinds of evidence a browser may show in its window; all others are downloaded."""
SEALED = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:"
_ORDER = ("planned", "running", "explaining", "concluded", "closed")
_STEPS = (
    ("planned", "Chuẩn bị"),
    ("running", "Kiểm tra"),
    ("explaining", "Giải trình"),
    ("concluded", "Kết luận, theo dõi"),
    ("closed", "Kết thúc"),
)


@require_GET
@signed_in
def inspection(request: HttpRequest, inspection_id: int) -> HttpResponse:
    """One inspection with what may be done about it."""
    return show(request, inspection_of(request, inspection_id))


def show(
    request: HttpRequest,
    row: Inspection,
    *,
    bound: dict[str, forms.Form] | None = None,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    """The page, with a form as it was typed when its deed was refused (`bound`: "finding", "advice", "conclude",
    "explain-7")."""
    actor, day, moment = actor_of(request), today(), now()
    bound = bound or {}
    parties = queries.parties_of(row)
    chosen = whole_number(request.POST.get("noi") or request.GET.get("noi", ""))
    view = next((each for each in parties if each.party.pk == chosen), parties[0] if parties else None)
    sees = queries.sees_findings(actor, row, day)
    inspects = may(actor, "inspections.inspect", row, moment)
    running = row.state == InspectionState.RUNNING
    inspecting = inspects and row.state in (InspectionState.RUNNING, InspectionState.EXPLAINING)
    advice = list(row.recommendations.select_related("unit", "office", "finding")) if sees else []
    works = work_queries.by_asker([each.ref for each in advice])
    subjects = list(row.subjects.all())
    plans = may(actor, "inspections.plan", row, moment) and row.state in (
        InspectionState.PLANNED,
        InspectionState.RUNNING,
    )
    seek = request.GET.get("tim", "")
    explains = {
        each.party.pk: row.state == InspectionState.EXPLAINING
        and services.may_explain(actor, each.party, moment)
        and not inspects
        for each in parties
    }
    context: dict[str, Any] = {
        "tab": "list",
        "row": row,
        "steps": _steps(row),
        "facts": _facts(row),
        "members": list(row.members.all()),
        "parties": parties,
        "view": view,
        "sees": sees,
        "checks": inspects and running,
        "inspects": inspecting,
        "starts": inspects and row.state == InspectionState.PLANNED,
        "asks_explaining": inspects and running and any(each.unexplained for each in parties),
        "concludes": row.state in (InspectionState.RUNNING, InspectionState.EXPLAINING)
        and may(actor, "inspections.conclude", row, moment),
        "closes": row.state == InspectionState.CONCLUDED and may(actor, "inspections.close", row, moment),
        "closable": row.state == InspectionState.CONCLUDED
        and may(actor, "inspections.close", row, moment)
        and not rules.closing_faults([each.state for each in advice]),
        "drops": row.state in ("planned", "running", "explaining")
        and may(actor, "inspections.drop", row, moment),
        "explains": bool(view and explains.get(view.party.pk)),
        "advice": [(each, works.get(each.ref)) for each in advice],
        "subjects": [(each, each.ref) for each in subjects],
        "opened": openers.open_all([each.ref for each in subjects if each.ref]),
        "plans": plans,
        "seek": seek,
        "offered": choosing.subjects_for([each.party for each in parties], seek, day) if plans else [],
        "minutes": list(row.evidence.filter(finding=None, explanation=None)),
        "story": _story(row) if sees else [],
        "finding_form": bound.get("finding") or _finding_form(view),
        "advice_form": bound.get("advice") or advice_form(parties),
        "conclude_form": bound.get("conclude") or ConcludeForm(),
        "explain_forms": _explain_forms(view, bound),
        "open_part": next(iter(bound), ""),
        "unexplained": sum(each.unexplained for each in parties),
        "unchecked": sum(each.unchecked for each in parties),
        **more,
    }
    return render(request, "inspections/inspection.html", context, status=status)


def _finding_form(view: queries.PartyView | None) -> FindingForm:
    return FindingForm(items=item_choices(view))


def item_choices(view: queries.PartyView | None) -> list[tuple[str, str]]:
    """The items of a party's check-list, those that fail first."""
    items = [item for _group, some in (view.groups if view else []) for item in some]
    items.sort(key=lambda item: item.result != "fails")
    return [(str(item.pk), item.text[:110]) for item in items]


def advice_form(parties: list[queries.PartyView], data: Any = None) -> AdviceForm:
    return AdviceForm(data, parties=[(str(each.party.pk), each.party.name) for each in parties])


def _explain_forms(
    view: queries.PartyView | None, bound: dict[str, forms.Form]
) -> list[tuple[Any, forms.Form]]:
    return [
        (
            finding,
            bound.get(f"explain-{finding.pk}") or ExplainForm(auto_id=f"gt-{finding.pk}-%s"),
        )
        for finding in (view.findings if view else [])
    ]


def _steps(row: Inspection) -> list[Step]:
    if row.state == InspectionState.DROPPED:
        return []
    at = _ORDER.index(row.state)
    steps = []
    for number, (state, words) in enumerate(_STEPS):
        if state == "explaining" and row.explain_by is None and at > 2:
            continue
        kind = "ok" if number < at or row.state == "closed" else "cur" if number == at else ""
        steps.append(Step(words=_(words), kind=kind))
    return steps


def _facts(row: Inspection) -> list[Fact]:
    days = f"{row.first_day:%d/%m/%Y}"
    if row.last_day != row.first_day:
        days = f"{days} – {row.last_day:%d/%m/%Y}"
    facts = [
        Fact(_("Nơi kiểm tra"), row.inspector, row.unit.full_name),
        Fact(_("Thời gian"), days),
        Fact(_("Cách làm"), _(InspectionKind(row.kind).word)),
    ]
    if row.basis:
        facts.append(Fact(_("Căn cứ"), row.basis))
    if row.explain_by:
        facts.append(Fact(_("Giải trình trước"), f"{row.explain_by:%d/%m/%Y}"))
    if row.concluded_on:
        facts.append(Fact(_("Kết luận ngày"), f"{row.concluded_on:%d/%m/%Y}", row.concluded_by_name))
    if row.closed_on:
        facts.append(Fact(_("Kết thúc ngày"), f"{row.closed_on:%d/%m/%Y}"))
    return facts


def _story(row: Inspection) -> list[Deed]:
    lines = ground.story_of(row.ref, limit=14)
    names = Person.objects.in_bulk({int(line.by_id) for line in lines if line.by_kind == "person"})
    return [
        Deed(
            words=ground_services.deed_words(line.deed),
            who=names[int(line.by_id)].name if line.by_kind == "person" else _("Máy"),
            at=line.at,
        )
        for line in lines
    ]


@require_GET
@signed_in
def file(request: HttpRequest, inspection_id: int, evidence_id: int) -> Any:
    """A kept file, for whoever may read what it belongs to."""
    row = inspection_of(request, inspection_id)
    one: Evidence = found(row.evidence.filter(pk=evidence_id).first(), _("Không có tệp này."))
    if one.finding_id and not queries.sees_findings(actor_of(request), row, today()):
        raise Http404(_("Không có tệp này."))
    response = FileResponse(
        ground.open_kept(one.sha256),
        as_attachment=one.media_type not in SHOWN,
        filename=one.name,
        content_type=one.media_type,
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = SEALED
    return response
