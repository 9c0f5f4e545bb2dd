"""A day's dossiers set down: every play gets its numbers, its place and its person, and stands as text ready for COPY."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db import connection, models

from dinh.ground import services as ground
from dinh.ground.copying import as_text, copy_in
from dinh.ground.services import Casting, Mould, Others
from dinh.ground.shapes import Ref
from dinh.ground.text import search_text

from .. import one_stop
from ..models import Answer, ClockStretch, CompletionRequest, Dossier, DossierNumber, DossierPaper, Holding
from ..rules import codes
from . import writing
from .lots import Lot
from .moulds import CODE, STAMPED, Cast, names_of

if TYPE_CHECKING:
    from .year import Year

NOBODY_ELSE = Others.of()
_OTHERS = ((DossierPaper, "papers"), (ClockStretch, "stretches"), (CompletionRequest, "requests"))


class Stamp:
    """What of places, names and persons is text already, for the whole year."""

    def __init__(self, year: Year, citizens: array[int], names: Sequence[str]) -> None:
        self.year = year
        self.citizens = citizens
        self.names = [_halves(name) for name in names]
        self._places: dict[tuple[int, int], tuple[str, Others]] = {}
        self._steps: dict[tuple[int, int, tuple[int, ...]], list[str]] = {}
        self.pending: dict[int, list[Casting]] = defaultdict(list)
        """Lines to come, by their moment: a line is written on its own day."""

    def day(self, day: date, lots: Sequence[Lot], casts: Sequence[Cast], first: int) -> Sheaf:
        """A day's dossiers, numbered from `first`, with the lines of that day; later lines are kept for their own."""
        numbers = Numbers(self.year, lots, day)
        rows = sum(len(cast.rows) for cast in casts)
        holding = writing.numbers(Holding, rows).start
        texts: dict[type[models.Model], list[str]] = {model: [] for model in STAMPED}
        add = {model: into.append for model, into in texts.items()}
        dossier_row, holding_row, answer_row = add[Dossier], add[Holding], add[Answer]
        pending = self.pending
        for number, (lot, cast) in enumerate(zip(lots, casts, strict=True), first):
            mould = cast.mould
            placed, also = self.place(lot.unit, mould.kind)
            which = str(number)
            code, key, plain, marked = numbers.next(lot.unit)
            name = self.names[lot.citizen % len(self.names)]
            dossier_row(
                f"{which}\t{code}\t{key}\t{placed}\t{self.citizens[lot.citizen]}\t"
                f" {plain} {name[0]} {mould.plain} | {marked} {name[1]} {mould.marked} \t{cast.dossier}"
            )
            for model, what in _OTHERS:
                some = getattr(cast, what)
                if some:
                    add[model](which + "\t" + f"{which}\t".join(some))
            for n, (text, place) in enumerate(
                zip(cast.rows, self.steps(lot, mould.kind, mould.steps), strict=True), holding
            ):
                holding_row(f"{n}\t{which}{place}{text}")
            if cast.answer:
                at = str(holding + mould.answered_at) if mould.answered_at >= 0 else "\\N"
                answer_row(f"{which}\t{at}\t{cast.answer}")
            holding += len(cast.rows)
            self._lines(cast, which, code, also, pending)
        return Sheaf(texts, self.due(day), numbers.taken())

    @staticmethod
    def _lines(cast: Cast, which: str, code: str, also: Others, pending: dict[int, list[Casting]]) -> None:
        (moment, told), *rest = cast.lines
        kind, head, middle, tail, row_head, row_middle, row_tail = told
        received = Mould(
            kind, head, middle, tail.replace(CODE, code), row_head, row_middle, row_tail.replace(CODE, code)
        )
        pending[moment].append((received, which, also))
        for moment, told in rest:
            pending[moment].append((told, which, also))

    def later(self, lots: Sequence[Lot], casts: Sequence[Cast], first: int, after: date) -> None:
        """Keep only the lines of a day's dossiers that come after another day: what was in mind when a run was cut off."""
        limit = (after.toordinal() + 1) * 86_400
        for number, (lot, cast) in enumerate(zip(lots, casts, strict=True), first):
            if cast.lines[-1][0] < limit:
                continue
            also = self.place(lot.unit, cast.mould.kind)[1]
            for moment, told in cast.lines:
                if moment >= limit:
                    self.pending[moment].append((told, str(number), also))

    def due(self, day: date) -> list[Casting]:
        """The lines of all days up to this one, in the order of time, kept no more."""
        limit = (day.toordinal() + 1) * 86_400
        moments = sorted(moment for moment in self.pending if moment < limit)
        return [line for moment in moments for line in self.pending.pop(moment)]

    def place(self, unit: int, kind: int) -> tuple[str, Others]:
        """Who decides and who received, and whose story its lines are."""
        found = self._places.get((unit, kind))
        if found is None:
            place = self.year.places[unit]
            office = place.offices[kind]
            values = (place.unit.pk, office and office.pk, place.unit.pk, place.desk and place.desk.pk)
            also = Others.of(Ref("office", office.pk)) if office else NOBODY_ELSE
            found = self._places[unit, kind] = ("\t".join(map(as_text, values)), also)
        return found

    def steps(self, lot: Lot, kind: int, steps: tuple[int, ...]) -> list[str]:
        """Whose desks the steps of a play come to, at the lot's unit."""
        key = (lot.unit, kind, steps)
        found = self._steps.get(key)
        if found is None:
            places = [self.year.step_place(lot, step) for step in steps]
            found = self._steps[key] = [f"\t{unit}\t{as_text(office)}\t" for unit, office in places]
        return found


