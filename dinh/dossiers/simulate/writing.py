"""Rows written set by set: COPY on PostgreSQL, many at once on SQLite. Numbers are taken from the tables' own counters, so
that whoever works beside is not crossed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.db import connection, models

_ESCAPED = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def columns(model: type[models.Model]) -> list[models.Field[Any, Any]]:
    """The columns of a table, in the order in which values are given."""
    return list(model._meta.concrete_fields)


def values_of(row: models.Model) -> list[Any]:
    """The values of a row that is not written, in the order of its columns."""
    return [getattr(row, each.attname) for each in columns(type(row))]


def at(model: type[models.Model], *names: str) -> tuple[int, ...]:
    """Where columns stand among the values."""
    order = [each.attname for each in columns(model)]
    return tuple(order.index(name) for name in names)


def numbers(model: type[models.Model], count: int) -> range:
    """So many fresh numbers of a table, nobody else's."""
    if not count:
        return range(0)
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_get_serial_sequence(%s, 'id')", [table])
            (sequence,) = cursor.fetchone()
            # Under the table's lock: two who take many at once must not take the same.
            cursor.execute(f"LOCK TABLE {table} IN SHARE UPDATE EXCLUSIVE MODE")
            cursor.execute("SELECT nextval(%s)", [sequence])
            (first,) = cursor.fetchone()
            cursor.execute("SELECT setval(%s, %s)", [sequence, first + count - 1])
        else:
            cursor.execute(f"SELECT COALESCE(MAX(id), 0) + 1 FROM {table}")  # noqa: S608 the table's own name
            (first,) = cursor.fetchone()
    return range(first, first + count)


def write(model: type[models.Model], rows: Sequence[Sequence[Any]]) -> None:
    """Write rows, each with a value for every column."""
    if not rows:
        return
    names = ", ".join(f'"{each.column}"' for each in columns(model))
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                for start in range(0, len(rows), 2_000):
                    copy.write("".join(map(_line, rows[start : start + 2_000])))
            return
        marks = ", ".join(["%s"] * len(columns(model)))
        cursor.executemany(
            f"INSERT INTO {table} ({names}) VALUES ({marks})",  # noqa: S608 names of the table itself
            [_prepared(model, row) for row in rows],
        )


def _line(row: Iterable[Any]) -> str:
    return "\t".join([_text(value) for value in row]) + "\n"


def _text(value: Any) -> str:
    if value is None:
        return "\\N"
    kind = type(value)
    if kind is int:
        return str(value)
    if kind is datetime:
        return str(value.isoformat())
    if kind is bool:
        return "t" if value else "f"
    if kind is list or kind is dict:
        return json.dumps(value, ensure_ascii=False).translate(_ESCAPED)
    if kind is date:
        return str(value.isoformat())
    return str(value).translate(_ESCAPED)


def _prepared(model: type[models.Model], row: Sequence[Any]) -> list[Any]:
    pairs = zip(columns(model), row, strict=True)
    return [each.get_db_prep_save(value, connection) for each, value in pairs]
