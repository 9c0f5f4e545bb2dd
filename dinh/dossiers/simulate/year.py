"""The year: each day's lots are drawn, played (each kind once), stamped with their numbers and places, and written."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from dinh.catalog import queries as catalog
from dinh.catalog.models import Offer, Paper, ProcedureEdition, ProcessVersion
from dinh.catalog.queries import process as process_queries
from dinh.catalog.rules import Amount
from dinh.ground import calendar, ciphers
from dinh.ground import services as ground
from dinh.ground.shapes import Done, Ref
from dinh.ground.text import search_text
from dinh.town.models import Office, Unit

from .. import one_stop
from ..models import (
    Answer,
    Citizen,
    ClockStretch,
    CompletionRequest,
    Dossier,
    DossierNumber,
    DossierPaper,
    Holding,
)
from ..models.people import IDENTITY, new_key
from ..rules import codes
from ..rules.axes import Business
from ..services import known
from ..services.intake import Read, blank, paper_of, price
from ..services.moving import place_of
from ..shapes import GivenPaper, GivenPerson, Intake
from . import writing
from .lots import SLOT, Lot, lots_of
from .play import Play, play

DESK = "trung-tam-hanh-chinh-cong"
MOST_CITIZENS = 1_000_000
NAMES = (
    "Nguyễn Văn Mẫu",
    "Trần Thị Thử",
    "Lê Văn Ví Dụ",
    "Phạm Thị Minh Họa",
    "Hoàng Văn Thí Dụ",
    "Vũ Thị Giả Định",
)
Say = Callable[[str], None]


class CannotSimulate(Exception):
    """There is nothing to play with; the sentence says what is missing."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A procedure as it is played: what is handed in, at no cost."""

    edition: ProcedureEdition
    process: ProcessVersion
    case_name: str
    papers: tuple[GivenPaper, ...]
    exemptions: tuple[str, ...]
    amount: Amount


@dataclass(frozen=True, slots=True)
class Place:
    """A unit that takes dossiers in, with its desk and the office that decides each procedure."""

    unit: Unit
    desk: Office | None
    offices: dict[int, Office | None]


@dataclass(slots=True)
class Year:
    """What is played, and what of it is known already."""

    places: list[Place]
    kinds: list[Kind]
    first: date
    last: date
    seed: int
    citizens: int
    offices: dict[tuple[int, str], Office]
    """Of each unit by kind; none begins or ends in the year."""
    citizen_ids: array[int] = field(default_factory=lambda: array("q"))
    plays: dict[tuple[int, int, datetime, str], Play] = field(default_factory=dict)
    _step_places: dict[tuple[int, int, int], tuple[int, int | None]] = field(default_factory=dict)

    @property
    def until(self) -> datetime:
        """No deed is later: what is not done by then stands open."""
        return timezone.make_aware(datetime.combine(self.last, time(17, 30)))

    def days(self) -> list[date]:
        """The working days."""
        span = (self.last - self.first).days + 1
        every = (self.first + timedelta(days=n) for n in range(span))
        return [day for day in every if calendar.for_country().is_working(day)]

    def lots(self, day: date, count: int) -> Iterator[Lot]:
        return lots_of(
            day,
            count,
            units=len(self.places),
            procedures=len(self.kinds),
            citizens=self.citizens,
            seed=self.seed,
            zone=timezone.get_current_timezone(),
        )

    def counts(self, count: int) -> Iterator[tuple[date, int]]:
        """How many of so many dossiers come on each day."""
        days = self.days()
        for place, day in enumerate(days):
            yield day, count * (place + 1) // len(days) - count * place // len(days)

    def drawn(self, count: int) -> list[Lot]:
        """All lots of so many dossiers, day after day."""
        return [lot for day, many in self.counts(count) for lot in self.lots(day, many)]

    def _office_of(self, unit: Unit, kind: str, _day: date) -> Office | None:
        return self.offices.get((unit.pk, kind))

    def kind_at(self, lot: Lot) -> int:
        """The procedure of a lot: a unit is asked only for what it offers."""
        offered = sorted(self.places[lot.unit].offices)
        return offered[lot.procedure % len(offered)]

    def intake(self, lot: Lot) -> Intake:
        """The lot as it would be handed in."""
        place, kind = self.places[lot.unit], self.kinds[self.kind_at(lot)]
        return Intake(
            procedure_code=kind.edition.procedure.code,
            unit_id=place.unit.pk,
            office_id=place.desk.pk if place.desk else None,
            applicant=GivenPerson(name_of(lot.citizen), identity=identity_of(lot.citizen)),
            case_name=kind.case_name,
            papers=kind.papers,
            exemptions=kind.exemptions,
        )

    def play(self, lot: Lot) -> Play:
        """The lot played; lots of one quarter, procedure and script share it, wherever they are."""
        number = self.kind_at(lot)
        key = (number, 0 if self.places[lot.unit].desk else 1, lot.at, lot.script.name)
        there = self.plays.get(key)
        if there is None:
            made = blank(self.intake(lot), self.read(lot), lot.at, Business.RECEIVED)
            there = self.plays[key] = play(made, len(self.kinds[number].papers), lot.script, self.until)
        return there

    def read(self, lot: Lot) -> Read:
        place, number = self.places[lot.unit], self.kind_at(lot)
        kind = self.kinds[number]
        return Read(
            place.unit,
            place.offices[number],
            place.unit,
            place.desk,
            None,
            kind.edition,
            kind.process,
            papers_of(kind),
            kind.amount,
            lot.at,
        )

    def step_place(self, lot: Lot, row: Holding) -> tuple[int, int | None]:
        """Whose desk a step comes to, at the lot's unit."""
        number = self.kind_at(lot)
        key = (lot.unit, number, row.step_id)
        if key not in self._step_places:
            place = self.places[lot.unit]
            there = Dossier(
                unit=place.unit,
                office=place.offices[number],
                received_unit=place.unit,
                received_office=place.desk,
            )
            unit, office = place_of(row.step, there, row.opened_at, self._office_of)
            self._step_places[key] = (unit.pk, office.pk if office else None)
        return self._step_places[key]


