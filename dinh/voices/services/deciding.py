"""What the unit decides on an initiative: link, merge, take up, try, adopt, close."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from dinh.town.models import Office
from dinh.town.shapes import Actor
from dinh.voices import rules
from dinh.voices.models import Initiative, Vote
from dinh.voices.shapes import Kind, State
from dinh.work import services as work
from dinh.work.shapes import Ask

from . import common
from .common import WrongInput, WrongState


def _two(first: int, second: int) -> tuple[Initiative, Initiative]:
    """Both rows, locked in the order of their ids so that two such deeds never wait for each other."""
    rows = {pk: common.locked(pk) for pk in sorted((first, second))}
    return rows[first], rows[second]


@transaction.atomic
def link_answer(*, initiative_id: int, problem_id: int, by: Actor, at: datetime) -> Initiative:
    """Say that an idea or a good way of working answers a problem."""
    if initiative_id == problem_id:
        raise WrongInput("problem", _("Không tự nối với chính nó."))
    row, problem = _two(initiative_id, problem_id)
    common.require(row, "voices.link", by, at)
    common.require_state(row, "voices.link")
    if row.kind == Kind.PROBLEM.value or problem.kind != Kind.PROBLEM.value:
        raise WrongInput("problem", _("Chỉ nối ý tưởng hoặc cách làm hay với một vấn đề."))
    if not problem.is_living:
        raise WrongState(_("Vấn đề ấy đã khép lại."))
    row.answers = problem
    row.version += 1
    row.save(update_fields=["answers", "version"])
    common.note(row, "voices.linked", by, at, also=[problem.ref], problem=problem.pk)
    return row


@transaction.atomic
def merge(*, initiative_id: int, into_id: int, by: Actor, at: datetime) -> Initiative:
    """Merge one that says the same into another: it stays readable, its votes are carried over, nobody's counts twice."""
    if initiative_id == into_id:
        raise WrongInput("into", _("Không gộp vào chính nó."))
    row, into = _two(initiative_id, into_id)
    common.require(row, "voices.merge", by, at)
    common.require(into, "voices.merge", by, at)
    common.require_state(row, "voices.merge")
    if not into.is_living:
        raise WrongState(_("Sáng kiến nhận gộp đã khép lại."))
    if into.kind != row.kind:
        raise WrongInput("into", _("Chỉ gộp hai việc cùng loại; khác loại thì nối với nhau."))
    carried = _carry_votes(row, into, at)
    row.merged_into, row.closed_at = into, at
    if row.public and not into.public:
        into.public = True
    into.votes += carried
    into.version += 1
    into.save(update_fields=["votes", "version", "public"])
    Initiative.objects.filter(answers=row).exclude(pk=into.pk).update(answers=into)
    old = common.move(row, State.MERGED, fields=("merged_into", "closed_at"))
    common.note(row, "voices.merged", by, at, also=[into.ref], into=into.pk, votes=carried)
    common.tell_moved(row, old, at)
    return into


def _carry_votes(row: Initiative, into: Initiative, at: datetime) -> int:
    kept = Vote.objects.filter(initiative=into).values_list("person_id", "voter")
    mine = Vote.objects.filter(initiative=row).values_list("person_id", "voter")
    votes = rules.merged_votes(kept, mine)
    Vote.objects.bulk_create(
        Vote(initiative=into, person_id=person, voter=voter, at=at) for person, voter in votes
    )
    return len(votes)


@transaction.atomic
def take_up(
    *,
    initiative_id: int,
    office: Office,
    due_on: date,
    by: Actor,
    at: datetime,
    product: str = "",
    words: str = "",
) -> Initiative:
    """The unit will do it: an office is asked for it through work, by a day."""
    row = common.locked(initiative_id)
    common.require(row, "voices.take_up", by, at)
    common.require_state(row, "voices.take_up")
    if office.unit_id != row.unit_id:
        raise WrongInput("office", _("Cơ quan không thuộc đơn vị của sáng kiến."))
    if due_on < common.day_of(at):
        raise WrongInput("due_on", _("Hạn không được trước hôm nay."))
    row.lead_office, row.due_on = office, due_on
    old = common.move(row, State.TAKEN_UP, fields=("lead_office", "due_on"))
    made = work.ask(
        ask=Ask(
            title=_("Làm sáng kiến: %(title)s") % {"title": row.title},
            unit_id=row.unit_id,
            office_id=office.pk,
            due_on=due_on,
            product=product.strip(),
            detail=words.strip(),
            asker_unit_id=row.unit_id,
            asked_by=row.ref,
        ),
        by=by,
        at=at,
        allowed_by_caller=True,
    )
    common.note(
        row,
        "voices.taken-up",
        by,
        at,
        also=[office.ref, made.ref],
        office=office.pk,
        due_on=due_on,
        words=words.strip(),
    )
    common.tell_moved(row, old, at)
    return row


@transaction.atomic
def try_out(*, initiative_id: int, where: str, until: date, by: Actor, at: datetime) -> Initiative:
    """Say that it is being tried, where and until when."""
    row = common.locked(initiative_id)
    common.require(row, "voices.try_out", by, at)
    common.require_state(row, "voices.try_out")
    if until < common.day_of(at):
        raise WrongInput("until", _("Ngày làm thử xong không được trước hôm nay."))
    row.trial_where = common.clean(where, "where", _("Ghi làm thử ở đâu."), 200)
    row.trial_until = until
    old = common.move(row, State.TRYING, fields=("trial_where", "trial_until"))
    common.note(row, "voices.tried", by, at, where=row.trial_where, until=until)
    common.tell_moved(row, old, at)
    return row


@transaction.atomic
def adopt(*, initiative_id: int, result: str, by: Actor, at: datetime) -> Initiative:
    """The unit works so from now on; what came of it is told. What work was asked for it is closed as done."""
    row = common.locked(initiative_id)
    common.require(row, "voices.adopt", by, at)
    common.require_state(row, "voices.adopt")
    row.result = common.clean(
        result, "result", _("Viết kết quả đã thấy: số trước, số sau, ai đang dùng."), 2000, lines=True
    )
    row.adopted_on = common.day_of(at)
    old = common.move(row, State.ADOPTED, fields=("result", "adopted_on"))
    work.close(asked_by=row.ref, outcome="done", by=by, at=at)
    common.note(row, "voices.adopted", by, at, result=row.result)
    common.tell_moved(row, old, at)
    return row


@transaction.atomic
def close(*, initiative_id: int, reason: str, by: Actor, at: datetime) -> Initiative:
    """Close it with the reason, which whoever put it forward reads. What work was asked for it is dropped."""
    row = common.locked(initiative_id)
    common.require(row, "voices.close", by, at)
    common.require_state(row, "voices.close")
    row.reason = common.clean(reason, "reason", _("Viết vì sao khép lại; người nêu đọc được."), 1000)
    row.closed_at = at
    old = common.move(row, State.CLOSED, fields=("reason", "closed_at"))
    work.close(asked_by=row.ref, outcome="dropped", by=by, at=at, remark=row.reason)
    common.note(row, "voices.closed", by, at, reason=row.reason)
    common.tell_moved(row, old, at)
    return row


def offices_to_ask(row: Initiative, day: date | None = None) -> Sequence[Office]:
    """The offices of the unit that may be asked to do it."""
    return list(Office.objects.alive_on(day or timezone.localdate()).filter(unit_id=row.unit_id))
