"""For test suites: lets Django empty the tables between transactional tests, which the ledger refuses in use; lays the
tables of the tests, and of a program of their own, in a second instead of half a minute; and kills one where it is told."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import textwrap
import traceback
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
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
        if _emptied_where_something_is(connections["default"], sql_list):
            return
        with append_only.unguarded(connections["default"]):
            flush(self, sql_list)

    BaseDatabaseOperations.execute_sql_flush = unguarded_flush  # type: ignore[method-assign, assignment]
    yield
    BaseDatabaseOperations.execute_sql_flush = flush  # type: ignore[method-assign, assignment]


def _emptied_where_something_is(connection: Any, sql_list: list[str]) -> bool:
    """Whether PostgreSQL emptied its tables the quick way. TRUNCATE makes new files for each of two hundred tables and their
    indexes, of which a test filled a few."""
    from django.db import transaction

    if connection.vendor != "postgresql" or any("RESTART IDENTITY" in one for one in sql_list):
        return False
    tables = connection.introspection.django_table_names(only_existing=True, include_views=False)
    quoted = [connection.ops.quote_name(table) for table in tables]
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        # A table that was counted for the planner would go on passing for a full one.
        cursor.execute(
            "SELECT current_setting('is_superuser') = 'on' AND NOT EXISTS "
            "(SELECT 1 FROM pg_class WHERE relname = ANY(%s) AND reltuples > 0)",
            [tables],
        )
        if cursor.fetchone() != (True,):
            return False
        cursor.execute(
            "SET LOCAL session_replication_role = replica"
        )  # no guard and no key to others is asked
        cursor.execute(
            " UNION ALL ".join(f"SELECT '{one}' WHERE EXISTS (SELECT 1 FROM {one})" for one in quoted)  # noqa: S608
        )
        for (filled,) in cursor.fetchall():
            cursor.execute(f"DELETE FROM {filled}")  # noqa: S608 one of our tables
    return True


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None, django_db_use_migrations: bool) -> None:
    """The test database comes from the shelf, and only the first of all workers migrates it."""
    from django.db import connection

    if django_db_use_migrations:
        take_from_the_shelf(connection)


def take_from_the_shelf(connection: Any) -> None:
    """Let `create_test_db` of this connection fill the new database with the tables, guards and rows that were laid before for
    exactly these migrations. Whoever finds none lays them by migrating and keeps them; the others wait for that."""
    creation = connection.creation
    empty, create = creation._create_test_db, creation.create_test_db

    def filled(verbosity: int, autoclobber: bool, keepdb: bool = False) -> str:
        name = str(empty(verbosity, autoclobber, keepdb))
        if not keepdb and (kept := _kept(connection)).exists():
            _fill(connection, name, kept)
        return name

    def created(*given: Any, **more: Any) -> str:
        if not more.get("keepdb"):
            kept = _kept(connection)
            with _one_at_a_time(kept):
                if not kept.exists():
                    name = str(create(*given, **more))
                    _keep(connection, name, kept)
                    return name
        return str(create(*given, **more))  # it migrates too, and finds nothing left to do

    creation._create_test_db, creation.create_test_db = filled, created


def lay_tables() -> None:
    """Put every table into the empty SQLite file of the settings: the file that a test's own program works on, which it
    kills. They are migrated once for exactly these migrations and copied after that."""
    from django.core.management import call_command
    from django.db import connection

    assert connection.vendor == "sqlite", "only for a file of one's own"
    name, kept = connection.settings_dict["NAME"], _kept(connection)
    with _one_at_a_time(kept):
        if not kept.exists():
            call_command("migrate", verbosity=0)
            _keep(connection, name, kept)
            return
    _fill(connection, name, kept)


def tables_for(file: Path) -> None:
    """A program's own SQLite file begins with the tables, if they lie on the shelf; else that program migrates."""
    kept = _shelf() / f"{_digest_of_the_tables()}.sqlite3"
    if kept.exists():
        shutil.copyfile(kept, file)


def _shelf() -> Path:
    """DINH_TEST_SHELF names one for a whole run, so that nothing of an earlier run is in it; else this person's own."""
    named = os.environ.get("DINH_TEST_SHELF")
    shelf = Path(named or Path(tempfile.gettempdir()) / f"dinh-tables-{os.getuid()}")
    shelf.mkdir(mode=0o700, exist_ok=True)
    assert shelf.stat().st_uid == os.getuid()
    return shelf


