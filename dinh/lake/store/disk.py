"""Where the lake is: a folder under DINH_HOME, or an address that deltalake knows (S3), and one writer a fact."""

from __future__ import annotations

import fcntl
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from ..shapes import Part


def root() -> str:
    """The address of the lake, without a slash at its end."""
    return str(settings.DINH_LAKE_URL or Path(settings.DINH_HOME) / "lake").rstrip("/")


def is_local() -> bool:
    return "://" not in root()


def options() -> dict[str, str] | None:
    """What the store wants beside its address, such as keys and region: DINH_LAKE_OPTIONS as JSON."""
    said = settings.DINH_LAKE_OPTIONS
    if not said:
        return None
    found = json.loads(said) if isinstance(said, str) else said
    return {str(name): _text(value) for name, value in found.items()}


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def place(fact: str, form: int, part: Part) -> str:
    """The address of one table."""
    return f"{root()}/{fact}/v{form}/{part}"


def work() -> Path:
    """A folder of this machine for locks and for what does not fit into memory."""
    found = Path(settings.DINH_HOME) / "lake-work"
    found.mkdir(parents=True, exist_ok=True)
    return found


@contextmanager
def one_writer(fact: str) -> Iterator[None]:
    """Writers of a fact on this machine queue here. Those of other machines are kept apart by the table itself: of two commits
    with one number the second is refused."""
    with (work() / f"{fact}.lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        try:
            yield
        finally:
            fcntl.flock(handle, fcntl.LOCK_UN)
