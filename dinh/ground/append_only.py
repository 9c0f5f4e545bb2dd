"""What makes the database itself refuse to change or remove what the ledger says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

LINES = ("ground_ledgerline", "ground_ledgermention")
HEAD = "ground_ledgerhead"
REFUSAL = "ledger is append-only (sổ cái chỉ ghi thêm)"

_IS_THERE = "EXISTS (SELECT 1 FROM ground_ledgerline WHERE id = NEW.last_id AND hash = NEW.last_hash)"
_SQLITE_ON = [
    *(
        f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
        for table in LINES
        for verb in ("UPDATE", "DELETE")
    ),
    f"CREATE TRIGGER {HEAD}_no_delete BEFORE DELETE ON {HEAD} BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END",
    # Onward only, and only to a line that is there: the head may pass a whole batch at once, never a gap.
    f"CREATE TRIGGER {HEAD}_onward BEFORE UPDATE ON {HEAD} WHEN NEW.last_id <= OLD.last_id OR NOT {_IS_THERE} "
    f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END",
]
_SQLITE_OFF = [
    *(
        f"DROP TRIGGER IF EXISTS {table}_no_{verb}"
        for table in (*LINES, HEAD)
        for verb in ("update", "delete")
    ),
    f"DROP TRIGGER IF EXISTS {HEAD}_forward",  # its name of earlier, when the head went one line at a time
    f"DROP TRIGGER IF EXISTS {HEAD}_onward",
]
_POSTGRES_ON = [
    f"""CREATE OR REPLACE FUNCTION ground_ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'restrict_violation'; END $$""",
    *(
        f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION ground_ledger_refuse()"
        for table in LINES
    ),
    *(
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION ground_ledger_refuse()"
        for table in (*LINES, HEAD)
    ),
    f"CREATE TRIGGER {HEAD}_no_delete BEFORE DELETE ON {HEAD} FOR EACH ROW EXECUTE FUNCTION ground_ledger_refuse()",
    f"""CREATE OR REPLACE FUNCTION ground_ledger_onward() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF NEW.last_id <= OLD.last_id OR NOT {_IS_THERE} THEN
        RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'restrict_violation';
      END IF;
      RETURN NEW;
    END $$""",
    f"CREATE TRIGGER {HEAD}_onward BEFORE UPDATE ON {HEAD} FOR EACH ROW EXECUTE FUNCTION ground_ledger_onward()",
]
_POSTGRES_OFF = [
    *(
        f"DROP TRIGGER IF EXISTS {table}_{what} ON {table}"
        for table in (*LINES, HEAD)
        for what in ("no_change", "no_truncate", "no_delete", "forward", "onward")
    ),
]
_ON = {"sqlite": _SQLITE_ON, "postgresql": _POSTGRES_ON}
_OFF = {"sqlite": _SQLITE_OFF, "postgresql": _POSTGRES_OFF}
_ASK = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'",
}
_TRIGGER = re.compile(r"CREATE TRIGGER (\w+)")


def guard(connection: Any) -> None:
    """Put the triggers up. Safe to call when they are up."""
    unguard(connection)
    _execute(connection, _ON)


def unguard(connection: Any) -> None:
    """Take the triggers down: for migrations backwards, and for tests that play the forger."""
    _execute(connection, _OFF)


def put_up(_apps: Any, editor: Any) -> None:
    """`guard` as a step of a migration."""
    guard(editor.connection)


def take_down(_apps: Any, editor: Any) -> None:
    """`unguard` as a step of a migration: SQLite lays a table anew to change it, and its triggers would go with the old one."""
    unguard(editor.connection)


def missing(connection: Any) -> list[str]:
    """The triggers that should be up and are not: after a hand in the database, or a table rebuilt by a migration."""
    with connection.cursor() as cursor:
        cursor.execute(_ASK[connection.vendor])
        up = {name for (name,) in cursor.fetchall()}
    wanted = (_TRIGGER.search(statement) for statement in _ON[connection.vendor])
    return sorted(found[1] for found in wanted if found and found[1] not in up)


@contextmanager
def unguarded(connection: Any) -> Iterator[None]:
    """The triggers down for a while; for tests."""
    unguard(connection)
    try:
        yield
    finally:
        guard(connection)


def _execute(connection: Any, statements: dict[str, list[str]]) -> None:
    if connection.vendor not in statements:
        raise NotImplementedError(
            f"Đình keeps its ledger on SQLite or PostgreSQL, not on {connection.vendor}"
        )
    with connection.cursor() as cursor:
        for statement in statements[connection.vendor]:
            cursor.execute(statement)
