"""What this room puts in other places: openers, the number beside the menu, the command search, a unit's page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from dinh.ground.search import search_q
from dinh.ground.shapes import Ref
from dinh.ground.text import words as search_words
from dinh.look import openers
from dinh.look.shapes import Found, Opened
from dinh.look.shell import Waiting
from dinh.work import queries
from dinh.work.models import Assignment, Extension, HandOver, Series


def short(text: str, most: int = 90) -> str:
    return text if len(text) <= most else f"{text[: most - 1].rsplit(' ', 1)[0]}…"


def _assignments(refs: Sequence[Ref]) -> Mapping[Ref, Opened]:
    rows = Assignment.objects.only("title").in_bulk([int(ref.id) for ref in refs])
    return {
        ref: Opened(short(rows[int(ref.id)].title), reverse("work.assignment", args=[int(ref.id)]))
        for ref in refs
        if int(ref.id) in rows
    }


def _hand_overs(refs: Sequence[Ref]) -> Mapping[Ref, Opened]:
    rows = HandOver.objects.select_related("assignment").in_bulk([int(ref.id) for ref in refs])
    return {
        ref: Opened(
            _("Chuyển việc: %(title)s") % {"title": short(rows[int(ref.id)].assignment.title, 70)},
            reverse("work.hand_over", args=[int(ref.id)]),
        )
        for ref in refs
        if int(ref.id) in rows
    }


def _extensions(refs: Sequence[Ref]) -> Mapping[Ref, Opened]:
    rows = Extension.objects.select_related("assignment").in_bulk([int(ref.id) for ref in refs])
    return {
        ref: Opened(
            _("Xin gia hạn: %(title)s") % {"title": short(rows[int(ref.id)].assignment.title, 70)},
            reverse("work.extension", args=[int(ref.id)]),
        )
        for ref in refs
        if int(ref.id) in rows
    }


def _series(refs: Sequence[Ref]) -> Mapping[Ref, Opened]:
    """A rhythm opens at its newest turn."""
    ids = [int(ref.id) for ref in refs]
    newest = dict(Assignment.objects.filter(series__in=ids).order_by("pk").values_list("series_id", "pk"))
    titles = dict(Series.objects.filter(pk__in=ids).values_list("pk", "title"))
    return {
        ref: Opened(short(titles[int(ref.id)]), reverse("work.assignment", args=[newest[int(ref.id)]]))
        for ref in refs
        if int(ref.id) in newest
    }


def register_openers() -> None:
    """Hang the openers; called at start-up."""
    openers.register("assignment", _assignments)
    openers.register("hand-over", _hand_overs)
    openers.register("extension", _extensions)
    openers.register("series", _series)


def waiting(request: HttpRequest) -> Waiting | None:
    """How much is late, due today or waits for this person's answer, beside the menu's item."""
    actor = getattr(request, "actor", None)
    if actor is None:
        return None
    # The side and the telephone's tabs both ask: once a page is enough.
    number: int | None = getattr(request, "work_waiting", None)
    if number is None:
        number = queries.waiting_count(actor, timezone.now())
        request.work_waiting = number  # type: ignore[attr-defined]
    return Waiting(number) if number else None


def find(request: HttpRequest, words: str) -> Iterator[Found]:
    """Assignments whose words were typed, with or without marks; and the way to a new one."""
    actor = getattr(request, "actor", None)
    if actor is None:
        return
    typed = search_words(words)
    if typed:
        seen = Assignment.objects.filter(
            queries.visible_q(actor, timezone.localdate()), search_q("search", words), closed_at=None
        )
        for row in seen.select_related("office").order_by("-pk")[:4]:
            yield Found(
                words=short(row.title, 110),
                url=reverse("work.assignment", args=[row.pk]),
                icon="task",
                note=row.office.name if row.office else "",
            )
    yield from find_deeds(request, words)


def find_deeds(request: HttpRequest, words: str) -> Iterator[Found]:
    """The way to a new assignment, for who may ask."""
    from .pages.listing import may_ask

    actor = getattr(request, "actor", None)
    typed = search_words(words)
    if actor and may_ask(actor) and (not typed or set(typed) & {"giao", "viec", "moi"}):
        yield Found(words=_("Giao một việc mới"), url=reverse("work.new"), icon="plus", deed=True)
