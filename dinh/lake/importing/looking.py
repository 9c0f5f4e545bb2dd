"""A file looked at before it is brought in: its columns with samples, which is which, how its first rows will be read. Nothing is
written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from dinh.catalog.shapes import TermUnit
from dinh.ground.text import slug
from dinh.look.formats import num
from dinh.town.models import Unit

from . import deciding, heads, mapping, maps, staging
from .files import open_tables
from .mapping import Opened, shown
from .shapes import Asks, Map, MapColumn, Papers, Prices, Refusal
from .values import is_nothing, text_of

SHOWN = 8
_SAMPLES = 3


@dataclass(frozen=True, slots=True)
class FileColumn:
    """One column of the file: its name, some of what stands in it, and the column of the mapping that it is."""

    place: int
    name: str
    samples: tuple[str, ...]
    chosen: str


@dataclass(slots=True)
class Look:
    """What a file would give."""

    letters: str
    sheet: str
    head_row: int
    columns: list[FileColumn]
    missing: list[MapColumn]
    """Columns that must be there and are not."""
    heads: list[str] = field(default_factory=list)
    rows: list[tuple[int, list[tuple[str, str]]]] = field(default_factory=list)
    """The first rows as they would be read: under each head what stands there."""
    refused: list[Refusal] = field(default_factory=list)


def look(path: Path, name: str, saved: Map, top: Unit, chosen: Mapping[int, str] | None = None) -> Look:
    """Look at a file by a mapping, or by what a person chose column for column. Raises FileUnreadable."""
    opened = _best([mapping.open_table(table, saved) for table in open_tables(path, name)])
    if chosen is None:
        opened.places = heads.guess(opened.head.names, saved)
    else:
        opened.places = {column: place for place, column in chosen.items() if column}
    known = {column.name for column in saved.columns} | {code for code, _names, _unit in saved.melt}
    opened.places = {column: place for column, place in opened.places.items() if column in known}
    opened.missing = [c for c in saved.columns if c.required and c.name not in opened.places]
    first, takens = mapping.preview(opened, SHOWN)
    by_place = {place: column for column, place in opened.places.items()}
    columns = [
        FileColumn(place, name_of, _samples(first, place), by_place.get(place, ""))
        for place, name_of in enumerate(opened.head.names)
        if name_of or any(_samples(first, place))
    ]
    seen = Look(opened.table.letters, opened.table.name, opened.head.row, columns, opened.missing)
    if not opened.missing:
        _read(seen, opened, takens, top)
    return seen


def _best(opened: Sequence[Opened]) -> Opened:
    return max(opened, key=lambda each: len(each.places))


def _samples(first: Sequence[tuple[int, Sequence[Any]]], place: int) -> tuple[str, ...]:
    found = (
        text_of(cells[place])[:60]
        for _row, cells in first
        if place < len(cells) and not is_nothing(cells[place])
    )
    return tuple(dict.fromkeys(found))[:_SAMPLES]


def _read(seen: Look, opened: Opened, takens: Sequence[mapping.Taken], top: Unit) -> None:
    house = staging.House(top, opened.saved.fact)
    columns = {column.name: column for column in opened.saved.columns}
    words = {name: column.words for name, column in columns.items()}
    words |= {code: names[0] for code, names, _unit in opened.saved.melt}
    names = [name for name in words if name in opened.places]
    seen.heads = [words[name] for name in names]
    for taken in takens:
        seen.refused += taken.refused
        for number, cells in zip(taken.rows, mapping.records(taken), strict=True):
            if opened.saved.fact == "dossiers":
                fact = deciding.dossier_of(cells, opened.given, house)
                if isinstance(fact, deciding.Wrong):
                    seen.refused.append(mapping.refuse(opened, number, fact))
                    continue
            read = [(words[name], in_words(columns.get(name), cells.get(name))) for name in names]
            seen.rows.append((number, read))
    seen.refused.sort(key=lambda each: each.row)


def in_words(column: MapColumn | None, value: Any) -> str:
    """What was read, as people say it: the name of a code, a limit with its unit, a list by what is in it."""
    match value:
        case Papers(papers, digitised, reused):
            told = {"papers": papers, "digitised": digitised, "reused": reused}
            return _("%(papers)s giấy tờ, %(digitised)s đã số hóa, %(reused)s lấy từ kho") % told
        case Prices(lines, _owed, total):
            return _("%(lines)s khoản, %(total)s đồng") % {"lines": lines, "total": num(total)}
        case Asks(times, _first_ask, _waited):
            return _("%(times)s lần") % {"times": times}
        case (int(amount), None | str() as unit) if column is not None and column.kind == "term":
            return f"{amount} {_term_unit(unit)}".strip()
    if column is not None and column.kind == "term_unit":
        return _term_unit(value)
    if column is not None and column.kind == "choice" and isinstance(value, str | int):
        return dict(column.called).get(str(value), str(value))
    return shown(value)


def _term_unit(unit: str | None) -> str:
    return TermUnit(unit).word if unit else ""


def body_of(
    base: Map, seen_names: Sequence[str], chosen: Mapping[int, str], *, title: str, code: str = ""
) -> dict[str, Any]:
    """The plain values of a new mapping: as the base reads each column, by the names that a person chose. A column that was
    not chosen is not looked for."""
    named = {
        column: seen_names[place] for place, column in chosen.items() if column and place < len(seen_names)
    }
    columns = [
        _plain(
            replace(column, names=_first(named[column.name], column.names) if column.name in named else ())
        )
        for column in base.columns
        if column.name in named or column.required
    ]
    made = code or slug(title, longest=50) or base.code
    body: dict[str, Any] = {
        "code": made, "title": title, "fact": base.fact, "source": made, "key": list(base.key), "columns": columns,
    }  # fmt: skip
    melt = [
        {"code": each, "names": list(_first(named[each], names)), "unit": unit}
        for each, names, unit in base.melt
        if each in named
    ]
    return body | ({"melt": melt} if melt else {})


def _first(name: str, others: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((name, *others)))


def _plain(column: MapColumn) -> dict[str, Any]:
    choices: dict[str, list[str]] = {}
    for meaning, said in column.called:
        choices[meaning] = [said]
    for said, meaning in column.choices:
        choices.setdefault(meaning, []).append(said)
    row: dict[str, Any] = {
        "name": column.name,
        "words": column.words,
        "kind": column.kind,
        "names": list(column.names),
    }
    more = {
        "required": column.required or None, "default": column.default, "choices": choices or None, "others": column.others,
        "forms": list(column.forms) or None, "decimal": column.decimal if column.decimal != "vi" else None,
        "least": column.least, "most": column.most,
    }  # fmt: skip
    return row | {name: value for name, value in more.items() if value is not None}


def offered() -> list[Map]:
    """The mappings that may be chosen, the shipped ones first. 1 query."""
    from ..models import ImportMap

    found = list(maps.shipped().values())
    seen: set[str] = set()
    for row in ImportMap.objects.order_by("code", "-version"):
        if row.code not in seen:
            seen.add(row.code)
            found.append(maps.of_body(row.body, version=row.version))
    return found
