"""What the house knows itself and a file leaves out: units by code or name on a day, procedures by code on a day.

Both are read once for an import and asked for each row without a query."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q

from dinh.catalog import queries as catalog
from dinh.catalog.models import ProcedureEdition
from dinh.catalog.queries.contents import whole
from dinh.catalog.rules.fees import in_force
from dinh.catalog.shapes import Channel
from dinh.dossiers import one_stop
from dinh.dossiers.facts import MINUTES
from dinh.dossiers.rules.clock import BrokenLedger, Term, TermUnit, deadline
from dinh.ground import calendar
from dinh.ground.text import fold
from dinh.town.models import Office, Unit, UnitName
from dinh.town.rules import CodeProblem, forward
from dinh.town.shapes import UnitKind

from ..units_now import UnitsNow
from .shapes import Unread
from .values import ZONE, key_of, local_moment, us_of

_CHANNELS = {1: Channel.DIRECT.value, 2: Channel.ONLINE.value, 3: Channel.POST.value}
_PREFIXES = (
    "uy ban nhan dan", "ubnd", "hdnd va ubnd", "trung tam phuc vu hanh chinh cong", "tt phuc vu hanh chinh cong",
    "bo phan mot cua", "bo phan tiep nhan va tra ket qua", "ttpvhcc",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Place:
    """A unit during its life."""

    code: str
    name: str
    path: str
    since: date | None
    until: date | None

    def alive_on(self, day: date) -> bool:
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


class Units:
    """Units by whatever a file calls them, within what an import may speak of. 4 queries."""

    def __init__(self, top: Unit) -> None:
        self.top = top
        self._now = UnitsNow()
        self._by_code: defaultdict[str, list[Place]] = defaultdict(list)
        self._by_name: defaultdict[str, list[Place]] = defaultdict(list)
        self._by_pk: dict[int, Place] = {}
        self._paths: dict[str, str] = {}
        self._memo: dict[tuple[str, date], Place | Unread] = {}
        self._load()

    def _load(self) -> None:
        for unit in Unit.objects.order_by("since"):
            place = Place(unit.code, unit.full_name, unit.path, unit.since, unit.until)
            self._by_pk[unit.pk] = place
            self._by_code[unit.code].append(place)
            self._call(unit.full_name, place)
            self._call(unit.name, place)
            if unit.until is None:
                self._paths[unit.code] = unit.path
        for pk, kind, name in UnitName.objects.values_list("unit_id", "kind", "name"):
            self._call(name, self._by_pk[pk])
            self._call(f"{UnitKind(kind).word} {name}", self._by_pk[pk])
        offices = Office.objects.filter(Q(until=None) | Q(until__gte=date(2025, 1, 1)))
        for pk, name, short, new, aliases in offices.values_list(
            "unit_id", "name", "short_name", "org_code_new", "aliases"
        ):
            place = self._by_pk[pk]
            if new:
                self._by_code[new].append(place)
            for word in (name, short, *aliases):
                self._call(word, place)

    def _call(self, word: str, place: Place) -> None:
        key = key_of(word)
        if key and place not in self._by_name[key]:
            self._by_name[key].append(place)

    def on(self, said: str, day: date) -> Place:
        """The unit of that day that a code or a name means. Raises Unread with a sentence."""
        key = (said, day)
        if key not in self._memo:
            if len(self._memo) > 200_000:
                self._memo.clear()
            try:
                self._memo[key] = self._find(said, day)
            except Unread as none:
                self._memo[key] = none
        found = self._memo[key]
        if isinstance(found, Unread):
            raise found
        return found

    def _find(self, said: str, day: date) -> Place:
        rows = self._called(said)
        if not rows:
            raise Unread(f"Không có đơn vị nào mã hoặc tên “{said[:60]}”.")
        near = [row for row in rows if self.is_inside(row, day)]
        if not near:
            raise Unread(f"Đơn vị “{said[:60]}” không thuộc {self.top.name_in_text}.")
        alive = [row for row in near if row.alive_on(day)] or near
        codes = {row.code for row in alive}
        if len(codes) > 1:
            names = "; ".join(sorted(f"{row.name} ({row.code})" for row in alive)[:4])
            raise Unread(f"“{said[:60]}” có thể là nhiều đơn vị: {names}. Hãy ghi mã đơn vị.")
        return alive[-1]

    def _called(self, said: str) -> list[Place]:
        text = said.strip()
        if text.isdigit():
            return (
                self._by_code.get(text)
                or self._by_code.get(text.zfill(5))
                or self._by_code.get(text.zfill(2), [])
            )
        try:
            code = forward(text)
        except CodeProblem:
            code = ""
        while code:
            if code in self._by_code:
                return self._by_code[code]
            # An office of a body that is known; never up to the province itself.
            code = code.rpartition(".")[0]
            code = code if "." in code else ""
        return self._named(text)

    def _named(self, text: str) -> list[Place]:
        whole = fold(text)
        if found := self._by_name.get(key_of(whole)):
            return found
        for prefix in sorted(_PREFIXES, key=len, reverse=True):
            if whole.startswith(prefix + " "):
                return self._named(whole.removeprefix(prefix))
        # "phường X, tỉnh Y" names the province behind a comma.
        head, comma, _rest = whole.partition(",")
        return self._named(head) if comma and head.strip() else []

    def is_inside(self, place: Place, day: date) -> bool:
        """Whether a unit, or what became of it, is the import's unit or below it."""
        if place.path.startswith(self.top.path):
            return True
        now = self._now.of(place.code, day if place.alive_on(day) else (place.until or day))
        return bool(now) and self._paths.get(now or "", "").startswith(self.top.path)


