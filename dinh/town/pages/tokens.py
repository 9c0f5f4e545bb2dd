"""Keys of the API: one's own, and those of the programs one answers for. A key is shown once, where it was made."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.apps import apps
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from dinh.look.pages import confirm
from dinh.town import apikit, people_queries, queries, services
from dinh.town.models import ApiToken, Person, Unit
from dinh.town.people_forms import SystemForm, TokenForm
from dinh.town.rules import READ, WRITE

from .deed_pages import chosen_unit, forbidden, person_or_404, put, required
from .gate import signed_in

USUAL_DAYS = 90


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def my_keys(request: HttpRequest) -> HttpResponse:
    """One's own keys, and the form for a new one."""
    actor = request.actor  # type: ignore[attr-defined]
    person = Person.objects.filter(pk=actor.person_id).first()
    if person is None:
        raise Http404(_("Tài khoản này không gắn với người nào nên không lập được khóa."))
    return _keys(request, person, reverse("town.me"))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def keys_of(request: HttpRequest, person_id: int) -> HttpResponse:
    """Keys of a program, for who may give them."""
    person = person_or_404(request, person_id, timezone.localdate())
    if not person.is_system:
        raise Http404(_("Khóa của người nào thì chính người ấy lập."))
    for path in queries.places_of(person.pk, timezone.localdate()):
        required(request, "town.give_system_key", path)
    return _keys(request, person, reverse("town.person", args=[person.pk]))


def rooms() -> list[tuple[str, str]]:
    """The rooms that a key may open, with their names."""
    steps = [config for config in apps.get_app_configs() if config.label in apikit.rooms]
    return [(config.label, str(config.verbose_name)) for config in steps]


def _units(person: Person) -> list[Unit]:
    """Units a key may be bounded to: those of the bearer's own mandates."""
    actor = queries.actor_of_person(person, timezone.now())
    paths = {m.unit_path for m in actor.mandates if m.for_person_id is None}
    return list(
        Unit.objects.alive_on(timezone.localdate()).filter(path__in=paths).order_by("level", "name")[:200]
    )


def _keys(request: HttpRequest, person: Person, back: str) -> HttpResponse:
    today = timezone.localdate()
    units = _units(person)
    initial = {"until": today + timedelta(days=USUAL_DAYS)}
    form = TokenForm(request.POST or None, rooms=rooms(), units=units, initial=initial)
    made: tuple[ApiToken, str] | None = None
    if form.is_bound and form.is_valid():
        unit = next((u for u in units if u.code == form.cleaned_data["unit"]), None)
        try:
            made = services.make_token(
                person=person,
                name=form.cleaned_data["name"],
                scopes=form.scopes(),
                until=form.cleaned_data["until"],
                unit=unit,
                by=request.actor,  # type: ignore[attr-defined]
                at=timezone.now(),
            )
        except services.PROBLEMS as problem:
            put(form, problem)
    rows: list[Any] = queries.tokens_of(person)
    names = dict(rooms())
    for row in rows:
        row.open = row.in_force(today)
        row.said = [
            (names.get(room, room), _("đọc và ghi") if scope == WRITE else _("đọc"))
            for room, scope in row.scopes.items()
        ]
        row.over = row.until is not None and row.until < today
    shown = {
        "person": person,
        "mine": person.pk == request.actor.person_id,  # type: ignore[attr-defined]
        "form": form,
        "made": made,
        "rows": rows,
        "back": back,
        "read": READ,
        "write": WRITE,
    }
    # The page that tells the key answers the POST itself: a redirect would have to keep the key somewhere meanwhile.
    return render(request, "town/keys.html", shown, status=422 if form.errors else 200)


@require_POST
@signed_in
def revoke_key(request: HttpRequest, token_id: int) -> HttpResponse:
    """The key opens nothing from now on; asked first, since it cannot be taken back."""
    actor = request.actor  # type: ignore[attr-defined]
    token = ApiToken.objects.select_related("person").filter(pk=token_id).first()
    if token is None or not (
        token.person_id == actor.person_id
        or people_queries.may_see(actor, token.person, timezone.localdate())
    ):
        raise Http404(_("Không có khóa này."))
    mine = token.person_id == actor.person_id
    back = reverse("town.my_keys") if mine else reverse("town.person", args=[token.person_id])
    if token.person.is_system:
        back = reverse("town.keys_of", args=[token.person_id])
    if request.POST.get("da-chac") != "1":
        return confirm(
            request,
            title=_("Thu hồi khóa “%(name)s”") % {"name": token.name},
            says=_(
                "Phần mềm đang dùng khóa này bị từ chối ngay ở lần gọi sau. Không lấy lại được; cần thì lập khóa mới."
            ),
            deed=_("Thu hồi khóa"),
            back=back,
        )
    form = forms.Form()
    try:
        services.revoke_token(token_id=token.pk, by=actor, at=timezone.now())
    except services.TokenProblem as problem:
        messages.error(request, str(problem))
    except services.NotAllowed as problem:
        put(form, problem)
    else:
        messages.success(request, _("Đã thu hồi khóa “%(name)s”.") % {"name": token.name})
    return redirect(back)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def add_system(request: HttpRequest) -> HttpResponse:
    """Enter a program that acts under its own name, with its first mandate; then its keys."""
    actor, today = request.actor, timezone.localdate()  # type: ignore[attr-defined]
    units = people_queries.units_to_act_in(actor, "town.give_system_key", today)
    unit = chosen_unit(request, units)
    if unit is None:
        return forbidden(request, "town.give_system_key", request.GET.get("don-vi", ""))
    form = SystemForm(request.POST or None, initial={"since": today})
    if form.is_bound and form.is_valid():
        try:
            person = services.register_system(unit=unit, by=actor, at=timezone.now(), **form.cleaned_data)
        except services.PROBLEMS as problem:
            put(form, problem)
        else:
            messages.success(request, _("Đã khai báo phần mềm. Lập khóa cho nó ở đây."))
            return redirect("town.keys_of", person_id=person.pk)
    shown = {"form": form, "unit": unit, "units": units}
    return render(request, "town/add_system.html", shown, status=422 if form.errors else 200)
