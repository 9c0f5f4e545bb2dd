"""Deeds by the clock."""

from __future__ import annotations

import os
from datetime import datetime, timedelta

from dinh.ground.jobs import job
from dinh.plans import background, services


@job("plans.read-waiting", every=timedelta(minutes=1))
def read_waiting(at: datetime) -> str:
    """Đọc các tệp kế hoạch đang chờ, và tệp mà lần đọc trước bị ngắt giữa chừng."""
    if os.environ.get("DINH_READING") == "wait":
        return f"{services.read_waiting(at=at)} tệp"
    return f"bắt đầu đọc {background.start_waiting()} tệp"
