"""What falls on which day, from every room: deadlines, milestones, reports, inspections, events. Calendar, timeline and
feeds all read here. One query a source, each with its own permission."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from dinh.boards.queries.standings import plans_in_force, seen_targets
from dinh.boards.shapes import Dated, DateKind
from dinh.ground.calendar import for_country
from dinh.ground.shapes import Ref
from dinh.plans.models import Milestone, Progress, Project, Target, Task
from dinh.plans.queries import visible_plans
from dinh.sectors.inspections import queries as inspections
from dinh.sectors.inspections.shapes import InspectionState
from dinh.sectors.reporting.models import Report
from dinh.sectors.reporting.queries.reports import mine_q
from dinh.town.models import Unit
from dinh.town.queries import unit_scope_q
from dinh.town.shapes import Actor
from dinh.voices.models import Event
from dinh.work import queries as work
from dinh.work import rules as work_rules
from dinh.work.models import Assignment
from dinh.work.queries import owed_q, reach_of
from dinh.work.shapes import Light

MOST = 600
"""Dates of one source in one answer; a page says when there are more."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Whose dates, and of what. `whose`: "toi" what the actor answers for, "" everything in view."""

    actor: Actor
    today: date
    first: date
    last: date
    whose: str = ""
    unit: Unit | None = None
    office_id: int | None = None
    plan_id: int | None = None
    closed: bool = True
    """Whether what is over is shown too."""

    def units(self) -> QuerySet[Unit, int]:
        assert self.unit is not None
        return Unit.objects.filter(path__startswith=self.unit.path).values("pk")  # type: ignore[return-value]


def url_of(name: str, ident: int) -> str:
    """Where a thing opens; "" while its room has no page for it."""
    try:
        return reverse(name, args=[ident])
    except NoReverseMatch:
        return ""


def assignments_of(wanted: Wanted) -> QuerySet[Assignment]:
    """The assignments that are asked for, any day."""
    rows = Assignment.objects.all()
    if wanted.office_id is not None:
        rows = rows.filter(office=wanted.office_id)
    if wanted.whose == "toi":
        rows = rows.filter(owed_q(reach_of(wanted.actor, wanted.today)))
    elif wanted.office_id is None or wanted.unit is not None:
        rows = rows.filter(work.visible_q(wanted.actor, wanted.today))
    if wanted.unit is not None:
        rows = rows.filter(unit__in=wanted.units())
    if wanted.plan_id is not None:
        tasks = Task.objects.filter(plan=wanted.plan_id)
        named = [str(key) for key in tasks.values_list("pk", flat=True)]
        rows = rows.filter(asked_by_kind="task", asked_by_id__in=named)
    if not wanted.closed:
        rows = rows.filter(closed_at=None)
    return rows


def work_dates(wanted: Wanted) -> Iterator[Dated]:
    """Assignments due in the days asked about."""
    soon = work_rules.soon_until(wanted.today)
    rows = (
        assignments_of(wanted)
        .filter(due_on__gte=wanted.first, due_on__lte=wanted.last)
        # A report asks through work too: the report itself is shown, with its period.
        .exclude(asked_by_kind="report")
        .select_related("office", "unit")
        .defer("search", "detail")
        .order_by("due_on", "pk")
    )
    for row in rows[:MOST]:
        light = work_rules.light(row.state, row.due_on, wanted.today, late_days=row.late_days, soon=soon)
        assert row.due_on is not None
        yield Dated(
            ref=row.ref,
            kind=DateKind.WORK,
            title=row.title,
            day=row.due_on,
            url=url_of("work.assignment", row.pk),
            who=_place(row, wanted),
            start=row.asked_at.date(),
            look=light.kind,
            word=_by_day(row.due_on, wanted.today, False)[1] if light == Light.LATE else light.word,
            percent=100 if row.state == "done" else row.percent,
            closed=row.closed_at is not None,
            dropped=row.state == "dropped",
            note=row.product,
        )


def _place(row: Assignment, wanted: Wanted) -> str:
    """Who does it; in a view that reaches over several units with the unit, since their offices bear the same names."""
    if row.office is None:
        return row.unit.full_name
    own = wanted.unit is None or wanted.unit.pk == row.unit_id
    return row.office.name if own else f"{row.unit.full_name}: {row.office.name}"


