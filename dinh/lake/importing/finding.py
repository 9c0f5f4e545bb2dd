"""Reads: the imports that somebody may see, and refused rows as a workbook."""

from __future__ import annotations

import io
from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from dinh.dossiers.services.exporting import plain
from dinh.town.queries import unit_scope_q
from dinh.town.shapes import Actor

from ..models import Import
from ..rules import WHO_MAY
from .shapes import Refusal

PAGE = 30


def imports(actor: Actor, day: date, *, before: int | None = None) -> list[Import]:
    """The newest imports of the units that the actor may see, a page of them. 1 query."""
    rows = Import.objects.filter(unit_scope_q(_seeing(actor), day)).select_related("unit")
    if before is not None:
        rows = rows.filter(pk__lt=before)
    return list(rows.order_by("-pk")[:PAGE])


def import_for(actor: Actor, import_id: int, day: date) -> Import | None:
    """One import, when this person may see it. 1 query."""
    rows = Import.objects.filter(unit_scope_q(_seeing(actor), day), pk=import_id)
    return rows.select_related("unit").first()


def _seeing(actor: Actor) -> Actor:
    roles = WHO_MAY["lake.see_imports"]
    return Actor(actor.person_id, actor.name, tuple(m for m in actor.mandates if m.role in roles))


def workbook_of(refused: Iterable[Refusal]) -> bytes:
    """Refused rows with their reasons, to be mended and handed in again."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_("Dòng bị từ chối"))
    sheet.freeze_panes = "A2"
    for letter, width in zip("ABCD", (10, 26, 34, 100), strict=True):
        sheet.column_dimensions[letter].width = width
    heads = []
    for words in (_("Dòng"), _("Cột"), _("Giá trị"), _("Lý do")):
        cell = WriteOnlyCell(sheet, value=words)
        cell.font = Font(bold=True)
        heads.append(cell)
    sheet.append(heads)
    for each in refused:
        sheet.append([each.row, plain(each.column), plain(each.value), plain(each.reason)])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()
