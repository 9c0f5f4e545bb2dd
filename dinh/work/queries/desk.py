"""The desk: what somebody owes today, this week and late; what waits for their answer; what they asked of others.

Each list is a slice with a limit and knows whether there is more; the number of queries does not depend on how much
there is."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any, Generic, TypeVar

from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, Value, When
from django.utils import timezone
from django.utils.translation import gettext as _

from dinh.ground.calendar import for_country
from dinh.ground.sql_memo import count_of, rows_of
from dinh.town.shapes import Actor
from dinh.work.models import Assignment, Coop, Extension, HandOver
from dinh.work.rules import soon_until
from dinh.work.shapes import WorkState

from .scope import Reach, asked_q, owed_q, reach_of

T = TypeVar("T")
FEW = 50
SHOWN = ("unit", "office", "person", "asker_unit", "asker_office", "asker_person")


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
    """Everything for one person's desk, in at most 11 queries (17 when more than a thousand things are owed).

    Lists are found as numbers first and their rows fetched together, once: what stands in two lists is one row."""
    today = timezone.localdate(at)
    reach = reach_of(actor, today)
    week_end = today + timedelta(days=6 - today.weekday())
    key = (reach, today, few)
    ids = _owed(reach, today, week_end, few)
    ids["to_check"] = rows_of("work.to_check", key, lambda: _to_check(reach, few))
    ids["asked_late"] = rows_of("work.asked_late", key, lambda: _asked_late(reach, today, few))
    ids["coop"] = _coop_ids(reach, few) if reach.offices else []
    found = _named({pk for some in ids.values() for pk in some[:few]})
    bands = {
        name: Slice([found[pk] for pk in some[:few] if pk in found], len(some) > few)
        for name, some in ids.items()
    }
    return Desk(
        today=today,
        week_end=week_end,
        late=bands["late"],
        due_today=bands["today"],
        week=bands["week"],
        later=bands["later"],
        undated=bands["undated"],
        submitted=bands["submitted"],
        to_take=_sliced(rows_of("work.coming", key, lambda: _coming(reach, few)), few),
        given_away=_sliced(rows_of("work.away", key, lambda: _away(reach, few)), few),
        to_check=bands["to_check"],
        to_extend=_sliced(rows_of("work.more_time", key, lambda: _more_time(reach, few)), few),
        asked_late=bands["asked_late"],
        asked_open=count_of("work.asked_open", reach, lambda: _narrow(_asked_of_others(reach), 1000)),
        coop=bands["coop"],
    )


def _asked(reach: Reach) -> QuerySet[Assignment]:
    return Assignment.objects.filter(asked_q(reach), closed_at=None)


def _asked_of_others(reach: Reach) -> QuerySet[Assignment]:
    return _asked(reach).exclude(owed_q(reach))


def _to_check(reach: Reach, few: int) -> QuerySet[Assignment, int]:
    return _ids(_asked(reach).filter(state=WorkState.SUBMITTED).order_by("submitted_on", "pk"), few)


def _asked_late(reach: Reach, today: date, few: int) -> QuerySet[Assignment, int]:
    return _ids(_asked_of_others(reach).filter(late_q(today)).order_by("due_on", "pk"), few)


def _coming(reach: Reach, few: int) -> QuerySet[HandOver]:
    return _handed(Q(to_office__in=reach.head_of) | Q(to_person__in=reach.persons))[: few + 1]


def _away(reach: Reach, few: int) -> QuerySet[HandOver]:
    by = Q(from_office__in=reach.head_of) | Q(from_person__in=reach.persons) | Q(by__in=reach.persons)
    return _handed(by)[: few + 1]


def _more_time(reach: Reach, few: int) -> QuerySet[Extension]:
    rows = Extension.objects.filter(answered_at=None, assignment__in=_asked(reach))
    names = rows.select_related("assignment__office", "assignment__person", "assignment__unit")
    return names.order_by("at", "pk")[: few + 1]


LATE_Q = Q(state__in=(WorkState.NOT_STARTED, WorkState.DOING, WorkState.RETURNED))
"""States in which a day that has passed is late: what waits for the asker, and what is paused, is not."""


def late_q(day: date) -> Q:
    """What is late on a day: owed, and its time limit has ended (see `ground.calendar`)."""
    return LATE_Q & Q(due_on__lt=for_country().late_before(day))


_BANDS = ("late", "today", "week", "later", "undated", "submitted")


_MOST = 1_000
"""Things owed whose days are looked at together; nobody's desk should hold more."""


