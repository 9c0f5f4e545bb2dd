"""`dinh demobank`: the pretend bank as a process of its own."""

from __future__ import annotations

import argparse
import os
import sys
import threading
import time
from collections.abc import Callable

from .bank import Bank, Customer


def demobank(argv: list[str]) -> int:
    """Run the pretend bank until stopped. Notices not answered yet are told on after a restart. Gives 0, or 2 where the
    demo is not allowed."""
    parser = argparse.ArgumentParser(prog="dinh demobank", description="Mở ngân hàng mẫu để thử thanh toán.")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8010)
    parser.add_argument("--url", default="", help="địa chỉ của Đình mà ngân hàng báo về (DINH_URL)")
    options = parser.parse_args(argv)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dinh.frame.settings")
    import django

    django.setup()
    from django.conf import settings

    if not settings.DINH_DEMO:
        print("DINH_DEMO=0: không mở ngân hàng mẫu ở đây.", file=sys.stderr)
        return 2
    from .app import server_of

    bank = Bank(
        settings.DINH_HOME / "demobank.sqlite3", _customers(options.url.rstrip("/") or settings.DINH_URL)
    )
    if not bank.customers():
        print("Chưa có tài khoản nhận tiền nào; chạy dinh demo trước.", file=sys.stderr)
        return 1
    server = server_of(bank, options.host, options.port)
    stop = threading.Event()
    teller = threading.Thread(target=_tell, args=(bank, stop), daemon=True)
    teller.start()
    print(f"Ngân hàng mẫu đang mở ở http://{options.host}:{options.port} (dừng: Ctrl+C)", flush=True)
    try:
        server.serve_forever()
    finally:
        stop.set()
        server.server_close()
    return 0


def _tell(bank: Bank, stop: threading.Event) -> None:
    while not stop.wait(0.5):
        bank.tell_due()


def _customers(url: str) -> Callable[[], list[Customer]]:
    """The accounts of the house with a living key each, asked anew at most every few seconds."""
    kept: tuple[float, list[Customer]] = (0.0, [])

    def customers() -> list[Customer]:
        nonlocal kept
        if time.monotonic() - kept[0] > 3 or not kept[1]:
            kept = (time.monotonic(), _asked(url))
        return kept[1]

    return customers


def _asked(url: str) -> list[Customer]:
    from django.db import connections
    from django.urls import reverse
    from django.utils import timezone

    from dinh.till import services
    from dinh.till.models import BankAccount

    now = timezone.now()
    made: list[Customer] = []
    try:
        for row in BankAccount.objects.prefetch_related("keys"):
            key = next((k for k in row.keys.all() if k.alive_at(now)), None)
            key = key or services.make_key(account_id=row.pk, by=None, at=now)
            address = url + reverse("till.gate", args=[row.slug])
            made.append(
                Customer(row.bin, row.number, row.holder, address, key.key_id, services.secret_of(key.key_id))
            )
    finally:
        connections.close_all()
    return made


COMMANDS: dict[str, Callable[[list[str]], int]] = {"demobank": demobank}
