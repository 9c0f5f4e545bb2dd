"""Bringing what is closed with older keys to the newest."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.db import transaction
from django.db.models import Model, Q

from dinh.ground import ciphers

from ..models import Citizen, CitizenAccount, Draft, FormAnswers, Reach, Result


def _citizen(row: Citizen) -> None:
    row.close(identity=row.identity(), contact=row.contact())


def _account(row: CitizenAccount) -> None:
    row.close()


def _opened(row: Reach | Draft | FormAnswers) -> None:
    row.close(row.open())


def _result(row: Result) -> None:
    row.close(row.words())


HOLDERS: tuple[tuple[type[Model], tuple[str, ...], Callable[[Any], None]], ...] = (
    (Citizen, ("identity_closed", "contact_closed"), _citizen),
    (CitizenAccount, ("closed",), _account),
    (Reach, ("closed",), _opened),
    (Draft, ("closed",), _opened),
    (FormAnswers, ("closed",), _opened),
    (Result, ("words_closed",), _result),
)
"""Every table of the room with closed words, its columns, and how a row is closed anew."""


def encrypt_anew() -> int:
    """Close anew what the newest key did not close; gives how many rows. Only those are read, one at a time."""
    count = 0
    for model, columns, close in HOLDERS:
        for pk in _older(model, columns):
            with transaction.atomic():
                row = model._default_manager.select_for_update().filter(pk=pk).first()
                if row is None:
                    continue
                close(row)
                row.save()
                count += 1
    return count


def _older(model: type[Model], columns: tuple[str, ...]) -> Iterator[Any]:
    prefix = ciphers.newest_prefix()
    older = Q(pk__in=[])
    for column in columns:
        older |= ~Q(**{column: ""}) & ~Q(**{f"{column}__startswith": prefix})
    return model._default_manager.filter(older).order_by("pk").values_list("pk", flat=True).iterator()
