"""Deeds by the clock."""

from __future__ import annotations

import os
from datetime import datetime, timedelta

from dinh.ground.jobs import job
from dinh.plans import background, outlooks, services


@job("plans.read-waiting", every=timedelta(minutes=1))
def read_waiting(at: datetime) -> str:
    """Đọc các tệp kế hoạch đang chờ, và tệp mà lần đọc trước bị ngắt giữa chừng."""
    if os.environ.get("DINH_READING") == "wait":
        return f"{services.read_waiting(at=at)} tệp"
    return f"bắt đầu đọc {background.start_waiting()} tệp"


@job("plans.forecast", every=timedelta(hours=1))
def forecast(at: datetime) -> str | None:
    """Dự báo các chỉ tiêu đo từ hồ sơ đến ngày hạn, nơi số đo vừa thay đổi hoặc vừa qua một kỳ."""
    made = outlooks.keep(at=at)
    return f"{made} dự báo" if made else None