@dataclass(frozen=True, slots=True)
class Known:
    """What the catalogue's edition of a day says of a procedure."""

    since: date
    until: date | None
    name: str
    field: str
    online_full: bool
    gives_paper: bool
    fees: tuple[Any, ...]
    terms: dict[str, tuple[int, str]]
    """By channel: amount and what it is counted in."""
    shipped: bool = False
    """Told by the procedures that come with the house, not by a catalogue that somebody published here."""

    def with_fee(self, channel: int, day: date, path: str) -> bool | None:
        """Whether anything is owed there on that day; an amount nobody here knows is owed. None where no council's fees are known."""
        if self.shipped:
            return None
        lines = in_force(self.fees, channel=_CHANNELS.get(channel, ""), unit_path=path, day=day)
        return any(line.amount is None or line.amount > 0 for line in lines)

    def term(self, channel: int) -> tuple[int, str] | None:
        own = self.terms.get(_CHANNELS.get(channel, ""))
        return own or next(iter(self.terms.values()), None)


class Catalogue:
    """Published editions by the d.dddddd part. 7 queries, however large the catalogue."""

    def __init__(self) -> None:
        self._editions: defaultdict[str, list[Known]] = defaultdict(list)
        rows = whole(ProcedureEdition.objects.filter(state="published", since__isnull=False))
        for row in rows.order_by("since"):
            terms: dict[str, tuple[int, str]] = {}
            for way in row.ways.all():
                if way.term_unit and (way.term_amount or way.term_unit == TermUnit.SAME_DAY):
                    terms.setdefault(way.channel, (way.term_amount or 0, way.term_unit))
            if row.same_day and not terms:
                terms["direct"] = (0, TermUnit.SAME_DAY.value)
            assert row.since is not None
            self._editions[row.procedure.code].append(
                Known(
                    row.since,
                    row.until,
                    row.name,
                    row.procedure.field.name,
                    row.online == "full",
                    any(kind.paper for kind in row.results.all()),
                    tuple(catalog.fee_line(fee) for fee in row.fees.all()),
                    terms,
                )
            )

    def on(self, code: str, day: date) -> Known | None:
        """The edition in force on that day, else what comes with the house; None when neither knows the code."""
        for known in self._editions.get(code, ()):
            if known.since <= day and (known.until is None or day <= known.until):
                return known
        from . import shipped

        return None if code in self._editions else shipped.on(code, day)


class Terms:
    """Deadlines by the working calendar, as the dossiers' own clock reckons them."""

    def __init__(self) -> None:
        self._calendar = calendar.for_country()
        self._memo: dict[tuple[int, int, str], int | None] = {}

    def due(self, received_us: int, whole_day: bool, amount: int, unit: str) -> int | None:
        """When the limit ends; None for a limit that is none. Received on a day without its hour: at its opening."""
        at = local_moment(received_us)
        limits = one_stop.on(at.date()).limits
        if whole_day:
            at = datetime.combine(at.date(), limits.hours.opening, tzinfo=ZONE)
        if unit != TermUnit.WORKING_HOUR and (at.second or at.microsecond):
            # Only whether it came before or after an hour of the day counts: a minute begun is a minute later.
            at = at.replace(second=0, microsecond=0) + timedelta(minutes=1)
        key = (us_of(at), amount, unit)
        if key not in self._memo:
            if len(self._memo) > 300_000:
                self._memo.clear()
            self._memo[key] = self._reckon(at, amount, unit, limits)
        return self._memo[key]

    def _reckon(self, at: datetime, amount: int, unit: str, limits: Any) -> int | None:
        try:
            found = deadline(at, Term(TermUnit(unit), amount), (), calendar=self._calendar, limits=limits)
        except (ValueError, BrokenLedger):
            return None
        return None if found is None else us_of(found)


def minutes_of(amount: int, unit: str) -> int | None:
    """A limit in minutes, as the dossiers' facts tell it."""
    each = MINUTES.get(unit)
    return amount * each if each and amount else None
