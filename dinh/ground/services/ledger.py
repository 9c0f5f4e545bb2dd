"""Writing the ledger: one line for each thing done, chained to the line before."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from enum import Enum
from typing import Any

from django.db import connection, transaction
from django.utils.functional import Promise

from dinh.ground import rows
from dinh.ground.copying import as_text, copy_in
from dinh.ground.models import GENESIS, LedgerHead, LedgerLine, LedgerMention, line_hash
from dinh.ground.shapes import Done, Ref

CHAIN = "main"
BATCH = 1000
_DEED = re.compile(r"[a-z_]+\.[a-z0-9_-]+")
_deed_words: dict[str, Any] = {}
_withheld: dict[str, frozenset[str]] = {}


class LedgerBroken(Exception):
    """The ledger cannot be continued: its head row is gone though lines exist. `dinh verify` tells where."""


def name_deed(deed: str, words: Any, *, withhold: Collection[str] = ()) -> None:
    """Give a deed its words, so that a story reads: `name_deed("plans.adopted", _("Ban hành kế hoạch"))`.

    `withhold` names the values in its lines that are not for everybody who may read the story, such as a figure not
    yet approved: `queries.told` leaves them out, and only the room itself, knowing who may, shows them."""
    _check_deed(deed)
    _deed_words[deed] = words
    _withheld[deed] = frozenset(withhold)


def withheld(deed: str) -> frozenset[str]:
    """The values in lines of this deed that are not for everybody."""
    return _withheld.get(deed, frozenset())


def deed_words(deed: str) -> str:
    """The words of a deed in the language of the moment; the deed itself when nobody named it."""
    return str(_deed_words.get(deed, deed))


def named_deeds() -> dict[str, str]:
    """Every named deed with its words."""
    return {deed: str(words) for deed, words in sorted(_deed_words.items())}


def write(
    *,
    deed: str,
    about: Ref,
    by: Ref | None,
    at: datetime,
    data: Mapping[str, Any] | None = None,
    also: Sequence[Ref] = (),
) -> LedgerLine:
    """Write one line in the caller's transaction and return it. `by=None` means the machine itself did it.

    `also` names other things whose story should show this line. Writers queue on the head row until the
    transaction ends, so write late in a deed."""
    done = Done(deed=deed, about=about, by=by, at=at, data=data or {}, also=tuple(also))
    _check(done)
    with transaction.atomic(savepoint=False):
        last_id, last_hash = _head()
        line = _line(done, last_id + 1, last_hash)
        with rows.together():
            rows.insert([line])
            rows.insert(_mentions(done, line.id), numbered=False)
            _move_head(line.id, line.hash)
    _told()
    return line


def write_many(done: Sequence[Done]) -> range:
    """Write many lines in the order given, in the caller's transaction, and return their numbers. The chain is the same
    as if `write` had been called for each; it costs a few queries a thousand lines."""
    for one in done:
        _check(one)
    if not done:
        return range(0)
    with transaction.atomic():
        last_id, last_hash = _head()
        first = last_id + 1
        for start in range(0, len(done), BATCH):
            lines: list[LedgerLine] = []
            mentions: list[LedgerMention] = []
            for one in done[start : start + BATCH]:
                line = _line(one, last_id + 1, last_hash)
                last_id, last_hash = line.id, line.hash
                lines.append(line)
                mentions += _mentions(one, line.id)
            _insert(LedgerLine, _LINE, lines)
            _insert(LedgerMention, _MENTION, mentions)
        _move_head(last_id, last_hash)
    _told()
    return range(first, last_id + 1)


_ears: list[Callable[[], None]] = []


def when_written(ear: Callable[[], None]) -> None:
    """Call this whenever lines were written, in the writer's own thread and transaction: to note that there is something to
    follow, no more."""
    if ear not in _ears:
        _ears.append(ear)


def _told() -> None:
    for ear in _ears:
        ear()


_LINE = (
    "id", "deed", "about_kind", "about_id", "by_kind", "by_id", "at", "also_text", "data_text", "previous", "hash",
)  # fmt: skip
_MENTION = ("line_id", "kind", "ref_id")


def _insert(model: Any, names: Sequence[str], made: Sequence[Any]) -> None:
    """Insert many rows: by COPY where the database has it, which takes a third of the time."""
    if connection.vendor == "postgresql":
        copy_in(
            model, names, ("\t".join(as_text(getattr(row, name)) for name in names) + "\n" for row in made)
        )
    else:
        model.objects.bulk_create(made, batch_size=4 * BATCH)


def _check(done: Done) -> None:
    _check_deed(done.deed)
    if done.at.tzinfo is None:
        raise ValueError("write(at=…) needs an aware datetime")


def _others(done: Done) -> tuple[Ref, ...]:
    return tuple(dict.fromkeys(ref for ref in done.also if ref != done.about))


def _line(done: Done, number: int, previous: str) -> LedgerLine:
    others = [[ref.kind, str(ref.id)] for ref in _others(done)]
    values: dict[str, Any] = {
        "id": number,
        "deed": done.deed,
        "at": done.at,
        "also_text": json.dumps(others, ensure_ascii=False, separators=(",", ":")) if others else "[]",
        "data_text": canonical(done.data),
        "previous": previous,
    }
    by = (done.by.kind, str(done.by.id)) if done.by else ("", "")
    about = (done.about.kind, str(done.about.id))
    return LedgerLine(
        **values,
        about_kind=about[0],
        about_id=about[1],
        by_kind=by[0],
        by_id=by[1],
        hash=line_hash(**values, about=about, by=by),
    )


def _mentions(done: Done, number: int) -> list[LedgerMention]:
    return [
        LedgerMention(line_id=number, kind=ref.kind, ref_id=str(ref.id))
        for ref in (done.about, *_others(done))
    ]


def canonical(data: Mapping[str, Any]) -> str:
    """The one JSON text of these values: keys sorted, no spaces, days and decimals as text."""
    return json.dumps(
        _plain(data), ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    )


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return _plain(value.value)
    if value is None or isinstance(value, str | bool | int | float):
        return value
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, Decimal | Ref | Promise):
        return str(value)
    if isinstance(value, Mapping):
        return {str(_plain(key)): _plain(item) for key, item in value.items()}
    if isinstance(value, set | frozenset):
        return sorted((_plain(item) for item in value), key=str)
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    raise TypeError(f"the ledger holds plain values only, not {type(value).__name__}")


_HEAD = LedgerHead._meta.db_table
_LOCKED = {"postgresql": " FOR UPDATE"}


def _head() -> tuple[int, str]:
    """Where the chain ends (line, hash): the head row is locked until the caller's transaction ends."""
    found = _read_head()
    if found is None:
        # The migration lays this row; it is missing only in an emptied database or after tampering.
        if not LedgerLine.objects.exists():
            LedgerHead.objects.get_or_create(chain=CHAIN, defaults={"last_id": 0, "last_hash": GENESIS})
        # Read anew in either case: the lines may be those of another who laid the head since we looked.
        found = _read_head()
    if found is None:
        raise LedgerBroken("Mất dòng đầu sổ cái; hãy chạy dinh verify.")
    return found


def _read_head() -> tuple[int, str] | None:
    text = f"SELECT last_id, last_hash FROM {_HEAD} WHERE chain = %s"  # noqa: S608 - our own table
    with connection.cursor() as cursor:
        cursor.execute(text + _LOCKED.get(connection.vendor, ""), [CHAIN])
        found: tuple[int, str] | None = cursor.fetchone()
    return found


def _move_head(last_id: int, last_hash: str) -> None:
    text = f"UPDATE {_HEAD} SET last_id = %s, last_hash = %s WHERE chain = %s"  # noqa: S608 - our own table
    with connection.cursor() as cursor:
        cursor.execute(text, [last_id, last_hash, CHAIN])


def _check_deed(deed: str) -> None:
    if not _DEED.fullmatch(deed):
        raise ValueError(f"deed {deed!r} should read room.what-was-done, such as plans.adopted")