@contextmanager
def _one_at_a_time(kept: Path) -> Iterator[None]:
    with kept.with_suffix(f"{kept.suffix}-lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _kept(connection: Any) -> Path:
    ending = ".sqlite3"
    if connection.vendor == "postgresql":
        ending = f"-{connection.pg_version // 10000}.sql"
        connection.close()
        connection.close_pool()  # the pool goes on to the database it was opened for, whatever the settings say by then
    return _shelf() / f"{_digest_of_the_tables()}{ending}"


def _keep(connection: Any, name: str, kept: Path) -> None:
    """Put what this database holds on the shelf, whole or not at all."""
    fresh = kept.with_suffix(f"{kept.suffix}-new")
    fresh.unlink(missing_ok=True)
    if connection.vendor == "sqlite":
        connection.close()
        with closing(sqlite3.connect(name)) as made, closing(sqlite3.connect(fresh)) as copy:
            made.backup(copy)
    else:
        _postgres(connection, "pg_dump", "--file", str(fresh), name)
    fresh.replace(kept)


def _fill(connection: Any, name: str, kept: Path) -> None:
    if connection.vendor == "sqlite":
        shutil.copyfile(kept, name)
    else:
        said = ("--quiet", "--output", os.devnull, "--single-transaction", "--set", "ON_ERROR_STOP=1")
        _postgres(connection, "psql", "--no-psqlrc", *said, "--file", str(kept), name)


def _postgres(connection: Any, program: str, *words: str) -> None:
    """Run a program that comes with PostgreSQL against the server of this connection."""
    folders = sorted(
        Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: int(p.parent.name), reverse=True
    )  # Debian keeps them off the PATH
    found = next((str(f / program) for f in folders if (f / program).exists()), None) or shutil.which(program)
    assert found, f"Thiếu PostgreSQL ({program})."
    at = connection.settings_dict
    known = {"PGHOST": at["HOST"], "PGPORT": at["PORT"], "PGUSER": at["USER"], "PGPASSWORD": at["PASSWORD"]}
    env = {**os.environ, **{key: value for key, value in known.items() if value}}
    subprocess.run([found, *words], check=True, env=env)  # noqa: S603 a program of PostgreSQL's


def _digest_of_the_tables() -> str:
    """Changes with any migration, with any module of ours that a migration names, and with the packages that bring others."""
    import axes
    import django

    house = Path(__file__).resolve().parent.parent
    digest = hashlib.sha256(f"{django.__version__} {axes.__version__}".encode())
    migrations = sorted(house.glob("**/migrations/*.py"))
    named = re.compile(r"^\s*(?:from|import) dinh\.([\w.]+)(?: import ([\w, ]+))?", re.MULTILINE)
    helpers = set()
    for path in migrations:
        for module, names in named.findall(path.read_text(encoding="utf-8")):
            for name in ("", *(one.split()[0] for one in names.split(",") if one.strip())):
                helper = house.joinpath(*module.split("."), name).with_suffix(".py")
                if helper.exists():
                    helpers.add(helper)
    for path in (*migrations, *sorted(helpers)):
        digest.update(str(path.relative_to(house)).encode() + path.read_bytes())
    return digest.hexdigest()[:20]


def in_a_child(work: Callable[[], object]) -> int:
    """Do this in a process of its own, which sees the same files; gives its return code as `subprocess` does (-9: killed). Whoever
    calls has no open database, DuckDB or Delta table."""
    from django.db import connections

    connections.close_all()
    pid = os.fork()
    if not pid:
        try:
            work()
            connections.close_all()
            sys.stdout.flush()
            os._exit(0)
        except BaseException:
            traceback.print_exc()
            os._exit(7)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def die(*_given: object, **_more: object) -> None:
    """kill -9, here and now."""
    os.kill(os.getpid(), signal.SIGKILL)


def killed_in(
    where: object, name: str, work: Callable[[], object], *, times: int = 1, after: bool = False
) -> None:
    """Do this in a process of its own that is killed when it comes to `where.name` for the nth time: before that is done, or
    behind it."""

    def doomed() -> None:
        real: Callable[..., object] = getattr(where, name)
        came = 0

        def last(*given: object, **more: object) -> object:
            nonlocal came
            came += 1
            if came == times and not after:
                die()
            done = real(*given, **more)
            if came == times:
                die()
            return done

        setattr(where, name, last)
        work()

    code = in_a_child(doomed)
    assert code == -signal.SIGKILL, f"{name}: not killed but {code}"


Program = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def programs(tmp_path: Path) -> Iterator[Callable[..., Program]]:
    """`python = programs(COMMON, DINH_SMTP_URL=…)`, then `python(code)` for each program of the test: a process of its own over the
    home and the SQLite file of this test, which may be killed. What they all begin with, `COMMON`, is done once: they are forked from a process
    that did it and that never opens the database."""
    with ExitStack() as open_till_the_end:
        yield lambda common, **env: open_till_the_end.enter_context(_nursery(common, tmp_path, env))


_NURSERY = """
def nursery():
    import json, os, sys, traceback
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    exec(json.loads(sys.stdin.readline()), globals())
    from django.db import connections
    for line in sys.stdin:
        assert all(each.connection is None for each in connections.all(initialized_only=True)), "they would share it"
        code, env, out, err = json.loads(line)
        pid = os.fork()
        if not pid:
            try:
                os.environ.update(env)
                for name, at in ((os.devnull, 0), (out, 1), (err, 2)):
                    os.dup2(os.open(name, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600), at)
                exec(compile(code, "<program>", "exec"), globals())
                connections.close_all()
                sys.stdout.flush()
                os._exit(0)
            except BaseException:
                traceback.print_exc()
                sys.stdout.flush()
                os._exit(1)
        print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), file=answers, flush=True)

nursery()
"""


@contextmanager
def _nursery(common: str, home: Path, env: dict[str, str]) -> Iterator[Program]:
    given = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "dinh.frame.settings",
        "DINH_HOME": str(home),
        "DINH_DATABASE_URL": f"sqlite:///{home}/town.sqlite3",
        **env,
    }
    with tempfile.TemporaryDirectory() as folder:
        out, err, died = (Path(folder) / name for name in ("out", "err", "died"))
        with died.open("w") as told:
            nursery = subprocess.Popen(  # noqa: S603 a test's own words
                [sys.executable, "-c", _NURSERY],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=told,
                text=True,
                cwd=Path(__file__).parents[2],
                env=given,
                start_new_session=True,
            )
        assert nursery.stdin is not None and nursery.stdout is not None
        asked, answers = nursery.stdin, nursery.stdout

        def ask(words: object) -> None:
            asked.write(json.dumps(words) + "\n")
            asked.flush()

        def python(code: str, **more: str) -> subprocess.CompletedProcess[str]:
            ask((textwrap.dedent(code), more, str(out), str(err)))
            answer = answers.readline()  # the time-out of the test ends what never ends
            assert answer, died.read_text(encoding="utf-8")
            said, failed = (each.read_text(encoding="utf-8") for each in (out, err))
            return subprocess.CompletedProcess("python", int(answer), said, failed)

        try:
            ask(textwrap.dedent(common))
            yield python
        finally:
            os.killpg(nursery.pid, signal.SIGKILL)
            nursery.wait(timeout=20)
            asked.close()
            answers.close()


