"""The bridge down to work: a promise that has an office becomes something that office owes. Joins the caller's transaction;
who may was seen to by the deed that calls."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from dinh.ground.shapes import Ref
from dinh.ground.text import fold
from dinh.plans.models import Allotment, Plan, Project, Target, Task
from dinh.plans.rules.deadlines import is_repeating
from dinh.plans.shapes import PlanState
from dinh.sectors.reporting import services as reporting
from dinh.sectors.reporting.models import Regime
from dinh.town.models import Office
from dinh.town.shapes import Actor
from dinh.work import services as work
from dinh.work.models import Assignment
from dinh.work.shapes import Ask, WorkState

_RHYTHMS = (
    ("hang ngay", "daily"),
    ("hang tuan", "weekly"),
    ("hang thang", "monthly"),
    ("hang quy", "quarterly"),
    ("6 thang", "half"),
    ("sau thang", "half"),
    ("hang nam", "yearly"),
)


def rhythm_key(words: str) -> str:
    """The rhythm that words of a plan name, as work knows it; empty when they name no turn ("thường xuyên")."""
    text = fold(words).replace("hằng", "hang")
    return next((key for said, key in _RHYTHMS if said in text), "")


def stopped(plan: Plan, day: date) -> bool:
    """Whether the plan asks nothing any more: replaced, over, or its unit is no more. Needs `unit` selected."""
    ends = [end for end in (plan.until, plan.unit.until) if end is not None]
    over = plan.horizon_to is not None and plan.horizon_to < day.year
    return plan.state == PlanState.REPLACED.value or over or any(end < day for end in ends)


def _ask_for_task(task: Task, office: Office, asker_unit_id: int) -> Ask:
    rhythm = rhythm_key(task.rhythm) if is_repeating(task.due_words, task.rhythm) else ""
    return Ask(
        title=task.text,
        product=task.output,
        unit_id=office.unit_id,
        office_id=office.pk,
        # The day of a task that comes again is the end of it all, not the first day owed.
        due_on=None if rhythm else task.due_on,
        due_words=task.due_words,
        rhythm=rhythm,
        asked_by=task.ref,
        asker_unit_id=asker_unit_id,
    )


def ask_for_tasks(plan: Plan, *, by: Actor | None, at: datetime) -> list[int]:
    """Ask the office in the lead for each task of a plan. Nothing is asked where nobody reviewed, where the plan is over,
    nor a second time for a task that was asked for. Gives the assignments."""
    if plan.as_read or stopped(plan, timezone.localdate(at)):
        return []
    tasks = list(plan.tasks.filter(lead_office__isnull=False).select_related("lead_office"))
    asked = set(
        Assignment.objects.filter(
            asked_by_kind="task", asked_by_id__in=[str(task.pk) for task in tasks]
        ).values_list("asked_by_id", flat=True)
    )
    asks = [
        _ask_for_task(task, task.lead_office, plan.unit_id)
        for task in tasks
        if str(task.pk) not in asked and task.lead_office is not None
    ]
    return work.ask_many(asks=asks, by=by, at=at)


def lead_changed(
    thing: Target | Task | Project, office: Office, before: Office | None, *, by: Actor, at: datetime
) -> None:
    """A task got an office, or another one. What is under way goes to it with all that was done; where nothing was ever
    asked (or it was dropped) the office is asked; what is done stays done."""
    if not isinstance(thing, Task) or stopped(thing.plan, timezone.localdate(at)) or thing.plan.as_read:
        return
    if before is not None and before.pk == office.pk:
        return
    remark = _("Chuyển cho %(office)s chủ trì.") % {"office": office.name}
    asked = Assignment.objects.filter(asked_by_kind="task", asked_by_id=str(thing.pk))
    moved = work.reassign(asked_by=thing.ref, office_id=office.pk, by=by, at=at, reason=remark)
    if moved or asked.filter(Q(closed_at=None) | Q(state=WorkState.DONE.value)).exists():
        return
    work.ask_many(asks=[_ask_for_task(thing, office, thing.plan.unit_id)], by=by, at=at)


def close_done(
    thing: Target | Task | Project | Allotment, *, by: Actor | None, at: datetime, remark: str
) -> None:
    """A task (or a unit's part of one) is done: so is the work. What comes again goes on."""
    task = thing.task if isinstance(thing, Allotment) else thing
    if isinstance(task, Task) and not is_repeating(task.due_words, task.rhythm):
        work.close(asked_by=thing.ref, outcome="done", by=by, at=at, remark=remark)


def plan_replaced(plan: Plan, *, by: Actor | None, at: datetime, newer: str) -> int:
    """A later plan took its place: what was asked for it ends, and its reports fall due no more. Gives how many things were
    closed."""
    refs = [task.ref for task in plan.tasks.only("pk")]
    refs += [each.ref for each in Allotment.objects.filter(of_plan(plan)).only("pk")]
    remark = _("Kế hoạch đã được thay thế bởi %(plan)s.") % {"plan": newer}
    duties = [str(duty.pk) for duty in plan.duties.only("pk")]
    for regime in Regime.objects.filter(asked_by_kind="plan-duty", asked_by_id__in=duties, until=None):
        until = max(regime.since, timezone.localdate(at))
        reporting.end_regime(regime_id=regime.pk, until=until, reason=remark, by=None, at=at)
    return len(close_open(refs, by=by, at=at, remark=remark))


def of_plan(plan: Plan) -> Q:
    """Keeps the obligations under a plan's targets and tasks."""
    return Q(target__plan=plan) | Q(task__plan=plan)


def close_open(refs: Sequence[Ref], *, by: Actor | None, at: datetime, remark: str) -> list[Ref]:
    """Drop the work of those that have some open; the others cost nothing. Gives those that had."""
    open_refs: list[Ref] = []
    for kind in {ref.kind for ref in refs}:
        ids = [str(ref.id) for ref in refs if ref.kind == kind]
        rows = Assignment.objects.filter(asked_by_kind=kind, asked_by_id__in=ids, closed_at=None)
        open_refs += [Ref(kind, int(one)) for one in rows.values_list("asked_by_id", flat=True).distinct()]
    for ref in open_refs:
        work.close(asked_by=ref, outcome="dropped", by=by, at=at, remark=remark)
    return open_refs


# ---------------------------------------------------------------- what units were given


def ask_for_allotments(
    rows: Sequence[Allotment], *, asker_unit_id: int, note: str = "", by: Actor | None, at: datetime
) -> list[int]:
    """Ask each unit for what it was given, all in one act; units that are no more are not asked. The number is not in the
    words: it may change, and stands where the work's link leads. `target` or `task` must be at hand on each."""
    today = timezone.localdate(at)
    asks = []
    for row in rows:
        thing = row.thing
        if row.unit.until is not None and row.unit.until < today:
            continue
        asks.append(
            Ask(
                title=thing.text,
                detail=note,
                product=thing.output if isinstance(thing, Task) else "",
                unit_id=row.unit_id,
                office_id=row.office_id,
                due_on=row.due_on,
                asked_by=row.ref,
                asker_unit_id=asker_unit_id,
            )
        )
    return work.ask_many(asks=asks, by=by, at=at)


def redate(thing: Allotment | Task, due_on: date | None, *, by: Actor | None, at: datetime) -> None:
    """The day owed was moved."""
    work.redate(asked_by=thing.ref, due_on=due_on, by=by, at=at)


# ---------------------------------------------------------------- duties


def take_on_duties(plan: Plan, *, by: Actor | None, at: datetime) -> int:
    """Hand the plan's reporting duties to the room that keeps their calendar: those whose office is known and whose rhythm
    the paper's words tell. Taking them on twice does it once. Gives how many were taken on."""
    if plan.as_read or stopped(plan, timezone.localdate(at)):
        return 0
    taken = 0
    for duty in plan.duties.filter(who_office__isnull=False).select_related("who_office"):
        office = duty.who_office
        assert office is not None
        try:
            with transaction.atomic():
                reporting.take_on_duty(
                    asked_by=Ref("plan-duty", duty.pk),
                    what=duty.what,
                    rhythm=duty.rhythm or duty.due_words,
                    due_words=duty.due_words,
                    owing=[reporting.Owing(office.unit_id, office.pk)],
                    to_unit=plan.unit,
                    since=timezone.localdate(at),
                    until=date(plan.horizon_to, 12, 31) if plan.horizon_to else None,
                    source=plan.name,
                    by=by,
                    at=at,
                )
        except reporting.WrongInput:
            continue  # the words tell no rhythm: it stays a sentence of the plan
        taken += 1
    return taken
