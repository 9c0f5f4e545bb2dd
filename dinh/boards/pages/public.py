"""`/cong-khai/`: what a locality chose to show, for everybody. Only frozen publications are read here."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dinh.boards import queries
from dinh.boards.models import Publication
from dinh.look.shapes import Line, Part
from dinh.plans.shapes import PILLARS, StandingKind

from .common import standing_word


@require_safe
def everywhere(request: HttpRequest) -> HttpResponse:
    """The units that show something."""
    return render(request, "boards/public_list.html", {"units": queries.public_units()})


@require_safe
def unit(request: HttpRequest, code: str) -> HttpResponse:
    """What one unit shows now."""
    found = queries.public_unit(code)
    if found is None:
        raise Http404(_("Đơn vị này chưa công khai số liệu nào."))
    rows = queries.public_of(found)
    return render(request, "boards/public.html", {"unit": found, "shown": [shown_of(row) for row in rows]})


def shown_of(row: Publication) -> dict[str, Any]:
    """A publication ready to draw, from its frozen figures alone."""
    targets = row.frozen.get("targets", [])
    counts = Counter(each["kind"] for each in targets)
    money = row.frozen.get("money")
    return {
        "row": row,
        "plan": row.frozen.get("plan", {}),
        "parts": [
            Part(kind.look, standing_word(kind), counts[kind.value], "")
            for kind in StandingKind
            if counts.get(kind.value)
        ],
        "good": counts[StandingKind.REACHED.value] + counts[StandingKind.ON_COURSE.value],
        "measured": len(targets) - counts[StandingKind.NOT_MEASURED.value],
        "whole": len(targets),
        "groups": [
            (_(PILLARS.get(key, key)), [_target(each) for each in targets if each["pillar"] == key])
            for key in PILLARS
            if any(each["pillar"] == key for each in targets)
        ],
        "money": money,
        "money_total": sum(each["total"] for each in money) if money else 0,
        "money_spent": sum(each["spent"] or 0 for each in money) if money else 0,
    }


def _target(each: dict[str, Any]) -> dict[str, Any]:
    kind = StandingKind(each["kind"])
    inputs = each.get("inputs", [])
    newest = inputs[-1] if inputs else None
    chart = None
    if len(inputs) > 1 and each["operator"] not in {"yes", "rank"}:
        chart = Line(
            title=each["text"],
            values=[one["value"] for one in inputs],
            labels=[one["period"] for one in inputs],
            target=each["goal"],
            less_is_better=each["operator"] in {"<", "<="},
            unit=each["unit"],
            kind=kind.look,
        )
    return {
        **each,
        "look": kind.look,
        "word": standing_word(kind),
        "last": date.fromisoformat(each["last"]) if each["last"] else None,
        "due": date.fromisoformat(each["due"]) if each["due"] else None,
        "newest": newest,
        "chart": chart,
        "less": each["operator"] in {"<", "<="},
        "bar": each["value"] is not None
        and each["goal"]
        and each["operator"] not in {"yes", "rank", "range"},
    }
