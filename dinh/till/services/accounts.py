"""The accounts on which units take money, and the keys by which their banks sign."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from dinh.town import services as town
from dinh.town.models import Unit
from dinh.town.shapes import Actor

from ..models import BankAccount, BankKey
from ..rules import Fault
from .common import WrongInput, WrongState, name_of, note, unit_ref


def secret_of(key_id: str) -> str:
    """The secret of a key: made from its name and the server's own key, never stored. It changes with the server's key."""
    return hmac.new(
        settings.SECRET_KEY.encode(), f"till.bank-key:{key_id}".encode(), hashlib.sha256
    ).hexdigest()


def secrets_alive(account: BankAccount, at: datetime) -> dict[str, str]:
    """The secrets by which the account's bank may sign at a moment, by key name."""
    alive = account.keys.filter(Q(until=None) | Q(until__gt=at), since__lte=at)
    return {key.key_id: secret_of(key.key_id) for key in alive}


@transaction.atomic
def open_account(
    *,
    unit: Unit,
    bin: str,
    bank_name: str,
    number: str,
    holder: str,
    since: date,
    by: Actor | None,
    at: datetime,
    until: date | None = None,
    source: str = "",
) -> BankAccount:
    """Name an account on which the unit takes money from a day on."""
    town.require(by, "till.manage_account", unit.path, at)
    faults = []
    if not re.fullmatch(r"[0-9]{6}", bin):
        faults.append(Fault("bin", _("Mã ngân hàng (BIN) gồm sáu chữ số.")))
    if not re.fullmatch(r"[0-9A-Za-z]{4,19}", number):
        faults.append(Fault("number", _("Số tài khoản gồm 4 đến 19 chữ số, chữ cái.")))
    if not bank_name.strip():
        faults.append(Fault("bank_name", _("Ghi tên ngân hàng.")))
    if not holder.strip():
        faults.append(Fault("holder", _("Ghi tên chủ tài khoản.")))
    if until is not None and until < since:
        faults.append(Fault("until", _("Ngày thôi dùng phải từ ngày bắt đầu trở đi.")))
    if not faults and BankAccount.objects.filter(bin=bin, number=number).exists():
        faults.append(Fault("number", _("Tài khoản này đã khai báo.")))
    if faults:
        raise WrongInput(faults)
    row = BankAccount.objects.create(
        unit=unit,
        bin=bin,
        bank_name=bank_name.strip()[:120],
        number=number,
        holder=holder.strip()[:200],
        source=source.strip()[:300],
        since=since,
        until=until,
    )
    note("account-opened", row.ref, by, at, also=[unit_ref(unit)], bin=bin, number=number, since=since)
    return row


@transaction.atomic
def close_account(*, account_id: int, until: date, by: Actor | None, at: datetime) -> BankAccount:
    """Take no more money on the account after a day. Its notices are still heard: money may be under way."""
    row = BankAccount.objects.select_for_update(of=("self",)).select_related("unit").get(pk=account_id)
    town.require(by, "till.manage_account", row.unit.path, at)
    if row.until is not None:
        raise WrongState(_("Tài khoản đã thôi dùng."))
    if until < row.since:
        raise WrongInput.of("until", _("Ngày thôi dùng phải từ ngày bắt đầu trở đi."))
    row.until = until
    row.save(update_fields=["until"])
    note("account-closed", row.ref, by, at, until=until)
    return row


@transaction.atomic
def make_key(
    *, account_id: int, by: Actor | None, at: datetime, overlap: timedelta = timedelta(days=7)
) -> BankKey:
    """A new key for the account's bank. Keys there are live on for `overlap`, so that the bank can change over."""
    account = BankAccount.objects.select_for_update(of=("self",)).select_related("unit").get(pk=account_id)
    town.require(by, "till.manage_account", account.unit.path, at)
    account.keys.filter(Q(until=None) | Q(until__gt=at + overlap)).update(until=at + overlap)
    key = BankKey.objects.create(
        account=account, key_id=f"nh-{secrets.token_hex(5)}", since=at, by_name=name_of(by)
    )
    note("key-made", account.ref, by, at, key=key.key_id)
    return key


@transaction.atomic
def end_key(*, key_id: int, by: Actor | None, at: datetime) -> BankKey:
    """End a key at once."""
    key = BankKey.objects.select_for_update(of=("self",)).select_related("account__unit").get(pk=key_id)
    town.require(by, "till.manage_account", key.account.unit.path, at)
    if not key.alive_at(at):
        raise WrongState(_("Khóa này đã hết hiệu lực."))
    key.until = at
    key.save(update_fields=["until"])
    note("key-ended", key.account.ref, by, at, key=key.key_id)
    return key