def papers_of(kind: Kind) -> dict[int, Paper]:
    return {paper.pk: paper for paper in kind.edition.papers.all()}


def identity_of(number: int) -> str:
    return f"999{number:09d}"


def name_of(number: int) -> str:
    return NAMES[number % len(NAMES)]


# ---------------------------------------------------------------- what there is to play with


def lay_out(*, under: str, first: date, last: date, seed: int, citizens: int) -> Year:
    """The units below a path that offer something, and what they offer that can be had for nothing. Raises
    CannotSimulate where there is none."""
    rows = Offer.objects.alive_on(first).filter(unit__path__startswith=under)
    offers = list(
        rows.select_related("unit", "office", "procedure").order_by("unit__path", "procedure__code")
    )
    kinds: list[Kind] = []
    known_codes: dict[str, int] = {}
    for code in sorted({offer.procedure.code for offer in offers}):
        made = _kind(code, first, last, next(o.unit for o in offers if o.procedure.code == code))
        if made is not None:
            known_codes[code] = len(kinds)
            kinds.append(made)
    offices: dict[tuple[int, str], Office] = {}
    for office in Office.objects.alive_on(first).filter(unit__path__startswith=under).order_by("pk"):
        offices.setdefault((office.unit_id, office.kind), office)
    found: dict[int, Place] = {}
    for offer in offers:
        number = known_codes.get(offer.procedure.code)
        if number is not None:
            place = found.setdefault(offer.unit_id, Place(offer.unit, offices.get((offer.unit_id, DESK)), {}))
            place.offices[number] = offer.office
    if not found:
        raise CannotSimulate(
            "Không có đơn vị nào nhận thủ tục không thu phí; nạp danh mục và nhận làm trước."
        )
    in_year = Q(since__gt=first, since__lte=last) | Q(until__gte=first, until__lt=last)
    changed = Office.objects.filter(in_year, unit__in=found).first()
    if changed is not None:
        raise CannotSimulate(f"{changed.name} lập hoặc thôi trong kỳ; chọn kỳ mà cơ quan không đổi.")
    return Year(list(found.values()), kinds, first, last, seed, min(citizens, MOST_CITIZENS), offices)


