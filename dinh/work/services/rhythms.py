"""What comes again: the next turns are made by the clock, each once."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from dinh.ground import calendar
from dinh.ground import services as ground
from dinh.ground.shapes import Ref
from dinh.town.shapes import Actor
from dinh.work import rules
from dinh.work.models import Assignment, Coop, Series
from dinh.work.shapes import WorkAsked

from . import common
from .common import WrongInput, WrongState, day_of, ref_of

_AT_ONCE = 200


def make_occurrences(*, at: datetime) -> int:
    """Make the turns of every rhythm whose period has begun, and count them. Running it again, or after days of rest,
    makes what is missing and nothing twice."""
    today, made = day_of(at), 0
    while True:
        due = Series.objects.filter(ended_at=None, made_until__lt=today).order_by("made_until", "pk")
        ids = list(due.values_list("pk", flat=True)[:_AT_ONCE])
        if not ids:
            return made
        for pk in ids:
            made += _next_turns(pk, today, at)


@transaction.atomic
def _next_turns(series_id: int, today: date, at: datetime) -> int:
    series = Series.objects.select_for_update(of=("self",)).get(pk=series_id)
    if series.ended_at is not None or series.made_until is None or series.made_until >= today:
        return 0  # somebody else was here first
    turns, ended = [], False
    days = calendar.for_country()
    for turn in rules.occurrences(
        rules.Rhythm.parse(series.rhythm), series.first_due, days, after=series.made_until
    ):
        if series.until is not None and turn.period.first > series.until:
            ended = True
            break
        if turn.period.first > today:
            break
        turns.append(turn)
    rows = [_turn(series, turn, at) for turn in turns]
    Assignment.objects.bulk_create(rows)
    Coop.objects.bulk_create(Coop(assignment=row, office_id=pk) for row in rows for pk in series.coops)
    # A week of Tết has no working day: the daily rhythm looks again tomorrow, from the last day it looked at.
    series.made_until = max(turns[-1].period.last if turns else today, series.made_until)
    series.ended_at = at if ended else None
    series.save(update_fields=["made_until", "ended_at"])
    if rows:
        ground.write(
            deed="work.turn-made",
            about=rows[-1].ref,
            by=None,
            at=at,
            data={"rhythm": series.rhythm, "periods": [turn.key for turn in turns]},
            also=[series.ref, *(row.ref for row in rows[:-1])],
        )
        ground.announce(WorkAsked(tuple(row.pk for row in rows), series.asked_by_kind), at=at)
    return len(rows)


SHARED = (
    "title",
    "detail",
    "product",
    "unit_id",
    "office_id",
    "person_id",
    "asker_unit_id",
    "asker_office_id",
    "asker_person_id",
    "asked_by_kind",
    "asked_by_id",
    "due_words",
    "rhythm",
    "priority",
    "checked",
)


def _turn(series: Series, turn: rules.Occurrence, at: datetime) -> Assignment:
    return Assignment(
        **{name: getattr(series, name) for name in SHARED},
        asked_at=at,
        due_on=turn.due_on,
        series=series,
        period_key=turn.key,
    )


@transaction.atomic
def end_series(*, series_id: int, reason: str, by: Actor | None, at: datetime) -> Series:
    """No more turns are made. Those already made stay owed."""
    series = (
        Series.objects.select_for_update(of=("self",)).select_related("unit", "asker_unit").get(pk=series_id)
    )
    common.require(series, "work.end_series", by, at)
    if series.ended_at is not None:
        raise WrongState(_("Việc định kỳ này đã dừng rồi."))
    if not reason.strip():
        raise WrongInput("reason", _("Viết vì sao dừng việc định kỳ."))
    series.ended_at, series.until = at, day_of(at)
    series.save(update_fields=["ended_at", "until"])
    last = series.occurrences.order_by("-pk").first()
    ground.write(
        deed="work.series-ended",
        about=last.ref if last else series.ref,
        by=ref_of(by),
        at=at,
        data={"reason": reason.strip()},
        also=[series.ref, *([Ref(series.asked_by_kind, series.asked_by_id)] if series.asked_by_kind else [])],
    )
    return series
