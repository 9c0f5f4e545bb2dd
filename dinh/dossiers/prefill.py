"""What a form on line need not ask again. Parts of the room that know a citizen fill these sockets at start-up:

    prefill.gives_facts(fn)      fn(request) -> Facts | None        who is signed in, and what is known of them
    prefill.gives_results(fn)    fn(citizen_id, codes) -> [Earlier]  results of earlier dossiers, of those kinds

Nothing here asks the database: without a socket filled, a form begins empty."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.http import HttpRequest

from .shapes import GivenPerson


@dataclass(frozen=True, slots=True)
class Facts:
    """A citizen signed in. `others`: those they may act for, each with the words that say by what right. `known`: further
    facts by the name that a form's `x-prefill` asks for ("applicant.born"). `citizen_id` is None as long as nobody proved who
    the account is: then nothing of that number is shown, whatever it says of itself."""

    citizen_id: int | None
    person: GivenPerson
    proved: bool = False
    """Whether a provider of identities vouches for name and number; then they are not typed again."""
    others: Sequence[tuple[GivenPerson, str]] = ()
    known: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Earlier:
    """A result that the citizen already has, which may stand for a paper."""

    id: int
    kind: str
    """Code of the result kind, as `Paper.reusable_from` names it."""
    name: str
    on: date
    sha256: str
    file_name: str


_facts: list[Callable[[HttpRequest], Facts | None]] = []
_results: list[Callable[[int, Sequence[str]], Iterable[Earlier]]] = []


def gives_facts(fn: Callable[[HttpRequest], Facts | None]) -> None:
    """Say at start-up who knows the citizen that is signed in."""
    _facts.append(fn)


def gives_results(fn: Callable[[int, Sequence[str]], Iterable[Earlier]]) -> None:
    """Say at start-up who keeps results of earlier dossiers."""
    _results.append(fn)


def facts_of(request: HttpRequest) -> Facts | None:
    """Who is signed in as a citizen; None for anybody else."""
    for each in _facts:
        found = each(request)
        if found is not None:
            return found
    return None


def earlier_of(citizen_id: int | None, codes: Sequence[str]) -> list[Earlier]:
    """Results of that citizen which may stand for a paper asked with `codes`, newest first."""
    if citizen_id is None or not codes:
        return []
    rows = [row for fn in _results for row in fn(citizen_id, codes) if row.kind in codes]
    return sorted(rows, key=lambda row: (row.on, row.id), reverse=True)
