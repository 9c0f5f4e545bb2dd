"""Deeds with mappings: found by code, saved as a new edition."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from dinh.ground import facts
from dinh.ground import services as ground
from dinh.town import services as town
from dinh.town.models import Unit
from dinh.town.shapes import Actor

from ...models import Import, ImportMap
from .. import maps
from ..shapes import BadMap, Map
from .common import NoSuchMap, name_of, ref_of


def map_of(code: str) -> Map:
    """The mapping of a code: the newest that was saved, else the one that is shipped. Raises NoSuchMap."""
    row = ImportMap.objects.filter(code=code).order_by("-version").first()
    if row is not None:
        return maps.of_body(row.body, version=row.version)
    try:
        return maps.shipped()[code]
    except KeyError:
        known = ", ".join(sorted({*maps.shipped(), *ImportMap.objects.values_list("code", flat=True)}))
        raise NoSuchMap(
            _("Không có bảng ghép cột “%(code)s”; hiện có: %(known)s.") % {"code": code, "known": known}
        ) from None


def map_of_import(row: Import) -> Map:
    """The mapping by which an import was, or will be, read."""
    if row.map_body:
        return maps.of_body(row.map_body, version=row.map_version)
    return maps.shipped()[row.map_code]


@transaction.atomic
def save_map(*, body: dict[str, Any], unit: Unit, by: Actor | None, at: datetime) -> ImportMap:
    """Save a mapping as the next edition of its code. Raises BadMap naming the column, NotAllowed."""
    town.require(by, "lake.make_map", unit.path, at)
    saved = maps.of_body(body)
    if saved.code in maps.shipped():
        raise BadMap(_("Mã “%(code)s” là của bảng ghép có sẵn; hãy đặt mã khác.") % {"code": saved.code})
    if saved.fact not in {table.name for table in facts.declared()}:
        raise BadMap(_("Không có loại dữ kiện “%(fact)s”.") % {"fact": saved.fact})
    last = ImportMap.objects.select_for_update().filter(code=saved.code).order_by("-version").first()
    if last is not None and not last.unit.path.startswith(unit.path):
        town.require(by, "lake.make_map", last.unit.path, at)
    row = ImportMap.objects.create(
        code=saved.code,
        version=last.version + 1 if last else 1,
        title=saved.title,
        fact=saved.fact,
        body=body,
        unit=unit,
        made_by_name=name_of(by),
        at=at,
    )
    ground.write(
        deed="lake.map_saved",
        about=row.ref,
        by=ref_of(by),
        at=at,
        data={"code": row.code, "version": row.version, "fact": row.fact},
        also=[unit.ref],
    )
    return row


def version_of(saved: Map) -> int:
    return 0 if saved.code in maps.shipped() else saved.version


def body_of(saved: Map) -> dict[str, Any]:
    if saved.code in maps.shipped():
        return {}
    return dict(ImportMap.objects.get(code=saved.code, version=saved.version).body)
