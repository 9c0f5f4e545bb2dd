"""Where a bar of the timeline begins and ends, in hundredths of the span shown. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from dinh.boards.shapes import Dated


@dataclass(frozen=True, slots=True)
class Span:
    """What the timeline shows: from the first day of a month to the last of another."""

    first: date
    last: date

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    def at(self, day: date) -> float:
        """Where a day begins, 0 to 100."""
        return round(
            100 * (min(max(day, self.first), self.last + timedelta(1)) - self.first).days / self.days, 3
        )

    def months(self) -> list[tuple[date, float, float]]:
        """Each month that begins in the span: its first day, where it begins, how wide it is."""
        found, day = [], self.first
        while day <= self.last:
            following = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
            begin, end = self.at(day), self.at(following)
            found.append((day, begin, round(end - begin, 3)))
            day = following
        return found


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: where it begins, how wide it is (never too thin to see), and how much of it is done. `before` and
    `after` say that it goes on beyond what is shown."""

    x: float
    width: float
    done: float
    before: bool = False
    after: bool = False


LEAST = 0.6


def bar(span: Span, start: date, end: date, percent: int | None = None) -> Bar | None:
    """The bar of something from `start` to `end`, both included; None when it lies outside."""
    if end < start:
        start = end
    if end < span.first or start > span.last:
        return None
    x = span.at(start)
    width = max(span.at(end + timedelta(1)) - x, LEAST)
    x = min(x, 100 - width)
    return Bar(
        round(x, 3),
        round(width, 3),
        round(width * (percent or 0) / 100, 3),
        start < span.first,
        end > span.last,
    )


def span_of(year: int, first_month: int = 1, months: int = 12) -> Span:
    """So many months from the first of one."""
    first = date(year, first_month, 1)
    after = year * 12 + first_month - 1 + months
    return Span(first, date(after // 12, after % 12 + 1, 1) - timedelta(1))


MANY = 3
"""From so many on, the same thing asked of several places is one row."""
_WORST = ("late", "risk", "wait", "none", "info", "path", "ok")


@dataclass(frozen=True, slots=True)
class Shared:
    """One thing asked of several places: the row that stands for them (the worst of them, the mean of their shares),
    how many they are, and how many stand as that worst one does."""

    one: Dated
    places: int
    like_this: int


def share_out(dates: Iterable[Dated]) -> tuple[list[Dated], list[Shared]]:
    """What stands alone, and what the same words, days and kind ask of many places, the worst and then the soonest
    first."""
    alike: defaultdict[tuple[object, ...], list[Dated]] = defaultdict(list)
    for one in dates:
        alike[one.kind, one.title, one.start, one.day, one.until].append(one)
    alone = [one for some in alike.values() if len(some) < MANY for one in some]
    shared = [_stand_for(some) for some in alike.values() if len(some) >= MANY]
    return alone, sorted(shared, key=lambda each: (_rank(each.one.look), each.one.day, each.one.title))


def _stand_for(some: list[Dated]) -> Shared:
    worst = min(some, key=lambda one: _rank(one.look))
    known = [one.percent for one in some if one.percent is not None]
    percent = round(sum(known) / len(some)) if known else None
    like = sum(one.look == worst.look for one in some)
    return Shared(replace(worst, percent=percent, who=""), len(some), like)


def _rank(look: str) -> int:
    return _WORST.index(look) if look in _WORST else len(_WORST)
