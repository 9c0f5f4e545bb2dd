"""One citizen acts for another: given and accepted by the two, or shown by a paper that an office checks; ended by either."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from dinh.ground import ciphers
from dinh.ground import services as ground
from dinh.ground.shapes import Ref
from dinh.town import services as town
from dinh.town.models import Office, Unit
from dinh.town.shapes import Actor

from ..models import Acting, Citizen, CitizenAccount
from ..models.people import IDENTITY
from ..rules import intake
from ..rules.citizens import Mandated, acting_faults, still_may
from ..rules.intake import Fault
from ..shapes import CitizenKind, GivenPerson
from .accounts import citizen_by_number
from .common import NotAllowed, NotThere, WrongInput, WrongState, day_of, reason_of, said
from .intake import MOST_FILE

_MEDIA = ("application/pdf", "image/")


@dataclass(frozen=True, slots=True)
class Wanted:
    """A mandate as asked for: the other one of the two, for what, how long."""

    kind: str
    name: str
    identity: str
    since: date
    until: date | None = None
    procedures: Sequence[str] = ()


def _write(deed: str, row: Acting, at: datetime, by: Ref | None, **data: str) -> None:
    people = [Ref("citizen", row.principal_id), Ref("citizen", row.agent_id)]
    ground.write(deed=f"dossiers.acting-{deed}", about=row.ref, by=by, at=at, data=data, also=people)


def _me(account: CitizenAccount) -> Citizen:
    if account.citizen is None:
        raise NotAllowed(_("Tài khoản phải được xác nhận danh tính trước khi ủy quyền hoặc nhận ủy quyền."))
    return account.citizen


def _other(wanted: Wanted, kind: str, at: datetime) -> Citizen:
    """The other one, found by number and never changed. Raises WrongInput."""
    faults = [
        Fault(each.field.removeprefix("other_"), _plain(each.sentence))
        for each in intake.person_faults(
            name=wanted.name, kind=kind, identity=wanted.identity, phone="", email="", prefix="other"
        )
    ]
    faults += [Fault(*each) for each in acting_faults(wanted.since, wanted.until, day_of(at))]
    if faults:
        raise WrongInput(faults)
    return citizen_by_number(wanted.identity, wanted.name, at, kind)


def _plain(sentence: str) -> str:
    """Without the words for whom it is about, which the page says already."""
    words = sentence.partition(": ")[2] or sentence
    return words[:1].upper() + words[1:]


def _make(wanted: Wanted, *, principal: Citizen, agent: Citizen, at: datetime, **more: Any) -> Acting:
    if principal.pk == agent.pk:
        raise WrongInput.of("identity", _("Không cần ủy quyền cho chính mình."))
    return Acting.objects.create(
        principal=principal,
        agent=agent,
        kind=wanted.kind,
        procedures=sorted(set(wanted.procedures)),
        since=wanted.since,
        until=wanted.until,
        asked_at=at,
        **more,
    )


@transaction.atomic
def give(*, account: CitizenAccount, wanted: Wanted, at: datetime) -> Acting:
    """The citizen lets somebody act for them; it stands once that one accepts."""
    me = _me(account)
    row = _make(
        wanted,
        principal=me,
        agent=_other(wanted, CitizenKind.PERSON.value, at),
        at=at,
        asked_by="principal",
    )
    _write("given", row, at, account.ref)
    return row


@transaction.atomic
def show(
    *,
    account: CitizenAccount,
    wanted: Wanted,
    basis: str,
    unit_id: int,
    file: Any,
    file_name: str,
    at: datetime,
) -> Acting:
    """The citizen says by what paper they act for somebody; it stands once an officer of the unit has checked the paper."""
    me = _me(account)
    words = said(basis, 500)
    if not words:
        raise WrongInput.of("basis", _("Ghi tên giấy tờ chứng minh."))
    unit = Unit.objects.alive_on(day_of(at)).filter(pk=unit_id).first()
    if unit is None:
        raise WrongInput.of("unit", _("Chọn nơi kiểm tra giấy tờ."))
    try:
        kept = ground.keep(stream_or_bytes=file, name=file_name or "giay-to", limit=MOST_FILE)
    except ground.FileRefused as refused:
        raise WrongInput.of("paper", str(refused)) from refused
    if not kept.media_type.startswith(_MEDIA):
        raise WrongInput.of("paper", _("Giấy tờ phải là PDF hoặc ảnh."))
    kind = CitizenKind.FIRM.value if wanted.kind == "firm" else CitizenKind.PERSON.value
    row = _make(
        wanted,
        principal=_other(wanted, kind, at),
        agent=me,
        at=at,
        asked_by="agent",
        basis=words,
        unit=unit,
        sha256=kept.sha256,
        file_name=kept.name,
        media_type=kept.media_type,
    )
    _write("shown", row, at, account.ref)
    return row


def _locked(acting_id: int) -> Acting:
    row = (
        Acting.objects.select_for_update(of=("self",))
        .select_related("principal", "agent", "unit")
        .filter(pk=acting_id)
        .first()
    )
    if row is None:
        raise NotThere(_("Không có ủy quyền này."))
    return row


def _must_wait(row: Acting, at: datetime) -> None:
    if row.state(day_of(at)) != "waits":
        raise WrongState(_("Ủy quyền này đã được trả lời."))


@transaction.atomic
def accept(*, acting_id: int, account: CitizenAccount, at: datetime) -> Acting:
    """Whoever was asked to act says yes."""
    row = _locked(acting_id)
    _of_asked_agent(row, account)
    _must_wait(row, at)
    row.accepted_at, row.accepted_by = at, "Người được ủy quyền"
    row.save(update_fields=["accepted_at", "accepted_by"])
    _write("accepted", row, at, account.ref)
    return row


@transaction.atomic
def decline(*, acting_id: int, account: CitizenAccount, at: datetime) -> Acting:
    """Whoever was asked to act says no."""
    row = _locked(acting_id)
    _of_asked_agent(row, account)
    _must_wait(row, at)
    row.refused_at, row.refused_why = at, "Người được ủy quyền không nhận."
    row.save(update_fields=["refused_at", "refused_why"])
    _write("declined", row, at, account.ref)
    return row


def _of_asked_agent(row: Acting, account: CitizenAccount) -> None:
    if row.asked_by != "principal" or row.agent_id != _me(account).pk:
        raise NotThere(_("Không có ủy quyền này."))


@transaction.atomic
def end(*, acting_id: int, account: CitizenAccount, at: datetime, reason: str = "") -> Acting:
    """Either of the two ends it, from now on. What was done by it stays done."""
    row = _locked(acting_id)
    me = _me(account)
    if me.pk not in (row.principal_id, row.agent_id):
        raise NotThere(_("Không có ủy quyền này."))
    if row.state(day_of(at)) in ("refused", "ended", "over"):
        raise WrongState(_("Ủy quyền này đã hết."))
    who = "Người ủy quyền" if me.pk == row.principal_id else "Người được ủy quyền"
    row.ended_at, row.ended_by, row.ended_why = at, who, said(reason)
    row.save(update_fields=["ended_at", "ended_by", "ended_why"])
    _write("ended", row, at, account.ref)
    return row


def must_stand(
    *, account: CitizenAccount | None, acted_for: GivenPerson | None, procedure: str, at: datetime
) -> None:
    """Whoever hands in for somebody whose mandate to them has ended or does not reach this procedure is turned away. Where
    there never was one, the office looks at the paper. Raises WrongInput."""
    me = account.citizen if account is not None else None
    if me is None or acted_for is None or not acted_for.identity:
        return
    number = intake.tidy_identity(acted_for.identity).upper()
    index = ciphers.blind_indexes(number, about=IDENTITY)
    other = Citizen.objects.filter(kind=acted_for.kind, identity_index__in=index).first()
    if other is None or other.pk == me.pk:
        return
    given = [mandated(row) for row in Acting.objects.filter(principal=other, agent=me)]
    if not still_may(given, principal=other.pk, agent=me.pk, procedure=procedure, day=day_of(at)):
        raise WrongInput.of(
            "acted_for_identity",
            _("Ủy quyền của %(name)s cho anh, chị không còn hiệu lực hoặc không gồm thủ tục này.")
            % {"name": other.name},
        )


def mandated(row: Acting) -> Mandated:
    """A mandate as rules see it."""
    return Mandated(
        row.principal_id,
        row.agent_id,
        frozenset(row.procedures),
        row.since,
        row.until,
        row.accepted_at is not None,
        row.refused_at is not None or row.ended_at is not None,
    )


# ---------------------------------------------------------------- the office checks a paper


def waiting_in(unit_ids: Sequence[int]) -> list[Acting]:
    """Papers that officers of these units have to check, the oldest first. 1 query."""
    rows = Acting.objects.filter(
        Q(accepted_at=None, refused_at=None, ended_at=None), asked_by="agent", unit__in=unit_ids
    )
    return list(rows.select_related("principal", "agent", "unit").order_by("asked_at", "pk")[:100])


@transaction.atomic
def check(
    *, acting_id: int, by: Actor, at: datetime, good: bool, reason: str = "", office_id: int | None = None
) -> Acting:
    """An officer of the unit, or of one of its offices, read the paper: it stands, or it does not, with a reason."""
    row = _locked(acting_id)
    if row.asked_by != "agent" or row.unit is None:
        raise NotThere(_("Không có giấy tờ nào chờ kiểm tra."))
    if office_id is not None and not Office.objects.filter(pk=office_id, unit=row.unit).exists():
        office_id = None
    town.require(by, "dossiers.check_acting", row.unit.path, at, office_id)
    _must_wait(row, at)
    if good:
        row.accepted_at, row.accepted_by = at, by.name
    else:
        row.refused_at, row.refused_why = at, reason_of(reason)
    row.save(update_fields=["accepted_at", "accepted_by", "refused_at", "refused_why"])
    _write(
        "checked" if good else "paper-refused",
        row,
        at,
        by.ref,
        **({} if good else {"reason": row.refused_why}),
    )
    return row
