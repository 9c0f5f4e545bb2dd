"""Deeds of the lake by the clock."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from dinh.ground.jobs import job

from . import services
from .importing import background
from .importing import services as importing


@job("lake.draw", every=timedelta(minutes=5))
def draw(at: datetime) -> str:
    """Rút vào hồ những gì các gian vừa thay đổi."""
    drawn = services.draw(at=at)
    return f"{sum(one.added + one.changed + one.gone for one in drawn)} dòng"


@job("lake.fold", at=time(1, 30))
def fold(at: datetime) -> str:
    """Gộp thay đổi vào từng tháng, dọn tệp không còn ai dùng."""
    folded = services.fold(at=at)
    return f"{sum(one.months for one in folded)} tháng, bỏ {sum(one.swept for one in folded)} tệp"


@job("lake.check", at=time(2, 45))
def check(at: datetime) -> str:
    """Đối chiếu số dòng của hồ với nguồn."""
    found = services.check(at=at, quick=True)
    wrong = [one.fact for one in found if not one.equal]
    return f"lệch: {', '.join(wrong)}" if wrong else "khớp"


@job("lake.bring-in", every=timedelta(minutes=1))
def bring_in(at: datetime) -> str | None:
    """Nạp các tệp đang chờ, và tệp mà lần nạp hay lần gỡ trước bị ngắt giữa chừng."""
    undone = importing.finish_undoing(at=at)
    started = background.start_waiting(at)
    return f"bắt đầu nạp {started} tệp, gỡ nốt {undone} lần nạp" if started or undone else None
