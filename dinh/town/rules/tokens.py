"""What an API key lets its bearer do, decided from values alone."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from dinh.town.shapes import MandateShape

READ, WRITE = "read", "write"


def hash_of(key: str) -> str:
    """What is stored of a key. It is random through and through, so nothing slower than one hash is called for."""
    return hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()


def scope_allows(scopes: Mapping[str, str], room: str, *, write: bool) -> bool:
    """Whether the key's scopes reach a room: writing includes reading, a room not named is closed."""
    given = scopes.get(room)
    return given == WRITE or (given == READ and not write)


def narrowed(mandates: Iterable[MandateShape], paths: Sequence[str]) -> tuple[MandateShape, ...]:
    """The bearer's own mandates as a key bounded to some subtrees has them. What is lent by standing-in is left out: a
    key outlasts a fortnight's absence, and what is lent cannot be passed on. No paths: no bound."""
    own = [m for m in mandates if m.for_person_id is None]
    if not paths:
        return tuple(own)
    found: list[MandateShape] = []
    for mandate in own:
        if any(mandate.unit_path.startswith(path) for path in paths):
            found.append(mandate)
        elif mandate.office_id is None:
            found += [
                replace(mandate, unit_path=path) for path in paths if path.startswith(mandate.unit_path)
            ]
    return tuple(found)
