"""The persons who will come in a made-up year, each with a number that nobody has."""

from __future__ import annotations

from array import array
from datetime import datetime, time
from typing import Any

from django.db import models
from django.utils import timezone

from dinh.ground import ciphers
from dinh.ground.copying import as_text, copy_in, numbers
from dinh.ground.text import search_text

from ..models import Citizen
from ..models.people import IDENTITY, new_key
from .year import Year, identity_of, name_of

ONCE = 5_000


def people(year: Year) -> array[int]:
    """The persons who will come, written before they do, unless they came in another year; gives their numbers."""
    at = timezone.make_aware(datetime.combine(year.first, time(0, 0)))
    found = array("q")
    names = [each.attname for each in Citizen._meta.concrete_fields]
    nobody = not Citizen.objects.exists()
    for start in range(0, year.citizens, ONCE):
        some = range(start, min(start + ONCE, year.citizens))
        index = {number: ciphers.blind_index(identity_of(number), about=IDENTITY) for number in some}
        there: dict[str, int] = {}
        if not nobody:
            rows = Citizen.objects.filter(kind="person", identity_index__in=list(index.values()))
            there = dict(rows.values_list("identity_index", "pk"))
        new = [number for number in some if index[number] not in there]
        ids = numbers(Citizen, len(new))
        copy_in(
            Citizen,
            names,
            [_person(number, pk, index[number], at, names) for number, pk in zip(new, ids, strict=True)],
        )
        there |= {index[number]: pk for number, pk in zip(new, ids, strict=True)}
        found.extend(there[index[number]] for number in some)
    return found


_searched: dict[str, str] = {}


def _person(number: int, pk: int, index: str, at: datetime, names: list[str]) -> str:
    name, key = name_of(number), new_key()
    if name not in _searched:
        _searched[name] = search_text(name)
    row: models.Model = Citizen(
        pk=pk,
        kind="person",
        name=name,
        made_at=at,
        key=key,
        identity_index=index,
        identity_closed=ciphers.encrypt_text(identity_of(number), about=f"{IDENTITY}:{key}"),
        search=_searched[name],
    )
    values: list[Any] = [getattr(row, each) for each in names]
    return "\t".join([as_text(value) for value in values]) + "\n"
