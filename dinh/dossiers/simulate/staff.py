"""Who does the steps: persons who have an account and the role all the time that is played, spread over their office."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple, cast

from django.db.models import Q

from dinh.ground.copying import escaped
from dinh.ground.holes import hole
from dinh.till.rules import WHO_MAY as TILL_MAY
from dinh.town.models import Mandate, Unit
from dinh.town.rules import covers
from dinh.town.shapes import Actor

from .. import rules

DESK = "trung-tam-hanh-chinh-cong"
RECEIVES = "@"
"""Whoever takes a dossier in, and holds its first steps."""
CASHIER = "$"


class Member(NamedTuple):
    """A person as rows name them, ready for COPY."""

    pk: str
    name: str


@dataclass(frozen=True, slots=True)
class Crew:
    """Who may stand in each slot of a procedure at a unit: the keys of its steps, who receives, who takes cash. A slot that
    nobody can stand in is not there: the machine does it."""

    members: dict[str, tuple[Member, ...]] = field(default_factory=dict)
    number: int = 0
    """Crews whose slots are the same have the same number."""
    holes: tuple[tuple[str, str, tuple[Member, ...]], ...] = ()
    """Of each slot: the holes for number and name, and who may stand there."""

    def __contains__(self, slot: object) -> bool:
        return slot in self.members

    def values(self, draw: int) -> dict[str, str]:
        """What the holes of the slots are filled with."""
        found: dict[str, str] = {}
        for number, name, some in self.holes:
            draw >>= 3
            found[number], found[name] = some[draw % len(some)]
        return found


NOBODY = Crew()


def someone(slot: str) -> Actor:
    """Whoever will stand in a slot: number and name are holes."""
    return Actor(cast(int, hole(f"id {slot}")), hole(f"name {slot}"))


@dataclass(frozen=True, slots=True)
class Desk:
    """A step as it asks for hands: its key, who does it, its unit and office, what its ways may mean."""

    key: str
    who: str
    unit: Unit
    office: int | None
    effects: frozenset[str]


class Staff:
    """Everybody below a path who may act from the first day to the last, read once."""

    def __init__(self, under: str, first: date, last: date) -> None:
        self.first, self.last = first, last
        alive = Q(since=None) | Q(since__lte=first), Q(until=None) | Q(until__gte=last)
        rows = Mandate.objects.filter(*alive, unit__path__startswith=under, person__account__is_active=True)
        self._of: dict[int, list[Mandate]] = defaultdict(list)
        for row in rows.select_related("unit", "person").order_by("person_id", "pk"):
            self._of[row.unit_id].append(row)
        self._numbers: dict[frozenset[str], int] = {frozenset(): 0}

    def told(self) -> list[list[object]]:
        """Who there is, in short."""
        rows = (row for some in self._of.values() for row in some)
        return sorted([row.unit_id, row.office_id or 0, row.role, row.person_id] for row in rows)

    def who(self, roles: frozenset[str], unit: Unit, office: int | None) -> Iterator[Mandate]:
        """Those whose mandate carries one of the roles at a desk."""
        for row in self._of.get(unit.pk, ()):
            if row.role in roles and any(
                covers(each, unit.path, self.first, office) for each in row.shapes()
            ):
                yield row

    def crew(self, received: tuple[Unit, int | None], steps: Iterable[Desk], first: frozenset[str]) -> Crew:
        """The crew of a process at a unit: `first` are the keys of the steps that whoever receives holds at once."""
        if not self._of:
            return NOBODY
        found: dict[str, tuple[Member, ...]] = {}
        holding: list[set[int]] = []
        for each in steps:
            roles = rules.step_roles(each.who, each.effects) & _DOES
            at_desk = list(self.who(roles, each.unit, each.office))
            if each.key in first:
                holding.append({row.person_id for row in at_desk})
            own = [row for row in at_desk if row.role == each.who]
            if at_desk:
                found[each.key] = _members(own or at_desk)
        receives = list(self.who(rules.WHO_MAY["dossiers.receive"], *received))
        able = set.intersection(*holding) if holding else set()
        some = [row for row in receives if row.person_id in able]
        if some:
            found[RECEIVES] = _members([row for row in some if row.role == "officer"] or some)
        cashiers = list(self.who(TILL_MAY["till.take_cash"], received[0], None))
        if cashiers:
            found[CASHIER] = _members(cashiers)
        number = self._numbers.setdefault(frozenset(found), len(self._numbers))
        holes = tuple((f"id {slot}", f"name {slot}", some) for slot, some in found.items())
        return Crew(found, number, holes)


_DOES = rules.WHO_MAY["dossiers.step"] & rules.WHO_MAY["dossiers.take"]


def _members(rows: Iterable[Mandate]) -> tuple[Member, ...]:
    """Each person once."""
    return tuple(dict.fromkeys(Member(str(row.person_id), escaped(row.person.name)) for row in rows))
