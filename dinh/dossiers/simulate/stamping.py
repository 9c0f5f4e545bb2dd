"""A day's dossiers set down: every play gets its numbers, its place and its person, and stands as text ready for COPY."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from secrets import token_urlsafe
from typing import TYPE_CHECKING

from django.db import connection, models

from dinh.ground import services as ground
from dinh.ground.copying import as_text, copy_in, escaped, numbers
from dinh.ground.holes import LINE, PART
from dinh.ground.services import Casting, Mould, Others
from dinh.ground.shapes import Ref
from dinh.ground.text import search_text
from dinh.till.services import sets as tills

from .. import one_stop
from ..models import Dossier, DossierNumber, Holding
from ..rules import codes
from .lots import Lot
from .moulds import TABLES, Cast, columns_of
from .play import MOST_MOVES

if TYPE_CHECKING:
    from .year import Year

NOBODY_ELSE = PART.join(Others.of())
ROWS = [f"row {n}" for n in range(10 * MOST_MOVES)]
_SIZE = len(Mould._fields)
_PART, _LINE = PART.encode(), LINE.encode()


class Stamp:
    """What of places, names and persons is text already, for the whole year."""

    def __init__(self, year: Year, citizens: array[int], names: Sequence[str], bills: int) -> None:
        self.year = year
        self.bills = bills
        """What a dossier's number is short of its bill's."""
        self.payers = [escaped(name) for name in names]
        self.citizens = citizens
        self.names = [_halves(name) for name in names]
        self._places: dict[tuple[int, int], tuple[str, str]] = {}
        self._steps: dict[tuple[int, int, tuple[int, ...]], dict[str, str]] = {}
        self.pending: dict[int, list[bytes]] = defaultdict(list)
        """Lines to come, by their moment: a line is written on its own day."""

    def day(self, day: date, lots: Sequence[Lot], casts: Sequence[Cast], first: int) -> Sheaf:
        """A day's dossiers, numbered from `first`, with the lines of that day; later lines are kept for their own."""
        codes_of = Numbers(self.year, lots, day)
        holding = numbers(Holding, sum(len(cast.mould.steps) for cast in casts)).start
        texts: dict[type[models.Model], list[bytes]] = {model: [] for model in TABLES}
        add = [into.append for into in texts.values()]
        pending = self.pending
        money = [
            cast.mould.asked(nth, self.year.places[lot.unit].unit.pk, day) if cast.mould.course else None
            for nth, (lot, cast) in enumerate(zip(lots, casts, strict=True))
        ]
        bills = self.year.tills.begin([each for each in money if each is not None])
        add_to_till = [into.append for into in bills.texts]
        for number, (lot, cast) in enumerate(zip(lots, casts, strict=True), first):
            mould = cast.mould
            placed, also = self.place(lot.unit, mould.kind)
            which = str(number)
            code, key, plain, marked, short = codes_of.next(lot.unit)
            name = self.names[lot.citizen % len(self.names)]
            values = self.year.crew(lot.unit, mould.kind).values(lot.draw)
            values |= self.steps(lot, mould.kind, mould.steps)
            values["dossier"], values["code"], values["also"] = which, code, also
            values["head"] = (
                f"{which}\t{code}\t{key}\t{placed}\t{self.citizens[lot.citizen]}\t"
                f" {plain} {name[0]} {mould.plain} | {marked} {name[1]} {mould.marked} "
            )
            for name_of_row in ROWS[: len(mould.steps)]:
                values[name_of_row] = str(holding)
                holding += 1
            asked = money[number - first]
            if asked is not None:
                values |= self.year.tills.values(
                    asked, self.bills + number, day, mould.amount, f"FT{key}", token_urlsafe(16)
                )
                values["bill unit"] = str(asked.unit)
                values["payer"] = self.payers[lot.citizen % len(self.names)]
                values["bill plain"] = f"{name[0]} {mould.bill_plain} {short}"
                values["bill marked"] = f"{name[1]} {mould.bill_marked} {short}"
            rows, *lines = cast.pattern.filled(values).encode().split(_LINE)
            parts = rows.split(_PART)
            for into, text in zip(add, parts, strict=False):
                if text:
                    into(text)
            if asked is not None:
                for into, text in zip(add_to_till, parts[len(add) :], strict=False):
                    if text:
                        into(text)
            for moment, line in zip(cast.moments, lines, strict=True):
                pending[moment].append(line)
        return Sheaf(texts, self.due(day), codes_of.taken(), bills)

    def later(self, lots: Sequence[Lot], casts: Sequence[Cast], first: int, after: date) -> None:
        """Keep only the lines of a day's dossiers that come after another day: what was in mind when a run was cut off."""
        limit = (after.toordinal() + 1) * 86_400
        there = Dossier.objects.filter(pk__gte=first, pk__lt=first + len(lots))
        written = dict(there.values_list("pk", "code"))
        for number, (lot, cast) in enumerate(zip(lots, casts, strict=True), first):
            if cast.moments[-1] < limit:
                continue
            values = defaultdict(str, self.year.crew(lot.unit, cast.mould.kind).values(lot.draw))
            values["dossier"], values["also"] = str(number), self.place(lot.unit, cast.mould.kind)[1]
            if cast.mould.course is not None:
                values |= self.year.tills.named(self.bills + number, lot.at.date())
                values["code"] = written[number]
            lines = cast.pattern.filled(values).encode().split(_LINE)[1:]
            for moment, line in zip(cast.moments, lines, strict=True):
                if moment >= limit:
                    self.pending[moment].append(line)

    def due(self, day: date) -> list[bytes]:
        """The lines of all days up to this one, in the order of time, kept no more."""
        limit = (day.toordinal() + 1) * 86_400
        moments = sorted(moment for moment in self.pending if moment < limit)
        return [line for moment in moments for line in self.pending.pop(moment)]

    def place(self, unit: int, kind: int) -> tuple[str, str]:
        """Who decides and who received, and whose story its lines are."""
        found = self._places.get((unit, kind))
        if found is None:
            place = self.year.places[unit]
            office = place.offices[kind]
            values = (place.unit.pk, office and office.pk, place.unit.pk, place.desk and place.desk.pk)
            also = PART.join(Others.of(Ref("office", office.pk))) if office else NOBODY_ELSE
            found = self._places[unit, kind] = ("\t".join(map(as_text, values)), also)
        return found

    def steps(self, lot: Lot, kind: int, steps: tuple[int, ...]) -> dict[str, str]:
        """Whose desks the steps of a play come to, at the lot's unit."""
        key = (lot.unit, kind, steps)
        found = self._steps.get(key)
        if found is None:
            found = self._steps[key] = {}
            for n, step in enumerate(steps):
                unit, office = self.year.step_place(lot, step)
                found[f"unit {n}"], found[f"office {n}"] = str(unit), as_text(office)
        return found


