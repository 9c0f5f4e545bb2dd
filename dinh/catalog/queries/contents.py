"""An edition as plain values: what files, forms and comparisons work with."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch, QuerySet

from ..models import Fee, ProcedureEdition
from ..rules import MAIN, TABLES

CHILDREN = ("ways", "fees", "exemptions", "papers", "results", "legal_bases")


def whole(rows: QuerySet[ProcedureEdition]) -> QuerySet[ProcedureEdition]:
    """Editions with all that hangs on them. 1 query, and 6 for the rows."""
    fees = Prefetch("fees", queryset=Fee.objects.select_related("unit"))
    others = [name for name in CHILDREN if name != "fees"]
    return rows.select_related("procedure__field", "procedure__keeper").prefetch_related(fees, *others)


def content_of(edition: ProcedureEdition) -> dict[str, Any]:
    """All that the edition says, column by column. No query when it came from `whole`."""
    content: dict[str, Any] = {column.key: getattr(edition, column.key) for column in MAIN}
    for table in CHILDREN:
        columns = TABLES[table][1]
        content[table] = [
            {column.key: _value(row, column.key) for column in columns}
            for row in getattr(edition, table).all()
        ]
    content["sources"] = [
        {
            "field": field,
            "source": said.get("source", ""),
            "confirmed": said.get("confirmed", False),
            "doubt": said.get("doubt", ""),
        }
        for field, said in edition.sources.items()
    ]
    return content


def _value(row: Any, key: str) -> Any:
    if key == "unit":
        return row.unit.code if row.unit else ""
    return getattr(row, key)
