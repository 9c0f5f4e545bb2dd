"""Deeds by the clock. Imported by the room's jobs.py, where the clock looks."""

from __future__ import annotations

from datetime import datetime, timedelta

from dinh.ground.jobs import job
from dinh.work.pressing import services


# Every ten minutes and not "at seven": a morning cut off half way goes on, and one slept through is made up that day.
@job(
    "work.morning",
    every=timedelta(minutes=10),
    caption="Nhắc việc và gửi thư tổng hợp mỗi sáng ngày làm việc",
)
def morning(now: datetime) -> str | None:
    done = services.morning(at=now)
    return f"{done.reminders} nhắc việc, {done.digests} thư tổng hợp" if done else None
