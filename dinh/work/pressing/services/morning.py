"""The morning: presses go up, reminders are made, everybody gets their one message."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from dinh.ground import calendar as working
from dinh.work.models import Morning
from dinh.work.pressing import editions, people, rules

from . import digests, escalating, reminding
from .owed import day_of, owed_until


def morning(*, at: datetime) -> Morning | None:
    """Do the morning of the day of `at`, once: None on a day off, outside the hours, or when it was done. Cut off at any
    point, the next call goes on; what falls on days off goes with the next working morning."""
    day = day_of(at)
    if not rules.may_send(timezone.localtime(at), editions.current().hours, working.for_country()):
        return None
    if Morning.objects.filter(day=day).exists():
        return None
    escalating.settle(at=at)
    escalating.escalate(at=at)
    who = people.on(day)
    rows = list(owed_until(max(reminding.horizon(day), rules.week_end(day))))
    reminders = reminding.make_reminders(at=at, rows=rows, who=who)
    made = digests.make_digests(at=at, rows=rows, who=who)
    done, _new = Morning.objects.get_or_create(
        day=day, defaults={"reminders": reminders, "digests": made, "finished_at": at}
    )
    return done
