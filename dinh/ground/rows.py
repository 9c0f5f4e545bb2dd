"""Rows written by an INSERT whose text is worked out once for a table, and questions with holes.

Most of what it costs to save one row is Django writing the same SQL again. What is here takes the same fields through the
same preparation (`pre_save`, `get_db_prep_save`) and only keeps the text. No signals are sent: the house listens to none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import ForeignKey, Model

FEW = 12
"""So many rows go in one statement of a text that is kept; more are `bulk_create`'s, which knows how to part them."""


@dataclass(frozen=True, slots=True)
class _Table:
    fields: tuple[Any, ...]
    keys: tuple[ForeignKey[Any, Any], ...]
    own_key: bool
    """Whether the database gives the number."""
    head: str
    values: str
    tail: str


@lru_cache(maxsize=400)
def _table(model: type[Model], _vendor: str) -> _Table | None:
    """None: a table of which Django must write the SQL itself."""
    meta = model._meta
    fields: list[Any] = list(meta.local_concrete_fields)
    if meta.parents or any(each.generated or each.has_db_default() for each in fields):
        return None
    if any(hasattr(each, "get_placeholder") for each in fields):
        return None
    pk: Any = meta.pk
    own_key = pk is meta.auto_field
    if own_key:
        fields.remove(pk)
    quote = connection.ops.quote_name
    columns = ", ".join(quote(each.column) for each in fields)
    return _Table(
        tuple(fields),
        tuple(each for each in fields if isinstance(each, ForeignKey)),
        own_key,
        f"INSERT INTO {quote(meta.db_table)} ({columns}) VALUES ",  # noqa: S608 - our own names
        f"({', '.join(['%s'] * len(fields))})",
        f" RETURNING {quote(pk.column)}" if own_key else "",
    )


def insert(rows: Sequence[Model]) -> None:
    """Insert new rows of one table, which get their numbers. One query for a few of them."""
    if not rows:
        return
    model = type(rows[0])
    table = _table(model, connection.vendor)
    if table is None or len(rows) > FEW or not connection.features.can_return_rows_from_bulk_insert:
        model._default_manager.bulk_create(rows, batch_size=500)
        return
    given: list[Any] = []
    for row in rows:
        for key in table.keys:
            if getattr(row, key.attname) is None and key.is_cached(row):
                there = key.get_cached_value(row)  # it was not written yet when it was put here
                setattr(row, key.attname, there.pk if there is not None else None)
        for each in table.fields:
            given.append(each.get_db_prep_save(each.pre_save(row, True), connection))
    with connection.cursor() as cursor:
        cursor.execute(table.head + ", ".join([table.values] * len(rows)) + table.tail, given)
        if table.own_key:
            for row, (number,) in zip(rows, cursor.fetchall(), strict=True):
                row.pk = number
    for row in rows:
        row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS


@lru_cache(maxsize=1000)
def _update(model: type[Model], names: tuple[str, ...], _vendor: str) -> tuple[tuple[Any, ...], str]:
    meta, quote = model._meta, connection.ops.quote_name
    fields: tuple[Any, ...] = tuple(meta.get_field(name) for name in names)
    pk: Any = meta.pk
    if any(hasattr(each, "get_placeholder") for each in fields):
        raise TypeError(f"{model.__name__}: these columns are Django's to write")
    sets = ", ".join(f"{quote(each.column)} = %s" for each in fields)
    where = f"WHERE {quote(pk.column)} = %s"
    return fields, f"UPDATE {quote(meta.db_table)} SET {sets} {where}"  # noqa: S608 - our own names


def update(row: Model, *names: str) -> None:
    """Write these fields of a row that is there; `search` columns must be named when what they read changed."""
    fields, text = _update(type(row), names, connection.vendor)
    given = [each.get_db_prep_save(each.pre_save(row, False), connection) for each in fields]
    with connection.cursor() as cursor:
        cursor.execute(text, [*given, row.pk])
        if cursor.rowcount != 1:
            raise type(row).DoesNotExist(f"{row!r} is not there to be changed")  # type: ignore[attr-defined]
