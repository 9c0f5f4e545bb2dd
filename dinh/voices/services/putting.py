"""Putting forward, by an office or by a citizen, and the moderator's decision on what citizens wrote."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from dinh.ground import ciphers
from dinh.ground import services as ground
from dinh.town import services as town
from dinh.town.models import Office, Unit
from dinh.town.shapes import Actor
from dinh.voices.models import Contact, Initiative, Remark, Vote
from dinh.voices.shapes import FIELDS, InitiativePutForward, Kind, RemarkState, State

from . import common
from .common import TooOften, WrongInput, WrongState

TITLE, TEXT = 200, 5000
HOUR_LIMIT, DAY_LIMIT = 5, 15


@transaction.atomic
def put_forward(
    *,
    kind: str,
    title: str,
    text: str,
    unit: Unit,
    by: Actor,
    at: datetime,
    office: Office | None = None,
    field: str = "other",
    public: bool = False,
    answers_id: int | None = None,
) -> Initiative:
    """An office, or somebody in it, puts something forward. It is open at once; citizens read it when `public`."""
    town.require(by, "voices.put_forward", unit.path, at, office.pk if office else None)
    if office is not None and office.unit_id != unit.pk:
        raise WrongInput("office", _("Cơ quan không thuộc đơn vị đã chọn."))
    row = _made(kind, title, text, unit, field, at)
    row.office, row.person_id, row.shown_name = office, common.person_id(by), by.name[:80]
    row.public, row.state, row.shown_at = public, State.OPEN.value, at
    if answers_id is not None:
        row.answers = _problem(answers_id, row)
    row.save(force_insert=True)
    also = [each for each in (office and office.ref, row.answers and row.answers.ref) if each]
    common.note(row, "voices.put-forward", by, at, also=also, kind=row.kind, title=row.title, public=public)
    ground.announce(InitiativePutForward(row.pk, row.kind, unit.code, False), at=at)
    return row


def _made(kind: str, title: str, text: str, unit: Unit, field: str, at: datetime) -> Initiative:
    if kind not in set(Kind):
        raise WrongInput("kind", _("Chọn loại: vấn đề, ý tưởng hay cách làm hay."))
    if field not in FIELDS:
        raise WrongInput("field", _("Chọn lĩnh vực trong danh sách."))
    return Initiative(
        kind=kind,
        field=field,
        title=common.clean(title, "title", _("Viết tên ngắn gọn, một câu."), TITLE),
        text=common.clean(text, "text", _("Viết rõ chuyện gì, ở đâu, muốn thế nào."), TEXT, lines=True),
        unit=unit,
        code=common.new_code(),
        put_at=at,
    )


def _problem(answers_id: int, row: Initiative) -> Initiative:
    problem = Initiative.objects.filter(pk=answers_id, kind=Kind.PROBLEM.value).first()
    if problem is None or row.kind == Kind.PROBLEM.value:
        raise WrongInput("answers", _("Chỉ ý tưởng hoặc cách làm hay mới giải được một vấn đề."))
    if not problem.is_living:
        raise WrongState(_("Vấn đề ấy đã khép lại."))
    return problem


@transaction.atomic
def put_by_citizen(
    *,
    kind: str,
    title: str,
    text: str,
    unit: Unit,
    at: datetime,
    address: str,
    field: str = "other",
    shown_name: str = "",
    contact: str = "",
) -> Initiative:
    """A citizen puts something forward without signing in. Nobody reads it but the moderators until one lets it through;
    the citizen follows it by its code. A way to reach them is kept only when given."""
    if kind not in (Kind.PROBLEM.value, Kind.IDEA.value):
        raise WrongInput("kind", _("Chọn: nêu một vấn đề, hay góp một ý tưởng."))
    mark = common.mark_of(address, at)
    not_too_often(mark, at)
    row = _made(kind, title, text, unit, field, at)
    row.from_citizen, row.address_mark = True, mark
    row.shown_name = " ".join(shown_name.split())[:80]
    row.state = State.WAITING.value
    row.save(force_insert=True)
    if contact.strip():
        kept = Contact(initiative=row)
        kept.closed = ciphers.encrypt_text(common.clean(contact, "contact", "", 200), about=kept.about)
        kept.save(force_insert=True)
    # Neither words nor contact go into the ledger: what a moderator declines must not live on there.
    common.note(row, "voices.put-by-citizen", None, at, kind=row.kind, contact=bool(contact.strip()))
    ground.announce(InitiativePutForward(row.pk, row.kind, unit.code, True), at=at)
    return row


def not_too_often(mark: str, at: datetime) -> None:
    """Raise TooOften when one address has sent too much within the hour or the day."""
    if not mark:
        return
    for span, most, minutes in ((timedelta(hours=1), HOUR_LIMIT, 60), (timedelta(days=1), DAY_LIMIT, 720)):
        sent = Initiative.objects.filter(address_mark=mark, put_at__gt=at - span).count()
        sent += Remark.objects.filter(address_mark=mark, at__gt=at - span).count()
        if sent >= most:
            raise TooOften(
                _("Từ mạng này đã gửi %(n)s lần. Mời anh, chị gửi tiếp sau, hoặc đến bộ phận một cửa.")
                % {"n": sent},
                minutes,
            )


@transaction.atomic
def moderate(*, initiative_id: int, show: bool, by: Actor, at: datetime, reason: str = "") -> Initiative:
    """Let a citizen's initiative be read by all, or not; why not is told to whoever follows it by its code."""
    row = common.locked(initiative_id)
    common.require(row, "voices.moderate", by, at)
    common.require_state(row, "voices.moderate")
    if not show:
        row.reason = common.clean(reason, "reason", _("Viết vì sao không đăng; người gửi đọc được."), 1000)
        row.closed_at = at
    else:
        row.public, row.shown_at = True, at
    fields = ("public", "shown_at") if show else ("reason", "closed_at")
    old = common.move(row, State.OPEN if show else State.DECLINED, fields=fields)
    common.note(row, "voices.shown" if show else "voices.not-shown", by, at, reason=row.reason)
    common.tell_moved(row, old, at)
    return row