def _halves(*texts: str) -> tuple[str, str]:
    plain, marked = search_text(*texts).split("|")
    return plain.strip(), marked.strip()


@dataclass(slots=True)
class Sheaf:
    """What one day brings, ready to be written."""

    texts: dict[type[models.Model], list[str]]
    lines: list[Casting]
    taken: list[tuple[int, date, int, int]]
    """Of each unit and day: how many numbers, and the last one."""

    def write(self) -> None:
        """Write it in the caller's transaction. Raises NumbersGone when somebody else took numbers of that day."""
        self._take()
        for model, text in self.texts.items():
            copy_in(model, names_of(model), text)
        ground.cast(self.lines)

    def _take(self) -> None:
        table = DossierNumber._meta.db_table
        with connection.cursor() as cursor:
            for start in range(0, len(self.taken), 300):
                some = self.taken[start : start + 300]
                marks = ", ".join(["(%s, %s, %s)"] * len(some))
                cursor.execute(
                    f"INSERT INTO {table} (unit_id, day, last) VALUES {marks} "  # noqa: S608 the table's own name
                    f"ON CONFLICT (unit_id, day) DO UPDATE SET last = {table}.last + excluded.last "
                    "RETURNING unit_id, last",
                    [value for row in some for value in row[:3]],
                )
                last = dict(cursor.fetchall())
                if any(last[unit] != wanted for unit, _day, _count, wanted in some):
                    raise NumbersGone


class NumbersGone(Exception):
    """Somebody took dossiers in on a day that was being played."""


class Numbers:
    """The day's numbers of each unit, from its own counter. They are taken when the day is written."""

    def __init__(self, year: Year, lots: Sequence[Lot], day: date) -> None:
        self.year, self.on = year, day
        self.wanted: dict[int, int] = defaultdict(int)
        for lot in lots:
            self.wanted[lot.unit] += 1
        last = dict(DossierNumber.objects.filter(day=day).values_list("unit_id", "last"))
        self.handed = {unit: last.get(year.places[unit].unit.pk, 0) for unit in self.wanted}
        form = one_stop.on(day).code_form
        self.heads = {unit: _heads(year.levels(unit, day), day, form) for unit in self.wanted}

    def taken(self) -> list[tuple[int, date, int, int]]:
        """What to take for them: call it when all were handed out."""
        return [
            (self.year.places[unit].unit.pk, self.on, count, self.handed[unit])
            for unit, count in sorted(self.wanted.items())
        ]

    def next(self, unit: int) -> tuple[str, str, str, str]:
        """The next code of a unit: as written, as key, and as the words that search finds it by, folded and marked."""
        number = self.handed[unit] = self.handed[unit] + 1
        n = f"{number:04d}"
        code, key, plain, marked = self.heads[unit]
        return code + n, key + n, plain.replace("0000", n), marked.replace("0000", n)


def _heads(levels: tuple[str, ...], day: date, form: str) -> tuple[str, str, str, str]:
    empty = codes.DossierCode(levels, day, 0)
    code, key = empty.written(form), empty.key
    plain, marked = _halves(code, key)
    return code.removesuffix("0000"), key.removesuffix("0000"), plain, marked


__all__ = ["Numbers", "NumbersGone", "Sheaf", "Stamp"]
