"""What a large load lays aside and lays back: secondary indexes and foreign keys of the tables it fills, on PostgreSQL. To
build an index once over millions of rows takes a fraction of keeping it up row by row.

Everything that is taken down is written into `LaidAside` in the same transaction, and struck out there in the transaction
that builds it again. Whoever is killed in between leaves a list of what is missing: the next `dinh simulate` or `dinh up`
builds it."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import connection, connections, transaction
from django.db.models import Model

from dinh.ground.models import LedgerLine, LedgerMention
from dinh.till.services.sets import TABLES as TILL_TABLES

from ..models import (
    Answer,
    ClockStretch,
    CompletionRequest,
    Dossier,
    DossierPaper,
    Holding,
    LaidAside,
)

Say = Callable[[str], None]
TABLES: tuple[type[Model], ...] = (
    LedgerLine, LedgerMention, Holding, DossierPaper, Dossier, Answer, ClockStretch, CompletionRequest, *TILL_TABLES,
)  # fmt: skip
KEPT = frozenset({"till_bill_code_key", "till_bill_waiting"})
"""What stays: a bill's code is drawn, and two that drew the same must not both be written; of bills that wait there are few, and the
database tells that condition in other words than it was given."""
LARGE = 50_000
"""From so many dossiers on it pays to build indexes anew."""
LOCK, SCRIBE = 0x0D1E5, 0x0D1E6
MEMORY = "768MB"
"""For sorting an index, where the server is not set to give more."""
INDEXES, UNIQUE, KEYS, CHECKED, TENDED = range(5)
"""The turns in which things are built again."""


class Busy(Exception):
    """Another load is under way. `str()` is a Vietnamese sentence."""


@contextmanager
def alone() -> Iterator[None]:
    """Only one load at a time; a process that is killed lets go by itself."""
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
        if not cursor.fetchone()[0]:
            raise Busy("Một lần diễn khác đang chạy trên cơ sở dữ liệu này; đợi xong rồi chạy lại.")
        # A scribe whose load was killed writes the day in its hands to the end.
        cursor.execute("SELECT pg_advisory_lock(%s)", [SCRIBE])
        cursor.execute("SELECT pg_advisory_unlock(%s)", [SCRIBE])
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


@contextmanager
def scribe_at_work() -> Iterator[None]:
    """As long as a scribe may still write."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [SCRIBE])
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [SCRIBE])


def lay_aside(count: int, say: Say = lambda _words: None) -> None:
    """Take down what would be kept up row by row, where the load is large beside what is there."""
    if connection.vendor != "postgresql" or count < LARGE or _there() > 2 * count:
        return
    with transaction.atomic():
        taken = 0
        for model in TABLES:
            taken += _take_down(model._meta.db_table)
    if taken:
        say(f"Gác lại {taken} chỉ mục, khóa ngoại trong khi nạp.")