def _owed(reach: Reach, today: date, week_end: date, few: int) -> dict[str, list[int]]:
    """What is owed, in bands, at most one more than `few` in each."""
    first = rows_of(
        "work.owed",
        (reach, _MOST),
        lambda: _still_owed(reach).values_list("pk", "state", "due_on")[: _MOST + 1],
    )
    if len(first) > _MOST:  # so much is late that the bands after it may not have come: each by itself
        rows = _still_owed(reach)
        return {name: list(_ids(rows.filter(_band_q(name, today, week_end)), few)) for name in _BANDS}
    bands: dict[str, list[int]] = {name: [] for name in _BANDS}
    late, ending = for_country().late_before(today), for_country().ending_by(today)
    for pk, state, due_on in first:
        band = bands[_band(state, due_on, late, ending, week_end)]
        if len(band) <= few:
            band.append(pk)
    return bands


def _still_owed(reach: Reach) -> QuerySet[Assignment]:
    rows = Assignment.objects.filter(owed_q(reach), closed_at=None).exclude(state=WorkState.PAUSED)
    return rows.order_by(F("due_on").asc(nulls_last=True), "pk")


def _band(state: str, due_on: date | None, late: date, ending: date, week_end: date) -> str:
    if state == WorkState.SUBMITTED:
        return "submitted"
    if due_on is None:
        return "undated"
    if due_on < late:
        return "late"
    if due_on <= ending:
        return "today"
    return "week" if due_on <= week_end else "later"


def _band_q(name: str, today: date, week_end: date) -> Q:
    late, ending = for_country().late_before(today), for_country().ending_by(today)
    return {
        "submitted": Q(state=WorkState.SUBMITTED),
        "undated": LATE_Q & Q(due_on=None),
        "late": late_q(today),
        "today": LATE_Q & Q(due_on__gte=late, due_on__lte=ending),
        "week": LATE_Q & Q(due_on__gt=ending, due_on__lte=week_end),
        "later": LATE_Q & Q(due_on__gt=max(ending, week_end)),
    }[name]


def _coop_ids(reach: Reach, few: int) -> list[int]:
    """What others lead and these offices take part in, the earliest day first."""

    def rows() -> QuerySet[Coop, int]:
        taking_part = Coop.objects.filter(office__in=reach.offices, assignment__closed_at=None)
        led = taking_part.exclude(assignment__office__in=reach.offices)
        first = led.order_by(F("assignment__due_on").asc(nulls_last=True), "assignment")
        return first.values_list("assignment_id", flat=True)[: 2 * few + 2]

    return list(dict.fromkeys(rows_of("work.coop", (reach.offices, few), rows)))


def _ids(rows: QuerySet[Assignment], few: int) -> QuerySet[Assignment, int]:
    return rows.values_list("pk", flat=True)[: few + 1]


def _handed(which: Q) -> QuerySet[HandOver]:
    rows = HandOver.objects.filter(which, answered_at=None)
    names = rows.select_related("assignment__unit", "from_office", "from_person", "to_office", "to_person")
    return names.order_by("at", "pk")


_NOT_SHOWN = ("detail", "search")
_NOT_SHOWN_OF = {
    "unit": ("folded", "folded_name", "area_km2", "latitude", "longitude"),
    "office": ("aliases", "org_code_old", "org_code_new"),
    "person": ("folded", "email", "phone"),
}


def _with_names(rows: QuerySet[Assignment]) -> QuerySet[Assignment]:
    """The rows with the names a list shows; what only a page of one shows is left in the table."""
    hidden = [
        f"{side}{kind}__{name}"
        for kind, names in _NOT_SHOWN_OF.items()
        for name in names
        for side in ("", "asker_")
    ]
    return rows.select_related(*SHOWN).defer(*_NOT_SHOWN, *hidden)


def _named(ids: Collection[int]) -> dict[int, Assignment]:
    """The rows of some numbers, by number, with names. One query.

    The numbers are filled up to a power of two, with some that nobody has: the databases plan these six joins for each
    length anew, which takes longer than finding the rows."""
    if not ids:
        return {}
    room = 1 << (len(ids) - 1).bit_length()
    wanted = (*sorted(ids), *range(-1, len(ids) - room - 1, -1))
    rows = rows_of("work.named", wanted, lambda: _with_names(Assignment.objects.filter(pk__in=wanted)))
    return {row.pk: row for row in rows}


