"""A dossier opened in a unit that is no more goes on under its successor, by one recorded deed; both names stay."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from dinh.catalog import queries as catalog
from dinh.ground import services as ground
from dinh.town import services as town
from dinh.town.models import Office, Unit, UnitSuccession
from dinh.town.shapes import Actor

from ..models import Dossier, Holding
from ..shapes import DossierPassedOn
from .common import WrongInput, WrongState, day_of, locked, moment, name_of, note, person_id
from .moving import open_rows

MOST_A_RUN = 2_000


def heirs_of(unit_id: int) -> list[Unit]:
    """The units to which the whole or a part of a unit went. 1 query."""
    rows = UnitSuccession.objects.filter(old=unit_id).select_related("new__parent").order_by("share", "pk")
    return list({row.new_id: row.new for row in rows}.values())


@transaction.atomic
def pass_on(
    *, dossier_id: int, to_unit_id: int, by: Actor | None, at: datetime, seen: int | None = None
) -> Dossier:
    """The dossier and its open steps go to the successor: same process, same clock, same papers. Offices of the same kind
    take over; nobody is appointed by a merger, so what somebody held waits to be taken on."""
    dossier = locked(dossier_id, seen)
    old = dossier.unit
    at = moment(dossier, at)
    if old.alive_on(day_of(at)):
        raise WrongState(_("%(unit)s vẫn còn, hồ sơ không phải chuyển.") % {"unit": old.full_name})
    new = next((unit for unit in heirs_of(old.pk) if unit.pk == to_unit_id), None)
    if new is None or not new.alive_on(day_of(at)):
        raise WrongInput.of(
            "to_unit", _("Chọn một đơn vị kế thừa của %(unit)s.") % {"unit": old.name_in_text}
        )
    town.require(by, "dossiers.pass_on", new.path, at)
    if dossier.ended and dossier.closed_at is not None:
        raise WrongState(_("Hồ sơ %(code)s đã xong ở đơn vị cũ, không chuyển.") % {"code": dossier.code})
    offer = catalog.offer_at(dossier.edition.procedure, new, day_of(at))
    for row in open_rows(dossier):
        if row.unit_id == old.pk:
            _hand_on(
                dossier,
                row,
                new,
                _same_kind(row.office, new, at) or (offer.office if offer else None),
                by,
                at,
            )
    dossier.opened_in = dossier.opened_in or old
    dossier.office = (offer.office if offer else None) or _same_kind(dossier.office, new, at)
    dossier.unit = new
    dossier.version += 1
    dossier.moved_at = at
    dossier.save()
    note(dossier, "passed-on", by, at, to=new.full_name, before=old.full_name)
    ground.announce(
        DossierPassedOn(dossier.pk, dossier.code, old.code, new.code, day_of(at).isoformat()), at=at
    )
    return dossier


def _same_kind(office: Office | None, unit: Unit, at: datetime) -> Office | None:
    if office is None or not office.kind:
        return None
    return Office.objects.alive_on(day_of(at)).filter(unit=unit, kind=office.kind).first()


def _hand_on(
    dossier: Dossier, row: Holding, unit: Unit, office: Office | None, by: Actor | None, at: datetime
) -> None:
    row.closed_at, row.outcome = max(at, row.opened_at), "~heir"
    row.by_id, row.by_name = person_id(by), name_of(by)
    row.save(update_fields=["closed_at", "outcome", "by", "by_name"])
    Holding.objects.create(
        dossier=dossier,
        step=row.step,
        branch=row.branch,
        role=row.role,
        unit=unit,
        office=office,
        opened_at=row.closed_at,
        due_at=row.due_at,
        pressing_at=row.pressing_at,
        came_from=row,
        how="heir",
    )


def follow_units(*, at: datetime) -> tuple[int, int]:
    """Pass on everything open of units that went whole into one successor; (how many, how many a person must see to)."""
    gone = Unit.objects.filter(until__lt=day_of(at))
    rows = Dossier.objects.filter(closed_at=None, unit__in=gone).order_by("pk")
    done = left = 0
    for pk, unit_id in list(rows.values_list("pk", "unit_id")[:MOST_A_RUN]):
        heirs = heirs_of(unit_id)
        if len(heirs) != 1 or not heirs[0].alive_on(day_of(at)):
            left += 1
            continue
        pass_on(dossier_id=pk, to_unit_id=heirs[0].pk, by=None, at=at)
        done += 1
    return done, left
