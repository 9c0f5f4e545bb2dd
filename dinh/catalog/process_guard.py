"""What makes the database itself refuse to change a process once it is published: cases run on it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

VERSION = "catalog_processversion"
PARTS = ("catalog_processstep", "catalog_processflow")
REFUSAL = "published processes are never changed (quy trình đã công bố không sửa)"
_FIXED = ("procedure_id", "unit_id", "number", "since", "note", "edits")


def guard(apps: Any, editor: Any) -> None:
    """Put the triggers up."""
    unguard(apps, editor)
    for statement in _on(editor.connection.vendor):
        _run(editor, statement)


def unguard(apps: Any, editor: Any) -> None:
    """Take the triggers down: for migrations backwards and for emptying the tables between tests."""
    postgres = editor.connection.vendor == "postgresql"
    for table, name in _names():
        _run(editor, f"DROP TRIGGER IF EXISTS {name}{f' ON {table}' if postgres else ''}")


@contextmanager
def unguarded(connection: Any) -> Iterator[None]:
    """The triggers down for a while; for tests."""
    editor = _Plain(connection)
    unguard(None, editor)
    try:
        yield
    finally:
        guard(None, editor)


class _Plain:
    """As much of a schema editor as is needed, without one: it may stand inside a transaction."""

    def __init__(self, connection: Any) -> None:
        self.connection = connection

    def execute(self, statement: str, params: Any = None) -> None:
        with self.connection.cursor() as cursor:
            cursor.execute(statement)


def _run(editor: Any, statement: str) -> None:
    editor.execute(statement, None)


def _names() -> list[tuple[str, str]]:
    parts = [(table, f"{table}_{verb}_fixed") for table in PARTS for verb in ("insert", "update", "delete")]
    return [(VERSION, f"{VERSION}_update_fixed"), (VERSION, f"{VERSION}_delete_fixed"), *parts]


def _on(vendor: str) -> list[str]:
    postgres = vendor == "postgresql"
    differs = "IS DISTINCT FROM" if postgres else "IS NOT"
    changed = " OR ".join(f"NEW.{c} {differs} OLD.{c}" for c in _FIXED)
    # A published one may be withdrawn and may get its last day; nothing leads back to a draft.
    backwards = "NEW.state = 'draft' OR (OLD.state = 'withdrawn' AND NEW.state <> 'withdrawn')"
    rules = {
        f"{VERSION}_update_fixed": (
            "UPDATE",
            VERSION,
            f"OLD.state <> 'draft' AND ({changed} OR {backwards})",
        ),
        f"{VERSION}_delete_fixed": ("DELETE", VERSION, "OLD.state <> 'draft'"),
    }
    for table in PARTS:
        for verb, rows in (("INSERT", "NEW"), ("UPDATE", "NEW OLD"), ("DELETE", "OLD")):
            rules[f"{table}_{verb.lower()}_fixed"] = (
                verb,
                table,
                " OR ".join(
                    f"EXISTS (SELECT 1 FROM {VERSION} v WHERE v.id = {row}.version_id AND v.state <> 'draft')"  # noqa: S608 - names of our own
                    for row in rows.split()
                ),
            )
    if not postgres:
        return [
            f"CREATE TRIGGER {name} BEFORE {verb} ON {table} WHEN {when} "
            f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
            for name, (verb, table, when) in rules.items()
        ]
    made = []
    for name, (verb, table, when) in rules.items():
        # PostgreSQL allows no query in WHEN, so the condition stands in the function.
        row = "OLD" if verb == "DELETE" else "NEW"
        made.append(
            f"""CREATE OR REPLACE FUNCTION {name}_fn() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
              IF {when} THEN
                RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'restrict_violation';
              END IF;
              RETURN {row};
            END $$"""
        )
        made.append(
            f"CREATE TRIGGER {name} BEFORE {verb} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}_fn()"
        )
    return made
