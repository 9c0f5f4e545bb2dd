"""The register of administrative units, read straight from the committed editions. Needs no database and no Django.

`services.load_units` puts the same rows into tables; the `dinh units` command asks here, so that it answers on a
machine where nothing has been set up yet.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from dinh.ground.text import sort_key
from dinh.town.rules.naming import Query, parse_name, plain, rank
from dinh.town.shapes import Level, Share, UnitKind

EDITIONS = Path(__file__).parent / "editions"


@dataclass(slots=True)
class NameRow:
    """A name and kind during a part of a unit's life."""

    kind: str
    name: str
    since: date | None = None
    until: date | None = None
    source: str = ""

    def alive_on(self, day: date) -> bool:
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


@dataclass(slots=True)
class UnitRow:
    """One unit during one stretch of time. `number` is its place in the register."""

    number: int
    code: str
    level: int
    kind: str
    name: str
    parent: UnitRow | None
    since: date | None
    until: date | None
    path: str
    area_km2: float | None = None
    latitude: float | None = None
    longitude: float | None = None
    names: list[NameRow] = field(default_factory=list)
    became: list[SuccessionRow] = field(default_factory=list)
    came_from: list[SuccessionRow] = field(default_factory=list)

    def alive_on(self, day: date) -> bool:
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)

    def name_on(self, day: date) -> NameRow:
        """What it was called on that day; the latest name when the day is outside its life."""
        return next((n for n in self.names if n.alive_on(day)), self.names[-1])

    def full_name_on(self, day: date) -> str:
        called = self.name_on(day)
        return full_name(called.kind, called.name)


@dataclass(slots=True)
class SuccessionRow:
    """`old` went to `new` on `day`, whole or in part. `derived`: worked out from communes, not written in a source."""

    old: UnitRow
    new: UnitRow
    day: date
    share: str
    derived: bool
    basis: str


def full_name(kind: str, name: str) -> str:
    """ "Thị xã Bỉm Sơn"."""
    word = UnitKind(kind).word
    return f"{word[:1].upper()}{word[1:]} {name}"


class Register:
    """All units of an edition, with what became of each."""

    def __init__(
        self, edition: dict[str, Any], units: Iterable[list[str]], lines: Iterable[list[str]]
    ) -> None:
        self.edition = edition
        self.day: date = edition["day"]
        self.eve = self.day - timedelta(days=1)
        self.units: list[UnitRow] = []
        self._by_code: dict[str, list[UnitRow]] = {}
        self.successions: list[SuccessionRow] = []
        for cells in units:
            self._add_unit(cells)
        self._add_names()
        self._add_successions(lines)
        self._derive_districts()

    # ---------------------------------------------------------------- building

    def _add_unit(self, cells: list[str]) -> None:
        code, level, kind, name, parent_code, since, until, area, latitude, longitude = cells
        row = UnitRow(
            number=len(self.units),
            code=code,
            level=int(level),
            kind=kind,
            name=name,
            parent=None,
            since=date.fromisoformat(since) if since else None,
            until=date.fromisoformat(until) if until else None,
            path=f"/{code}/",
            area_km2=float(area) if area else None,
            latitude=float(latitude) if latitude else None,
            longitude=float(longitude) if longitude else None,
        )
        if parent_code:
            # Rows come parents first. The parent is the one alive on the first or the last day of this row.
            day = row.since or row.until or self.eve
            row.parent = next(p for p in self._by_code[parent_code] if p.alive_on(day))
            row.path = f"{row.parent.path}{code}/"
        self.units.append(row)
        self._by_code.setdefault(code, []).append(row)

    def _add_names(self) -> None:
        for line in self.edition.get("names", ()):
            unit = next(u for u in self._by_code[line["code"]] if u.alive_on(line["alive_on"]))
            unit.names.append(
                NameRow(
                    line["kind"], line["name"], line.get("since"), line.get("until"), line.get("source", "")
                )
            )
            if line.get("until") is None:
                unit.kind, unit.name = line["kind"], line["name"]
        for unit in self.units:
            if not unit.names:
                unit.names.append(NameRow(unit.kind, unit.name))

    def _add_successions(self, lines: Iterable[list[str]]) -> None:
        for old_code, new_code, level, share in lines:
            old = next(u for u in self._by_code[old_code] if u.level == int(level) and u.until == self.eve)
            new = next(u for u in self._by_code[new_code] if u.since == self.day)
            self._succeed(old, new, share, derived=False)

    def _derive_districts(self) -> None:
        """What became of a district is what became of its communes."""
        heirs: dict[int, dict[int, UnitRow]] = {}
        for line in list(self.successions):
            if line.old.level == Level.COMMUNE and line.old.parent is not None:
                heirs.setdefault(line.old.parent.number, {})[line.new.number] = line.new
        for number, news in heirs.items():
            share = Share.WHOLE if len(news) == 1 else Share.PART
            for new in news.values():
                self._succeed(self.units[number], new, share.value, derived=True)

    def _succeed(self, old: UnitRow, new: UnitRow, share: str, *, derived: bool) -> None:
        line = SuccessionRow(old, new, self.day, share, derived, self._basis(old, new))
        self.successions.append(line)
        old.became.append(line)
        new.came_from.append(line)

    def _basis(self, old: UnitRow, new: UnitRow) -> str:
        basis = self.edition["basis"]
        if old.level == Level.PROVINCE:
            return str(basis["province"])
        if old.level == Level.DISTRICT:
            return str(basis["district"])
        province = new.parent or new
        known = basis["commune_by_province"].get(province.code)
        word = UnitKind(province.kind).word
        return str(known or basis["commune"].format(province=f"{word} {province.name}"))

    # ---------------------------------------------------------------- asking

    def alive(self, day: date, level: int | None = None) -> Iterator[UnitRow]:
        """Every unit in force on that day."""
        return (u for u in self.units if u.alive_on(day) and (level is None or u.level == level))

    def by_code(self, code: str, day: date) -> UnitRow | None:
        """The unit that bore the code on that day."""
        return next((u for u in self._by_code.get(code.strip(), ()) if u.alive_on(day)), None)

    def all_by_code(self, code: str) -> list[UnitRow]:
        """Every unit that ever bore the code, oldest first."""
        return list(self._by_code.get(code, ()))

    def named(self, text: str, day: date, level: int | None = None, *, exact: bool = False) -> list[UnitRow]:
        """Units of that day answering to a name (or a code), best first. With `exact`, when some bear the very name
        (marks told apart where they were typed) the ones that only resemble it are left out."""
        if text.strip().isdigit() and (found := self.by_code(text.strip(), day)):
            return [found]
        query = parse_name(text)
        ranked = []
        for unit in self.alive(day, level):
            called = unit.name_on(day)
            place = rank(query, called.kind, called.name, plain(called.name))
            if place is not None and self._within(unit, query, day):
                ranked.append((place, unit.level, sort_key(called.name), unit.code, unit))
        ranked.sort(key=lambda item: item[:4])
        if exact and ranked and ranked[0][0] <= 1:
            ranked = [item for item in ranked if item[0] == ranked[0][0]]
        return [item[4] for item in ranked]

    def _within(self, unit: UnitRow, query: Query, day: date) -> bool:
        if not query.within:
            return True
        above = unit.parent
        while above is not None:
            if query.within in plain(above.name_on(day).name):
                return True
            above = above.parent
        return False


