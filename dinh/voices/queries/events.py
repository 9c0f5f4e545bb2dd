"""Events of the year, for an office's people by mandate and for citizens what is public."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from dinh.ground.calendar import for_country
from dinh.town import queries as town
from dinh.town.shapes import Actor
from dinh.voices import rules
from dinh.voices.models import Event, EventTask
from dinh.voices.shapes import EventState
from dinh.work import queries as work
from dinh.work.models import Assignment


@dataclass(frozen=True, slots=True)
class EventCard:
    """An event in a list: how much work was given for it, and how much of that is done or late."""

    event: Event
    tasks: int
    given: int


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A piece of work around an event: the day owed and, once given, its assignment."""

    task: EventTask
    due_on: date
    assignment: Assignment | None

    @property
    def after(self) -> int:
        """Working days after the event, for work owed then."""
        return -self.task.days_before


def visible_events(actor: Actor, day: date) -> QuerySet[Event]:
    """Events of the units of the actor's mandates, and of the units above."""
    return Event.objects.filter(town.unit_scope_q(actor, day, with_above=True))


def events_of_year(
    actor: Actor, day: date, year: int, *, unit_id: int | None = None, limit: int = 200
) -> list[EventCard]:
    """A year's events in the order of their days. One query."""
    rows = visible_events(actor, day).filter(day__year=year)
    if unit_id:
        rows = rows.filter(unit_id=unit_id)
    counted = rows.annotate(
        task_count=Count("tasks"), given_count=Count("tasks", filter=Q(tasks__given_at__isnull=False))
    )
    found = counted.select_related("unit", "lead_office").order_by("day", "pk")[:limit]
    return [EventCard(row, row.task_count, row.given_count) for row in found]  # type: ignore[attr-defined]


def event_for(actor: Actor, event_id: int, day: date) -> Event | None:
    """One event, if this person may read it. One query."""
    rows = visible_events(actor, day).select_related("unit__parent", "lead_office", "planned_by")
    return rows.filter(pk=event_id).first()


def public_event(event_id: int) -> Event | None:
    """One event as citizens read it. One query."""
    rows = Event.objects.filter(public=True).select_related("unit__parent", "lead_office")
    return rows.filter(pk=event_id).first()


def public_events(day: date, *, unit_id: int | None = None, limit: int = 30) -> list[Event]:
    """What citizens may come to, the nearest first, then what was held lately. Two queries."""
    rows = Event.objects.filter(public=True).exclude(state=EventState.CANCELLED.value).select_related("unit")
    if unit_id:
        rows = rows.filter(unit_id=unit_id)
    coming = list(rows.filter(Q(day__gte=day) | Q(until__gte=day)).order_by("day", "pk")[:limit])
    past = rows.filter(day__lt=day).exclude(pk__in=[row.pk for row in coming])
    return coming + list(past.order_by("-day", "-pk")[: max(limit - len(coming), 6)])


def tasks_of(row: Event) -> list[TaskRow]:
    """The work around an event in the order of its days. Two queries."""
    calendar = for_country()
    tasks = list(row.tasks.select_related("office"))
    asked = work.by_asker(task.ref for task in tasks)
    found = []
    for task in tasks:
        assignment = asked.get(task.ref)
        due = rules.due_day(row.day, task.days_before, calendar.add_working_days)
        if assignment is not None and assignment.due_on is not None:
            due = assignment.due_on
        found.append(TaskRow(task, due, assignment))
    return sorted(found, key=lambda each: (each.due_on, each.task.pk))
