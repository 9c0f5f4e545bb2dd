"""Units of today and their offices, for everybody signed in; persons, for whom they work under and for themselves."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dinh.boards.search import kinds
from dinh.boards.search.kinds import Kind, Made
from dinh.boards.search.tokens import ALL, person, under
from dinh.town.models import Mandate, Office, Person, Post, Unit

from .common import keys_after


def _units(idents: Sequence[int]) -> Iterator[Made]:
    for unit in Unit.objects.filter(pk__in=idents, until=None).select_related("parent"):
        yield Made(
            "unit",
            unit.pk,
            unit.full_name,
            reverse("town.unit", args=[unit.code]),
            frozenset({ALL}),
            note=unit.parent.full_name if unit.parent else "cấp tỉnh",
            words=unit.code,
        )


def _offices(idents: Sequence[int]) -> Iterator[Made]:
    for office in Office.objects.filter(pk__in=idents, until=None).select_related("unit__parent"):
        yield Made(
            "office",
            office.pk,
            office.name,
            reverse("town.unit", args=[office.unit.code]),
            frozenset({ALL}),
            note=office.unit.full_name,
            words=f"{office.short_name} {' '.join(office.aliases)} {office.org_code_new}",
        )


def _persons(idents: Sequence[int]) -> Iterator[Made]:
    seen: defaultdict[int, set[str]] = defaultdict(set)
    for model in (Post, Mandate):
        for ident, path in model.objects.filter(person__in=idents).values_list("person", "unit__path"):
            seen[ident] |= under(path)
    posts: dict[int, Post] = {}
    newest = Post.objects.filter(person__in=idents).select_related("office", "unit")
    for post in newest.order_by(F("since").asc(nulls_first=True), "pk"):
        posts[post.person_id] = post
    for one in Person.objects.filter(pk__in=idents):
        held = posts.get(one.pk)
        yield Made(
            "person",
            one.pk,
            one.name,
            reverse("town.person", args=[one.pk]),
            frozenset(seen[one.pk] | {person(one.pk)}),
            note=str(held) if held else "",
        )


OWN = "town."
"""Units, offices and persons are changed by the deeds of their own room alone, and named by nearly everybody's."""


def register() -> None:
    kinds.register(
        Kind("office", _("Cơ quan"), "office", _offices, keys_after(Office.objects.all), deeds=OWN)
    )
    kinds.register(
        Kind(
            "unit",
            _("Đơn vị"),
            "unit",
            _units,
            keys_after(lambda: Unit.objects.filter(until=None)),
            deeds=OWN,
        )
    )
    kinds.register(Kind("person", _("Người"), "person", _persons, keys_after(Person.objects.all), deeds=OWN))
