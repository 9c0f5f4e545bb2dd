"""The catalogue as a document that can be written to a file and read back."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Prefetch

from ..files import EditionDoc, ProcedureDoc
from ..models import LocalCode, Procedure, ProcedureEdition
from ..rules import plain_place
from .contents import content_of, whole


def documents(codes: Iterable[str] | None = None, *, drafts: bool = False) -> list[ProcedureDoc]:
    """Procedures with their published editions (and drafts when asked), oldest first. 10 queries."""
    states = ["published", "draft"] if drafts else ["published"]
    editions = whole(ProcedureEdition.objects.filter(state__in=states)).order_by("since", "number")
    rows = Procedure.objects.select_related("field").order_by("code")
    if codes is not None:
        rows = rows.filter(code__in=list(codes))
    found = rows.prefetch_related(
        Prefetch("editions", queryset=editions),
        Prefetch("local_codes", queryset=LocalCode.objects.select_related("unit")),
    )
    return [_document(row) for row in found if row.editions.all()]


def _document(row: Procedure) -> ProcedureDoc:
    local = [
        {"unit": one.unit.code, "code": one.code, "since": one.since, "until": one.until}
        for one in row.local_codes.all()
    ]
    return ProcedureDoc(
        row.code,
        row.field.code,
        row.field.name,
        row.words,
        lambda key: key,
        local,
        [EditionDoc(content_of(one), one.state, plain_place) for one in row.editions.all()],
    )
