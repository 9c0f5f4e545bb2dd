"""`dinh begin`: open the house for a real locality, with its units, its usual offices and a first administrator."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable

from .cli import setup


def begin(argv: list[str]) -> int:
    """Load units, open the unit's usual offices, take on its first administrator. The first password is made by the
    machine and printed once. Gives 0 done, 1 refused with the reason, 2 wrong words."""
    parser = argparse.ArgumentParser(
        prog="dinh begin",
        description="Mở hệ thống cho một đơn vị: danh mục đơn vị, các cơ quan thường có, người quản trị đầu tiên.",
    )
    parser.add_argument(
        "--unit", required=True, metavar="MÃ", help="mã đơn vị, ví dụ 16576 (tra: dinh units TÊN)"
    )
    parser.add_argument("--name", required=True, metavar="HỌ TÊN", help="họ tên người quản trị")
    parser.add_argument("--username", required=True, metavar="TÊN ĐĂNG NHẬP")
    parser.add_argument("--title", default="Quản trị hệ thống", metavar="CHỨC VỤ")
    try:
        options = parser.parse_args(argv)
    except SystemExit as stop:
        return int(stop.code or 0)
    setup()
    return _begin(options)


def _begin(options: argparse.Namespace) -> int:
    from django.db import transaction
    from django.utils import timezone

    from dinh.town import queries, services
    from dinh.town.models import Mandate
    from dinh.town.shapes import Role

    from .command import up

    up([])
    at = timezone.now()
    day = timezone.localdate(at)
    services.load_units(at=at)
    unit = queries.unit_by_code(options.unit, day)
    if unit is None:
        print(f"--unit: không có đơn vị mã {options.unit} ngày {day:%d/%m/%Y}.", file=sys.stderr)
        return 1
    if Mandate.objects.filter(role=Role.ADMIN.value, unit=unit).exists():
        print(
            f"{unit.full_name} đã có người quản trị; người ấy thêm người khác ở trang /nguoi/them/.",
            file=sys.stderr,
        )
        return 1
    password = services.first_password()
    try:
        with transaction.atomic():
            services.open_usual_offices(unit=unit, by=None, at=at)
            services.take_on(
                name=options.name,
                unit=unit,
                title=options.title,
                since=day,
                role=Role.ADMIN.value,
                username=options.username,
                password=password,
                by=None,
                at=at,
            )
    except ValueError as refused:
        print(refused, file=sys.stderr)
        return 1
    print(f"{unit.full_name}: đã mở các cơ quan và tài khoản quản trị.")
    print(f"  Tên đăng nhập: {options.username}\n  Mật khẩu lần đầu: {password} (phải đổi khi đăng nhập)")
    return 0


COMMANDS: dict[str, Callable[[list[str]], int]] = {"begin": begin}
