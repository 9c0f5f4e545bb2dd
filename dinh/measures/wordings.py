"""The files in which papers' names for measures are kept, read once."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from .rules.wording import Wording, groups_of

_HERE = Path(__file__).parent / "editions"


class Indicator(NamedTuple):
    """An indicator that only an import can answer."""

    code: str
    words: str
    unit: str
    less: bool
    """Whether less is better."""
    asked: str
    """Who counts it, in words."""
    since: date
    until: date | None
    says: tuple[str, ...]
    never: tuple[str, ...]

    @property
    def measure(self) -> str:
        return f"statistics.{self.code}"


def _read(name: str) -> Any:
    return yaml.safe_load((_HERE / name).read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def indicators() -> tuple[Indicator, ...]:
    """Every indicator of the edition, in its order."""
    edition = _read("indicators.yaml")
    return tuple(
        Indicator(
            str(one["code"]),
            one["words"],
            one["unit"],
            bool(one.get("less", False)),
            one["from"],
            edition["since"],
            one.get("until"),
            tuple(one["says"]),
            tuple(one.get("not", ())),
        )
        for one in edition["indicators"]
    )


class Named(NamedTuple):
    """How papers name a measure counted from records."""

    measure: str
    says: tuple[str, ...]
    never: tuple[str, ...]
    near: str


@lru_cache(maxsize=1)
def recorded() -> tuple[Named, ...]:
    """The names of measures counted from records."""
    return tuple(
        Named(one["measure"], tuple(one["says"]), tuple(one.get("not", ())), one.get("near", ""))
        for one in _read("wordings.yaml")["measures"]
    )


def wordings(words_and_units: dict[str, tuple[str, str]]) -> tuple[Wording, ...]:
    """How papers name each measure that is given with its words and unit; those that are not are left out."""
    made = [
        Wording(
            one.measure,
            *words_and_units[one.measure],
            tuple(groups_of(way) for way in one.says),
            one.never,
            one.near,
        )
        for one in recorded()
        if one.measure in words_and_units
    ]
    for each in indicators():
        if each.measure in words_and_units:
            ways = tuple(groups_of(way) for way in each.says)
            made.append(Wording(each.measure, each.words, each.unit, ways, each.never))
    return tuple(made)
