"""`/so-sanh/`: two plans side by side."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dinh.boards import queries
from dinh.look.shapes import FilterBar, Part
from dinh.plans.models import Plan
from dinh.plans.queries import visible_plans
from dinh.town.pages import signed_in

from .common import actor_of, given, pick, plan_seen, standing_word, today


@signed_in
@require_safe
def compare(request: HttpRequest) -> HttpResponse:
    """Choose two plans; then their targets in pairs, money and tasks."""
    actor, day = actor_of(request), today()
    left = plan_seen(actor, given(request, "a"), day)
    right = plan_seen(actor, given(request, "b"), day)
    choices = list(
        visible_plans(actor, day)
        .select_related("unit")
        .defer("search")
        .order_by("unit__level", "-since")[:300]
    )
    found = queries.compare(left, right, day) if left and right and left.pk != right.pk else None
    shown = request.GET.get("hien", "")
    pairs = []
    if found:
        pairs = {
            "khac": found.differing,
            "chung": found.both,
            "rieng": [pair for pair in found.pairs if not (pair.left and pair.right)],
        }.get(shown, found.pairs)
    return render(
        request,
        "boards/compare.html",
        {
            "left": left,
            "right": right,
            "found": found,
            "pairs": pairs,
            "sides": [
                (side, [Part(kind.look, standing_word(kind), n, "") for kind, n in side.standings.items()])
                for side in ((found.left, found.right) if found else ())
            ],
            "same_plan": bool(left and right and left.pk == right.pk),
            "bar": FilterBar(
                pickers=(
                    pick(
                        "a",
                        _("Bên trái"),
                        [_option(plan) for plan in choices],
                        str(left.pk) if left else "",
                        every=_("chọn kế hoạch"),
                    ),
                    pick(
                        "b",
                        _("Bên phải"),
                        [_option(plan) for plan in choices],
                        str(right.pk) if right else "",
                        every=_("chọn kế hoạch"),
                    ),
                    pick(
                        "hien",
                        _("Hiện"),
                        [
                            ("khac", _("chỗ khác nhau")),
                            ("chung", _("có ở cả hai")),
                            ("rieng", _("chỉ một bên có")),
                        ],
                        shown,
                        every=_("tất cả"),
                    ),
                )
            ),
        },
    )


def _option(plan: Plan) -> tuple[str, str]:
    return str(plan.pk), f"{plan.symbol or plan.title[:40]}, {plan.unit.name}"
