"""Periods of a rhythm, closing of figures and the last day of sending. Decree 09/2019, articles 8 and 12. Pure."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Protocol

from dinh.ground.periods import Period, containing

from ..shapes import Due, DueKind, Rhythm, Shift
from .content import Fault

WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")
_CLOSED_AT_YEARS_END = 10


class Calendar(Protocol):
    """What is asked of the working calendar."""

    def is_working(self, day: date) -> bool: ...

    def add_working_days(self, day: date, n: int) -> date: ...


def period_of(day: date, rhythm: str, closing_day: int | None) -> Period | None:
    """The period of that rhythm whose figures take in `day`; None on demand, and in the months nine months leave out."""
    kind = Rhythm(rhythm).kind
    if kind is None:
        return None
    try:
        return containing(day, kind, closing_day)
    except ValueError:
        return None


def laid_periods(
    rhythm: str, closing_day: int | None, since: date, until: date, numbers: Sequence[int] = ()
) -> Iterator[Period]:
    """Every period of the rhythm that closes from `since` to `until`, both included, in order. `numbers` keeps only those
    periods of a year ("quý I" alone is [1]); empty keeps all."""
    kind = Rhythm(rhythm).kind
    if kind is None or until < since:
        return
    period = period_of(since, rhythm, closing_day) or Period(kind, since.year + 1, 1, closing_day)
    if kind == "nine_months":
        period = Period(kind, since.year - 1, 1, closing_day)
    while period.last <= until:
        if period.last >= since and (not numbers or period.number in numbers):
            yield period
        period = period.next()


def due_day(period: Period, due: Due, calendar: Calendar) -> date:
    """The last day on which the report of that period is sent in time. A day that is not worked is moved as the regime
    says, to the day before only when that is still after closing. A term may name a day before closing: an estimate."""
    day = _named_day(period, due, calendar)
    if due.kind == DueKind.AFTER or due.shift == Shift.NONE or calendar.is_working(day):
        return day
    if due.shift == Shift.PREVIOUS:
        earlier = calendar.add_working_days(day, -1)
        if earlier > period.last or due.kind == DueKind.WEEKDAY:
            return earlier
    return calendar.add_working_days(day, 1)


def _named_day(period: Period, due: Due, calendar: Calendar) -> date:
    if due.kind == DueKind.AFTER:
        return calendar.add_working_days(period.last, due.number)
    if due.kind == DueKind.WEEKDAY:
        monday = (
            period.first if period.kind == "week" else period.last - timedelta(days=period.last.weekday())
        )
        return monday + timedelta(days=due.number - 1 + 7 * due.months)
    month = period.last.month - 1 + due.months
    year, month = period.last.year + month // 12, month % 12 + 1
    return date(year, month, min(due.number, monthrange(year, month)[1]))


def term_faults(rhythm: str, closing_day: int | None, due: Due) -> list[Fault]:
    """What is wrong with a regime's term, each at its field. A report is sent at least one day after its figures close
    (article 8.5), except a weekly one, which may go out in its own week."""
    faults = []
    if closing_day is not None and not 1 <= closing_day <= 27:
        faults.append(Fault("closing_day", "Ngày chốt số liệu từ 1 đến 27; để trống là ngày cuối kỳ."))
    if due.kind == DueKind.DAY and not 1 <= due.number <= 31:
        faults.append(Fault("due_number", "Ngày gửi từ 1 đến 31."))
    if due.kind == DueKind.WEEKDAY and not 1 <= due.number <= 7:
        faults.append(Fault("due_number", "Thứ trong tuần từ 1 (thứ Hai) đến 7 (Chủ nhật)."))
    if due.kind == DueKind.AFTER and not 1 <= due.number <= 60:
        faults.append(Fault("due_number", "Số ngày làm việc sau ngày chốt từ 1 đến 60."))
    if due.kind == DueKind.WEEKDAY and rhythm != Rhythm.WEEKLY:
        faults.append(Fault("due_kind", "Thứ trong tuần chỉ dùng cho báo cáo hằng tuần."))
    if faults or due.kind != DueKind.DAY or rhythm in (Rhythm.WEEKLY, Rhythm.ON_DEMAND):
        return faults
    closed = closing_day if closing_day is not None else 31
    if due.months == 0 and due.number <= closed:
        said = (
            f"Số liệu chốt ngày {closed} thì hạn gửi sớm nhất là ngày {closed + 1}."
            if closing_day
            else "Số liệu tính đến ngày cuối kỳ thì hạn gửi phải sang tháng sau."
        )
        faults.append(Fault("due_number", said))
    return faults


def words_of_due(due: Due, rhythm: str) -> str:
    """ "ngày 20 tháng cuối quý", "ngày 05 tháng sau kỳ", "3 ngày làm việc sau ngày chốt số liệu", "thứ Sáu hằng tuần"."""
    if due.kind == DueKind.AFTER:
        return f"{due.number} ngày làm việc sau ngày chốt số liệu"
    if due.kind == DueKind.WEEKDAY:
        return f"{WEEKDAYS[due.number - 1]} {'tuần sau' if due.months else 'hằng tuần'}"
    if rhythm == Rhythm.MONTHLY:
        return f"ngày {due.number:02d} {'tháng sau' if due.months else 'hằng tháng'}"
    last = {
        "quarterly": "tháng cuối quý",
        "half": "tháng cuối kỳ",
        "nine_months": "tháng 9",
        "yearly": "tháng 12",
    }
    if not due.months:
        return f"ngày {due.number:02d} {last.get(rhythm, 'tháng cuối kỳ')}"
    if rhythm == Rhythm.YEARLY:
        month = 12 + due.months
        return (
            f"ngày {due.number:02d}/{month:02d}"
            if month <= 12
            else f"ngày {due.number:02d}/{month - 12:02d} năm sau"
        )
    words = {1: "tháng đầu kỳ sau", -1: "tháng trước tháng cuối kỳ"}
    return f"ngày {due.number:02d} {words.get(due.months, f'sau kỳ {due.months} tháng')}"
