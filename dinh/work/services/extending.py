"""More time: asked of the asker, granted or refused."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from dinh.ground import services as ground
from dinh.town.shapes import Actor
from dinh.work.models import Assignment, Extension
from dinh.work.shapes import Answer, ExtensionAnswered

from . import asking, common
from .common import WrongInput, WrongState, day_of, moved, name_of, note, person_id, require


@transaction.atomic
def ask_extension(
    *, assignment_id: int, until: date, reason: str, by: Actor | None, at: datetime
) -> Extension:
    """Ask the asker for more time. One request at a time; until it is answered the old day holds."""
    work = common.locked(assignment_id)
    require(work, "work.ask_extension", by, at)
    moved(work, "work.ask_extension")
    if work.due_on is None:
        raise WrongState(_("Việc này không có hạn nên không phải xin gia hạn."))
    _later(until, work, at, "until")
    if not reason.strip():
        raise WrongInput("reason", _("Viết vì sao cần thêm thời gian."))
    if work.extensions.filter(answered_at=None).exists():
        raise WrongState(_("Đã có một lần xin gia hạn đang chờ trả lời."))
    asked = Extension.objects.create(
        assignment=work,
        old_due=work.due_on,
        wanted=until,
        reason=reason.strip()[:1000],
        by_id=person_id(by),
        by_name=name_of(by),
        at=at,
    )
    note(work, "work.extension-asked", by, at, also=[asked.ref], until=until, reason=asked.reason)
    return asked


def _later(day: date, work: Assignment, at: datetime, field: str) -> None:
    if work.due_on is not None and day <= work.due_on:
        raise WrongInput(
            field, _("Ngày xin phải sau hạn đang có %(day)s.") % {"day": f"{work.due_on:%d/%m/%Y}"}
        )
    if day < day_of(at):
        raise WrongInput(field, _("Ngày xin không được trước hôm nay."))


@transaction.atomic
def answer_extension(
    *,
    extension_id: int,
    grant: bool,
    by: Actor | None,
    at: datetime,
    until: date | None = None,
    remark: str = "",
) -> Extension:
    """Grant the day asked for (or another, `until`), or refuse and say why. Of two who answer, the first decides."""
    work = common.locked(Extension.objects.values_list("assignment_id", flat=True).get(pk=extension_id))
    asked = Extension.objects.select_for_update(of=("self",)).get(pk=extension_id)
    require(work, "work.answer_extension", by, at)
    if asked.answered_at is not None:
        when = timezone.localtime(asked.answered_at)
        raise WrongState(
            _("Lần xin gia hạn này đã được trả lời “%(answer)s” lúc %(when)s (%(who)s).")
            % {
                "answer": _(EXTENSION_WORDS[asked.answer]),
                "when": f"{when:%H:%M ngày %d/%m/%Y}",
                "who": asked.answered_by_name,
            }
        )
    moved(work, "work.answer_extension")
    if by is not None and asked.by_id is not None and asked.by_id == by.person_id:
        raise WrongState(_("Người xin gia hạn không tự trả lời; người giao việc trả lời."))
    if grant:
        day = until or asked.wanted
        _later(day, work, at, "until")
        asked.granted = day
    elif not remark.strip():
        raise WrongInput("remark", _("Viết vì sao không cho gia hạn."))
    asked.answer = (Answer.ACCEPTED if grant else Answer.REFUSED).value
    asked.remark = remark.strip()[:1000]
    asked.answered_by_id, asked.answered_by_name, asked.answered_at = person_id(by), name_of(by), at
    asked.save()
    note(
        work,
        "work.extension-granted" if grant else "work.extension-refused",
        by,
        at,
        also=[asked.ref],
        until=asked.granted,
        remark=asked.remark,
    )
    if grant:
        asking.move_day(work, asked.granted, by, at, reason=_("Cho gia hạn."))
    ground.announce(
        ExtensionAnswered(asked.pk, work.pk, asked.answer, work.due_on.isoformat() if work.due_on else ""),
        at=at,
    )
    return asked


EXTENSION_WORDS = {
    "waiting": "Chờ trả lời",
    "accepted": "Cho gia hạn",
    "refused": "Không cho gia hạn",
    "withdrawn": "Không cần nữa",
}
