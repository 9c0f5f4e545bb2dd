"""The list of assignments with its filters, one assignment with all that goes with it, and who can be asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import F, Prefetch, Q, QuerySet

from dinh.ground.calendar import for_country
from dinh.ground.figures import whole_number
from dinh.ground.search import search_q
from dinh.town.models import Mandate, Office, Person, Post, Unit
from dinh.town.queries import unit_scope_q
from dinh.town.shapes import Actor, MandateShape
from dinh.work import rules
from dinh.work.models import Assignment, Coop, HandOver
from dinh.work.shapes import WorkState

from .desk import LATE_Q, SHOWN, _with_names, late_q
from .scope import asked_q, owed_q, reach_of, visible_q, waits_for_taker

PAGE = 40


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the list's filters ask for. Empty means all."""

    whose: str = ""
    """ "toi" (what I owe), "giao" (what I asked), "phoi-hop" (my office takes part)."""
    light: str = ""
    state: str = ""
    office_id: int | None = None
    unit_id: int | None = None
    words: str = ""
    asked_by_kind: str = ""
    closed: bool = False


def assignments(
    actor: Actor, day: date, wanted: Wanted, *, after: str = "", limit: int = PAGE
) -> tuple[list[Assignment], str]:
    """One page of the assignments that the actor may see, the earliest day first (of closed ones the latest); and the
    words of the address that ask for the next page ("" when this is the last). Rows carry `handing`: whether a hand-over
    waits unanswered."""
    rows = _with_names(_filtered(actor, day, wanted))
    if wanted.closed:
        rows = rows.order_by("-closed_at", "-pk")
    else:
        rows = rows.order_by(F("due_on").asc(nulls_last=True), "pk")
    if after:
        rows = rows.filter(_following(after, wanted.closed))
    found: list[Assignment] = list(rows.annotate(handing=waits_for_taker())[: limit + 1])  # type: ignore[arg-type]
    if len(found) <= limit:
        return found, ""
    last = found[limit - 1]
    place = last.closed_at if wanted.closed else last.due_on
    return found[:limit], f"{place.isoformat() if place else ''}_{last.pk}"


def _following(key: str, closed: bool) -> Q:
    """What stands after the key of a row; nothing when somebody made the key up."""
    place, _line, number = key.rpartition("_")
    pk = whole_number(number)
    try:
        if pk is None:
            return Q(pk__in=[])
        if closed:
            moment = datetime.fromisoformat(place)
            return Q(closed_at__lt=moment) | Q(closed_at=moment, pk__lt=pk)
        if not place:
            return Q(due_on=None, pk__gt=pk)
        day = date.fromisoformat(place)
    except ValueError:
        return Q(pk__in=[])
    return Q(due_on__gt=day) | Q(due_on=day, pk__gt=pk) | Q(due_on=None)


def _filtered(actor: Actor, day: date, wanted: Wanted) -> QuerySet[Assignment]:
    rows = Assignment.objects.filter(visible_q(actor, day))
    rows = rows.filter(closed_at__isnull=not wanted.closed)
    if wanted.whose in ("toi", "giao"):
        reach = reach_of(actor, day)
        rows = rows.filter(owed_q(reach) if wanted.whose == "toi" else asked_q(reach))
    elif wanted.whose == "phoi-hop":
        offices = reach_of(actor, day).offices
        rows = rows.filter(pk__in=Coop.objects.filter(office__in=offices).values("assignment"))
    if wanted.light:
        rows = rows.filter(light_q(wanted.light, day))
    if wanted.state:
        rows = rows.filter(state=wanted.state)
    if wanted.office_id is not None:
        rows = rows.filter(office=wanted.office_id)
    if wanted.unit_id is not None:
        rows = rows.filter(unit=wanted.unit_id)
    if wanted.asked_by_kind:
        rows = rows.filter(asked_by_kind=wanted.asked_by_kind)
    return rows.filter(search_q("search", wanted.words))


