"""What pages hand to the kit: small frozen values, no rows and no domain words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import KW_ONLY, dataclass, field
from datetime import date, datetime
from typing import NamedTuple

from django.utils.functional import Promise

Words = str | Promise


class Opened(NamedTuple):
    """What an opener answers for a Ref: a title a person recognises, and where it opens."""

    title: str
    url: str


@dataclass(frozen=True)
class Part:
    """One part of a standing band: how many stand at one of the seven kinds."""

    kind: str
    words: Words
    count: int
    url: str = ""


class Fact(NamedTuple):
    """One short answer of a facts row."""

    question: Words
    answer: Words
    note: Words = ""


@dataclass(frozen=True, kw_only=True)
class Owed:
    """One line of the ledger: what is owed, by when, and the deed that settles it."""

    title: Words
    url: str
    left: int | None = None
    """Working days left; negative is calendar days late; None shows only the day."""
    day: date | None = None
    stopped: Words = ""
    src: Sequence[Words] = ()
    deed: Words = ""
    deed_url: str = ""
    more: Sequence[tuple[Words, str]] = ()
    """Quiet deeds of the first line: (words, url)."""
    parts: Sequence[tuple[str, Words, Words]] = ()
    """Parts of the thing owed: (kind, status word, sentence)."""


@dataclass(frozen=True, kw_only=True)
class Deed:
    """One line of a timeline. `kind` is "" (done), "stop" (the clock stopped) or "todo" (comes next)."""

    words: Words
    who: Words = ""
    at: datetime | None = None
    kind: str = ""


class Passage(NamedTuple):
    """A passage in its own words; `marked` is the part of `text` to highlight."""

    cite: Words
    text: str
    marked: str = ""


@dataclass(frozen=True, kw_only=True)
class Cell:
    """A traffic-light cell: worst word and "n trên m"."""

    kind: str
    words: Words
    note: Words
    url: str = ""


@dataclass(frozen=True, kw_only=True)
class Matrix:
    """Rows by columns of traffic-light cells. A missing cell is a dash that says `nothing`."""

    caption: Words
    columns: Sequence[Words]
    rows: Sequence[tuple[Words, Sequence[Cell | None]]]
    feet: Sequence[tuple[Words, Words]] = ()
    foot_head: Words = ""
    corner: Words = ""


@dataclass(frozen=True, kw_only=True)
class Found:
    """One line of the command palette: a thing to open, or a deed in a full sentence."""

    words: Words
    url: str
    icon: str = "go"
    note: Words = ""
    deed: bool = False


@dataclass(frozen=True)
class Column:
    """One column of a Table.

    `sort` is the word put in the address when its head is clicked; `phone` says where it stands on a telephone card:
    "title", "k1" (big, left), "k2" (right of it), "bar", "" (a labelled line) or "hide".
    """

    key: str
    words: Words
    _: KW_ONLY
    number: bool = False
    sort: str = ""
    phone: str = ""
    hidden_words: bool = False


@dataclass(frozen=True, kw_only=True)
class Row:
    """One row of a Table; `cells` are text or ready HTML (mark_safe). `values` give what a sort on the page compares."""

    cells: Mapping[str, object]
    key: str = ""
    name: Words = ""
    """What the choosing box is called, when rows can be chosen."""
    on: bool = False
    values: Mapping[str, float | int | str] = field(default_factory=dict)
    group: Words = ""
    """Given, the row is a heading of the rows under it and `cells` is not shown."""


@dataclass(frozen=True, kw_only=True)
class Table:
    """A table that turns into cards on a telephone. See README for how to sort, choose and page."""

    caption: Words
    columns: Sequence[Column]
    rows: Sequence[Row]
    name: Words = ""
    choose: str = ""
    """Name of the choosing boxes; put the table in a <form data-bulk>."""
    sorted_by: str = ""
    """The word of the column the rows stand by; "-word" is descending."""
    sort_url: str = ""
    """Address the sort word is appended to, ready to take `xep=word` ("?loc=a&"). Empty sorts on the page."""
    foot: Mapping[str, object] | None = None
    dense: bool = False
    classes: str = ""


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One picker of a filter bar. `options` are (value, words)."""

    name: str
    words: Words
    options: Sequence[tuple[str, Words]]
    chosen: str = ""
    every: Words = ""


@dataclass(frozen=True, kw_only=True)
class FilterBar:
    """A bar over a table: a search box, pickers, and a way out of each pressed filter."""

    pickers: Sequence[Choice] = ()
    query: str = ""
    query_name: str = "q"
    query_words: Words = ""
    keep: Mapping[str, str] = field(default_factory=dict)
    """Other words of the address to keep."""


@dataclass(frozen=True, kw_only=True)
class Step:
    """One step of a process. `kind` is "ok", "risk", "late", "cur" or ""."""

    words: Words
    who: Words = ""
    used: Words = ""
    kind: str = ""
    status: Words = ""


@dataclass(frozen=True, kw_only=True)
class Outlook:
    """What a line is expected to do: by the line's labels, None where nothing is foretold, the middle and two intervals around it."""

    middle: Sequence[float | None]
    inner: Sequence[tuple[float, float] | None]
    outer: Sequence[tuple[float, float] | None] = ()
    inner_words: Words = "80%"
    outer_words: Words = "95%"
    last_words: Words = ""
    """What stands beside the last middle: "khoảng 87%"."""


@dataclass(frozen=True, kw_only=True)
class Line:
    """What a line chart draws: values by period against the path to a target. None is a missing period."""

    title: Words
    values: Sequence[float | None]
    labels: Sequence[str]
    path: Sequence[float | None] = ()
    target: float | None = None
    threshold: float | None = None
    less_is_better: bool = False
    unit: str = "%"
    period: Words = ""
    """Word of the axis: "tháng, năm 2026"."""
    kind: str = "late"
    """Standing of the last point."""
    urls: Sequence[str] = ()
    marked: Sequence[int] = ()
    """Places of recalculated periods."""
    from_zero: bool = False
    outlook: Outlook | None = None


@dataclass(frozen=True, kw_only=True)
class Bars:
    """What a bar chart draws: a few units or periods, from zero. `kinds` are standings, or "" for plain."""

    title: Words
    values: Sequence[float | None]
    labels: Sequence[str]
    kinds: Sequence[str] = ()
    urls: Sequence[str] = ()
    target: float | None = None
    unit: str = ""
    head: Words = ""
    """What the labels are: "Đơn vị"."""


class Spot(NamedTuple):
    """A place on a map, by degrees north and east."""

    label: str
    north: float | None
    east: float | None
    kind: str = "none"
    """A standing; "none": no value."""
    words: str = ""
    """ "86,5%"."""
    url: str = ""
    named: bool = False
    """Whether its name is written on the map where there is room."""


@dataclass(frozen=True, kw_only=True)
class PlaceMap:
    """Places of one province, each by its standing. The small map beside it shows where the province lies in Viet Nam, with quần đảo
    Hoàng Sa and quần đảo Trường Sa; a list of the same places belongs beside it on the page."""

    title: Words
    spots: Sequence[Spot]
    country: Sequence[tuple[float, float]] = ()
    """Degrees north and east of the other provinces."""
    here: tuple[float, float] | None = None
    words: Mapping[str, Words] = field(default_factory=dict)
    """What each standing is called, for the key."""
