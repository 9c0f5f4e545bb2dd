"""What this room puts in other places: a unit's page, the menu's counts, the command search."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from dinh.ground.search import search_q
from dinh.ground.text import words as search_words
from dinh.look.shapes import Found
from dinh.look.shell import Waiting
from dinh.plans import queries
from dinh.plans.models import MeasureBinding, Target, ValueRemark
from dinh.plans.queries import cascade
from dinh.plans.shapes import ReadingState


def plans_of_unit(request: HttpRequest | None, unit: Any) -> str:
    """The plans of a unit, for slot "unit.main"."""
    from .pages.lists import parts_of

    cards = queries.plans_for_unit(unit, today=timezone.localdate())
    if not cards:
        return ""
    rows = [(card, parts_of(card.standings)) for card in cards]
    return render_to_string("plans/parts/unit_panel.html", {"rows": rows, "unit": unit}, request=request)


def targets_of_measure(request: HttpRequest | None, about: Any) -> str:
    """The targets that a measure judges at a unit, with who bound them and what is disputed, for the pages of the measure. Two
    queries."""
    actor = getattr(request, "actor", None)
    if actor is None:
        return ""
    code, unit, period = about
    rows = (
        MeasureBinding.objects.filter(
            measure=code,
            ended_at=None,
            target__plan__in=queries.visible_plans(actor, timezone.localdate()),
        )
        .filter(Q(target__plan__unit=unit) | Q(target__allotments__unit=unit, target__allotments__ended=""))
        .select_related("target__plan")
        .distinct()[:20]
    )
    found = list(rows)
    if not found:
        return ""
    said = ValueRemark.objects.filter(
        Q(value__target__in=[row.target_id for row in found])
        | Q(value__allotment__target__in=[row.target_id for row in found], value__allotment__unit=unit),
        value__period_key=period.key,
    )
    context = {"rows": found, "remarks": list(said[:20]), "period": period, "unit": unit}
    return render_to_string("plans/measuring/targets.html", context, request=request)


def readings_waiting(request: HttpRequest) -> Waiting | None:
    """How many readings wait for review, beside the menu's item."""
    actor = getattr(request, "actor", None)
    if actor is None:
        return None
    number = (
        queries.visible_readings(actor, timezone.localdate()).filter(state=ReadingState.READY.value).count()
    )
    return Waiting(number) if number else None


def values_waiting(request: HttpRequest) -> Waiting | None:
    """How many values wait for this person's decision."""
    actor = getattr(request, "actor", None)
    if actor is None:
        return None
    number = queries.waiting_count(actor, timezone.localdate())
    return Waiting(number) if number else None


def allotments_waiting(request: HttpRequest) -> Waiting | None:
    """How many things given to this person's unit wait for its answer."""
    actor = getattr(request, "actor", None)
    if actor is None:
        return None
    number = cascade.unanswered_count(actor, timezone.localdate())
    return Waiting(number) if number else None


def disputes_waiting(request: HttpRequest) -> Waiting | None:
    """How many disputes wait for this person's answer."""
    actor = getattr(request, "actor", None)
    if actor is None:
        return None
    number = cascade.open_dispute_count(actor, timezone.localdate())
    return Waiting(number) if number else None


def find(request: HttpRequest, words: str) -> Iterator[Found]:
    """Plans and targets whose words were typed, with or without marks; and the upload."""
    actor = getattr(request, "actor", None)
    if actor is None:
        return
    day = timezone.localdate()
    plans = queries.visible_plans(actor, day)
    shown = plans.filter(search_q("search", words))
    typed = search_words(words)
    for plan in shown.order_by("-since")[:3]:
        yield Found(
            words=plan.title, url=reverse("plans.plan", args=[plan.pk]), icon="plan", note=plan.symbol
        )
    if typed:
        targets = Target.objects.filter(search_q("search", words), plan__in=plans).select_related("plan")
        for target in targets[:4]:
            yield Found(
                words=target.text[:110],
                url=reverse("plans.target", args=[target.pk]),
                icon="gauge",
                note=target.plan.symbol,
            )
    yield from find_deeds(request, words)


def find_deeds(request: HttpRequest, words: str) -> Iterator[Found]:
    """The upload, when the words speak of it."""
    typed = set(search_words(words))
    if not typed or typed & {"nop", "ke", "hoach", "tep", "doc"}:
        yield Found(
            words=_("Nộp tệp kế hoạch để máy đọc"), url=reverse("plans.upload"), icon="upload", deed=True
        )
