"""A letter of apology and a new day (form 04), before the promised one. It is prepared by the clock and sent by a person;
it moves what is promised, never what the answer is judged by."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from dinh.catalog.queries import process as process_queries
from dinh.catalog.rules import process
from dinh.ground import calendar
from dinh.ground import services as ground
from dinh.town.shapes import Actor

from .. import one_stop
from ..models import Apology, Dossier, Holding
from ..papers.shapes import Apology as Letter
from ..rules import clock, late
from ..shapes import DossierApologised
from .common import (
    WrongInput,
    WrongState,
    day_of,
    local,
    locked,
    moment,
    name_of,
    note,
    person_id,
    reason_of,
    require,
)

MOST_A_RUN = 2_000


def letter_of(dossier: Dossier) -> Letter | None:
    """The last letter sent for it, as form 04 tells it. 1 query."""
    row = dossier.apologies.exclude(sent_at=None).order_by("-number").first()
    return row.letter if row else None


def closing(day: date, received_day: date) -> datetime:
    """The end of office hours of a day."""
    hours = one_stop.on(received_day).limits.hours
    return timezone.make_aware(datetime.combine(day, hours.closing))


@transaction.atomic
def apologise(
    *, dossier_id: int, new_day: date, reason: str, by: Actor | None, at: datetime, seen: int | None = None
) -> Apology:
    """Send the letter: the citizen gets the reason and the new day. Raises WrongInput naming what may not be."""
    dossier = locked(dossier_id, seen)
    require(dossier, "dossiers.apologise", by, at)
    words = reason_of(reason)
    if dossier.ended:
        raise WrongState(_("Hồ sơ %(code)s đã có kết quả, không phải xin lỗi nữa.") % {"code": dossier.code})
    if dossier.promised_at is None:
        raise WrongState(_("Hồ sơ %(code)s không có ngày hẹn trả.") % {"code": dossier.code})
    at = moment(dossier, at)
    rules = one_stop.on(dossier.received_day)
    working, promised = calendar.for_country(), local(dossier.promised_at)
    sent = list(dossier.apologies.exclude(sent_at=None))
    faults = late.apology_faults(
        new_day=new_day,
        promised=promised.date(),
        today=day_of(at),
        sent_before=len(sent),
        most=rules.most_apologies,
        calendar=working,
    )
    if faults:
        raise WrongInput(faults)
    row = dossier.apologies.filter(sent_at=None, dropped_at=None).first()
    if row is None:
        row = Apology(dossier=dossier, number=dossier.apologies.count() + 1, made_at=at)
    row.due_at, row.promised_at, row.reason = dossier.due_at, dossier.promised_at, words
    row.new_promise, row.sent_at = closing(new_day, dossier.received_day), at
    row.in_time = late.in_time(day_of(at), promised.date(), rules.apology_days_before, working)
    row.by_id, row.by_name = person_id(by), name_of(by)
    row.save()
    dossier.promised_at = row.new_promise
    dossier.version += 1
    dossier.moved_at = at
    dossier.save(update_fields=["promised_at", "version", "moved_at"])
    note(
        dossier, "apologised", by, at, reason=words, before=promised.isoformat(),
        to=f"{new_day:%d/%m/%Y}", in_time=row.in_time,
    )  # fmt: skip
    ground.announce(
        DossierApologised(dossier.pk, dossier.code, dossier.unit.code, new_day.isoformat(), words), at=at
    )
    return row


def prepare(*, at: datetime) -> int:
    """Prepare letters for the dossiers whose deadline is near and which the usual way would not reach in time; drop those
    that are not needed any more. Gives how many were prepared. Run again it prepares none twice."""
    _drop(at)
    today = day_of(at)
    until = calendar.for_country().add_working_days(today, one_stop.on(today).apology_days_before + 1)
    end = timezone.make_aware(datetime.combine(until, time.max))
    near = (
        Dossier.objects.filter(closed_at=None, decided_at=None, due_at__gt=at, due_at__lte=end)
        .exclude(term_unit="same-day")
        .exclude(apologies__dropped_at=None, apologies__isnull=False)
        .order_by("due_at", "pk")[:MOST_A_RUN]
    )
    made = 0
    for dossier in near:
        if day_of(dossier.due_at or at) > today and _will_be_late(dossier, at):
            made += _prepare(dossier.pk, at)
    return made


@transaction.atomic
def _prepare(dossier_id: int, at: datetime) -> int:
    dossier = locked(dossier_id)
    if (
        dossier.decided_at
        or dossier.promised_at is None
        or dossier.apologies.filter(dropped_at=None).exists()
    ):
        return 0
    after = max(day_of(dossier.promised_at), day_of(at))
    day = calendar.for_country().add_working_days(after, 2)
    Apology.objects.create(
        dossier=dossier,
        number=dossier.apologies.count() + 1,
        due_at=dossier.due_at,
        promised_at=dossier.promised_at,
        new_promise=closing(day, dossier.received_day),
        made_at=at,
    )
    note(dossier, "apology-prepared", None, at, to=f"{day:%d/%m/%Y}")
    return 1


def _drop(at: datetime) -> None:
    """Letters nobody sent whose dossier has its answer, or whose clock stands."""
    waiting = Apology.objects.filter(sent_at=None, dropped_at=None)
    waiting.exclude(dossier__decided_at=None).update(dropped_at=at)
    waiting.filter(dossier__due_at=None).update(dropped_at=at)


def _will_be_late(dossier: Dossier, at: datetime) -> bool:
    """Whether the usual way from where it stands takes longer than is left."""
    assert dossier.due_at is not None
    limits = one_stop.on(dossier.received_day).limits
    left = clock.worked_between(local(at), local(dossier.due_at), limits.hours, calendar.for_country())
    graph = process_queries.graph_of(dossier.process_id)
    open_rows = Holding.objects.filter(dossier=dossier, closed_at=None).select_related("step")
    needed = max((_usual_left(graph, row, at, limits) for row in open_rows), default=timedelta())
    return late.will_be_late(hours_left=left, hours_needed=needed)


def _usual_left(graph: process.Graph, row: Holding, at: datetime, limits: clock.Limits) -> timedelta:
    """Office hours from an open step to the one that answers, each step in the hours it has. What has run over its hours
    is reckoned as if it began now: it is not done."""
    used = clock.worked_between(local(row.opened_at), local(at), limits.hours, calendar.for_country())
    key, total, seen = row.step.key, timedelta(), set[str]()
    while key not in seen:
        hours = timedelta(hours=float(process.running_hours(graph.by_key[key])))
        total += hours - used if not seen and used < hours else hours
        seen.add(key)
        flows = [flow for flow in graph.flows if flow.source == key]
        if not flows or flows[0].effect in ("grant", "refuse"):
            break
        key = flows[0].target
    return total
