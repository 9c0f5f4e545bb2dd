"""Where in a table the names of the columns stand, and which column of the file is which of the mapping. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from difflib import SequenceMatcher
from itertools import pairwise

from .files.shapes import Row
from .shapes import Cell, Head, Map
from .values import is_nothing, key_of, text_of

LOOKED_AT = 40
"""Rows in which the heads are looked for: titles and signatures before them take a page at most."""
_ORDINAL = re.compile(r"\(?\s*(\d{1,3}|[A-Z]|[IVX]{1,4})\s*\)?\.?")
_BRACKETS = re.compile(r"\(.*?\)|\[.*?\]")
_UNDER = " › "
_DATUM = re.compile(r"^\d|\d{3}")
_ALIKE = 0.86
_TOTALS = ("tongcong", "tongso", "cong", "tong")


def known_names(saved: Map) -> dict[str, str]:
    """What a file may call a column, folded, and the column of the mapping that it is."""
    found: dict[str, str] = {}
    for column in saved.columns:
        for name in (column.name, column.words, *column.names):
            found.setdefault(key_of(name), column.name)
    for code, names, _unit in saved.melt:
        for name in names:
            found.setdefault(key_of(name), code)
    found.pop("", None)
    return found


def find_head(rows: Sequence[Row], saved: Map) -> Head:
    """The row, or the two rows one above the other, in which most columns of the mapping are named; the first of equals.

    Cells of the upper row that were merged reach over the empty ones to their right. A row of one cell alone is a title, not the
    upper of two."""
    known = known_names(saved)
    best, head = 0, Head((), 0)
    for place, (number, cells) in enumerate(rows[:LOOKED_AT]):
        single = tuple(text_of(cell) for cell in cells)
        score = _score(single, known)
        if score > best:
            best, head = score, Head(single, number)
        below = rows[place + 1] if place + 1 < len(rows) and _filled(cells) > 1 else None
        if below is not None and below[0] == number + 1 and not _holds_data(below[1]):
            double = _joined(single, tuple(text_of(cell) for cell in below[1]))
            score = _score(double, known)
            if score > best:
                best, head = score, Head(double, number + 1)
    return head if best else _likely_head(rows[:LOOKED_AT])


def _likely_head(rows: Sequence[Row]) -> Head:
    """Where no name is known: the first row that is nearly as full as the fullest and holds words alone."""
    full = max((_filled(cells) for _number, cells in rows), default=0)
    for number, cells in rows:
        said = [text_of(cell) for cell in cells if not is_nothing(cell)]
        words = all(not each.replace(".", "").replace(",", "").isdigit() for each in said)
        if len(said) * 5 >= full * 4 and len(said) > 1 and words:
            return Head(tuple(text_of(cell) for cell in cells), number)
    return Head((), 0)


def _holds_data(cells: Sequence[Cell]) -> bool:
    """Whether a row holds days, codes, amounts: it is no second row of heads, though a word of it be a column's name."""
    return any(_DATUM.search(text_of(cell)) for cell in cells if not is_nothing(cell))


def _filled(cells: Sequence[Cell]) -> int:
    return sum(not is_nothing(cell) for cell in cells)


def _score(names: Sequence[str], known: Mapping[str, str]) -> int:
    """How many columns of the mapping are named, for what of a name stands before any note in brackets too."""
    return len({column for name in names if (column := _column(name, known))})


def _column(name: str, known: Mapping[str, str]) -> str:
    return next((known[word] for word in _forms(name) if word in known), "")


def _forms(name: str) -> list[str]:
    """What a name may be known by: the whole of it, without notes in brackets, the lower and the upper of two."""
    above, under, below = name.partition(_UNDER)
    return [key_of(each) for each in (name, _BRACKETS.sub(" ", name), *((below, above) if under else ()))]


def _joined(above: tuple[str, ...], below: tuple[str, ...]) -> tuple[str, ...]:
    """Two rows of heads as one: the upper name, a sign, the lower one; a merged upper cell reaches over the empty ones."""
    upper, found = "", []
    for place in range(max(len(above), len(below))):
        own = above[place] if place < len(above) else ""
        name = below[place] if place < len(below) else ""
        upper = own or (upper if name else "")
        found.append(f"{upper}{_UNDER}{name}" if upper and name else name or own)
    return tuple(found)


def match(names: Sequence[str], saved: Map) -> dict[str, int]:
    """By column of the mapping, the place in the file; the name that the mapping gives first goes before its others."""
    said: dict[str, int] = {}
    forms = [_forms(name) for name in names]
    for nth in range(4):
        for place, words in enumerate(forms):
            if nth < len(words):
                said.setdefault(words[nth], place)
    found: dict[str, int] = {}
    wanted = [(column.name, (*column.names, column.name, column.words)) for column in saved.columns]
    wanted += [(code, melted) for code, melted, _unit in saved.melt]
    for column, called in wanted:
        at: int | None = next((said[word] for word in map(key_of, called) if word and word in said), None)
        if at is not None and at not in found.values():
            found[column] = at
    return found


def guess(names: Sequence[str], saved: Map) -> dict[str, int]:
    """As `match`, and for what is left the name most alike, if it is nearly the same; what the page proposes."""
    found = match(names, saved)
    taken = set(found.values())
    known = known_names(saved)
    for place, name in enumerate(names):
        said = key_of(name)
        if place in taken or len(said) < 4:
            continue
        scored = [
            (SequenceMatcher(None, said, word).ratio(), column)
            for word, column in known.items()
            if column not in found and len(word) > 3
        ]
        likeness, column = max(scored, default=(0.0, ""))
        if likeness >= _ALIKE:
            found[column] = place
    return found


def is_numbering(cells: Iterable[Cell]) -> bool:
    """Whether a row only numbers the columns: (1), (2), (3)."""
    said = [text_of(cell) for cell in cells if not is_nothing(cell)]
    if len(said) < 3 or not all(_ORDINAL.fullmatch(each) for each in said):
        return False
    figures = [int(found[1]) for each in said if (found := _ORDINAL.fullmatch(each)) and found[1].isdigit()]
    return len(figures) > 2 and all(b - a == 1 for a, b in pairwise(figures))


def is_head_again(cells: Sequence[Cell], places: Mapping[str, int], saved: Map) -> bool:
    """Whether a row repeats names of columns: the words under the names of our own export, heads on each printed page."""
    known = known_names(saved)
    said = [(column, key_of(text_of(cells[place]))) for column, place in places.items() if place < len(cells)]
    named = [column for column, word in said if word and known.get(word) == column]
    filled = [word for _column_name, word in said if word]
    return (len(named) >= 2 and len(named) * 3 >= len(filled)) or (len(filled) == 1 == len(named))


def is_total(cells: Sequence[Cell], key_place: int | None) -> bool:
    """Whether a row is a sum below the table: no code, and a first word that says so."""
    if key_place is not None and key_place < len(cells) and not is_nothing(cells[key_place]):
        said = key_of(text_of(cells[key_place]))
        return said in _TOTALS
    first = next((text_of(cell) for cell in cells if not is_nothing(cell)), "")
    return any(key_of(first).startswith(word) for word in _TOTALS[:2]) or key_of(first) in _TOTALS
