"""Ground's own jobs."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from dinh.ground import ciphers, jobs
from dinh.ground.outbox import services as outbox
from dinh.ground.services import note_seal, tell
from dinh.ground.services.news import forget_old_news

_HOW = {
    "back": "lấy lại thư dở dang",
    "sent": "đã gửi",
    "delivered": "đã tới",
    "failed": "không gửi được",
    "waiting": "để gửi lại sau",
}


@jobs.job("ground.tell-again", every=timedelta(minutes=1), caption="Báo lại những loan báo chưa được nghe")
def tell_again(now: datetime) -> str | None:
    heard, failed = tell(now=now)
    return f"đã báo {heard}, lỗi {failed}" if heard or failed else None


@jobs.job(
    "ground.deliver",
    every=timedelta(minutes=1),
    longest=timedelta(minutes=30),
    caption="Gửi những thư, tin đang chờ trong hộp gửi đi",
)
def deliver_letters(now: datetime) -> str | None:
    counts = outbox.deliver(now=now)
    return ", ".join(f"{_HOW.get(how, how)} {count}" for how, count in counts.items()) or None


@jobs.job("ground.encrypt-anew", at=time(2, 40), caption="Mã hóa lại bằng khóa mới nội dung còn dùng khóa cũ")
def encrypt_with_the_newest_key(now: datetime) -> str | None:
    brought = {name: n for name, n in ciphers.encrypt_anew().items() if n}
    return ", ".join(f"{name} {n}" for name, n in brought.items()) or None


@jobs.job("ground.note-seal", at=time(1, 30), caption="Ghi dấu cuối sổ cái ra tệp ngoài cơ sở dữ liệu")
def note_the_seal(now: datetime) -> str | None:
    seal = note_seal(at=now)
    return f"dòng {seal[0]}: {seal[1][:12]}…" if seal else None


@jobs.job(
    "ground.tidy",
    at=time(3, 0),
    caption="Xoá lượt chạy và loan báo cũ quá 90 ngày, nội dung thư cũ quá 60 ngày",
)
def tidy(now: datetime) -> str | None:
    runs, news = jobs.forget_old_runs(now), forget_old_news(now)
    outbox.let_old_texts_go(now)
    return f"đã xoá {runs} lượt chạy, {news} loan báo và lượt báo" if runs or news else None
