"""The processes that come with the software, from editions/processes-commune.yaml. Pure: no database."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from .rules import process

BOOK = Path(__file__).parent / "editions" / "processes-commune.yaml"


@dataclass(frozen=True)
class BookProcess:
    """One process of the book: its graph, and what is known of the time that the law allows."""

    code: str
    graph: process.Graph
    since: date
    note: str
    legal_words: str
    legal_hours: Decimal
    """For the usual way."""
    longest: Decimal | None
    """For any way; None when it is not known."""
    confirmed: bool
    doubt: str


@cache
def _book() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(BOOK.read_text(encoding="utf-8"))
    return found


def edition() -> str:
    """The name of the edition."""
    return str(_book()["edition"])


def processes() -> Iterator[BookProcess]:
    """Every process of the book."""
    book = _book()
    for row in book["processes"]:
        legal = row["legal"]
        longest = legal.get("longest", None if "xac-minh" in row["blocks"] else legal["hours"])
        note = f"{book['note'].strip()} Hạn theo luật: {legal['words']}."
        if legal.get("doubt"):
            note += f" {legal['doubt']}."
        yield BookProcess(
            code=row["code"],
            graph=_graph(row, book["blocks"]),
            since=book["since"],
            note=note,
            legal_words=legal["words"],
            legal_hours=Decimal(str(legal["hours"])),
            longest=None if longest is None else Decimal(str(longest)),
            confirmed=legal["confirmed"],
            doubt=legal.get("doubt", ""),
        )


def _graph(row: dict[str, Any], blocks: dict[str, Any]) -> process.Graph:
    left_out = {tuple(way) for way in row.get("not", ())}
    steps = [_step(line, row) for name in row["blocks"] for line in blocks[name].get("steps", ())]
    ways = [way for name in row["blocks"] for way in blocks[name].get("ways", ())]
    flows = [
        process.Flow(source, target, outcome, words, effect, number)
        for number, (source, outcome, words, effect, target) in enumerate(ways)
        if (source, outcome) not in left_out
    ]
    return process.Graph(tuple(_in_order(steps, flows)), tuple(flows))


def _in_order(steps: list[process.Step], flows: list[process.Flow]) -> list[process.Step]:
    """As a reader meets them: along the ways, ends last."""
    depth = process.layers(process.Graph(tuple(steps), tuple(flows)))
    return sorted(steps, key=lambda step: (step.kind == process.Kind.END, depth[step.key]))


def _step(line: dict[str, Any], row: dict[str, Any]) -> process.Step:
    key = line["key"]

    def said(table: str, word: str, default: Any = "") -> Any:
        return row.get(table, {}).get(key, line.get(word, default))

    waits = line["kind"] in process.WAITS
    return process.Step(
        key,
        said("names", "name"),
        line["kind"],
        said("who", "who"),
        said("offices", "office"),
        Decimal(str(said("hours", "hours", 0))),
        "stopped" if waits else "runs",
    )
