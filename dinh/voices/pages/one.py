"""One initiative: for officers with its deeds, for citizens as they may read it; votes and remarks of both."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from dinh.ground import queries as ground
from dinh.ground.shapes import Ref
from dinh.look import openers
from dinh.look.shapes import Deed, Opened
from dinh.town.pages import signed_in
from dinh.town.services import allowed
from dinh.town.shapes import Actor
from dinh.voices import queries, rules, services
from dinh.voices.forms import RemarkForm
from dinh.voices.models import Contact, Initiative
from dinh.work import queries as work

from . import deeds
from .common import (
    REFUSALS,
    actor_of,
    address_of,
    deed,
    found,
    inside,
    keep_voter,
    new_voter,
    not_there,
    now,
    put,
    refused_page,
    today,
    voter_of,
)


@require_safe
def initiative(request: HttpRequest, initiative_id: int) -> HttpResponse:
    """The page of one."""
    actor = actor_of(request)
    if actor is None:
        row = found(queries.public_initiative(initiative_id), not_there())
        return citizen_page(request, row)
    row = found(queries.initiative_for(actor, initiative_id, today()), not_there())
    return desk_page(request, row, RemarkForm())


def desk_page(request: HttpRequest, row: Initiative, form: RemarkForm, status: int = 200) -> HttpResponse:
    actor, day = inside(request), today()
    moderates = services.may(row, "voices.moderate", actor, now())
    asked = work.all_by_asker(row.ref)
    spreads = queries.spreads_of(row)
    for each in spreads:
        each.mine = allowed(actor, "voices.answer_spread", each.unit.path, now(), each.office_id)  # type: ignore[attr-defined]
    doable = deeds.doable(row, actor)
    shown = {
        "row": row,
        "form": form,
        "remarks": queries.remarks_of(row, with_waiting=moderates),
        "moderates": moderates,
        "voted": bool(queries.voted_by(actor, [row])),
        "may_vote": rules.may_move("voices.vote", row.state) and _anywhere(actor, "voices.vote"),
        "may_speak": rules.may_move("voices.remark", row.state) and _anywhere(actor, "voices.remark"),
        "may_answer_with_idea": row.kind == "problem"
        and row.is_living
        and _anywhere(actor, "voices.put_forward"),
        "asked": asked,
        "as_found": openers.open_all(each.ref for each in asked),
        "spreads": spreads,
        "adopters": [each for each in spreads if each.state == "adopted"],
        "ideas": list(
            row.answered_by.filter(state__in=["open", "taken-up", "trying", "adopted"]).order_by("-votes")[
                :20
            ]
        ),
        "merged": list(row.merged.order_by("pk")[:20]),
        "twins": queries.like_it(row, actor, day) if moderates and row.state in {"waiting", "open"} else [],
        "has_contact": row.from_citizen
        and services.may(row, "voices.see_contact", actor, now())
        and Contact.objects.filter(initiative=row).exists(),
        "deeds": doable,
        "first": doable[0] if doable else None,
        "story": _story(row),
    }
    return render(request, "voices/initiative.html", shown, status=status)


def _anywhere(actor: Actor, name: str) -> bool:
    return any(allowed(actor, name, m.unit_path, now(), m.office_id) for m in actor.mandates)


def _story(row: Initiative) -> list[Deed]:
    lines = ground.story_of(row.ref, limit=20)
    names = openers.open_all(line.by for line in lines if line.by is not None)
    unknown = _("Người dân, qua trang công khai")
    return [
        Deed(
            words=ground.deed_word(line.deed),
            who=_who(names, line.by) or (unknown if "citizen" in line.deed else _("Máy")),
            at=line.at,
        )
        for line in lines
    ]


def _who(names: Mapping[Ref, Opened], by: Ref | None) -> str:
    found = names.get(by) if by is not None else None
    return found.title if found else ""


def citizen_page(
    request: HttpRequest, row: Initiative, form: RemarkForm | None = None, status: int = 200
) -> HttpResponse:
    shown: dict[str, Any] = {
        "row": row,
        "form": form or RemarkForm(),
        "remarks": queries.remarks_of(row),
        "voted": bool(queries.voted_by_citizen(voter_of(request), [row])),
        "adopters": [each for each in queries.spreads_of(row) if each.state == "adopted"],
        "ideas": list(
            row.answered_by.filter(public=True, state__in=["open", "taken-up", "trying", "adopted"])[:20]
        ),
        "may_speak": rules.may_move("voices.remark", row.state),
    }
    return render(request, "voices/citizen_initiative.html", shown, status=status)


@require_POST
def vote(request: HttpRequest, initiative_id: int) -> HttpResponse:
    """Vote, or take the vote back (officers)."""
    actor = actor_of(request)
    back = request.POST.get("ve") or reverse("voices.initiative", args=[initiative_id])
    back = back if back.startswith("/sang-kien/") else reverse("voices.initiative", args=[initiative_id])
    if actor is not None:
        row = found(queries.initiative_for(actor, initiative_id, today()), not_there())
        taking_back = request.POST.get("thoi") == "1"
        act = services.take_back_vote if taking_back else services.vote
        said = _("Đã rút phiếu.") if taking_back else _("Đã ghi một phiếu của anh, chị.")
        return deed(request, lambda: act(initiative_id=row.pk, by=actor, at=now()), done=said, back=back)
    row = found(queries.public_initiative(initiative_id), not_there())
    voter = voter_of(request) or new_voter()
    try:
        counted = services.vote_by_citizen(
            initiative_id=row.pk, voter=voter, address=address_of(request), at=now()
        )
    except REFUSALS as refused:
        return refused_page(request, refused, back)
    messages.success(
        request,
        _("Đã ghi một phiếu của anh, chị.")
        if counted
        else _("Anh, chị đã bình chọn việc này rồi; mỗi người một phiếu."),
    )
    response = redirect(back)
    keep_voter(request, response, voter)
    return response


@require_POST
def remark(request: HttpRequest, initiative_id: int) -> HttpResponse:
    """Speak. What citizens write waits for a moderator."""
    actor = actor_of(request)
    form = RemarkForm(request.POST)
    if actor is not None:
        row = found(queries.initiative_for(actor, initiative_id, today()), not_there())
    else:
        row = found(queries.public_initiative(initiative_id), not_there())
    back = reverse("voices.initiative", args=[row.pk]) + "#y-kien"
    if form.is_valid():
        try:
            if actor is not None:
                services.remark(initiative_id=row.pk, text=form.cleaned_data["text"], by=actor, at=now())
            elif not form.cleaned_data["website"]:
                services.remark_by_citizen(
                    initiative_id=row.pk,
                    text=form.cleaned_data["text"],
                    shown_name=form.cleaned_data["shown_name"],
                    address=address_of(request),
                    at=now(),
                )
        except services.WrongInput as wrong:
            put(form, wrong)
        except REFUSALS as refused:
            return refused_page(request, refused, back)
        else:
            said = _("Đã đăng góp ý.") if actor else _("Đã nhận góp ý. Cán bộ duyệt xong thì hiện ở đây.")
            messages.success(request, said)
            return redirect(back)
    if actor is not None:
        return desk_page(request, row, form, status=422)
    return citizen_page(request, row, form, status=422)


@require_POST
@signed_in
def moderate_remark(request: HttpRequest, initiative_id: int, remark_id: int) -> HttpResponse:
    """Let a citizen's remark be read, or not."""
    row = found(queries.initiative_for(inside(request), initiative_id, today()), not_there())
    if not row.remarks.filter(pk=remark_id).exists():
        raise Http404(not_there())
    show = request.POST.get("viec") == "dang"
    back = request.POST.get("ve", "")
    back = (
        back
        if back == reverse("voices.moderation")
        else reverse("voices.initiative", args=[row.pk]) + "#y-kien"
    )
    return deed(
        request,
        lambda: services.moderate_remark(
            remark_id=remark_id, show=show, by=inside(request), at=timezone.now()
        ),
        done=_("Đã đăng góp ý.") if show else _("Góp ý này không đăng."),
        back=back,
    )
