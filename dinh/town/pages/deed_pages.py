"""What the pages of deeds share: the unit acted in, errors beside their fields, refusals, the password shown once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from dinh.town import people_queries, queries, services
from dinh.town.models import Account, Person, Unit

__all__ = ["chosen_unit", "first_password_page", "forbidden", "person_or_404", "put", "required"]


def chosen_unit(request: HttpRequest, units: Sequence[Unit], code: str = "") -> Unit | None:
    """The unit of the address (`?don-vi=code`), else the one of `code`, else the first; None when the address names one
    that is not among them, or there is none at all."""
    wanted = request.GET.get("don-vi", "")
    by_code = {unit.code: unit for unit in units}
    if wanted:
        return by_code.get(wanted)
    return by_code.get(code) or next(iter(units), None)


def forbidden(request: HttpRequest, deed: str, code: str = "") -> HttpResponse:
    """Refuse a deed in the unit of the address, or where the person works; the page names who has the mandate."""
    actor, today = request.actor, timezone.localdate()  # type: ignore[attr-defined]
    unit = queries.unit_by_code(code, today) if code else None
    path = unit.path if unit else queries.home_path(actor.person_id)
    required(request, deed, path)
    raise Http404(_("Không có đơn vị mang mã %(code)s.") % {"code": code})


def required(request: HttpRequest, deed: str, path: str) -> None:
    """Stop with the refusal page unless the signed-in person may do the deed there."""
    try:
        services.require(request.actor, deed, path, timezone.now())  # type: ignore[attr-defined]
    except services.NotAllowed as problem:
        raise PermissionDenied(str(problem)) from problem


def person_or_404(request: HttpRequest, person_id: int, today: date) -> Person:
    """The person of the address, when one may see them."""
    person = people_queries.person_with_account(person_id)
    if person is None or not people_queries.may_see(request.actor, person, today):  # type: ignore[attr-defined]
        raise Http404(_("Không có người này trong phạm vi được xem."))
    return person


def put(form: forms.Form, problem: Exception) -> None:
    """Put a problem beside its field, or at the top when it is nobody's. A refusal stops with its own page."""
    if isinstance(problem, services.NotAllowed):
        raise PermissionDenied(str(problem)) from problem
    field = getattr(problem, "field", "")
    form.add_error(field if field in form.fields else None, str(problem))


def first_password_page(request: HttpRequest, account: Account, password: str) -> HttpResponse:
    """The page that tells a first password. It answers the POST itself: a redirect would have to keep the password
    somewhere meanwhile."""
    shown = {"account": account, "person": account.person, "password": password}
    return render(request, "town/first_password.html", shown)
