"""Telling the national portal, and hearing from it."""

from __future__ import annotations

import hashlib
import json
import logging
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from dinh.catalog import queries as catalog
from dinh.catalog.rules import codes as procedure_codes
from dinh.ground import services as ground
from dinh.ground.models import LedgerLine
from dinh.ground.text import fold
from dinh.town import queries as town_queries
from dinh.town.models import Office
from dinh.town.shapes import Actor

from ..models import Dossier, PortalArrival, PortalCursor, PortalMessage
from ..portal import SOCKET, PortalUpdate, PortalWire
from ..rules import portal as reading
from ..rules.axes import Business, Delivery, Sync, portal_code
from ..shapes import Channel, GivenPaper, GivenPerson, Intake
from .common import DossierRefused, NotThere, WrongInput, WrongState, day_of, local, note, require

log = logging.getLogger(__name__)

BATCH = 1_000
LONGEST_WAIT = timedelta(hours=6)
DESK = "trung-tam-hanh-chinh-cong"


def wire() -> PortalWire | None:
    """The adapter that fills the socket; None where nothing does."""
    try:
        found: PortalWire = ground.socket(SOCKET)
    except ground.SocketEmpty:
        return None
    return found


# ---------------------------------------------------------------- outward


@transaction.atomic
def collect(*, at: datetime) -> int:
    """Make a message of every dossier whose status changed since the ledger was last read, a thousand lines at a time;
    gives how many lines were read, 0 at the end. The ledger's numbers have no gaps and are given in the order of commit,
    so that nothing is passed over."""
    PortalCursor.objects.get_or_create(name="main")
    cursor = PortalCursor.objects.select_for_update().get(name="main")
    lines = list(
        LedgerLine.objects.filter(pk__gt=cursor.last_line)
        .order_by("pk")
        .values_list("pk", "about_kind", "about_id")[:BATCH]
    )
    if not lines:
        return 0
    ids = {int(about) for _pk, kind, about in lines if kind == "dossier"}
    for dossier in Dossier.objects.filter(pk__in=ids).select_related("unit", "edition").order_by("pk"):
        _message(dossier, at)
    cursor.last_line = lines[-1][0]
    cursor.save(update_fields=["last_line"])
    return len(lines)


def _message(dossier: Dossier, at: datetime) -> None:
    status = portal_code(Business(dossier.business), Delivery(dossier.delivery))
    last = dossier.portal_messages.order_by("-number").first()
    if status is None or (last is not None and last.status == status):
        return
    PortalMessage.objects.create(
        dossier=dossier,
        number=last.number + 1 if last else 1,
        status=status,
        said=fields_of(dossier, status),
        made_at=at,
        next_try=at,
    )
    Dossier.objects.filter(pk=dossier.pk).update(sync=Sync.BEHIND.value)


def fields_of(dossier: Dossier, status: int) -> dict[str, Any]:
    """The dossier by the portal's field names, without persons."""

    def said(moment: datetime | None) -> str:
        return local(moment).isoformat(timespec="seconds") if moment else ""

    return {
        "MaHoSo": dossier.code,
        "MaTTHC": dossier.procedure_code,
        "MaDonVi": dossier.unit.code,
        "TrangThai": status,
        "KenhThucHien": Channel(dossier.channel).number,
        "NgayTiepNhan": said(dossier.received_at),
        "NgayHenTra": said(dossier.promised_at),
        "NgayKetThucXuLy": said(dossier.decided_at),
    }


def send(*, at: datetime, most: int = BATCH) -> tuple[int, int, int]:
    """Tell what waits, in the order of each dossier; (taken, refused, not reached). What was not reached is tried again
    later, and holds back the later messages of its dossier."""
    found = wire()
    if found is None:
        return 0, 0, 0
    counts = {"told": 0, "refused": 0, "waits": 0}
    held: set[int] = set()
    waiting = PortalMessage.objects.filter(state="waits").order_by("pk").select_related("dossier")
    for row in waiting[:most]:
        if row.dossier_id in held:
            continue
        if row.next_try > at:
            held.add(row.dossier_id)
            continue
        state = _send_one(row, found, at)
        counts[state] += 1
        if state == "waits":
            held.add(row.dossier_id)
    return counts["told"], counts["refused"], counts["waits"]


def _send_one(row: PortalMessage, found: PortalWire, at: datetime) -> str:
    try:
        answer = found.tell(PortalUpdate(row.key, row.said))
    except OSError as lost:
        log.warning("the portal was not reached for %s: %s", row.key, lost)
        PortalMessage.objects.filter(pk=row.pk).update(
            tries=row.tries + 1,
            next_try=at + min(timedelta(minutes=2 ** min(row.tries, 12)), LONGEST_WAIT),
            reason=_("Chưa nối được tới Cổng."),
        )
        return "waits"
    with transaction.atomic():
        dossier = Dossier.objects.select_for_update().get(pk=row.dossier_id)
        row.state = "told" if answer.taken else "refused"
        row.tries += 1
        row.answer, row.reason, row.answered_at = answer.said, answer.reason[:1000], at
        row.save()
        behind = dossier.portal_messages.filter(state="waits").exists()
        sync = Sync.REFUSED if not answer.taken else Sync.BEHIND if behind else Sync.TOLD
        Dossier.objects.filter(pk=dossier.pk).update(sync=sync.value)
        if not answer.taken:
            note(dossier, "portal-refused", None, at, n=row.number, reason=row.reason)
    return str(row.state)


