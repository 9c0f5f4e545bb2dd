"""Dated editions: drafted, changed, published, withdrawn, ended."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from dinh.ground import services as ground
from dinh.town import services as town
from dinh.town.models import Unit
from dinh.town.shapes import Actor

from ..models import Field, LocalCode, Procedure, ProcedureEdition
from ..queries import contents
from ..rules import Dates, Fault, NotACode, ends, missing, national, since_faults
from ..shapes import EditionPublished, EditionWithdrawn
from .common import (
    Missing,
    NotThere,
    StaleDraft,
    WrongInput,
    day_of,
    locked_edition,
    locked_procedure,
    name_of,
    note,
    require_state,
)
from .storing import checked, store

DRAFT, PUBLISHED, WITHDRAWN = "draft", "published", "withdrawn"


def _code(typed: str) -> str:
    try:
        return national(typed)
    except NotACode as wrong:
        raise WrongInput.of("code", str(wrong)) from wrong


def field_of(code: str, name: str) -> Field:
    """The field with that code, entered when it is new."""
    if not code.strip() or not name.strip():
        raise WrongInput.of("field", _("Ghi mã và tên lĩnh vực."))
    return Field.objects.get_or_create(code=code.strip()[:60], defaults={"name": name.strip()[:200]})[0]


def procedure_of(
    *,
    code: str,
    field: Field | None,
    name: str,
    words: str,
    keeper: Unit | None,
    by: Actor | None,
    deed: str,
    at: datetime,
) -> Procedure:
    """The procedure with that code, locked; entered in the keeper's name when it is new."""
    code = _code(code)
    there = Procedure.objects.filter(code=code).values_list("pk", flat=True).first()
    if there is not None:
        procedure = locked_procedure(there)
        town.require(by, deed, procedure.keeper.path, at)
        return procedure
    if keeper is None or field is None:
        raise WrongInput.of(
            "code", _("Thủ tục %(code)s chưa có trong danh mục; ghi lĩnh vực và nơi giữ.") % {"code": code}
        )
    town.require(by, deed, keeper.path, at)
    Procedure.objects.get_or_create(
        code=code, defaults={"field": field, "keeper": keeper, "name": name, "words": words}
    )
    return locked_procedure(Procedure.objects.get(code=code).pk)


@transaction.atomic
def draft_edition(
    *,
    code: str,
    content: Mapping[str, Any],
    by: Actor | None,
    at: datetime,
    field_code: str = "",
    field_name: str = "",
    words: str = "",
    keeper: Unit | None = None,
    deed: str = "catalog.draft",
) -> ProcedureEdition:
    """A new draft of a procedure, from content as a file or a form has it. A code that is new in the catalogue needs its
    field and the unit that will keep it."""
    ready = checked(content, day_of(at))
    field = field_of(field_code, field_name) if field_code else None
    procedure = procedure_of(
        code=code, field=field, name=ready["name"], words=words, keeper=keeper, by=by, deed=deed, at=at
    )
    last = procedure.editions.aggregate(Max("number"))["number__max"] or 0
    edition = ProcedureEdition(
        procedure=procedure, number=last + 1, name=ready["name"], made_by_name=name_of(by), made_at=at
    )
    store(edition, ready, day_of(at))
    note(edition, "drafted", by, at, name=edition.name, since=str(edition.since or ""))
    return edition


@transaction.atomic
def draft_from(*, edition_id: int, since: date | None, by: Actor | None, at: datetime) -> ProcedureEdition:
    """A new draft that begins as a copy of an edition: how a published one is corrected."""
    row = contents.whole(ProcedureEdition.objects.filter(pk=edition_id)).first()
    if row is None:
        raise NotThere(_("Không có bản thủ tục này."))
    content = contents.content_of(row) | {"since": since, "until": None}
    return draft_edition(code=row.procedure.code, content=content, by=by, at=at)


@transaction.atomic
def change_draft(
    *,
    edition_id: int,
    changes: Mapping[str, Any],
    seen: int | None,
    by: Actor | None,
    at: datetime,
    deed: str = "catalog.draft",
) -> ProcedureEdition:
    """Change parts of a draft: single values by their key, whole tables by theirs. `seen` is the version on the page."""
    edition = locked_edition(edition_id)
    town.require(by, deed, edition.procedure.keeper.path, at)
    require_state(edition, DRAFT)
    if seen is not None and seen != edition.version:
        raise StaleDraft
    before = contents.content_of(edition) | {"until": edition.until_said}
    ready = checked({**before, **changes}, day_of(at))
    edition.version += 1
    store(edition, ready, day_of(at))
    if not edition.procedure.editions.filter(state=PUBLISHED).exists():
        _rename(edition.procedure, edition.name)
    note(edition, "changed", by, at, parts=sorted(k for k in changes if before.get(k) != ready.get(k)))
    return edition


