"""Inspections: of who inspects and of who is inspected. Findings are not indexed: they are shown by their own rule."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dinh.boards.search import kinds
from dinh.boards.search.kinds import Kind, Made
from dinh.boards.search.tokens import under
from dinh.sectors.inspections.models import Inspection, Party

from .common import keys_after


def _inspections(idents: Sequence[int]) -> Iterator[Made]:
    inspected: defaultdict[int, list[Party]] = defaultdict(list)
    for party in Party.objects.filter(inspection__in=idents).select_related("unit", "office"):
        inspected[party.inspection_id].append(party)
    for one in Inspection.objects.filter(pk__in=idents).select_related("unit", "office"):
        seen = under(one.unit.path)
        for party in inspected[one.pk]:
            seen |= under(party.unit.path)
        yield Made(
            "inspection",
            one.pk,
            one.title,
            reverse("inspections.inspection", args=[one.pk]),
            frozenset(seen),
            note=f"{one.office.name if one.office else one.unit.full_name}, từ {one.first_day:%d/%m/%Y}",
            words=one.basis,
        )


def register() -> None:
    kinds.register(
        Kind("inspection", _("Kiểm tra"), "review", _inspections, keys_after(Inspection.objects.all))
    )
