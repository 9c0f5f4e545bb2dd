"""The year: each day's lots are drawn, played (each kind once), stamped with their numbers and places, and written."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from functools import cached_property
from hashlib import sha256

from django.db.models import Q
from django.utils import timezone

from dinh.catalog import queries as catalog
from dinh.catalog.models import Offer, Paper, ProcedureEdition, ProcessStep, ProcessVersion
from dinh.catalog.queries import process as process_queries
from dinh.catalog.rules import Amount, process
from dinh.ground import calendar
from dinh.till.services import sets as tills
from dinh.town.models import Office, Unit

from .. import one_stop
from ..models import Dossier
from ..rules.axes import Business
from ..services import known
from ..services.intake import Read, blank, paper_of, price
from ..services.moving import place_of
from ..shapes import GivenPaper, GivenPerson, Intake
from .lots import SLOT, Lot, Purse, lots_of
from .moulds import Cast, Patterns, PlayMould
from .play import Play, play
from .staff import DESK, RECEIVES, Crew, Desk, Staff, someone

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
Alike = tuple[int, bool, int, Purse, datetime, str]
AlikeMould = tuple[int, bool, int, Purse, time, str]


class CannotSimulate(Exception):
    """There is nothing to play with; the sentence says what is missing."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A procedure as it is played: what is handed in, what it costs, and by which claims it costs nothing."""

    edition: ProcedureEdition
    process: ProcessVersion
    case_name: str
    papers: tuple[GivenPaper, ...]
    amount: Amount
    """As the catalogue has it, whole or not."""
    free: Amount | None
    claims: tuple[str, ...]
    """The claims by which it is `free`, where there are such."""


@dataclass(frozen=True, slots=True)
class Place:
    """A unit that takes dossiers in, with its desk and the office that decides each procedure."""

    unit: Unit
    desk: Office | None
    offices: dict[int, Office | None]


@dataclass
class Year:
    """What is played, and what of it is known already."""

    under: str
    places: list[Place]
    kinds: list[Kind]
    first: date
    last: date
    seed: int
    citizens: int
    offices: dict[tuple[int, str], Office]
    """Of each unit by kind; none begins or ends in the year."""
    plays: dict[Alike, Play] = field(default_factory=dict)
    casts: dict[Alike, Cast] = field(default_factory=dict)
    moulds: dict[AlikeMould, list[PlayMould]] = field(default_factory=lambda: defaultdict(list))
    crews: dict[tuple[int, int], Crew] = field(default_factory=dict)
    offered: dict[int, list[int]] = field(default_factory=dict)
    _levels: dict[int, tuple[str, ...]] = field(default_factory=dict)
    _there: dict[tuple[int, int], Dossier] = field(default_factory=dict)

    @property
    def until(self) -> datetime:
        """No deed is later: what is not done by then stands open."""
        return timezone.make_aware(datetime.combine(self.last, time(17, 30)))

    @cached_property
    def patterns(self) -> Patterns:
        """On which days offices work, in the year and after it."""
        return Patterns(self.first, self.last, calendar.for_country().is_working)

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
        offered = self.offered.get(lot.unit)
        if offered is None:
            offered = self.offered[lot.unit] = sorted(self.places[lot.unit].offices)
        return offered[lot.procedure % len(offered)]

    def levels(self, unit: int, day: date) -> tuple[str, ...]:
        """A unit as its codes name it: no office of it begins or ends in the year."""
        if unit not in self._levels:
            self._levels[unit] = known.levels_of(self.places[unit].unit, day)
        return self._levels[unit]

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
            exemptions=kind.claims if self.purse(lot) == Purse.EXEMPT else (),
        )

    def purse(self, lot: Lot) -> Purse:
        """How the lot's fee is paid, where it asks for one."""
        kind = self.kinds[self.kind_at(lot)]
        if not kind.amount.whole:
            return Purse.EXEMPT
        if not kind.amount.total:
            return Purse.NOTHING
        purse = Purse.QR if lot.purse == Purse.EXEMPT and kind.free is None else lot.purse
        if purse.online and not self.tills.hears(self.places[lot.unit].unit.pk, lot.at.date()):
            return Purse.CASH
        return purse

    @cached_property
    def tills(self) -> tills.Tills:
        """The tills of the places."""
        return tills.Tills([place.unit.pk for place in self.places], self.first, self.last)

    @cached_property
    def staff(self) -> Staff:
        """Who may act all the time that is played."""
        return Staff(self.under, self.first, self.last)

    def crew(self, unit: int, number: int) -> Crew:
        """Who does what of a procedure at a unit."""
        found = self.crews.get((unit, number))
        if found is None:
            place, version = self.places[unit], self.kinds[number].process.pk
            graph = known.graph_of(version)
            desks = []
            for key, step in known.steps_of(version).items():
                if step.shape().human:
                    at, office = self._place_of(unit, number, step)
                    effects = frozenset(way.effect for way in process.outcomes(graph, key))
                    desks.append(Desk(key, step.who, at, office, effects))
            first = frozenset(token.step for token in process.begin(graph).standing)
            received = place.unit, place.desk.pk if place.desk else None
            found = self.crews[unit, number] = self.staff.crew(received, desks, first)
        return found

    def _key(self, lot: Lot) -> tuple[int, bool, int, Purse]:
        """What makes lots of one quarter and script alike, wherever they are."""
        number = self.kind_at(lot)
        desk = self.places[lot.unit].desk is not None
        return number, desk, self.crew(lot.unit, number).number, self.purse(lot)

    def play(self, lot: Lot) -> Play:
        """The lot played; lots of one quarter, procedure and script share it, wherever they are."""
        key = (*self._key(lot), lot.at, lot.script.name)
        there = self.plays.get(key)
        if there is None:
            made = blank(self.intake(lot), self.read(lot), lot.at, Business.RECEIVED)
            papers = len(self.kinds[key[0]].papers)
            there = play(made, papers, lot.script, self.until, self.crew(lot.unit, key[0]), key[3])
            self.plays[key] = there
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
            kind.free if kind.free is not None and self.purse(lot) == Purse.EXEMPT else kind.amount,
            lot.at,
        )

    def cast(self, lot: Lot) -> Cast:
        """The lot played, as text of its day: by the play of another day where that holds on this one too."""
        alike = self._key(lot)
        key = (*alike, lot.at, lot.script.name)
        there = self.casts.get(key)
        if there is None:
            mould = self._mould((*alike, lot.at.time(), lot.script.name), lot.at.date(), lot)
            there = self.casts[key] = mould.cast(lot.at.date())
        return there

    def _mould(self, key: AlikeMould, day: date, lot: Lot) -> PlayMould:
        rules = one_stop.on(day)
        for mould in self.moulds[key]:
            if (
                self.patterns.alike(mould.day, day, mould.span)
                and one_stop.on(mould.day) is rules
                and day + timedelta(mould.span) < self.last
            ):
                return mould
        kind = self.kinds[key[0]]
        asked = papers_of(kind)
        made = self.play(lot)
        by = someone(RECEIVES) if RECEIVES in self.crew(lot.unit, key[0]) else None
        papers = [
            paper_of(made.dossier, each, asked.get(each.paper_id or 0), by, lot.at) for each in kind.papers
        ]
        mould = PlayMould(made, papers, key[0], self.until)
        if mould.whole:
            self.moulds[key].insert(0, mould)
        return mould

    def forget(self) -> None:
        """A day is done: what was played for it alone is let go."""
        self.plays.clear()
        self.casts.clear()

    def step_place(self, lot: Lot, step: int) -> tuple[int, int | None]:
        """Whose desk a step comes to, at the lot's unit."""
        number = self.kind_at(lot)
        steps = known.steps_of(self.kinds[number].process.pk).values()
        unit, office = self._place_of(lot.unit, number, next(each for each in steps if each.pk == step))
        return unit.pk, office

    def _place_of(self, at: int, number: int, step: ProcessStep) -> tuple[Unit, int | None]:
        there = self._there.get((at, number))
        if there is None:
            place = self.places[at]
            there = self._there[at, number] = Dossier(
                unit=place.unit,
                office=place.offices[number],
                received_unit=place.unit,
                received_office=place.desk,
            )
        unit, office = place_of(step, there, self.until, self._office_of)
        return unit, office.pk if office else None

    def shape(self) -> str:
        """What there is to play with, in short: where it is another, another year would be drawn."""
        told = [
            [
                [
                    place.unit.pk,
                    place.desk and place.desk.pk,
                    sorted((n, o and o.pk) for n, o in place.offices.items()),
                ]
                for place in self.places
            ],
            [
                [kind.edition.pk, kind.process.pk, kind.case_name, kind.claims, kind.amount.total]
                for kind in self.kinds
            ],
            self.tills.told(),
            self.staff.told(),
        ]
        return sha256(json.dumps(told).encode()).hexdigest()


