"""Ratings of dossiers and complaints about them: from the citizen, through work, to an answer by a day."""

from __future__ import annotations

from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction
from django.utils.translation import gettext as _

from dinh.dossiers.applicant import Applicant
from dinh.dossiers.models import Dossier, Holding
from dinh.dossiers.services import telling
from dinh.ground import calendar
from dinh.ground import services as ground
from dinh.town import services as town
from dinh.town.models import Unit
from dinh.town.services import NotAllowed
from dinh.town.shapes import Actor
from dinh.work import services as work
from dinh.work.shapes import Ask

from ..models import Complaint, Rating
from ..rules import complaints as rules
from ..shapes import ComplaintAbout, ComplaintAnswered, ComplaintPut, ComplaintState
from .common import WrongInput, WrongState, clean, day_of, ref_of

TEXT = 4000
MOST = 3
"""Complaints about one dossier; after the second unit has answered, the law knows other ways."""


@cache
def _rows() -> Any:
    book = Path(__file__).parent.parent / "editions" / "complaints.yaml"
    return yaml.safe_load(book.read_text(encoding="utf-8"))["editions"]


def limits_on(day: date) -> rules.Limits:
    """How long answers may take, by the edition of a day."""
    return rules.limits_on(_rows(), day)


# ---------------------------------------------------------------- the citizen


@transaction.atomic
def rate(*, dossier_id: int, stars: int, by: Applicant, at: datetime, words: str = "") -> Rating:
    """Say how content one is with a dossier that was answered; said again, it takes the place of what was said."""
    dossier = _theirs(dossier_id, by)
    if dossier.decided_at is None:
        raise WrongState(_("Hồ sơ chưa có kết quả, chưa đánh giá được."))
    if stars not in range(1, 6):
        raise WrongInput("stars", _("Chọn từ 1 đến 5."))
    said = clean(words, "words", "", 1000, lines=True) if words.strip() else ""
    row, _made = Rating.objects.update_or_create(
        dossier=dossier, defaults={"unit": dossier.unit, "stars": stars, "words": said, "at": at}
    )
    _note("voices.dossier-rated", row.dossier, by, at, stars=stars)
    return row


@transaction.atomic
def complain(*, dossier_id: int, about: str, text: str, by: Applicant, at: datetime) -> Complaint:
    """Complain about a dossier. The unit that decides must answer by a day; the second complaint goes to the unit above
    it. One waits at a time."""
    dossier = _theirs(dossier_id, by)
    if about not in {each.value for each in ComplaintAbout}:
        raise WrongInput("about", _("Chọn điều muốn phản ánh."))
    words = clean(text, "text", _("Viết điều đã xảy ra."), TEXT, lines=True)
    before = list(Complaint.objects.filter(dossier=dossier).order_by("number"))
    if any(row.open for row in before):
        raise WrongState(_("Phản ánh trước đang chờ trả lời; có trả lời rồi mới gửi tiếp."))
    if len(before) >= MOST:
        raise WrongState(
            _("Hồ sơ này đã có %(n)s lần phản ánh được trả lời. Anh, chị có thể khiếu nại theo luật.")
            % {"n": MOST}
        )
    unit = _judge(dossier, len(before))
    day = day_of(at)
    days = rules.days_of(day, limits_on(day), calendar.for_country())
    row = Complaint.objects.create(
        dossier=dossier,
        number=len(before) + 1,
        unit=unit,
        about=about,
        text=words,
        put_at=at,
        due_on=days.answer,
        decline_until=days.decline,
        ask_until=days.ask,
    )
    if before:
        Complaint.objects.filter(pk=before[-1].pk, content=None).update(content=False)
    made = work.ask(
        ask=Ask(
            title=_("Trả lời phản ánh về hồ sơ %(code)s") % {"code": dossier.code},
            unit_id=unit.pk,
            office_id=None,
            due_on=days.answer,
            product=_("Trả lời bằng văn bản trên trang của hồ sơ"),
            asker_unit_id=unit.pk,
            asked_by=row.ref,
            check=False,
        ),
        by=None,
        at=at,
        allowed_by_caller=True,
    )
    _note("voices.complained", dossier, by, at, complaint=row, work=made.pk, due_on=days.answer)
    ground.announce(ComplaintPut(row.pk, dossier.pk, unit.code, days.answer.isoformat()), at=at)
    return row


