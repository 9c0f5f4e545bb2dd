"""What every deed of the room shares: refusals, who acts, locks, lines of the ledger, marks of addresses."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from dinh.ground import services as ground
from dinh.ground.shapes import Ref
from dinh.ground.text import nfc
from dinh.town import services as town
from dinh.town.shapes import Actor
from dinh.voices import rules
from dinh.voices.models import Event, Initiative
from dinh.voices.shapes import InitiativeMoved, State

_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


class VoicesRefused(Exception):
    """Base of this room's refusals. `str()` is a Vietnamese sentence fit to show."""

    field = ""


class WrongInput(VoicesRefused):
    """What was typed cannot be taken; `.field` names where."""

    def __init__(self, field: str, sentence: str) -> None:
        self.field = field
        super().__init__(sentence)


class WrongState(VoicesRefused):
    """The initiative or event is not where this deed can be done."""


class TooOften(VoicesRefused):
    """So much came from one address that it is taken for a machine; `.minutes` to wait."""

    def __init__(self, sentence: str, minutes: int) -> None:
        self.minutes = minutes
        super().__init__(sentence)


def ref_of(by: Actor | None) -> Ref | None:
    return by.ref if by else None


def person_id(by: Actor | None) -> int | None:
    return by.person_id if by else None


def day_of(at: datetime) -> date:
    return timezone.localtime(at).date()


def new_code() -> str:
    """A word to follow an initiative by: long enough not to be guessed, without letters that are misread."""
    return "".join(secrets.choice(_LETTERS) for _n in range(10))


def mark_of(address: str, at: datetime) -> str:
    """A keyed hash of an address, other every day: the same caller is known again for a day and never after."""
    if not address:
        return ""
    said = f"{day_of(at).isoformat()} {address}".encode()
    return hmac.new(settings.SECRET_KEY.encode(), said, hashlib.sha256).hexdigest()[:24]


def clean(text: str, field: str, missing: str, most: int, *, lines: bool = False) -> str:
    """Text as it is kept: NFC, spaces tidied; refused with the field's name when empty or too long."""
    kept = nfc(text).replace("\x00", "").strip() if lines else " ".join(nfc(text).replace("\x00", "").split())
    if not kept:
        raise WrongInput(field, missing)
    if len(kept) > most:
        raise WrongInput(
            field,
            _("Nhiều nhất %(most)s chữ cái, đang có %(n)s.") % {"most": most, "n": len(kept)},
        )
    return kept


def locked(initiative_id: int) -> Initiative:
    """The initiative, locked until the transaction ends, with its unit."""
    return (
        Initiative.objects.select_for_update(of=("self",))
        .select_related("unit", "office")
        .get(pk=initiative_id)
    )


def locked_event(event_id: int) -> Event:
    return (
        Event.objects.select_for_update(of=("self",)).select_related("unit", "lead_office").get(pk=event_id)
    )


def require(row: Initiative | Event, deed: str, by: Actor | None, at: datetime) -> None:
    """Raise NotAllowed unless the actor may do the deed on the initiative or event: over its unit, or over the office
    that has it in hand."""
    office = getattr(row, "lead_office_id", None)
    if office is not None and town.allowed(by, deed, row.unit.path, at, office):
        return
    town.require(by, deed, row.unit.path, at)


def require_anywhere(row: Initiative, deed: str, by: Actor, at: datetime) -> None:
    """Raise NotAllowed unless the actor may do the deed where they work: whoever may read an initiative of another place
    may vote and speak on it as they do at home."""
    if not any(town.allowed(by, deed, m.unit_path, at, m.office_id) for m in by.mandates):
        town.require(by, deed, row.unit.path, at)


def may(row: Initiative | Event, deed: str, by: Actor | None, at: datetime) -> bool:
    """The same, for showing a button."""
    office = getattr(row, "lead_office_id", None)
    return town.allowed(by, deed, row.unit.path, at) or (
        office is not None and town.allowed(by, deed, row.unit.path, at, office)
    )


def require_state(row: Initiative, deed: str) -> None:
    if not rules.may_move(deed, row.state, row.kind):
        raise WrongState(
            _("Sáng kiến này đang ở tình trạng “%(state)s”, không làm được việc đó.")
            % {"state": _(row.state_word)}
        )


def move(row: Initiative, new: State, *, fields: Sequence[str] = ()) -> str:
    """Set the state of a locked row and save it with the fields named; gives the old state."""
    old, row.state = row.state, new.value
    row.version += 1
    row.save(update_fields=["state", "version", *fields])
    return old


def note(
    row: Initiative | Event,
    deed: str,
    by: Actor | None,
    at: datetime,
    *,
    also: Sequence[Ref] = (),
    **data: Any,
) -> None:
    ground.write(deed=deed, about=row.ref, by=ref_of(by), at=at, data=data, also=[row.unit.ref, *also])


def tell_moved(row: Initiative, old: str, at: datetime) -> None:
    ground.announce(InitiativeMoved(row.pk, old, row.state, row.unit.code), at=at)
