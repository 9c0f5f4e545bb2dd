"""The pretend town's bank accounts. Bills are made by whatever asks for money, in its own furnishing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any

from django.db.models import Q
from django.utils import timezone

from dinh.town.models import Unit
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
        if unit is not None:
            _open(unit, number, START, at)
    say(f"Quầy thu: {len(ACCOUNTS)} tài khoản nhận tiền")


def open_accounts(*, under: str, since: date) -> int:
    """Give every unit below a path that has no account one that is made up, with a key of its bank, from a day on: for a year
    that is made up as well. Gives how many."""
    at = timezone.make_aware(datetime.combine(since, time()))
    have = BankAccount.objects.filter(Q(until=None) | Q(until__gte=since), unit__path__startswith=under)
    units = Unit.objects.alive_on(since).filter(path__startswith=under).exclude(pk__in=have.values("unit"))
    for unit in units:
        _open(unit, f"00{unit.pk:011d}", since, at)
    return len(units)


def _open(unit: Unit, number: str, since: date, at: datetime) -> None:
    account = services.open_account(
        unit=unit,
        bin=BIN,
        bank_name=BANK,
        number=number,
        holder=f"UBND {unit.name_in_text}".upper(),
        since=since,
        source="Tài khoản mẫu, không có thật",
        by=None,
        at=at,
    )
    services.make_key(account_id=account.pk, by=None, at=at)