@transaction.atomic
def drop_draft(*, edition_id: int, by: Actor | None, at: datetime) -> None:
    """Throw a draft away. The ledger keeps that it was there."""
    edition = locked_edition(edition_id)
    town.require(by, "catalog.draft", edition.procedure.keeper.path, at)
    require_state(edition, DRAFT)
    note(edition, "dropped", by, at, name=edition.name)
    edition.delete()


@transaction.atomic
def publish_edition(
    *, edition_id: int, by: Actor | None, at: datetime, deed: str = "catalog.publish"
) -> ProcedureEdition:
    """The draft comes into force on its day; the edition before ends the day before. Refuses with one sentence for each
    thing that is missing."""
    edition = locked_edition(edition_id)
    procedure = edition.procedure
    town.require(by, deed, procedure.keeper.path, at)
    require_state(edition, DRAFT)
    content = contents.content_of(edition)
    published = list(procedure.editions.filter(state=PUBLISHED))
    faults = missing(content) + since_faults(edition.since, [one.since for one in published if one.since])
    if faults:
        raise Missing(faults)
    edition.state = PUBLISHED
    edition.published_at, edition.published_by_name = at, name_of(by)
    edition.save(update_fields=["state", "published_at", "published_by_name"])
    closed = _settle([*published, edition])
    _rename(procedure, max([*published, edition], key=lambda one: one.since or date.min).name)
    note(edition, "published", by, at, name=edition.name, since=str(edition.since), closed=closed)
    ground.announce(EditionPublished(edition.pk, procedure.code, str(edition.since)))
    return edition


@transaction.atomic
def withdraw_edition(*, edition_id: int, reason: str, by: Actor | None, at: datetime) -> ProcedureEdition:
    """Take a published edition back as a mistake. It stays to be read; the edition before goes on as if it had not been.
    Cases that keep the withdrawn edition keep it."""
    edition = locked_edition(edition_id)
    town.require(by, "catalog.withdraw", edition.procedure.keeper.path, at)
    require_state(edition, PUBLISHED)
    if not reason.strip():
        raise WrongInput.of("reason", _("Ghi lý do rút."))
    edition.state, edition.reason, edition.withdrawn_at = WITHDRAWN, reason.strip()[:600], at
    edition.save(update_fields=["state", "reason", "withdrawn_at"])
    left = list(edition.procedure.editions.filter(state=PUBLISHED))
    opened = _settle(left)
    if left:
        _rename(edition.procedure, max(left, key=lambda one: one.since or date.min).name)
    note(edition, "withdrawn", by, at, reason=edition.reason, opened=opened)
    ground.announce(EditionWithdrawn(edition.pk, edition.procedure.code, edition.reason))
    return edition


@transaction.atomic
def end_edition(
    *, edition_id: int, until: date, reason: str, by: Actor | None, at: datetime
) -> ProcedureEdition:
    """The procedure is abolished: this edition ends on `until` and none follows."""
    edition = locked_edition(edition_id)
    town.require(by, "catalog.withdraw", edition.procedure.keeper.path, at)
    require_state(edition, PUBLISHED)
    faults = [] if reason.strip() else [Fault("reason", _("Ghi căn cứ chấm dứt: số quyết định, lý do."))]
    if edition.since and until < edition.since:
        faults.append(Fault("until", _("Ngày cuối phải từ ngày bắt đầu của bản này trở đi.")))
    others = list(edition.procedure.editions.filter(state=PUBLISHED).exclude(pk=edition.pk))
    if any(one.since and edition.since and one.since > edition.since for one in others):
        faults.append(Fault("until", _("Đã có bản công bố sau bản này; chấm dứt ở bản cuối cùng.")))
    if faults:
        raise WrongInput(faults)
    edition.until_said = until
    edition.save(update_fields=["until_said"])
    _settle([*others, edition])
    note(edition, "ended", by, at, until=str(until), reason=reason.strip()[:600])
    return edition


def _settle(published: list[ProcedureEdition]) -> list[int]:
    """Write each edition's end anew; returns the numbers of those whose end moved."""
    found = ends(Dates(one.pk, one.since, one.until_said) for one in published if one.since)
    moved = []
    for one in published:
        if one.pk in found and one.until != found[one.pk]:
            one.until = found[one.pk]
            one.save(update_fields=["until"])
            moved.append(one.number)
    return moved


def _rename(procedure: Procedure, name: str) -> None:
    if procedure.name != name:
        procedure.name = name
        procedure.save(update_fields=["name", "search"])


def set_local_codes(procedure: Procedure, rows: list[dict[str, Any]], units: Mapping[str, Unit]) -> None:
    """Make the procedure's local codes these; for imports, under the procedure's lock."""
    procedure.local_codes.all().delete()
    LocalCode.objects.bulk_create(
        LocalCode(
            procedure=procedure,
            unit=units[row["unit"]],
            code=row["code"],
            since=row["since"],
            until=row["until"],
        )
        for row in rows
    )
