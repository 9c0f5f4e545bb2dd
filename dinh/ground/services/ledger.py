"""Writing the ledger: one line for each thing done, chained to the line before."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from enum import Enum
from typing import Any

from django.db import transaction
from django.utils.functional import Promise

from dinh.ground.models import GENESIS, LedgerHead, LedgerLine, LedgerMention, line_hash
from dinh.ground.shapes import Ref

CHAIN = "main"
_DEED = re.compile(r"[a-z_]+\.[a-z0-9_-]+")
_deed_words: dict[str, Any] = {}


class LedgerBroken(Exception):
    """The ledger cannot be continued: its head row is gone though lines exist. `dinh verify` tells where."""


def name_deed(deed: str, words: Any) -> None:
    """Give a deed its words, so that a story reads: `name_deed("plans.adopted", _("Ban hành kế hoạch"))`."""
    _check_deed(deed)
    _deed_words[deed] = words


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
    _check_deed(deed)
    if at.tzinfo is None:
        raise ValueError("write(at=…) needs an aware datetime")
    others = tuple(dict.fromkeys(ref for ref in also if ref != about))
    also_text = json.dumps([[r.kind, str(r.id)] for r in others], ensure_ascii=False, separators=(",", ":"))
    data_text = canonical(data or {})
    with transaction.atomic():
        head = _head()
        values: dict[str, Any] = {
            "id": head.last_id + 1,
            "deed": deed,
            "at": at,
            "also_text": also_text,
            "data_text": data_text,
            "previous": head.last_hash,
        }
        by_pair = (by.kind, str(by.id)) if by else ("", "")
        about_pair = (about.kind, str(about.id))
        line = LedgerLine(
            **values,
            about_kind=about_pair[0],
            about_id=about_pair[1],
            by_kind=by_pair[0],
            by_id=by_pair[1],
            hash=line_hash(**values, about=about_pair, by=by_pair),
        )
        line.save(force_insert=True)
        LedgerMention.objects.bulk_create(
            LedgerMention(line=line, kind=ref.kind, ref_id=str(ref.id)) for ref in (about, *others)
        )
        LedgerHead.objects.filter(chain=CHAIN).update(last_id=line.id, last_hash=line.hash)
    return line


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


def _head() -> LedgerHead:
    """The head row, locked until the caller's transaction ends."""
    head = LedgerHead.objects.select_for_update().filter(chain=CHAIN).first()
    if head is None:
        # The migration lays this row; it is missing only in an emptied database or after tampering.
        if LedgerLine.objects.exists():
            raise LedgerBroken("Mất dòng đầu sổ cái; hãy chạy dinh verify.")
        LedgerHead.objects.get_or_create(chain=CHAIN, defaults={"last_id": 0, "last_hash": GENESIS})
        head = LedgerHead.objects.select_for_update().get(chain=CHAIN)
    return head


def _check_deed(deed: str) -> None:
    if not _DEED.fullmatch(deed):
        raise ValueError(f"deed {deed!r} should read room.what-was-done, such as plans.adopted")
