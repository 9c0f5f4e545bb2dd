"""What the room does by the clock."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from dinh.boards import search
from dinh.ground import jobs


@jobs.job("boards.catch-up", every=timedelta(minutes=1), caption="Đưa vào tìm kiếm những gì sổ mới ghi")
def catch_up(now: datetime) -> str | None:
    followed = search.catch_up()
    return f"đã theo {followed} dòng sổ" if followed else None


@jobs.job("boards.reindex", at=time(2, 40), caption="Soát lại toàn bộ chỉ mục tìm kiếm")
def reindex(now: datetime) -> str | None:
    changed = search.reindex()
    return f"đã sửa {changed} mục" if changed else None
