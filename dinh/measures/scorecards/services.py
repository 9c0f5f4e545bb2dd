"""Deeds with scorecards: what a unit says of itself, its evidence, sending, appraising."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from dinh.ground import services as ground
from dinh.ground.periods import Period
from dinh.papers.models import Paper
from dinh.town import services as town
from dinh.town.models import Unit
from dinh.town.rules import covers
from dinh.town.services import NotAllowed
from dinh.town.shapes import Actor

from . import scoring
from .loading import EditionInUse, ensure_loaded, load
from .models import Card, CardState, Criterion, Evidence, Said, ScoreEdition, Side
from .rules import CHOICES, WHO_MAY, Kind, may_appraise


class Refused(Exception):
    """The deed cannot be done; `str()` says why, `code` names the criterion where there is one."""

    def __init__(self, sentence: str, code: str = "") -> None:
        super().__init__(sentence)
        self.code = code


@dataclass(frozen=True, slots=True)
class Words:
    """What one side says of one criterion. Everything empty takes back what was said."""

    numerator: Decimal | None = None
    denominator: Decimal | None = None
    value: Decimal | None = None
    choice: str = ""
    points: Decimal | None = None
    applies: bool = True
    remark: str = ""


FIGURES = ("numerator", "denominator", "value", "points")


def _require(by: Actor | None, deed: str, unit: Unit, at: datetime) -> None:
    """A mandate over an office of the unit is enough to write of the unit's card."""
    day = timezone.localtime(at).date()
    roles = WHO_MAY[deed]
    if by is not None and any(
        m.role in roles and covers(m, unit.path, day, m.office_id) for m in by.mandates
    ):
        return
    town.require(by, deed, unit.path, at)


def _require_appraiser(by: Actor | None, unit: Unit, at: datetime) -> None:
    day = timezone.localtime(at).date()
    if by is not None and may_appraise(by.mandates, unit.path, day):
        return
    if by is not None and any(m.unit_path == unit.path for m in by.mandates):
        raise NotAllowed(
            _("Đơn vị không tự thẩm định bảng của mình; cán bộ cấp trên theo dõi mới thẩm định.")
        )
    town.require(by, "measures.appraise_card", unit.path, at)


def card_of(edition: ScoreEdition, unit: Unit, period: Period, *, at: datetime) -> Card:
    """The unit's card, opened when there is none yet. Refused for a unit or day that the edition is not for."""
    if unit.level not in edition.scorecard.levels:
        raise Refused(_("Bộ “%(card)s” không dành cho đơn vị cấp này.") % {"card": edition.scorecard})
    if not (edition.since <= period.last and (edition.until is None or period.first <= edition.until)):
        raise Refused(
            _("Bản %(code)s không có hiệu lực trong kỳ %(period)s.")
            % {"code": edition.code, "period": period.label_vi}
        )
    card, _made = Card.objects.get_or_create(
        edition=edition, unit=unit, period=period.key, defaults={"opened_at": at}
    )
    return (
        Card.objects.select_for_update(of=("self",))
        .select_related("edition__scorecard", "unit")
        .get(pk=card.pk)
    )


@transaction.atomic
def open_card(*, edition: ScoreEdition, unit: Unit, period: Period, by: Actor, at: datetime) -> Card:
    """The unit's card, for one who assesses or sends it."""
    _require(by, "measures.submit_card", unit, at)
    return card_of(edition, unit, period, at=at)


