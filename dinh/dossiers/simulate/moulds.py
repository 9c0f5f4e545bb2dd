"""A play as text that is set down again and again. Its rows are written out once, with holes where days stand; a day fills
the holes, and each dossier of that day adds its numbers and its place.

A play that was played on one day holds on another when offices work on the same days after it, as far as it reaches, and
the same rules are in force: nothing else of a day is asked for by the rules."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import accumulate, pairwise
from typing import Any

from django.db import models
from django.utils import timezone

from dinh.ground.copying import as_text
from dinh.ground.services import Mould
from dinh.ground.text import search_text

from ..models import Answer, ClockStretch, CompletionRequest, Dossier, DossierPaper, Holding
from .play import Play

OF_DOSSIER = (
    "id", "code", "code_key", "unit_id", "office_id", "received_unit_id", "received_office_id", "applicant_id",
    "search",
)  # fmt: skip
OF_HOLDING = ("id", "dossier_id", "unit_id", "office_id")
OF_ANSWER = ("dossier_id", "holding_id")
OF_OTHERS = ("dossier_id",)
STAMPED: dict[type[models.Model], tuple[str, ...]] = {
    Dossier: OF_DOSSIER,
    DossierPaper: OF_OTHERS,
    Holding: OF_HOLDING,
    ClockStretch: OF_OTHERS,
    CompletionRequest: OF_OTHERS,
    Answer: OF_ANSWER,
}
"""What differs from dossier to dossier: it stands first in a row."""
CODE = "@code@"
_PART = "\x1f"
_DAY = re.compile(r"(?<!\d)\d{4}-\d\d-\d\d(?!\d)")
_REACH = 400
_SPARE = 1
"""Days beyond the last one it names that must agree as well."""


def names_of(model: type[models.Model]) -> list[str]:
    """The columns of a row as it is stamped: what differs first, then the rest; a number that nothing points at is left to
    the table."""
    first = STAMPED[model]
    rest = [each.attname for each in model._meta.concrete_fields]
    return [*first, *(name for name in rest if name not in first and name != "id")]


def _rest_of(row: models.Model) -> str:
    """What is the same for every dossier of a play."""
    model = type(row)
    names = names_of(model)[len(STAMPED[model]) :]
    return "\t".join([as_text(getattr(row, name)) for name in names]) + "\n"


@dataclass(frozen=True, slots=True)
class Cast:
    """A play on its day, as text: what `stamping` adds numbers and places to."""

    mould: PlayMould
    dossier: str
    papers: Sequence[str]
    rows: Sequence[str]
    stretches: Sequence[str]
    requests: Sequence[str]
    answer: str
    lines: Sequence[tuple[int, Mould]]
    """Each with its moment, in seconds; the first is the receipt, which names the code."""


class PlayMould:
    """A play with holes for its days."""

    def __init__(self, made: Play, papers: Iterable[DossierPaper], kind: int, until: datetime) -> None:
        self.kind = kind
        self.day = made.dossier.received_day
        self.steps = tuple(row.step_id for row in made.rows)
        self.plain, self.marked = (half.strip() for half in search_text(made.dossier.title).split("|"))
        answer = made.answer
        self.answered_at = next(
            (n for n, row in enumerate(made.rows) if answer and row is answer.holding), -1
        )
        self._moments = [timezone.localtime(line.at) for line in made.lines]
        texts = self._texts(made, list(papers))
        self._pattern, self._offsets = self._holes(_PART.join(texts))
        last = max(self._offsets, default=0)
        self.span = last + _SPARE
        self.whole = made.dossier.closed_at is not None and self.day + timedelta(self.span) < until.date()
        """Whether it was played to its end before the year's: only then it tells what another day would bring."""

    def _texts(self, made: Play, papers: list[DossierPaper]) -> list[str]:
        groups: list[list[Any]] = [[made.dossier], papers, made.rows, made.stretches, made.requests]
        ends = list(accumulate([*map(len, groups), 1]))
        self._cuts = list(pairwise(ends))
        texts = [_rest_of(row) for group in groups for row in group]
        texts.append(_rest_of(made.answer) if made.answer else "")
        for line in made.lines:
            data = {"code": CODE, **line.data} if line.deed == "received" else line.data
            texts += Mould.of(f"dossiers.{line.deed}", "dossier", None, line.at, data)
        return texts

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
        texts = (self._pattern % tuple([names[offset] for offset in self._offsets])).split(_PART)
        papers, rows, stretches, requests, (answer,) = (texts[a:b] for a, b in self._cuts)
        told = texts[self._cuts[-1][1] :]
        size = len(Mould._fields)
        begin = day.toordinal() - self.day.toordinal()
        lines = [
            (_seconds(moment, begin), Mould(*told[n * size : (n + 1) * size]))
            for n, moment in enumerate(self._moments)
        ]
        return Cast(self, texts[0], papers, rows, stretches, requests, answer, lines)


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