@transaction.atomic
def say_more(*, complaint_id: int, text: str, by: Applicant, at: datetime) -> Complaint:
    """The citizen says what was asked; the days they were waited for are added to the answer's day."""
    row = _locked(complaint_id)
    _theirs(row.dossier_id, by)
    if row.state != ComplaintState.ASKED:
        raise WrongState(_("Phản ánh này không chờ nói rõ thêm."))
    assert row.asked_at is not None
    row.said_more = clean(text, "text", _("Viết điều được hỏi."), TEXT, lines=True)
    row.due_on = rules.due_after_reply(row.due_on, day_of(row.asked_at), day_of(at), calendar.for_country())
    _move(row, ComplaintState.WAITING, "said_more", "due_on")
    work.redate(asked_by=row.ref, due_on=row.due_on, by=None, at=at)
    _note("voices.complaint-said-more", row.dossier, by, at, complaint=row)
    return row


@transaction.atomic
def judge_answer(*, complaint_id: int, content: bool, by: Applicant, at: datetime) -> Complaint:
    """The citizen says whether the answer does."""
    row = _locked(complaint_id)
    _theirs(row.dossier_id, by)
    if row.state != ComplaintState.ANSWERED:
        raise WrongState(_("Phản ánh này chưa có trả lời."))
    row.content = content
    row.version += 1
    row.save(update_fields=["content", "version"])
    _note("voices.complaint-judged", row.dossier, by, at, complaint=row, content=content)
    return row


# ---------------------------------------------------------------- the unit that answers


@transaction.atomic
def answer_complaint(
    *, complaint_id: int, text: str, by: Actor, at: datetime, seen: int | None = None
) -> Complaint:
    """The unit's answer, which the citizen reads; late when its day is over."""
    row = _for_answer(complaint_id, by, at, seen)
    row.answer = clean(text, "text", _("Viết trả lời; người dân đọc được."), TEXT, lines=True)
    return _end(row, ComplaintState.ANSWERED, "voices.complaint-answered", by, at)


@transaction.atomic
def decline_complaint(
    *, complaint_id: int, text: str, by: Actor, at: datetime, seen: int | None = None
) -> Complaint:
    """Not taken up, with the reason, in the first days only."""
    row = _for_answer(complaint_id, by, at, seen)
    if day_of(at) > row.decline_until:
        raise WrongState(
            _("Hạn từ chối đã hết ngày %(day)s; phải trả lời.") % {"day": f"{row.decline_until:%d/%m/%Y}"}
        )
    row.answer = clean(text, "text", _("Viết vì sao không thụ lý; người dân đọc được."), TEXT, lines=True)
    return _end(row, ComplaintState.DECLINED, "voices.complaint-declined", by, at)


@transaction.atomic
def ask_complainant(
    *, complaint_id: int, text: str, by: Actor, at: datetime, seen: int | None = None
) -> Complaint:
    """Ask the citizen to say more, once, in the first days only."""
    row = _for_answer(complaint_id, by, at, seen)
    if row.asked_at is not None:
        raise WrongState(_("Đã hỏi lại người phản ánh một lần rồi."))
    if day_of(at) > row.ask_until:
        raise WrongState(
            _("Hạn hỏi lại đã hết ngày %(day)s; phải trả lời.") % {"day": f"{row.ask_until:%d/%m/%Y}"}
        )
    row.asked = clean(text, "text", _("Viết điều cần người dân nói rõ."), 1000)
    row.asked_at = at
    _move(row, ComplaintState.ASKED, "asked", "asked_at")
    _note("voices.complaint-asked", row.dossier, by, at, complaint=row)
    _tell(row, _("Cần nói rõ thêm về phản ánh của anh, chị"), at)
    return row