@transaction.atomic
def moderate_remark(*, remark_id: int, show: bool, by: Actor, at: datetime) -> Remark:
    """Let a citizen's remark be read, or not."""
    remark = Remark.objects.select_for_update(of=("self",)).get(pk=remark_id)
    row = common.locked(remark.initiative_id)
    common.require(row, "voices.moderate", by, at)
    if remark.state != RemarkState.WAITING.value:
        raise WrongState(_("Góp ý này đã có người duyệt."))
    remark.state = RemarkState.SHOWN.value if show else RemarkState.DECLINED.value
    remark.save(update_fields=["state"])
    common.note(row, "voices.remark-shown" if show else "voices.remark-not-shown", by, at, remark=remark.pk)
    return remark


@transaction.atomic
def publish(*, initiative_id: int, public: bool, by: Actor, at: datetime) -> Initiative:
    """Let citizens read what an office put forward, or no longer."""
    row = common.locked(initiative_id)
    common.require(row, "voices.publish", by, at)
    common.require_state(row, "voices.publish")
    if row.from_citizen and not public:
        raise WrongState(_("Lời người dân đã đăng thì không cất đi; khép lại có lý do."))
    row.public = public
    row.version += 1
    row.save(update_fields=["public", "version"])
    common.note(row, "voices.published" if public else "voices.unpublished", by, at)
    return row


@transaction.atomic
def see_contact(*, initiative_id: int, reason: str, by: Actor, at: datetime) -> str:
    """How to reach the citizen, for who has the matter in hand and says why; the look is written down."""
    row = common.locked(initiative_id)
    common.require(row, "voices.see_contact", by, at)
    reason = common.clean(reason, "reason", _("Viết cần liên hệ để làm gì."), 300)
    contact = Contact.objects.filter(initiative=row).first()
    if contact is None:
        raise WrongState(_("Người gửi không để lại cách liên hệ, hoặc đã hết thời gian giữ."))
    try:
        words = ciphers.decrypt_text(contact.closed, about=contact.about)
    except ciphers.CannotOpen as wrong:
        raise WrongState(str(wrong)) from wrong
    common.note(row, "voices.contact-seen", by, at, reason=reason)
    return words


def encrypt_contacts_anew() -> int:
    """Bring contacts under an older key to the newest one; those whose key is gone stay as they are. Gives how many."""
    brought = 0
    for pk in list(Contact.objects.values_list("pk", flat=True)):
        with transaction.atomic():
            row = Contact.objects.select_for_update().filter(pk=pk).first()
            if row is None or ciphers.is_newest(row.closed):
                continue
            try:
                words = ciphers.decrypt_text(row.closed, about=row.about)
            except ciphers.CannotOpen:
                continue
            row.closed = ciphers.encrypt_text(words, about=row.about)
            row.save(update_fields=["closed"])
            brought += 1
    return brought


KEEP_CONTACT, KEEP_MARKS = timedelta(days=90), timedelta(days=2)


@transaction.atomic
def forget(*, at: datetime) -> tuple[int, int]:
    """Contacts of what has been closed for three months, and marks of addresses older than two days, are dropped."""
    old = Contact.objects.filter(initiative__closed_at__lt=at - KEEP_CONTACT)
    contacts = old.delete()[0]
    marks = (
        Initiative.objects.filter(put_at__lt=at - KEEP_MARKS).exclude(address_mark="").update(address_mark="")
    )
    marks += Remark.objects.filter(at__lt=at - KEEP_MARKS).exclude(address_mark="").update(address_mark="")
    marks += Vote.objects.filter(at__lt=at - KEEP_MARKS).exclude(address_mark="").update(address_mark="")
    return contacts, marks
