"""Lines of the ledger that are cast again and again: the same deed and data about one thing after another. What does not
change is made into text once; for each line only its number, what it is about and its hash are new. The chain is the same
as if `write` had been called for each."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple

from django.db import transaction

from dinh.ground.copying import copy_in, escaped
from dinh.ground.models import LedgerLine, LedgerMention
from dinh.ground.shapes import Ref

from .ledger import _check_deed, _head, _move_head, _told, canonical

_LINE = (
    "id", "deed", "about_kind", "about_id", "by_kind", "by_id", "at", "also_text", "data_text", "previous", "hash",
)  # fmt: skip
_MENTION = ("line_id", "kind", "ref_id")


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


class Others(NamedTuple):
    """The other things whose story shows a line, as text."""

    hashed: str
    copied: str
    mentions: str

    @classmethod
    def of(cls, *refs: Ref) -> Others:
        pairs = [[ref.kind, str(ref.id)] for ref in dict.fromkeys(refs)]
        text = json.dumps(pairs, ensure_ascii=False, separators=(",", ":")) if pairs else "[]"
        mentions = "".join(f"%s\t{escaped(kind)}\t{escaped(ident)}\n" for kind, ident in pairs)
        return cls(_quoted(text), escaped(text), mentions)


class Mould(NamedTuple):
    """A line without its number, the number of what it is about, what else it touches, and its hash."""

    kind: str
    head: str
    """What is hashed before the number of what it is about; then who did it and when; then the data."""
    middle: str
    tail: str
    row_head: str
    row_middle: str
    row_tail: str

    @classmethod
    def of(cls, deed: str, kind: str, by: Ref | None, at: datetime, data: Mapping[str, Any]) -> Mould:
        _check_deed(deed)
        if at.tzinfo is None:
            raise ValueError("a mould needs an aware datetime")
        by_kind, by_id = (by.kind, str(by.id)) if by else ("", "")
        moment = at.astimezone(UTC).isoformat(timespec="microseconds")
        text = canonical(data)
        return cls(
            kind,
            f',{_quoted(deed)},{_quoted(kind)},"',
            f'",{_quoted(by_kind)},{_quoted(by_id)},{_quoted(moment)},',
            f',{_quoted(text)},"',
            f"\t{deed}\t{kind}\t",
            f"\t{escaped(by_kind)}\t{escaped(by_id)}\t{at.isoformat()}\t",
            f"\t{escaped(text)}\t",
        )


Casting = tuple[tuple[str, ...], str, tuple[str, ...]]
"""A Mould, the number of what the line is about, the Others that it touches; plain tuples of the same texts do as well."""


def cast(castings: Iterable[Casting]) -> range:
    """Write a line for each in the order given, in the caller's transaction, and return their numbers."""
    with transaction.atomic(savepoint=False):
        number, previous = _head()
        first = number + 1
        lines: list[str] = []
        mentions: list[str] = []
        sha256 = hashlib.sha256
        for mould, about, others in castings:
            number += 1
            kind, a, b, c, row_a, row_b, row_c = mould
            told = f'["dinh-ledger-1",{number}{a}{about}{b}{others[0]}{c}{previous}"]'
            found = sha256(told.encode()).hexdigest()
            lines.append(f"{number}{row_a}{about}{row_b}{others[1]}{row_c}{previous}\t{found}\n")
            mentions.append(f"{number}\t{kind}\t{about}\n")
            if others[2]:
                mentions.append(others[2].replace("%s", str(number)))
            previous = found
        if number < first:
            return range(0)
        copy_in(LedgerLine, _LINE, lines)
        copy_in(LedgerMention, _MENTION, mentions)
        _move_head(number, previous)
    _told()
    return range(first, number + 1)
