"""Citizens' accounts: opened, signed in to, proven, changed, closed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth import password_validation
from django.contrib.auth.hashers import check_password, make_password
from django.core import signing
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from dinh.ground import ciphers
from dinh.ground import services as ground
from dinh.ground.outbox import services as outbox
from dinh.ground.outbox.shapes import EMAIL
from dinh.ground.shapes import Ref
from dinh.ground.text import nfc
from dinh.town import services as town
from dinh.town.shapes import Actor

from ..models import Citizen, CitizenAccount
from ..models.accounts import LOGIN, SUBJECT, new_stamp
from ..models.people import IDENTITY
from ..rules import intake
from ..rules.citizens import tidy_login
from ..rules.intake import Fault
from ..shapes import CitizenKind
from .common import NotThere, WrongInput, WrongState, said

LINK_LIVES = timedelta(minutes=30)
_CONFIRM, _RESET = "dossiers.confirm-email", "dossiers.reset-password"


@dataclass(frozen=True, slots=True)
class Proven:
    """Who somebody is, as a provider of identities says. `identity` is empty where it does not vouch for the number."""

    provider: str
    subject: str
    name: str
    identity: str = ""
    email: str = ""
    phone: str = ""


def _write(deed: str, account: CitizenAccount, at: datetime, by: Ref | None = None, **data: str) -> None:
    ground.write(
        deed=f"dossiers.account-{deed}",
        about=account.ref,
        by=by or account.ref,
        at=at,
        data={k: v for k, v in data.items() if v},
    )


# ---------------------------------------------------------------- opening


@transaction.atomic
def sign_up(
    *, name: str, login: str, password: str, identity: str = "", address: str = "", at: datetime
) -> CitizenAccount:
    """A local account. What it says of itself is not proven: it opens nothing of anybody's. Raises WrongInput."""
    named, known = said(nfc(name), 200), tidy_login(login)
    number = intake.tidy_identity(identity)
    faults = []
    if not named:
        faults.append(Fault("name", _("Nhập họ và tên.")))
    if not known:
        faults.append(Fault("login", _("Nhập số điện thoại (bắt đầu bằng 0) hoặc địa chỉ thư điện tử.")))
    if number and not (number.isdigit() and len(number) == 12):
        faults.append(
            Fault(
                "identity",
                _("Số định danh có 12 chữ số, đang có %(n)s. Chưa có thì để trống.") % {"n": len(number)},
            )
        )
    faults += _password_faults(password, named, known)
    if faults:
        raise WrongInput(faults)
    row = CitizenAccount(name=named, password=make_password(password), opened_at=at)
    mail = known if "@" in known else ""
    row.close(
        login=known, email=mail, phone="" if mail else known, identity=number, address=said(nfc(address), 300)
    )
    row.tell_by = ["email"] if mail else ["sms"]
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as taken:
        raise WrongInput.of(
            "login", _("Số hoặc địa chỉ này đã có tài khoản. Đăng nhập, hoặc đặt lại mật khẩu.")
        ) from taken
    _write("opened", row, at)
    if mail:
        send_confirmation(account=row, at=at)
    return row


def _password_faults(password: str, *like: str) -> list[Fault]:
    try:
        password_validation.validate_password(password)
    except ValidationError as problem:
        return [Fault("password", " ".join(problem.messages))]
    if any(each and (each.lower() in password.lower() or password.lower() in each.lower()) for each in like):
        return [Fault("password", _("Mật khẩu không được giống tên hay số đăng nhập."))]
    return []


# ---------------------------------------------------------------- signing in


def recognise(*, login: str, password: str) -> CitizenAccount | None:
    """The account of a name and password; None without saying which was wrong, in the same time."""
    row = by_login(login)
    if row is None or not row.password:
        make_password(password)  # the time of a comparison, so that time tells nobody which names exist
        return None
    return row if check_password(password, row.password) else None


def by_login(login: str) -> CitizenAccount | None:
    """The open account of a sign-in name."""
    known = tidy_login(login)
    if not known:
        return None
    found = ciphers.blind_indexes(known, about=LOGIN)
    return CitizenAccount.objects.filter(login_index__in=found, closed_at=None).first()


@transaction.atomic
def note_sign_in(*, account: CitizenAccount, at: datetime, how: str = "") -> None:
    """The ledger says that they signed in."""
    CitizenAccount.objects.filter(pk=account.pk).update(last_sign_in=at)
    _write("signed-in", account, at, how=how)


@transaction.atomic
def note_failure(*, login: str, at: datetime, locked: bool) -> None:
    """A failed sign-in of an account that is there; a name that is nobody's is not written down."""
    row = by_login(login)
    if row is not None:
        deed = "dossiers.account-locked" if locked else "dossiers.account-failed"
        ground.write(deed=deed, about=row.ref, by=None, at=at)


