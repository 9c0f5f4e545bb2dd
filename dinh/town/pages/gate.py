"""The gate: signing in and out, changing one's password, and the decorator that keeps a page for those inside."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from axes.handlers.proxy import AxesProxyHandler
from axes.helpers import get_client_ip_address, get_cool_off
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib import auth, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from dinh.town import demo, services
from dinh.town.forms import ChangePasswordForm, SignInForm
from dinh.town.middleware import SEEN, SIGNED_IN

__all__ = ["change_password", "locked_out", "sign_in", "sign_out", "signed_in"]

Page = Callable[..., HttpResponse]


def signed_in(page: Page) -> Page:
    """Only for who is signed in; everybody else goes to the sign-in page and comes back after it."""

    @wraps(page)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if getattr(request, "actor", None) is None:
            where = request.get_full_path() if request.method in {"GET", "HEAD"} else "/"
            return HttpResponseRedirect(f"{reverse('town.sign_in')}?{urlencode({'next': where})}")
        response = page(request, *args, **kwargs)
        # What one person saw must not come out of a shared machine's cache for the next.
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    return guarded


def _onward(request: HttpRequest) -> str:
    """Where to go after signing in: the page asked for, when it is one of ours."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if safe else settings.LOGIN_REDIRECT_URL


@never_cache
@sensitive_post_parameters("password")
def sign_in(request: HttpRequest) -> HttpResponse:
    """The sign-in page."""
    if request.user.is_authenticated and request.method == "GET":
        return redirect(_onward(request))
    form = SignInForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        account = _recognise(request, form.cleaned_data)
        if account is not None:
            now = timezone.now()
            auth.login(request, account)  # gives the session a new key
            request.session[SIGNED_IN] = request.session[SEEN] = now.isoformat()
            services.note_sign_in(account=account, at=now, address=_address(request))
            return redirect(_onward(request))
        if getattr(request, "axes_locked_out", False):
            return locked_out(request, None, {"username": form.cleaned_data["username"]})
        form.add_error(None, _("Tên đăng nhập hoặc mật khẩu chưa đúng. Kiểm tra lại rồi nhập lần nữa."))
    status = 422 if form.is_bound else 200
    return render(
        request,
        "town/sign_in.html",
        {"form": form, "next": _onward(request), "demo": demo.sign_ins_shown()},
        status=status,
    )


def _recognise(request: HttpRequest, typed: dict[str, Any]) -> Any:
    """The account, or None; a failure goes into the ledger. Attempts while locked out are turned away unwritten, so
    that hammering does not fill the ledger."""
    username, password = typed["username"], typed["password"]
    if AxesProxyHandler.is_locked(request, {"username": username}):
        request.axes_locked_out = True  # type: ignore[attr-defined]
        return None
    account = auth.authenticate(request, username=username, password=password)
    if account is None:
        services.note_sign_in_failure(
            username=username,
            at=timezone.now(),
            address=_address(request),
            locked=bool(getattr(request, "axes_locked_out", False)),
        )
    return account


def _address(request: HttpRequest) -> str:
    return get_client_ip_address(request) or ""


def locked_out(
    request: HttpRequest, response: HttpResponse | None, credentials: dict | None = None
) -> HttpResponse:
    """The page of somebody who failed too often; says until when. The lock's middleware asks for it again after the
    page itself has answered with it: then that answer stands."""
    if response is not None and response.status_code == 429:
        return response
    username = (credentials or {}).get("username") or request.POST.get("username", "").strip().lower()
    return render(request, "town/locked_out.html", {"until": _until(request, username)}, status=429)


def _until(request: HttpRequest, username: str) -> datetime | None:
    pause = get_cool_off(request)
    tries = AccessAttempt.objects.filter(username=username, ip_address=_address(request))
    last = tries.order_by("-attempt_time").values_list("attempt_time", flat=True).first()
    return last + pause if last and pause else None


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Ends the session."""
    if request.user.is_authenticated:
        services.note_sign_out(account=request.user, at=timezone.now())  # type: ignore[arg-type]
    auth.logout(request)
    messages.success(request, _("Đã đăng xuất."))
    return redirect("town.sign_in")


@never_cache
@signed_in
@sensitive_post_parameters("current", "new_password", "again")
def change_password(request: HttpRequest) -> HttpResponse:
    """One's own password; the only page open to somebody who must change it."""
    form = ChangePasswordForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            account = services.change_password(
                account_id=int(request.user.pk or 0),
                current=form.cleaned_data["current"],
                new=form.cleaned_data["new_password"],
                at=timezone.now(),
            )
        except services.AccountProblem as problem:
            form.add_error(problem.field if problem.field in form.fields else None, str(problem))
        else:
            auth.update_session_auth_hash(request, account)
            messages.success(request, _("Đã đổi mật khẩu. Những nơi khác đang đăng nhập đã được đăng xuất."))
            return redirect("town.me")
    status = 422 if form.is_bound else 200
    template = "town/change_password.html"
    return render(request, template, {"form": form, "must": request.user.must_change}, status=status)  # type: ignore[union-attr]
