"""A citizen's own account: where they are told, their password, who looked at their data."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from .. import messengers, services
from ..forms_citizen import ChangeOwnPasswordForm, ContactForm
from ..models import CitizenAccount
from ..queries import citizens
from ..queries.looks import looks_at
from ..services import accounts
from .citizen_common import citizen_only, now, proven_only, put_faults
from .one import masked


def _channels() -> list[tuple[str, str]]:
    return [("email", str(messengers.KNOWN["email"])), *messengers.channels().items()]


@require_http_methods(["GET", "HEAD", "POST"])
@citizen_only
def account(request: HttpRequest, account: CitizenAccount) -> HttpResponse:
    """Who they are here, whether it is proven and how to have it proven, and where they are told."""
    known = account.open()
    first = {key: known.get(key, "") for key in ("email", "phone", "address")} | {"tell_by": account.tell_by}
    posted = request.POST if request.method == "POST" else None
    form = ContactForm(posted, initial=first, channels=_channels())
    if request.method == "POST" and form.is_valid():
        try:
            accounts.change_contact(account=account, at=now(), **form.cleaned_data)
        except services.WrongInput as refused:
            put_faults(form, refused.faults)
        else:
            messages.success(request, _("Đã ghi nơi nhận tin."))
            return redirect("dossiers.citizen_account")
    context = {
        "account": account,
        "form": form,
        "identity": masked(known.get("identity", "")),
        "code": f"{account.code[:4]}-{account.code[4:]}",
        "unconfirmed": known.get("email") if known.get("email") and not account.email_proven_at else "",
        "local": bool(account.password),
    }
    status = 422 if form.is_bound else 200
    return render(request, "dossiers/citizen/account.html", context, status=status)


@require_POST
@citizen_only
def confirm_again(request: HttpRequest, account: CitizenAccount) -> HttpResponse:
    """The letter with the confirming link once more."""
    if account.open().get("email") and account.email_proven_at is None:
        accounts.send_confirmation(account=account, at=now())
        messages.success(request, _("Đã gửi lại thư xác nhận."))
    return redirect("dossiers.citizen_account")


@require_http_methods(["GET", "HEAD", "POST"])
@citizen_only
@sensitive_post_parameters("current", "password")
def password(request: HttpRequest, account: CitizenAccount) -> HttpResponse:
    """A new password, with the present one; other places are signed out."""
    form = ChangeOwnPasswordForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            changed = accounts.change_password(
                account=account, current=typed["current"], new=typed["password"], at=now()
            )
        except services.WrongInput as refused:
            put_faults(form, refused.faults)
        else:
            citizens.begin(request, changed, now())
            messages.success(request, _("Đã đổi mật khẩu. Những nơi khác đang đăng nhập đã được đăng xuất."))
            return redirect("dossiers.citizen_account")
    status = 422 if form.is_bound else 200
    return render(
        request, "dossiers/citizen/password.html", {"form": form, "account": account}, status=status
    )


@require_http_methods(["GET", "HEAD", "POST"])
@citizen_only
def close(request: HttpRequest, account: CitizenAccount) -> HttpResponse:
    """The account is closed for good; dossiers stay with the office."""
    if request.method == "POST":
        accounts.close_account(account=account, at=now())
        citizens.end(request)
        messages.success(request, _("Đã đóng tài khoản."))
        return redirect("dossiers.portal")
    return render(request, "dossiers/citizen/close.html", {"account": account})


@require_safe
@proven_only
def looks(request: HttpRequest, account: CitizenAccount) -> HttpResponse:
    """Who looked at what is theirs, when, from where, and why."""
    assert account.citizen is not None
    rows, later = looks_at(account.citizen, after=request.GET.get("sau", "")[:80])
    context = {"account": account, "rows": rows, "later": later}
    return render(request, "dossiers/citizen/looks.html", context)