@transaction.atomic
def sign_in_by(*, proven: Proven, at: datetime) -> CitizenAccount:
    """The account of somebody whom a provider of identities knows, opened when new, and proven when it vouches for the
    number."""
    found = ciphers.blind_indexes(proven.subject, about=SUBJECT)
    row = (
        CitizenAccount.objects.select_for_update()
        .filter(provider=proven.provider, subject_index__in=found)
        .first()
    )
    if row is not None and row.closed_at is not None:
        raise WrongState(_("Tài khoản này đã đóng."))
    new = row is None
    if row is None:
        row = CitizenAccount(provider=proven.provider, opened_at=at, name=proven.name)
        row.tell_by = ["email"] if proven.email else []
    row.name = said(nfc(proven.name), 200) or row.name or _("Công dân")
    known = {} if new else row.open()
    row.close(
        subject=proven.subject,
        email=known.get("email") or proven.email,
        phone=known.get("phone") or intake.tidy_phone(proven.phone),
        identity=proven.identity or known.get("identity", ""),
    )
    if proven.email and known.get("email", proven.email) == proven.email:
        row.email_proven_at = row.email_proven_at or at
    if proven.identity:
        citizen = citizen_by_number(proven.identity, row.name, at)
        if row.citizen_id != citizen.pk:
            row.citizen, row.proven_by, row.proven_at = citizen, proven.provider, at
    row.save()
    if new:
        _write("opened", row, at, how=proven.provider)
    note_sign_in(account=row, at=at, how=proven.provider)
    return row


def citizen_by_number(number: str, name: str, at: datetime, kind: str = "person") -> Citizen:
    """The citizen of a number under the caller's transaction, made when new; what is known of them stays as it is."""
    tidy = intake.tidy_identity(number).upper()
    index = ciphers.blind_indexes(tidy, about=IDENTITY)
    row = Citizen.objects.select_for_update().filter(kind=kind, identity_index__in=index).first()
    if row is None:
        row = Citizen(kind=CitizenKind(kind).value, name=said(nfc(name), 200), made_at=at)
        row.close(identity=tidy, contact={})
        row.save()
    return row


# ---------------------------------------------------------------- proven at the counter


def waiting(code: str) -> CitizenAccount | None:
    """The account whose code a citizen says at the counter, when it still has to be proven. 1 query."""
    tidy = "".join(letter for letter in code.upper() if letter.isalnum())
    return CitizenAccount.objects.filter(code=tidy, citizen=None, closed_at=None).first()


@transaction.atomic
def prove(
    *,
    code: str,
    identity: str,
    unit_path: str,
    by: Actor | None,
    at: datetime,
    office_id: int | None = None,
) -> CitizenAccount:
    """An officer saw the card: the account is that citizen's from now on. The number is read off the card, not off the
    account, and the two must be the same where the account said one."""
    if by is not None:
        town.require(by, "dossiers.prove_citizen", unit_path, at, office_id)
    row = CitizenAccount.objects.select_for_update().filter(pk=getattr(waiting(code), "pk", 0)).first()
    if row is None:
        raise NotThere(_("Không có tài khoản nào đang chờ xác nhận mang mã này."))
    number = intake.tidy_identity(identity)
    if not (number.isdigit() and len(number) == 12):
        raise WrongInput.of("identity", _("Số định danh có 12 chữ số, đang có %(n)s.") % {"n": len(number)})
    claimed = row.open().get("identity", "")
    if claimed and claimed != number:
        raise WrongInput.of("identity", _("Số trên thẻ khác số mà tài khoản đã khai. Đối chiếu lại thẻ."))
    row.citizen = citizen_by_number(number, row.name, at)
    row.proven_by, row.proven_at = "counter", at
    row.close(identity=number)
    row.save()
    _write("proven", row, at, by=by.ref if by else None)
    return row


# ---------------------------------------------------------------- changing


@transaction.atomic
def change_contact(
    *, account: CitizenAccount, email: str, phone: str, address: str, tell_by: list[str], at: datetime
) -> CitizenAccount:
    """Where and by what the citizen is told. A new e-mail address has to be confirmed first."""
    row = CitizenAccount.objects.select_for_update().get(pk=account.pk)
    mail, number = email.strip(), intake.tidy_phone(phone)
    faults = [
        Fault(each.field.removeprefix("applicant_"), each.sentence.removeprefix("Người nộp: ").capitalize())
        for each in intake.person_faults(
            name=row.name, kind="person", identity="0" * 12, phone=number, email=mail
        )
    ]
    if faults:
        raise WrongInput(faults)
    known = row.open()
    if mail.lower() != known.get("email", "").lower():
        row.email_proven_at = None
    row.close(email=mail, phone=number, address=said(nfc(address), 300))
    row.tell_by = [each for each in tell_by if each][:6]
    row.save()
    _write("changed", row, at)
    if mail and row.email_proven_at is None:
        send_confirmation(account=row, at=at)
    return row


