"""Dossiers taken out as a file: by the portal's field names, without personal data unless the mandate says so."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from dinh.ground import ciphers
from dinh.ground import services as ground
from dinh.ground.shapes import Ref
from dinh.town import services as town
from dinh.town.models import Unit
from dinh.town.shapes import Actor

from ..models import Dossier
from ..queries import fields
from ..queries.counting import bounds
from ..queries.scope import unit_ids
from ..shapes import LookKind
from .common import WrongInput, WrongState, day_of, reason_of, ref_of
from .looks import record

MOST_ROWS = {"csv": 2_000_000, "xlsx": 50_000}
"""A workbook is held whole in memory; a CSV goes out as it is read."""
MOST_PERSONAL = 5_000
"""Each of them leaves a line for a citizen to read."""
BATCH = 1_000


@dataclass(frozen=True, slots=True)
class Export:
    """An export that was allowed and written down; `rows` reads it out."""

    unit: Unit
    first: date
    last: date
    personal: bool
    count: int
    found: Any

    @property
    def heads(self) -> list[str]:
        return [each.name for each in self._columns]

    @property
    def words(self) -> list[str]:
        return [each.words for each in self._columns]

    @property
    def _columns(self) -> Sequence[fields.Column]:
        return (*fields.FIELDS, *fields.PERSONAL) if self.personal else fields.FIELDS

    def rows(self) -> Iterator[list[Any]]:
        """Row after row, in the order of receipt; 8 queries each thousand."""
        after: tuple[datetime, int] | None = None
        while True:
            page = self.found
            if after is not None:
                page = page.filter(received_at__gte=after[0]).exclude(received_at=after[0], pk__lte=after[1])
            batch: list[Dossier] = list(page.order_by("received_at", "pk")[:BATCH])
            if not batch:
                return
            facts = fields.facts_of(batch)
            for row in batch:
                yield [plain(value) for value in fields.values(row, facts[row.pk], personal=self.personal)]
            after = (batch[-1].received_at, batch[-1].pk)


@transaction.atomic
def export(
    *,
    unit_id: int,
    first: date,
    last: date,
    kind: str,
    by: Actor,
    at: datetime,
    personal: bool = False,
    reason: str = "",
) -> Export:
    """The dossiers that a unit and those under it received between two days. Written down before anything leaves; with
    names and numbers only for the mandate that says so, with a reason, and with a line for each citizen to read."""
    unit = Unit.objects.filter(pk=unit_id).first()
    if unit is None:
        raise WrongInput.of("unit", _("Không có đơn vị này."))
    town.require(by, "dossiers.export", unit.path, at)
    words = ""
    if personal:
        town.require(by, "dossiers.export_personal", unit.path, at)
        words = reason_of(reason)[:300]
    if kind not in MOST_ROWS:
        raise WrongInput.of("kind", _("Chọn XLSX hoặc CSV."))
    if first > last:
        raise WrongInput.of("last", _("Ngày cuối không được trước ngày đầu."))
    found = _found(unit, first, last, by, at)
    count = found.count()
    most = min(MOST_ROWS[kind], MOST_PERSONAL) if personal else MOST_ROWS[kind]
    if count > most:
        raise WrongInput.of(
            "last",
            _("Có %(n)s hồ sơ, mỗi lần kết xuất không quá %(most)s. Chọn khoảng ngày ngắn hơn.")
            % {"n": count, "most": most},
        )
    if personal:
        _look(found, by, at, words)
    ground.write(
        deed="dossiers.exported",
        about=Ref("unit", unit.pk),
        by=ref_of(by),
        at=at,
        data={
            "first": first,
            "last": last,
            "kind": kind,
            "count": count,
            "personal": personal,
            "reason": words,
        },
    )
    return Export(unit, first, last, personal, count, found.select_related(*fields.DEMANDS))


def _found(unit: Unit, first: date, last: date, by: Actor, at: datetime) -> Any:
    start, end = bounds(first, last)
    under = Unit.objects.filter(path__startswith=unit.path).values("pk")
    return Dossier.objects.filter(
        received_at__gte=start, received_at__lt=end, unit__in=under
    ).filter(unit__in=unit_ids(by, day_of(at)))  # fmt: skip


def _look(found: Any, by: Actor, at: datetime, reason: str) -> None:
    rows = found.select_related("applicant").order_by("pk")
    try:
        first = rows.first()
        if first is not None:
            first.applicant.identity()
    except ciphers.CannotOpen as closed:
        raise WrongState(str(closed)) from closed
    record(
        citizens=found.values_list("applicant_id", flat=True).order_by("applicant_id").distinct(),
        kind=LookKind.EXPORT,
        by=by,
        at=at,
        reason=reason,
    )


_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def plain(value: Any) -> Any:
    """A cell that no program takes for a formula: what a citizen typed must not run on an officer's machine."""
    if isinstance(value, str) and value.startswith(_FORMULA):
        return f"'{value}"
    return "" if value is None else value


def to_csv(made: Export) -> Iterator[str]:
    """The file in pieces, with the mark by which Excel knows UTF-8."""
    out = io.StringIO()
    writer = csv.writer(out)
    out.write("\ufeff")
    writer.writerow(made.heads)
    for number, row in enumerate(made.rows(), start=1):
        writer.writerow(row)
        if number % BATCH == 0:
            yield out.getvalue()
            out.seek(0)
            out.truncate()
    yield out.getvalue()


def to_xlsx(made: Export) -> bytes:
    """The workbook: names of the fields, under them what they are, then the rows."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("HoSo")
    sheet.freeze_panes = "B3"
    heads = []
    for name in made.heads:
        cell = WriteOnlyCell(sheet, value=name)
        cell.font = Font(bold=True)
        heads.append(cell)
    sheet.append(heads)
    sheet.append(made.words)
    for row in made.rows():
        sheet.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()
