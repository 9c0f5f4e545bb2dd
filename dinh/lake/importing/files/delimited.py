"""CSV and its like: any of the usual separators, a first line `sep=;`, quotes, blank lines."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from ..shapes import FileUnreadable
from . import encodings
from .shapes import Row, Table

_SEPARATORS = (",", ";", "\t", "|")
_LOOKED_AT = 60
_LONGEST_CELL = 4_000_000


def read(path: Path) -> list[Table]:
    """The one table of a text file. FileUnreadable says why there is none."""
    letters = encodings.recognise(path)
    separator, skip = _separator(path, letters)
    mend = encodings.mend_of(letters)
    here: list[io.TextIOWrapper] = []

    def rows() -> Iterator[Row]:
        csv.field_size_limit(_LONGEST_CELL)
        with encodings.open_text(path, letters) as stream:
            here[:] = [stream]
            reader = csv.reader(_without_noughts(stream), delimiter=separator)
            number = 0
            try:
                for number, cells in enumerate(reader, 1):
                    if not cells or number <= skip:
                        continue
                    if mend is not None:
                        cells = [cell if cell.isascii() else mend(cell) for cell in cells]
                    yield number, cells  # type: ignore[misc]
            except csv.Error as broken:
                raise FileUnreadable(
                    f"Không đọc được tệp từ sau dòng {number}: có dấu nháy kép mở mà không đóng, hoặc ô quá dài ({broken})."
                ) from broken
            except UnicodeError as broken:
                raise FileUnreadable(
                    f"Không đọc được chữ sau dòng {number}: tệp hỏng hoặc lẫn bảng mã."
                ) from broken

    def read_by_now() -> int:
        try:
            return int(here[0].buffer.raw.tell()) if here and not here[0].closed else 0  # type: ignore[attr-defined]
        except (OSError, ValueError):
            return 0

    size = path.stat().st_size
    return [Table("", rows, letters=letters.words, size=size, where=read_by_now)]


def _without_noughts(stream: io.TextIOWrapper) -> Iterator[str]:
    for line in stream:
        yield line.replace("\0", "") if "\0" in line else line


def _separator(path: Path, letters: encodings.Letters) -> tuple[str, int]:
    """The sign between cells, and how many lines to leave out before the table."""
    lines: list[str] = []
    try:
        with encodings.open_text(path, letters) as stream:
            for line in stream:
                lines.append(line.replace("\0", ""))
                if len(lines) >= _LOOKED_AT:
                    break
    except UnicodeError as broken:
        raise FileUnreadable("Không đọc được chữ của tệp: tệp hỏng hoặc lẫn bảng mã.") from broken
    if not "".join(lines).strip():
        raise FileUnreadable("Tệp không có dòng nào.")
    first = lines[0].strip().strip('"').lower()
    if first.startswith("sep=") and len(first) == 5:
        return first[4], 1
    return max(_SEPARATORS, key=lambda sign: _steadiness(lines, sign)), 0


def _steadiness(lines: list[str], sign: str) -> tuple[int, int]:
    """How many lines agree on a number of cells above one, then that number."""
    try:
        widths = Counter(len(cells) for cells in csv.reader(lines, delimiter=sign) if any(cells))
    except csv.Error:
        return 0, 0
    widths.pop(1, None)
    if not widths:
        return 0, 0
    width, times = max(widths.items(), key=lambda pair: (pair[1], pair[0]))
    return times, width