def target_dates(wanted: Wanted) -> Iterator[Dated]:
    """Targets due in the days asked about, with their standing."""
    if wanted.whose == "toi" and wanted.office_id is None:
        offices = reach_of(wanted.actor, wanted.today).offices
        narrowed = Q(lead_office__in=offices)
    elif wanted.office_id is not None:
        narrowed = Q(lead_office=wanted.office_id)
    else:
        narrowed = Q()
    if wanted.unit is not None:
        narrowed &= Q(plan__unit__in=wanted.units())
    if wanted.plan_id is not None:
        narrowed &= Q(plan=wanted.plan_id)
    rows = Target.objects.filter(
        narrowed,
        plan__in=plans_in_force(wanted.actor, wanted.today),
        due_on__gte=wanted.first,
        due_on__lte=wanted.last,
    )
    for one in seen_targets(rows, wanted.today)[:MOST]:
        assert one.due is not None
        yield Dated(
            ref=Ref("target", one.key),
            kind=DateKind.TARGET,
            title=one.text,
            day=one.due,
            url=reverse("plans.target", args=[one.key]),
            who=one.office,
            look=one.standing.look,
            word=one.standing.word,
            note=one.standing.reason,
        )


def _projects(wanted: Wanted) -> QuerySet[Project]:
    rows = Project.objects.filter(plan__in=visible_plans(wanted.actor, wanted.today))
    if wanted.whose == "toi" and wanted.office_id is None:
        rows = rows.filter(lead_office__in=reach_of(wanted.actor, wanted.today).offices)
    if wanted.office_id is not None:
        rows = rows.filter(lead_office=wanted.office_id)
    if wanted.unit is not None:
        rows = rows.filter(plan__unit__in=wanted.units())
    if wanted.plan_id is not None:
        rows = rows.filter(plan=wanted.plan_id)
    return rows


def project_dates(wanted: Wanted) -> Iterator[Dated]:
    """Projects due in the days asked about; a bar from the plan's first day."""
    done = Progress.objects.filter(project=OuterRef("pk"), state="done")
    rows = (
        _projects(wanted)
        .filter(due_on__gte=wanted.first, due_on__lte=wanted.last)
        .annotate(done=Exists(done))
        .select_related("lead_office", "plan__unit")
        .defer("search", "content")
        .order_by("due_on", "pk")
    )
    for row in rows[:MOST]:
        assert row.due_on is not None
        look, word = _by_day(row.due_on, wanted.today, row.done)
        yield Dated(
            ref=row.ref,
            kind=DateKind.PROJECT,
            title=row.name,
            day=row.due_on,
            url=reverse("plans.project", args=[row.pk]),
            who=row.lead_name or row.plan.unit.full_name,
            start=row.plan.since,
            look=look,
            word=word,
            closed=row.done,
        )


def _by_day(day: date, today: date, done: bool) -> tuple[str, str]:
    if done:
        return "ok", _("Đã xong")
    late = for_country().days_late(day, today)
    if late:
        return "late", _("Trễ %(n)s ngày") % {"n": late}
    return ("risk", _("Sắp đến hạn")) if (day - today).days <= 7 else ("path", _("Còn hạn"))


def milestone_dates(wanted: Wanted) -> Iterator[Dated]:
    """Milestones of projects."""
    rows = (
        Milestone.objects.filter(
            project__in=_projects(wanted), planned_on__gte=wanted.first, planned_on__lte=wanted.last
        )
        .select_related("project__lead_office", "project__plan__unit")
        .order_by("planned_on", "pk")
    )
    for row in rows[:MOST]:
        look, word = _by_day(row.planned_on, wanted.today, row.done_on is not None)
        yield Dated(
            ref=row.ref,
            kind=DateKind.MILESTONE,
            title=row.title,
            day=row.planned_on,
            url=reverse("plans.project", args=[row.project_id]),
            who=row.project.lead_name or row.project.plan.unit.full_name,
            look=look,
            word=word,
            closed=row.done_on is not None,
            note=row.project.name,
        )