def light_q(light: str, day: date) -> Q:
    """Assignments that show a light on a day; "giao-nhan" those with an unanswered hand-over."""
    soon = rules.soon_until(day)
    late, ending = for_country().late_before(day), for_country().ending_by(day)
    conditions = {
        "late": late_q(day),
        "today": LATE_Q & Q(due_on__gte=late, due_on__lte=ending),
        "soon": LATE_Q & Q(due_on__gt=ending, due_on__lte=soon),
        "week": LATE_Q & Q(due_on__gte=late, due_on__lte=day + timedelta(days=6 - day.weekday())),
        "open": LATE_Q & (Q(due_on=None) | Q(due_on__gt=soon)),
        "waiting": Q(state=WorkState.SUBMITTED),
        "paused": Q(state=WorkState.PAUSED),
        "done": Q(state=WorkState.DONE, late_days=0),
        "done_late": Q(state=WorkState.DONE, late_days__gt=0),
        "dropped": Q(state=WorkState.DROPPED),
    }
    if light == "giao-nhan":
        return Q(pk__in=HandOver.objects.filter(answered_at=None).values("assignment"))
    return conditions.get(light, Q(pk__in=[]))


def assignment_for(actor: Actor, assignment_id: int, day: date) -> Assignment | None:
    """One assignment that the actor may see, with names and cooperating offices. 3 queries."""
    coops = Prefetch("coops", queryset=Coop.objects.select_related("office"))
    return (
        Assignment.objects.filter(visible_q(actor, day), pk=assignment_id)
        .select_related(*SHOWN, "parent", "series", "submitted_by")
        .prefetch_related(coops)
        .first()
    )


def subs_of(work: Assignment) -> list[Assignment]:
    """The parts of an assignment, in the order made."""
    return list(_with_names(work.subs.all()).order_by("pk"))


def turns_of(work: Assignment, *, limit: int = 12) -> list[Assignment]:
    """The other turns of its rhythm, newest first."""
    if work.series_id is None:
        return []
    rows = Assignment.objects.filter(series_id=work.series_id).exclude(pk=work.pk)
    return list(rows.order_by("-pk")[:limit])


def hand_overs_waiting(actor: Actor, day: date, *, limit: int = 100) -> list[HandOver]:
    """Hand-overs without an answer that the actor may see, the oldest first."""
    return list(
        HandOver.objects.filter(
            visible_q(actor, day, "assignment__"), answered_at=None, assignment__closed_at=None
        )
        .select_related("assignment__unit", "from_office", "from_person", "to_office", "to_person")
        .order_by("at", "pk")[:limit]
    )


# ---------------------------------------------------------------- who can be asked


def workers(unit_id: int, office_id: int | None, day: date) -> QuerySet[Person]:
    """Who can be named for work of an office (or of a unit as a whole): those whose post or mandate is in that very place,
    and whose mandate lets them do work there. Neither those who only look on, nor everybody of the unit."""
    able = Mandate.objects.alive_on(day).filter(unit=unit_id, role__in=rules.WHO_MAY["work.start"])
    posted = Post.objects.alive_on(day).filter(unit=unit_id, office=office_id)
    return Person.objects.filter(
        Q(pk__in=posted.values("person")) | Q(pk__in=able.filter(office=office_id).values("person")),
        pk__in=able.filter(Q(office=office_id) | Q(office=None)).values("person"),
    )


def people_of(unit_id: int, office_id: int | None, day: date) -> list[Person]:
    """`workers`, by name. One query."""
    return list(workers(unit_id, office_id, day).order_by("folded"))


def places_to_ask(actor: Actor, day: date, deed: str = "work.ask") -> tuple[list[Unit], list[Office]]:
    """The units as a whole, and the offices, that the actor may ask: those under their mandates. At most 400 units, the
    nearest first. 2 queries."""
    able = [m for m in actor.mandates if m.role in rules.WHO_MAY[deed]]
    whole = Actor(actor.person_id, actor.name, tuple(m for m in able if m.office_id is None))
    units = list(
        Unit.objects.alive_on(day).filter(unit_scope_q(whole, day, prefix="")).order_by("level", "code")[:400]
    )
    offices = Office.objects.alive_on(day).filter(
        Q(unit__in=[unit.pk for unit in units]) | Q(pk__in=_own_offices(able))
    )
    return units, list(offices.select_related("unit").order_by("unit__level", "unit_id", "order", "name"))


def _own_offices(mandates: list[MandateShape]) -> list[int]:
    return [m.office_id for m in mandates if m.office_id is not None]