def _for_answer(complaint_id: int, by: Actor, at: datetime, seen: int | None) -> Complaint:
    row = _locked(complaint_id)
    town.require(by, "voices.answer_complaint", row.unit.path, at)
    if seen is not None and seen != row.version:
        raise WrongState(_("Phản ánh vừa có người khác ghi. Mở lại trang để xem bản mới."))
    if row.state != ComplaintState.WAITING:
        raise WrongState(
            _("Phản ánh này đang ở tình trạng “%(state)s”, không trả lời được.")
            % {"state": _(row.state_word)}
        )
    if rules.own_matter(worked_on(row.dossier_id), by.person_id):
        raise NotAllowed(
            _("Anh, chị đã xử lý hồ sơ này nên không trả lời phản ánh về nó; để người khác trả lời.")
        )
    return row


def worked_on(dossier_id: int) -> set[int]:
    """Who did a step of the dossier. 1 query."""
    rows = Holding.objects.filter(dossier=dossier_id, by__isnull=False)
    return set(rows.values_list("by_id", flat=True))


def _end(row: Complaint, state: ComplaintState, deed: str, by: Actor, at: datetime) -> Complaint:
    row.answered_at, row.by_name = at, by.name[:120]
    row.late = calendar.for_country().days_late(row.due_on, day_of(at)) > 0
    _move(row, state, "answer", "answered_at", "by_name", "late")
    work.close(asked_by=row.ref, outcome="done", by=by, at=at)
    _note(deed, row.dossier, by, at, complaint=row, late=row.late)
    _tell(row, _("Đã trả lời phản ánh của anh, chị"), at)
    ground.announce(
        ComplaintAnswered(row.pk, row.dossier_id, row.unit.code, row.state, bool(row.late)), at=at
    )
    return row


# ---------------------------------------------------------------- shared


def _theirs(dossier_id: int, by: Applicant) -> Dossier:
    """The dossier under its lock, when it is this citizen's."""
    if dossier_id not in getattr(by, "dossiers", frozenset()):
        raise NotAllowed(_("Chỉ người nộp hồ sơ đánh giá, phản ánh được hồ sơ này."))
    return (
        Dossier.objects.select_for_update(of=("self",))
        .select_related("unit__parent", "applicant")
        .get(pk=dossier_id)
    )


def _judge(dossier: Dossier, before: int) -> Unit:
    """Who answers: the unit that decides; after its answer the unit above."""
    unit: Unit = dossier.unit
    if before and unit.parent is not None:
        return unit.parent
    return unit


def _locked(complaint_id: int) -> Complaint:
    row = (
        Complaint.objects.select_for_update(of=("self",))
        .select_related("unit", "dossier__unit", "dossier__applicant")
        .filter(pk=complaint_id)
        .first()
    )
    if row is None:
        raise WrongState(_("Không có phản ánh này."))
    return row


def _move(row: Complaint, state: ComplaintState, *fields: str) -> None:
    row.state = state.value
    row.version += 1
    row.save(update_fields=["state", "version", *fields])


def _note(
    deed: str, dossier: Dossier, by: Actor, at: datetime, *, complaint: Complaint | None = None, **data: Any
) -> None:
    """What a citizen wrote never goes into the ledger: only that something was written."""
    also = [complaint.ref] if complaint is not None else []
    if complaint is not None:
        data["n"] = complaint.number
    ground.write(deed=deed, about=dossier.ref, by=ref_of(by), at=at, data=data, also=also)


def _tell(row: Complaint, subject: str, at: datetime) -> None:
    what = f"complaint-{row.pk}-{row.version}"
    telling.tell(row.dossier, what, subject, [], at)
