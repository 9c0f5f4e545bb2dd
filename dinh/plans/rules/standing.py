"""The standing rule: where a target or a task stands on a day, and the sentence that says why.

A target
1. is **reached** when its newest approved value satisfies the plan's words;
2. is **overdue** when its day has passed (by the calendar's rule of time limits) and 1. does not hold;
3. is **not measured** when no value has been approved yet (or the plan was only read by the machine: nobody was asked);
4. otherwise its newest value is held against the path, a straight line from the start value (the last value approved for
   a period before the plan, else 0) on the plan's first day to the promised value on the day it is due:
   on or above the path it is **on course**; below by no more than the margin (5 points for a share but at most a tenth of
   the promise, 5% of the promise for a count) it is **at risk**; further below it is **behind**. A newest value older than 100 days makes "on course" "at risk".

The plan's clock stops on the day that it ended or its unit ended: an old plan is judged as it stood then.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from dinh.ground.calendar import for_country
from dinh.plans.shapes import SEVERITY, Standing, StandingKind

from .numbers import with_unit, words_of

MARGIN_POINTS = 5.0
MARGIN_SHARE = 0.05
STALE_DAYS = 100
SOON_DAYS = 30
LESS_IS_BETTER = frozenset({"<=", "<"})


@dataclass(frozen=True, slots=True)
class Promise:
    """What a plan promises: as much as the standing rule needs to know."""

    operator: str
    value: float | None
    value_max: float | None
    unit: str
    start: date
    due: date | None
    reviewed: bool = True
    stopped: date | None = None
    """The day the plan or its unit ended; None while it runs."""


@dataclass(frozen=True, slots=True)
class Measured:
    """One approved value. `last` is the last day of its period."""

    last: date
    value: float


@dataclass(frozen=True, slots=True)
class Reported:
    """The newest entry in a task's diary."""

    on: date
    state: str
    percent: int | None = None


def satisfied(operator: str, value: float | None, value_max: float | None, measured: float) -> bool:
    """Whether a value keeps the promise. "=" means "đạt": to pass it is to reach it too."""
    if operator == "yes" or value is None:
        return measured >= 1
    match operator:
        case ">":
            return measured > value
        case "<=":
            return measured <= value
        case "<":
            return measured < value
        case "rank":
            return 0 < measured <= value
        case "range":
            return value <= measured <= (value_max if value_max is not None else measured)
        case _:
            return measured >= value


def start_value(promise: Promise, series: Sequence[Measured]) -> float | None:
    """Where the path begins: the last value known before the plan, else 0 where more is better, else unknown."""
    before = [each for each in series if each.last < promise.start]
    if before:
        return max(before, key=lambda each: each.last).value
    return None if promise.operator in LESS_IS_BETTER | {"rank", "yes"} else 0.0


def path_at(promise: Promise, series: Sequence[Measured], day: date) -> float | None:
    """The path's value on a day; None when there is no path (no number, no day, no start)."""
    if promise.value is None or promise.due is None or promise.operator in {"yes", "rank"}:
        return None
    begin = start_value(promise, series)
    span = (promise.due - promise.start).days
    if begin is None or span <= 0:
        return None
    share = min(1.0, max(0.0, (day - promise.start).days / span))
    return begin + (promise.value - begin) * share


def margin(value: float, unit: str) -> float:
    """How far below the path is still "at risk": 5 points for a share, but never more than a tenth of what is promised;
    5% of the promise for a count."""
    if unit.strip() == "%":
        return min(MARGIN_POINTS, abs(value) / 10)
    return abs(value) * MARGIN_SHARE


def gap_words(gap: float, unit: str) -> str:
    """ "7,8 điểm phần trăm" between shares, "3 lớp" between counts."""
    if unit.strip() == "%":
        return f"{words_of(gap, digits=1)} điểm phần trăm"
    rounded = round(gap, 1)
    return with_unit(int(rounded) if rounded == int(rounded) else rounded, unit)


def _day(day: date) -> str:
    return f"{day:%d/%m/%Y}"


def _shown(promise: Promise, value: float) -> str:
    if promise.operator == "yes":
        return "đã có" if value >= 1 else "chưa có"
    if promise.operator == "rank":
        return f"hạng {words_of(value)}"
    return with_unit(round(value, 2), promise.unit)


def judge_target(promise: Promise, series: Sequence[Measured], *, today: date) -> Standing:
    """Where the target stands today, by the rule at the top of this file. `series` are approved values only."""
    day = min(today, promise.stopped) if promise.stopped else today
    known = [each for each in series if each.last <= day] or list(series)
    if not known:
        return _unmeasured(promise, day)
    newest = max(known, key=lambda each: each.last)
    if satisfied(promise.operator, promise.value, promise.value_max, newest.value):
        if newest.last < promise.start:
            return Standing(StandingKind.ON_COURSE, "Đã đạt từ trước kế hoạch, chờ số của kỳ đầu để giữ.")
        reason = f"Đạt: {_shown(promise, newest.value)}, số liệu đến hết {_day(newest.last)}."
        return Standing(StandingKind.REACHED, reason)
    if promise.due and (late := for_country().days_late(promise.due, day)):
        reason = f"Trễ {late} ngày (hạn {_day(promise.due)}), mới được {_shown(promise, newest.value)}."
        return Standing(
            StandingKind.OVERDUE, reason, path=promise.value, gap=_short_by(promise, newest), days_late=late
        )
    if newest.last < promise.start:
        return _unmeasured(promise, day)
    return _against_path(promise, series, newest, day)


def _short_by(promise: Promise, newest: Measured) -> float | None:
    return None if promise.value is None else abs(promise.value - newest.value)


