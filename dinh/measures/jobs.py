"""Deeds of the measures by the clock."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from dinh.ground.jobs import job

from . import services


@job("measures.catch-up", every=timedelta(minutes=10))
def catch_up(at: datetime) -> str | None:
    """Tính lại các số đã lưu mà dữ kiện phía sau vừa thay đổi; làm nốt lượt tính bị ngắt."""
    taken = services.take_up(at=at)
    values = sum(run.values for run in services.catch_up(at=at))
    if not values and not taken:
        return None
    return f"{values} số tính lại" + (f", làm nốt {len(taken)} lượt" if taken else "")


@job("measures.doubts", at=time(3, 30))
def doubts(at: datetime) -> str | None:
    """Rà mọi số đã lưu có dữ kiện mới phía sau và giữ điều còn ngờ bên cạnh từng số."""
    found = services.keep_doubts(at=at)
    return f"{found} số có điều còn ngờ" if found else None
