"""One measure: what it counts and by which rule, how it went, and which unit stands where."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from dinh.ground.periods import Period
from dinh.look.formats import num
from dinh.look.shapes import FilterBar
from dinh.look.shapes import Line as Drawn
from dinh.town.models import Unit
from dinh.town.pages import signed_in

from .. import foretelling
from ..explaining import explained
from ..queries.boards import Line, lines_of, ranking
from ..queries.forecasts import BACK, KINDS, Asked, of_readings, over_by, until_end
from ..rules.forecasting import Forecast
from ..shapes import Reading
from .common import (
    key_of,
    missing_words,
    now,
    period_asked,
    period_picker,
    recipe_of,
    room_words,
    today,
    unit_asked,
    unit_picker,
    units_seen,
)
from .words import short_label, value_words

MOST_RANKED = 200
SHOWN = 12
"""How many periods the chart goes back."""


def _key(reading: Reading) -> str:
    return key_of(Period.parse(reading.period, closing_day=reading.closing))


def drawn(line: Line, unit: Unit, made: Forecast | None) -> Drawn | None:
    """The chart of a measure's last twelve periods and what is foretold after them; none when there is nothing to draw."""
    shown, values = line.series[-SHOWN:], line.values[-SHOWN:]
    if sum(each is not None for each in values) < 2:
        return None
    base = reverse("measures.why", args=[line.recipe.code])
    places = [(each.period, each.last) for each in shown]
    if made is not None:
        places += [(each.key, each.last) for each in made.steps if each.last > shown[-1].last]
    measured_in = str(line.recipe.unit)
    return Drawn(
        title=str(line.recipe.words),
        values=values + [None] * (len(places) - len(values)),
        labels=[short_label(*each) for each in places],
        unit=measured_in,
        less_is_better=line.recipe.best == "low",
        kind="path",
        urls=[f"{base}?don-vi={unit.code}&ky={_key(each)}" for each in shown],
        outlook=foretelling.outlook(made, [key for key, _last in places], measured_in) if made else None,
    )


def foretold(line: Line, unit: Unit, period: Period) -> Forecast | None:
    """Where the measure will stand at the end of the period's year; None for what is no number over even periods. One query."""
    if period.kind not in KINDS or line.recipe.kind == "yes":
        return None
    last = min(period, over_by(period.kind, today(), period.closing_day), key=lambda each: each.last)
    asked = Asked(line.recipe.code, unit.code, period.kind, until_end(last), period.closing_day)
    return of_readings(asked, last, line.series, at=now())


@require_GET
@signed_in
def one(request: HttpRequest, code: str) -> HttpResponse:
    """A measure for a unit with its twelve periods, and the units this person may see, ranked, and where it will stand by the year's end. Five queries
    and two passes."""
    recipe = recipe_of(code)
    units = units_seen(request)
    unit, period = unit_asked(request, units), period_asked(request)
    lines = lines_of(unit.code, period, [code], back=BACK)
    line = lines[0] if lines else None
    made = foretold(line, unit, period) if line else None
    others = [each for each in units if each.level == 3][:MOST_RANKED] if len(units) > 1 else []
    names = {each.code: each for each in units}
    places = ranking(code, [each.code for each in others], period) if others else []
    context = {
        "recipe": recipe,
        "explained": explained(recipe),
        "fact": room_words(recipe.fact),
        "unit": unit,
        "period": period,
        "ky": key_of(period),
        "line": line,
        "value": value_words(line.now) if line else "",
        "missing": missing_words(line.now.missing) if line else [],
        "chart": drawn(line, unit, made) if line else None,
        "forecast": foretelling.told(made, str(recipe.unit)) if made else None,
        "places": [(each, names[each.unit_code], value_words(each.reading)) for each in places],
        "bar": FilterBar(pickers=(unit_picker(units, unit), period_picker(period))),
        "about": (recipe.code, unit, period),
        "best": {
            "high": _("Cao hơn là tốt hơn"),
            "low": _("Thấp hơn là tốt hơn"),
            "none": _("Không xếp hơn kém"),
        }[recipe.best],
        "version": num(recipe.version),
    }
    return render(request, "measures/one.html", context)