def _there() -> int:
    """About how many dossiers there are."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT reltuples::bigint FROM pg_class WHERE oid = %s::regclass", ["dossiers_dossier"]
        )
        return int(cursor.fetchone()[0])


def _take_down(table: str) -> int:
    """Drop the foreign keys, unique constraints and secondary indexes of a table, each with how it comes back."""
    rows: list[LaidAside] = []
    drops: list[str] = []

    def later(name: str, turn: int, again: str) -> None:
        rows.append(LaidAside(table=table, name=name, turn=turn, again=again))

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conname, contype, pg_get_constraintdef(oid) FROM pg_constraint "
            "WHERE conrelid = %s::regclass AND contype IN ('f', 'u') ORDER BY conname",
            [table],
        )
        constraints = cursor.fetchall()
        cursor.execute(
            "SELECT c.relname, pg_get_indexdef(i.indexrelid) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid "
            "WHERE i.indrelid = %s::regclass AND NOT i.indisprimary ORDER BY c.relname",
            [table],
        )
        indexes = dict(cursor.fetchall())
        constraints = [row for row in constraints if row[0] not in KEPT]
        for name in KEPT:
            indexes.pop(name, None)
        for name, kind, told in constraints:
            drops.append(f'ALTER TABLE "{table}" DROP CONSTRAINT "{name}"')
            if kind == "u":
                later(name, INDEXES, indexes.pop(name))
                later(
                    f"{name}:",
                    UNIQUE,
                    f'ALTER TABLE "{table}" ADD CONSTRAINT "{name}" UNIQUE USING INDEX "{name}"',
                )
            else:
                later(name, KEYS, f'ALTER TABLE "{table}" ADD CONSTRAINT "{name}" {told} NOT VALID')
                later(f"{name}:", CHECKED, f'ALTER TABLE "{table}" VALIDATE CONSTRAINT "{name}"')
        for name, told in indexes.items():
            drops.append(f'DROP INDEX "{name}"')
            later(name, INDEXES, told)
        if not drops:
            return 0
        later("autovacuum", TENDED, f'ALTER TABLE "{table}" RESET (autovacuum_enabled)')
        drops.append(f'ALTER TABLE "{table}" SET (autovacuum_enabled = off)')
        LaidAside.objects.bulk_create(rows)
        for statement in drops:
            cursor.execute(statement)
    return len(drops) - 1


def lay_back(say: Say = lambda _words: None) -> int:
    """Build again whatever is laid aside, two things at a time, and let the database learn what its tables hold. Gives how
    many things there were."""
    if connection.vendor != "postgresql":
        return 0
    rows = list(LaidAside.objects.order_by("turn", "id"))
    if not rows:
        return 0
    say(f"Dựng lại {len(rows)} chỉ mục, ràng buộc.")
    sizes = {model._meta.db_table: place for place, model in enumerate(TABLES)}
    rows.sort(key=lambda row: sizes.get(row.table, 9))
    indexes = [[row] for row in rows if row.turn == INDEXES]
    by_table: dict[str, list[LaidAside]] = defaultdict(list)
    for row in rows:
        if row.turn != INDEXES:
            by_table[row.table].append(row)
    _two_at_a_time(indexes, say)
    for row in [row for some in by_table.values() for row in some if row.turn in (UNIQUE, KEYS)]:
        build(row)
    rest = [[row for row in some if row.turn in (CHECKED, TENDED)] for some in by_table.values()]
    _two_at_a_time(rest, say, analyze=True)
    return len(rows)


def build(row: LaidAside) -> None:
    """One thing, and its row gone with it."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('maintenance_work_mem', %s, true) WHERE pg_size_bytes(current_setting('maintenance_work_mem')) "
            "< pg_size_bytes(%s)",
            [MEMORY, MEMORY],
        )
        cursor.execute("SET LOCAL max_parallel_maintenance_workers = 0")
        cursor.execute(row.again)
        LaidAside.objects.filter(pk=row.pk).delete()


def _two_at_a_time(lots: list[list[LaidAside]], say: Say, *, analyze: bool = False) -> None:
    """Each lot in its order, two lots side by side, the big ones first."""
    waiting = iter(lots)
    turn = threading.Lock()
    wrong: list[BaseException] = []

    def work() -> None:
        try:
            while not wrong:
                with turn:
                    some = next(waiting, None)
                if some is None:
                    return
                for row in some:
                    build(row)
                if some and analyze:
                    with connection.cursor() as cursor:
                        cursor.execute(f'ANALYZE "{some[0].table}"')
                    say(f"Xong {some[0].table}.")
        except BaseException as fault:
            wrong.append(fault)
        finally:
            connections.close_all()

    crew = [threading.Thread(target=work) for _n in range(2)]
    for each in crew:
        each.start()
    for each in crew:
        each.join()
    if wrong:
        raise wrong[0]


def mend(say: Say = lambda _words: None) -> int:
    """Build again what a load that was cut off left out, unless it is under way. Gives how many things."""
    if connection.vendor != "postgresql" or not LaidAside.objects.exists():
        return 0
    try:
        with alone():
            return lay_back(say)
    except Busy:
        return 0
