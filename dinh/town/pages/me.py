"""My account: who I am here, what I may, whom I stand in for, and when I signed in."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dinh.ground import queries as ground
from dinh.ground.models import LedgerLine
from dinh.look.shapes import Deed
from dinh.town import queries
from dinh.town.shapes import Role

from .gate import signed_in


@require_safe
@signed_in
def me(request: HttpRequest) -> HttpResponse:
    """The page of the signed-in person."""
    account, today = request.user, timezone.localdate()
    person = account.person  # type: ignore[union-attr]
    lines = ground.story_of(account.ref, limit=12)  # type: ignore[union-attr]
    shown: dict[str, Any] = {
        "person": person,
        "today": today,
        "deeds": [Deed(words=_told(line), at=line.at, kind="stop" if _bad(line) else "") for line in lines],
    }
    if person is not None:
        shown |= queries.person_page(person)
        for mandate in shown["mandates"]:
            mandate.role_word, mandate.meaning = Role(mandate.role).word, Role(mandate.role).meaning
            mandate.in_force = mandate.alive_on(today)
        for stand_in in shown["stand_ins"]:
            stand_in.now = stand_in.since <= today <= stand_in.until
            stand_in.mine = stand_in.by_id == person.pk
            stand_in.told = [
                f"{_(Role(m.role).word)}, {m.office or m.unit.name_in_text}" for m in stand_in.mandates.all()
            ]
        for post in shown["posts"]:
            post.in_force = post.alive_on(today)
    return render(request, "town/me.html", shown)


def _bad(line: LedgerLine) -> bool:
    return line.deed in {"town.sign-in-failed", "town.sign-in-locked"}


def _told(line: LedgerLine) -> str:
    words = ground.deed_word(line.deed)
    address = line.data.get("address")
    return f"{words} ({address})" if address else words