@transaction.atomic
def change_password(*, account: CitizenAccount, current: str, new: str, at: datetime) -> CitizenAccount:
    """Their own password; every other place is signed out by it."""
    row = CitizenAccount.objects.select_for_update().get(pk=account.pk)
    if not row.password or not check_password(current, row.password):
        raise WrongInput.of("current", _("Mật khẩu hiện tại: chưa đúng."))
    return _new_password(row, new, at)


def _new_password(row: CitizenAccount, new: str, at: datetime) -> CitizenAccount:
    faults = _password_faults(new, row.name, row.open().get("login", ""))
    if faults:
        raise WrongInput(faults)
    row.password, row.stamp = make_password(new), new_stamp()
    row.save(update_fields=["password", "stamp"])
    _write("password-changed", row, at)
    return row


@transaction.atomic
def close_account(*, account: CitizenAccount, at: datetime) -> None:
    """Nobody signs in with it any more, and what it held of contact is erased; dossiers stay with the office."""
    row = CitizenAccount.objects.select_for_update().get(pk=account.pk)
    row.closed_at, row.stamp, row.password, row.login_index = at, new_stamp(), "", ""
    row.closed, row.tell_by, row.subject_index = "", [], ""
    row.provider = ""
    row.save()
    _write("closed", row, at)


# ---------------------------------------------------------------- links by e-mail


def send_confirmation(*, account: CitizenAccount, at: datetime) -> None:
    """A letter with the link that confirms the address."""
    mail = account.open().get("email", "")
    token = signing.dumps([account.pk, mail], salt=_CONFIRM)
    link = f"{settings.DINH_URL}{reverse('dossiers.citizen_confirm', args=[token])}"
    _letter(
        account,
        f"confirm:{account.pk}:{at.isoformat()}",
        "Xác nhận địa chỉ thư điện tử",
        f"Mở liên kết sau trong 30 phút để nhận tin về hồ sơ ở địa chỉ này:\n{link}\n\n"
        "Không phải anh, chị yêu cầu thì bỏ qua thư này.",
        at,
    )


def send_reset(*, login: str, at: datetime) -> None:
    """A letter with the link to a new password, to the confirmed address of the account; nothing happens for others, and the
    page says the same to all."""
    row = by_login(login)
    if row is None or row.email_proven_at is None:
        return
    token = signing.dumps([row.pk, row.stamp], salt=_RESET)
    link = f"{settings.DINH_URL}{reverse('dossiers.citizen_reset', args=[token])}"
    _letter(
        row,
        f"reset:{row.pk}:{at.isoformat()}",
        "Đặt lại mật khẩu",
        f"Mở liên kết sau trong 30 phút để đặt mật khẩu mới:\n{link}\n\n"
        "Không phải anh, chị yêu cầu thì bỏ qua thư này; mật khẩu cũ vẫn dùng được.",
        at,
    )


def _letter(row: CitizenAccount, key: str, subject: str, text: str, at: datetime) -> None:
    outbox.post(
        key=f"dossiers.account:{key}",
        to=row.ref,
        channel=EMAIL,
        subject=subject,
        text=text,
        by=None,
        at=at,
        not_after=at + LINK_LIVES,
    )


@transaction.atomic
def confirm_email(*, token: str, at: datetime) -> CitizenAccount | None:
    """The address of the link is confirmed; None when the link is old or not ours."""
    try:
        pk, mail = signing.loads(token, salt=_CONFIRM, max_age=LINK_LIVES)
    except (signing.BadSignature, ValueError):
        return None
    row = CitizenAccount.objects.select_for_update().filter(pk=pk, closed_at=None).first()
    if row is None or row.open().get("email") != mail:
        return None
    row.email_proven_at = at
    row.save(update_fields=["email_proven_at"])
    return row


def of_reset(token: str) -> CitizenAccount | None:
    """Whose password a link may set; it works once, for a new password changes the stamp in it."""
    try:
        pk, stamp = signing.loads(token, salt=_RESET, max_age=LINK_LIVES)
    except (signing.BadSignature, ValueError):
        return None
    return CitizenAccount.objects.filter(pk=pk, stamp=stamp, closed_at=None).first()


@transaction.atomic
def reset_password(*, token: str, new: str, at: datetime) -> CitizenAccount:
    """A new password by the link of a letter."""
    found = of_reset(token)
    if found is None:
        raise WrongState(_("Liên kết đã dùng rồi hoặc đã quá 30 phút. Yêu cầu thư mới."))
    row = CitizenAccount.objects.select_for_update().get(pk=found.pk)
    if row.stamp != found.stamp:
        raise WrongState(_("Liên kết đã dùng rồi hoặc đã quá 30 phút. Yêu cầu thư mới."))
    return _new_password(row, new, at)
