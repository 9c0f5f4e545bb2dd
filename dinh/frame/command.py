"""`dinh up`, `dinh demo`, `dinh serve`, `dinh manage`."""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from .cli import setup


def up(argv: list[str]) -> int:
    """Make or upgrade the database, collect static files, and put the register of units in. Safe to run again."""
    argparse.ArgumentParser(prog="dinh up").parse_args(argv)
    setup()
    _up()
    _units()
    print("Cơ sở dữ liệu và tệp tĩnh đã sẵn sàng.")
    return 0


def _up() -> None:
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)
    call_command("collectstatic", verbosity=0, interactive=False)
    from dinh.dossiers.simulate import aside

    aside.mend(print)  # what a made-up year that was cut off laid aside


def _units() -> None:
    """The land's units by the committed register: whatever is counted or imported names one. An edition that is in is left alone."""
    from django.utils import timezone

    from dinh.town import services

    services.load_units(at=timezone.now())


def demo(argv: list[str]) -> int:
    """Furnish the demo town once; run again it only says what is there."""
    parser = argparse.ArgumentParser(prog="dinh demo", description="Dựng địa bàn mẫu dưới DINH_HOME.")
    parser.add_argument(
        "--size",
        choices=["small", "full", "province"],
        default="full",
        help="mức bày biện; province là cả một tỉnh: 166 xã, phường, 5.000 người, 100.000 việc",
    )
    parser.add_argument("--seed", type=int, default=7, help="hạt giống, cùng hạt giống thì cùng thị trấn")
    options = parser.parse_args(argv)
    setup()
    from django.conf import settings

    from . import demo as town

    if not settings.DINH_DEMO:
        print("DINH_DEMO=0: không dựng địa bàn mẫu trên cơ sở dữ liệu này.", file=sys.stderr)
        return 2
    try:
        if town.state() == "furnishing":
            _start_over()
    except town.HalfFurnished as fault:
        print(fault, file=sys.stderr)
        return 1
    _up()
    if town.state() == "done":
        print("Địa bàn mẫu đã có sẵn.")
    else:
        began = time.monotonic()
        town.furnish(size=options.size, seed=options.seed, say=lambda words: print(f"  {words}", flush=True))
        print(f"Đã dựng địa bàn mẫu trong {time.monotonic() - began:.0f} giây.")
    _print_sign_ins()
    return 0


def _start_over() -> None:
    """A furnishing that was cut off left a half town: on the embedded database, which the demo made, begin anew."""
    from django.conf import settings
    from django.db import connections

    from . import demo as town

    database = settings.DATABASES["default"]
    if not database["ENGINE"].endswith("sqlite3"):
        raise town.HalfFurnished(
            "Lần dựng trước dừng giữa chừng. Hãy tạo lại cơ sở dữ liệu rỗng, "
            f"xoá tệp {town.marker()} rồi chạy lại dinh demo."
        )
    connections.close_all()
    for suffix in ("", "-wal", "-shm"):
        Path(f"{database['NAME']}{suffix}").unlink(missing_ok=True)
    town.marker().unlink()
    print("Lần dựng trước dừng giữa chừng; dựng lại từ đầu.")


def _print_sign_ins() -> None:
    from dinh.town.demo import DEMO_PASSWORD

    from . import demo as town

    people = town.sign_ins()
    wide = max(len(name) for name, _, _ in people)
    print(f"\nĐăng nhập tại http://127.0.0.1:8000/dang-nhap/ (mật khẩu chung: {DEMO_PASSWORD})")
    for name, who, can in people:
        print(f"  {name.ljust(wide)}  {who}: {can}")
    print()


def serve(argv: list[str]) -> int:
    """Serve the pages and run the jobs of the clock until stopped."""
    parser = argparse.ArgumentParser(prog="dinh serve", description="Mở máy chủ web.")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--threads", type=int, default=4, help="số luồng của mỗi tiến trình (4)")
    parser.add_argument(
        "--workers",
        type=int,
        default=1,
        help="số tiến trình phục vụ (1); nhiều nhất bằng số lõi, cần PostgreSQL; mỗi tiến trình đếm giới hạn truy cập riêng",
    )
    parser.add_argument("--no-jobs", action="store_true", help="không chạy việc định kỳ trong tiến trình này")
    options = parser.parse_args(argv)
    setup()
    _up()
    from django.db import connections

    connections.close_all()  # nothing opened here may be carried into the server's processes
    server = subprocess.Popen(
        [
            str(Path(sys.executable).with_name("granian")),
            "--interface",
            "wsgi",
            "--host",
            options.host,
            "--port",
            str(options.port),
            "--workers",
            str(options.workers),
            "--blocking-threads",
            str(options.threads),
            "--backpressure",
            "256",
            "--log-level",
            "warning",
            "--respawn-failed-workers",
            "dinh.frame.wsgi:application",
        ],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "dinh.frame.settings"},
    )
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: server.terminate())
    print(f"Đình đang mở ở http://{options.host}:{options.port} (dừng: Ctrl+C)", flush=True)
    if options.no_jobs:
        return _ended(server.wait())
    return _ended(_keep_the_clock(server))


def _keep_the_clock(server: subprocess.Popen[bytes]) -> int:
    """Run due jobs while the server lives. A job that fails is recorded by `jobs.tick`; the clock goes on."""
    from django.db import close_old_connections
    from django.utils import timezone

    from dinh.ground import jobs

    while True:
        try:
            return server.wait(timeout=1.0)
        except subprocess.TimeoutExpired:
            close_old_connections()
            jobs.tick(timezone.now())


def _ended(code: int) -> int:
    return (
        0 if code in (0, -signal.SIGTERM, -signal.SIGINT, 128 + signal.SIGTERM, 128 + signal.SIGINT) else code
    )


def manage(argv: list[str]) -> int:
    """Django's own management commands, for whoever works on the house."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dinh.frame.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(["dinh manage", *argv])
    return 0


COMMANDS: dict[str, Callable[[list[str]], int]] = {"up": up, "demo": demo, "serve": serve, "manage": manage}
