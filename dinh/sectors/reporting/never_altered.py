"""What makes the database itself refuse to rewrite a version of a report or a step of its way."""

from __future__ import annotations

from typing import Any

TABLES = ("reporting_version", "reporting_step")
REFUSAL = "versions and steps of a report are never altered (bản báo cáo đã ghi không sửa)"


def guard(apps: Any, editor: Any) -> None:
    """Put the triggers up."""
    unguard(apps, editor)
    postgres = editor.connection.vendor == "postgresql"
    if postgres:
        editor.execute(
            f"""CREATE OR REPLACE FUNCTION reporting_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'restrict_violation'; END $$""",
            None,
        )
    for table in TABLES:
        how = (
            "FOR EACH ROW EXECUTE FUNCTION reporting_refuse()"
            if postgres
            else f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
        )
        editor.execute(f"CREATE TRIGGER {table}_never_altered BEFORE UPDATE ON {table} {how}", None)


def unguard(apps: Any, editor: Any) -> None:
    """Take the triggers down: for migrations backwards."""
    for table in TABLES:
        on = f" ON {table}" if editor.connection.vendor == "postgresql" else ""
        editor.execute(f"DROP TRIGGER IF EXISTS {table}_never_altered{on}", None)
