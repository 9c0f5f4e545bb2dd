"""When units merge: what the old unit still owed, and still asked for, goes to the successors by one recorded deed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from dinh.ground import services as ground
from dinh.ground.shapes import Ref
from dinh.town import services as town
from dinh.town.models import Office, Unit
from dinh.town.shapes import Actor
from dinh.work.models import Assignment, Coop, HandOver, Passing, Series
from dinh.work.shapes import WorkPassedOn

from .common import WrongInput, ref_of

To = Mapping[int | None, tuple[int, int | None]]
"""Old office (None: all the rest, and what the unit owed as a whole) → (new unit, new office or None)."""


@transaction.atomic
def pass_on(
    *, from_unit_id: int, to: To, by: Actor | None, at: datetime, allowed_by_caller: bool = False
) -> list[int]:
    """Everything still open of a unit goes to its successors; gives the ids. What is closed stays under the old unit.

    A person's name does not travel (nobody is appointed by a merger); hand-overs that waited are withdrawn, and rhythms
    go on under the successor. Offices not named go where None goes; without None they are refused, so that nothing is
    left behind. Doing it again moves nothing. `allowed_by_caller`: the room that asks has already seen to who may."""
    old = Unit.objects.get(pk=from_unit_id)
    units = Unit.objects.in_bulk({unit for unit, _office in to.values()})
    for unit in () if allowed_by_caller else units.values():
        town.require(by, "work.pass_on", unit.path, at)
    _checked(to, units)
    owed = list(
        Assignment.objects.select_for_update(of=("self",)).filter(unit=old, closed_at=None).order_by("pk")
    )
    series = list(
        Series.objects.select_for_update(of=("self",)).filter(unit=old, ended_at=None).order_by("pk")
    )
    _all_named(old, {row.office_id for row in (*owed, *series)}, to)
    passings = []
    for row in owed:
        unit_id, office_id = to.get(row.office_id) or to[None]
        passings.append(
            Passing(
                assignment=row,
                from_unit=old,
                from_office_id=row.office_id,
                to_unit_id=unit_id,
                to_office_id=office_id,
                at=at,
            )
        )
        row.unit_id, row.office_id, row.person_id = unit_id, office_id, None
        row.version += 1
    for turn in series:
        turn.unit_id, turn.office_id = to.get(turn.office_id) or to[None]
        turn.person_id, turn.coops = None, []
    fields = ["unit", "office", "person"]
    Assignment.objects.bulk_update(owed, [*fields, "version"], batch_size=500)
    Series.objects.bulk_update(series, [*fields, "coops"], batch_size=500)
    Passing.objects.bulk_create(passings, batch_size=500)
    HandOver.objects.filter(assignment__in=[row.pk for row in owed], answered_at=None).update(
        answered_at=at, answer="withdrawn", remark=_("Đơn vị đã sáp nhập.")
    )
    for old_office, (_unit, new_office) in to.items():
        if old_office is not None and new_office is not None:
            Coop.objects.filter(assignment__in=[row.pk for row in owed], office=old_office).update(
                office=new_office
            )
    asked = _asked_by_old(old, to, units)
    if owed or asked:
        ids = [row.pk for row in owed]
        ground.write(
            deed="work.passed-on",
            about=old.ref,
            by=ref_of(by),
            at=at,
            data={
                "n": len(ids),
                "ids": ids,
                "asked": asked,
                "to": sorted(unit.full_name for unit in units.values()),
            },
            also=[*(unit.ref for unit in units.values()), *(Ref("assignment", pk) for pk in ids)],
        )
        ground.announce(WorkPassedOn(old.pk, tuple(ids)), at=at)
    return [row.pk for row in owed]


def _checked(to: To, units: Mapping[int, Unit]) -> None:
    offices = {office for _unit, office in to.values() if office is not None}
    places = dict(Office.objects.filter(pk__in=offices).values_list("pk", "unit_id"))
    for unit_id, office_id in to.values():
        if unit_id not in units or (office_id is not None and places.get(office_id) != unit_id):
            raise WrongInput("to", _("Cơ quan kế thừa không thuộc đơn vị kế thừa."))


def _all_named(old: Unit, offices: set[int | None], to: To) -> None:
    left = [office for office in offices if office not in to and None not in to]
    if left:
        names = Office.objects.filter(pk__in=[pk for pk in left if pk]).values_list("name", flat=True)
        raise WrongInput(
            "to",
            _("Chưa nói việc của %(offices)s (%(unit)s) chuyển cho cơ quan nào.")
            % {"offices": ", ".join(sorted(names)) or _("cả đơn vị"), "unit": old.name_in_text},
        )


def _asked_by_old(old: Unit, to: To, units: Mapping[int, Unit]) -> int:
    """What the old unit asked of others is now asked by the successor, which checks it: that of None, else the only
    one. Where neither is plain the asker stays, and whoever asked can still be read."""
    if None in to:
        unit_id, office_id = to[None]
    elif len(units) == 1:
        unit_id, office_id = next(iter(units)), None
    else:
        return 0
    moved = Assignment.objects.filter(asker_unit=old, closed_at=None).update(
        asker_unit_id=unit_id, asker_office_id=office_id
    )
    Series.objects.filter(asker_unit=old, ended_at=None).update(
        asker_unit_id=unit_id, asker_office_id=office_id
    )
    return moved
