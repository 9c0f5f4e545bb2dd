"""Assignments: of the unit that owes, of the unit that asked, and of a unit that once owed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dinh.boards.search.kinds import Kind, Made
from dinh.boards.search.kinds import register as register_kind
from dinh.boards.search.tokens import under
from dinh.work.models import Assignment, Passing

from .common import keys_after


def _assignments(idents: Sequence[int]) -> Iterator[Made]:
    once: defaultdict[int, set[str]] = defaultdict(set)
    passed = Passing.objects.filter(assignment__in=idents).values_list("assignment", "from_unit__path")
    for ident, path in passed:
        once[ident] |= under(path)
    rows = Assignment.objects.filter(pk__in=idents).select_related("unit", "asker_unit", "office", "person")
    for one in rows:
        who = one.office.name if one.office else one.unit.full_name
        yield Made(
            "assignment",
            one.pk,
            one.title,
            reverse("work.assignment", args=[one.pk]),
            frozenset(under(one.unit.path) | under(one.asker_unit.path) | once[one.pk]),
            note=f"{who}, {one.unit.name_in_text}" if one.office else who,
            words=f"{one.product} {one.person.name if one.person else ''}",
        )


def register() -> None:
    register_kind(Kind("assignment", _("Việc"), "check", _assignments, keys_after(Assignment.objects.all)))
