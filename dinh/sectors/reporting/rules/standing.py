"""How a report stands on a day. Late is judged by the days it was sent, never by a mark somebody sets. Pure."""

from __future__ import annotations

from datetime import date
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

    def days_late(self, due: date, day: date) -> int: ...

    def days_left(self, due: date, day: date) -> int: ...


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
    """The word, its look and the days late. The first sending is judged by the day owed; what was returned and
    sent again, by the later of that lateness and the one against the day given for sending again."""
    if state == ReportState.WAIVED:
        return Standing("waived", "none", "Không phải gửi")
    late = calendar.days_late(due_on, first_sent_on or today)
    if state == ReportState.OWED:
        if late:
            return Standing("late", "late", f"Trễ {late} ngày", late)
        left = calendar.days_left(due_on, today)
        if left <= SOON:
            return Standing("soon", "risk", "Sắp đến hạn" if left else "Hạn hôm nay")
        if closes_on is not None and today <= closes_on:
            return Standing("open", "none", "Chưa chốt kỳ")
        return Standing("due", "path", "Còn hạn")
    if state == ReportState.RETURNED:
        over = calendar.days_late(again_by, today) if again_by else 0
        if over:
            return Standing("returned-late", "late", f"Trả lại, trễ {over} ngày", max(over, late))
        return Standing("returned", "risk", "Trả lại", late)
    if again_by and last_sent_on:
        late = max(late, calendar.days_late(again_by, last_sent_on))
    if state == ReportState.SENT:
        return (
            Standing("sent-late", "info", f"Gửi trễ {late} ngày", late)
            if late
            else Standing("sent", "wait", "Đã gửi")
        )
    if late:
        return Standing("accepted-late", "info", f"Nhận, trễ {late} ngày", late)
    return Standing("accepted", "ok", "Đã nhận")