def told_by(program: str, home: Path) -> dict[str, Any]:
    """Run a test's own program over a SQLite file and a lake under `home`, which is made, and read what it tells: a line for each
    picture, its name and then JSON. What the program said when it failed stands in the assertion."""
    home.mkdir()
    done = subprocess.run(  # noqa: S603 a test's own words
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        timeout=550,
        check=False,
        cwd=Path(__file__).parents[2],
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "dinh.frame.settings",
            "DINH_HOME": str(home),
            "DINH_LAKE_URL": "",
            "DINH_DATABASE_URL": f"sqlite:///{home}/town.sqlite3",
        },
    )
    assert done.returncode == 0, done.stderr
    return {
        name: json.loads(said) for name, said in (line.split(" ", 1) for line in done.stdout.splitlines())
    }


def main() -> None:
    """Lay the tables of the tests on the shelf: `tools/check.sh` does it while it looks for mistakes of typing."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dinh.frame.settings_for_tests")
    django.setup()
    from django.conf import settings
    from django.db import connection

    before = connection.settings_dict["NAME"]
    try:
        take_from_the_shelf(connection)
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        connection.creation.destroy_test_db(before, verbosity=0)
    finally:
        shutil.rmtree(settings.DINH_HOME, ignore_errors=True)


if __name__ == "__main__":
    main()