def report_dates(wanted: Wanted) -> Iterator[Dated]:
    """Reports owed by those in view, and for one's own also those owed to them."""
    if wanted.plan_id is not None:
        return
    actor, day = wanted.actor, wanted.today
    if wanted.office_id is not None:
        scope = Q(office=wanted.office_id)
    elif wanted.whose == "toi":
        scope = mine_q(actor, day)
    else:
        scope = unit_scope_q(actor, day) | unit_scope_q(actor, day, prefix="to_unit__")
    if wanted.unit is not None:
        scope &= Q(unit__in=wanted.units())
    rows = (
        Report.objects.filter(scope, due_on__gte=wanted.first, due_on__lte=wanted.last)
        .select_related("unit", "office")
        .defer("search")
        .order_by("due_on", "pk")
    )
    for row in rows[:MOST]:
        done = row.state in ("sent", "accepted", "waived")
        look, word = _by_day(row.due_on, day, done)
        yield Dated(
            ref=row.ref,
            kind=DateKind.REPORT,
            title=row.title,
            day=row.due_on,
            url=url_of("reporting.report", row.pk),
            who=row.office.name if row.office else row.unit.full_name,
            look=look,
            word=row.state_word if done or row.state == "returned" else word,
            closed=done,
            dropped=row.state == "waived",
        )


def inspection_dates(wanted: Wanted) -> Iterator[Dated]:
    """Inspections by the units in view, or of them."""
    if wanted.plan_id is not None:
        return
    rows = inspections.visible(wanted.actor, wanted.today)
    if wanted.office_id is not None:
        rows = rows.filter(Q(office=wanted.office_id) | Q(parties__office=wanted.office_id)).distinct()
    elif wanted.whose == "toi":
        offices = reach_of(wanted.actor, wanted.today).offices
        rows = rows.filter(Q(office__in=offices) | Q(parties__office__in=offices)).distinct()
    if wanted.unit is not None:
        rows = rows.filter(Q(unit__in=wanted.units()) | Q(parties__unit__in=wanted.units())).distinct()
    rows = (
        rows.filter(last_day__gte=wanted.first, first_day__lte=wanted.last)
        .select_related("unit", "office")
        .defer("search", "purpose", "conclusion")
        .order_by("first_day", "pk")
    )
    for row in rows[:MOST]:
        over = row.state in (InspectionState.CLOSED.value, InspectionState.CONCLUDED.value)
        dropped = row.state == InspectionState.DROPPED.value
        yield Dated(
            ref=row.ref,
            kind=DateKind.INSPECTION,
            title=row.title,
            day=row.first_day,
            until=row.last_day,
            url=url_of("inspections.inspection", row.pk),
            who=row.office.name if row.office else row.unit.full_name,
            look="none" if dropped else "ok" if over else "info",
            word=InspectionState(row.state).word,
            closed=over,
            dropped=dropped,
        )


def event_dates(wanted: Wanted) -> Iterator[Dated]:
    """Events of the year, of the units in view and those above them."""
    if wanted.plan_id is not None:
        return
    rows = Event.objects.filter(unit_scope_q(wanted.actor, wanted.today, with_above=True))
    if wanted.office_id is not None:
        rows = rows.filter(Q(lead_office=wanted.office_id) | Q(lead_office=None))
    if wanted.unit is not None:
        rows = rows.filter(Q(unit__in=wanted.units()) | Q(unit=wanted.unit.parent_id))
    rows = (
        rows.filter(Q(until__gte=wanted.first) | Q(until=None, day__gte=wanted.first), day__lte=wanted.last)
        .select_related("unit", "lead_office")
        .defer("search")
        .order_by("day", "pk")
    )
    for row in rows[:MOST]:
        yield Dated(
            ref=row.ref,
            kind=DateKind.EVENT,
            title=row.name,
            day=row.day,
            until=row.until,
            url=url_of("voices.event", row.pk),
            who=row.lead_office.name if row.lead_office else row.unit.full_name,
            look=row.state_look,
            word=row.state_word,
            dropped=row.state == "cancelled",
            note=row.place,
        )


SOURCES: dict[DateKind, Callable[[Wanted], Iterable[Dated]]] = {
    DateKind.WORK: work_dates,
    DateKind.TARGET: target_dates,
    DateKind.PROJECT: project_dates,
    DateKind.MILESTONE: milestone_dates,
    DateKind.REPORT: report_dates,
    DateKind.INSPECTION: inspection_dates,
    DateKind.EVENT: event_dates,
}


def agenda(wanted: Wanted, kinds: Iterable[DateKind] | None = None) -> list[Dated]:
    """Everything asked for in the order of days, what is late first within a day. Two queries a source at most."""
    chosen = SOURCES if kinds is None else {kind: SOURCES[kind] for kind in kinds if kind in SOURCES}
    found = [one for source in chosen.values() for one in source(wanted)]
    order = list(DateKind)
    return sorted(found, key=lambda one: (one.day, one.look != "late", order.index(one.kind), one.title))
