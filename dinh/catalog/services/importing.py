"""Procedures taken in from a file: looked at first, then all of it or nothing."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from dinh.ground import services as ground
from dinh.ground.shapes import Ref
from dinh.town import services as town
from dinh.town.models import Unit
from dinh.town.shapes import Actor

from ..files import Document, EditionDoc, ProcedureDoc, read_json, read_raw, read_xlsx
from ..models import Procedure, ProcedureEdition
from ..rules import TABLES, Fault, fingerprint, missing, since_faults
from .common import WrongInput, day_of, ref_of
from .editions import change_draft, draft_edition, field_of, publish_edition, set_local_codes
from .storing import province, unit_faults


class ImportRefused(WrongInput):
    """Nothing was taken in. `faults` name every wrong row by its cell or place."""


@dataclass(frozen=True, slots=True)
class Step:
    """What taking in would do with one edition."""

    code: str
    name: str
    since: Any
    deed: str
    """new, again (a draft is replaced), same (nothing to do), publish (said alike by a draft that waits)"""
    publish: bool

    @property
    def word(self) -> str:
        return {
            "new": _("Bản mới"),
            "again": _("Thay bản đang soạn"),
            "same": _("Đã có, không đổi"),
            "publish": _("Công bố bản đang soạn"),
        }[self.deed]


@dataclass(slots=True)
class Preview:
    """What a file holds and what taking it in would do."""

    procedures: int = 0
    steps: list[Step] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    def count(self, deed: str) -> int:
        return sum(step.deed == deed for step in self.steps)

    @property
    def changes(self) -> int:
        return len(self.steps) - self.count("same")


@dataclass(slots=True)
class _Known:
    """What the catalogue holds of one procedure."""

    row: Procedure
    editions: list[ProcedureEdition]


def read_file(contents: bytes, name: str = "") -> Document:
    """A JSON or XLSX file by what it is, whatever it is called. NotAFile says why it is none."""
    if contents[:2] == b"PK" or contents[:4] == b"\xd0\xcf\x11\xe0" or name.lower().endswith(".xlsx"):
        return read_xlsx(contents)
    return read_json(contents)


def preview(*, document: Document, keeper: Unit, publish: bool, by: Actor | None, at: datetime) -> Preview:
    """What would come of taking the document in. Writes nothing. 2 queries, and one for each province named."""
    known = _known(document)
    seen = Preview(len(document.procedures), faults=list(document.faults))
    units: dict[str, Unit | None] = {}
    for one in document.procedures:
        there = known.get(one.code)
        path = there.row.keeper.path if there else keeper.path
        if not (by is None or town.allowed(by, "catalog.import", path, at)):
            seen.faults.append(
                Fault(one.where("code"), _("thủ tục %(code)s do nơi khác giữ") % {"code": one.code})
            )
        seen.faults += _unit_faults(one, units, at)
        for edition in one.editions:
            seen.steps.append(_step(one, edition, there, publish))
            seen.faults += unit_faults(edition.content, day_of(at), edition.where)
            if publish and edition.state == "published" and seen.steps[-1].deed != "same":
                seen.faults += _unpublishable(edition, there)
    return seen


def _unit_faults(one: ProcedureDoc, units: dict[str, Unit | None], at: datetime) -> list[Fault]:
    faults = []
    for row in one.local_codes:
        code = row["unit"]
        if code not in units:
            units[code] = province(code, row["since"] or day_of(at))
        if code and units[code] is None:
            faults.append(
                Fault(one.where("local_codes"), _("không có tỉnh nào mã “%(code)s”") % {"code": code})
            )
    return faults


def _unpublishable(edition: EditionDoc, there: _Known | None) -> list[Fault]:
    begun = [row.since for row in (there.editions if there else []) if row.state == "published" and row.since]
    said = missing(edition.content) + since_faults(edition.content["since"], begun)
    return [Fault(_cell(edition, fault.where), fault.sentence) for fault in said]


def _cell(edition: EditionDoc, part: str) -> str:
    return edition.where(part, None, "") if part in TABLES else edition.where("", None, part)


def _known(document: Document) -> dict[str, _Known]:
    codes = [one.code for one in document.procedures]
    rows = (
        Procedure.objects.filter(code__in=codes)
        .select_related("keeper", "field")
        .prefetch_related("editions")
    )
    return {row.code: _Known(row, list(row.editions.all())) for row in rows}


def _step(one: ProcedureDoc, edition: EditionDoc, there: _Known | None, publish: bool) -> Step:
    wanted = publish and edition.state == "published"
    deed, _row = _matching(edition, there, wanted)
    return Step(one.code, edition.content["name"], edition.content["since"], deed, wanted)


def _matching(edition: EditionDoc, there: _Known | None, wanted: bool) -> tuple[str, ProcedureEdition | None]:
    """What to do with an edition, and the row it meets in the catalogue."""
    mark, since = fingerprint(edition.content), edition.content["since"]
    rows = there.editions if there else []
    if any(row.state == "published" and row.fingerprint == mark for row in rows):
        return "same", None
    draft = next((row for row in rows if row.state == "draft" and row.since == since), None)
    if draft is None:
        return "new", None
    if draft.fingerprint == mark and draft.until_said == edition.content["until"]:
        return ("publish", draft) if wanted else ("same", draft)
    return "again", draft


@transaction.atomic
def import_document(
    *,
    document: Document,
    keeper: Unit,
    publish: bool,
    by: Actor | None,
    at: datetime,
    name: str = "",
    about: Ref | None = None,
) -> Preview:
    """Take in the whole document, or nothing: ImportRefused names every fault. Editions come as drafts; `publish` also
    publishes those that the file says are published. What is there already is left alone, so it may be run again."""
    town.require(by, "catalog.import", keeper.path, at)
    seen = preview(document=document, keeper=keeper, publish=publish, by=by, at=at)
    if seen.faults:
        raise ImportRefused(seen.faults)
    known = _known(document)
    for one in document.procedures:
        _take(one, known.get(one.code), keeper, publish, by, at)
    if seen.changes:
        ground.write(
            deed="catalog.imported",
            about=about or keeper.ref,
            by=ref_of(by),
            at=at,
            data={
                "file": name[:200],
                "procedures": seen.procedures,
                "new": seen.count("new"),
                "changed": seen.count("again"),
                "same": seen.count("same"),
                "published": sum(step.publish and step.deed != "same" for step in seen.steps),
            },
        )
    return seen


def _take(
    one: ProcedureDoc, there: _Known | None, keeper: Unit, publish: bool, by: Actor | None, at: datetime
) -> None:
    for edition in sorted(
        one.editions, key=lambda each: (each.content["since"] is None, each.content["since"])
    ):
        wanted = publish and edition.state == "published"
        deed, row = _matching(edition, there, wanted)
        if deed == "same":
            continue
        if deed == "new":
            row = draft_edition(
                code=one.code, content=edition.content, field_code=one.field, field_name=one.field_name,
                words=one.words, keeper=keeper, by=by, at=at, deed="catalog.import",
            )  # fmt: skip
        elif deed == "again" and row is not None:
            row = change_draft(
                edition_id=row.pk, changes=edition.content, seen=None, by=by, at=at, deed="catalog.import"
            )
        if wanted and row is not None:
            publish_edition(edition_id=row.pk, by=by, at=at, deed="catalog.import")
    _keep_about(one, at)


def _keep_about(one: ProcedureDoc, at: datetime) -> None:
    """What stands beside the editions: field, everyday words, local codes."""
    row = Procedure.objects.select_related("field").prefetch_related("local_codes__unit").get(code=one.code)
    field_row = field_of(one.field, one.field_name)
    if (row.field_id, row.words) != (field_row.pk, one.words):
        row.field, row.words = field_row, one.words
        row.save(update_fields=["field", "words", "search"])
    key = sorted(
        (each["unit"], each["code"], str(each["since"]), str(each["until"])) for each in one.local_codes
    )
    have = sorted((x.unit.code, x.code, str(x.since), str(x.until)) for x in row.local_codes.all())
    if key != have:
        units = {
            each["unit"]: province(each["unit"], each["since"] or day_of(at)) for each in one.local_codes
        }
        set_local_codes(row, one.local_codes, {code: unit for code, unit in units.items() if unit})


def import_json(
    *, contents: bytes, keeper: Unit, publish: bool, by: Actor | None, at: datetime, name: str = ""
) -> Preview:
    """Take in a JSON file. NotAFile or ImportRefused say why not."""
    return import_document(
        document=read_json(contents), keeper=keeper, publish=publish, by=by, at=at, name=name
    )


def import_xlsx(
    *, contents: bytes, keeper: Unit, publish: bool, by: Actor | None, at: datetime, name: str = ""
) -> Preview:
    """Take in a workbook. NotAFile or ImportRefused say why not, cell by cell."""
    return import_document(
        document=read_xlsx(contents), keeper=keeper, publish=publish, by=by, at=at, name=name
    )


def import_raw(
    *, raw: Any, keeper: Unit, publish: bool, by: Actor | None, at: datetime, name: str = ""
) -> Preview:
    """Take in what a YAML file gave."""
    return import_document(document=read_raw(raw), keeper=keeper, publish=publish, by=by, at=at, name=name)
