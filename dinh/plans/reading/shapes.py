"""What reading a plan gives: one proposal. Pure values; `Proposal.as_json()` is what `dinh read --json` prints.

Nothing here is invented: what the page does not say is None. `quote` is letter for letter as the source has it
(lines joined by one space); `text` is the clean wording proposed beside it.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Any, Literal

Operator = Literal["=", ">=", ">", "<=", "<", "range", "yes", "rank"]
Pillar = Literal[
    "awareness",
    "institution",
    "infrastructure",
    "data",
    "platform",
    "human",
    "security",
    "government",
    "economy",
    "society",
    "budget",
    "other",
]
Where = Literal["body", "appendix"]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a thing stands in the source."""

    where: Where
    lines: tuple[int, int]
    page: int
    quote: str


@dataclass(frozen=True, slots=True)
class DocumentHead:
    kind: str | None = None
    number: str | None = None
    date: str | None = None
    """ISO day, or None when the page does not give a whole one."""
    issuer: str | None = None
    unit_level: str | None = None
    """'tỉnh', 'huyện' or 'xã' (the tier); None when the page does not say."""
    unit_name: str | None = None
    """'phường Ngọc Sơn', 'thị xã Bỉm Sơn', 'tỉnh Bình Dương'…"""
    title: str | None = None
    horizon_from: int | None = None
    horizon_to: int | None = None
    vision_to: int | None = None
    signer: str | None = None
    implements: tuple[str, ...] = ()
    """Numbers of the documents that this one carries out."""


@dataclass(frozen=True, slots=True)
class Target:
    id: str
    text: str
    quote: str
    lines: tuple[int, int]
    page: int
    metric: str | None
    operator: Operator
    value: float | None
    value_max: float | None
    unit: str | None
    deadline_year: int | None
    deadline: str | None
    """What the page says of the day, quarter or period, cleaned ('quý II/2023', 'hằng năm'); None if silent."""
    pillar: Pillar
    scope: str | None
    lead: str | None
    coop: tuple[str, ...]
    section: str | None
    places: tuple[Place, ...]
    confidence: float
    doubts: tuple[str, ...] = ()
    """Why a person should look, each a Vietnamese sentence."""


@dataclass(frozen=True, slots=True)
class Task:
    id: str
    text: str
    quote: str
    lines: tuple[int, int]
    page: int
    output: str | None
    lead: str | None
    coop: tuple[str, ...]
    deadline: str | None
    rhythm: str | None
    """'thường xuyên', 'hằng tuần', 'hằng tháng', 'hằng quý', 'hằng năm'… or None for once."""
    section: str | None
    where: Where
    confidence: float
    quantities: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Money:
    """Whole đồng. `source` and `year` None mean 'all'."""

    amount: int
    source: str | None = None
    year: str | None = None


@dataclass(frozen=True, slots=True)
class Project:
    id: str
    name: str
    quote: str
    lines: tuple[int, int]
    page: int
    group: str | None
    lead: str | None
    coop: tuple[str, ...]
    period: str | None
    legal_basis: str | None
    content: str | None
    money: tuple[Money, ...]
    confidence: float
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Duty:
    """A reporting duty: who reports what to whom, how often, by when."""

    id: str
    who: str | None
    what: str
    to: str | None
    rhythm: str | None
    due: str | None
    quote: str
    lines: tuple[int, int]
    page: int
    confidence: float
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong in the plan itself, to be settled by a person."""

    kind: Literal[
        "two_values", "impossible_share", "sum_mismatch", "no_owner", "deadline_before_plan", "not_measurable"
    ]
    message: str
    lines: tuple[tuple[int, int], ...]
    about: tuple[str, ...] = ()
    """Ids of the targets, tasks or projects concerned."""


@dataclass(frozen=True, slots=True)
class Proposal:
    document: DocumentHead
    targets: tuple[Target, ...] = ()
    tasks: tuple[Task, ...] = ()
    projects: tuple[Project, ...] = ()
    reporting: tuple[Duty, ...] = ()
    problems: tuple[Problem, ...] = ()
    clean_lines: tuple[str, ...] = field(default=(), repr=False)
    """The whole text with marks restored, line by line; index 0 is line 1. Not part of the JSON."""

    def as_json(self) -> dict[str, Any]:
        """Plain dicts and lists under document, targets, tasks, projects, reporting, problems."""
        return {
            field.name: _plain(getattr(self, field.name))
            for field in fields(self)
            if field.name != "clean_lines"
        }


def _plain(value: Any) -> Any:
    """Values as plain dicts; as `asdict` would give them, without its copying of every leaf."""
    if isinstance(value, tuple):
        return tuple(map(_plain, value))
    names = getattr(type(value), "__slots__", None)
    return value if names is None else {name: _plain(getattr(value, name)) for name in names}


class NotAPlan(Exception):
    """The document was read but is not a plan. `str()` is a clear Vietnamese sentence."""
