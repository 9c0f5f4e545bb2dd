"""Rows written by an INSERT whose text is worked out once for a table, and questions with holes.

Most of what it costs to save one row is Django writing the same SQL again. What is here takes the same fields through the
same preparation (`pre_save`, `get_db_prep_save`) and only keeps the text. No signals are sent: the house listens to none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import ForeignKey, Model

FEW = 12
"""So many rows are written out in one statement; more go as a list for each column where the database has lists."""
MANY = 500


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
        f"INSERT INTO {quote(meta.db_table)} ({columns})",
        f"({', '.join(['%s'] * len(fields))})",
        f"RETURNING {quote(pk.column)}" if own_key else "",
    )


@contextmanager
def together() -> Iterator[None]:
    """Statements in here of whose answer nothing is read go to PostgreSQL without waiting for one another; what was wrong with them
    is raised when an answer is read, or at the end. Not for what asks how many rows it changed."""
    if connection.vendor != "postgresql":
        yield
        return
    connection.ensure_connection()
    with connection.wrap_database_errors, connection.connection.pipeline():
        yield


def insert(rows: Sequence[Model], *, numbered: bool = True) -> None:
    """Insert new rows of one table. They get their numbers, unless nobody asks for them (`numbered`). One query, or one for each
    500."""
    for start in range(0, len(rows), MANY):
        _insert(rows[start : start + MANY], numbered)


def _insert(rows: Sequence[Model], numbered: bool) -> None:
    model = type(rows[0])
    table = _table(model, connection.vendor)
    few = len(rows) <= FEW
    if table is None or not (few or connection.vendor == "postgresql"):
        model._default_manager.bulk_create(rows)
        return
    given: list[list[Any]] = []
    for row in rows:
        for key in table.keys:
            if getattr(row, key.attname) is None and key.is_cached(row):
                there = key.get_cached_value(row)  # it was not written yet when it was put here
                setattr(row, key.attname, there.pk if there is not None else None)
        given.append([each.get_db_prep_save(each.pre_save(row, True), connection) for each in table.fields])
    tail = table.tail if numbered else ""
    with connection.cursor() as cursor:
        if few:
            text = f"{table.head} VALUES {', '.join([table.values] * len(rows))} {tail}"
            cursor.execute(text, [each for values in given for each in values])
        else:
            text = f"{table.head} SELECT * FROM UNNEST({_arrays(table.fields)}) {tail}"  # noqa: S608
            cursor.execute(text, [list(each) for each in zip(*given, strict=True)])
        if table.own_key and numbered:
            for row, (number,) in zip(rows, cursor.fetchall(), strict=True):
                row.pk = number
    for row in rows:
        row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS


def _arrays(fields: Sequence[Any]) -> str:
    """Holes for a column each, as PostgreSQL reads lists."""
    # Without its length: a cast would cut off what is too long, and the column must refuse it.
    kinds = (each.rel_db_type(connection).partition("(")[0] for each in fields)
    return ", ".join(f"(%s)::{kind}[]" for kind in kinds)


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


def update_many(rows: Sequence[Model], names: Sequence[str]) -> None:
    """The same fields of many rows of one table, one query where the database has lists. Whoever calls holds their lock."""
    if len(rows) == 1 or connection.vendor != "postgresql":
        for row in rows:
            update(row, *names)
        return
    for start in range(0, len(rows), MANY):
        _update_many(rows[start : start + MANY], names)


def _update_many(rows: Sequence[Model], names: Sequence[str]) -> None:
    model, quote = type(rows[0]), connection.ops.quote_name
    fields, _text = _update(model, tuple(names), connection.vendor)
    pk: Any = model._meta.pk
    lists = [
        [each.get_db_prep_save(each.pre_save(row, False), connection) for row in rows] for each in fields
    ]
    columns = ", ".join(quote(each.column) for each in (pk, *fields))
    sets = ", ".join(f"{quote(each.column)} = given.{quote(each.column)}" for each in fields)
    table = quote(model._meta.db_table)
    text = (
        f"UPDATE {table} SET {sets} FROM UNNEST({_arrays((pk, *fields))}) AS given({columns}) "  # noqa: S608 - our own
        f"WHERE {table}.{quote(pk.column)} = given.{quote(pk.column)}"
    )
    with connection.cursor() as cursor:
        cursor.execute(text, [[row.pk for row in rows], *lists])
        if cursor.rowcount != len(rows):
            raise model.DoesNotExist(f"of {len(rows)} rows {cursor.rowcount} are there to be changed")  # type: ignore[attr-defined]