def continues(line: SuccessionRow) -> bool:
    """Whether the new unit is the old one under the same kind and name, nothing joined or taken away."""
    same = (line.old.kind, line.old.name) == (line.new.kind, line.new.name)
    return same and line.share == Share.WHOLE and sum(1 for x in line.new.came_from if not x.derived) == 1


def as_data(unit: UnitRow, day: date) -> dict[str, Any]:
    """One unit as of a day, in plain values, as `dinh units --json` prints it."""
    called = unit.name_on(day)
    became = sorted(unit.became, key=lambda line: (line.new.level, sort_key(line.new.name), line.new.code))
    return {
        "code": unit.code,
        "name": full_name(called.kind, called.name),
        "short_name": called.name,
        "kind": UnitKind(called.kind).long_word,
        "level": unit.level,
        "level_name": Level(unit.level).word,
        "parent": None
        if unit.parent is None
        else {"code": unit.parent.code, "name": unit.parent.full_name_on(day), "level": unit.parent.level},
        "since": unit.since.isoformat() if unit.since else None,
        "until": unit.until.isoformat() if unit.until else None,
        "became": [_heir(line) for line in became],
    }


def _heir(line: SuccessionRow) -> dict[str, Any]:
    new = line.new
    return {
        "code": new.code,
        "name": full_name(new.kind, new.name),
        "level": new.level,
        "parent": None
        if new.parent is None
        else {"code": new.parent.code, "name": new.parent.full_name_on(line.day)},
        "day": line.day.isoformat(),
        "share": line.share,
        "continues": continues(line),
        "derived": line.derived,
        "basis": line.basis,
    }


def _rows(path: Path) -> list[list[str]]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return [line.split("\t") for line in file.read().split("\n")[1:] if line]


@cache
def _edition(folder: Path) -> dict[str, Any]:
    return dict(yaml.safe_load((folder / "edition.yaml").read_text(encoding="utf-8")))


def known_from(folder: Path = EDITIONS) -> date:
    """The first day of which the register knows the units for certain: before it, changes are missing."""
    return date.fromisoformat(str(_edition(folder)["old_state_on"]))


@cache
def load(folder: Path = EDITIONS) -> Register:
    """The committed edition, read once."""
    return Register(_edition(folder), _rows(folder / "units.tsv.gz"), _rows(folder / "successions.tsv.gz"))
