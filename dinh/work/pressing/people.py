"""Who is meant, for many assignments at once: mandates and standing-in of one day, read in three queries."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from dinh.town.models import Mandate, StandIn, Unit
from dinh.town.shapes import Role
from dinh.work.pressing.shapes import To


class Placed(Protocol):
    """Whatever has the places of an assignment."""

    @property
    def unit_id(self) -> int: ...
    @property
    def office_id(self) -> int | None: ...
    @property
    def person_id(self) -> int | None: ...
    @property
    def asker_unit_id(self) -> int: ...
    @property
    def asker_office_id(self) -> int | None: ...
    @property
    def asker_person_id(self) -> int | None: ...


@dataclass(slots=True)
class People:
    """Who heads which office, leads which unit, follows which province, and who stands in for whom."""

    heads: dict[int, list[int]] = field(default_factory=dict)
    officers: dict[int, list[int]] = field(default_factory=dict)
    leaders: dict[int, list[int]] = field(default_factory=dict)
    followers: list[tuple[str, int]] = field(default_factory=list)
    stand_ins: dict[int, list[int]] = field(default_factory=dict)
    paths: dict[int, str] = field(default_factory=dict)

    def meant(self, to: str, work: Placed) -> tuple[int, ...]:
        """The persons that `to` means for an assignment. Where nobody is named, whoever answers for the place."""
        if to == To.PERSON:
            return (work.person_id,) if work.person_id else self._of_place(work.unit_id, work.office_id)
        if to == To.HEAD:
            return self._of_place(work.unit_id, work.office_id)
        if to == To.ASKER:
            if work.asker_person_id:
                return (work.asker_person_id,)
            return self._of_place(work.asker_unit_id, work.asker_office_id)
        if to == To.LEADER:
            return tuple(self.leaders.get(work.unit_id, ()))
        return self.following(work.unit_id)

    def of_office(self, unit_id: int, office_id: int | None) -> tuple[int, ...]:
        """The heads of an office; of an office without one, whoever works there; of a unit as a whole, its leaders."""
        return self._of_place(unit_id, office_id)

    def _of_place(self, unit_id: int, office_id: int | None) -> tuple[int, ...]:
        there: list[int] = []
        if office_id:
            there = self.heads.get(office_id) or self.officers.get(office_id) or []
        return tuple(there or self.leaders.get(unit_id, []))

    def following(self, unit_id: int) -> tuple[int, ...]:
        """The province's people who follow a unit."""
        path = self.paths.get(unit_id, "")
        return tuple(person for over, person in self.followers if path.startswith(over))

    def instead(self, person_id: int) -> tuple[int, ...]:
        """Who stands in for a person; nobody when they are there."""
        return tuple(self.stand_ins.get(person_id, ()))


def on(day: date, unit_ids: Iterable[int] | None = None) -> People:
    """Everybody's places on a day. With `unit_ids`, enough to answer for those units. 3 queries."""
    rows = Mandate.objects.alive_on(day).filter(
        role__in=(Role.OFFICE_HEAD.value, Role.OFFICER.value, Role.LEADER.value, Role.PROVINCE.value)
    )
    units = Unit.objects.all()
    if unit_ids is not None:
        wanted = list(set(unit_ids))
        units = units.filter(pk__in=wanted)
        rows = rows.filter(unit__in=wanted) | rows.filter(role=Role.PROVINCE.value)
    found = People(paths=dict(units.values_list("pk", "path")))
    for role, person, unit_id, office_id, path in rows.order_by("pk").values_list(
        "role", "person_id", "unit_id", "office_id", "unit__path"
    ):
        if role == Role.OFFICE_HEAD and office_id:
            _add(found.heads.setdefault(office_id, []), person)
        elif role == Role.OFFICER and office_id:
            _add(found.officers.setdefault(office_id, []), person)
        elif role == Role.LEADER and office_id is None:
            _add(found.leaders.setdefault(unit_id, []), person)
        elif role == Role.PROVINCE:
            found.followers.append((path, person))
    there = StandIn.objects.filter(since__lte=day, until__gte=day).order_by("pk")
    for absent, by in there.values_list("absent_id", "by_id"):
        _add(found.stand_ins.setdefault(absent, []), by)
    return found


def _add(persons: list[int], person: int) -> None:
    if person not in persons:
        persons.append(person)
