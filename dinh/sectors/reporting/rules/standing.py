"""How a report stands on a day. Late is judged by the days it was sent, never by a mark somebody sets. Pure."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Protocol

from ..shapes import ReportState, Standing

SOON = 3
"""Working days before the day owed from which a report not yet sent is called near."""
AGAIN = 3
"""Working days given by default to send again what was returned."""


class Calendar(Protocol):
    """What is asked of the working calendar."""

    def working_days_between(self, a: date, b: date) -> int: ...

    def add_working_days(self, day: date, n: int) -> date: ...


def again_by_default(day: date, calendar: Calendar) -> date:
    """The day by which a returned report is sent again, unless the receiver names another."""
    return calendar.add_working_days(day, AGAIN)


def standing(
    state: str,
    *,
    due_on: date,
    today: date,
    calendar: Calendar,
    closes_on: date | None = None,
    first_sent_on: date | None = None,
    last_sent_on: date | None = None,
    again_by: date | None = None,
) -> Standing:
    """The word, its look and the working days late. The first sending is judged by the day owed; what was returned and
    sent again, by the later of that lateness and the one against the day given for sending again."""
    if state == ReportState.WAIVED:
        return Standing("waived", "none", "Không phải gửi")
    late = _late(due_on, first_sent_on or today, calendar)
    if state == ReportState.OWED:
        if late:
            return Standing("late", "late", f"Trễ {late} ngày", late)
        if today > due_on:
            return Standing("soon", "risk", "Hạn vừa qua")
        left = calendar.working_days_between(today, due_on)
        if left <= SOON:
            return Standing("soon", "risk", "Hạn hôm nay" if due_on == today else "Sắp đến hạn")
        if closes_on is not None and today <= closes_on:
            return Standing("open", "none", "Chưa chốt kỳ")
        return Standing("due", "path", "Còn hạn")
    if state == ReportState.RETURNED:
        over = _late(again_by, today, calendar) if again_by else 0
        if over:
            return Standing("returned-late", "late", f"Trả lại, quá {over} ngày", max(over, late))
        return Standing("returned", "risk", "Trả lại", late)
    if again_by and last_sent_on:
        late = max(late, _late(again_by, last_sent_on, calendar))
    if state == ReportState.SENT:
        return (
            Standing("sent-late", "info", f"Gửi trễ {late} ngày", late)
            if late
            else Standing("sent", "wait", "Đã gửi")
        )
    if late:
        return Standing("accepted-late", "info", f"Nhận, trễ {late} ngày", late)
    return Standing("accepted", "ok", "Đã nhận")


def _late(due: date, day: date, calendar: Calendar) -> int:
    """Working days past `due`. A day off after it costs nothing: nobody could have sent on a working day in between."""
    return max(0, calendar.working_days_between(due, day)) if day > due else 0


def late_line(today: date, calendar: Calendar) -> date:
    """What was owed before this day is late on `today`: the newest working day up to today."""
    return calendar.add_working_days(today + timedelta(days=1), -1)
