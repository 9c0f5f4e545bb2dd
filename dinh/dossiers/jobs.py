"""Deeds by the clock."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from dinh.ground.jobs import job

from .services import apologising, escalating, heirs, keeping, online, portal, tallying


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


@job("dossiers.keep", at=time(2, 40), caption="Xóa dữ liệu cá nhân của hồ sơ đã hết thời hạn giữ")
def keep(now: datetime) -> str | None:
    done = keeping.erase_due(at=now)
    return ", ".join(f"{what}: {count}" for what, count in done.items()) or None


@job("dossiers.tell-portal", every=timedelta(minutes=1), caption="Báo thay đổi của hồ sơ lên Cổng quốc gia")
def tell_portal(now: datetime) -> str | None:
    """Nothing where no portal is joined: what changed meanwhile is read from the ledger once one is."""
    if portal.wire() is None:
        return None
    while portal.collect(at=now):
        pass
    taken, refused, lost = portal.send(at=now)
    return f"{taken} đã nhận, {refused} trả lại, {lost} chưa nối được" if taken or refused or lost else None


@job("dossiers.tally", at=time(1, 20), caption="Đếm số liệu hồ sơ của các kỳ cho nơi có nhiều hồ sơ")
def tally(now: datetime) -> str | None:
    count = tallying.tally(at=now)
    return f"{count} số liệu kỳ đã đếm" if count else None
