"""Putting right what was written wrong: what stood before stays told, and the register of a day gone by reads as it did."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from dinh.town.shapes import Actor

from ..models import Citizen, Correction, Dossier
from ..rules import intake as rules
from ..shapes import GivenPerson
from .common import WrongInput, locked, moment, name_of, note, reason_of, require
from .intake import asked_of, citizen_of


@transaction.atomic
def correct(
    *,
    dossier_id: int,
    reason: str,
    by: Actor | None,
    at: datetime,
    applicant: GivenPerson | None = None,
    acted_for: GivenPerson | None = None,
    case_name: str | None = None,
    seen: int | None = None,
) -> Dossier:
    """Put right who handed in, for whom, or which case it is. Raises WrongInput when nothing of it is otherwise."""
    dossier = locked(dossier_id, seen)
    require(dossier, "dossiers.correct", by, at)
    words = reason_of(reason)
    faults = []
    for prefix, person in (("applicant", applicant), ("acted_for", acted_for)):
        if person is not None:
            faults += rules.person_faults(
                name=person.name,
                kind=person.kind,
                identity=person.identity,
                phone=person.phone,
                email=person.email,
                prefix=prefix,
            )
    if case_name is not None:
        faults += rules.case_faults(asked_of(dossier.edition), case_name)
    if faults:
        raise WrongInput(faults)
    at = moment(dossier, at)
    changed = []
    for field, person in (("applicant", applicant), ("acted_for", acted_for)):
        if person is not None and _other_person(dossier, field, person, words, by, at):
            changed.append(field)
    if case_name is not None and case_name != dossier.case_name:
        _remember(dossier, "case_name", dossier.case_name, words, by, at)
        dossier.case_name = case_name
        changed.append("case_name")
    if not changed:
        raise WrongInput.of("reason", _("Không có gì khác với điều đang ghi."))
    dossier.version += 1
    dossier.moved_at = at
    dossier.save()
    note(dossier, "corrected", by, at, fields=changed, reason=words)
    return dossier


def _other_person(
    dossier: Dossier, field: str, given: GivenPerson, why: str, by: Actor | None, at: datetime
) -> bool:
    old: Citizen | None = getattr(dossier, field)
    before = (old.name, old.identity(), old.contact()) if old else None
    new = citizen_of(given, at)
    if old is not None and new.pk == old.pk:
        return before != (new.name, new.identity(), new.contact())
    _remember(dossier, field, str(old.pk) if old else "", why, by, at)
    setattr(dossier, field, new)
    dossier.save(update_fields=[field])
    if old is not None:
        let_go(old)
    return True


def let_go(citizen: Citizen) -> None:
    """A number that was typed wrong may be somebody else's: what nothing stands on any more loses number and contact, and
    keeps the name that the register of its days shows."""
    used = (
        citizen.dossiers.exists()
        or Dossier.objects.filter(acted_for=citizen).exists()
        or citizen.accounts.exists()
        or citizen.acts_for.exists()
        or citizen.acted_for_by.exists()
    )
    if not used:
        citizen.identity_closed = citizen.identity_index = ""
        citizen.contact_closed = citizen.phone_index = ""
        citizen.save(update_fields=["identity_closed", "identity_index", "contact_closed", "phone_index"])


def _remember(dossier: Dossier, field: str, was: str, why: str, by: Actor | None, at: datetime) -> None:
    Correction.objects.create(
        dossier=dossier, field=field, was=was[:300], reason=why, by_name=name_of(by), at=at
    )
