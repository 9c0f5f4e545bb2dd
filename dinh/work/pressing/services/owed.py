"""What is open and due, read once for a whole morning."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from dinh.work.models import Assignment
from dinh.work.pressing.queries import OWED_STATES

_ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


class Owed(NamedTuple):
    """One assignment as the morning needs it."""

    pk: int
    title: str
    due_on: date
    asked_on: date
    unit_id: int
    office_id: int | None
    person_id: int | None
    asker_unit_id: int
    asker_office_id: int | None
    asker_person_id: int | None
    asked_by_kind: str


def owed_until(day: date) -> Iterator[Owed]:
    """Everything open that is owed by a day, the earliest first. One query."""
    rows: Any = (
        Assignment.objects.filter(closed_at=None, state__in=OWED_STATES, due_on__lte=day)
        .order_by("due_on", "pk")
        .values_list(
            "pk",
            "title",
            "due_on",
            "asked_at",
            "unit_id",
            "office_id",
            "person_id",
            "asker_unit_id",
            "asker_office_id",
            "asker_person_id",
            "asked_by_kind",
        )
    )
    for pk, title, due_on, asked_at, *rest in rows.iterator(chunk_size=5000):
        yield Owed(pk, title, due_on, day_of(asked_at), *rest)


def day_of(moment: datetime) -> date:
    # `timezone.localtime` for each of a hundred thousand rows costs more than the query.
    return moment.astimezone(_ZONE).date()
