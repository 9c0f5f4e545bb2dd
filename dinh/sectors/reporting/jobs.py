"""Deeds by the clock."""

from __future__ import annotations

from datetime import datetime, timedelta

from dinh.ground.jobs import job

from . import services


@job("reporting.lay-out", every=timedelta(hours=1))
def lay_out(now: datetime) -> str | None:
    """Lay the reports whose time has come on the desks of those who owe them."""
    made = services.lay_out(at=now)
    return f"Lập {made} báo cáo phải gửi" if made else None
