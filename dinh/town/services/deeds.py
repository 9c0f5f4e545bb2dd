"""Who may do what: the register of deeds, and the question asked before each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from dinh.town import queries, rules
from dinh.town.shapes import Actor, Role


class NotAllowed(Exception):
    """The actor has no mandate for this. `str()` is a Vietnamese sentence, naming who has one where known."""


@dataclass(frozen=True, slots=True)
class Deed:
    """A deed of some room, the roles that may do it, and its words."""

    name: str
    room: str
    roles: frozenset[str]
    words: Any
    whole_units: bool = False
    """Whether it takes a mandate over a unit as a whole, not one over an office of it."""

    def __str__(self) -> str:
        return str(self.words)


_deeds: dict[str, Deed] = {}


def declare_deeds(
    room: str,
    who_may: Mapping[str, frozenset[str]],
    *,
    words: Mapping[str, Any],
    whole_units: bool = False,
) -> None:
    """Enter a room's deeds in the table; called once from its apps.py. A deed without words or with an unknown role
    is a mistake of the room and raises ValueError at start-up. `whole_units`: those who have an office's mandate only
    are not shown the way to them."""
    known = {role.value for role in Role}
    for name, roles in who_may.items():
        if not name.startswith(f"{room}."):
            raise ValueError(f"{name}: a deed of {room} begins with “{room}.”")
        if strange := set(roles) - known:
            raise ValueError(f"{name}: unknown roles {sorted(strange)}")
        if name not in words:
            raise ValueError(f"{name}: no words")
        _deeds[name] = Deed(name, room, frozenset(str(role) for role in roles), words[name], whole_units)


def deeds() -> list[Deed]:
    """Every declared deed, room by room in the order declared."""
    return list(_deeds.values())


def _day(at: datetime | date) -> date:
    if isinstance(at, datetime):
        return timezone.localtime(at).date()
    return at


def allowed(
    actor: Actor | None, deed: str, unit_path: str, at: datetime | date, office_id: int | None = None
) -> bool:
    """Whether the actor may do the deed there and then. For showing or hiding a button; costs no query."""
    if actor is None:
        return False
    return rules.may(actor.mandates, _deeds[deed].roles, unit_path, _day(at), office_id)


def require(
    actor: Actor | None, deed: str, unit_path: str, at: datetime | date, office_id: int | None = None
) -> None:
    """Raise NotAllowed unless the actor may. `actor` None is the machine itself (a command, a job): it may."""
    if actor is None or allowed(actor, deed, unit_path, at, office_id):
        return
    raise NotAllowed(_refusal(actor, _deeds[deed], unit_path, _day(at)))


def _refusal(actor: Actor, deed: Deed, unit_path: str, day: date) -> str:
    place = queries.place_of_path(unit_path)
    text = _("%(person)s chưa được giao quyền “%(deed)s” tại %(place)s.") % {
        "person": actor.name,
        "deed": deed.words,
        "place": place or _("đơn vị này"),
    }
    names = queries.names_with_roles(deed.roles, unit_path, day, limit=3)
    if names:
        return text + " " + _("Người có quyền: %(names)s.") % {"names": "; ".join(names)}
    roles = ", ".join(_(Role(role).word).lower() for role in Role if role in deed.roles)
    return text + " " + _("Việc này dành cho: %(roles)s; hiện chưa có ai được giao.") % {"roles": roles}
