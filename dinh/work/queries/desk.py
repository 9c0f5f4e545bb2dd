"""The desk: what somebody owes today, this week and late; what waits for their answer; what they asked of others.

Each list is a slice with a limit and knows whether there is more; the number of queries does not depend on how much
there is."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Generic, TypeVar

from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, Value, When
from django.utils import timezone
from django.utils.translation import gettext as _

from dinh.town.shapes import Actor
from dinh.work.models import Assignment, Coop, Extension, HandOver
from dinh.work.rules import soon_until
from dinh.work.shapes import WorkState

from .scope import Reach, asked_q, owed_q, reach_of

T = TypeVar("T")
FEW = 50
_SHOWN = ("unit", "office", "person", "asker_unit", "asker_office", "asker_person")


@dataclass(frozen=True, slots=True)
class Slice(Generic[T]):
    """The first rows of a list, and whether there are more."""

    rows: list[T] = field(default_factory=list)
    more: bool = False

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def count_words(self) -> str:
        """ "12", or "hơn 50" when the slice is full."""
        n = len(self.rows)
        return _("hơn %(n)s") % {"n": n} if self.more else str(n)


@dataclass(frozen=True, slots=True)
class Desk:
    """One person's desk on a day. `week_end` is the Sunday of the week."""

    today: date
    week_end: date
    late: Slice[Assignment]
    due_today: Slice[Assignment]
    week: Slice[Assignment]
    later: Slice[Assignment]
    undated: Slice[Assignment]
    submitted: Slice[Assignment]
    """Handed in by my side, waiting for the asker."""
    to_take: Slice[HandOver]
    """Offered to me or my office, unanswered."""
    given_away: Slice[HandOver]
    """Offered by me or my office, unanswered: still mine."""
    to_check: Slice[Assignment]
    """Products that wait for me as the asker."""
    to_extend: Slice[Extension]
    """More time asked of me."""
    asked_late: Slice[Assignment]
    """What I asked of others and is late."""
    asked_open: int
    coop: Slice[Assignment]

    @property
    def waits_for_me(self) -> int:
        """How many answers are owed by me (at most the limits of the lists)."""
        return len(self.to_take) + len(self.to_check) + len(self.to_extend)


def desk(actor: Actor, at: datetime, *, few: int = FEW) -> Desk:
    """Everything for one person's desk, in at most 9 queries (14 when very much is owed)."""
    today = timezone.localdate(at)
    reach = reach_of(actor, today)
    week_end = today + timedelta(days=6 - today.weekday())
    owed = _owed(reach, today, week_end, few)
    asked = _with_names(Assignment.objects.filter(asked_q(reach), closed_at=None))
    away = _handed(
        Q(from_office__in=reach.head_of) | Q(from_person__in=reach.persons) | Q(by__in=reach.persons)
    )
    coming = _handed(Q(to_office__in=reach.head_of) | Q(to_person__in=reach.persons))
    more_time = (
        Extension.objects.filter(
            answered_at=None, assignment__in=Assignment.objects.filter(asked_q(reach), closed_at=None)
        )
        .select_related("assignment__office", "assignment__person", "assignment__unit")
        .order_by("at", "pk")
    )
    others = ~owed_q(reach) if reach.offices or reach.persons else Q()
    coop = (
        _with_names(
            Assignment.objects.filter(pk__in=_coop_ids(reach), closed_at=None).exclude(
                office__in=reach.offices
            )
        )
        if reach.offices
        else Assignment.objects.none()
    )
    return Desk(
        today=today,
        week_end=week_end,
        late=owed["late"],
        due_today=owed["today"],
        week=owed["week"],
        later=owed["later"],
        undated=owed["undated"],
        submitted=owed["submitted"],
        to_take=_sliced(coming.order_by("at", "pk"), few),
        given_away=_sliced(away.order_by("at", "pk"), few),
        to_check=_sliced(asked.filter(state=WorkState.SUBMITTED).order_by("submitted_on", "pk"), few),
        to_extend=_sliced(more_time, few),
        asked_late=_sliced(asked.filter(others, LATE_Q, due_on__lt=today).order_by("due_on", "pk"), few),
        asked_open=_count(asked.filter(others)),
        coop=_sliced(coop.order_by(F("due_on").asc(nulls_last=True), "pk"), few)
        if reach.offices
        else Slice(),
    )


LATE_Q = Q(state__in=(WorkState.NOT_STARTED, WorkState.DOING, WorkState.RETURNED))
"""States in which a day that has passed is late: what waits for the asker, and what is paused, is not."""

_BANDS = ("late", "today", "week", "later", "undated", "submitted")


def _owed(reach: Reach, today: date, week_end: date, few: int) -> dict[str, Slice[Assignment]]:
    """What is owed, in bands, by one query, or by one for each band when there is very much."""
    rows = _with_names(Assignment.objects.filter(owed_q(reach), closed_at=None)).order_by(
        F("due_on").asc(nulls_last=True), "pk"
    )
    rows = rows.exclude(state=WorkState.PAUSED)
    first = list(rows[: 3 * few + 1])
    if (
        len(first) > 3 * few
    ):  # so much is late that the bands after it may not have come: ask for each by itself
        return {name: _sliced(rows.filter(_band_q(name, today, week_end)), few) for name in _BANDS}
    bands: dict[str, list[Assignment]] = {name: [] for name in _BANDS}
    for row in first:
        bands[_band(row, today, week_end)].append(row)
    return {name: Slice(found[:few], len(found) > few) for name, found in bands.items()}


