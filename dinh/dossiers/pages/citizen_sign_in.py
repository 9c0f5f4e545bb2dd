"""Citizens sign up, in and out; a new password by e-mail. Nothing here touches accounts of the town."""

from __future__ import annotations

from axes.handlers.proxy import AxesProxyHandler
from axes.utils import reset as forgive
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_POST

from dinh.ground import ciphers
from dinh.look.pages import too_many

from .. import demo_citizens, identity, services
from ..forms_citizen import CitizenSignInForm, ForgottenForm, NewPasswordForm, SignUpForm
from ..models.accounts import LOGIN
from ..queries import citizens
from ..rules.citizens import LOCK_MINUTES, tidy_login
from ..services import accounts
from .citizen_common import (
    MOST_NEW,
    MOST_WRONG,
    address,
    kept_private,
    new_accounts,
    now,
    onward,
    put_faults,
    wrong_secrets,
)


def _home() -> str:
    return reverse("dossiers.citizen_mine")


@never_cache
@sensitive_post_parameters("password")
def sign_in(request: HttpRequest) -> HttpResponse:
    """By password, or by one of the providers of identities."""
    if citizens.account_of(request) is not None and request.method == "GET":
        return redirect(onward(request, _home()))
    form = CitizenSignInForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        answer = _try(request, form)
        if answer is not None:
            return answer
        form.add_error(None, _("Số, địa chỉ hoặc mật khẩu chưa đúng. Kiểm tra lại rồi nhập lần nữa."))
    context = {"form": form, "next": onward(request, ""), "providers": identity.providers()}
    context["demo"] = demo_citizens.sign_ins_shown()
    status = 422 if form.is_bound else 200
    return kept_private(render(request, "dossiers/citizen/sign_in.html", context, status=status))


def _try(request: HttpRequest, form: CitizenSignInForm) -> HttpResponse | None:
    """Signed in, locked out, or None when name and password do not fit. The lock is staff's own: five failures by one name
    from one address, a quarter of an hour; the name is counted as an index that says nothing."""
    login, password = form.cleaned_data["login"], form.cleaned_data["password"]
    if wrong_secrets.seen(address(request)) >= MOST_WRONG:
        return too_many(request, 10)
    counted = {"username": ciphers.blind_index(tidy_login(login) or login[:200], about=LOGIN)[:40]}
    if AxesProxyHandler.is_locked(request, counted):
        return too_many(request, LOCK_MINUTES)
    account = accounts.recognise(login=login, password=password)
    if account is None:
        wrong_secrets.add(address(request))
        AxesProxyHandler.user_login_failed(sender=__name__, credentials=counted, request=request)
        locked = AxesProxyHandler.is_locked(request, counted)
        accounts.note_failure(login=login, at=now(), locked=locked)
        request.axes_locked_out = False  # type: ignore[attr-defined]
        return too_many(request, LOCK_MINUTES) if locked else None
    forgive(username=counted["username"])
    citizens.begin(request, account, now())
    accounts.note_sign_in(account=account, at=now())
    return kept_private(redirect(onward(request, _home())))


@never_cache
@sensitive_post_parameters("password")
def sign_up(request: HttpRequest) -> HttpResponse:
    """A local account, signed in at once."""
    form = SignUpForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and not form.cleaned_data["website"]:
        if new_accounts.add(address(request)) > MOST_NEW:
            return too_many(request, 60)
        typed = {key: form.cleaned_data[key] for key in ("name", "login", "password", "identity", "address")}
        try:
            account = accounts.sign_up(**typed, at=now())
        except services.WrongInput as refused:
            put_faults(form, refused.faults)
        else:
            citizens.begin(request, account, now())
            messages.success(request, _("Đã mở tài khoản."))
            return kept_private(redirect(onward(request, reverse("dossiers.citizen_account"))))
    context = {"form": form, "next": onward(request, "")}
    status = 422 if form.is_bound else 200
    return kept_private(render(request, "dossiers/citizen/sign_up.html", context, status=status))


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Out; whatever was opened by secrets in this browser is shut too."""
    citizens.end(request)
    messages.success(request, _("Đã đăng xuất."))
    return redirect("dossiers.portal")


@never_cache
def forgotten(request: HttpRequest) -> HttpResponse:
    """A letter to the confirmed address, if there is one; the page says the same to everybody."""
    form = ForgottenForm(request.POST if request.method == "POST" else None)
    sent = False
    if request.method == "POST" and form.is_valid():
        if new_accounts.add(address(request)) > MOST_NEW:
            return too_many(request, 60)
        accounts.send_reset(login=form.cleaned_data["login"], at=now())
        sent = True
    context = {"form": form, "sent": sent}
    status = 422 if form.errors else 200
    return kept_private(render(request, "dossiers/citizen/forgotten.html", context, status=status))


@never_cache
@sensitive_post_parameters("password")
def reset(request: HttpRequest, token: str) -> HttpResponse:
    """A new password by the link of a letter."""
    form = NewPasswordForm(request.POST if request.method == "POST" else None)
    if accounts.of_reset(token) is None:
        messages.error(request, _("Liên kết đã dùng rồi hoặc đã quá 30 phút. Yêu cầu thư mới."))
        return kept_private(redirect("dossiers.citizen_forgotten"))
    if request.method == "POST" and form.is_valid():
        try:
            accounts.reset_password(token=token, new=form.cleaned_data["password"], at=now())
        except services.WrongInput as refused:
            put_faults(form, refused.faults)
        except services.WrongState as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Đã đặt mật khẩu mới. Mời đăng nhập."))
            return kept_private(redirect("dossiers.citizen_sign_in"))
    status = 422 if form.is_bound else 200
    return kept_private(render(request, "dossiers/citizen/reset.html", {"form": form}, status=status))


@never_cache
@require_GET
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """The link of a letter confirms the address it was sent to."""
    if accounts.confirm_email(token=token, at=now()) is None:
        messages.error(request, _("Liên kết xác nhận không đúng hoặc đã quá 30 phút."))
    else:
        messages.success(request, _("Đã xác nhận địa chỉ thư điện tử."))
    return kept_private(redirect("dossiers.citizen_account"))


@never_cache
@require_GET
def by_provider(request: HttpRequest, key: str) -> HttpResponse:
    """Away to a provider of identities."""
    provider = identity.provider(key)
    if provider is None:
        raise Http404
    request.session["dossiers.onward"] = onward(request, "")
    back = request.build_absolute_uri(reverse("dossiers.citizen_back", args=[key]))
    try:
        return kept_private(provider.begin(request, back))
    except identity.NotKnown as unknown:
        return _not_known(request, unknown)


@never_cache
@require_GET
def back_from(request: HttpRequest, key: str) -> HttpResponse:
    """Back from a provider: signed in, or the reason why not."""
    provider = identity.provider(key)
    if provider is None:
        raise Http404
    try:
        proven = provider.finish(request)
        account = accounts.sign_in_by(proven=proven, at=now())
    except (identity.NotKnown, services.WrongState) as unknown:
        return _not_known(request, unknown)
    where = str(request.session.pop("dossiers.onward", "") or _home())
    citizens.begin(request, account, now())
    return kept_private(redirect(where))


def _not_known(request: HttpRequest, unknown: Exception) -> HttpResponse:
    messages.error(request, str(unknown))
    return kept_private(redirect("dossiers.citizen_sign_in"))
