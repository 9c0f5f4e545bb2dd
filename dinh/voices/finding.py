"""What the room fills in the sockets of look: titles and links of its things, the command search, what waits."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from dinh.ground.shapes import Ref
from dinh.look.shapes import Found, Opened
from dinh.look.shell import Waiting
from dinh.voices import queries
from dinh.voices.models import Complaint, Event, EventTask, Initiative, Spread


def _ids(refs: Sequence[Ref]) -> list[int]:
    return [int(ref.id) for ref in refs if str(ref.id).isdigit()]


def _initiatives(refs: Sequence[Ref]) -> Mapping[Ref, Opened]:
    rows = Initiative.objects.filter(pk__in=_ids(refs)).only("title")
    return {row.ref: Opened(row.title, reverse("voices.initiative", args=[row.pk])) for row in rows}


def _spreads(refs: Sequence[Ref]) -> Mapping[Ref, Opened]:
    rows = Spread.objects.filter(pk__in=_ids(refs)).select_related("initiative", "unit")
    words = _("làm theo “%(title)s” tại %(unit)s")
    return {
        row.ref: Opened(
            words % {"title": row.initiative.title, "unit": row.unit.name_in_text},
            reverse("voices.initiative", args=[row.initiative_id]) + "#noi-lam-theo",
        )
        for row in rows
    }


def _events(refs: Sequence[Ref]) -> Mapping[Ref, Opened]:
    rows = Event.objects.filter(pk__in=_ids(refs)).only("name", "day")
    return {
        row.ref: Opened(f"{row.name}, {row.day:%d/%m/%Y}", reverse("voices.event", args=[row.pk]))
        for row in rows
    }


def _tasks(refs: Sequence[Ref]) -> Mapping[Ref, Opened]:
    rows = EventTask.objects.filter(pk__in=_ids(refs)).select_related("event")
    return {
        row.ref: Opened(f"{row.title} ({row.event.name})", reverse("voices.event", args=[row.event_id]))
        for row in rows
    }


def _complaints(refs: Sequence[Ref]) -> Mapping[Ref, Opened]:
    rows = Complaint.objects.filter(pk__in=_ids(refs)).select_related("dossier")
    return {
        row.ref: Opened(
            _("Phản ánh về hồ sơ %(code)s") % {"code": row.dossier.code},
            reverse("voices.complaint", args=[row.pk]),
        )
        for row in rows
    }


OPENERS: dict[str, Callable[[Sequence[Ref]], Mapping[Ref, Opened]]] = {
    "initiative": _initiatives,
    "spread": _spreads,
    "event": _events,
    "event-task": _tasks,
    "complaint": _complaints,
}


def find(request: HttpRequest, typed: str) -> Iterator[Found]:
    """Initiatives for the command search, and the deed of putting one forward."""
    actor = getattr(request, "actor", None)
    if actor is None or len(typed.strip()) < 2:
        return
    for row in queries.initiatives(actor, timezone.localdate(), typed=typed, limit=5).rows:
        url = reverse("voices.initiative", args=[row.pk])
        yield Found(words=row.title, url=url, icon="flag", note=_(row.kind_word))


def waiting(request: HttpRequest) -> Waiting | None:
    """How much waits for this person's moderation."""
    actor = getattr(request, "actor", None)
    if actor is None:
        return None
    count = queries.waiting_count(actor, timezone.localdate())
    return Waiting(count) if count else None
