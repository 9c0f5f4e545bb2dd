"""People: the list one may see, and taking somebody on."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from dinh.look.shapes import Choice, FilterBar
from dinh.town import people_queries, queries, rules, services
from dinh.town.models import Person, Unit
from dinh.town.people_forms import NewcomerForm
from dinh.town.rules import WHO_MAY
from dinh.town.shapes import Actor

from . import telling
from .deed_pages import chosen_unit, first_password_page, forbidden, put
from .gate import signed_in

MOST_WORDS = 120


@require_safe
@signed_in
def people(request: HttpRequest) -> HttpResponse:
    """The people one may see: search, by unit, by standing of the account."""
    actor, today = request.actor, timezone.localdate()  # type: ignore[attr-defined]
    words = request.GET.get("q", "").strip()[:MOST_WORDS]
    units = people_queries.units_with_people(actor, today)
    unit = next((u for u in units if str(u.pk) == request.GET.get("don-vi", "")), None)
    standing = request.GET.get("tk", "")
    standing = standing if standing in people_queries.STANDINGS else ""
    page = people_queries.people(
        actor,
        today,
        words=words,
        unit=unit,
        standing=standing,
        after=request.GET.get("sau", ""),
        before=request.GET.get("truoc", ""),
    )
    shown = {
        "page": page,
        "rows": [_row(person, actor, today) for person in page.rows],
        "bar": _bar(words, units, unit, standing),
        "pressed": bool(words or unit or standing),
        "may_add": bool(people_queries.units_to_act_in(actor, "town.appoint", today)),
        "add_url": reverse("town.add_person") + (f"?don-vi={unit.code}" if unit and not unit.until else ""),
    }
    return render(request, "town/people.html", shown)


def _bar(words: str, units: list[Unit], unit: Unit | None, standing: str) -> FilterBar:
    states = {"dung": _("đang dùng"), "khoa": _("đã khóa"), "chua": _("chưa có")}
    pickers = [
        Choice(name="tk", words=_("Tài khoản"), options=list(states.items()), chosen=standing),
    ]
    if len(units) > 1:
        names = [(str(u.pk), _name(u)) for u in units]
        pickers.insert(
            0, Choice(name="don-vi", words=_("Đơn vị"), options=names, chosen=str(unit.pk) if unit else "")
        )
    return FilterBar(query=words, query_words=_("Họ tên hoặc tên đăng nhập"), pickers=pickers)


def _name(unit: Unit) -> str:
    if unit.until is None:
        return unit.full_name
    return _("%(unit)s (đến %(day)s)") % {"unit": unit.full_name, "day": f"{unit.until:%d/%m/%Y}"}


def _row(person: Person, actor: Actor, today: date) -> dict[str, Any]:
    """One line of the list. The standing of an account shows only to who may change it. No query: all is fetched."""
    posts = [post for post in person.posts.all() if post.alive_on(today)]
    mandates = [m for m in person.mandates.all() if m.alive_on(today)]
    rows: list[Any] = [*posts, *mandates] or [*person.posts.all(), *person.mandates.all()]
    places = {row.unit.path for row in rows}
    over = rules.reaches_all(actor.mandates, WHO_MAY["town.reset_password"], places, today)
    account = getattr(person, "account", None)
    return {
        "person": person,
        "url": reverse("town.person", args=[person.pk]),
        "posts": posts,
        "gone": not posts and not mandates,
        "roles": [telling.role_and_scope(m) for m in mandates],
        "account": account if over or person.pk == actor.person_id else None,
        "state": telling.account_state(account) if over or person.pk == actor.person_id else None,
    }


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def add_person(request: HttpRequest) -> HttpResponse:
    """Take somebody on: name, post, role and account in one deed. Answers with the first password, shown this once."""
    actor, today = request.actor, timezone.localdate()  # type: ignore[attr-defined]
    units = people_queries.units_to_act_in(actor, "town.appoint", today)
    unit = chosen_unit(request, units)
    if unit is None:
        return forbidden(request, "town.appoint", request.GET.get("don-vi", ""))
    given = request.POST if request.method == "POST" else None
    form = NewcomerForm(
        given,
        offices=queries.offices_of(unit, today),
        initial={"since": today, "reach": "office", "role": "officer"},
    )
    if request.method == "POST" and form.is_valid():
        values, password = form.cleaned_data, services.first_password()
        try:
            account = services.take_on(
                name=values["name"],
                unit=unit,
                office=form.chosen_office(),
                title=values["title"],
                since=values["since"],
                role=values["role"],
                whole_unit=values["reach"] == "unit",
                until=values["until"],
                basis=values["basis"],
                email=values["email"],
                phone=values["phone"],
                username=values["username"],
                password=password,
                by=actor,
                at=timezone.now(),
            )
        except services.PROBLEMS as problem:
            put(form, problem)
        else:
            return first_password_page(request, account, password)
    shown = {"form": form, "unit": unit, "units": units, "picker": len(units) > 1}
    return render(request, "town/add_person.html", shown, status=422 if form.errors else 200)
