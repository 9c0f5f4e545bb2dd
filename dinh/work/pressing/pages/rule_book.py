"""The rules of reminding: the house's, and the locality's own."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from dinh.ground.figures import whole_number
from dinh.town import services as town
from dinh.town.models import Unit
from dinh.town.pages import signed_in
from dinh.town.queries import unit_scope_q
from dinh.town.shapes import Actor
from dinh.work.pages.common import REFUSALS, actor_of, now, refused_page, tell, today
from dinh.work.pressing import editions, queries, services
from dinh.work.pressing.forms import RuleForm
from dinh.work.pressing.rules import WHO_MAY
from dinh.work.pressing.words import kind_words
from dinh.work.services import WrongInput

_BACK = "/don-doc/quy-tac/"


def _units(actor: Actor) -> list[Unit]:
    """The units whose rules the actor may set: those of their own mandates, not all that lies below."""
    day = today()
    paths = {
        m.unit_path
        for m in actor.mandates
        if m.role in WHO_MAY["work.set_reminder_rules"] and m.office_id is None
    }
    units = Unit.objects.alive_on(day).filter(unit_scope_q(actor, day, prefix=""), path__in=paths)
    return [unit for unit in units if town.allowed(actor, "work.set_reminder_rules", unit.path, day)]


@require_http_methods(["GET", "POST"])
@signed_in
def rule_book(request: HttpRequest) -> HttpResponse:
    """The rules in force for one's units; whoever may adds one."""
    actor = actor_of(request)
    units = _units(actor)
    form = RuleForm(request.POST if request.method == "POST" else None, units=units) if units else None
    status = 200
    if request.method == "POST":
        if form is None:
            return refused_page(
                request, town.NotAllowed(_("Anh, chị chưa được giao đặt quy tắc nhắc việc.")), _BACK
            )
        status = 422
        if form.is_valid():
            try:
                _add(form.cleaned_data, actor)
            except WrongInput as wrong:
                form.add_error(wrong.field if wrong.field in form.fields else None, str(wrong))
            except REFUSALS as refused:
                return refused_page(request, refused, _BACK)
            else:
                tell(request, _("Đã thêm quy tắc nhắc việc."))
                return redirect("work.reminder_rules")
    local = queries.local_rules(actor, today())
    edition = editions.current()
    off = {row.off: row for row in local if row.off and (row.until is None or row.until >= today())}
    context = {
        "edition": edition,
        "house": [{"rule": rule, "off": off.get(rule.key)} for rule in edition.rules],
        "local": [
            {
                "row": row,
                "words": row.shape().words if not row.off else "",
                "kind": kind_words(row.asked_by_kind) if row.asked_by_kind else "",
                "to": row.to,
                "may": any(unit.pk == row.unit_id for unit in units),
                "over": row.until is not None and row.until < today(),
            }
            for row in local
            if not row.off
        ],
        "units": units,
        "form": form,
    }
    return render(request, "work/pressing/rule_book.html", context, status=status)


def _add(data: dict[str, Any], actor: Actor) -> None:
    services.add_rule(
        unit_id=data["unit"],
        when=data["when"],
        days=data["days"] or 0,
        most=data["most"] or 0,
        to=data["to"],
        asked_by_kind=data["asked_by_kind"],
        since=data["since"],
        source=data["source"],
        by=actor,
        at=now(),
    )


@require_POST
@signed_in
def switch_off(request: HttpRequest) -> HttpResponse:
    """Do without one of the house's rules from today."""
    unit_id = whole_number(request.POST.get("unit", ""))
    try:
        services.switch_off(
            unit_id=unit_id or 0,
            key=request.POST.get("key", ""),
            since=today(),
            by=actor_of(request),
            at=now(),
        )
    except Unit.DoesNotExist:
        return refused_page(request, WrongInput("unit", _("Không có đơn vị này.")), _BACK)
    except REFUSALS as refused:
        return refused_page(request, refused, _BACK)
    tell(request, _("Đã tắt quy tắc ở đơn vị của anh, chị."))
    return redirect("work.reminder_rules")


@require_POST
@signed_in
def end_rule(request: HttpRequest, rule_id: int) -> HttpResponse:
    """End a rule of one's own, or take back the switching off."""
    from dinh.work.models import LocalRule

    try:
        services.end_rule(rule_id=rule_id, by=actor_of(request), at=now())
    except LocalRule.DoesNotExist:
        return refused_page(request, WrongInput("rule", _("Không có quy tắc nhắc việc này.")), _BACK)
    except REFUSALS as refused:
        return refused_page(request, refused, _BACK)
    tell(request, _("Quy tắc hết hiệu lực từ ngày mai."))
    return redirect("work.reminder_rules")