def _halves(*texts: str) -> tuple[str, str]:
    plain, marked = search_text(*texts).split("|")
    return plain.strip(), marked.strip()


@dataclass(slots=True)
class Sheaf:
    """What one day brings, ready to be written: bytes, which are half as large as the texts they were."""

    texts: dict[type[models.Model], list[bytes]]
    lines: list[bytes]
    """Of the ledger: the texts of a casting, with PART between them."""
    taken: list[tuple[int, date, int, int]]
    """Of each unit and day: how many numbers, and the last one."""
    bills: tills.Sheaf = field(default_factory=tills.Sheaf)

    def write(self) -> None:
        """Write it in the caller's transaction. Raises NumbersGone when somebody else took numbers of that day."""
        self._take()
        for model, text in self.texts.items():
            copy_in(model, columns_of(model), text)
        try:
            self.bills.write()
        except tills.Crossed as crossed:
            raise NumbersGone from crossed
        ground.cast(_castings(self.lines))

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


def _castings(lines: Sequence[bytes]) -> Iterator[Casting]:
    for line in lines:
        texts = line.split(_PART)
        yield texts[:_SIZE], texts[_SIZE], texts[_SIZE + 1 :]


class NumbersGone(Exception):
    """Somebody took dossiers in, or money, on a day that was being played."""


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

    def next(self, unit: int) -> tuple[str, str, str, str, str]:
        """The next code of a unit: as written, as key, as the words that search finds both by, folded and marked, and those of
        the written one alone, which has no marks."""
        number = self.handed[unit] = self.handed[unit] + 1
        n = f"{number:04d}"
        code, key, plain, marked, short = self.heads[unit]
        return (
            code + n,
            key + n,
            plain.replace("0000", n),
            marked.replace("0000", n),
            short.replace("0000", n),
        )


def _heads(levels: tuple[str, ...], day: date, form: str) -> tuple[str, str, str, str, str]:
    empty = codes.DossierCode(levels, day, 0)
    code, key = empty.written(form), empty.key
    plain, marked = _halves(code, key)
    return code.removesuffix("0000"), key.removesuffix("0000"), plain, marked, _halves(code)[0]


__all__ = ["Numbers", "NumbersGone", "Sheaf", "Stamp"]
