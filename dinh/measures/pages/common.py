"""What the room's entrances share: who is asking, which unit and period they mean, what they may see."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from dinh.ground.periods import Kind, Period, containing
from dinh.look.shapes import Choice
from dinh.town import queries as town_queries
from dinh.town import services as town
from dinh.town.models import Unit
from dinh.town.shapes import Actor

from .. import recipes as book
from ..recipes import Recipe

KINDS: tuple[Kind, ...] = ("month", "quarter", "half", "nine_months", "year")
MOST_UNITS = 400


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


def recipe_of(code: str) -> Recipe:
    """The measure of the address, else the 404 page."""
    try:
        return book.recipe(code)
    except book.NoSuchMeasure as unknown:
        raise Http404(str(unknown)) from unknown


def units_seen(request: HttpRequest) -> list[Unit]:
    """The units of today whose numbers this person may see, by code. One query."""
    found = town_queries.visible_units(actor_of(request), today()).select_related("parent")
    return list(found[:MOST_UNITS])


def unit_asked(request: HttpRequest, units: list[Unit], code: str | None = None) -> Unit:
    """The unit the address names among these; without a name the person's own, else the first. The 404 page for others'."""
    wanted = code if code is not None else request.GET.get("don-vi", "")
    if wanted:
        found = next((each for each in units if each.code == wanted), None)
        if found is None:
            raise Http404(_("Không có đơn vị này trong phạm vi anh, chị được xem."))
        return found
    if not units:
        raise Http404(_("Anh, chị chưa được giao quyền ở đơn vị nào nên chưa có số đo để xem."))
    own = {mandate.unit_path for mandate in actor_of(request).mandates}
    return next((each for each in units if each.path in own), units[0])


def period_asked(request: HttpRequest) -> Period:
    """The period the address names, "2026-10", or "2026-10@14" when its figures close on the 14th; without a name the last whole month. The 404 page for nonsense."""
    key, _at, closing = request.GET.get("ky", "").partition("@")
    if not key:
        return containing(today(), "month").previous()
    try:
        return Period.parse(key, closing_day=int(closing) if closing else None)
    except ValueError as wrong:
        raise Http404(str(wrong)) from wrong


def key_of(period: Period) -> str:
    """A period as an address names it: with the day on which its figures close, where that is not the calendar's."""
    return period.key if period.closing_day is None else f"{period.key}@{period.closing_day}"


def may_see(request: HttpRequest, unit: Unit) -> bool:
    return town.allowed(actor_of(request), "measures.see", unit.path, now())


def unit_picker(units: list[Unit], unit: Unit) -> Choice:
    """Which unit."""
    return Choice(
        name="don-vi",
        words=_("Đơn vị"),
        options=tuple((each.code, each.full_name) for each in units),
        chosen=unit.code,
    )


def period_picker(period: Period) -> Choice:
    """The last twelve months, eight quarters, and the halves and years of the last two."""
    day = today()
    keys: list[Period] = []
    for kind, many in (("month", 13), ("quarter", 6), ("half", 3), ("nine_months", 2), ("year", 3)):
        try:
            one = containing(day, kind)  # type: ignore[arg-type]
        except ValueError:  # nine months leave the year's end uncovered
            one = Period("nine_months", day.year)
        for _n in range(many):
            keys.append(one)
            one = one.previous()
    if period not in keys:
        keys.insert(0, period)
    options = tuple((key_of(each), _label(each)) for each in keys)
    return Choice(name="ky", words=_("Kỳ"), options=options, chosen=key_of(period))


def _label(period: Period) -> str:
    if period.closing_day is None:
        return period.label_vi
    return _("%(period)s, chốt ngày %(day)s") % {"period": period.label_vi, "day": period.closing_day}


def room_words(fact: str) -> str:
    """The fact a measure counts, in words."""
    from dinh.ground import facts

    try:
        return str(facts.table(fact).words)
    except KeyError:
        return fact


def missing_words(missing: tuple[str, ...]) -> list[str]:
    """What is missing, in words: a fact nobody brought, or a column that nobody filled."""
    from dinh.ground import facts

    said = []
    for each in missing:
        fact, _dot, column = each.partition(".")
        try:
            table = facts.table(fact)
        except KeyError:
            said.append(_("chưa có dữ kiện"))
            continue
        if not column:
            said.append(_("chưa có dòng nào của “%(fact)s”") % {"fact": table.words})
            continue
        words: Any = next((one.words for one in table.columns if one.name == column), column)
        said.append(_("cột “%(column)s” để trống ở mọi dòng") % {"column": words})
    return said
