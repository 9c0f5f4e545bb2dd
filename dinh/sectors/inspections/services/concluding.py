"""Concluding, following recommendations to the end, closing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from dinh.ground import services as ground
from dinh.ground.shapes import Kept
from dinh.town.shapes import Actor
from dinh.work import services as work
from dinh.work.shapes import Ask

from .. import rules
from ..models import Inspection, Recommendation
from ..shapes import FindingKind, InspectionClosed, InspectionConcluded, InspectionState, RecommendationState
from .common import (
    File,
    StaleInspection,
    WrongInput,
    attach,
    keep_files,
    locked,
    moved,
    name_of,
    note,
)
from .inspecting import INSPECTING, party_ref


def close_asked(row: Inspection, outcome: str, by: Actor | None, at: datetime) -> None:
    """Take what is still asked for explaining off the desks."""
    for party in row.parties.all():
        work.close(asked_by=party_ref(party), outcome=outcome, by=by, at=at)


def ask_for_recommendations(row: Inspection, by: Actor | None, at: datetime) -> int:
    """Every drafted recommendation becomes work of whoever carries it out. Gives how many."""
    drafts = list(row.recommendations.filter(state=RecommendationState.DRAFT.value))
    if not drafts:
        return 0
    Recommendation.objects.filter(pk__in=[each.pk for each in drafts]).update(
        state=RecommendationState.ASKED.value
    )
    work.ask_many(
        asks=[
            Ask(
                title=each.text[:480],
                unit_id=each.unit_id,
                office_id=each.office_id,
                due_on=each.due_on,
                product=each.product,
                detail=_("Kiến nghị của cuộc kiểm tra “%(title)s”.") % {"title": row.title},
                asker_unit_id=row.unit_id,
                asker_office_id=row.office_id,
                asked_by=each.ref,
            )
            for each in drafts
        ],
        by=by,
        at=at,
    )
    return len(drafts)


def conclude(
    *,
    inspection_id: int,
    text: str,
    seen: int,
    by: Actor | None,
    at: datetime,
    files: Sequence[File | Kept] = (),
) -> Inspection:
    """Conclude: recommendations become work, and the inspection counts from this day."""
    kept = keep_files(files)
    with transaction.atomic():
        row = locked(inspection_id, "inspections.conclude", by, at, *INSPECTING)
        if row.version != seen:
            raise StaleInspection("", None)
        today = timezone.localdate(at)
        left = row.findings.filter(withdrawn_why="", explanations=None).exclude(kind=FindingKind.GOOD.value)
        faults = rules.conclusion_faults(
            text=text,
            unchecked=row.checks.filter(result="").count(),
            unexplained=left.count(),
            explain_by=row.explain_by,
            today=today,
            undated=row.recommendations.filter(state=RecommendationState.DRAFT.value, due_on=None).count(),
        )
        if faults:
            raise WrongInput(faults)
        attach(row, kept, by, at)
        close_asked(row, "dropped", by, at)
        asked = ask_for_recommendations(row, by, at)
        row.state, row.conclusion = InspectionState.CONCLUDED.value, text.strip()
        row.concluded_on, row.concluded_by_name = today, name_of(by)
        moved(row, "state", "conclusion", "concluded_on", "concluded_by_name")
        note(row, "concluded", by, at, recommendations=asked, files=[one.name for one in kept])
        ground.announce(InspectionConcluded(row.pk, row.unit.code, row.kind, today.isoformat(), asked), at=at)
    return row


@transaction.atomic
def close(*, inspection_id: int, by: Actor | None, at: datetime) -> Inspection:
    """Close: every recommendation was carried out or given up."""
    row = locked(inspection_id, "inspections.close", by, at, InspectionState.CONCLUDED)
    faults = rules.closing_faults(row.recommendations.values_list("state", flat=True))
    if faults:
        raise WrongInput(faults)
    row.state, row.closed_on = InspectionState.CLOSED.value, timezone.localdate(at)
    moved(row, "state", "closed_on")
    note(row, "closed", by, at)
    ground.announce(InspectionClosed(row.pk, row.unit.code, row.closed_on.isoformat()), at=at)
    return row


@transaction.atomic
def follow(
    *, recommendation_id: int, state: str, on: date, at: datetime, remark: str = ""
) -> Recommendation | None:
    """Work has moved: a recommendation carried out or given up there is so here. None when it was settled before."""
    advice = (
        Recommendation.objects.select_for_update(of=("self",))
        .select_related("inspection")
        .filter(pk=recommendation_id, state=RecommendationState.ASKED.value)
        .first()
    )
    if advice is None:
        return None
    advice.state, advice.remark = state, remark[:600]
    advice.done_on = on if state == RecommendationState.DONE else None
    advice.save(update_fields=["state", "done_on", "remark"])
    done = state == RecommendationState.DONE
    note(
        advice.inspection,
        "recommendation-done" if done else "recommendation-dropped",
        None,
        at,
        also=[advice.ref],
        on=on,
        text=advice.text,
    )
    return advice
