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
from dinh.ground.periods import Period
from dinh.ground.saying import period_words
from dinh.look.formats import num
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


BAD = (StandingKind.OVERDUE.value, StandingKind.BEHIND.value)


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
            (
                _(PILLARS.get(key, key)),
                [_target(each) for each in targets if each["pillar"] == key],
                sum(each["pillar"] == key and each["kind"] in BAD for each in targets),
            )
            for key in PILLARS
            if any(each["pillar"] == key for each in targets)
        ],
        "money": money,
        "money_total": sum(each["total"] for each in money) if money else 0,
        "money_spent": sum(each["spent"] or 0 for each in money) if money else 0,
    }


def value_words(value: float | None, operator: str, unit: str) -> str:
    """A figure as citizens read it: "68,9%", "12 lớp", "đã có"."""
    if value is None:
        return ""
    if operator == "yes":
        return _("Đã có") if value >= 1 else _("Chưa có")
    if operator == "rank":
        return _("Hạng %s") % num(value)
    return f"{num(value)}%" if unit == "%" else f"{num(value)} {unit}".strip()


def promise_words(each: dict[str, Any]) -> str:
    """What was promised: "từ 80% trở lên", "100%", "có"."""
    if each["operator"] == "yes" or each["goal"] is None:
        return _("có, hoàn thành")
    goal = value_words(each["goal"], "=", each["unit"])
    if each["operator"] == "range" and each["goal_max"] is not None:
        return _("từ %(low)s đến %(high)s") % {
            "low": goal,
            "high": value_words(each["goal_max"], "=", each["unit"]),
        }
    told = {
        ">=": _("từ %s trở lên"),
        ">": _("trên %s"),
        "<=": _("không quá %s"),
        "<": _("dưới %s"),
        "rank": _("trong nhóm %s nơi dẫn đầu"),
    }
    return told.get(each["operator"], "%s") % goal


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
        "shown": value_words(each["value"], each["operator"], each["unit"]),
        "promise": promise_words(each),
        "period": period_words(Period.parse(newest["period"])) if newest else "",
        "last": date.fromisoformat(each["last"]) if each["last"] else None,
        "due": date.fromisoformat(each["due"]) if each["due"] else None,
        "newest": newest,
        "chart": chart,
        "less": each["operator"] in {"<", "<="},
        "bar": each["value"] is not None
        and each["goal"]
        and each["operator"] not in {"yes", "rank", "range"},
    }