def _kind(code: str, first: date, last: date, unit: Unit) -> Kind | None:
    """A procedure whose edition and process hold for the whole time, handed in whole, with an exemption that makes it
    free; None where there is no such way."""
    edition = catalog.edition_on(code, first)
    version = process_queries.process_on(code, first, unit.path)
    if edition is None or version is None:
        return None
    if not edition.in_force_on(last) or process_queries.process_on(code, last, unit.path) != version:
        return None
    cases = [paper.case_name for paper in edition.papers.all() if paper.case_name]
    case = cases[0] if cases else ""
    papers = tuple(
        GivenPaper(paper.pk, originals=paper.originals or (0 if paper.copies else 1), copies=paper.copies)
        for paper in edition.papers.all()
        if paper.case_name in ("", case)
    )
    for claimed in ((), *((row.code,) for row in edition.exemptions.all())):
        given = Intake(code, unit.pk, GivenPerson(""), exemptions=claimed)
        cost = price(edition, given=given, unit=unit, day=first)
        if cost.whole and cost.total == 0:
            return Kind(edition, version, case, papers, claimed, cost)
    return None


# ---------------------------------------------------------------- running


def run(year: Year, count: int, say: Say = lambda _words: None) -> int:
    """Play and write so many dossiers over the year's working days; gives how many. Each day is one transaction."""
    with transaction.atomic():
        year.citizen_ids = people(year)
    pending: dict[date, list[Done]] = defaultdict(list)
    done = 0
    for day, of_day in year.counts(count):
        with transaction.atomic():
            done += _day(year, day, of_day, pending)
            _tell(pending, day)
        year.plays.clear()
        say(f"{day:%d/%m/%Y}: {done} hồ sơ")
    with transaction.atomic():
        _tell(pending, date.max)
    return done


def people(year: Year) -> array[int]:
    """The persons who will come, written before they do, unless they came in another year; gives their numbers."""
    at = timezone.make_aware(datetime.combine(year.first, time(0, 0)))
    found = array("q")
    for start in range(0, year.citizens, 5_000):
        some = range(start, min(start + 5_000, year.citizens))
        index = {number: ciphers.blind_index(identity_of(number), about=IDENTITY) for number in some}
        there = Citizen.objects.filter(kind="person", identity_index__in=index.values())
        known_ids = dict(there.values_list("identity_index", "pk"))
        new = [number for number in some if index[number] not in known_ids]
        ids = writing.numbers(Citizen, len(new))
        rows = [_person(number, pk, index[number], at) for number, pk in zip(new, ids, strict=True)]
        writing.write(Citizen, rows)
        known_ids |= {index[number]: pk for number, pk in zip(new, ids, strict=True)}
        found.extend(known_ids[index[number]] for number in some)
    return found


def _person(number: int, pk: int, index: str, at: datetime) -> list[Any]:
    row = Citizen(pk=pk, kind="person", name=name_of(number), made_at=at, key=new_key(), identity_index=index)
    row.identity_closed = ciphers.encrypt_text(identity_of(number), about=f"{IDENTITY}:{row.key}")
    row.search = search_text(row.name)
    return writing.values_of(row)


_OF_DOSSIER = writing.at(
    Dossier, "id", "code", "code_key", "unit_id", "office_id", "received_unit_id", "received_office_id",
    "applicant_id", "search",
)  # fmt: skip


def _day(year: Year, day: date, count: int, pending: dict[date, list[Done]]) -> int:
    lots = list(year.lots(day, count))
    plays = [year.play(lot) for lot in lots]
    form = one_stop.on(day).code_form
    next_number = _codes(year, lots, day)
    rows: dict[type[Any], list[list[Any]]] = {
        each: [] for each in (Dossier, DossierPaper, Holding, ClockStretch, CompletionRequest, Answer)
    }
    stamp = _Stamp(rows, {each: _ids(each, plays) for each in rows})
    for lot, played in zip(lots, plays, strict=True):
        place = year.places[lot.unit]
        code = next_number(lot.unit)
        office = place.offices[year.kind_at(lot)]
        number = next(stamp.ids[Dossier])
        values = stamp.template(played, "dossier", partial(list, [played.dossier]))[0].copy()
        written = code.written(form)
        said = search_text(written, code.key, name_of(lot.citizen), played.dossier.title)
        for where, value in zip(
            _OF_DOSSIER,
            (
                number, written, code.key, place.unit.pk, office.pk if office else None, place.unit.pk,
                place.desk.pk if place.desk else None, year.citizen_ids[lot.citizen], said,
            ),
            strict=True,
        ):  # fmt: skip
            values[where] = value
        rows[Dossier].append(values)
        stamp.rest(year, lot, played, number)
        also = (Ref("office", office.pk),) if office else ()
        for line in played.lines:
            data = {"code": written, **line.data} if line.deed == "received" else line.data
            deed = f"dossiers.{line.deed}"
            pending[line.at.date()].append(Done(deed, Ref("dossier", number), None, line.at, data, also))
    for model, given in rows.items():
        writing.write(model, given)
    return len(lots)


