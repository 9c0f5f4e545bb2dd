"""`dinh simulate`: a made-up year of dossiers, played by the rules and written set by set, beside what the services do."""

from __future__ import annotations

import argparse
import importlib
import sys
import time
from datetime import date
from typing import Any


def simulate(argv: list[str]) -> int:
    """Play a year. 0 done (and equal, with --compare); 1 nothing to play with, or a difference."""
    parser = argparse.ArgumentParser(
        prog="dinh simulate", description="Diễn một năm hồ sơ giả định của một tỉnh theo đúng quy tắc."
    )
    parser.add_argument("--unit", default="38", help="mã tỉnh hoặc xã (38)")
    parser.add_argument("--year", type=int, help="năm (năm trước)")
    parser.add_argument("--dossiers", type=int, default=10_000, help="số hồ sơ (10.000)")
    parser.add_argument("--citizens", type=int, help="số người nộp (một phần năm số hồ sơ)")
    parser.add_argument("--seed", type=int, default=1, help="số gieo: cùng số thì cùng năm (1)")
    parser.add_argument(
        "--compare",
        action="store_true",
        help="diễn cả hai đường, so từng trường, không giữ lại gì",
    )
    given = parser.parse_args(argv)
    # Found at run time: the command line stands above this room.
    importlib.import_module("dinh.frame.cli").setup()
    from django.conf import settings

    if not settings.DINH_DEMO:
        print("Không diễn hồ sơ giả định ở đây: DINH_DEMO đang tắt.", file=sys.stderr)
        return 1
    from django.db import transaction

    from .simulate import aside, running
    from .simulate import year as simulated

    try:
        with transaction.atomic():
            plan = _plan(given)
            if given.compare:
                told = _compared(plan, given.dossiers)
                transaction.set_rollback(True)  # the accounts that were opened for it go with everything else
                return told
    except simulated.CannotSimulate as missing:
        print(str(missing), file=sys.stderr)
        return 1
    began = time.monotonic()
    try:
        done = running.run(plan, given.dossiers, lambda words: print(words, flush=True))
    except (simulated.CannotSimulate, aside.Busy) as why:
        print(str(why), file=sys.stderr)
        return 1
    took = time.monotonic() - began
    print(f"{done} hồ sơ, {len(plan.places)} đơn vị, {len(plan.kinds)} thủ tục, {took:.0f} giây")
    return 0


def _plan(given: argparse.Namespace) -> Any:
    from django.utils import timezone

    from dinh.till import demo as till
    from dinh.town import queries as town

    from .simulate import year as simulated

    which = given.year or timezone.localdate().year - 1
    first, last = date(which, 1, 1), min(date(which, 12, 31), timezone.localdate())
    unit = town.unit_by_code(given.unit, last)
    if unit is None:
        raise simulated.CannotSimulate(f"Không có đơn vị mã {given.unit} ngày {last:%d/%m/%Y}.")
    first = max(first, unit.since or first)
    citizens = given.citizens or max(1, given.dossiers // 5)
    opened = till.open_accounts(under=unit.path, since=first)
    if opened:
        print(f"Mở {opened} tài khoản mẫu cho đơn vị chưa có tài khoản nhận tiền.", flush=True)
    return simulated.lay_out(under=unit.path, first=first, last=last, seed=given.seed, citizens=citizens)


def _compared(plan: Any, count: int) -> int:
    """Both ways within one transaction that is undone."""
    from .simulate import compare

    told = compare.both_ways(plan, count)
    for line in told[:20]:
        print(line)
    print(f"{count} hồ sơ, khác nhau ở {len(told)} chỗ")
    return 1 if told else 0


COMMANDS = {"simulate": simulate}
