"""Giving a thing to an office, where the paper names none or one the town does not know."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from dinh.ground import services as ground
from dinh.ground.shapes import Ref
from dinh.plans.models import Project, Target, Task
from dinh.plans.shapes import PlanState
from dinh.town import queries as town_queries
from dinh.town import services as town
from dinh.town.models import Office, Unit
from dinh.town.shapes import Actor

from . import asking
from .common import WrongInput, WrongState, ref_of

KINDS: dict[str, Any] = {"target": Target, "task": Task, "project": Project}


def offices_for(thing: Target | Task | Project, at: datetime) -> list[Office]:
    """The offices a thing may be given to: those of its plan's unit and of the units above, as of today (or the unit's last
    day)."""
    day = timezone.localdate(at)
    unit = thing.plan.unit
    if unit.until is not None and unit.until < day:
        day = unit.until
    found: list[Office] = []
    ring: Unit | None = unit
    while ring is not None:
        found += town_queries.offices_of(ring, day)
        ring = ring.parent
    return found


@transaction.atomic
def assign_lead(
    *, about: Ref, office_id: int, by: Actor, at: datetime, remark: str = ""
) -> Target | Task | Project:
    """Make an office the lead of a target, task or project. What the paper says stays beside it; the ledger keeps who had
    it before."""
    thing: Target | Task | Project = (
        KINDS[about.kind]
        .objects.select_for_update(of=("self",))
        .select_related("plan__unit__parent", "lead_office")
        .get(pk=about.id)
    )
    town.require(by, "plans.assign", thing.plan.unit.path, at)
    if thing.plan.state == PlanState.REPLACED.value:
        raise WrongState(_("Kế hoạch này đã được thay thế, không giao thêm được."))
    office = next((each for each in offices_for(thing, at) if each.pk == office_id), None)
    if office is None:
        raise WrongInput.of("office", _("Cơ quan này không thuộc đơn vị của kế hoạch hay cấp trên của nó."))
    before, office_before = thing.lead_name, thing.lead_office
    thing.lead_office = office
    thing.save(update_fields=["lead_office", "search"])
    ground.write(
        deed="plans.lead-assigned",
        about=about,
        by=ref_of(by),
        at=at,
        data={"office": office.name, "before": before, "remark": remark.strip()[:400]},
        also=[thing.plan.ref, office.ref],
    )
    asking.lead_changed(thing, office, office_before, by=by, at=at)
    return thing
