"""The page of one person: posts, mandates, standing-in, account, story."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dinh.ground import queries as ground
from dinh.town import people_queries, queries, rules, services
from dinh.town.models import Person
from dinh.town.rules import WHO_MAY

from . import telling
from .gate import signed_in

STORY = 20


@require_safe
@signed_in
def person(request: HttpRequest, person_id: int) -> HttpResponse:
    """One person. Whoever is signed in reads the posts in force, so that a name anywhere opens; the rest is for who has
    a mandate where the person works, account and story for who may change the account and for themselves."""
    actor, today = request.actor, timezone.localdate()  # type: ignore[attr-defined]
    who = people_queries.person_with_account(person_id)
    if who is None:
        raise Http404(_("Không có người này."))
    shown = {"person": who, "today": today, "mine": who.pk == actor.person_id} | telling.dressed(who, today)
    if not people_queries.may_see(actor, who, today):
        shown["posts"] = [post for post in shown["posts"] if post.in_force]
        return render(request, "town/person_outside.html", shown)
    return render(
        request, "town/person.html", shown | _deeds(request, who, shown) | _inside(request, who, shown)
    )


def _deeds(request: HttpRequest, who: Person, shown: dict[str, Any]) -> dict[str, Any]:
    """Which deeds show, and where they are done. No query: what may be done is worked out from what is shown."""
    actor, today = request.actor, shown["today"]  # type: ignore[attr-defined]
    at = lambda name, *more: reverse(f"town.{name}", args=[who.pk, *more])  # noqa: E731
    may = lambda deed, path: services.allowed(actor, deed, path, today)  # noqa: E731
    for post in shown["posts"]:
        ends = post.until is None or post.until >= today
        post.end_url = at("end_post", post.pk) if ends and may("town.end_post", post.unit.path) else ""
    lend = False
    for mandate in shown["mandates"]:
        lasts = mandate.until is None or mandate.until >= today
        mine = shown["mine"] and mandate.role in WHO_MAY["town.give_mandate"]
        ends = lasts and not mine and may("town.end_mandate", mandate.unit.path)
        mandate.end_url = at("end_mandate", mandate.pk) if ends else ""
        path, office = mandate.unit.path, mandate.office_id
        lend |= lasts and (
            may("town.give_mandate", path)
            or (shown["mine"] and services.may_lend(actor, path, today, office))
        )
    for one in shown["stand_ins"]:
        either = actor.person_id in {one.absent_id, one.by_id}
        over = all(may("town.give_mandate", m.unit.path) for m in one.mandates.all())
        one.end_url = at("end_stand_in", one.pk) if not one.over and (either or over) else ""
    admin = any(
        rules.covers(m, m.unit_path, today)
        for m in rules.holders(actor.mandates, WHO_MAY["town.give_mandate"])
    )
    return {
        "appoint_url": at("appoint") if admin else "",
        "give_url": at("give_mandate") if admin else "",
        "lend_url": at("arrange_stand_in") if lend else "",
    }


def _inside(request: HttpRequest, who: Person, shown: dict[str, Any]) -> dict[str, Any]:
    """The account and the story, for who may change the account and for the person themselves. 8 queries at most."""
    actor, today = request.actor, shown["today"]  # type: ignore[attr-defined]
    places = queries.places_of(who.pk, today)
    roles = WHO_MAY["town.reset_password"]
    over = rules.reaches_all(actor.mandates, roles, places, today)
    if not over and not shown["mine"]:
        return {"inside": False}
    before = request.GET.get("truoc", "")
    key = int(before) if before.isdecimal() and len(before) < 19 else None
    lines = ground.story_of(who.ref, before=key, limit=STORY + 1)
    account = getattr(who, "account", None)
    return {
        "inside": True,
        "over": over and not shown["mine"],
        "correct_url": reverse("town.correct_person", args=[who.pk]),
        "account": account,
        "state": telling.account_state(account),
        "sign_ins": telling.sign_ins(account, limit=6),
        "story": telling.story(lines[:STORY]),
        "older": lines[STORY - 1].pk if len(lines) > STORY else "",
        "newer": key is not None,
    }
