"""Asking other places to do likewise, their answers, and where it has been adopted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from dinh.ground import services as ground
from dinh.town import services as town
from dinh.town.models import Office, Unit
from dinh.town.shapes import Actor
from dinh.voices.models import Spread
from dinh.voices.shapes import SpreadAnswered, SpreadState
from dinh.work import services as work
from dinh.work.shapes import Ask

from . import common
from .common import WrongInput, WrongState

MOST_PLACES = 400


@transaction.atomic
def spread(
    *,
    initiative_id: int,
    places: Sequence[Unit | Office],
    answer_by_day: date,
    by: Actor,
    at: datetime,
    words: str = "",
) -> list[Spread]:
    """Ask other units (or offices) to do likewise and to answer by a day. Each is asked through work; a place that was
    asked before is left out. Gives the new ones."""
    row = common.locked(initiative_id)
    common.require(row, "voices.spread", by, at)
    common.require_state(row, "voices.spread")
    if not places:
        raise WrongInput("places", _("Chọn ít nhất một nơi."))
    if len(places) > MOST_PLACES:
        raise WrongInput("places", _("Mỗi lần đề nghị nhiều nhất %(n)s nơi.") % {"n": MOST_PLACES})
    if answer_by_day < common.day_of(at):
        raise WrongInput("answer_by_day", _("Ngày trả lời không được trước hôm nay."))
    there = set(Spread.objects.filter(initiative=row).values_list("unit_id", "office_id"))
    wanted = []
    for place in places:
        unit, office = (place, None) if isinstance(place, Unit) else (place.unit, place)
        if unit.pk == row.unit_id and office is None:
            raise WrongInput("places", _("Chính đơn vị này đang áp dụng rồi."))
        if (unit.pk, office.pk if office else None) not in there:
            wanted.append((unit, office))
    made = Spread.objects.bulk_create(
        Spread(
            initiative=row,
            unit=unit,
            office=office,
            words=words.strip()[:1000],
            asked_at=at,
            asked_by_id=common.person_id(by),
            answer_by_day=answer_by_day,
        )
        for unit, office in wanted
    )
    title = _("Trả lời đề nghị làm theo: %(title)s") % {"title": row.title}
    work.ask_many(
        asks=[
            Ask(
                title=title,
                unit_id=each.unit_id,
                office_id=each.office_id,
                due_on=answer_by_day,
                product=_("Nhận làm, hoặc không nhận và nói lý do"),
                detail=words.strip(),
                asker_unit_id=row.unit_id,
                asked_by=each.ref,
                check=False,
            )
            for each in made
        ],
        by=by,
        at=at,
    )
    if made:
        common.note(
            row,
            "voices.spread",
            by,
            at,
            also=[*(each.ref for each in made), *(unit.ref for unit, _office in wanted)],
            n=len(made),
            answer_by=answer_by_day,
        )
    return made


def _locked(spread_id: int) -> Spread:
    return (
        Spread.objects.select_for_update(of=("self",))
        .select_related("unit", "office", "initiative__unit")
        .get(pk=spread_id)
    )


@transaction.atomic
def answer_spread(
    *,
    spread_id: int,
    accept: bool,
    by: Actor,
    at: datetime,
    reason: str = "",
    due_on: date | None = None,
) -> Spread:
    """The asked place takes it on, by a day, or says why not. Taking it on becomes work of its own there."""
    row = _locked(spread_id)
    town.require(by, "voices.answer_spread", row.unit.path, at, row.office_id)
    if row.state != SpreadState.ASKED.value:
        raise WrongState(_("Đề nghị này đã được trả lời."))
    if accept and (due_on is None or due_on < common.day_of(at)):
        raise WrongInput("due_on", _("Hẹn ngày áp dụng, từ hôm nay trở đi."))
    if not accept:
        common.clean(reason, "reason", _("Viết vì sao không nhận; nơi đề nghị đọc được."), 1000)
    row.state = (SpreadState.ACCEPTED if accept else SpreadState.DECLINED).value
    row.answered_at, row.answered_by_id = at, by.person_id
    row.reason, row.due_on = reason.strip()[:1000], due_on if accept else None
    row.save()
    work.close(asked_by=row.ref, outcome="done", by=by, at=at, remark=row.reason)
    if accept:
        work.ask(
            ask=Ask(
                title=_("Áp dụng sáng kiến: %(title)s") % {"title": row.initiative.title},
                unit_id=row.unit_id,
                office_id=row.office_id,
                due_on=due_on,
                product=_("Đã áp dụng, kèm kết quả"),
                asker_unit_id=row.unit_id,
                asker_office_id=None,
                asked_by=row.ref,
            ),
            by=by,
            at=at,
            allowed_by_caller=True,
        )
    _tell(row, "voices.spread-accepted" if accept else "voices.spread-declined", by, at, reason=row.reason)
    return row


@transaction.atomic
def adopt_spread(*, spread_id: int, result: str, by: Actor | None, at: datetime) -> Spread:
    """The place works so now; told by its own people, or heard from work when what was asked there is done."""
    row = _locked(spread_id)
    if by is not None:
        town.require(by, "voices.answer_spread", row.unit.path, at, row.office_id)
    if row.state != SpreadState.ACCEPTED.value:
        raise WrongState(_("Nơi này chưa nhận làm, hoặc đã áp dụng."))
    row.state, row.adopted_on = SpreadState.ADOPTED.value, common.day_of(at)
    row.result = result.strip()[:1000]
    row.save(update_fields=["state", "adopted_on", "result"])
    work.close(asked_by=row.ref, outcome="done", by=by, at=at)
    _tell(row, "voices.spread-adopted", by, at, result=row.result)
    return row


def _tell(row: Spread, deed: str, by: Actor | None, at: datetime, **data: object) -> None:
    ground.write(
        deed=deed,
        about=row.initiative.ref,
        by=common.ref_of(by),
        at=at,
        data={"spread": row.pk, "unit": row.unit.code, **data},
        also=[row.ref, row.unit.ref],
    )
    ground.announce(SpreadAnswered(row.pk, row.initiative_id, row.unit.code, row.state), at=at)
