"""What every kind of file gives: tables, each of rows in order."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ..shapes import Cell

Row = tuple[int, list[Cell]]
"""The row's number in the file, from 1, and its cells."""


@dataclass(frozen=True, slots=True)
class Table:
    """One table of a file: a sheet, or the whole of a text file."""

    name: str
    rows: Callable[[], Iterator[Row]]
    """The rows from the first on, as often as asked. Blank rows may be left out; numbers never shift."""
    total: int | None = None
    """How many rows there are, where the file says so."""
    letters: str = ""
    """What the letters were written in, in words."""
    keyed: bool = False
    """The first row is names of columns for certain (JSON)."""
    size: int = 0
    """Bytes of the file, for the share that was read."""
    where: Callable[[], int] | None = None
    """How many bytes were read by now."""
