"""Deeds by the clock."""

from __future__ import annotations

from datetime import datetime, timedelta

from dinh.ground.jobs import job
from dinh.work import services
from dinh.work.pressing import jobs as pressing

__all__ = ["make_turns", "pressing"]


@job("work.make-turns", every=timedelta(minutes=30))
def make_turns(at: datetime) -> str:
    """Lập các kỳ mới của việc định kỳ."""
    return f"{services.make_occurrences(at=at)} việc"
