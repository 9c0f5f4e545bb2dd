"""What the room fills in the sockets of look: titles and links of its things, and the command search."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from dinh.ground.shapes import Ref
from dinh.look.shapes import Found, Opened

from . import queries
from .models import Procedure, ProcedureEdition


def _ids(refs: Sequence[Ref]) -> list[int]:
    return [int(ref.id) for ref in refs if str(ref.id).isdigit()]


def _procedures(refs: Sequence[Ref]) -> Mapping[Ref, Opened]:
    rows = Procedure.objects.filter(pk__in=_ids(refs)).only("code", "name")
    return {row.ref: Opened(str(row), reverse("catalog.keep", args=[row.code])) for row in rows}


def _editions(refs: Sequence[Ref]) -> Mapping[Ref, Opened]:
    rows = ProcedureEdition.objects.filter(pk__in=_ids(refs)).select_related("procedure")
    words = _("%(code)s, bản %(n)s")
    return {
        row.ref: Opened(
            words % {"code": row.procedure.code, "n": row.number}, reverse("catalog.edition", args=[row.pk])
        )
        for row in rows
    }


OPENERS: dict[str, Callable[[Sequence[Ref]], Mapping[Ref, Opened]]] = {
    "procedure": _procedures,
    "procedure-edition": _editions,
}


def find(request: HttpRequest, typed: str) -> Iterator[Found]:
    """Procedures for the command search."""
    if getattr(request, "actor", None) is None or len(typed.strip()) < 2:
        return
    for row in queries.find(typed, day=timezone.localdate(), limit=5).rows:
        yield Found(words=row.name, url=reverse("catalog.keep", args=[row.code]), icon="book", note=row.code)
