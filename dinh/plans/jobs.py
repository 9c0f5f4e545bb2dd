"""Deeds by the clock."""

from __future__ import annotations

from datetime import datetime, timedelta

from dinh.ground.jobs import job
from dinh.plans import services


@job("plans.read-waiting", every=timedelta(minutes=1))
def read_waiting(at: datetime) -> str:
    """Đọc các tệp kế hoạch đang chờ, và tệp mà lần đọc trước bị ngắt giữa chừng."""
    number = services.read_waiting(at=at)
    return f"{number} tệp"
