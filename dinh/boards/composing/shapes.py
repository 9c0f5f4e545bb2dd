"""What a composed report is made of. Pure, and plain enough to be kept as JSON word for word."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from decimal import Decimal
from typing import Any, Literal

BlockKind = Literal["heading", "prose", "ask", "table", "chart"]


@dataclass(frozen=True, slots=True)
class Figure:
    """One number in the text, bound to where it comes from. `text` is how it stands in the text, `value` what it is."""

    key: str
    text: str
    words: str = ""
    value: str = ""
    unit: str = ""
    ref: str = ""
    """The thing it opens: "measure:dossiers.online:16576:2026-05@14", "target:5", "received:3:2026"."""
    source: str = ""
    """In words: which records, counted when."""
    by_hand: str = ""
    """What a person put in its place; empty while it stands as it was counted."""

    @property
    def shown(self) -> str:
        return self.by_hand or self.text

    def as_data(self) -> dict[str, str]:
        return {name: value for name, value in asdict(self).items() if value}


Part = str | Mapping[str, str]
"""Plain words, or {"f": key of a figure}."""


@dataclass(frozen=True, slots=True)
class Block:
    """One piece of the report. What it carries depends on its kind:

    heading: `words`, `level` (1 to 3), `number` · prose: `parts`, words and figures in turn · ask: `words` (what a person is
    asked for), `text` (what they wrote), `needed` · table: `words`, `heads` (name, share of the width, where it stands), `rows`
    of parts · chart: `words`, `chart` (kind, labels, series)."""

    id: str
    kind: BlockKind
    words: str = ""
    level: int = 0
    number: str = ""
    parts: tuple[Part, ...] = ()
    text: str = ""
    needed: bool = False
    heads: tuple[tuple[str, float, str], ...] = ()
    rows: tuple[tuple[Part, ...], ...] = ()
    chart: Mapping[str, Any] = field(default_factory=dict)
    edited: bool = False
    """Whether a person changed its words."""

    def as_data(self) -> dict[str, Any]:
        return {name: value for name, value in asdict(self).items() if value not in ("", 0, (), {}, False)}

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Block:
        plain = dict(data)
        for name in ("parts",):
            plain[name] = tuple(plain.get(name, ()))
        plain["heads"] = tuple(tuple(head) for head in plain.get("heads", ()))
        plain["rows"] = tuple(tuple(row) for row in plain.get("rows", ()))
        return cls(**plain)


@dataclass(frozen=True, slots=True)
class Document:
    """The whole report: what stands at its head, its blocks in order, its figures by key."""

    title: str
    opening: str
    blocks: tuple[Block, ...]
    figures: Mapping[str, Figure]

    def block(self, ident: str) -> Block | None:
        return next((block for block in self.blocks if block.id == ident), None)

    def unanswered(self) -> list[Block]:
        """What a person must still write."""
        return [
            block for block in self.blocks if block.kind == "ask" and block.needed and not block.text.strip()
        ]

    def by_hand(self) -> list[Figure]:
        return [figure for figure in self.figures.values() if figure.by_hand]

    def words_of(self, parts: Sequence[Part]) -> str:
        """Parts as they are read."""
        return "".join(part if isinstance(part, str) else self.figures[part["f"]].shown for part in parts)

    def bare(self) -> set[str]:
        """Headings under which nothing stands, not even a question: what they are for, nobody has."""
        found = set()
        for place, block in enumerate(self.blocks):
            after = self.blocks[place + 1] if place + 1 < len(self.blocks) else None
            if block.kind == "heading" and (
                after is None or (after.kind == "heading" and after.level <= block.level)
            ):
                found.add(block.id)
        return found

    def printed(self) -> Document:
        """As it goes on paper: a heading with nothing below it is left out, and the others are numbered anew."""
        kept: list[Block] = []
        for place, block in enumerate(self.blocks):
            if block.kind == "heading" and not _below(self.blocks[place + 1 :], block.level):
                continue
            if block.kind == "ask" and not block.text.strip():
                continue
            kept.append(block)
        return replace(self, blocks=tuple(_numbered(kept)))

    def as_data(self) -> dict[str, Any]:
        return {
            "title": self.title,
            "opening": self.opening,
            "blocks": [block.as_data() for block in self.blocks],
            "figures": {key: figure.as_data() for key, figure in self.figures.items()},
        }

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Document:
        return cls(
            data["title"],
            data["opening"],
            tuple(Block.of(row) for row in data["blocks"]),
            {key: Figure(**row) for key, row in data["figures"].items()},
        )


ROMAN = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV", "XV")


def _below(blocks: Sequence[Block], level: int) -> bool:
    """Whether anything that is printed stands before the next heading of that level or above."""
    for block in blocks:
        if block.kind == "heading" and block.level <= level:
            return False
        if block.kind not in ("heading", "ask") or block.text.strip():
            return True
    return False


def _numbered(blocks: Sequence[Block]) -> Iterator[Block]:
    counts = [0, 0, 0, 0]
    for block in blocks:
        if block.kind != "heading":
            yield block
            continue
        counts[block.level] += 1
        counts[block.level + 1 :] = [0] * (3 - block.level)
        number = (
            ROMAN[counts[1]]
            if block.level == 1
            else ".".join(str(each) for each in counts[2 : block.level + 1])
        )
        yield replace(block, number=number)


# ---------------------------------------------------------------- what is known


@dataclass(frozen=True, slots=True)
class Number:
    """One reading of a measure."""

    value: Decimal | None
    top: Decimal | None = None
    bottom: Decimal | None = None
    ref: str = ""
    source: str = ""
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Goal:
    """What the plan asks of it."""

    operator: str
    value: Decimal
    words: str
    """Where it is promised: "Kế hoạch 15/KH-UBND, chỉ tiêu II.3"."""
    due_year: int | None = None
    ref: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A measure in this period, beside the one before and the same of last year, and what is promised."""

    code: str
    words: str
    unit: str
    now: Number
    before: Number | None = None
    year_ago: Number | None = None
    goal: Goal | None = None
    best: str = "high"
    counted: str = ""
    """What a share is a share of: "hồ sơ"."""