def papers_of(kind: Kind) -> dict[int, Paper]:
    return {paper.pk: paper for paper in kind.edition.papers.all()}


def identity_of(number: int) -> str:
    return f"999{number:09d}"


def name_of(number: int) -> str:
    return NAMES[number % len(NAMES)]


# ---------------------------------------------------------------- what there is to play with


def lay_out(*, under: str, first: date, last: date, seed: int, citizens: int) -> Year:
    """The units below a path that offer something, and what they offer whose cost is known. Raises CannotSimulate where there
    is none."""
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
        raise CannotSimulate("Không có đơn vị nào nhận thủ tục biết mức thu; nạp danh mục và nhận làm trước.")
    in_year = Q(since__gt=first, since__lte=last) | Q(until__gte=first, until__lt=last)
    changed = Office.objects.filter(in_year, unit__in=found).first()
    if changed is not None:
        raise CannotSimulate(f"{changed.name} lập hoặc thôi trong kỳ; chọn kỳ mà cơ quan không đổi.")
    return Year(under, list(found.values()), kinds, first, last, seed, min(citizens, MOST_CITIZENS), offices)


def _kind(code: str, first: date, last: date, unit: Unit) -> Kind | None:
    """A procedure whose edition and process hold for the whole time, handed in whole; None where there is none, or nobody knows
    what it costs and no exemption makes it free, or the fee changes."""
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
    given = Intake(code, unit.pk, GivenPerson(""))
    turns = {first} | {row.since for row in edition.fees.all() if row.since and first < row.since <= last}
    turns |= {
        row.until + timedelta(1) for row in edition.fees.all() if row.until and first <= row.until < last
    }

    def cost(*claimed: str) -> Amount | None:
        """What it costs on every day; None where that changes."""
        one = replace(given, exemptions=claimed)
        first_of, *rest = [price(edition, given=one, unit=unit, day=day) for day in sorted(turns)]
        return first_of if all(each == first_of for each in rest) else None

    plain = cost()
    some = ((cost(row.code), row.code) for row in edition.exemptions.all())
    free, claim = next(
        ((less, code) for less, code in some if less and less.whole and not less.total), (None, "")
    )
    if plain is None or not (plain.whole or free):
        return None
    return Kind(edition, version, case, papers, plain, free, (claim,) if free else ())


__all__ = ["SLOT", "CannotSimulate", "Year", "lay_out"]
