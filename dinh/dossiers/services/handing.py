"""Giving results over: at the counter, by post with its tracking, or in the citizen's own store."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from dinh.catalog.rules import process
from dinh.town.shapes import Actor

from ..models import Dossier, Handing, Result, ResultState
from .common import (
    NotThere,
    WrongInput,
    WrongState,
    locked,
    locked_step,
    moment,
    name_of,
    note,
    require,
    require_step,
    said,
)
from .going import step
from .moving import Move

WAYS = {"counter": "Trả tại quầy", "post": "Gửi bưu chính", "online": "Trả trực tuyến, vào kho của người nộp"}


@transaction.atomic
def hand_out(
    *,
    dossier_id: int,
    way: str,
    by: Actor | None,
    at: datetime,
    taken_by: str = "",
    carrier: str = "",
    tracking: str = "",
    holding_id: int | None = None,
    seen: int | None = None,
) -> Dossier:
    """The results of a dossier go to the citizen this way. With `holding_id`, the step of giving them over is done by it."""
    if holding_id is not None:
        dossier, held = locked_step(holding_id, seen)
        if dossier.pk != dossier_id:
            raise NotThere(_("Không có bước này."))
        require_step(held, "dossiers.step", by, at)
    else:
        dossier, held = locked(dossier_id, seen), None
    require(dossier, "dossiers.hand_result", by, at)
    at = moment(dossier, at)
    rows = list(Result.objects.filter(dossier=dossier, state__in=(ResultState.SIGNED, ResultState.ISSUED)))
    if any(row.state == ResultState.SIGNED for row in rows):
        raise WrongState(_("Kết quả chưa đóng dấu của cơ quan nên chưa trả được."))
    if not rows:
        raise WrongState(_("Hồ sơ này chưa có kết quả đã ký để trả."))
    who, by_whom, number = said(taken_by, 200), said(carrier, 120), said(tracking, 60)
    if way not in WAYS:
        raise WrongInput.of("way", _("Chọn cách trả kết quả."))
    if way == "counter" and not who:
        raise WrongInput.of("taken_by", _("Ghi tên người nhận kết quả."))
    if way == "post" and not number:
        raise WrongInput.of("tracking", _("Ghi mã vận đơn để người nộp theo dõi được."))
    for row in rows:
        Handing.objects.create(
            result=row,
            way=way,
            at=at,
            by_name=name_of(by),
            taken_by=who,
            carrier=by_whom,
            tracking=number,
            state="sent" if way == "post" else "done",
            state_at=at,
        )
    note(dossier, "result-handed", by, at, way=WAYS[way], results=len(rows))
    if held is not None:
        ways = process.outcomes(Move(dossier, by, at).graph(), held.step.key)
        plain = next((flow for flow in ways if flow.effect == "none"), None)
        if plain is None:
            raise WrongState(_("Bước “%(step)s” không phải bước trả kết quả.") % {"step": held.step.name})
        step(holding_id=held.pk, outcome=plain.outcome, by=by, at=at)
        dossier.refresh_from_db()
    return dossier


@transaction.atomic
def post_said(
    *, handing_id: int, arrived: bool, by: Actor | None, at: datetime, note_words: str = ""
) -> Handing:
    """What the post says of a letter: it was handed over, or came back."""
    dossier_id = Handing.objects.filter(pk=handing_id).values_list("result__dossier_id", flat=True).first()
    if dossier_id is None:
        raise NotThere(_("Không có lần gửi này."))
    dossier = locked(dossier_id)
    require(dossier, "dossiers.hand_result", by, at)
    row = Handing.objects.select_for_update().get(pk=handing_id)
    if row.state != "sent":
        raise WrongState(_("Lần gửi này đã có kết quả rồi."))
    row.state, row.state_at, row.note = (
        "done" if arrived else "returned",
        moment(dossier, at),
        said(note_words, 500),
    )
    row.save(update_fields=["state", "state_at", "note"])
    note(
        dossier,
        "result-arrived",
        by,
        row.state_at,
        outcome=_("đã phát") if arrived else _("bị chuyển hoàn"),
        note=row.note,
    )
    return row