@dataclass(frozen=True, slots=True)
class Foretold:
    """Where a target that is measured will stand on its day, or why nobody can tell."""

    words: str
    unit: str
    goal: str
    """What it promises, and by when: "≥ 80%, đến hết 31/12/2026"."""
    said: str
    """The forecast in a sentence, or the honest reason that there is none."""
    chance: str = ""
    """ "khó đạt, khả năng đạt dưới 1%"; empty where nothing can be said."""
    notes: tuple[str, ...] = ()
    middle: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    last: Decimal | None = None
    """The newest period's value, and what the period is called."""
    last_of: str = ""
    past: Sequence[tuple[str, Decimal | None]] = ()
    steps: Sequence[tuple[str, Decimal, Decimal, Decimal]] = ()
    """Periods to come: name, middle, and the ends of the band."""
    goal_value: Decimal | None = None
    ref: str = ""


@dataclass(frozen=True, slots=True)
class SentIn:
    """A report of a unit below."""

    unit: str
    state: str
    """in-time, late, missing."""
    sections: Mapping[str, str] = field(default_factory=dict)
    ref: str = ""
    day: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """Everything the template may speak of."""

    unit: str
    period: str
    """"tháng 10 năm 2026"."""
    kind: str
    """Kind of the period: month, quarter, …"""
    author: str = ""
    """The office that reports in its own name; empty where the unit's People's Committee does."""
    lines: Mapping[str, Line] = field(default_factory=dict)
    history: Mapping[str, Sequence[tuple[str, Decimal | None]]] = field(default_factory=dict)
    by_unit: Mapping[str, Sequence[tuple[str, Number]]] = field(default_factory=dict)
    old_units: Mapping[str, Sequence[tuple[str, Number]]] = field(default_factory=dict)
    targets: Sequence[Sequence[str]] = ()
    tasks: Mapping[str, int] = field(default_factory=dict)
    late_tasks: Sequence[Sequence[str]] = ()
    forecasts: Sequence[Foretold] = ()
    score: Sequence[Sequence[str]] = ()
    score_total: str = ""
    sent_in: Sequence[SentIn] = ()
    sent_in_ref: str = ""
    """Where the reports of the units below stand together: "received:3:2026"."""
