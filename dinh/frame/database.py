"""From one address to Django's database settings. SQLite is set up to be shared by many threads and processes."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.db.backends.signals import connection_created
from django.dispatch import receiver


def database_from(url: str | None, *, home: Path) -> dict[str, Any]:
    """Settings for `url`, or for SQLite under `home` when there is none.

    Raises ValueError with a sentence naming the variable when the address is of no known kind.
    """
    if not url:
        return _sqlite(home / "dinh.sqlite3")
    parts = urlsplit(url)
    if parts.scheme in {"postgres", "postgresql"}:
        return _postgres(parts)
    if parts.scheme == "sqlite":
        return _sqlite(Path(unquote(parts.path[1:] if parts.path.startswith("//") else parts.path)))
    raise ValueError(f"DINH_DATABASE_URL: không hiểu “{parts.scheme}://”; dùng postgres:// hoặc sqlite:///")


def _sqlite(path: Path) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "OPTIONS": {
            # A deed takes its write lock when it begins: two deeds queue instead of failing half way.
            "transaction_mode": "IMMEDIATE",
            "timeout": 30,
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;"
                "PRAGMA temp_store=MEMORY; PRAGMA mmap_size=134217728; PRAGMA cache_size=-20000;"
            ),
        },
        "CONN_MAX_AGE": 600,
        # A file and not memory: the live server's threads must meet the same locking as in use.
        "TEST": {"NAME": str(path.with_name("test.sqlite3"))},
    }


MOST_PREPARED = 400
"""Plans that one connection to PostgreSQL keeps: a house of this size asks some hundreds of questions over and over."""


@receiver(connection_created)
def _keep_more_plans(connection: Any, **_: Any) -> None:
    if connection.vendor == "postgresql":
        connection.connection.prepared_max = MOST_PREPARED


def _postgres(parts: Any) -> dict[str, Any]:
    """`?prepare=0` is for a pooler between this server and PostgreSQL that hands a session to many."""
    query = dict(parse_qsl(parts.query))
    options: dict[str, Any] = {"pool": {"min_size": 1, "max_size": 16, "timeout": 30}}
    if query.pop("prepare", "1") != "0":
        # The same questions are asked all day: PostgreSQL plans each once for a connection. It halves what a desk costs it.
        options |= {"server_side_binding": True, "prepare_threshold": 5}
        # Compiling a question takes it seconds where tables hold millions, and no page gains by it.
        options["options"] = "-c jit=off"
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", "") or (parts.hostname or ""),
        "PORT": str(query.pop("port", "") or parts.port or ""),
        "CONN_MAX_AGE": 0,
        "OPTIONS": options,
    }
