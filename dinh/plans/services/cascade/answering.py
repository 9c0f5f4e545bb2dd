"""The unit's answer to what it was given, and the giver's to its dispute."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from dinh.ground import services as ground
from dinh.plans.models import Allotment, AllotmentDispute
from dinh.plans.rules.cascade import Wanted, number_fault
from dinh.plans.rules.numbers import words_of
from dinh.plans.shapes import AllotmentAnswered, AllotmentState, SettleKind
from dinh.town import services as town
from dinh.town.shapes import Actor

from ..common import StaleAllotment, WrongInput, WrongState, name_of, person_id, ref_of
from .giving import Given, _renumber, locked, must_run


def _answerable(allotment_id: int, seen: int | None, by: Actor | None, at: datetime) -> Allotment:
    row = locked(allotment_id)
    town.require(by, "plans.answer_allotment", row.unit.path, at, row.office_id)
    must_run(row)
    giver = row.cascade.by_id if row.cascade is not None else None
    if giver is not None and by is not None and giver == by.person_id:
        raise WrongState(_("Người giao không trả lời thay xã, phường."))
    if seen is not None and seen != row.version:
        raise StaleAllotment(row)
    return row


def _answer(row: Allotment, state: AllotmentState, by: Actor | None, at: datetime) -> None:
    row.state = state.value
    row.answered_by_id, row.answered_by_name, row.answered_at = person_id(by), name_of(by), at
    row.version += 1
    row.save(update_fields=["state", "answered_by", "answered_by_name", "answered_at", "version"])
    ground.announce(AllotmentAnswered(row.pk, row.unit.code, row.state), at=at)


@transaction.atomic
def accept_allotment(
    *, allotment_id: int, by: Actor | None, at: datetime, seen: int | None = None
) -> Allotment:
    """The unit takes on what it was given. `seen` is the version its reader looked at."""
    row = _answerable(allotment_id, seen, by, at)
    if row.state != AllotmentState.GIVEN.value:
        raise WrongState(_("Chỉ tiêu này đang ở tình trạng “%(state)s”.") % {"state": _(row.state_word)})
    _answer(row, AllotmentState.ACCEPTED, by, at)
    ground.write(
        deed="plans.allotment-accepted",
        about=row.ref,
        by=ref_of(by),
        at=at,
        also=[row.thing.ref, row.unit.ref],
    )
    return row


@transaction.atomic
def dispute_allotment(
    *,
    allotment_id: int,
    reason: str,
    by: Actor | None,
    at: datetime,
    proposed: Decimal | None = None,
    seen: int | None = None,
) -> AllotmentDispute:
    """The unit says that the number is not right, why, and which number would be. It is owed an answer; the obligation
    stands meanwhile."""
    row = _answerable(allotment_id, seen, by, at)
    if row.parent_id is not None:
        raise WrongState(_("Phần chia cho phòng thì trao đổi trong xã, phường, không kiến nghị lên tỉnh."))
    if row.state not in {AllotmentState.GIVEN.value, AllotmentState.ACCEPTED.value}:
        raise WrongState(_("Chỉ tiêu này đang ở tình trạng “%(state)s”.") % {"state": _(row.state_word)})
    if not reason.strip():
        raise WrongInput.of("reason", _("Viết lý do kiến nghị."))
    if proposed is not None:
        _check_proposed(row, proposed)
    _answer(row, AllotmentState.DISPUTED, by, at)
    dispute = AllotmentDispute.objects.create(
        allotment=row,
        reason=reason.strip(),
        proposed=proposed,
        by_id=person_id(by),
        by_name=name_of(by),
        at=at,
    )
    ground.write(
        deed="plans.allotment-disputed",
        about=row.ref,
        by=ref_of(by),
        at=at,
        data={"remark": dispute.reason[:400], "proposed": proposed},
        also=[row.thing.ref, row.unit.ref],
    )
    return dispute


def _check_proposed(row: Allotment, proposed: Decimal) -> None:
    if row.value is None:
        raise WrongInput.of("proposed", _("Chỉ tiêu này không có con số để đề nghị khác đi."))
    if proposed == row.value:
        raise WrongInput.of("proposed", _("Con số đề nghị trùng con số đang giao."))
    if number_fault(proposed, Wanted(operator=row.operator, percent=row.measure.strip().startswith("%"))):
        raise WrongInput.of(
            "proposed",
            _("Con số %(value)s không thể là giá trị của chỉ tiêu này.") % {"value": words_of(proposed)},
        )


@transaction.atomic
def settle_dispute(
    *,
    dispute_id: int,
    outcome: str,
    answer: str,
    by: Actor,
    at: datetime,
    value: Decimal | None = None,
) -> AllotmentDispute:
    """The giver answers: the number stays, or another takes its place (the one proposed unless another is named)."""
    whose = AllotmentDispute.objects.only("allotment_id").get(pk=dispute_id)
    row = locked(whose.allotment_id)
    dispute = AllotmentDispute.objects.select_for_update(of=("self",)).get(pk=dispute_id)
    town.require(by, "plans.settle_dispute", row.plan.unit.path, at)
    must_run(row)
    if dispute.settled_at is not None:
        raise WrongState(
            _("Kiến nghị này đã được %(who)s trả lời: %(outcome)s.")
            % {"who": dispute.settled_by_name, "outcome": _(dispute.outcome_word).lower()}
        )
    if dispute.by_id is not None and dispute.by_id == by.person_id:
        raise WrongState(_("Người kiến nghị không tự trả lời kiến nghị của mình."))
    if outcome not in set(SettleKind):
        raise WrongInput.of("outcome", _("Chọn giữ con số hay đổi con số."))
    if not answer.strip():
        raise WrongInput.of("answer", _("Viết trả lời để xã, phường biết vì sao."))
    before = row.value
    if outcome == SettleKind.CHANGED.value:
        _take_number(row, value if value is not None else dispute.proposed, answer, by, at)
    dispute.outcome, dispute.answer = outcome, answer.strip()
    dispute.settled_by_id, dispute.settled_by_name, dispute.settled_at = person_id(by), name_of(by), at
    dispute.save()
    row.state = AllotmentState.SETTLED.value
    row.version += 1
    row.save(update_fields=["state", "version"])
    ground.write(
        deed="plans.dispute-settled",
        about=row.ref,
        by=ref_of(by),
        at=at,
        data={"outcome": outcome, "value": row.value, "before_value": before, "remark": dispute.answer[:400]},
        also=[row.thing.ref, row.unit.ref],
    )
    ground.announce(AllotmentAnswered(row.pk, row.unit.code, row.state), at=at)
    return dispute


def _take_number(row: Allotment, value: Decimal | None, answer: str, by: Actor, at: datetime) -> None:
    if value is None or row.target is None:
        raise WrongInput.of("value", _("Nhập con số mới."))
    _check_proposed(row, value)
    _renumber(
        row,
        row.target,
        Given(row.unit_id, value, row.value_max, row.base),
        row.due_on,
        timezone.localdate(at),
        reason=answer.strip(),
        cascade=None,
        by=by,
        at=at,
    )


def accept_many(*, allotment_ids: Sequence[int], by: Actor | None, at: datetime) -> int:
    """Take on several at once: all, or none."""
    with transaction.atomic():
        for one in sorted(allotment_ids):
            accept_allotment(allotment_id=one, by=by, at=at)
    return len(allotment_ids)