@transaction.atomic
def say(
    *,
    edition: ScoreEdition,
    unit: Unit,
    period: Period,
    side: str,
    said: Mapping[str, Words],
    by: Actor,
    at: datetime,
) -> int:
    """Write what one side says of these criteria (by code); how many changed. All or nothing: Refused names the first criterion
    that is wrong. What stands already is not written again."""
    if side == Side.APPRAISAL:
        _require_appraiser(by, unit, at)
    else:
        _require(by, "measures.self_assess", unit, at)
    card = card_of(edition, unit, period, at=at)
    wanted = CardState.SENT if side == Side.APPRAISAL else CardState.OPEN
    if card.state != wanted:
        raise Refused(_("Bảng %(state)s, không ghi được lúc này.") % {"state": CardState(card.state).label})
    criteria = {row.code: row for row in edition.criteria.exclude(kind="")}
    before = {row.criterion_id: row for row in Said.objects.filter(card=card, side=side, current=True)}
    changed: dict[str, Any] = {}
    for code, words in said.items():
        criterion = criteria.get(code)
        if criterion is None:
            raise Refused(_("Bộ chỉ số không có tiêu chí %(code)s.") % {"code": code}, code)
        check(criterion, words, side)
        old = before.get(criterion.pk)
        if (old is None and words == Words()) or (old is not None and _words_of(old) == words):
            continue
        if old is not None:
            old.current = False
            old.save(update_fields=["current"])
        row = None
        if words != Words():
            row = Said.objects.create(
                card=card,
                criterion=criterion,
                side=side,
                numerator=words.numerator,
                denominator=words.denominator,
                value=words.value,
                choice=words.choice,
                points=words.points,
                applies=words.applies,
                remark=words.remark,
                by_id=by.person_id,
                by_name=by.name,
                at=at,
            )
        changed[code] = {"from": old.figures() if old else {}, "to": row.figures() if row else {}}
    if changed:
        deed = "measures.card-appraised-line" if side == Side.APPRAISAL else "measures.card-said"
        ground.write(deed=deed, about=card.ref, by=by.ref, at=at, data={"said": changed}, also=[unit.ref])
    return len(changed)


def _words_of(row: Said) -> Words:
    return Words(row.numerator, row.denominator, row.value, row.choice, row.points, row.applies, row.remark)


def check(criterion: Criterion, words: Words, side: str) -> None:
    """Whether these words can be said of the criterion. Raises Refused with a sentence naming it."""
    code = criterion.code
    for name in FIGURES:
        figure = getattr(words, name)
        if figure is not None and figure < 0:
            raise Refused(_("Tiêu chí %(code)s: số không thể âm.") % {"code": code}, code)
    if words.points is not None and words.points > criterion.most:
        raise Refused(
            _("Tiêu chí %(code)s: điểm %(points)s lớn hơn tối đa %(most)s.")
            % {"code": code, "points": words.points, "most": criterion.most},
            code,
        )
    if words.choice and (words.choice not in CHOICES or criterion.kind != Kind.CHOICE):
        raise Refused(_("Tiêu chí %(code)s không chấm theo có, một nửa, không.") % {"code": code}, code)
    if (words.numerator is None) != (words.denominator is None):
        raise Refused(_("Tiêu chí %(code)s: ghi đủ cả tử số và mẫu số.") % {"code": code}, code)
    if words.numerator is not None and words.denominator is not None and words.numerator > words.denominator:
        raise Refused(
            _("Tiêu chí %(code)s: tử số %(top)s lớn hơn mẫu số %(bottom)s.")
            % {"code": code, "top": words.numerator, "bottom": words.denominator},
            code,
        )
    if words.value is not None and criterion.kind in (Kind.RATIO, Kind.THRESHOLD) and words.value > 100:
        raise Refused(_("Tiêu chí %(code)s: tỷ lệ lớn hơn 100%%.") % {"code": code}, code)
    if len(words.remark) > 2000:
        raise Refused(_("Tiêu chí %(code)s: nhận xét dài quá 2.000 chữ.") % {"code": code}, code)
    if side == Side.APPRAISAL and words.points is not None and not words.remark and words.points == 0:
        raise Refused(_("Tiêu chí %(code)s: cho 0 điểm thì ghi vì sao.") % {"code": code}, code)


@transaction.atomic
def attach(
    *, edition: ScoreEdition, unit: Unit, period: Period, code: str, paper: Paper, by: Actor, at: datetime
) -> Evidence:
    """Lay a filed paper of the unit as evidence beside a criterion; the same paper twice is one."""
    _require(by, "measures.self_assess", unit, at)
    card = card_of(edition, unit, period, at=at)
    if card.state != CardState.OPEN:
        raise Refused(
            _("Bảng %(state)s, không thêm minh chứng được lúc này.") % {"state": CardState(card.state).label}
        )
    criterion = edition.criteria.exclude(kind="").filter(code=code).first()
    if criterion is None:
        raise Refused(_("Bộ chỉ số không có tiêu chí %(code)s.") % {"code": code}, code)
    if paper.unit_id != unit.pk:
        raise Refused(_("Văn bản này lưu ở đơn vị khác, không làm minh chứng ở đây được."), code)
    there = Evidence.objects.filter(card=card, criterion=criterion, paper=paper, withdrawn_at=None).first()
    if there is not None:
        return there
    row = Evidence.objects.create(card=card, criterion=criterion, paper=paper, by_name=by.name, at=at)
    ground.write(
        deed="measures.evidence-laid",
        about=card.ref,
        by=by.ref,
        at=at,
        data={"code": code, "paper": paper.pk},
        also=[paper.ref],
    )
    return row


