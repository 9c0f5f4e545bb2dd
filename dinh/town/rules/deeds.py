"""Which roles may do each deed of the town."""

from __future__ import annotations

from dinh.town.shapes import Role

_ADMIN = frozenset({Role.ADMIN.value})

WHO_MAY: dict[str, frozenset[str]] = {
    "town.open_office": _ADMIN,
    "town.close_office": _ADMIN,
    "town.appoint": _ADMIN,
    "town.end_post": _ADMIN,
    "town.correct_person": _ADMIN,
    "town.give_mandate": _ADMIN,
    "town.end_mandate": _ADMIN,
    "town.arrange_stand_in": frozenset({Role.ADMIN.value, Role.LEADER.value, Role.OFFICE_HEAD.value}),
    "town.open_account": _ADMIN,
    "town.reset_password": _ADMIN,
    "town.close_account": _ADMIN,
    "town.give_system_key": _ADMIN,
    "town.revoke_key": _ADMIN,
}
"""A person may always change their own password, e-mail and telephone, and always sees their own page."""