def _unmeasured(promise: Promise, day: date) -> Standing:
    if not promise.reviewed:
        return Standing(StandingKind.NOT_MEASURED, "Máy đọc, chưa có người soát: chưa giao ai đo.")
    if promise.due and (late := for_country().days_late(promise.due, day)):
        reason = f"Trễ {late} ngày (hạn {_day(promise.due)}), chưa có số nào được duyệt."
        return Standing(StandingKind.OVERDUE, reason, days_late=late)
    return Standing(StandingKind.NOT_MEASURED, "Chưa có số nào được duyệt trong thời gian kế hoạch.")


def _against_path(promise: Promise, series: Sequence[Measured], newest: Measured, day: date) -> Standing:
    path = path_at(promise, series, newest.last)
    if path is None:
        return _without_path(promise, newest, day)
    less = promise.operator in LESS_IS_BETTER
    gap = (newest.value - path) if less else (path - newest.value)
    told = f"{_shown(promise, newest.value)}, lộ trình đến {_day(newest.last)} là {with_unit(round(path, 1), promise.unit)}"
    word = "cao hơn" if less else "thiếu"
    if gap <= 1e-9:
        old = (day - newest.last).days
        if old > STALE_DAYS:
            return Standing(
                StandingKind.AT_RISK, f"Có nguy cơ: số mới nhất đã cũ {old} ngày ({told}).", path, gap
            )
        return Standing(StandingKind.ON_COURSE, f"Đúng lộ trình: {told}.", path, gap)
    kind = StandingKind.AT_RISK if gap <= margin(promise.value or 0.0, promise.unit) else StandingKind.BEHIND
    return Standing(
        kind, f"{kind.word}, {word} {gap_words(gap, promise.unit)} so với lộ trình: {told}.", path, gap
    )


def _without_path(promise: Promise, newest: Measured, day: date) -> Standing:
    told = f"{_shown(promise, newest.value)}, số liệu đến hết {_day(newest.last)}"
    if promise.due is None:
        return Standing(StandingKind.AT_RISK, f"Có nguy cơ: chưa đạt ({told}) và văn bản không ghi hạn.")
    left = (promise.due - day).days
    if left <= SOON_DAYS:
        return Standing(StandingKind.AT_RISK, f"Có nguy cơ: còn {left} ngày là đến hạn, {told}.")
    return Standing(StandingKind.ON_COURSE, f"Còn trong hạn {_day(promise.due)}: {told}.")


def judge_task(
    *,
    due: date | None,
    repeating: bool,
    newest: Reported | None,
    today: date,
    reviewed: bool = True,
    stopped: date | None = None,
) -> Standing:
    """Where a task or project stands: by its newest entry and its day. A repeating one must be heard of each quarter."""
    day = min(today, stopped) if stopped else today
    if newest and newest.state == "done" and not repeating:
        return Standing(StandingKind.REACHED, f"Đã xong, ghi ngày {_day(newest.on)}.")
    if newest is None and not reviewed:
        return Standing(StandingKind.NOT_MEASURED, "Máy đọc, chưa có người soát: chưa giao ai làm.")
    if due and not repeating and (late := for_country().days_late(due, day)):
        so_far = "chưa ghi tiến độ lần nào" if newest is None else f"mới ghi “{_progress_word(newest)}”"
        return Standing(StandingKind.OVERDUE, f"Trễ {late} ngày (hạn {_day(due)}), {so_far}.", days_late=late)
    if newest is None:
        return Standing(StandingKind.NOT_MEASURED, "Chưa ghi tiến độ lần nào.")
    if newest.state == "stuck":
        return Standing(StandingKind.BEHIND, f"Đang vướng từ {_day(newest.on)}.")
    old = (day - newest.on).days
    if old > STALE_DAYS:
        return Standing(StandingKind.AT_RISK, f"Có nguy cơ: {old} ngày chưa ghi thêm tiến độ.")
    if due and not repeating and newest.state != "done":
        left = (due - day).days
        if left <= SOON_DAYS and (newest.percent or 0) < 80:
            return Standing(
                StandingKind.AT_RISK, f"Có nguy cơ: còn {left} ngày, mới {_progress_word(newest)}."
            )
    if repeating:
        return Standing(StandingKind.ON_COURSE, f"Đang làm đều, ghi gần nhất ngày {_day(newest.on)}.")
    return Standing(
        StandingKind.ON_COURSE, f"Đúng lộ trình: {_progress_word(newest)}, ghi ngày {_day(newest.on)}."
    )


def _progress_word(newest: Reported) -> str:
    words = {"not-started": "chưa làm", "doing": "đang làm", "stuck": "đang vướng", "done": "đã xong"}[
        newest.state
    ]
    return f"{words} {newest.percent}%" if newest.percent is not None else words


def count_standings(standings: Iterable[Standing]) -> list[tuple[StandingKind, int]]:
    """How many stand where, worst first, leaving out what nothing stands at."""
    counts = dict.fromkeys(SEVERITY, 0)
    for standing in standings:
        counts[standing.kind] += 1
    return [(kind, number) for kind, number in counts.items() if number]


def worst(standings: Iterable[Standing]) -> Standing | None:
    """The one that needs attention first; None when there is none."""
    return min(standings, key=lambda each: (each.severity, -(each.gap or 0)), default=None)


def days_gone(start: date, end: date, today: date) -> tuple[int, int]:
    """(days gone, days in all) of a plan, both ends included."""
    whole = (end - start).days + 1
    return max(0, min(whole, (min(today, end) - start + timedelta(days=1)).days)), whole
