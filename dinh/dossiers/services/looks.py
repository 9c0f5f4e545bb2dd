"""Looking at a citizen's data: what is shown, to whom, and the line that the citizen can read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from dinh.ground import ciphers
from dinh.ground import services as ground
from dinh.town.models import Office, Unit
from dinh.town.shapes import Actor

from ..models import Citizen, Dossier, Look
from ..shapes import LookKind
from .common import NotThere, WrongState, day_of, reason_of, ref_of, require

MOST_AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class Opened:
    """What is closed of a citizen, opened for one look."""

    name: str
    kind: str
    identity: str
    phone: str
    email: str
    address: str


def record(
    *,
    citizens: Iterable[int],
    kind: LookKind,
    by: Actor | None,
    at: datetime,
    dossier_id: int | None = None,
    reason: str = "",
) -> int:
    """Write down that somebody looks at these citizens' data; gives how many lines were asked for. A page opened again on
    the same day by the same person stays one line. The machine itself looks at nobody. 2 queries, and one each thousand."""
    if by is None:
        return 0
    place = place_words(by)
    rows = [
        Look(
            citizen_id=pk,
            dossier_id=dossier_id,
            kind=kind.value,
            by_id=by.person_id,
            by_name=by.name[:120],
            place=place,
            reason=reason[:300],
            day=day_of(at),
            at=at,
        )
        for pk in dict.fromkeys(citizens)
    ]
    Look.objects.bulk_create(rows, batch_size=MOST_AT_ONCE, ignore_conflicts=kind is LookKind.PAGE)
    return len(rows)


def record_page(dossier: Dossier, kind: LookKind, by: Actor | None, at: datetime) -> None:
    """Write down that somebody opened a dossier, or a paper of it."""
    people = [pk for pk in (dossier.applicant_id, dossier.acted_for_id) if pk]
    record(citizens=people, kind=kind, by=by, at=at, dossier_id=dossier.pk)


def place_words(by: Actor) -> str:
    """Where somebody acts from, in words: the office of their first mandate, else its unit. At most 1 query."""
    with_office = next((m.office_id for m in by.mandates if m.office_id), None)
    if with_office is not None:
        office = Office.objects.select_related("unit").filter(pk=with_office).first()
        return f"{office.name}, {office.unit.full_name}"[:200] if office else ""
    path = next((m.unit_path for m in by.mandates), "")
    unit = Unit.objects.filter(path=path).order_by("-since").first() if path else None
    return unit.full_name[:200] if unit else ""


@transaction.atomic
def see_personal(*, dossier_id: int, reason: str, by: Actor, at: datetime) -> list[Opened]:
    """Number and contact of who handed in, and of whom they acted for, for one look with a reason. The look is written
    into the dossier's story and into the citizen's own list before anything is shown."""
    dossier = (
        Dossier.objects.select_related("unit", "office", "received_unit", "applicant", "acted_for")
        .filter(pk=dossier_id)
        .first()
    )
    if dossier is None:
        raise NotThere(_("Không có hồ sơ này."))
    require(dossier, "dossiers.see_personal", by, at)
    words = reason_of(reason)[:300]
    people = [each for each in (dossier.applicant, dossier.acted_for) if each is not None]
    try:
        opened = [_open(each) for each in people]
    except ciphers.CannotOpen as closed:
        raise WrongState(str(closed)) from closed
    record(
        citizens=[each.pk for each in people],
        kind=LookKind.NUMBERS,
        by=by,
        at=at,
        dossier_id=dossier.pk,
        reason=words,
    )
    ground.write(
        deed="dossiers.personal-seen",
        about=dossier.ref,
        by=ref_of(by),
        at=at,
        data={"reason": words},
        also=[each.ref for each in people],
    )
    return opened


def _open(citizen: Citizen) -> Opened:
    contact = citizen.contact()
    return Opened(
        citizen.name,
        citizen.kind,
        citizen.identity(),
        contact.get("phone", ""),
        contact.get("email", ""),
        contact.get("address", ""),
    )
