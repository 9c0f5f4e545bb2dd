"""Opening and closing offices within a unit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from dinh.ground import services as ground
from dinh.ground.text import nfc
from dinh.town import office_book, rules
from dinh.town.models import Office, Unit
from dinh.town.shapes import Actor, OfficeClosed, OfficeOpened

from .deeds import require


class OfficeProblem(ValueError):
    """The office cannot be so. `str()` is a Vietnamese sentence naming the field."""


@transaction.atomic
def open_office(
    *,
    unit: Unit,
    name: str,
    by: Actor | None,
    at: datetime,
    short_name: str = "",
    kind: str = "",
    aliases: Sequence[str] = (),
    org_code: str = "",
    since: date | None = None,
    until: date | None = None,
    order: int = 0,
) -> Office:
    """Open an office of a unit. `org_code` in either form; both are kept. Raises OfficeProblem, NotAllowed."""
    require(by, "town.open_office", unit.path, at)
    office = _made(unit, name, short_name, kind, aliases, org_code, since, until, order)
    office.save(force_insert=True)
    ground.write(
        deed="town.office-opened",
        about=office.ref,
        by=by.ref if by else None,
        at=at,
        data={"unit": unit.code, "name": office.name, "since": since, "org_code": office.org_code_new},
        also=[unit.ref],
    )
    ground.announce(OfficeOpened(office.pk, unit.code, office.name, str(since or "")))
    return office


def _made(
    unit: Unit,
    name: str,
    short_name: str,
    kind: str,
    aliases: Sequence[str],
    org_code: str,
    since: date | None,
    until: date | None,
    order: int,
) -> Office:
    name = nfc(name).strip()
    if not name:
        raise OfficeProblem(_("Tên cơ quan: chưa nhập."))
    if since and until and until < since:
        raise OfficeProblem(_("Đến hết ngày: phải từ ngày bắt đầu trở đi."))
    old_code = new_code = ""
    if org_code.strip():
        try:
            old_code, new_code = rules.reversed_form(org_code), rules.forward(org_code)
        except rules.CodeProblem as problem:
            raise OfficeProblem(str(problem)) from problem
    return Office(
        unit=unit,
        name=name,
        short_name=nfc(short_name).strip(),
        kind=kind,
        aliases=[nfc(alias) for alias in aliases],
        org_code_old=old_code,
        org_code_new=new_code,
        since=since,
        until=until,
        order=order,
    )


@transaction.atomic
def open_usual_offices(
    *, unit: Unit, by: Actor | None, at: datetime, org_codes: Mapping[str, str] | None = None
) -> list[Office]:
    """Open the offices that a unit of this level and kind has by the decrees, each with its days; those that the unit
    already has (same kind and first day) are left alone. `org_codes` gives codes by kind of office, where known. Gives
    the ones opened. One ledger line for all."""
    require(by, "town.open_office", unit.path, at)
    there = set(Office.objects.filter(unit=unit).values_list("kind", "since"))
    made = []
    for line in office_book.usual_offices(unit.level, unit.kind, unit.since, unit.until):
        if (line.kind, line.since) not in there:
            office = _made(
                unit,
                line.name_for(unit.name_in_text),
                line.short_name,
                line.kind,
                line.aliases,
                (org_codes or {}).get(line.kind, ""),
                line.since,
                line.until,
                line.order,
            )
            made.append(office)
    if not made:
        return []
    Office.objects.bulk_create(made)
    ground.write(
        deed="town.offices-opened",
        about=unit.ref,
        by=by.ref if by else None,
        at=at,
        data={"unit": unit.code, "offices": [_told(office) for office in made]},
    )
    for office in made:
        ground.announce(OfficeOpened(office.pk, unit.code, office.name, str(office.since or "")))
    return made


def _told(office: Office) -> dict[str, Any]:
    return {"id": office.pk, "name": office.name, "since": office.since, "until": office.until}


@transaction.atomic
def close_office(*, office_id: int, until: date, by: Actor | None, at: datetime) -> Office:
    """End an office on a day (its last). Raises OfficeProblem when it has ended already or would end before it
    began."""
    office = Office.objects.select_for_update(of=("self",)).select_related("unit").get(pk=office_id)
    require(by, "town.close_office", office.unit.path, at)
    if office.until is not None:
        raise OfficeProblem(
            _("%(office)s đã kết thúc ngày %(day)s.")
            % {"office": office.name, "day": f"{office.until:%d/%m/%Y}"}
        )
    if office.since and until < office.since:
        raise OfficeProblem(_("Đến hết ngày: phải từ ngày bắt đầu trở đi."))
    office.until = until
    office.save(update_fields=["until"])
    ground.write(
        deed="town.office-closed",
        about=office.ref,
        by=by.ref if by else None,
        at=at,
        data={"unit": office.unit.code, "name": office.name, "until": until},
        also=[office.unit.ref],
    )
    ground.announce(OfficeClosed(office.pk, office.unit.code, office.name, str(until)))
    return office
