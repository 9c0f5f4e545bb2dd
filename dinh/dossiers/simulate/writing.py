"""Numbers of rows that are written set by set, taken from the tables' own counters, so that whoever works beside is not
crossed."""

from __future__ import annotations

from django.db import connection, models


def numbers(model: type[models.Model], count: int) -> range:
    """So many fresh numbers of a table, nobody else's. In a transaction."""
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
