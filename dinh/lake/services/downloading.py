"""Taking facts away as a file: the rows of the units alone that somebody may see."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from pathlib import Path

from django.utils import timezone
from django.utils.translation import gettext as _

from dinh.ground import facts
from dinh.ground import services as ground
from dinh.ground.shapes import Ref
from dinh.town.shapes import Actor

from .. import reading
from ..queries import codes_for, condition
from ..store import disk
from ..store.columns import columns_of, listed, quoted
from .rights import require

FORMS = {
    "parquet": "FORMAT parquet, COMPRESSION zstd",
    "csv": "FORMAT csv, HEADER true",
}
MOST_CSV = 2_000_000


class TooMany(Exception):
    """More rows than a text file should have; the sentence says what to do."""


def download(
    fact: str,
    *,
    form: str,
    by: Actor | None,
    at: datetime,
    first: date | None = None,
    last: date | None = None,
) -> tuple[Path, int]:
    """Write the rows that somebody may see, of these days, into a file that the caller removes; gives it and their number. Raises
    NotAllowed, TooMany, and KeyError for a fact or form that is not known."""
    require(by, "lake.download", at)
    table, how = facts.table(fact), FORMS[form]
    codes = None if by is None else codes_for(by, timezone.localdate(at))
    where, given = condition(table, codes)
    if table.day and first:
        given.append(first)
        where += f" AND {quoted(table.day)}::DATE >= ${len(given)}::DATE"
    if table.day and last:
        given.append(last)
        where += f" AND {quoted(table.day)}::DATE <= ${len(given)}::DATE"
    path = disk.work() / f"{fact}-{uuid.uuid4().hex}.{form}"
    names = listed([column.name for column in columns_of(table)])
    with reading.open(only=[fact]) as lake:
        (count,) = lake.duck.execute(
            f"SELECT count(*) FROM {quoted(fact)} WHERE {where}", given
        ).fetchone() or (0,)
        if form == "csv" and count > MOST_CSV:
            raise TooMany(
                _(
                    "Tệp CSV có nhiều nhất %(most)s dòng, ở đây có %(n)s. Chọn quãng ngày ngắn hơn, hoặc lấy tệp Parquet."
                )
                % {"most": f"{MOST_CSV:,}".replace(",", "."), "n": f"{count:,}".replace(",", ".")}
            )
        lake.duck.execute(
            f"COPY (SELECT {names} FROM {quoted(fact)} WHERE {where}) TO '{str(path).replace(chr(39), chr(39) * 2)}' ({how})",
            given,
        )
    if by is not None:
        span = {"first": first, "last": last} if first or last else {}
        ground.write(
            deed="lake.downloaded",
            about=Ref("lake", fact),
            by=by.ref,
            at=at,
            data={"fact": fact, "form": form, "rows": int(count), **span},
        )
    return path, int(count)
