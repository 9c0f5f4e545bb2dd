"""What makes the database itself refuse to rewrite a filed paper. A fact left blank at filing may be filled, once."""

from __future__ import annotations

from typing import Any

TABLE = "papers_paper"
REFUSAL = "filed papers are never altered (văn bản đã nộp không sửa)"
FIXED = ("kept_sha256", "file_name", "size", "media_type", "unit_id", "received_at", "filed_by_id")
"""Columns that hold what was received, from whom, when. They never change."""
TEXTS = ("number", "symbol", "whole_number", "issuer", "title", "signer")
"""Texts that may go from blank to something, and never further."""
OPTIONAL = ("date", "issuer_unit_id")
"""Values that may go from NULL to something, and never further."""


def guard(apps: Any, editor: Any) -> None:
    """Put the triggers up."""
    unguard(apps, editor)
    for statement in _statements(editor.connection.vendor):
        editor.execute(statement, None)


def unguard(apps: Any, editor: Any) -> None:
    """Take the triggers down: for migrations backwards."""
    if editor.connection.vendor == "postgresql":
        editor.execute(f"DROP TRIGGER IF EXISTS {TABLE}_never_altered ON {TABLE}", None)
    else:
        editor.execute(f"DROP TRIGGER IF EXISTS {TABLE}_never_altered", None)


def _statements(vendor: str) -> list[str]:
    differs = "IS DISTINCT FROM" if vendor == "postgresql" else "IS NOT"
    changed = [f"NEW.{c} {differs} OLD.{c}" for c in FIXED]
    changed += [f"(OLD.{c} <> '' AND NEW.{c} <> OLD.{c})" for c in TEXTS]
    changed += [f"(OLD.{c} IS NOT NULL AND NEW.{c} {differs} OLD.{c})" for c in OPTIONAL]
    # The kind is always given; while the paper has no number yet it is only what the giver took it for.
    changed.append("(OLD.number <> '' AND NEW.kind <> OLD.kind)")
    when = " OR ".join(changed)
    if vendor == "postgresql":
        return [
            f"""CREATE OR REPLACE FUNCTION {TABLE}_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'restrict_violation'; END $$""",
            f"CREATE TRIGGER {TABLE}_never_altered BEFORE UPDATE ON {TABLE} FOR EACH ROW WHEN ({when}) "
            f"EXECUTE FUNCTION {TABLE}_refuse()",
        ]
    return [
        f"CREATE TRIGGER {TABLE}_never_altered BEFORE UPDATE ON {TABLE} WHEN {when} "
        f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
    ]
