"""Deeds by the clock."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from dinh.ground.jobs import job

from .services import apologising, escalating, heirs, online


@job("dossiers.apologies", every=timedelta(hours=1), caption="Soạn sẵn thư xin lỗi cho hồ sơ sắp trễ")
def prepare_apologies(now: datetime) -> str | None:
    count = apologising.prepare(at=now)
    return f"{count} thư xin lỗi soạn sẵn" if count else None


@job("dossiers.escalate", every=timedelta(minutes=30), caption="Báo hồ sơ trễ hạn lên cấp trên")
def escalate(now: datetime) -> str | None:
    count = escalating.escalate(at=now)
    return f"{count} lần báo trễ" if count else None


@job("dossiers.follow-units", at=time(3, 10), caption="Chuyển hồ sơ của đơn vị đã hết sang đơn vị kế thừa")
def follow_units(now: datetime) -> str | None:
    done, left = heirs.follow_units(at=now)
    return f"{done} hồ sơ chuyển đơn vị, {left} hồ sơ chờ người chọn" if done or left else None


@job("dossiers.forget-drafts", at=time(2, 20), caption="Xóa bản khai trực tuyến đã hết thời gian giữ")
def forget_drafts(now: datetime) -> str | None:
    count = online.forget(now)
    return f"{count} bản khai đã xóa" if count else None
