"""What the pages of scorecards share: who is asking, about which card of which unit in which period."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from dinh.ground.periods import Period, containing
from dinh.ground.services import FileRefused
from dinh.papers import services as papers
from dinh.town import queries as town
from dinh.town.models import Unit
from dinh.town.rules import covers
from dinh.town.shapes import Actor

from .. import loading, scoring, services
from ..models import Scorecard, ScoreEdition
from ..rules import WHO_MAY, may_appraise
from ..scoring import NoSuchCard, Score

REFUSALS = (*services.REFUSALS, FileRefused, papers.PaperRefused)


def actor_of(request: HttpRequest) -> Actor:
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None:
        raise PermissionDenied(_("Đăng nhập để xem trang này."))
    return actor


def today() -> date:
    return timezone.localdate()


def period_of(request: HttpRequest, card: Scorecard) -> Period:
    """The period asked for; the one of the scorecard's kind that was last closed when none was."""
    try:
        return Period.parse(request.GET.get("ky", ""))
    except ValueError:
        kind: Any = card.period
        now = containing(today(), kind)
        return now.previous() if kind == "month" else now


def periods_of(card: Scorecard, chosen: Period) -> list[tuple[str, str]]:
    found = {chosen.key: chosen.label_vi}
    kinds = (("month", 13), ("quarter", 5), ("year", 3)) if card.period == "month" else (("year", 5),)
    for kind, how_many in kinds:
        at = containing(today(), kind)  # type: ignore[arg-type]
        for _n in range(how_many):
            found.setdefault(at.key, at.label_vi)
            at = at.previous()
    return list(found.items())


def units_of(actor: Actor, card: Scorecard) -> list[Unit]:
    """The units of the scorecard's levels that this person may see, provinces first."""
    rows = town.visible_units(actor, today()).filter(level__in=card.levels).select_related("parent")
    return list(rows.order_by("level", "code"))


def card_of(code: str) -> Scorecard:
    loading.ensure_loaded(at=timezone.now())
    row = Scorecard.objects.filter(code=code).first()
    if row is None:
        raise Http404(_("Không có bộ chỉ số này."))
    return row


def unit_of(request: HttpRequest, code: str) -> Unit:
    row = town.visible_units(actor_of(request), today()).filter(code=code).select_related("parent").first()
    if row is None:
        raise Http404(_("Không có đơn vị này, hoặc đơn vị thuộc nơi anh, chị không được giao xem."))
    return row


def edition_of(card: Scorecard, period: Period) -> ScoreEdition:
    try:
        return scoring.edition_for(card.code, period)
    except NoSuchCard as none:
        raise Http404(str(none)) from none


def url_of(name: str, card: Scorecard, unit: Unit, period: Period, *more: str) -> str:
    return f"{reverse(f'measures.{name}', args=[card.code, unit.code, *more])}?ky={period.key}"


@dataclass(slots=True)
class Asked:
    """What a page of one unit's card is about."""

    card: Scorecard
    unit: Unit
    period: Period
    edition: ScoreEdition

    def url(self, name: str = "score_card", *more: str) -> str:
        return url_of(name, self.card, self.unit, self.period, *more)

    def score(self) -> Score:
        return scoring.score(self.edition, self.unit, self.period)


def asked_of(request: HttpRequest, code: str, unit_code: str) -> Asked:
    card = card_of(code)
    unit, period = unit_of(request, unit_code), period_of(request, card)
    if unit.level not in card.levels:
        raise Http404(_("Bộ chỉ số này không dành cho đơn vị cấp này."))
    return Asked(card, unit, period, edition_of(card, period))


def is_allowed(actor: Actor, deed: str, unit: Unit) -> bool:
    if deed == "measures.appraise_card":
        return may_appraise(actor.mandates, unit.path, today())
    return any(m.role in WHO_MAY[deed] and covers(m, unit.path, today(), m.office_id) for m in actor.mandates)


def refused_page(request: HttpRequest, refused: Exception, back: str) -> HttpResponse:
    status = 403 if isinstance(refused, services.NotAllowed) else 409
    return render(
        request, "measures/scores/refused.html", {"said": str(refused), "back": back}, status=status
    )
