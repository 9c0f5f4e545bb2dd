"""Reports: of who owes them and of who receives them. Their contents are not indexed: a draft is its writer's."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dinh.boards.search import kinds
from dinh.boards.search.kinds import Kind, Made
from dinh.boards.search.tokens import under
from dinh.sectors.reporting.models import Report

from .common import keys_after


def _reports(idents: Sequence[int]) -> Iterator[Made]:
    rows = Report.objects.filter(pk__in=idents).select_related("unit", "to_unit", "office", "regime")
    for one in rows:
        who = one.office.name if one.office else one.unit.full_name
        yield Made(
            "report",
            one.pk,
            one.title,
            reverse("reporting.report", args=[one.pk]),
            frozenset(under(one.unit.path) | under(one.to_unit.path)),
            note=f"{who}, hạn {one.due_on:%d/%m/%Y}",
            words=f"{one.regime.name} {one.period_key}",
        )


def register() -> None:
    kinds.register(Kind("report", _("Báo cáo"), "report", _reports, keys_after(Report.objects.all)))
