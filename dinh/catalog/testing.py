"""For test suites: lets Django empty the tables between transactional tests, which the guard of processes refuses in use."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest


@pytest.fixture(scope="session", autouse=True)
def processes_may_be_emptied_between_tests() -> Iterator[None]:
    """SQLite empties tables by DELETE, row by row; PostgreSQL by TRUNCATE, which asks no row trigger."""
    from django.db import connections
    from django.db.backends.base.operations import BaseDatabaseOperations

    if connections["default"].vendor != "sqlite":
        yield
        return
    from django.db.backends.sqlite3.operations import DatabaseOperations

    from dinh.catalog import process_guard

    def unguarded_flush(self: Any, sql_list: list[str]) -> None:
        with process_guard.unguarded(connections["default"]):
            BaseDatabaseOperations.execute_sql_flush(self, sql_list)  # asked late: the ground wraps it too

    DatabaseOperations.execute_sql_flush = unguarded_flush  # type: ignore[method-assign, assignment]
    yield
    del DatabaseOperations.execute_sql_flush
