"""My account: who I am here, what I may, whom I stand in for, and when I signed in."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from dinh.town import services
from dinh.town.models import Account

from . import telling
from .gate import signed_in


@require_safe
@signed_in
def me(request: HttpRequest) -> HttpResponse:
    """The page of the signed-in person."""
    actor, today = request.actor, timezone.localdate()  # type: ignore[attr-defined]
    account: Account = request.user  # type: ignore[assignment]
    person = account.person
    shown: dict[str, Any] = {"person": person, "today": today, "deeds": telling.sign_ins(account)}
    if person is not None:
        shown |= telling.dressed(person, today)
        for one in shown["stand_ins"]:
            one.end_url = "" if one.over else reverse("town.end_stand_in", args=[person.pk, one.pk])
        shown["may_lend"] = any(
            m.in_force and services.may_lend(actor, m.unit.path, today, m.office_id)
            for m in shown["mandates"]
        )
    return render(request, "town/me.html", shown)
