"""A play as text that is set down again and again. Its rows are written out once, with holes where days stand and where
numbers, places and persons stand; a day fills the first, each dossier of that day the others.

A play that was played on one day holds on another when offices work on the same days after it, as far as it reaches, and
the same rules are in force: nothing else of a day is asked for by the rules."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import models
from django.utils import timezone

from dinh.ground.copying import as_text, names_of, row_text
from dinh.ground.holes import LINE, PART, Pattern, hole, marked
from dinh.ground.services import Mould
from dinh.ground.text import search_text
from dinh.till.services import sets as tills

from ..models import Answer, ClockStretch, CompletionRequest, Dossier, DossierPaper, Holding
from ..services import fees
from .play import Play, TillLine

HEAD = (
    "id", "code", "code_key", "unit_id", "office_id", "received_unit_id", "received_office_id", "applicant_id",
    "search",
)  # fmt: skip
"""What of a dossier differs from one to the next: it stands first in a row, in one hole."""
TABLES: tuple[type[models.Model], ...] = (
    Dossier, DossierPaper, Holding, ClockStretch, CompletionRequest, Answer,
)  # fmt: skip
_POINTED_AT = (Dossier, Holding)
"""Whose numbers are given beforehand; that of what nothing points at is left to the table."""
_DAY = re.compile(r"(?<!\d)\d{4}-\d\d-\d\d(?!\d)")
_REACH = 400
_SPARE = 1
"""Days beyond the last one it names that must agree as well."""


def columns_of(model: type[models.Model]) -> tuple[str, ...]:
    """The columns of a row as it is stamped."""
    if model is Dossier:
        return (*HEAD, *names_of(Dossier, *HEAD))
    return names_of(model) if model in _POINTED_AT else names_of(model, "id")


@dataclass(frozen=True, slots=True)
class Cast:
    """A play on its day: what `stamping` adds numbers, places and persons to."""

    mould: PlayMould
    pattern: Pattern
    moments: Sequence[int]
    """Of its lines, in seconds."""


class PlayMould:
    """A play with holes for its days."""

    def __init__(self, made: Play, papers: Iterable[DossierPaper], kind: int, until: datetime) -> None:
        self.kind = kind
        self.day = made.dossier.received_day
        self.steps = tuple(row.step_id for row in made.rows)
        self.plain, self.marked = (half.strip() for half in search_text(made.dossier.title).split("|"))
        self.course = made.course()
        paid = timezone.localtime(made.paid_at).timetz() if made.paid_at else None
        self._paid = paid
        self.amount = made.dossier.fee or 0
        self.bill_plain, self.bill_marked = "", ""
        if self.course is not None:
            title = search_text(fees.title_of(made.dossier).replace(made.dossier.code, ""))
            self.bill_plain, self.bill_marked = (half.strip() for half in title.split("|"))
        self._moments = [timezone.localtime(line.at) for line in made.lines]
        text, self._names = marked(LINE.join([self._tables(made, list(papers)), *self._lines(made)]))
        self._pattern, self._offsets = self._holes(text)
        last = max(self._offsets, default=0)
        self.span = last + _SPARE
        self.whole = made.dossier.closed_at is not None and self.day + timedelta(self.span) < until.date()
        """Whether it was played to its end before the year's: only then it tells what another day would bring."""

    def _tables(self, made: Play, papers: list[DossierPaper]) -> str:
        """A text for each table."""
        for n, row in enumerate(made.rows):
            row.pk, row.dossier_id = hole(f"row {n}"), hole("dossier")
            row.unit_id, row.office_id = hole(f"unit {n}"), hole(f"office {n}")
        hangs: list[Any] = [*papers, *made.stretches, *made.requests, *([made.answer] if made.answer else [])]
        for row in hangs:
            row.dossier_id = hole("dossier")
        if made.answer is not None and made.answer.holding is not None:
            made.answer.holding_id = made.answer.holding.pk
        rest = [as_text(getattr(made.dossier, name)) for name in names_of(Dossier, *HEAD)]
        texts = ["\t".join([hole("head"), *rest]) + "\n"]
        for rows in (papers, made.rows, made.stretches, made.requests, [made.answer] if made.answer else []):
            texts.append("".join(_row(row) for row in rows))
        if self.course is not None:
            texts += self.course.tables()
        return PART.join(texts)

    def _lines(self, made: Play) -> Iterator[str]:
        """Its lines of the ledger: the mould, the number of what a line is about, what else it touches."""
        size = len(Mould._fields)
        for line in made.lines:
            if isinstance(line, TillLine):
                assert self.course is not None
                texts = self.course.line(line.which)
                yield PART.join([*texts[:size], hole("bill"), *texts[size:]])
            else:
                by = line.by.ref if line.by else None
                mould = Mould.of(f"dossiers.{line.deed}", "dossier", by, line.at, line.data)
                yield PART.join([*mould, hole("dossier"), hole("also")])

    def asked(self, nth: int, unit: int, day: date) -> tills.Asked:
        """Its bill among those of a day."""
        assert self.course is not None
        paid = datetime.combine(day, self._paid) if self._paid else None
        return tills.Asked(nth, unit, paid, self.course.channel)

    def _holes(self, text: str) -> tuple[str, list[int]]:
        """The text with a mark for each day that lies within its reach, and how far each is from the first."""
        offsets: list[int] = []

        def hole(found: re.Match[str]) -> str:
            try:
                offset = (date.fromisoformat(found[0]) - self.day).days
            except ValueError:
                return found[0]
            if not -1 <= offset <= _REACH:
                return found[0]
            offsets.append(offset)
            return "%s"

        return _DAY.sub(hole, text.replace("%", "%%")), offsets

    def cast(self, day: date) -> Cast:
        """It on a day."""
        names: dict[int, str] = {}
        for offset in self._offsets:
            if offset not in names:
                names[offset] = (day + timedelta(offset)).isoformat()
        text = self._pattern % tuple([names[offset] for offset in self._offsets])
        begin = day.toordinal() - self.day.toordinal()
        return Cast(self, Pattern(text, self._names), [_seconds(moment, begin) for moment in self._moments])


def _row(row: models.Model) -> str:
    return row_text(row) if type(row) in _POINTED_AT else row_text(row, "id")


def _seconds(moment: datetime, days: int) -> int:
    """A number that grows with time: seconds of local time since the first of days."""
    of_day = moment.hour * 3600 + moment.minute * 60 + moment.second
    return (moment.toordinal() + days) * 86_400 + of_day


class Patterns:
    """On which days offices work, to see whether two stretches of days are alike."""

    def __init__(self, first: date, last: date, works: Any) -> None:
        self.first = first
        self.bits = 0
        for n in range((last - first).days + 2 * _REACH):
            self.bits |= int(works(first + timedelta(n))) << n

    def alike(self, one: date, other: date, days: int) -> bool:
        mask = (1 << (days + 1)) - 1
        a, b = (one - self.first).days, (other - self.first).days
        return (self.bits >> a) & mask == (self.bits >> b) & mask
