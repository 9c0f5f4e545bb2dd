"""Reads of the outbox. Each takes one query unless said otherwise."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, QuerySet

from dinh.ground.outbox.models import Letter
from dinh.ground.outbox.shapes import INSIDE, LetterState
from dinh.ground.shapes import Ref
from dinh.ground.sql_memo import count_of, rows_of

MOST_COUNTED = 100


def notices(to: Ref, *, before: int | None = None, limit: int = 30) -> list[Letter]:
    """What a person has been told inside the program, newest first; `before` is the last id of the page above."""

    def rows() -> QuerySet[Letter]:
        found = _inside(to) if before is None else _inside(to).filter(pk__lt=before)
        return found.order_by("-pk")[:limit]

    return rows_of("outbox.notices", (to, before, limit), rows)


def notice(to: Ref, letter_id: int) -> Letter | None:
    """One of a person's own notices; None when it is not theirs."""
    return _inside(to).filter(pk=letter_id).first()


def unread(to: Ref) -> int:
    """How many notices a person has not seen, counted up to a hundred."""

    def rows() -> QuerySet[Letter, Any]:
        return _inside(to).filter(read_at=None).order_by().values("pk")[:MOST_COUNTED]

    return count_of("outbox.unread", to, rows)


def _inside(to: Ref) -> QuerySet[Letter]:
    return Letter.objects.filter(
        to_kind=to.kind, to_id=str(to.id), channel=INSIDE, state=LetterState.DELIVERED.value
    )


def letters(
    *,
    state: str = "",
    channel: str = "",
    before: int | None = None,
    limit: int = 50,
    to_kind: str = "",
    to_ids: Iterable[str] | None = None,
) -> list[Letter]:
    """Letters of the outbox, newest first; with `to_ids`, those to these readers of `to_kind`."""
    rows = Letter.objects.all()
    if to_ids is not None:
        rows = rows.filter(to_kind=to_kind, to_id__in=list(to_ids))
    if state:
        rows = rows.filter(state=state)
    if channel:
        rows = rows.filter(channel=channel)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    return list(rows.order_by("-pk")[:limit])


def about(ref: Ref) -> list[Letter]:
    """Letters about one thing, oldest first."""
    return list(Letter.objects.filter(about_kind=ref.kind, about_id=str(ref.id)).order_by("pk"))


def about_many(refs: Iterable[Ref]) -> dict[Ref, list[Letter]]:
    """Letters about many things, oldest first; things without any are left out. One query a kind."""
    wanted: dict[str, list[str]] = {}
    for ref in refs:
        wanted.setdefault(ref.kind, []).append(str(ref.id))
    found: dict[Ref, list[Letter]] = {}
    for kind, ids in wanted.items():
        for row in Letter.objects.filter(about_kind=kind, about_id__in=ids).order_by("pk"):
            found.setdefault(Ref.of(kind, row.about_id), []).append(row)
    return found


def by_keys(keys: Iterable[str]) -> dict[str, Letter]:
    """Letters by their keys, those that are there."""
    return {row.key: row for row in Letter.objects.filter(key__in=list(keys))}


def standing(now: datetime, *, days: int = 7) -> dict[str, int]:
    """How many letters stand where: those still open whatever their age, the ended ones of the last days."""
    ended = [LetterState.SENT.value, LetterState.DELIVERED.value, LetterState.FAILED.value]
    still = Letter.objects.exclude(state__in=ended).values_list("state").annotate(Count("pk"))
    lately = Letter.objects.filter(state__in=ended, posted_at__gte=now - timedelta(days=days))
    return dict(still) | dict(lately.exclude(channel=INSIDE).values_list("state").annotate(Count("pk")))


def last_trouble() -> Letter | None:
    """The waiting letter that was tried last and did not go: its reason says what is wrong with the channel."""
    rows = Letter.objects.filter(state=LetterState.WAITING.value, tries__gt=0).exclude(reason="")
    return rows.order_by("-claimed_at").first()
