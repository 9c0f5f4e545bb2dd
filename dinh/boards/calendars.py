"""Dates as an iCalendar file (RFC 5545): stable UIDs, growing SEQUENCE, what was dropped told as cancelled."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta

from django.db.models import Count, Max
from icalendar import Calendar, Event, Todo

from dinh.boards.shapes import Dated, DateKind
from dinh.ground.models import LedgerLine, LedgerMention
from dinh.ground.shapes import Ref

PRODUCT = "-//Dinh//Lich//VI"
TODO_KINDS = (DateKind.WORK, DateKind.REPORT)


def changes_of(refs: Iterable[Ref]) -> dict[Ref, tuple[int, datetime]]:
    """For each thing, how many ledger lines tell of it and when the newest was written: what SEQUENCE and LAST-MODIFIED
    say. It only grows, and needs nothing stored. Two queries a kind."""
    by_kind: dict[str, list[str]] = {}
    for ref in refs:
        by_kind.setdefault(ref.kind, []).append(str(ref.id))
    found: dict[Ref, tuple[int, datetime]] = {}
    for kind, idents in by_kind.items():
        rows = list(
            LedgerMention.objects.filter(kind=kind, ref_id__in=idents)
            .order_by()
            .values("ref_id")
            .annotate(n=Count("pk"), last=Max("line_id"))
        )
        at = dict(LedgerLine.objects.filter(pk__in=[row["last"] for row in rows]).values_list("pk", "at"))
        for row in rows:
            found[Ref.of(kind, row["ref_id"])] = (row["n"], at[row["last"]])
    return found


def uid_of(ref: Ref, host: str) -> str:
    """The same thing has the same UID whoever reads it and whatever becomes of it."""
    return f"{ref.kind}-{ref.id}@{host}"


def calendar(
    dates: Iterable[Dated],
    *,
    name: str,
    host: str,
    base: str,
    now: datetime,
    todos: bool = False,
    changes: Mapping[Ref, tuple[int, datetime]] | None = None,
) -> bytes:
    """One calendar. `base` is the address that links begin with; with `todos` work and reports are things to do."""
    dates = list(dates)
    known = changes if changes is not None else changes_of(one.ref for one in dates)
    made = Calendar()
    made.add("prodid", PRODUCT)
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", name)
    made.add("x-wr-timezone", "Asia/Ho_Chi_Minh")
    made.add("refresh-interval", timedelta(hours=1), parameters={"VALUE": "DURATION"})
    for one in dates:
        part = _todo(one) if todos and one.kind in TODO_KINDS else _event(one)
        number, at = known.get(one.ref, (0, now))
        part.add("uid", uid_of(one.ref, host))
        part.add("dtstamp", now)
        part.add("last-modified", at)
        part.add("sequence", number)
        part.add("summary", f"{one.kind.word}: {one.title}")
        part.add("categories", [one.kind.word])
        told = [one.word, one.who, one.note]
        part.add("description", "\n".join(line for line in told if line))
        if one.url:
            part.add("url", f"{base}{one.url}")
        if one.kind == DateKind.EVENT and one.note:
            part.add("location", one.note)
        made.add_component(part)
    return bytes(made.to_ical())


def _event(one: Dated) -> Event:
    part = Event()
    part.add("dtstart", one.day)
    part.add("dtend", _after(one.until or one.day))
    part.add("transp", "OPAQUE" if one.kind == DateKind.EVENT else "TRANSPARENT")
    part.add("status", "CANCELLED" if one.dropped else "CONFIRMED")
    return part


def _after(day: date) -> date:
    """DTEND of a whole day is the day after."""
    return day + timedelta(days=1)


def _todo(one: Dated) -> Todo:
    part = Todo()
    part.add("due", one.day)
    if one.start and one.start < one.day:
        part.add("dtstart", one.start)
    if one.dropped:
        part.add("status", "CANCELLED")
    elif one.closed:
        part.add("status", "COMPLETED")
        part.add("percent-complete", 100)
    else:
        part.add("status", "IN-PROCESS" if one.percent else "NEEDS-ACTION")
        part.add("percent-complete", one.percent or 0)
    return part
