"""Deeds on one inspection: each reads its form, makes one call, and shows the page again."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dinh.ground.figures import whole_number
from dinh.look.fields import read_day
from dinh.town.pages import signed_in

from .. import choosing, queries, services
from ..forms import ConcludeForm, ExplainForm, FindingForm, put_faults, typed_files
from ..models import Finding, Inspection, Recommendation
from ..services import Answer
from ..shapes import Subject
from .common import REFUSALS, actor_of, deed, found, inspection_of, now, refused_page, status_of, tell, today
from .inspection import advice_form, item_choices, show


def _back(row: Inspection, anchor: str = "", party: object = "") -> str:
    address = reverse("inspections.inspection", args=[row.pk])
    return f"{address}{f'?noi={party}' if party else ''}{f'#{anchor}' if anchor else ''}"


def _given(request: HttpRequest) -> dict[str, Any]:
    return {"by": actor_of(request), "at": now()}


def _with_form(
    request: HttpRequest, row: Inspection, name: str, form: forms.Form, act: Any, *, done: str, back: str
) -> HttpResponse:
    """Do the deed of a typed form; when it is refused, show the page with the form as typed."""
    status = 422
    if form.is_valid():
        try:
            act()
        except services.InspectionRefused as refused:
            put_faults(form, refused)
            status = status_of(refused)
        except REFUSALS as refused:
            if status_of(refused) == 403:
                return refused_page(request, refused, back)
            put_faults(form, refused)
            status = status_of(refused)
        else:
            tell(request, done)
            return redirect(back)
    return show(request, row, bound={name: form}, status=status)


@require_POST
@signed_in
def start(request: HttpRequest, inspection_id: int) -> HttpResponse:
    """Begin."""
    row = inspection_of(request, inspection_id)
    return deed(
        request,
        lambda: services.start(inspection_id=row.pk, **_given(request)),
        done=_("Đã bắt đầu kiểm tra."),
        back=_back(row, "phieu"),
    )


@require_POST
@signed_in
def check(request: HttpRequest, inspection_id: int) -> HttpResponse:
    """Save the answers of one party's check-list. What a colleague wrote meanwhile stays theirs and is named."""
    row = inspection_of(request, inspection_id)
    party = request.POST.get("noi", "")
    answers = {}
    for key in request.POST:
        pk = whole_number(key.removeprefix("v-")) if key.startswith("v-") else None
        if pk is not None:
            answers[pk] = Answer(
                request.POST.get(f"r-{pk}", ""),
                request.POST.get(f"n-{pk}", ""),
                whole_number(request.POST[key]) or 0,
            )
    try:
        done = services.check_many(inspection_id=row.pk, answers=answers, **_given(request))
    except REFUSALS as refused:
        return refused_page(request, refused, _back(row, "phieu", party))
    if done.stale:
        mine = {item.pk: answers[item.pk] for item in done.stale}
        return show(request, row, status=409, stale=[(item, mine[item.pk]) for item in done.stale])
    tell(request, _("Đã ghi %(n)s mục của phiếu.") % {"n": len(done.written)})
    return redirect(_back(row, "phieu", party))


@require_POST
@signed_in
def add_item(request: HttpRequest, inspection_id: int) -> HttpResponse:
    """An item of the team's own."""
    row = inspection_of(request, inspection_id)
    party = request.POST.get("noi", "")
    return deed(
        request,
        lambda: services.add_item(
            inspection_id=row.pk,
            text=request.POST.get("muc", ""),
            party_id=None if request.POST.get("moi-noi") else whole_number(party),
            **_given(request),
        ),
        done=_("Đã thêm mục vào phiếu."),
        back=_back(row, "phieu", party),
    )


@require_POST
@signed_in
def add_subjects(request: HttpRequest, inspection_id: int) -> HttpResponse:
    """Targets and tasks ticked among those offered, and one said in words."""
    row = inspection_of(request, inspection_id)
    chosen = set(request.POST.getlist("chon"))
    parties = [each.party for each in queries.parties_of(row)]
    offered = choosing.subjects_for(parties, request.POST.get("tim", ""), today())
    picked = [each for each in offered if each.ref in chosen]
    if words := request.POST.get("noi-dung", "").strip():
        picked.append(Subject(ref="", words=words))
    return deed(
        request,
        lambda: services.add_subjects(inspection_id=row.pk, subjects=picked, **_given(request)),
        done=_("Đã thêm nội dung kiểm tra."),
        back=_back(row, "noi-dung"),
    )


@require_POST
@signed_in
def record_finding(request: HttpRequest, inspection_id: int) -> HttpResponse:
    """Write down a finding with its evidence."""
    row = inspection_of(request, inspection_id)
    party = whole_number(request.POST.get("noi", "")) or 0
    view = next((each for each in queries.parties_of(row) if each.party.pk == party), None)
    form = FindingForm(request.POST, request.FILES, items=item_choices(view))

    def act() -> None:
        data = form.cleaned_data
        services.record_finding(
            inspection_id=row.pk,
            party_id=party,
            kind=data["kind"],
            text=data["text"],
            check_item_id=int(data["check_item"]) if data["check_item"] else None,
            files=typed_files(form),
            **_given(request),
        )

    return _with_form(
        request, row, "finding", form, act, done=_("Đã ghi phát hiện."), back=_back(row, "phat-hien", party)
    )


