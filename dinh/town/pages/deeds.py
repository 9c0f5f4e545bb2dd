"""Who may do what: every deed of every room against every role."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from django.apps import apps
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from dinh.town import rules, services
from dinh.town.services import Deed
from dinh.town.shapes import Role

from .gate import signed_in


@dataclass(frozen=True)
class _Line:
    """One row of the table."""

    deed: Deed
    cells: list[tuple[Role, bool]]
    mine: bool


@require_safe
@signed_in
def who_may(request: HttpRequest) -> HttpResponse:
    """The table of roles and deeds, with what the signed-in person may marked."""
    actor, day = request.actor, timezone.localdate()  # type: ignore[attr-defined]
    mine = {m.role for m in actor.mandates if rules.covers(m, m.unit_path, day, m.office_id)}
    rooms = []
    for room, some in groupby(services.deeds(), key=lambda deed: deed.room):
        lines = [
            _Line(deed, [(role, role.value in deed.roles) for role in Role], bool(mine & deed.roles))
            for deed in some
        ]
        rooms.append((apps.get_app_config(room).verbose_name, lines))
    roles = [(role, role.value in mine) for role in Role]
    return render(request, "town/who_may.html", {"roles": roles, "rooms": rooms})
