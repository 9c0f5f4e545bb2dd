"""What the archive offers to pages of any room: titles and links of papers, and finds for the command search."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from dinh.ground.shapes import Ref
from dinh.look.shapes import Found, Opened
from dinh.papers import queries, rules


def open_papers(refs: Sequence[Ref]) -> Mapping[Ref, Opened]:
    """ "Kế hoạch 27/KH-UBND" and its page, for each ref."""
    found = queries.by_refs(refs)
    return {ref: Opened(row.name, reverse("papers.paper", args=[row.pk])) for ref, row in found.items()}


def find(request: HttpRequest, words: str) -> Iterable[Found]:
    """Papers that match what was typed, and the deed of filing one."""
    actor = getattr(request, "actor", None)
    if actor is None:
        return
    day = timezone.localdate()
    if words.strip():
        for row in queries.papers(actor, day, words=words, limit=5).rows:
            yield Found(
                words=row.name, url=reverse("papers.paper", args=[row.pk]), icon="paper", note=row.title[:80]
            )
    yield from find_deeds(request, words)


def find_deeds(request: HttpRequest, words: str) -> Iterable[Found]:
    """The deed of filing a paper, for who may file somewhere."""
    actor = getattr(request, "actor", None)
    if actor is None:
        return
    if queries.units_to_file_in(actor, timezone.localdate(), rules.WHO_MAY["papers.file"]):
        yield Found(words=_("Nộp văn bản vào kho"), url=reverse("papers.file"), icon="upload", deed=True)
