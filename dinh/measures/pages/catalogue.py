"""Every measure there is: what it counts, from which records, and what it says of a unit now."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from dinh.ground.text import fold
from dinh.look.shapes import Choice, FilterBar
from dinh.town.pages import signed_in

from .. import recipes as book
from ..explaining import explained
from ..queries.boards import IMPORTED
from ..queries.naming import named
from .common import period_asked, room_words, unit_asked, units_seen


@require_GET
@signed_in
def catalogue(request: HttpRequest) -> HttpResponse:
    """The catalogue, by the records it counts; words search names, explanations and how papers call it. One query."""
    unit, period = unit_asked(request, units_seen(request)), period_asked(request)
    typed, fact = request.GET.get("q", "").strip()[:200], request.GET.get("loai", "")
    recipes = [each for each in book.all_recipes() if each.bottom is not None]
    facts = {each.fact: room_words(each.fact) for each in recipes}
    shown = [each for each in recipes if _wanted(each, typed)]
    if fact:
        shown = [each for each in shown if each.fact == fact]
    groups: dict[str, list[dict[str, object]]] = {}
    for each in sorted(shown, key=lambda one: (one.fact == IMPORTED, facts[one.fact], one.code)):
        told = explained(each)
        groups.setdefault(facts[each.fact], []).append(
            {
                "code": each.code,
                "words": each.words,
                "unit": each.unit,
                "counted": told.counted,
                "source": told.source,
                "imported": each.fact == IMPORTED,
                "index": each.code.startswith("766"),
            }
        )
    bar = FilterBar(
        pickers=(
            Choice(
                name="loai",
                words=_("Đếm từ"),
                options=tuple(sorted(facts.items(), key=lambda one: one[1])),
                chosen=fact,
            ),
        ),
        query=typed,
        query_words=_("Tìm số đo, hoặc dán câu chỉ tiêu"),
        keep={"don-vi": unit.code},
    )
    context = {
        "groups": groups,
        "bar": bar,
        "unit": unit,
        "period": period,
        "shown": len(shown),
        "typed": typed,
    }
    return render(request, "measures/catalogue.html", context)


def _wanted(recipe: book.Recipe, typed: str) -> bool:
    """Whether the typed words are those of this measure; a whole sentence of a plan finds the measures it names."""
    if not typed:
        return True
    if recipe.code in {each.measure for each in named(typed)}:
        return True
    text = fold(f"{recipe.code} {recipe.words} {explained(recipe).counted}")
    return all(word in text for word in fold(typed).split())