@require_POST
@signed_in
def withdraw(request: HttpRequest, finding_id: int) -> HttpResponse:
    """A finding does not hold after all."""
    finding = found(Finding.objects.filter(pk=finding_id).first(), _("Không có phát hiện này."))
    row = inspection_of(request, finding.inspection_id)
    return deed(
        request,
        lambda: services.withdraw_finding(
            finding_id=finding.pk, reason=request.POST.get("ly-do", ""), **_given(request)
        ),
        done=_("Đã rút phát hiện."),
        back=_back(row, "phat-hien", finding.party_id),
    )


@require_POST
@signed_in
def ask_explanation(request: HttpRequest, inspection_id: int) -> HttpResponse:
    """Ask the inspected to explain by a day."""
    row = inspection_of(request, inspection_id)

    def act() -> None:
        try:
            day = read_day(request.POST.get("han", ""))
        except ValueError as wrong:
            raise services.WrongInput.of("explain_by", str(wrong)) from wrong
        services.ask_explanation(inspection_id=row.pk, explain_by=day, **_given(request))

    return deed(
        request, act, done=_("Đã gửi phát hiện cho nơi được kiểm tra và yêu cầu giải trình."), back=_back(row)
    )


@require_POST
@signed_in
def explain(request: HttpRequest, finding_id: int) -> HttpResponse:
    """The inspected answer a finding."""
    finding = found(Finding.objects.filter(pk=finding_id).first(), _("Không có phát hiện này."))
    row = inspection_of(request, finding.inspection_id)
    form = ExplainForm(request.POST, request.FILES, auto_id=f"gt-{finding.pk}-%s")

    def act() -> None:
        services.explain(
            finding_id=finding.pk,
            text=form.cleaned_data["text"],
            agrees=form.cleaned_data["agrees"],
            files=typed_files(form),
            **_given(request),
        )

    return _with_form(
        request,
        row,
        f"explain-{finding.pk}",
        form,
        act,
        done=_("Đã gửi giải trình."),
        back=_back(row, "phat-hien", finding.party_id),
    )


@require_POST
@signed_in
def recommend(request: HttpRequest, inspection_id: int) -> HttpResponse:
    """Draft a recommendation."""
    row = inspection_of(request, inspection_id)
    form = advice_form(queries.parties_of(row), request.POST)

    def act() -> None:
        data = form.cleaned_data
        services.recommend(
            inspection_id=row.pk,
            text=data["text"],
            product=data["product"],
            due_on=data["due_on"],
            party_id=int(data["party"]),
            **_given(request),
        )

    return _with_form(
        request,
        row,
        "advice",
        form,
        act,
        done=_("Đã ghi kiến nghị. Kết luận xong, kiến nghị thành việc."),
        back=_back(row, "kien-nghi"),
    )


@require_POST
@signed_in
def take_out(request: HttpRequest, recommendation_id: int) -> HttpResponse:
    """Give a recommendation up."""
    advice = found(Recommendation.objects.filter(pk=recommendation_id).first(), _("Không có kiến nghị này."))
    row = inspection_of(request, advice.inspection_id)
    return deed(
        request,
        lambda: services.take_out_recommendation(
            recommendation_id=advice.pk, reason=request.POST.get("ly-do", ""), **_given(request)
        ),
        done=_("Đã thôi kiến nghị."),
        back=_back(row, "kien-nghi"),
    )


@require_POST
@signed_in
def conclude(request: HttpRequest, inspection_id: int) -> HttpResponse:
    """Conclude: recommendations become work."""
    row = inspection_of(request, inspection_id)
    form = ConcludeForm(request.POST, request.FILES)

    def act() -> None:
        services.conclude(
            inspection_id=row.pk,
            text=form.cleaned_data["conclusion"],
            files=typed_files(form),
            seen=whole_number(request.POST.get("da-xem", "")) or 0,
            **_given(request),
        )

    return _with_form(
        request,
        row,
        "conclude",
        form,
        act,
        done=_("Đã kết luận. Mỗi kiến nghị thành một việc của nơi thực hiện."),
        back=_back(row),
    )


@require_POST
@signed_in
def close(request: HttpRequest, inspection_id: int) -> HttpResponse:
    """Close."""
    row = inspection_of(request, inspection_id)
    return deed(
        request,
        lambda: services.close(inspection_id=row.pk, **_given(request)),
        done=_("Đã kết thúc cuộc kiểm tra."),
        back=_back(row),
    )


@require_POST
@signed_in
def drop(request: HttpRequest, inspection_id: int) -> HttpResponse:
    """The inspection goes no further."""
    row = inspection_of(request, inspection_id)
    return deed(
        request,
        lambda: services.drop(inspection_id=row.pk, reason=request.POST.get("ly-do", ""), **_given(request)),
        done=_("Đã thôi cuộc kiểm tra."),
        back=_back(row),
    )
