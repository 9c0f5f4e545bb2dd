"""Numbers at a counter: drawn, called, called again, served, absent."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from dinh.ground import services as ground
from dinh.town import services as town
from dinh.town.models import Office
from dinh.town.shapes import Actor

from .. import one_stop
from ..models import Dossier, QueueDay, QueueTicket
from ..rules.queueing import Lane, State, Waiting, whose_turn
from .common import NotThere, WrongInput, WrongState, day_of, name_of, ref_of

MOST_WAITING = 300
"""More than any hall holds; keeps whoever draws for fun from filling the day."""


def _locked_day(office: Office, at: datetime) -> QueueDay:
    day = day_of(at)
    QueueDay.objects.bulk_create([QueueDay(office=office, day=day)], ignore_conflicts=True)
    return QueueDay.objects.select_for_update().get(office=office, day=day)


def _office(office_id: int, at: datetime) -> Office:
    row = Office.objects.alive_on(day_of(at)).select_related("unit").filter(pk=office_id).first()
    if row is None:
        raise NotThere(_("Không có bộ phận tiếp nhận này."))
    return row


@transaction.atomic
def draw(*, office_id: int, lane: str, at: datetime) -> QueueTicket:
    """The next number of the counter's day. Anybody at the door draws one; no name is asked."""
    if lane not in {each.value for each in Lane}:
        raise WrongInput.of("lane", _("Chọn hàng thường hoặc hàng ưu tiên."))
    office = _office(office_id, at)
    counter = _locked_day(office, at)
    if QueueTicket.objects.filter(office=office, day=counter.day, state=State.WAITS).count() >= MOST_WAITING:
        raise WrongState(_("Hôm nay đã phát hết số; xin hỏi cán bộ tại quầy."))
    counter.last += 1
    counter.save(update_fields=["last"])
    return QueueTicket.objects.create(
        office=office, day=counter.day, number=counter.last, lane=lane, drawn_at=at
    )


@transaction.atomic
def call_next(*, office_id: int, window: str, by: Actor, at: datetime) -> QueueTicket | None:
    """Call whose turn it is to a window; whoever was at this officer's window is served by then. None: nobody waits. Two
    officers at once call two different numbers."""
    office = _office(office_id, at)
    town.require(by, "dossiers.queue", office.unit.path, at, office.pk)
    where = " ".join(window.split())[:20]
    if not where:
        raise WrongInput.of("window", _("Ghi số quầy để người chờ biết đến đâu."))
    counter = _locked_day(office, at)
    today = QueueTicket.objects.filter(office=office, day=counter.day)
    for before in QueueTicket.objects.filter(day=counter.day, person=by.person_id, state=State.CALLED):
        _end(before, State.SERVED, by, at)
    waiting = list(today.filter(state=State.WAITS).order_by("number")[:MOST_WAITING])
    called = (
        today.exclude(called_at=None).order_by("-called_at", "-number").values_list("lane", flat=True)[:20]
    )
    chosen = whose_turn(
        [Waiting(row.number, Lane(row.lane)) for row in waiting],
        [Lane(lane) for lane in reversed(list(called))],
        one_stop.on(counter.day).first_in_a_row,
    )
    if chosen is None:
        return None
    row = next(each for each in waiting if each.number == chosen.number)
    row.state, row.called_at, row.calls, row.window = State.CALLED.value, at, 1, where
    row.person_id, row.by_name = by.person_id, name_of(by)
    row.save()
    return row


@transaction.atomic
def call_again(*, ticket_id: int, by: Actor, at: datetime) -> QueueTicket:
    """Call a number once more."""
    row = _own(ticket_id, by, at)
    row.calls += 1
    row.called_at = at
    row.save(update_fields=["calls", "called_at"])
    return row


@transaction.atomic
def end(*, ticket_id: int, absent: bool, by: Actor, at: datetime) -> QueueTicket:
    """The number was served, or nobody came when it was called."""
    row = _own(ticket_id, by, at)
    _end(row, State.ABSENT if absent else State.SERVED, by, at)
    return row


def _own(ticket_id: int, by: Actor, at: datetime) -> QueueTicket:
    row = (
        QueueTicket.objects.select_for_update(of=("self",))
        .select_related("office__unit")
        .filter(pk=ticket_id)
        .first()
    )
    if row is None:
        raise NotThere(_("Không có số này."))
    town.require(by, "dossiers.queue", row.office.unit.path, at, row.office_id)
    if row.state != State.CALLED:
        raise WrongState(_("Số %(n)s không đang được gọi.") % {"n": row.shown})
    return row


def _end(row: QueueTicket, state: State, by: Actor | None, at: datetime) -> None:
    row.state, row.ended_at = state.value, at
    row.save(update_fields=["state", "ended_at"])
    waited = int((row.called_at - row.drawn_at).total_seconds()) if row.called_at else 0
    ground.write(
        deed=f"dossiers.queue-{state.value}",
        about=row.ref,
        by=ref_of(by),
        at=at,
        data={"number": row.shown, "waited": waited, "dossier": row.dossier_id or 0},
    )


def bind(ticket_id: int, dossier: Dossier, by: Actor) -> None:
    """The dossier was taken in from whoever held this number; nothing when it is not at this officer's window."""
    QueueTicket.objects.filter(
        pk=ticket_id, person=by.person_id, state=State.CALLED, dossier=None, office=dossier.received_office_id
    ).update(dossier=dossier)
