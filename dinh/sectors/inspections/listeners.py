"""What the room does when work announces something about a recommendation."""

from __future__ import annotations

from datetime import date, datetime, time

from django.utils import timezone

from dinh.work.shapes import WorkStateChanged

from . import services
from .shapes import RecommendationState

_BECOMES = {"done": RecommendationState.DONE.value, "dropped": RecommendationState.DROPPED.value}


def hear_moved(news: WorkStateChanged) -> None:
    """A recommendation's work was accepted or given up on the desk."""
    if news.asked_by_kind == "recommendation" and news.new in _BECOMES:
        services.follow(
            recommendation_id=int(news.asked_by_id),
            state=_BECOMES[news.new],
            on=date.fromisoformat(news.on),
            at=_moment(date.fromisoformat(news.on)),
        )


def _moment(day: date) -> datetime:
    """Now, or the end of the working day it happened on when the news comes later."""
    if day == timezone.localdate():
        return timezone.now()
    return timezone.make_aware(datetime.combine(day, time(17)))
