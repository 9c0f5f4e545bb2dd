"""What the responsible office does: start, note progress, show, hand in, share out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from dinh.ground import services as ground
from dinh.ground.shapes import Kept
from dinh.papers import extract
from dinh.papers.shapes import Unreadable
from dinh.town.models import Person
from dinh.town.shapes import Actor
from dinh.work.models import Assignment, Evidence
from dinh.work.queries.lists import workers
from dinh.work.sentences import say
from dinh.work.shapes import Ask, WorkState

from . import asking, common
from .common import WrongInput, WrongState, day_of, moved, name_of, note, person_id, require, tell_moved

MOST_FILES = 20
MOST_DEPTH = 3
File = tuple[str, Any]
"""(name, bytes or an open binary stream)."""


def keep_files(files: Sequence[File | Kept]) -> list[Kept]:
    """The files kept for ever, each checked first to be something an office hands in. Before any transaction: copying a
    large file must not hold the one write lock of the house."""
    if len(files) > MOST_FILES:
        raise WrongInput("evidence", _("Mỗi lần kèm nhiều nhất %(n)s tệp.") % {"n": MOST_FILES})
    kept = []
    for each in files:
        if isinstance(each, Kept):
            kept.append(each)
            continue
        name, stream = each
        data = stream if isinstance(stream, bytes) else stream.read()
        try:
            extract.check_evidence(data, name)
        except Unreadable as wrong:
            raise WrongInput("evidence", say(str(wrong))) from wrong
        kept.append(ground.keep(stream_or_bytes=data, name=name))
    return kept


def _attach(work: Assignment, kept: Sequence[Kept], by: Actor | None, at: datetime) -> None:
    Evidence.objects.bulk_create(
        Evidence(
            assignment=work,
            sha256=each.sha256,
            name=each.name,
            size=each.size,
            media_type=each.media_type,
            by_id=person_id(by),
            by_name=name_of(by),
            at=at,
        )
        for each in kept
    )


@transaction.atomic
def start(*, assignment_id: int, by: Actor | None, at: datetime) -> Assignment:
    """Say that work has begun (or goes on after the product came back)."""
    work = common.locked(assignment_id)
    require(work, "work.start", by, at)
    old, work.state = work.state, moved(work, "work.start")
    work.version += 1
    work.save(update_fields=["state", "version"])
    note(work, "work.started", by, at)
    tell_moved(work, old, at)
    return work


def note_progress(
    *,
    assignment_id: int,
    note: str,
    by: Actor | None,
    at: datetime,
    percent: int | None = None,
    files: Sequence[File | Kept] = (),
) -> Assignment:
    """Write what has been done, with the share done and files that show it. The share of a whole comes from its parts,
    so it is not typed there."""
    if not note.strip():
        raise WrongInput("note", _("Viết đã làm được gì, còn vướng gì."))
    if percent is not None and not 0 <= percent <= 100:
        raise WrongInput("percent", _("Phần trăm nằm từ 0 đến 100; đang là %(n)s.") % {"n": percent})
    kept = keep_files(files)
    with transaction.atomic():
        work = common.locked(assignment_id)
        require(work, "work.note_progress", by, at)
        old, state = work.state, moved(work, "work.note_progress")
        if percent is not None and work.subs.exists():
            raise WrongInput(
                "percent",
                _("Việc này chia thành việc con: phần trăm tính từ các việc con, không nhập ở đây."),
            )
        work.state = state
        work.percent = work.percent if percent is None else percent
        work.note, work.noted_at = note.strip()[:1000], at
        work.version += 1
        work.save(update_fields=["state", "percent", "note", "noted_at", "version"])
        _attach(work, kept, by, at)
        common.note(
            work,
            "work.progress-noted",
            by,
            at,
            percent=work.percent,
            note=work.note,
            files=common.file_words(kept),
        )
        tell_moved(work, old, at)
        asking.roll_up(work.parent_id, at)
    return work


def add_evidence(
    *, assignment_id: int, files: Sequence[File | Kept], by: Actor | None, at: datetime
) -> list[Kept]:
    """Put files beside the assignment that show what was done."""
    if not files:
        raise WrongInput("evidence", _("Chọn ít nhất một tệp."))
    kept = keep_files(files)
    with transaction.atomic():
        work = common.locked(assignment_id)
        require(work, "work.add_evidence", by, at)
        moved(work, "work.add_evidence")
        _attach(work, kept, by, at)
        note(work, "work.evidence-added", by, at, files=common.file_words(kept))
    return kept


def submit(
    *,
    assignment_id: int,
    by: Actor | None,
    at: datetime,
    note: str = "",
    files: Sequence[File | Kept] = (),
) -> Assignment:
    """Hand the product in. Where the asker checks it, it waits for them; else the assignment is done."""
    kept = keep_files(files)
    with transaction.atomic():
        work = common.locked(assignment_id)
        require(work, "work.submit", by, at)
        old, state = work.state, moved(work, "work.submit")
        left = work.subs.filter(closed_at=None).count()
        if left:
            raise WrongState(
                _("Còn %(n)s việc con chưa xong. Việc con xong hoặc thôi hết rồi mới trình việc lớn.")
                % {"n": left}
            )
        _attach(work, kept, by, at)
        work.submitted_by_id, work.submitted_on = person_id(by), day_of(at)
        if note.strip():
            work.note, work.noted_at = note.strip()[:1000], at
        work.extensions.filter(answered_at=None).update(answered_at=at, answer="withdrawn")
        work.hand_overs.filter(answered_at=None).update(answered_at=at, answer="withdrawn")
        common.note(work, "work.submitted", by, at, note=note.strip(), files=common.file_words(kept))
        if state == WorkState.DONE:
            asking.finish(work, state, by, at)
            return work
        work.state, work.percent = state, 100
        work.version += 1
        work.save()
        tell_moved(work, old, at)
        asking.roll_up(work.parent_id, at)
    return work


@transaction.atomic
def take_back(*, assignment_id: int, by: Actor | None, at: datetime) -> Assignment:
    """Take back what was handed in, before the asker has decided."""
    work = common.locked(assignment_id)
    require(work, "work.take_back", by, at)
    old, work.state = work.state, moved(work, "work.take_back")
    work.submitted_by, work.submitted_on = None, None
    work.version += 1
    work.save(update_fields=["state", "submitted_by", "submitted_on", "version"])
    note(work, "work.taken-back", by, at)
    tell_moved(work, old, at)
    return work


@transaction.atomic
def give_to_person(
    *, assignment_id: int, person_id: int | None, by: Actor | None, at: datetime, remark: str = ""
) -> Assignment:
    """Say who in the responsible office does it; None takes the name off. Their head decides, so no answer is owed."""
    work = common.locked(assignment_id)
    require(work, "work.give_to_person", by, at)
    moved(work, "work.give_to_person")
    person = None
    if person_id is not None:
        person = Person.objects.filter(pk=person_id).first()
        if person is None or not works_in(person, work, day_of(at)):
            raise WrongInput("person", _("Người này không làm việc tại cơ quan chủ trì vào hôm nay."))
    before, work.person = work.person, person
    work.version += 1
    work.save(update_fields=["person", "version"])
    note(
        work,
        "work.given-to-person",
        by,
        at,
        also=[person.ref] if person else [],
        person=person.name if person else "",
        before=before.name if before else "",
        remark=remark.strip(),
    )
    return work


def works_in(person: Person, work: Assignment, day: date) -> bool:
    """Whether a person belongs to the responsible office and may do its work on a day: the very people that a form offers."""
    return workers(work.unit_id, work.office_id, day).filter(pk=person.pk).exists()


@transaction.atomic
def add_sub(*, assignment_id: int, ask: Ask, by: Actor | None, at: datetime) -> Assignment:
    """Make a part of an assignment, in the same office unless another of the unit is named. The one who shares out is
    the asker of the part; a part is owed no later than the whole."""
    work = common.locked(assignment_id)
    require(work, "work.add_sub", by, at)
    moved(work, "work.add_sub")
    depth, above = 1, work.parent_id
    while above is not None:
        depth += 1
        above = Assignment.objects.values_list("parent_id", flat=True).get(pk=above)
    if depth >= MOST_DEPTH:
        raise WrongInput("title", _("Việc chỉ chia nhiều nhất %(n)s cấp.") % {"n": MOST_DEPTH})
    if work.due_on and ask.due_on and ask.due_on > work.due_on:
        raise WrongInput(
            "due_on",
            _("Hạn việc con không được sau hạn việc lớn %(day)s.") % {"day": f"{work.due_on:%d/%m/%Y}"},
        )
    office_id = ask.office_id if ask.office_id is not None else work.office_id
    # Whoever does the whole does its parts, unless somebody else is named.
    doer = ask.person_id or (work.person_id if office_id == work.office_id else None)
    part = asking.ask(
        ask=Ask(
            title=ask.title,
            detail=ask.detail,
            product=ask.product,
            unit_id=work.unit_id,
            office_id=office_id,
            person_id=doer,
            due_on=ask.due_on or work.due_on,
            parent_id=work.pk,
            asker_unit_id=work.unit_id,
            asker_office_id=work.office_id,
            priority=ask.priority,
            check=ask.check,
        ),
        by=by,
        at=at,
        allowed_by_caller=True,
    )
    asking.roll_up(work.pk, at)
    return part
