"""The pretend town's bank accounts. Bills are made by whatever asks for money, in its own furnishing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from dinh.town.queries import unit_by_code

from . import services
from .models import BankAccount

START = date(2025, 7, 1)
# Made-up accounts: the BIN is of no bank, so that no money can go astray from a picture of the demo.
BIN, BANK = "999999", "Ngân hàng Mẫu"
ACCOUNTS = (("16576", "0016576000001"), ("14812", "0014812000001"))


def furnish(*, size: str, seed: int, clock: Any, say: Callable[[str], None]) -> None:
    """An account for each ward that takes money, with a key of its bank. Running it again adds nothing."""
    if BankAccount.objects.exists():
        say("Quầy thu: đã có")
        return
    at = clock.at(START, 10)
    for code, number in ACCOUNTS:
        unit = unit_by_code(code, START)
        if unit is None:
            continue
        account = services.open_account(
            unit=unit,
            bin=BIN,
            bank_name=BANK,
            number=number,
            holder=f"UBND {unit.name_in_text}".upper(),
            since=START,
            source="Tài khoản mẫu, không có thật",
            by=None,
            at=at,
        )
        services.make_key(account_id=account.pk, by=None, at=at)
    say(f"Quầy thu: {len(ACCOUNTS)} tài khoản nhận tiền")
