"""Assignments: of the unit that owes and of the unit that asked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dinh.boards.search import kinds
from dinh.boards.search.kinds import Kind, Made
from dinh.boards.search.tokens import under
from dinh.work.models import Assignment

from .common import keys_after


def _assignments(idents: Sequence[int]) -> Iterator[Made]:
    rows = Assignment.objects.filter(pk__in=idents).select_related("unit", "asker_unit", "office", "person")
    for one in rows:
        who = one.office.name if one.office else one.unit.full_name
        yield Made(
            "assignment",
            one.pk,
            one.title,
            reverse("work.assignment", args=[one.pk]),
            frozenset(under(one.unit.path) | under(one.asker_unit.path)),
            note=f"{who}, {one.unit.name_in_text}" if one.office else who,
            words=f"{one.product} {one.person.name if one.person else ''}",
        )


def register() -> None:
    kinds.register(Kind("assignment", _("Việc"), "check", _assignments, keys_after(Assignment.objects.all)))
