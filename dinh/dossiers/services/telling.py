"""Telling citizens what becomes of their dossier: by e-mail, or by what fills the socket of `messengers`.

In Vietnamese, whatever language the page was in that caused it. A message is posted once, in the transaction that hears the news. It says what happened and where to look, never a number or
a secret; to whom it goes is found when it goes, from what is kept encrypted."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils import timezone

from dinh.ground import ciphers
from dinh.ground import services as ground
from dinh.ground.outbox import carriers
from dinh.ground.outbox.services import post_many
from dinh.ground.outbox.shapes import EMAIL, NewLetter
from dinh.ground.shapes import Ref

from .. import messengers
from ..models import CitizenAccount, CompletionRequest, Dossier, Reach
from ..shapes import (
    CompletionAsked,
    DossierDecided,
    DossierNotReceived,
    DossierReceived,
    DossierReopened,
)
from .following import plain_address

APPLICANT, ACCOUNT = "dossier-applicant", "citizen-account"


# ---------------------------------------------------------------- to whom


def contact_of(dossier: Dossier) -> dict[str, str]:
    """Where the applicant of this dossier wants to be told: as given with it, else as known of them."""
    row = Reach.objects.filter(dossier=dossier).first()
    return row.open() if row else dossier.applicant.contact()


def _by(channel: str, known: dict[str, str]) -> str:
    return known.get("email", "") if channel == EMAIL else known.get("phone", "")


def _of_applicant(letter: Any) -> str:
    dossier = Dossier.objects.select_related("applicant").filter(pk=int(letter.to_id)).first()
    return _opened(lambda: _by(letter.channel, contact_of(dossier))) if dossier else ""


def _of_account(letter: Any) -> str:
    row = CitizenAccount.objects.filter(pk=int(letter.to_id), closed_at=None).first()
    return _opened(lambda: _by(letter.channel, row.open())) if row else ""


def _opened(find: Any) -> str:
    try:
        return str(find())
    except ciphers.CannotOpen:
        return ""


def readers(dossier: Dossier) -> list[tuple[Ref, str]]:
    """(to whom, by which channel), each address once: accounts that follow it as they wish, and the applicant as they said at
    intake when no account of theirs is told there. At most 3 queries."""
    people = [pk for pk in (dossier.applicant_id, dossier.acted_for_id) if pk]
    rows = CitizenAccount.objects.filter(
        Q(followings__dossier=dossier) | Q(citizen__in=people), closed_at=None
    ).distinct()
    open_now = {EMAIL, *messengers.channels()}
    found: list[tuple[Ref, str]] = []
    seen: set[tuple[str, str]] = set()
    for row in rows.order_by("pk"):
        known = row.open()
        for channel in row.tell_by:
            address = _by(channel, known)
            sure = channel != EMAIL or row.email_proven_at is not None
            if channel in open_now and address and sure and (channel, address) not in seen:
                seen.add((channel, address))
                found.append((row.ref, channel))
    contact = contact_of(dossier)
    for channel in (EMAIL, "sms"):
        address = _by(channel, contact)
        if (
            address
            and channel in open_now
            and (channel, address) not in seen
            and not (channel == "sms" and found)
        ):
            found.append((Ref(APPLICANT, dossier.pk), channel))
    return found


def tell(dossier: Dossier, what: str, subject: str, lines: Iterable[str], at: datetime) -> int:
    """Post one message about a dossier to everybody who is told of it; the same `what` again posts nothing. Gives to how
    many."""
    where = plain_address(dossier)
    told = readers(dossier)
    said = list(lines)
    letters = [
        NewLetter(
            key=f"dossiers:{dossier.pk}:{what}:{to}:{channel}",
            to=to,
            channel=channel,
            subject=subject,
            text=_whole(dossier, subject, said, where) if channel == EMAIL else f"{subject}. {where}",
            about=dossier.ref,
        )
        for to, channel in told
    ]
    if letters:
        post_many(letters=letters, by=None, at=at)
    return len(letters)


def _whole(dossier: Dossier, subject: str, lines: list[str], where: str) -> str:
    parts = [
        f"{subject}.",
        f"Hồ sơ {dossier.code}: {dossier.title}",
        *lines,
        f"Xem và làm tiếp tại: {where}",
        "Đăng nhập, hoặc dùng mã tra cứu in trên giấy tiếp nhận. Không trả lời thư này.",
    ]
    return "\n\n".join(parts)


# ---------------------------------------------------------------- the news


def _dossier(pk: int) -> Dossier | None:
    return Dossier.objects.select_related("applicant", "unit").filter(pk=pk).first()


def _from_afar(news: DossierReceived) -> bool:
    """Who stands at the counter has on paper already until when the answer is promised."""
    return news.channel != "direct"


def hear_received(news: DossierReceived) -> None:
    """Received: until when the answer is promised."""
    row = _dossier(news.dossier_id) if _from_afar(news) else None
    if row is None:
        return
    lines = []
    if row.promised_at:
        promised = timezone.localtime(row.promised_at)
        lines = [f"Hẹn trả kết quả trước {promised:%H:%M ngày %d/%m/%Y}."]
    subject = f"{row.unit.full_name} đã tiếp nhận hồ sơ {row.code}"
    tell(row, "received", subject, lines, row.written_at)


def hear_not_received(news: DossierNotReceived) -> None:
    """Not received: why."""
    row = _dossier(news.dossier_id)
    if row is None:
        return
    answer = row.answers.first()
    subject = f"Hồ sơ {row.code} không được tiếp nhận"
    tell(row, "not-received", subject, [answer.reason] if answer else [], row.moved_at)


def hear_asked(news: CompletionAsked) -> None:
    """Something is missing: what, said plainly."""
    row = _dossier(news.dossier_id)
    asked = CompletionRequest.objects.filter(dossier=news.dossier_id, number=news.times).first()
    if row is None or asked is None:
        return
    lines = ["Cần bổ sung:\n" + "\n".join(f"- {item}" for item in asked.items)] if asked.items else []
    lines.append(asked.reason)
    subject = f"Hồ sơ {row.code} cần bổ sung"
    tell(row, f"asked:{asked.number}", subject, lines, asked.at)


def hear_decided(news: DossierDecided) -> None:
    """Answered: granted, refused, stopped or taken back."""
    row = _dossier(news.dossier_id)
    answer = row.answers.filter(undone_at=None).first() if row else None
    if row is None or answer is None:
        return
    subject = {
        "grant": f"Hồ sơ {row.code} đã có kết quả",
        "refuse": f"Yêu cầu trong hồ sơ {row.code} không được chấp thuận",
        "stop": f"Hồ sơ {row.code} đã dừng giải quyết",
        "withdraw": f"Hồ sơ {row.code} đã được rút",
    }.get(answer.kind, f"Hồ sơ {row.code} đã có trả lời")
    lines = [answer.reason] if answer.reason and answer.kind != "grant" else []
    tell(row, f"answer:{answer.pk}", subject, lines, answer.at)


def hear_reopened(news: DossierReopened) -> None:
    """Taken up again."""
    row = _dossier(news.dossier_id)
    if row is not None:
        subject = f"Hồ sơ {row.code} được mở lại để giải quyết tiếp"
        tell(row, f"reopened:{row.moved_at.isoformat()}", subject, [], row.moved_at)


def start() -> None:
    """Hang the ears on the room's own news, and say where its readers are written to."""
    ground.listen(DossierReceived, name="dossiers.tell-received", when=_from_afar)(hear_received)
    ground.listen(DossierNotReceived, name="dossiers.tell-not-received")(hear_not_received)
    ground.listen(CompletionAsked, name="dossiers.tell-asked")(hear_asked)
    ground.listen(DossierDecided, name="dossiers.tell-decided")(hear_decided)
    ground.listen(DossierReopened, name="dossiers.tell-reopened")(hear_reopened)
    carriers.finds_addresses(APPLICANT, _of_applicant)
    carriers.finds_addresses(ACCOUNT, _of_account)
