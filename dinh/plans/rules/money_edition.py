"""Sources of money, steps of procurement and thresholds, from the dated edition. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

_EDITION = Path(__file__).parents[1] / "editions" / "money.yaml"


@dataclass(frozen=True, slots=True)
class Source:
    """Whose money it is."""

    code: str
    name: str
    short: str
    since: date
    until: date | None = None
    aliases: tuple[str, ...] = ()

    def alive(self, year: int) -> bool:
        """Whether money of this source can be given for a year."""
        return self.since.year <= year and (self.until is None or self.until.year >= year)


@dataclass(frozen=True, slots=True)
class Step:
    """A step of procurement."""

    key: str
    name: str
    what: str


@lru_cache
def _edition() -> dict[str, Any]:
    return dict(yaml.safe_load(_EDITION.read_text(encoding="utf-8")))


@lru_cache
def sources() -> tuple[Source, ...]:
    """Every source there is or was, in the edition's order."""
    return tuple(
        Source(
            raw["code"],
            raw["name"],
            raw["short"],
            raw["since"],
            raw.get("until"),
            tuple(raw.get("aliases", ())),
        )
        for raw in _edition()["sources"]
    )


@lru_cache
def source(code: str) -> Source:
    """The source of a code; one the edition does not know is shown by its code."""
    return next((each for each in sources() if each.code == code), Source(code, code, code, date(1900, 1, 1)))


def sources_of(year: int) -> tuple[Source, ...]:
    """Sources that money can be given from in a year."""
    return tuple(each for each in sources() if each.alive(year))


def source_of_words(words: str) -> str:
    """The code of a source as a paper calls it; "khac" when it says nothing known."""
    said = " ".join(words.lower().split())
    exact = next((each.code for each in sources() if said in each.aliases), "")
    if exact:
        return exact
    held = [(len(alias), each.code) for each in sources() for alias in each.aliases if alias in said]
    return max(held)[1] if held else "khac"


@lru_cache
def steps(on: date) -> tuple[Step, ...]:
    """The steps of procurement in force on a day, in order."""
    return tuple(
        Step(raw["key"], raw["name"], raw["what"])
        for raw in _edition()["steps"]
        if raw["since"] <= on and (raw.get("until") is None or on <= raw["until"])
    )


@lru_cache
def threshold(key: str, on: date) -> int:
    """The number of a threshold in force on a day."""
    found = [raw for raw in _edition()["thresholds"] if raw["key"] == key and raw["since"] <= on]
    return int(max(found, key=lambda raw: raw["since"])["percent"])
