"""What plans does by itself: when work moves the diary of the task (or of a unit's obligation) says so, and when a measure was
counted the targets bound to it have the new reading."""

from __future__ import annotations

from datetime import date, datetime, time

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from dinh.ground import services as ground
from dinh.ground.shapes import Ref
from dinh.measures.shapes import MeasureRecorded
from dinh.plans.models import Allotment, Progress, Task
from dinh.plans.rules.deadlines import is_repeating
from dinh.plans.shapes import ProgressRecorded, ProgressState
from dinh.work.models import Assignment
from dinh.work.shapes import WorkState, WorkStateChanged

_SAYS = {
    WorkState.DOING.value: ProgressState.DOING,
    WorkState.SUBMITTED.value: ProgressState.DOING,
    WorkState.RETURNED.value: ProgressState.DOING,
    WorkState.PAUSED.value: ProgressState.STUCK,
    WorkState.DONE.value: ProgressState.DONE,
}
"""What a state of work says of the promise. "Chưa bắt đầu" and "Thôi" say nothing: the first is how all begin, and what was
dropped was given to somebody else or taken back, which has a line of its own."""


def register() -> None:
    """Hear what this room needs to know; called at start-up."""
    ground.listen(WorkStateChanged, name="plans.hear-work")(hear_work)
    ground.listen(MeasureRecorded, name="plans.hear-measures")(hear_measures)


def hear_measures(news: MeasureRecorded) -> None:
    """Take the new readings into the targets bound to these measures. Heard twice, recorded once."""
    from dinh.plans.services.measuring import bound_to, take_readings

    at = datetime.fromisoformat(news.at) if news.at else timezone.now()
    for target_id in bound_to(news.codes):
        take_readings(target_id=target_id, at=at, only=frozenset(news.periods), anew=False)


def hear_work(news: WorkStateChanged) -> None:
    """Record the progress of what was asked for a task or a unit's part of one. Heard twice, recorded once."""
    if news.asked_by_kind not in {"task", "allotment"} or news.new not in _SAYS:
        return
    with transaction.atomic():
        thing = _thing(news.asked_by_kind, int(news.asked_by_id))
        if thing is None:
            return
        work = Assignment.objects.filter(pk=news.assignment_id).select_related("person").first()
        state, note = _said(news, thing, work)
        on = date.fromisoformat(news.on)
        newest = Progress.objects.filter(**{news.asked_by_kind: thing}).order_by("-on", "-pk").first()
        percent = 100 if state == ProgressState.DONE else news.percent
        if newest is not None and (newest.state, newest.percent or 0) == (state.value, percent):
            return  # the diary says so already: it was this room that closed the work, or the news came twice
        if newest is not None and newest.on > on:
            return  # somebody has written something newer; what is old news does not go on top
        _record(thing, news.asked_by_kind, state, percent, note, on, work)


def _thing(kind: str, pk: int) -> Task | Allotment | None:
    rows = Task.objects if kind == "task" else Allotment.objects
    found: Task | Allotment | None = rows.select_for_update(of=("self",)).filter(pk=pk).first()
    return found


def _said(
    news: WorkStateChanged, thing: Task | Allotment, work: Assignment | None
) -> tuple[ProgressState, str]:
    state = _SAYS[news.new]
    words = _("Theo bảng việc: %(state)s.") % {"state": _(WorkState(news.new).word).lower()}
    if work is not None and work.note:
        words = f"{words} {work.note}"
    task = thing.task if isinstance(thing, Allotment) else thing
    if task is not None and is_repeating(task.due_words, task.rhythm) and state == ProgressState.DONE:
        # One turn is done; the task itself comes again.
        turn = _("Xong kỳ %(key)s.") % {"key": work.period_key} if work and work.period_key else words
        return ProgressState.DOING, turn
    if isinstance(thing, Allotment) and thing.target_id is not None and state == ProgressState.DONE:
        return ProgressState.DOING, words  # a target is reached by its figures, not by its work
    return state, words


def _record(
    thing: Task | Allotment,
    kind: str,
    state: ProgressState,
    percent: int,
    note: str,
    on: date,
    work: Assignment | None,
) -> None:
    at = min(timezone.now(), timezone.make_aware(datetime.combine(on, time(23, 59))))
    Progress.objects.create(
        **{kind: thing},
        state=state.value,
        percent=percent,
        note=note,
        on=on,
        by=None,
        by_name=_("Bảng việc"),
        at=at,
    )
    about = Ref(kind, thing.pk)
    plan_id = thing.plan_id if isinstance(thing, Task) else thing.plan.pk
    ground.write(
        deed="plans.progress-recorded",
        about=about,
        by=None,
        at=at,
        data={"state": state.value, "percent": percent, "note": note, "on": on},
        also=[work.ref] if work is not None else [],
    )
    ground.announce(ProgressRecorded(str(about), plan_id, state.value, percent, on.isoformat()), at=at)