@transaction.atomic
def send_again(*, message_id: int, by: Actor | None, at: datetime) -> PortalMessage:
    """What the portal refused is told anew, with the dossier as it is now."""
    row = (
        PortalMessage.objects.select_related("dossier__unit", "dossier__received_unit")
        .filter(pk=message_id)
        .first()
    )
    if row is None:
        raise NotThere(_("Không có lần báo này."))
    require(row.dossier, "dossiers.portal", by, at)
    if row.state != "refused":
        raise WrongState(_("Chỉ gửi lại được lần báo mà Cổng đã trả lại."))
    if row.dossier.portal_messages.filter(number__gt=row.number).exists():
        raise WrongState(_("Đã có lần báo mới hơn của hồ sơ này."))
    row.state, row.next_try, row.said = "waits", at, fields_of(row.dossier, row.status)
    row.save(update_fields=["state", "next_try", "said"])
    Dossier.objects.filter(pk=row.dossier_id).update(sync=Sync.BEHIND.value)
    note(row.dossier, "portal-again", by, at, n=row.number)
    return row


# ---------------------------------------------------------------- inward


def hear(*, raw: bytes, at: datetime) -> tuple[int, dict[str, Any]]:
    """A dossier from the portal: (HTTP status, answer). 200 and the code here when it was taken, the same answer when it is
    sent again; 422 naming what is wrong; 409 when the same number comes with other content. Every answer is kept."""
    digest = hashlib.sha256(raw).hexdigest()
    try:
        sent = reading.read(json.loads(raw))
    except reading.Unreadable as wrong:
        return 422, _refused([(fault.field, fault.sentence) for fault in wrong.faults])
    except (ValueError, RecursionError):
        return 422, _refused([("", "Nội dung không phải JSON.")])
    again = PortalArrival.objects.filter(key=sent.key, sha256=digest).exclude(outcome="refused").first()
    if again is not None:
        PortalArrival.objects.filter(pk=again.pk).update(times=again.times + 1)
        return (200 if again.outcome == "taken" else 409), again.answer
    try:
        with transaction.atomic():
            return _take(sent, digest, at)
    except IntegrityError:  # the same sending at the same moment: the other one has it
        row = PortalArrival.objects.get(key=sent.key, sha256=digest)
        return (200 if row.outcome == "taken" else 409), row.answer
    except DossierRefused as refused:
        faults = (
            [(fault.field, fault.sentence) for fault in refused.faults]
            if isinstance(refused, WrongInput)
            else [("", str(refused))]
        )
        answer = _refused(faults)
        PortalArrival.objects.update_or_create(
            key=sent.key, sha256=digest, defaults={"outcome": "refused", "answer": answer, "at": at}
        )
        return 422, answer


def _refused(faults: list[tuple[str, str]]) -> dict[str, Any]:
    return {"KetQua": "TuChoi", "Loi": [{"Truong": field, "NoiDung": said} for field, said in faults]}


def _take(sent: reading.Sent, digest: str, at: datetime) -> tuple[int, dict[str, Any]]:
    from .intake import receive

    if PortalArrival.objects.filter(key=sent.key, outcome="taken").exists():
        answer = _refused([("MaHoSo", f"Mã {sent.key} đã gửi trước đó với nội dung khác.")])
        PortalArrival.objects.create(key=sent.key, sha256=digest, outcome="conflict", answer=answer, at=at)
        return 409, answer
    dossier = receive(intake=_intake(sent, at), by=None, at=at)
    answer = {
        "KetQua": "TiepNhan",
        "MaHoSo": dossier.code,
        "NgayHenTra": local(dossier.promised_at).isoformat(timespec="seconds") if dossier.promised_at else "",
    }
    PortalArrival.objects.filter(key=sent.key, sha256=digest, outcome="refused").delete()
    PortalArrival.objects.create(
        key=sent.key, sha256=digest, outcome="taken", answer=answer, dossier=dossier, at=at
    )
    return 200, answer


def _intake(sent: reading.Sent, at: datetime) -> Intake:
    day = day_of(at)
    unit = town_queries.unit_by_code(sent.unit, day)
    if unit is None:
        raise WrongInput.of("MaDonVi", _("Không có đơn vị mã %(code)s.") % {"code": sent.unit})
    try:
        code = procedure_codes.national(sent.procedure)
    except ValueError as wrong:
        raise WrongInput.of("MaTTHC", str(wrong)) from wrong
    edition = catalog.edition_on(code, day)
    if edition is None:
        raise WrongInput.of("MaTTHC", _("Không có thủ tục %(code)s đang áp dụng.") % {"code": code})
    known = {fold(paper.name).strip(". ;"): paper.pk for paper in edition.papers.all()}
    papers = []
    for each in sent.papers:
        paper_id = known.get(fold(each.name).strip(". ;"))
        papers.append(
            GivenPaper(paper_id, name="" if paper_id else each.name, file=each.data, file_name=each.file_name)
        )
    desk = Office.objects.alive_on(day).filter(unit=unit, kind=DESK).first()
    return Intake(
        procedure_code=code,
        unit_id=unit.pk,
        office_id=desk.pk if desk else None,
        applicant=GivenPerson(**sent.applicant),
        channel=Channel.PORTAL.value,
        case_name=sent.case_name,
        papers=tuple(papers),
        answers=sent.answers,
        form={"portal": sent.key},
        request_key=f"portal:{hashlib.sha256(sent.key.encode()).hexdigest()[:40]}",
    )
