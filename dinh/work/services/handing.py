"""Hand-over: an office or a person offers an assignment to another, who takes it or not.

Nothing falls between two offices: until it is accepted the giver stays responsible, and it shows on both desks."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from dinh.ground import services as ground
from dinh.town import services as town
from dinh.town.models import Office, Person
from dinh.town.shapes import Actor
from dinh.work import rules
from dinh.work.models import Assignment, HandOver
from dinh.work.shapes import Answer, WorkHandedOver

from . import common, doing
from .common import WrongInput, WrongState, day_of, moved, name_of, note, person_id, require


@transaction.atomic
def hand_over(
    *,
    assignment_id: int,
    reason: str,
    by: Actor | None,
    at: datetime,
    to_office_id: int | None = None,
    to_person_id: int | None = None,
) -> HandOver:
    """Offer the assignment to another office of the unit, or to a person in the office. The giver stays responsible."""
    work = common.locked(assignment_id)
    require(work, "work.hand_over", by, at)
    moved(work, "work.hand_over")
    office, person = _receiver(work, to_office_id, to_person_id, at)
    if not reason.strip():
        raise WrongInput("reason", _("Viết vì sao chuyển, để nơi nhận trả lời được."))
    waiting = work.hand_overs.filter(answered_at=None).first()
    if waiting is not None:
        raise WrongState(
            _("Việc này đang chờ %(whom)s trả lời. Rút lại lần chuyển ấy rồi mới chuyển nơi khác.")
            % {"whom": waiting.to_office or waiting.to_person}
        )
    offer = HandOver.objects.create(
        assignment=work,
        from_office_id=work.office_id,
        from_person_id=work.person_id,
        to_office=office,
        to_person=person,
        reason=reason.strip()[:1000],
        by_id=person_id(by),
        by_name=name_of(by),
        at=at,
    )
    receiver = office or person
    assert receiver is not None
    note(
        work,
        "work.hand-over-offered",
        by,
        at,
        also=[offer.ref, receiver.ref],
        to=receiver.name,
        reason=offer.reason,
    )
    _tell(offer, at)
    return offer


def _receiver(
    work: Assignment, office_id: int | None, person_id: int | None, at: datetime
) -> tuple[Office | None, Person | None]:
    if office_id is not None and person_id is None:
        office = Office.objects.alive_on(day_of(at)).filter(pk=office_id, unit_id=work.unit_id).first()
        if office is None:
            raise WrongInput("to", _("Chỉ chuyển cho cơ quan đang hoạt động của cùng đơn vị."))
        if office.pk == work.office_id:
            raise WrongInput("to", _("Cơ quan này đang chủ trì việc rồi."))
        return office, None
    if person_id is None or office_id is not None:
        raise WrongInput("to", _("Chọn một cơ quan hoặc một người nhận việc."))
    person = Person.objects.filter(pk=person_id).first()
    if person is None or not doing.works_in(person, work, day_of(at)):
        raise WrongInput("to", _("Người này không làm việc tại cơ quan chủ trì vào hôm nay."))
    if person.pk == work.person_id:
        raise WrongInput("to", _("Người này đang làm việc ấy rồi."))
    return None, person


def may_answer(offer: HandOver, by: Actor | None, at: datetime) -> bool:
    """Whether the actor answers for the receiving side: never whoever offered it. Needs `assignment.unit`."""
    if by is None or (offer.by_id is not None and offer.by_id == by.person_id):
        return False
    if offer.to_person_id is not None:
        return offer.to_person_id in rules.persons_of(by, day_of(at))
    return town.allowed(by, "work.answer_hand_over", offer.assignment.unit.path, at, offer.to_office_id)


@transaction.atomic
def answer_hand_over(
    *, hand_over_id: int, accept: bool, by: Actor | None, at: datetime, remark: str = ""
) -> HandOver:
    """Take the assignment, or leave it with the giver and say why. Of two who answer, the first decides; the second is
    told who was first and what they answered."""
    offer, work = _locked(hand_over_id)
    if by is not None and not may_answer(offer, by, at):
        if offer.by_id == by.person_id:
            raise common.NotAllowed(_("Người chuyển việc không tự trả lời thay nơi nhận."))
        if offer.to_office_id is None:
            raise common.NotAllowed(
                _("Việc này chuyển cho %(name)s; chỉ người ấy hoặc người được uỷ quyền thay trả lời.")
                % {"name": offer.to_person}
            )
        town.require(by, "work.answer_hand_over", work.unit.path, at, offer.to_office_id)
    _still_waiting(offer)
    moved(work, "work.answer_hand_over")
    if not accept and not remark.strip():
        raise WrongInput("remark", _("Viết vì sao không nhận, để nơi chuyển biết."))
    if accept:
        if offer.to_office_id is not None:
            work.office_id, work.person = offer.to_office_id, None
            work.coops.filter(office_id=offer.to_office_id).delete()
        else:
            work.person_id = offer.to_person_id
        work.version += 1
        work.save(update_fields=["office", "person", "version"])
    _answered(offer, Answer.ACCEPTED if accept else Answer.REFUSED, remark, by, at)
    note(
        work,
        "work.hand-over-accepted" if accept else "work.hand-over-refused",
        by,
        at,
        also=[offer.ref, *([offer.from_office.ref] if offer.from_office else [])],
        to=str(offer.to_office or offer.to_person),
        remark=offer.remark,
    )
    _tell(offer, at)
    return offer


@transaction.atomic
def withdraw_hand_over(*, hand_over_id: int, by: Actor | None, at: datetime) -> HandOver:
    """The giver takes the offer back before it was answered."""
    offer, work = _locked(hand_over_id)
    require(work, "work.hand_over", by, at)
    _still_waiting(offer)
    _answered(offer, Answer.WITHDRAWN, "", by, at)
    note(
        work, "work.hand-over-withdrawn", by, at, also=[offer.ref], to=str(offer.to_office or offer.to_person)
    )
    _tell(offer, at)
    return offer


def _locked(hand_over_id: int) -> tuple[HandOver, Assignment]:
    work = common.locked(HandOver.objects.values_list("assignment_id", flat=True).get(pk=hand_over_id))
    offer = (
        HandOver.objects.select_for_update(of=("self",))
        .select_related("assignment__unit", "from_office", "to_office", "to_person")
        .get(pk=hand_over_id)
    )
    return offer, work


def _still_waiting(offer: HandOver) -> None:
    if offer.answered_at is None:
        return
    words = {
        Answer.ACCEPTED: _("%(who)s đã nhận việc này lúc %(when)s. Anh, chị không phải trả lời nữa."),
        Answer.REFUSED: _("%(who)s đã từ chối việc này lúc %(when)s. Việc ở lại nơi chuyển."),
        Answer.WITHDRAWN: _("%(who)s đã rút lại lần chuyển này lúc %(when)s. Việc ở lại nơi chuyển."),
    }[Answer(offer.answer)]
    when = timezone.localtime(offer.answered_at)
    raise WrongState(
        words % {"who": offer.answered_by_name or _("Máy"), "when": f"{when:%H:%M ngày %d/%m/%Y}"}
    )


def _answered(offer: HandOver, answer: Answer, remark: str, by: Actor | None, at: datetime) -> None:
    offer.answer, offer.remark = answer.value, remark.strip()[:1000]
    offer.answered_by_id, offer.answered_by_name, offer.answered_at = person_id(by), name_of(by), at
    offer.save()


def _tell(offer: HandOver, at: datetime) -> None:
    ground.announce(
        WorkHandedOver(
            offer.pk,
            offer.assignment_id,
            offer.from_office_id,
            offer.to_office_id,
            offer.to_person_id,
            offer.answer,
        ),
        at=at,
    )
