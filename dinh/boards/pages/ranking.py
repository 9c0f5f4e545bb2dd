"""`/xep-hang/`: every unit's or office's place with the reason, by a dated rule."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dinh.boards import queries
from dinh.boards.rules import WHO_MAY
from dinh.boards.saying import why
from dinh.boards.shapes import Place
from dinh.look.shapes import FilterBar
from dinh.town import services as town
from dinh.town.pages import signed_in
from dinh.town.rules import covers, holders

from .common import actor_of, address, given, home_unit, pick, today, unit_seen


@signed_in
@require_safe
def ranking(request: HttpRequest) -> HttpResponse:
    """The whole ranking below a province, or of the offices of a commune."""
    actor, day = actor_of(request), today()
    if not any(
        covers(m, m.unit_path, day, m.office_id) for m in holders(actor.mandates, WHO_MAY["boards.rank"])
    ):
        raise PermissionDenied(
            _("Bảng xếp hạng dành cho lãnh đạo, chuyên viên chuyển đổi số và cán bộ tỉnh theo dõi.")
        )
    unit = unit_seen(actor, given(request, "don-vi"), day) or home_unit(actor, day)
    if unit is not None:
        town.require(actor, "boards.rank", unit.path, day)
    offices = unit is not None and (unit.level > 1 or request.GET.get("theo") == "co-quan")
    places = []
    if unit is not None:
        places = queries.rank_offices(actor, day, unit) if offices else queries.rank_units(actor, day, unit)
    return render(
        request,
        "boards/ranking.html",
        {
            "unit": unit,
            "rule": queries.rule_on(day),
            "places": [place for place in places if place.place is not None],
            "unranked": _by_reason([place for place in places if place.place is None]),
            "unranked_count": sum(place.place is None for place in places),
            "offices": offices,
            "day": day,
            "bar": FilterBar(
                pickers=(
                    pick(
                        "theo",
                        _("Xếp"),
                        [("co-quan", _("cơ quan cấp tỉnh"))],
                        request.GET.get("theo", ""),
                        every=_("xã, phường, đặc khu"),
                    ),
                ),
                keep={"don-vi": str(unit.pk)} if unit else {},
            )
            if unit is not None and unit.level == 1
            else None,
            "open_url": lambda: address("boards.board"),
        },
    )


def _by_reason(places: Sequence[Place]) -> list[tuple[str, list[str]]]:
    """Why places have no rank, each reason once with the names it is true of, the commonest first."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for place in places:
        found[why(place)].append(place.name)
    return sorted(found.items(), key=lambda pair: -len(pair[1]))
