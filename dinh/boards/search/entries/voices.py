"""Initiatives: of their unit and those below, of units asked to do likewise, of everybody when public; what waits for a
moderator is for moderators and for whoever wrote it. Events: of their unit and those below."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dinh.boards.search import kinds
from dinh.boards.search.kinds import Kind, Made
from dinh.boards.search.tokens import ALL, for_roles, person, under, under_and_below
from dinh.voices.models import Event, Initiative, Spread
from dinh.voices.rules import WHO_MAY
from dinh.voices.shapes import SHOWN

from .common import keys_after


def _initiatives(idents: Sequence[int]) -> Iterator[Made]:
    asked: defaultdict[int, set[str]] = defaultdict(set)
    for ident, path in Spread.objects.filter(initiative__in=idents).values_list("initiative", "unit__path"):
        asked[ident] |= under(path)
    for one in Initiative.objects.filter(pk__in=idents).select_related("unit", "office"):
        seen = for_roles(WHO_MAY["voices.moderate"], one.unit.path)
        if one.state in SHOWN:
            seen |= under_and_below(one.unit.path) | asked[one.pk]
            if one.public:
                seen.add(ALL)
        if one.person_id is not None:
            seen.add(person(one.person_id))
        yield Made(
            "initiative",
            one.pk,
            one.title,
            reverse("voices.initiative", args=[one.pk]),
            frozenset(seen),
            note=f"{one.office.name if one.office else 'người dân'}, {one.unit.name_in_text}",
            words=f"{one.text} {one.code}",
        )


def _events(idents: Sequence[int]) -> Iterator[Made]:
    for one in Event.objects.filter(pk__in=idents).select_related("unit"):
        yield Made(
            "event",
            one.pk,
            one.name,
            reverse("voices.event", args=[one.pk]),
            frozenset(under_and_below(one.unit.path)),
            note=f"{one.day:%d/%m/%Y}, {one.unit.name_in_text}",
            words=f"{one.place} {one.detail}",
        )


def register() -> None:
    kinds.register(
        Kind("initiative", _("Sáng kiến"), "voice", _initiatives, keys_after(Initiative.objects.all))
    )
    kinds.register(Kind("event", _("Sự kiện"), "calendar", _events, keys_after(Event.objects.all)))
