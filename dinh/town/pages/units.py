"""Units: a search as of a day, and the page of one."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dinh.ground.text import sort_key
from dinh.town import queries, register
from dinh.town.forms import DayForm, UnitSearchForm
from dinh.town.models import Unit, UnitSuccession
from dinh.town.shapes import Level, UnitKind

from .gate import signed_in

PER_PAGE = 60


@require_safe
@signed_in
def units(request: HttpRequest) -> HttpResponse:
    """Search units by name or code as of a day; without a name, the provinces of that day."""
    form = UnitSearchForm(request.GET)
    day = form.day()
    query = (form.cleaned_data.get("q") or "").strip()
    level = form.cleaned_data.get("cap")
    if query:
        found = queries.units_named(query, day, level, limit=60)
    else:
        found = queries.called_on(queries.provinces(day), day)
    rows = [
        {
            "unit": unit,
            "name": _called(unit),
            "above": ", ".join(_above(unit)),
            "kind": UnitKind(unit.called.kind if unit.called else unit.kind).long_word,
            "url": _address(unit.code, day),
        }
        for unit in found
    ]
    shown = {
        "form": form,
        "query": query,
        "day": day,
        "rows": rows,
        "counts": [(Level(n), count) for n, count in sorted(queries.count_by_level(day).items())],
        "early": day < register.known_from(),
        "known_from": register.known_from(),
    }
    return render(request, "town/units.html", shown, status=200 if form.is_valid() else 422)


def _address(code: str, day: date) -> str:
    url = reverse("town.unit", args=[code])
    return url if day == timezone.localdate() else f"{url}?{urlencode({'ngay': day.isoformat()})}"


def _called(unit: Unit) -> str:
    if unit.called is None:
        return unit.full_name
    return register.full_name(unit.called.kind, unit.called.name)


def _above(unit: Unit) -> list[str]:
    names, parent = [], unit.parent
    while parent is not None:
        names.append(parent.full_name)
        parent = parent.parent
    return names


@require_safe
@signed_in
def unit(request: HttpRequest, code: str) -> HttpResponse:
    """One unit as of a day: names, what it was made of and became, what is under it, offices, who holds which post."""
    form = DayForm(request.GET)
    day = form.day()
    lives = queries.units_with_code(code)
    if not lives:
        raise Http404(_("Không có đơn vị hành chính mang mã %(code)s.") % {"code": code})
    one = next((life for life in lives if life.alive_on(day)), None)
    if one is None:
        shown = {"form": form, "code": code, "day": day, "lives": _lives(lives)}
        return render(request, "town/unit_not_then.html", shown, status=404)
    queries.called_on([one], day)
    offices = queries.offices_of(one, day)
    shown = {
        "form": form,
        "unit": one,
        "name": _called(one),
        "kind": UnitKind(one.called.kind if one.called else one.kind).long_word,
        "level": Level(one.level),
        "day": day,
        "is_today": day == timezone.localdate(),
        "crumbs": _crumbs(one, day),
        "early": day < register.known_from(),
        "known_from": register.known_from(),
        "lives": _lives([life for life in lives if life.pk != one.pk]),
        "names": list(one.names.all()),
        "became": [_line(line, line.new, line.day) for line in queries.successors(one)],
        "made_of": [_line(line, line.old, line.old.until or day) for line in queries.predecessors(one)],
        "children": _children(request, one, day),
        "offices": offices,
        "has_days": any(office.since for office in offices),
        "has_codes": any(office.org_code_new for office in offices),
        "posts": queries.posts_in(one, day),
    }
    return render(request, "town/unit.html", shown, status=200 if form.is_valid() else 422)


def _crumbs(unit: Unit, day: date) -> list[tuple[str, str]]:
    chain, parent = [], unit.parent
    while parent is not None:
        chain.append((parent.full_name, _address(parent.code, day)))
        parent = parent.parent
    return list(reversed(chain))


def _lives(units: list[Unit]) -> list[dict[str, Any]]:
    """Other units that bore the same code, each with a day on which to see it."""
    shown = []
    for life in units:
        day = life.until or life.since or timezone.localdate()
        shown.append({"unit": life, "above": ", ".join(_above(life)), "url": _address(life.code, day)})
    return shown


def _line(line: UnitSuccession, other: Unit, day: date) -> dict[str, Any]:
    return {
        "unit": other,
        "name": other.full_name,
        "above": ", ".join(_above(other)),
        "url": _address(other.code, day),
        "share": line.share,
        "basis": line.basis,
        "day": line.day,
    }


def _children(request: HttpRequest, unit: Unit, day: date) -> Page[dict[str, Any]]:
    """The units below in Vietnamese order, sixty to a page. At most a few hundred, so they are sorted here: no two
    databases order Vietnamese alike."""
    every = sorted(queries.children_of(unit, day), key=lambda child: (sort_key(child.name), child.code))
    lines = [{"unit": child, "name": child.full_name, "url": _address(child.code, day)} for child in every]
    return Paginator(lines, PER_PAGE).get_page(request.GET.get("trang"))
