"""Deeds by the clock."""

from __future__ import annotations

from datetime import datetime, time

from dinh.ground.jobs import job
from dinh.voices import services


@job("voices.open-events", at=time(1, 30), caption="Đưa sự kiện hằng năm của năm sau vào lịch")
def open_events(now: datetime) -> str:
    """Next year's occurrence of every yearly event, ninety days ahead."""
    made = services.open_next(at=now)
    return f"Đã thêm {len(made)} sự kiện" if made else ""


@job("voices.forget", at=time(1, 40), caption="Xóa liên hệ và dấu mạng của người dân khi hết thời gian giữ")
def forget(now: datetime) -> str:
    """What was kept of citizens no longer than needed."""
    contacts, marks = services.forget(at=now)
    return f"Đã xóa {contacts} liên hệ, {marks} dấu mạng" if contacts or marks else ""
