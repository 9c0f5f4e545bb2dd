"""The persons who will come in a made-up year, each with a number that nobody has."""

from __future__ import annotations

from array import array
from datetime import datetime, time
from typing import cast

from django.utils import timezone

from dinh.ground import ciphers
from dinh.ground.copying import copy_in, names_of, numbers, row_text
from dinh.ground.holes import Pattern, hole
from dinh.ground.text import search_text

from ..models import Citizen
from ..models.people import IDENTITY, new_key
from .year import NAMES, Year, identity_of, name_of

ONCE = 5_000


def people(year: Year) -> array[int]:
    """The persons who will come, written before they do, unless they came in another year; gives their numbers."""
    at = timezone.make_aware(datetime.combine(year.first, time(0, 0)))
    found = array("q")
    names = names_of(Citizen)
    rows = {name: _row(name, at) for name in NAMES}
    nobody = not Citizen.objects.exists()
    for start in range(0, year.citizens, ONCE):
        some = range(start, min(start + ONCE, year.citizens))
        index = {number: ciphers.blind_index(identity_of(number), about=IDENTITY) for number in some}
        there: dict[str, int] = {}
        if not nobody:
            came = Citizen.objects.filter(kind="person", identity_index__in=list(index.values()))
            there = dict(came.values_list("identity_index", "pk"))
        new = [number for number in some if index[number] not in there]
        ids = numbers(Citizen, len(new))
        rows_of = [_person(number, pk, index[number], rows) for number, pk in zip(new, ids, strict=True)]
        copy_in(Citizen, names, rows_of)
        there |= {index[number]: pk for number, pk in zip(new, ids, strict=True)}
        found.extend(there[index[number]] for number in some)
    return found


def _row(name: str, at: datetime) -> Pattern:
    """A person of a name as text, with holes for what is that person's alone."""
    row = Citizen(kind="person", name=name, made_at=at, search=search_text(name))
    row.pk, row.key = cast(int, hole("id")), hole("key")
    row.identity_index, row.identity_closed = hole("index"), hole("closed")
    return Pattern(row_text(row))


def _person(number: int, pk: int, index: str, rows: dict[str, Pattern]) -> str:
    key = new_key()
    closed = ciphers.encrypt_text(identity_of(number), about=f"{IDENTITY}:{key}")
    return rows[name_of(number)].filled({"id": str(pk), "key": key, "index": index, "closed": closed})
