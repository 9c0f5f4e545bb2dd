"""What the citizens' entrances share: who is in, how often one may try, how a refusal is shown."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from dinh.ground.rates import Counter
from dinh.look.pages import too_many

from ..models import CitizenAccount
from ..queries import citizens
from ..queries.citizens import Door
from ..rules.intake import Fault

Page = Callable[..., HttpResponse]
MOST_WRONG, MOST_WRONG_OF_ONE, MOST_NEW = 60, 10, 20
wrong_secrets, wrong_of_one, new_accounts = Counter(600), Counter(3600), Counter(3600)


def address(request: HttpRequest) -> str:
    return str(request.META.get("REMOTE_ADDR", ""))


def kept_private(response: HttpResponse) -> HttpResponse:
    """What one person saw does not come out of a shared machine's cache or a search engine. No other site is told the address
    (Referrer-Policy same-origin, as everywhere here); "no-referrer" would make browsers send our own forms without origin."""
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex"
    return response


def citizen_only(page: Page) -> Page:
    """Only for a citizen signed in, handed to the page as `account`; others sign in first and come back."""

    @wraps(page)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        account = citizens.account_of(request)
        if account is None:
            where = request.get_full_path() if request.method in {"GET", "HEAD"} else "/dich-vu/"
            return HttpResponseRedirect(f"{reverse('dossiers.citizen_sign_in')}?{urlencode({'next': where})}")
        return kept_private(page(request, *args, account=account, **kwargs))

    return guarded


def proven_only(page: Page) -> Page:
    """As `citizen_only`, for those whom somebody proved; others are told how to be."""

    @citizen_only
    @wraps(page)
    def guarded(request: HttpRequest, *args: Any, account: CitizenAccount, **kwargs: Any) -> HttpResponse:
        if account.citizen is None:
            return HttpResponseRedirect(f"{reverse('dossiers.citizen_account')}#xac-nhan")
        return page(request, *args, account=account, **kwargs)

    return guarded


def door_of(request: HttpRequest, code: str) -> Door:
    """The dossier of the address when it is theirs who ask; else the 404 page, whether there is one or not."""
    found = citizens.door(request, code)
    if found is None:
        raise Http404(
            _("Không mở được hồ sơ này ở đây. Tra cứu bằng mã hồ sơ và mã tra cứu trên giấy tiếp nhận.")
        )
    return found


def may_try(request: HttpRequest, what: str) -> HttpResponse | None:
    """The page of whoever tried too many wrong secrets, from one address, or on one dossier from there."""
    if wrong_secrets.seen(address(request)) >= MOST_WRONG:
        return too_many(request, 10)
    if wrong_of_one.seen(f"{address(request)} {what}") >= MOST_WRONG_OF_ONE:
        return too_many(request, 60)
    return None


def was_wrong(request: HttpRequest, what: str) -> None:
    wrong_secrets.add(address(request))
    wrong_of_one.add(f"{address(request)} {what}")


def onward(request: HttpRequest, usual: str) -> str:
    """Where to go next: the page asked for, when it is one of ours."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if safe else usual


def put_faults(form: forms.Form, faults: tuple[Fault, ...]) -> None:
    """Each fault beside its field; those of no field of the form above it."""
    for fault in faults:
        form.add_error(fault.field if fault.field in form.fields else None, fault.sentence)


def now() -> Any:
    return timezone.now()
