"""Diaries and values of one thing, and what waits for a decision."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Q, QuerySet

from dinh.ground.shapes import Ref
from dinh.ground.sql_memo import count_of, rows_of
from dinh.plans.models import Evidence, MeasureBinding, Plan, Progress, Target, TargetValue
from dinh.plans.rules import WHO_MAY
from dinh.plans.shapes import PlanState, ValueState
from dinh.town.shapes import Actor

from .cascade import visible_allotments
from .plans import visible_plans


def progress_of(about: Ref, *, limit: int = 50) -> list[Progress]:
    """The diary, newest first, with evidence. Two queries."""
    rows = Progress.objects.filter(**{f"{about.kind}_id": about.id}).prefetch_related("evidence")
    return list(rows.order_by("-on", "-pk")[:limit])


def values_of(target: Target, *, drafts: bool = True, limit: int = 200) -> list[TargetValue]:
    """Every value ever entered, newest period first, superseded ones too, with evidence; without `drafts` only what was
    approved. Two queries."""
    rows = target.values.select_related("supersedes", "source").prefetch_related("evidence")
    if not drafts:
        rows = rows.filter(state=ValueState.APPROVED.value)
    return list(rows.order_by("-period_last", "-pk")[:limit])


def measured_targets(target_ids: Iterable[int]) -> set[int]:
    """Which of these targets are measured from records now, nobody typing their figures. One query."""
    rows = MeasureBinding.objects.filter(target__in=list(target_ids), ended_at=None)
    return set(rows.order_by().values_list("target_id", flat=True))


def periods_on_the_way(target: Target) -> list[str]:
    """Keys of the periods whose value was handed in and waits for approval, newest first. One query."""
    rows = target.values.filter(state=ValueState.SUBMITTED.value, superseded_at=None)
    return list(rows.order_by("-period_last").values_list("period_key", flat=True))


def value_for(actor: Actor, value_id: int, day: date) -> TargetValue | None:
    """The value when this person may see its plan, or the unit that reports it. One query."""
    seen = Q(target__plan__in=visible_plans(actor, day)) | Q(allotment__in=visible_allotments(actor, day))
    return TargetValue.objects.filter(seen).select_related(*_HOLDERS).filter(pk=value_id).first()


_HOLDERS = (
    "target__plan__unit",
    "target__lead_office",
    "allotment__unit",
    "allotment__office",
    "allotment__target__plan__unit",
)


def visible_files(actor: Actor, day: date) -> QuerySet[Evidence]:
    """Files beside entries of diaries and values that this person may see. What a unit reports is for those whose mandates
    reach it; of figures that nobody has approved only those that one entered or decides on."""
    plans, parts = visible_plans(actor, day), visible_allotments(actor, day)
    entries = (
        Q(progress__target__plan__in=plans)
        | Q(progress__task__plan__in=plans)
        | Q(progress__project__plan__in=plans)
        | Q(progress__allotment__in=parts)
    )
    values = TargetValue.objects.filter(Q(target__plan__in=plans) | Q(allotment__in=parts))
    own = Q(entered_by_id=actor.person_id) if actor.person_id is not None else Q(pk__in=[])
    known = values.filter(Q(state=ValueState.APPROVED.value) | own | _may_decide_q(actor, day))
    return Evidence.objects.filter(entries | Q(value__in=known.values("pk")))


def waiting_count(actor: Actor, day: date) -> int:
    """How many submitted values this person may decide on. One query."""
    return count_of(
        "plans.values_waiting.count", (actor, day), lambda: _waiting(actor, day).order_by().values("pk")
    )


def _waiting(actor: Actor, day: date) -> QuerySet[TargetValue]:
    return TargetValue.objects.filter(
        _may_decide_q(actor, day), state=ValueState.SUBMITTED.value, superseded_at=None
    )


def waiting_in(plan: Plan, actor: Actor, day: date) -> int:
    """How many of a plan's submitted values this person may decide on. One query."""
    return TargetValue.objects.filter(
        _may_decide_q(actor, day), target__plan=plan, state=ValueState.SUBMITTED.value, superseded_at=None
    ).count()


def values_waiting(
    actor: Actor, day: date, *, before: int | None = None, limit: int = 30
) -> list[TargetValue]:
    """Submitted values that this person may decide on, oldest first. Two queries."""

    def rows() -> QuerySet[TargetValue]:
        found = _waiting(actor, day).select_related(*_HOLDERS).prefetch_related("evidence")
        if before is not None:
            found = found.filter(pk__gt=before)
        return found.order_by("pk")[:limit]

    return rows_of("plans.values_waiting", (actor, day, before, limit), rows)


def _may_decide_q(actor: Actor, day: date) -> Q:
    """The rule of `town.rules.may`, said in SQL: the role, the subtree, the office, the days."""
    reach = Q(pk__in=[])
    for mandate in actor.mandates:
        if mandate.role not in WHO_MAY["plans.approve_value"]:
            continue
        if (mandate.since and day < mandate.since) or (mandate.until and day > mandate.until):
            continue
        within = Q(target__plan__unit__path__startswith=mandate.unit_path)
        if mandate.office_id is not None:
            within &= Q(target__lead_office_id=mandate.office_id)
        # What a commune reports waits for its own people: a province would find thousands of them in its list.
        part = Q(allotment__unit__path=mandate.unit_path)
        if mandate.office_id is not None:
            part &= Q(allotment__office_id=mandate.office_id)
        reach |= within | part
    own = Q(entered_by_id=actor.person_id) if actor.person_id is not None else Q(pk__in=[])
    replaced = Q(target__plan__state=PlanState.REPLACED.value)
    replaced |= Q(allotment__target__plan__state=PlanState.REPLACED.value)
    return reach & ~replaced & ~own


def approved_before(rows: list[TargetValue]) -> dict[int, TargetValue]:
    """For each submitted value, the newest approved one of its target up to its period. One query."""
    whose = Q(target__in={row.target_id for row in rows if row.target_id})
    whose |= Q(allotment__in={row.allotment_id for row in rows if row.allotment_id})
    known = TargetValue.objects.filter(whose, state=ValueState.APPROVED.value, superseded_at=None).order_by(
        "period_last", "pk"
    )
    found: dict[int, TargetValue] = {}
    for older in known:
        for row in rows:
            same = (row.target_id, row.allotment_id) == (older.target_id, older.allotment_id)
            if same and older.period_last <= row.period_last:
                found[row.pk] = older
    return found
