"""What the room's entrances share."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from dinh.ground.figures import whole_number
from dinh.look.shapes import Choice
from dinh.plans.models import Plan
from dinh.plans.queries import plan_for
from dinh.plans.shapes import StandingKind
from dinh.town.models import Unit
from dinh.town.queries import post_of, unit_scope_q
from dinh.town.shapes import Actor


def actor_of(request: HttpRequest) -> Actor:
    """Who is acting. Pages of this room are only reached signed in."""
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None:
        raise PermissionDenied(_("Đăng nhập để xem trang này."))
    return actor


def today() -> date:
    return timezone.localdate()


def now() -> datetime:
    return timezone.now()


def given(request: HttpRequest, name: str) -> int | None:
    """A whole number of the address, None when there is none or it is no number."""
    return whole_number(request.GET.get(name, ""))


def address(name: str, *args: Any, **query: Any) -> str:
    """An address of this site with its question; empty values are left out. "" when no room has that page."""
    try:
        path = reverse(name, args=args)
    except NoReverseMatch:
        return ""
    asked = urlencode({key: value for key, value in query.items() if value not in (None, "")})
    return f"{path}?{asked}" if asked else path


def unit_seen(actor: Actor, unit_id: int | None, day: date) -> Unit | None:
    """A unit under the actor's mandates, None when it is not one. One query."""
    if unit_id is None:
        return None
    return (
        Unit.objects.filter(unit_scope_q(actor, day, prefix=""), pk=unit_id).select_related("parent").first()
    )


def home_unit(actor: Actor, day: date) -> Unit | None:
    """Where the actor works: their post's unit, else the highest unit of their mandates. Two queries."""
    if actor.person_id is not None:
        post = post_of(actor.person_id, day)
        if post is not None:
            return post.unit
    rows = Unit.objects.filter(unit_scope_q(actor, day, prefix="")).select_related("parent")
    return rows.order_by("level", "code").first()


def plan_seen(actor: Actor, plan_id: int | None, day: date) -> Plan | None:
    """A plan this person may read; 404 when one is named that they may not. One query."""
    if plan_id is None:
        return None
    plan = plan_for(actor, plan_id, day)
    if plan is None:
        raise Http404(_("Không có kế hoạch này, hoặc anh, chị không được giao xem."))
    return plan


def standing_word(kind: StandingKind) -> str:
    """The word of a standing in the reader's language."""
    return _(kind.word)


def pick(
    name: str, words: str, options: Sequence[tuple[str, str]], chosen: str = "", every: str = ""
) -> Choice:
    """One picker of a filter bar; `every` is what no choice is called."""
    return Choice(name=name, words=words, options=options, chosen=chosen, every=every)
