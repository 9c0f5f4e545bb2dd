"""Papers: of one's units and of the units above."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dinh.boards.search import kinds
from dinh.boards.search.kinds import Kind, Made
from dinh.boards.search.tokens import under_and_below
from dinh.papers.models import Paper

from .common import keys_after


def _papers(idents: Sequence[int]) -> Iterator[Made]:
    for paper in Paper.objects.filter(pk__in=idents).select_related("unit"):
        yield Made(
            "paper",
            paper.pk,
            paper.title or paper.name,
            reverse("papers.paper", args=[paper.pk]),
            frozenset(under_and_below(paper.unit.path)),
            note=f"{paper.name}, {paper.issuer or paper.unit.name_in_text}",
            words=f"{paper.signer} {paper.file_name} {paper.date or ''}",
        )


def register() -> None:
    kinds.register(Kind("paper", _("Văn bản"), "paper", _papers, keys_after(Paper.objects.all)))
