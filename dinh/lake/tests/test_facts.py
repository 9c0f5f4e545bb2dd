"""Every declared fact keeps the laws that the lake relies on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from dinh.dossiers.tests.builders import Ward, at
from dinh.ground import facts
from dinh.ground.models import LedgerMention
from dinh.ground.shapes import Ref
from dinh.lake import queries, reading, services
from dinh.lake.services.writing import ready
from dinh.lake.store import delta, disk
from dinh.lake.store.columns import columns_of, schema_of

from .test_drawing import a_few

NAMES = {
    "allotments", "documents", "dossiers", "feedback", "inspections", "payments", "reports", "statistics", "targets",
    "tasks", "units", "works",
}  # fmt: skip
SAID = {
    "id", "source", "import_id", "code", "unit", "unit_now", "received_unit", "procedure", "procedure_name", "field",
    "channel", "received_at", "received_on", "due_at", "ended_at", "returned_at", "status", "refused", "withdrawn",
    "requests", "stood_minutes", "term_minutes", "late", "flags", "online_full", "gives_paper", "result_code", "result_link",
    "result_file", "with_fee", "paid_online", "fee_total", "papers", "papers_digitised", "papers_reused", "digitised",
    "to_store", "verified", "rated", "unhappy",
}  # fmt: skip


def test_every_room_with_something_to_count_declares_it() -> None:
    assert {table.name for table in facts.declared()} >= NAMES
    assert facts.table("dossiers").names >= SAID
    for table in facts.declared():
        names = [column.name for column in columns_of(table)]
        assert len(names) == len(set(names)) and {"source", "import_id", table.key} <= set(names)
        assert ("unit_now" in names) == ("unit" in names), table.name
        assert all(str(column.words) for column in table.columns) and str(table.words) and str(table.grain)


def test_no_column_is_of_a_person() -> None:
    words = ("person", "applicant", "citizen_name", "identity", "phone", "email", "address")
    found = {(table.name, name) for table in facts.declared() for name in table.names if name in words}
    assert found == set()


def test_following_the_ledger_from_its_first_line_finds_every_row(ward: Ward, lake_home: Path) -> None:
    """What a walk finds, the mentions of the ledger find too: so nothing that happens later is missed."""
    a_few(ward)
    table = facts.table("dossiers")
    ready(table)
    path = disk.place("dossiers", table.version, "changes")
    empty = schema_of(table, changes=True).empty_table()
    delta.append(path, delta.newest(path).version, empty, delta.Position(walked=True))
    (drawn,) = services.draw(["dossiers"], at=at(12))
    (found,) = services.check(["dossiers"], at=at(12))
    assert drawn.added == 3 and found.equal


def test_facts_are_read_in_a_bounded_number_of_queries(
    ward: Ward, django_assert_max_num_queries: Any
) -> None:
    a_few(ward)
    for table in facts.declared():
        keys = list(table.walk(None, 50))
        assert len(keys) == min(50, table.count()), table.name
        with django_assert_max_num_queries(12):
            rows = list(table.read(keys))
        assert {row[table.key] for row in rows} == set(keys), table.name
        assert all(row.keys() <= {column.name for column in columns_of(table)} for row in rows)
        refs = [Ref.of(kind, ident) for kind, ident in LedgerMention.objects.values_list("kind", "ref_id")]
        with django_assert_max_num_queries(3):
            table.touched(refs)
        if keys and table.opens:
            assert table.opens(keys[0]).id
        assert not keys or list(table.walk(keys[-1], 1)) != keys[-1:]


def test_a_store_elsewhere_is_told_where_it_is_and_what_it_wants(
    lake_home: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.DINH_LAKE_URL = "s3://kho/ho-du-lieu/"
    settings.DINH_LAKE_OPTIONS = '{"AWS_REGION": "vn", "AWS_ALLOW_HTTP": true}'
    told: list[tuple[str, Any]] = []

    class Table:
        def __init__(self, path: str, *, version: int | None, storage_options: dict[str, str] | None) -> None:
            told.append((path, storage_options))
            raise delta.TableNotFoundError(path)

    monkeypatch.setattr(delta, "DeltaTable", Table)
    assert queries.current(facts.table("works")).changes == -1
    options = {"AWS_REGION": "vn", "AWS_ALLOW_HTTP": "true"}
    assert told == [
        ("s3://kho/ho-du-lieu/works/v1/changes", options),
        ("s3://kho/ho-du-lieu/works/v1/base", options),
    ]
    with reading.open(only=["works"]) as lake:
        assert lake.duck.sql("SELECT count(*) FROM works").fetchall() == [(0,)]