def _band(row: Assignment, today: date, week_end: date) -> str:
    if row.state == WorkState.SUBMITTED:
        return "submitted"
    if row.due_on is None:
        return "undated"
    if row.due_on < today:
        return "late"
    if row.due_on == today:
        return "today"
    return "week" if row.due_on <= week_end else "later"


def _band_q(name: str, today: date, week_end: date) -> Q:
    return {
        "submitted": Q(state=WorkState.SUBMITTED),
        "undated": LATE_Q & Q(due_on=None),
        "late": LATE_Q & Q(due_on__lt=today),
        "today": LATE_Q & Q(due_on=today),
        "week": LATE_Q & Q(due_on__gt=today, due_on__lte=week_end),
        "later": LATE_Q & Q(due_on__gt=week_end),
    }[name]


def _coop_ids(reach: Reach) -> QuerySet[Assignment, int]:
    return Coop.objects.filter(office__in=reach.offices).values("assignment")  # type: ignore[return-value]


def _handed(which: Q) -> QuerySet[HandOver]:
    return HandOver.objects.filter(which, answered_at=None).select_related(
        "assignment__unit", "from_office", "from_person", "to_office", "to_person"
    )


def _with_names(rows: QuerySet[Assignment]) -> QuerySet[Assignment]:
    return rows.select_related(*_SHOWN)


def _sliced(rows: QuerySet[T], few: int) -> Slice[T]:  # type: ignore[type-var]
    found = list(rows[: few + 1])
    return Slice(found[:few], len(found) > few)


def _count(rows: QuerySet[Assignment]) -> int:
    """Counted up to a thousand: nobody reads further, and a province's whole list need not be walked."""
    return rows.order_by().values("pk")[:1000].count()


def waiting_count(actor: Actor, at: datetime) -> int:
    """How much is late, due today or waits for an answer, for the number beside the menu; up to 99. 4 queries."""
    today = timezone.localdate(at)
    reach = reach_of(actor, today)
    owed = Assignment.objects.filter(owed_q(reach), LATE_Q, closed_at=None, due_on__lte=today)
    checks = Assignment.objects.filter(asked_q(reach), closed_at=None, state=WorkState.SUBMITTED)
    takes = _handed(Q(to_office__in=reach.head_of) | Q(to_person__in=reach.persons))
    return sum(rows.order_by().values("pk")[:99].count() for rows in (owed, checks, takes))


# ---------------------------------------------------------------- counts


@dataclass(frozen=True, slots=True)
class Lights:
    """How many assignments of one unit or office show each light."""

    late: int = 0
    today: int = 0
    soon: int = 0
    waiting: int = 0
    open: int = 0
    paused: int = 0
    done: int = 0
    done_late: int = 0

    @property
    def still_owed(self) -> int:
        return self.late + self.today + self.soon + self.waiting + self.open + self.paused


def light_case(today: date) -> Case:
    """The light of an assignment in SQL, the same as `rules.light` (a test keeps them in step)."""
    soon = soon_until(today)
    return Case(
        When(state=WorkState.DROPPED, then=Value("dropped")),
        When(state=WorkState.DONE, due_on__isnull=False, done_on__gt=F("due_on"), then=Value("done_late")),
        When(state=WorkState.DONE, then=Value("done")),
        When(state=WorkState.PAUSED, then=Value("paused")),
        When(state=WorkState.SUBMITTED, then=Value("waiting")),
        When(due_on__isnull=True, then=Value("open")),
        When(due_on__lt=today, then=Value("late")),
        When(due_on=today, then=Value("today")),
        When(due_on__lte=soon, then=Value("soon")),
        default=Value("open"),
    )


def counts(
    rows: QuerySet[Assignment], today: date, *, by: str = "unit", since: date | None = None
) -> dict[int | None, Lights]:
    """How many of the assignments show each light, by "unit", "office", "person" or "asked_by_kind". What is closed
    counts from `since` on, or not at all. One query."""
    wanted = Q(closed_at=None)
    if since is not None:
        wanted |= Q(done_on__gte=since)
    key = by if by == "asked_by_kind" else f"{by}_id"
    lines = (
        rows.filter(wanted)
        .order_by()
        .annotate(light=light_case(today))
        .values(key, "light")
        .annotate(n=Count("pk", output_field=IntegerField()))
        .values_list(key, "light", "n")
    )
    found: dict[int | None, dict[str, int]] = {}
    for group, light, n in lines:
        found.setdefault(group, {})[light] = n
    return {
        group: Lights(**{name: n for name, n in some.items() if name != "dropped"})
        for group, some in found.items()
    }


def late(rows: QuerySet[Assignment], today: date, *, limit: int = 50) -> list[Assignment]:
    """The late ones among some assignments, the longest late first, with names."""
    return list(
        _with_names(rows.filter(LATE_Q, closed_at=None, due_on__lt=today)).order_by("due_on", "pk")[:limit]
    )
