"""What the result of each kind says and who signs it, from editions/results.yaml. Pure: no database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

BOOK = Path(__file__).parent / "editions" / "results.yaml"
LEADER, BODY = "leader", "body"
SIGNERS = (LEADER, BODY)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a result: its key, its words, where it is found already, whether the paper is made without it."""

    key: str
    words: str
    found_in: tuple[str, ...] = ()
    required: bool = False
    long: bool = False


@dataclass(frozen=True, slots=True)
class Template:
    """A kind of result."""

    kind: str
    title: str
    symbol: str
    signers: tuple[str, ...]
    lines: tuple[Line, ...]
    valid_days: int | None = None

    def missing(self, words: Mapping[str, str]) -> list[Line]:
        """The lines that the paper cannot do without and that are empty."""
        return [line for line in self.lines if line.required and not words.get(line.key, "").strip()]

    def number(self, number: int, year: int) -> str:
        """ "12/2026"."""
        return self.symbol.format(number=f"{number:02d}", year=year)


@cache
def _book() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(BOOK.read_text(encoding="utf-8"))
    return found


def template_of(kind: str, name: str, own: Sequence[Mapping[str, Any]] = ()) -> Template:
    """The template of a kind: the edition's own (`own`, each with its `kind`), else the book's, else the usual one under
    the name of the result."""
    book = _book()
    row: Mapping[str, Any] = book["kinds"].get(kind, {})
    row = next((each for each in own if each.get("kind") == kind), row)
    usual = book["usual"]
    signers = tuple(each for each in row.get("signers", usual["signers"]) if each in SIGNERS)
    return Template(
        kind,
        str(row.get("title", name)),
        str(row.get("symbol", usual["symbol"])),
        signers or (LEADER,),
        tuple(_line(each) for each in row.get("rows", usual["rows"])),
        row.get("valid_days"),
    )


def _line(row: Sequence[str]) -> Line:
    key, words, found_in = row
    places = (found_in,) if found_in.startswith("=") else tuple(found_in.split())
    return Line(key.rstrip("*~"), words, places, "*" in key, "~" in key)


def filled(template: Template, answers: Mapping[str, Any], facts: Mapping[str, str]) -> dict[str, str]:
    """What is known of each line already: from the answers of the form, else from the facts of the dossier."""
    return {
        line.key: next((each for each in (_found(p, answers, facts) for p in line.found_in) if each), "")
        for line in template.lines
    }


def _found(place: str, answers: Mapping[str, Any], facts: Mapping[str, str]) -> str:
    if place.startswith("="):
        return place[1:]
    if place in facts:
        return facts[place]
    here: Any = answers
    for part in place.split("."):
        here = here.get(part) if isinstance(here, Mapping) else None
    if isinstance(here, str | int) and not isinstance(here, bool):
        return _day(str(here))
    return ""


def _day(text: str) -> str:
    """Days of an electronic form are written 2026-11-20; a paper writes 20/11/2026."""
    parts = text.split("-")
    if (
        len(parts) == 3
        and [len(part) for part in parts] == [4, 2, 2]
        and all(part.isdigit() for part in parts)
    ):
        return "/".join(reversed(parts))
    return text.strip()
