"""For test suites: lets Django empty the tables between transactional tests, which the ledger refuses in use."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest


@pytest.fixture(scope="session", autouse=True)
def the_ledger_may_be_emptied_between_tests() -> Iterator[None]:
    """Flushing (TransactionTestCase, live_server) takes the ledger's triggers down and puts them up again."""
    from django.db import connections
    from django.db.backends.base.operations import BaseDatabaseOperations

    from dinh.ground import append_only

    flush = BaseDatabaseOperations.execute_sql_flush

    def unguarded_flush(self: Any, sql_list: list[str]) -> None:
        # Only while flushing: the tests themselves run with the ledger guarded, as in use.
        with append_only.unguarded(connections["default"]):
            flush(self, sql_list)

    BaseDatabaseOperations.execute_sql_flush = unguarded_flush  # type: ignore[method-assign, assignment]
    yield
    BaseDatabaseOperations.execute_sql_flush = flush  # type: ignore[method-assign, assignment]
