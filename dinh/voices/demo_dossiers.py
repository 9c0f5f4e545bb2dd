"""What made-up citizens say of their dossiers: ratings, and complaints in each state; through services alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any, Protocol

from dinh.dossiers.applicant import Applicant
from dinh.dossiers.models import Dossier
from dinh.ground.shapes import Ref
from dinh.town import demo as town
from dinh.town.services import NotAllowed

from . import services
from .models import Rating

MOST = 60
WORDS = (
    "",
    "Được hẹn giờ nên không phải chờ.",
    "",
    "Phải đi lại hai lần mới đủ giấy.",
    "Cán bộ giải thích kỹ.",
)
TOLD = (
    ("late", "Hẹn thứ Hai nhưng thứ Năm mới có giấy, không ai báo trước."),
    ("asked", "Đã nộp đủ như giấy hướng dẫn mà vẫn bảo về lấy thêm bản sao."),
    ("manner", "Hỏi thêm thì bị trả lời cộc lốc trước mặt nhiều người."),
)


class Clock(Protocol):
    """The pretend clock."""

    def at(self, day: date, hour: int = 9) -> datetime: ...


def furnish(*, clock: Clock, say: Callable[[str], None]) -> None:
    """Ratings of what was answered, three complaints: one waits, one is answered, one asked back. Again adds nothing."""
    if Rating.objects.exists():
        return
    done = Dossier.objects.filter(decided_at__isnull=False).exclude(business="refused")
    rows = list(done.select_related("unit").order_by("-decided_at", "-pk")[:MOST])
    for number, row in enumerate(rows):
        stars = (5, 4, 5, 2, 4, 3, 5)[number % 7]
        services.rate(
            dossier_id=row.pk,
            stars=stars,
            words=WORDS[number % len(WORDS)],
            by=_citizen(row),
            at=_after(row, 3),
        )
    for number, (row, (about, text)) in enumerate(zip(rows[::7], TOLD, strict=False)):
        made = services.complain(
            dossier_id=row.pk, about=about, text=text, by=_citizen(row), at=_after(row, 4)
        )
        if number == 1:
            _by_whoever_may(
                services.answer_complaint,
                made.pk,
                "Xin lỗi ông, bà; đã nhắc cán bộ và bỏ giấy ấy khỏi hướng dẫn.",
                row,
            )
        if number == 2:
            _by_whoever_may(services.ask_complainant, made.pk, "Việc ấy ở quầy nào, buổi nào?", row)
    if rows:
        say(f"Đánh giá hồ sơ: {len(rows)}; phản ánh: {min(3, len(rows[::7]))}")


def _citizen(row: Dossier) -> Applicant:
    return Applicant(
        None, "Người nộp hồ sơ", (), said_by=Ref("secret-holder", row.pk), dossiers=frozenset({row.pk})
    )


def _after(row: Dossier, hours: int) -> datetime:
    assert row.decided_at is not None
    return row.decided_at + timedelta(hours=hours)


def _by_whoever_may(deed: Callable[..., Any], complaint_id: int, text: str, row: Dossier) -> None:
    """The ward's leader, or the province's where the leader signed the dossier."""
    at = _after(row, 5)
    for username in ("chutich.ngocson", "chutich.tinh"):
        try:
            deed(complaint_id=complaint_id, text=text, by=town.actor(username, at), at=at)
        except NotAllowed:
            continue
        return
