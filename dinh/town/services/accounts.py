"""Accounts: opening, passwords, signing in and out as the ledger tells it. No password is ever written down."""

from __future__ import annotations

import re
from datetime import datetime

from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from dinh.ground import services as ground
from dinh.ground.shapes import Ref
from dinh.town import queries
from dinh.town.models import Account, Person
from dinh.town.shapes import Actor

from .deeds import require

_USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{2,59}")


class AccountProblem(ValueError):
    """The account cannot be so. `.field` names the form field; `str()` is a Vietnamese sentence."""

    def __init__(self, sentence: str, field: str = "") -> None:
        super().__init__(sentence)
        self.field = field


@transaction.atomic
def open_account(
    *,
    person: Person,
    username: str,
    password: str,
    by: Actor | None,
    at: datetime,
    must_change: bool = True,
) -> Account:
    """Give a person a name and a first password to sign in with; it must be changed at first sign-in unless said
    otherwise."""
    _require_over(by, "town.open_account", person.pk, at)
    if person.is_system:
        raise AccountProblem(
            _("%(name)s là phần mềm: không đăng nhập, chỉ mang khóa API.") % {"name": person.name}
        )
    username = username.strip().lower()
    if not _USERNAME.fullmatch(username):
        raise AccountProblem(
            _("Tên đăng nhập: 3 đến 60 chữ thường không dấu, chữ số, dấu chấm, gạch nối."), "username"
        )
    if Account.objects.filter(username=username).exists():
        raise AccountProblem(
            _("Tên đăng nhập: “%(name)s” đã có người dùng.") % {"name": username}, "username"
        )
    if Account.objects.filter(person=person).exists():
        raise AccountProblem(_("%(person)s đã có tài khoản.") % {"person": person.name}, "person")
    account = Account(username=username, person=person, must_change=must_change, opened_at=at)
    _set_password(account, password, at)
    account.save(force_insert=True)
    _write("town.account-opened", account, by, at, {"username": username})
    return account


def _require_over(by: Actor | None, deed: str, person_id: int | None, at: datetime) -> None:
    """The mandate must reach every place where the person works or may do something. Were one place enough, a ward's
    administrator could write the province's into a post of the ward and then take over their account."""
    if by is None:
        return
    for path in queries.places_of(person_id, timezone.localtime(at).date()):
        require(by, deed, path, at)


def _set_password(account: Account, password: str, at: datetime) -> None:
    try:
        password_validation.validate_password(password, account)
    except ValidationError as problem:
        raise AccountProblem(" ".join(problem.messages), "new_password") from problem
    account.set_password(password)
    account.password_changed_at = at


def _write(deed: str, account: Account, by: Actor | None, at: datetime, data: dict[str, object]) -> None:
    also = [Ref("person", account.person_id)] if account.person_id else []
    ground.write(deed=deed, about=account.ref, by=by.ref if by else None, at=at, data=data, also=also)


@transaction.atomic
def change_password(*, account_id: int, current: str, new: str, at: datetime) -> Account:
    """A person changes their own password. Other places where they are signed in are signed out by it."""
    account = Account.objects.select_for_update(of=("self",)).get(pk=account_id)
    if not account.check_password(current):
        raise AccountProblem(_("Mật khẩu hiện tại: chưa đúng."), "current")
    if current == new:
        raise AccountProblem(_("Mật khẩu mới: phải khác mật khẩu hiện tại."), "new_password")
    _set_password(account, new, at)
    account.must_change = False
    account.save(update_fields=["password", "must_change", "password_changed_at"])
    by = Ref("person", account.person_id) if account.person_id else account.ref
    ground.write(deed="town.password-changed", about=account.ref, by=by, at=at)
    return account


@transaction.atomic
def reset_password(*, account_id: int, new: str, by: Actor | None, at: datetime) -> Account:
    """An administrator gives a new first password; it must be changed at the next sign-in."""
    account = Account.objects.select_for_update(of=("self",)).get(pk=account_id)
    _require_over(by, "town.reset_password", account.person_id, at)
    if by is not None and by.person_id == account.person_id:
        # Otherwise a screen left open would be enough to take the account without knowing its password.
        raise AccountProblem(_("Mật khẩu của chính mình thì đổi ở trang Tài khoản của tôi."))
    if not account.is_active:
        raise AccountProblem(_("Tài khoản đã khóa: mở lại thì có mật khẩu mới."))
    _set_password(account, new, at)
    account.must_change = True
    account.save(update_fields=["password", "must_change", "password_changed_at"])
    _write("town.password-reset", account, by, at, {})
    return account


@transaction.atomic
def close_account(*, account_id: int, by: Actor | None, at: datetime) -> Account:
    """Nobody signs in with it any more; whoever is signed in with it is out at their next click."""
    account = Account.objects.select_for_update(of=("self",)).get(pk=account_id)
    _require_over(by, "town.close_account", account.person_id, at)
    if by is not None and by.person_id == account.person_id:
        raise AccountProblem(_("Không tự khóa tài khoản của mình: nhờ một quản trị khác."))
    if not account.is_active:
        raise AccountProblem(_("Tài khoản này đã khóa."))
    account.is_active = False
    account.save(update_fields=["is_active"])
    _write("town.account-closed", account, by, at, {})
    return account


@transaction.atomic
def reopen_account(*, account_id: int, new: str, by: Actor | None, at: datetime) -> Account:
    """Open a closed account again under its old name, with a new first password."""
    account = Account.objects.select_for_update(of=("self",)).get(pk=account_id)
    _require_over(by, "town.open_account", account.person_id, at)
    if account.is_active:
        raise AccountProblem(_("Tài khoản này đang dùng."))
    _set_password(account, new, at)
    account.is_active = account.must_change = True
    account.save(update_fields=["password", "must_change", "is_active", "password_changed_at"])
    _write("town.account-reopened", account, by, at, {})
    return account


@transaction.atomic
def note_sign_in(*, account: Account, at: datetime, address: str = "") -> None:
    """Tell the ledger that somebody signed in, and from which address."""
    Account.objects.filter(pk=account.pk).update(last_login=at)
    by = Ref("person", account.person_id) if account.person_id else account.ref
    ground.write(deed="town.signed-in", about=account.ref, by=by, at=at, data={"address": address})


@transaction.atomic
def note_sign_in_failure(*, username: str, at: datetime, address: str = "", locked: bool = False) -> None:
    """Tell the ledger of a failed sign-in. A name that is nobody's is not written down: people type their password
    there by mistake."""
    account = Account.objects.filter(username=username.strip().lower()).first()
    about = account.ref if account else Ref("account", "unknown")
    deed = "town.sign-in-locked" if locked else "town.sign-in-failed"
    ground.write(deed=deed, about=about, by=None, at=at, data={"address": address})


@transaction.atomic
def note_sign_out(*, account: Account, at: datetime, reason: str = "") -> None:
    """Tell the ledger that somebody signed out, or was signed out (`reason`: idle, too-long)."""
    by = Ref("person", account.person_id) if account.person_id else account.ref
    ground.write(
        deed="town.signed-out", about=account.ref, by=by, at=at, data={"reason": reason} if reason else {}
    )
