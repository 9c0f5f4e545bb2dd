"""Lines of the ledger that are cast again and again: the same deed and data about one thing after another. What does not
change is made into text once; for each line only its number, what it is about and its hash are new. The chain is the same
as if `write` had been called for each."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
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

    def encoded(self) -> tuple[bytes, ...]:
        """As `cast` takes it."""
        return tuple(text.encode() for text in self)

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

    def encoded(self) -> tuple[bytes, ...]:
        """As `cast` takes it."""
        return tuple(text.encode() for text in self)

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


Casting = tuple[Sequence[bytes], bytes, Sequence[bytes]]
"""A Mould, the number of what the line is about, the Others that it touches, all encoded: millions of lines are half as large as
bytes, and are hashed and copied as they are."""
_BEGIN, _END = b'["dinh-ledger-1",', b'"]'


def cast(castings: Iterable[Casting]) -> range:
    """Write a line for each in the order given, in the caller's transaction, and return their numbers."""
    with transaction.atomic(savepoint=False):
        number, before = _head()
        previous = before.encode()
        first = number + 1
        lines: list[bytes] = []
        mentions: list[bytes] = []
        sha256, join = hashlib.sha256, b"".join
        for (kind, a, b, c, row_a, row_b, row_c), about, others in castings:
            number += 1
            n = b"%d" % number
            told = join((_BEGIN, n, a, about, b, others[0], c, previous, _END))
            found = sha256(told).hexdigest().encode()
            lines.append(join((n, row_a, about, row_b, others[1], row_c, previous, b"\t", found, b"\n")))
            mentions.append(b"%b\t%b\t%b\n" % (n, kind, about))
            if others[2]:
                mentions.append(others[2].replace(b"%s", n))
            previous = found
        if number < first:
            return range(0)
        copy_in(LedgerLine, _LINE, lines)
        copy_in(LedgerMention, _MENTION, mentions)
        _move_head(number, previous.decode())
    _told()
    return range(first, number + 1)
