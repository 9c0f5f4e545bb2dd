"""Scorecards of the pretend province: what wards say of themselves, with evidence, and what the province says to it. By the deeds of
the scorecards alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Protocol

from dinh.ground.periods import Period
from dinh.papers.models import Paper
from dinh.town import demo as town_demo
from dinh.town import queries as town

from .scorecards import loading, scoring, services
from .scorecards.models import Card, Side
from .scorecards.services import Words

APPRAISER = "theodoi.tinh"
MONTH, YEAR = Period.parse("2026-10"), Period.parse("2026")


def _of(top: int, bottom: int, remark: str = "") -> Words:
    return Words(numerator=Decimal(top), denominator=Decimal(bottom), remark=remark)


NATIONAL: dict[str, dict[str, Words]] = {
    "16576": {
        "1.4": _of(198, 214, "Theo bảng số của Cổng Dịch vụ công quốc gia ngày 31/10/2026 (số mẫu)."),
        "3.5": _of(9, 11),
        "3.5b": _of(7, 11, "Bốn thủ tục chưa phát sinh giao dịch trong tháng."),
    },
    "14812": {"1.4": _of(11, 12), "3.5": _of(7, 11), "3.5b": Words(applies=False, remark="Trong tháng không có giao dịch phải thu.")},
    "14818": {"1.4": _of(30, 33), "3.5": _of(8, 11), "3.5b": _of(5, 11)},
}  # fmt: skip
"""What the month's card of 766 asks of the wards themselves; the rest is counted."""

OWN: dict[str, dict[str, Words]] = {
    "16576": {
        "1.1": Words(choice="yes", remark="Quyết định mẫu số 12/QĐ-UBND; Chủ tịch làm Trưởng ban."),
        "1.2": Words(value=Decimal(3)),
        "1.3": Words(choice="yes", remark="Kế hoạch 27/KH-UBND ngày 15/01/2026."),
        "1.4": Words(value=Decimal(46)),
        "2.1": _of(31, 31),
        "2.2": _of(52, 58, "Sáu người nghỉ thai sản, đi học dài hạn."),
        "2.3": _of(6_105, 6_720),
        "2.4": _of(61, 64),
        "2.5": Words(choice="half", remark="Hồ sơ đề xuất cấp độ đã trình, chờ Công an tỉnh cho ý kiến."),
        "3.7": _of(1_184, 1_211),
        "3.8": _of(24, 26),
        "4.1": Words(applies=False, remark="Phường không còn hộ sản xuất nông nghiệp theo kết quả rà soát năm 2026."),
        "4.2": _of(15_320, 17_040),
        "4.3": _of(14_880, 16_905),
        "4.4": _of(17_950, 21_300),
    },
    "14812": {
        "1.1": Words(choice="half", remark="Phó Chủ tịch làm Trưởng ban."),
        "1.2": Words(value=Decimal(2)),
        "1.3": Words(choice="half", remark="Ban hành ngày 20/3/2026, muộn một tháng."),
        "1.4": Words(value=Decimal(29)),
        "2.1": _of(38, 42),
        "2.2": _of(40, 61),
        "2.3": _of(5_980, 7_450),
        "2.4": _of(48, 70),
        "2.5": Words(choice="no"),
        "3.7": _of(902, 1_040),
        "3.8": _of(20, 26),
        "4.1": _of(19, 84),
        "4.2": _of(17_400, 21_560),
        "4.3": _of(16_010, 21_230),
        "4.4": _of(15_870, 26_900),
    },
}  # fmt: skip
"""The year's self-assessment by the set for communes; dossiers are counted."""

SAID_OF: dict[str, dict[str, Words]] = {
    "16576": {
        "1.2": Words(points=Decimal(2), remark="Thông báo kết luận kèm theo chỉ có hai cuộc do Trưởng ban chủ trì."),
        "2.4": _of(58, 64, "Ba máy hết hạn bản quyền tại ngày kiểm tra."),
        "2.5": Words(choice="half", remark="Đồng ý mức một nửa; đề nghị xong trong quý I/2027."),
        "4.4": Words(remark="Cần danh sách trích từ phần mềm của trạm y tế, không nhận số ước."),
    },
}  # fmt: skip


class Clock(Protocol):
    """The pretend clock."""

    def at(self, day: date, hour: int = 9) -> datetime: ...


def furnish(*, size: str, seed: int, clock: Clock, say: Callable[[str], None]) -> None:
    """Cards of the month by 766 and of the year by the communes' set. Running it again adds nothing."""
    if Card.objects.exists():
        return
    at = clock.at(date(2026, 11, 10), 9)
    loading.ensure_loaded(at=at)
    for code, lines in NATIONAL.items():
        _say("766", MONTH, code, lines, Side.SELF, at)
    for code, lines in OWN.items():
        _say("xa", YEAR, code, lines, Side.SELF, at)
    laid = _evidence(at + timedelta(hours=1))
    for code, who in (("16576", "chutich.ngocson"), ("14812", "chutich.bimson")):
        card = Card.objects.get(edition=scoring.edition_for("xa", YEAR), unit__code=code)
        when = at + timedelta(hours=2)
        services.send(card_id=card.pk, by=town_demo.actor(who, when), at=when)
    for code, lines in SAID_OF.items():
        _say("xa", YEAR, code, lines, Side.APPRAISAL, at + timedelta(days=1))
    card = Card.objects.get(edition=scoring.edition_for("xa", YEAR), unit__code="14812")
    when = at + timedelta(days=1, hours=1)
    services.give_back(
        card_id=card.pk, reason="Thiếu minh chứng của mục 1.1 và 2.1; bổ sung rồi gửi lại.",
        by=town_demo.actor(APPRAISER, when), at=when,
    )  # fmt: skip
    say(f"Chấm điểm: {Card.objects.count()} bảng, {laid} minh chứng")


def _say(card: str, period: Period, code: str, lines: dict[str, Words], side: str, at: datetime) -> None:
    unit = town.unit_by_code(code, at.date())
    assert unit is not None, "the town is furnished first"
    writer = {"16576": "cds.ngocson", "14812": "cds.bimson"}.get(code, "cds.tinh")
    by = town_demo.actor(APPRAISER if side == Side.APPRAISAL else writer, at)
    services.say(
        edition=scoring.edition_for(card, period),
        unit=unit,
        period=period,
        side=side,
        said=lines,
        by=by,
        at=at,
    )


def _evidence(at: datetime) -> int:
    """The ward's plan of the year lies beside the criterion that asks for it."""
    paper = Paper.objects.filter(unit__code="16576", whole_number="27/KH-UBND").order_by("pk").first()
    unit = town.unit_by_code("16576", at.date())
    if paper is None or unit is None:
        return 0
    by = town_demo.actor("cds.ngocson", at)
    edition = scoring.edition_for("xa", YEAR)
    services.attach(edition=edition, unit=unit, period=YEAR, code="1.3", paper=paper, by=by, at=at)
    return 1
