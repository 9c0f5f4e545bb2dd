"""For test suites: lets Django empty the tables between transactional tests, which the ledger refuses in use; and lays
the tables of a program of its own in a second instead of half a minute, and kills it where it is told."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterator
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
        with append_only.unguarded(connections["default"]):
            flush(self, sql_list)

    BaseDatabaseOperations.execute_sql_flush = unguarded_flush  # type: ignore[method-assign, assignment]
    yield
    BaseDatabaseOperations.execute_sql_flush = flush  # type: ignore[method-assign, assignment]


def lay_tables() -> None:
    """Put every table into the empty SQLite file of the settings: the file that a test's own program works on, which it
    kills. They are migrated once for exactly these migrations and copied after that."""
    from django.core.management import call_command
    from django.db import connection

    assert connection.vendor == "sqlite", "only for a file of one's own"
    shelf = Path(tempfile.gettempdir()) / f"dinh-tables-{os.getuid()}"
    shelf.mkdir(mode=0o700, exist_ok=True)
    assert shelf.stat().st_uid == os.getuid()
    kept = shelf / f"{_migrations_digest()}.sqlite3"
    with (shelf / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.exists():
            call_command("migrate", verbosity=0)
            connection.close()
            fresh = kept.with_suffix(".new")
            fresh.unlink(missing_ok=True)
            with sqlite3.connect(connection.settings_dict["NAME"]) as made, sqlite3.connect(fresh) as copy:
                made.backup(copy)
            fresh.replace(kept)
            return
    shutil.copyfile(kept, connection.settings_dict["NAME"])


def _migrations_digest() -> str:
    """Changes with any migration of ours or of Django's."""
    import django

    house = Path(__file__).resolve().parent.parent
    digest = hashlib.sha256(django.__version__.encode())
    for path in sorted(house.glob("**/migrations/*.py")):
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