def _sliced(found: list[T], few: int) -> Slice[T]:
    return Slice(found[:few], len(found) > few)


def _narrow(rows: QuerySet[Any], most: int) -> QuerySet[Any, Any]:
    """For counting up to a number: nobody reads further, and a province's whole list need not be walked."""
    return rows.order_by().values("pk")[:most]


def _waiting_rows(rows: Callable[[], QuerySet[Any]]) -> QuerySet[Any, Any]:
    return _narrow(rows(), 99)


def waiting_count(actor: Actor, at: datetime) -> int:
    """How much is late, due today or waits for an answer, for the number beside the menu; up to 99. 4 queries."""
    today = timezone.localdate(at)
    reach = reach_of(actor, today)
    ending = for_country().ending_by(today)
    kinds: dict[str, Callable[[], QuerySet[Any]]] = {
        "owed": lambda: Assignment.objects.filter(owed_q(reach), LATE_Q, closed_at=None, due_on__lte=ending),
        "checks": lambda: _asked(reach).filter(state=WorkState.SUBMITTED),
        "takes": lambda: HandOver.objects.filter(
            Q(to_office__in=reach.head_of) | Q(to_person__in=reach.persons), answered_at=None
        ),
    }
    return sum(
        count_of(f"work.waiting.{kind}", (reach, ending), partial(_waiting_rows, rows))
        for kind, rows in kinds.items()
    )


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
    soon, calendar = soon_until(today), for_country()
    return Case(
        When(state=WorkState.DROPPED, then=Value("dropped")),
        When(state=WorkState.DONE, late_days__gt=0, then=Value("done_late")),
        When(state=WorkState.DONE, then=Value("done")),
        When(state=WorkState.PAUSED, then=Value("paused")),
        When(state=WorkState.SUBMITTED, then=Value("waiting")),
        When(due_on__isnull=True, then=Value("open")),
        When(due_on__lt=calendar.late_before(today), then=Value("late")),
        When(due_on__lte=calendar.ending_by(today), then=Value("today")),
        When(due_on__lte=soon, then=Value("soon")),
        default=Value("open"),
    )


def counts(
    rows: QuerySet[Assignment] | Callable[[], QuerySet[Assignment]],
    today: date,
    *,
    by: str = "unit",
    since: date | None = None,
    key: Hashable = None,
) -> dict[int | None, Lights]:
    """How many of the assignments show each light, by "unit", "office", "person" or "asked_by_kind". What is closed
    counts from `since` on, or not at all. One query. With a `key` its text is kept (see `ground.sql_memo`), and `rows`
    is what makes the queryset."""
    group = by if by == "asked_by_kind" else f"{by}_id"

    def counted() -> QuerySet[Assignment, tuple[int | None, str, int]]:
        wanted = Q(closed_at=None)
        if since is not None:
            wanted |= Q(done_on__gte=since)
        return (
            (rows() if callable(rows) else rows)
            .filter(wanted)
            .order_by()
            .annotate(light=light_case(today))
            .values(group, "light")
            # Of rows, not of their numbers: what is asked for stands in the index and no row need be opened.
            .annotate(n=Count("*", output_field=IntegerField()))
            .values_list(group, "light", "n")
        )

    lines = list(counted()) if key is None else rows_of("work.counts", (key, today, by, since), counted)
    found: dict[int | None, dict[str, int]] = {}
    for place, light, n in lines:
        found.setdefault(place, {})[light] = n
    return {
        place: Lights(**{name: n for name, n in some.items() if name != "dropped"})
        for place, some in found.items()
    }


def late(
    rows: QuerySet[Assignment] | Callable[[], QuerySet[Assignment]],
    today: date,
    *,
    limit: int = 50,
    key: Hashable = None,
) -> list[Assignment]:
    """The late ones among some assignments, the longest late first, with names. `key` as in `counts`."""

    def found() -> QuerySet[Assignment, int]:
        some = (rows() if callable(rows) else rows).filter(late_q(today), closed_at=None)
        return some.order_by("due_on", "pk").values_list("pk", flat=True)[:limit]

    ids = list(found()) if key is None else rows_of("work.late", (key, today, limit), found)
    named = _named(ids)
    return [named[pk] for pk in ids if pk in named]
