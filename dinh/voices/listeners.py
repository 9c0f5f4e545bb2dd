"""What the room does when work asked for it is done."""

from __future__ import annotations

from django.utils import timezone

from dinh.voices import services
from dinh.voices.models import Spread
from dinh.voices.shapes import SpreadState
from dinh.work import queries as work
from dinh.work.shapes import WorkStateChanged


def hear_work(news: WorkStateChanged) -> None:
    """A place that took an initiative on and has done what was asked there has adopted it. Told twice, done once."""
    if news.asked_by_kind != "spread" or news.new != "done" or news.old == news.new:
        return
    row = Spread.objects.filter(pk=int(news.asked_by_id), state=SpreadState.ACCEPTED.value).first()
    # The assignment that asked for an answer closes at the very moment of accepting; the later one is the doing.
    if row is None or row.due_on is None or news.assignment_id == _answering(row):
        return
    services.adopt_spread(spread_id=row.pk, result="", by=None, at=timezone.now())


def _answering(row: Spread) -> int | None:
    """The assignment by which the place was asked to answer: the first of the spread."""
    asked = work.all_by_asker(row.ref)
    return asked[-1].pk if asked else None
