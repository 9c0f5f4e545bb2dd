"""Columns of a fact on disk: what the room declared, and what the lake adds of its own."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa
from django.utils.translation import gettext_lazy as _

from dinh.ground.facts import Column, FactTable

SEQ = "_seq"
GONE = "_gone"
MONTH = "lake_month"
NO_MONTH = "none"

ARROW: dict[str, pa.DataType] = {
    "text": pa.string(),
    "whole": pa.int64(),
    "number": pa.float64(),
    "yes": pa.bool_(),
    "day": pa.date32(),
    "moment": pa.timestamp("us", "UTC"),
}
DUCK = {
    "text": "VARCHAR",
    "whole": "BIGINT",
    "number": "DOUBLE",
    "yes": "BOOLEAN",
    "day": "DATE",
    "moment": "TIMESTAMP WITH TIME ZONE",
}

_OWN = (
    Column("source", "text", _("Nguồn"), empty=False),
    Column("import_id", "whole", _("Lần nạp")),
)
_NOW = Column("unit_now", "text", _("Đơn vị kế thừa hiện nay (mã)"))


def columns_of(table: FactTable) -> tuple[Column, ...]:
    """The columns that readers see. Every fact has `source` and `import_id`; with a `unit` also `unit_now`."""
    own = [*_OWN, *([_NOW] if "unit" in table.names else [])]
    return (*table.columns, *(column for column in own if column.name not in table.names))


def schema_of(table: FactTable, *, changes: bool) -> pa.Schema:
    """As laid on disk: the folded table by month, the changes with their numbers."""
    fields = [pa.field(column.name, ARROW[column.kind]) for column in columns_of(table)]
    if changes:
        fields += [pa.field(SEQ, pa.int64()), pa.field(GONE, pa.bool_())]
    else:
        fields += [pa.field(MONTH, pa.string())]
    return pa.schema(fields)


def quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def listed(names: Sequence[str], prefix: str = "") -> str:
    """Names of columns for a SELECT."""
    return ", ".join(f"{prefix}{quoted(name)}" for name in names)


def empty_select(table: FactTable) -> str:
    """The columns of a fact without a row."""
    columns = ", ".join(f"NULL::{DUCK[c.kind]} AS {quoted(c.name)}" for c in columns_of(table))
    return f"SELECT {columns} WHERE false"


def month_sql(table: FactTable) -> str:
    """The month of a row, for laying it."""
    if not table.day:
        return f"'{NO_MONTH}'"
    return f"coalesce(strftime({quoted(table.day)}::DATE, '%Y-%m'), '{NO_MONTH}')"
