"""One dossier that turns out to be several: the parts keep the first one's moment and clock, and all are flagged, so that
splitting makes no figure look better."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from dinh.catalog.rules import process
from dinh.town.shapes import Actor

from .. import one_stop
from ..models import ClockStretch, Dossier, DossierPaper
from ..rules.axes import Business, Money
from ..rules.on_time import Flag
from .common import WrongInput, WrongState, day_of, locked, moment, note, reason_of, require, said
from .intake import _next_code
from .moving import Move, add_flag

MOST_PARTS = 20


@transaction.atomic
def split(
    *,
    dossier_id: int,
    parts: Sequence[str],
    reason: str,
    by: Actor | None,
    at: datetime,
    seen: int | None = None,
) -> list[Dossier]:
    """Split off a dossier for each of `parts` (what each is about). Each begins its process with the clock as the first
    one's ledger has it, asks for no money, and refers to the first one's papers."""
    dossier = locked(dossier_id, seen)
    require(dossier, "dossiers.split", by, at)
    words = reason_of(reason)
    about = [said(each, 200) for each in parts if each.strip()]
    if not about or len(about) > MOST_PARTS:
        raise WrongInput.of(
            "parts", _("Ghi từ 1 đến %(n)s phần tách ra, mỗi dòng một phần.") % {"n": MOST_PARTS}
        )
    if dossier.ended:
        raise WrongState(_("Hồ sơ %(code)s đã có kết quả, không tách được.") % {"code": dossier.code})
    if dossier.completions.filter(answered_at=None).exists():
        raise WrongState(_("Hồ sơ đang chờ người nộp bổ sung; bổ sung xong mới tách."))
    at = moment(dossier, at)
    made = [_part(dossier, each, by, at) for each in about]
    add_flag(dossier, Flag.SPLIT)
    dossier.version += 1
    dossier.moved_at = at
    dossier.save()
    note(dossier, "split-off", by, at, n=len(made), codes=[row.code for row in made], reason=words)
    for row in made:
        note(row, "split-off", by, at, n=0, codes=[dossier.code], reason=words)
    return made


def _part(first: Dossier, about: str, by: Actor | None, at: datetime) -> Dossier:
    day = day_of(at)
    form = one_stop.on(day).code_form
    code = _next_code(first.received_unit, day, form)
    row = Dossier(
        code=code.written(form),
        code_key=code.key,
        edition=first.edition,
        process=first.process,
        procedure_code=first.procedure_code,
        title=first.title,
        case_name=first.case_name,
        unit=first.unit,
        office=first.office,
        received_unit=first.received_unit,
        received_office=first.received_office,
        helped_by=first.helped_by,
        opened_in=first.opened_in,
        split_from=first,
        channel=first.channel,
        applicant=first.applicant,
        acted_for=first.acted_for,
        form={**first.form, "about": about},
        received_at=first.received_at,
        written_at=at,
        received_day=day,
        moved_at=at,
        due_at=first.due_at,
        promised_at=first.promised_at,
        term_amount=first.term_amount,
        term_unit=first.term_unit,
        business=Business.RECEIVED.value,
        money=Money.NOTHING.value,
        fee=0,
        flags=[*{*first.flags, Flag.SPLIT.value}],
    )
    row.flags = sorted(row.flags)
    row.save()
    ClockStretch.objects.bulk_create(
        ClockStretch(
            dossier=row,
            since=each.since,
            until=each.until or at,
            why=each.why,
            words=each.words,
            by_name=each.by_name,
            ended_by_name=each.ended_by_name,
        )
        for each in first.stretches.all()
    )
    DossierPaper.objects.bulk_create(
        DossierPaper(
            dossier=row, paper=each.paper, name=each.name, digitised=each.digitised, sha256=each.sha256,
            file_name=each.file_name, size=each.size, media_type=each.media_type, by_name=each.by_name, at=at,
        )
        for each in first.papers.all()
    )  # fmt: skip
    move = Move(row, by, at)
    move.follow(process.begin(move.graph()))
    move.settle(first=True)
    return row
