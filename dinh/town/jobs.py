"""Deeds by the clock."""

from __future__ import annotations

from datetime import datetime, time

from dinh.ground.jobs import job
from dinh.town import services


@job("town.forget-api-replies", at=time(2, 20), caption="Bỏ câu trả lời API giữ quá bảy ngày")
def forget_api_replies(now: datetime) -> str:
    """Answers kept for requests that may be sent again."""
    dropped = services.forget_old_replies(now)
    return f"Đã bỏ {dropped} câu trả lời" if dropped else ""
