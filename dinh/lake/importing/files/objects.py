"""JSON: a list of objects (alone, or under a name, at any depth), a list of lists, or one object a line. Read piece by piece."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from ..shapes import Cell, FileUnreadable
from . import encodings
from .shapes import Row, Table

_CHUNK = 1 << 18
_LONGEST = 64 << 20
_NAMED_BY = 1_000
"""Objects looked at for the names of columns."""
_NO_TABLE = "Tệp JSON không có danh sách dòng nào (một danh sách các đối tượng)."


class _Feed:
    """The text of a file, as far as it is needed."""

    def __init__(self, stream: io.TextIOWrapper) -> None:
        self.stream, self.text, self.at, self.over, self.line = stream, "", 0, False, 1
        self.decoder = json.JSONDecoder()

    def more(self) -> bool:
        """Whether there was more to read."""
        piece = "" if self.over else self.stream.read(_CHUNK)
        if not piece:
            self.over = True
            return False
        self.line += self.text.count("\n", 0, self.at)
        self.text, self.at = self.text[self.at :] + piece, 0
        if len(self.text) > _LONGEST:
            raise FileUnreadable("Một đối tượng trong tệp JSON quá dài; tệp hỏng hoặc không phải bảng.")
        return True

    def peek(self) -> str:
        """The next sign that is no space; nothing at the end."""
        while True:
            while self.at < len(self.text) and self.text[self.at] in " \t\r\n\ufeff":
                self.at += 1
            if self.at < len(self.text):
                return self.text[self.at]
            if not self.more():
                return ""

    def skip(self) -> None:
        self.at += 1

    def value(self) -> Any:
        """The next whole value."""
        self.peek()
        while True:
            try:
                found, end = self.decoder.raw_decode(self.text, self.at)
            except RecursionError as deep:
                line = self.line + self.text.count("\n", 0, self.at)
                raise FileUnreadable(f"Tệp JSON lồng quá nhiều tầng từ dòng {line}.") from deep
            except ValueError as broken:
                if self.more():
                    continue
                line = self.line + self.text.count("\n", 0, self.at)
                raise FileUnreadable(f"Tệp JSON sai từ dòng {line}: không đọc được một giá trị.") from broken
            # A number at the end of what was read may go on.
            if end == len(self.text) and self.text[self.at] not in '[{"' and self.more():
                continue
            self.at = end
            return found


def read(path: Path) -> list[Table]:
    """The one table of a JSON file. FileUnreadable says why there is none."""
    letters = encodings.recognise(path)
    here: list[io.TextIOWrapper] = []

    def things() -> Iterator[Any]:
        with encodings.open_text(path, letters) as stream:
            here[:] = [stream]
            try:
                yield from _things(_Feed(stream))
            except UnicodeError as broken:
                raise FileUnreadable(
                    "Không đọc được chữ của tệp JSON: tệp hỏng hoặc lẫn bảng mã."
                ) from broken

    first = list(islice(things(), _NAMED_BY))
    if not first:
        raise FileUnreadable(_NO_TABLE)
    mend = encodings.mend_of(letters)
    names = list(dict.fromkeys(name for thing in first if isinstance(thing, dict) for name in _flat(thing)))

    def rows() -> Iterator[Row]:
        if names:
            yield 1, list(names)
        for number, thing in enumerate(things(), 2 if names else 1):
            if isinstance(thing, dict):
                flat = _flat(thing)
                cells = [_cell(flat.get(name)) for name in names]
            elif isinstance(thing, list):
                cells = [_cell(value) for value in thing]
            else:
                raise FileUnreadable(f"Dòng thứ {number - 1} của tệp JSON không phải đối tượng.")
            if mend is not None:
                cells = [mend(cell) if isinstance(cell, str) else cell for cell in cells]
            yield number, cells

    def read_by_now() -> int:
        try:
            return int(here[0].buffer.raw.tell()) if here and not here[0].closed else 0  # type: ignore[attr-defined]
        except (OSError, ValueError):
            return 0

    size = path.stat().st_size
    return [Table("", rows, letters=letters.words, size=size, where=read_by_now, keyed=bool(names))]


def _things(feed: _Feed) -> Iterator[Any]:
    sign = feed.peek()
    if sign == "[":
        yield from _elements(feed)
    elif sign == "{":
        # One object a line, unless the object holds the list.
        whole = _inside(feed)
        yield from whole
    else:
        raise FileUnreadable(_NO_TABLE)


def _elements(feed: _Feed) -> Iterator[Any]:
    feed.skip()
    while True:
        sign = feed.peek()
        if sign == "]":
            feed.skip()
            return
        if sign == "":
            raise FileUnreadable("Tệp JSON bị cắt giữa chừng: thiếu dấu ] cuối danh sách.")
        if sign == ",":
            feed.skip()
            continue
        yield feed.value()


def _inside(feed: _Feed) -> Iterator[Any]:
    """The list under some name of an object; or, where there is none, the object itself and those after it."""
    held: dict[str, Any] = {}
    feed.skip()
    while True:
        sign = feed.peek()
        if sign == "":
            raise FileUnreadable("Tệp JSON bị cắt giữa chừng: thiếu dấu } cuối đối tượng.")
        if sign == "}":
            feed.skip()
            break
        if sign == ",":
            feed.skip()
            continue
        name = feed.value()
        if feed.peek() != ":":
            raise FileUnreadable("Tệp JSON sai: sau tên phải có dấu hai chấm.")
        feed.skip()
        sign = feed.peek()
        if sign == "[" and _is_table(feed, len(held)):
            yield from _elements(feed)
            return
        held[name] = feed.value()
    inner = next((v for v in held.values() if isinstance(v, dict)), None)
    if inner is not None and (rows := _list_in(inner)) is not None:
        yield from rows
        return
    yield held
    while feed.peek() in ("{", ","):
        if feed.peek() == ",":
            feed.skip()
            continue
        yield feed.value()


def _is_table(feed: _Feed, told: int) -> bool:
    """Whether the list that begins here is the table, and not one of papers or fees inside a row: its objects say more than
    the object around it has said by then."""
    while True:
        after = feed.text[feed.at + 1 :].lstrip()
        if after and after[0] != "{":
            return False
        try:
            first, _end = feed.decoder.raw_decode(after)
        except ValueError:
            if not feed.more():
                return False
            continue
        return len(first) > max(3, told)


def _list_in(held: dict[str, Any]) -> list[Any] | None:
    for value in held.values():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            return value
        if isinstance(value, dict) and (found := _list_in(value)) is not None:
            return found
    return None


def _flat(thing: dict[str, Any]) -> dict[str, Any]:
    """Names of an object; those of an object inside it behind its name and a point."""
    found: dict[str, Any] = {}
    for name, value in thing.items():
        if isinstance(value, dict):
            found |= {f"{name}.{inner}": each for inner, each in value.items()}
        found[name] = value
    return found


def _cell(value: Any) -> Cell:
    if isinstance(value, list | dict):
        try:
            return json.dumps(value, ensure_ascii=False)
        except RecursionError as deep:
            raise FileUnreadable("Tệp JSON có một giá trị lồng quá nhiều tầng.") from deep
    if value is None or isinstance(value, str | bool | int | float):
        return value
    return str(value)