@transaction.atomic
def withdraw_evidence(*, evidence_id: int, by: Actor, at: datetime) -> None:
    """Take a paper away from a criterion; the paper itself stays filed."""
    row = Evidence.objects.select_related("card__unit", "criterion").get(pk=evidence_id)
    _require(by, "measures.self_assess", row.card.unit, at)
    card = Card.objects.select_for_update().get(pk=row.card_id)
    if card.state != CardState.OPEN:
        raise Refused(
            _("Bảng %(state)s, không bớt minh chứng được lúc này.") % {"state": CardState(card.state).label}
        )
    if row.withdrawn_at is None:
        row.withdrawn_at = at
        row.save(update_fields=["withdrawn_at"])
        ground.write(
            deed="measures.evidence-withdrawn", about=card.ref, by=by.ref, at=at,
            data={"code": row.criterion.code, "paper": row.paper_id},
        )  # fmt: skip


@transaction.atomic
def send(*, card_id: int, by: Actor, at: datetime) -> Card:
    """Send the self-assessment up to be appraised, with the figures that stand now."""
    card = _locked(card_id)
    _require(by, "measures.submit_card", card.unit, at)
    if card.state != CardState.OPEN:
        raise Refused(_("Bảng đã gửi rồi."))
    card.state, card.sent_at = CardState.SENT, at
    card.totals = {**card.totals, "self": _totals(card, at, Side.SELF)}
    card.save(update_fields=["state", "sent_at", "totals"])
    ground.write(
        deed="measures.card-sent",
        about=card.ref,
        by=by.ref,
        at=at,
        data=card.totals["self"],
        also=[card.unit.ref],
    )
    return card


@transaction.atomic
def give_back(*, card_id: int, reason: str, by: Actor, at: datetime) -> Card:
    """Give a card back to be mended, saying why."""
    card = _locked(card_id)
    _require_appraiser(by, card.unit, at)
    if card.state == CardState.OPEN:
        raise Refused(_("Bảng đang ở đơn vị."))
    if not reason.strip():
        raise Refused(_("Trả lại thì ghi vì sao."))
    card.state = CardState.OPEN
    card.save(update_fields=["state"])
    ground.write(
        deed="measures.card-given-back",
        about=card.ref,
        by=by.ref,
        at=at,
        data={"reason": reason.strip()[:1000]},
        also=[card.unit.ref],
    )
    return card


@transaction.atomic
def finish(*, card_id: int, by: Actor, at: datetime) -> Card:
    """End the appraisal: what stands now is what was appraised."""
    card = _locked(card_id)
    _require_appraiser(by, card.unit, at)
    if card.state != CardState.SENT:
        raise Refused(_("Bảng %(state)s, chưa chốt thẩm định được.") % {"state": CardState(card.state).label})
    card.state, card.appraised_at = CardState.APPRAISED, at
    card.totals = {**card.totals, "appraisal": _totals(card, at, Side.APPRAISAL)}
    card.save(update_fields=["state", "appraised_at", "totals"])
    ground.write(
        deed="measures.card-appraised",
        about=card.ref,
        by=by.ref,
        at=at,
        data=card.totals["appraisal"],
        also=[card.unit.ref],
    )
    return card


def _locked(card_id: int) -> Card:
    return (
        Card.objects.select_for_update(of=("self",))
        .select_related("edition__scorecard", "unit__parent")
        .get(pk=card_id)
    )


def _totals(card: Card, at: datetime, side: str) -> dict[str, Any]:
    found = scoring.score(card.edition, card.unit, Period.parse(card.period), at=at)
    sheet = found.appraised if side == Side.APPRAISAL else found.own
    return {
        "total": str(sheet.total),
        "most": str(sheet.most),
        "most_counted": str(sheet.most_counted),
        "marks": {
            code: None if mark.points is None else str(mark.points) for code, mark in sheet.marks.items()
        },
    }


REFUSALS = (Refused, NotAllowed, EditionInUse)

__all__ = [
    "REFUSALS",
    "EditionInUse",
    "NotAllowed",
    "Refused",
    "Words",
    "attach",
    "check",
    "ensure_loaded",
    "finish",
    "give_back",
    "load",
    "open_card",
    "say",
    "send",
    "withdraw_evidence",
]
