"""Where deeds put what they change until it is written: one deed's own, or that of many, all in a few statements.

What is in it stands in the objects already; nothing is asked of the database between. A deed that is refused leaves its book
unwritten."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from typing import Any

from django.db.models import Model

from dinh.ground import services as ground
from dinh.ground.rows import insert, update_many
from dinh.ground.shapes import Announcement, Done

from ..models import Answer, ClockStretch, CompletionRequest, Dossier, Holding

_ORDER: tuple[type[Model], ...] = (Dossier, ClockStretch, Holding, CompletionRequest, Answer)
"""New rows in the order in which they hang on one another."""


class Book:
    """New rows, changed fields, announcements and lines of the ledger."""

    def __init__(self, *, many: bool = False) -> None:
        self._many = many
        """Of many deeds: who hears of them is told by the clock."""
        self._new: list[Model] = []
        self._changed: dict[int, tuple[Model, set[str]]] = {}
        self._watched: list[tuple[Model, dict[str, Any]]] = []
        self._told: list[tuple[Announcement, datetime]] = []
        self._lines: list[Done] = []

    def new(self, *rows: Model) -> None:
        self._new += rows

    def changed(self, row: Model, *names: str) -> None:
        """These fields of a row that is there."""
        self._changed.setdefault(id(row), (row, set()))[1].update(names)

    def whole(self, row: Model) -> None:
        """Whatever it holds, changed or not: for deeds that changed it before they had a book."""
        self.changed(row, *(each.name for each in row._meta.local_concrete_fields if not each.primary_key))

    def watch(self, row: Model) -> None:
        """Whatever will be different from now on."""
        self._watched.append(
            (row, {each.name: getattr(row, each.attname) for each in row._meta.local_concrete_fields})
        )

    def tell(self, announcement: Announcement, at: datetime) -> None:
        self._told.append((announcement, at))

    def line(self, done: Done) -> None:
        self._lines.append(done)

    def take_in(self, other: Book) -> None:
        """Another's, which is of other rows."""
        self._new += other._new
        self._changed |= other._changed
        self._watched += other._watched
        self._told += other._told
        self._lines += other._lines

    def write(self) -> None:
        """Write everything, in the caller's transaction; the ledger last, since its lock is everybody's."""
        for row, before in self._watched:
            names = [
                each.name
                for each in row._meta.local_concrete_fields
                if getattr(row, each.attname) != before[each.name]
            ]
            if names:
                self.changed(row, *names)
        changed: defaultdict[type[Model], list[tuple[Model, set[str]]]] = defaultdict(list)
        for row, some in self._changed.values():
            changed[type(row)].append((row, some))
        for pairs in changed.values():  # what ends before what begins: one stretch stands, one answer
            update_many([row for row, _some in pairs], sorted(set().union(*(some for _row, some in pairs))))
        for model in _ORDER:
            insert([row for row in self._new if type(row) is model])
        if len(self._told) == 1 and not self._many:
            ground.announce(self._told[0][0], at=self._told[0][1])
        elif self._told:
            told, moments = zip(*self._told, strict=True)
            ground.announce_many(told, at=moments, by_the_clock=self._many)
        if len(self._lines) == 1:
            one = self._lines[0]
            ground.write(deed=one.deed, about=one.about, by=one.by, at=one.at, data=one.data, also=one.also)
        elif self._lines:
            ground.write_many(self._lines)
        self.__init__(many=self._many)  # type: ignore[misc]
