"""Rows as text, written many at once: what PostgreSQL's COPY reads. On SQLite the same text is taken apart again, slower."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any, AnyStr

from django.db import connection, models

NOTHING = "\\N"
_ESCAPED = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
_BACK = {"\\\\": "\\", "\\t": "\t", "\\n": "\n", "\\r": "\r"}
PIECE = 1 << 20
"""Characters sent at once, about."""


def escaped(text: str) -> str:
    """A text as it stands in a row of COPY."""
    return text.translate(_ESCAPED)


def as_text(value: Any) -> str:
    """One value of a row as text."""
    if value is None:
        return NOTHING
    kind = type(value)
    if kind is int:
        return str(value)
    if kind is datetime or kind is date:
        return str(value.isoformat())
    if kind is bool:
        return "t" if value else "f"
    if kind is list or kind is dict:
        return json.dumps(value, ensure_ascii=False).translate(_ESCAPED)
    if kind is bytes:
        return "\\\\x" + value.hex()
    return str(value).translate(_ESCAPED)


def copy_in(model: type[models.Model], names: Sequence[str], rows: Iterable[AnyStr]) -> None:
    """Write rows, each a text (or its bytes) of its values with tabs between and an end of line, for the columns of these
    attributes. What is left out gets the database's default: the table's own number."""
    fields = {each.attname: each for each in model._meta.concrete_fields}
    columns = ", ".join(f'"{fields[name].column}"' for name in names)
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                for piece in pieces(rows):
                    copy.write(piece)
            return
        marks = ", ".join(["%s"] * len(names))
        told = [fields[name] for name in names]
        cursor.executemany(
            f"INSERT INTO {table} ({columns}) VALUES ({marks})",  # noqa: S608 names of the table itself
            [_values(told, line) for text in rows for line in _lines(text)],
        )


def row_text(row: models.Model, *leave: str) -> str:
    """A row as `copy_in` reads it, in the order of its columns."""
    names = names_of(type(row), *leave)
    return "\t".join([as_text(getattr(row, name)) for name in names]) + "\n"


@lru_cache(maxsize=200)
def names_of(model: type[models.Model], *leave: str) -> tuple[str, ...]:
    """The attributes of a table's columns, in their order."""
    return tuple(each.attname for each in model._meta.concrete_fields if each.attname not in leave)


def numbers(model: type[models.Model], count: int) -> range:
    """So many fresh numbers of a table, nobody else's, from its own counter: whoever works beside is not crossed. In a
    transaction."""
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


def pieces(rows: Iterable[AnyStr]) -> Iterator[AnyStr]:
    """The rows joined to pieces of about PIECE: few enough to be handed on cheaply, small enough that their memory is used again."""
    held: list[AnyStr] = []
    size = 0
    for row in rows:
        held.append(row)
        size += len(row)
        if size > PIECE:
            yield row[:0].join(held)
            held, size = [], 0
    if held:
        yield held[0][:0].join(held)


def _lines(text: str | bytes) -> list[str]:
    told = text if isinstance(text, str) else text.decode()
    return told.removesuffix("\n").split("\n") if told else []


def _values(fields: Sequence[models.Field[Any, Any]], line: str) -> list[Any]:
    return [
        field.get_db_prep_save(_value(field, text), connection)
        for field, text in zip(fields, line.split("\t"), strict=True)
    ]


def _value(field: models.Field[Any, Any], text: str) -> Any:
    if text == NOTHING:
        return None
    if "\\" in text:
        text = _unescaped(text)
    if isinstance(field, models.BinaryField):
        return bytes.fromhex(text.removeprefix("\\x"))
    return json.loads(text) if isinstance(field, models.JSONField) else field.to_python(text)


def _unescaped(text: str) -> str:
    parts = text.split("\\\\")
    for escape, plain in _BACK.items():
        if escape != "\\\\":
            parts = [part.replace(escape, plain) for part in parts]
    return "\\".join(parts)