def _ids(model: type[Any], plays: list[Play]) -> Iterator[int]:
    return iter(writing.numbers(model, sum(count_of(model, each) for each in plays)))


def count_of(model: type[Any], played: Play) -> int:
    """How many rows of a table one play leaves."""
    if model is Dossier:
        return 1
    if model is DossierPaper:
        return int(played.lines[0].data["papers"])
    if model is Holding:
        return len(played.rows)
    if model is ClockStretch:
        return len(played.stretches)
    return len(played.requests) if model is CompletionRequest else int(played.answer is not None)


@dataclass(slots=True)
class _Stamp:
    """Rows of a play set down again and again, each time with other numbers."""

    rows: dict[type[Any], list[list[Any]]]
    ids: dict[type[Any], Iterator[int]]
    kept: dict[tuple[int, str], list[list[Any]]] = field(default_factory=dict)

    def template(self, played: Play, what: str, make: Callable[[], list[Any]]) -> list[list[Any]]:
        key = (id(played), what)
        there = self.kept.get(key)
        if there is None:
            there = self.kept[key] = [writing.values_of(row) for row in make()]
        return there

    def rest(self, year: Year, lot: Lot, played: Play, dossier: int) -> None:
        kind = year.kinds[year.kind_at(lot)]
        asked = papers_of(kind) if (id(played), "papers") not in self.kept else {}
        papers = self.template(
            played,
            "papers",
            lambda: [
                paper_of(played.dossier, each, asked.get(each.paper_id or 0), None, lot.at)
                for each in kind.papers
            ],
        )
        self._set(DossierPaper, papers, dossier)
        first = len(self.rows[Holding])
        self._set(Holding, self.template(played, "rows", lambda: played.rows), dossier)
        unit_at, office_at = writing.at(Holding, "unit_id", "office_id")
        for values, row in zip(self.rows[Holding][first:], played.rows, strict=True):
            values[unit_at], values[office_at] = year.step_place(lot, row)
        self._set(ClockStretch, self.template(played, "stretches", lambda: played.stretches), dossier)
        self._set(CompletionRequest, self.template(played, "requests", lambda: played.requests), dossier)
        if played.answer is not None:
            answers = self.template(played, "answer", lambda: [played.answer])
            self._set(Answer, answers, dossier)
            (holding_at,) = writing.at(Answer, "holding_id")
            which = next(n for n, row in enumerate(played.rows) if row is played.answer.holding)
            self.rows[Answer][-1][holding_at] = self.rows[Holding][first + which][0]

    def _set(self, model: type[Any], templates: list[list[Any]], dossier: int) -> None:
        id_at, dossier_at = writing.at(model, "id", "dossier_id")
        into, ids = self.rows[model], self.ids[model]
        for template in templates:
            values = template.copy()
            values[id_at], values[dossier_at] = next(ids), dossier
            into.append(values)


def _codes(year: Year, lots: list[Lot], day: date) -> Callable[[int], codes.DossierCode]:
    """Hands out the day's numbers of each unit, from its own counter and under its lock."""
    wanted: dict[int, int] = defaultdict(int)
    for lot in lots:
        wanted[lot.unit] += 1
    table = DossierNumber._meta.db_table
    handed: dict[int, int] = {}
    with connection.cursor() as cursor:
        for unit, count in wanted.items():
            cursor.execute(
                f"INSERT INTO {table} (unit_id, day, last) VALUES (%s, %s, %s) "  # noqa: S608 the table's own name
                f"ON CONFLICT (unit_id, day) DO UPDATE SET last = {table}.last + %s RETURNING last",
                [year.places[unit].unit.pk, day, count, count],
            )
            handed[unit] = cursor.fetchone()[0] - count
    levels = {unit: known.levels_of(year.places[unit].unit, day) for unit in wanted}

    def hand(unit: int) -> codes.DossierCode:
        handed[unit] += 1
        return codes.DossierCode(levels[unit], day, handed[unit])

    return hand


def _tell(pending: dict[date, list[Done]], day: date) -> None:
    """Write the ledger's lines of all days up to this one, in the order of time."""
    due = [line for each in sorted(pending) if each <= day for line in pending.pop(each)]
    due.sort(key=lambda line: line.at)
    ground.write_many(due)


__all__ = ["SLOT", "CannotSimulate", "Year", "lay_out", "run"]
