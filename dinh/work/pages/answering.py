"""To answer: a hand-over, an extension; to withdraw a hand-over; to end a rhythm."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from dinh.look.fields import Option
from dinh.town.pages import signed_in
from dinh.work import forms, services
from dinh.work.models import Extension, HandOver, Series

from .common import REFUSALS, actor_of, now, refused_page, status_of, tell, work_of


def _offer(request: HttpRequest, hand_over_id: int) -> HandOver:
    offer = (
        HandOver.objects.select_related(
            "assignment__unit", "from_office", "from_person", "to_office", "to_person"
        )
        .filter(pk=hand_over_id)
        .first()
    )
    if offer is None:
        raise Http404(_("Không có lần chuyển việc này."))
    work_of(request, offer.assignment_id)
    return offer


@require_http_methods(["GET", "POST"])
@signed_in
def hand_over(request: HttpRequest, hand_over_id: int) -> HttpResponse:
    """Take an assignment that was offered, or leave it and say why."""
    offer = _offer(request, hand_over_id)
    work = offer.assignment
    back = reverse("work.assignment", args=[work.pk])
    form = forms.AnswerForm(
        request.POST if request.method == "POST" else None,
        yes=Option(_("Nhận việc"), _("Từ lúc này cơ quan mình chịu trách nhiệm, theo hạn đang có.")),
        no=Option(_("Không nhận"), _("Việc ở lại nơi chuyển; họ nhận được lý do.")),
    )
    status = 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        accept = form.cleaned_data["answer"] == "co"
        try:
            services.answer_hand_over(
                hand_over_id=offer.pk,
                accept=accept,
                remark=form.cleaned_data["remark"],
                by=actor_of(request),
                at=now(),
            )
        except services.WrongInput as refused:
            form.add_error("remark", str(refused))
        except REFUSALS as refused:
            return refused_page(request, refused, back)
        else:
            tell(request, _("Đã nhận việc.") if accept else _("Đã trả lời không nhận."))
            return redirect(back)
    able = offer.is_waiting and services.may_answer(offer, actor_of(request), now())
    context = {"offer": offer, "work": work, "form": form if able else None, "back": back}
    return render(request, "work/hand_over.html", context, status=status)


@require_POST
@signed_in
def withdraw(request: HttpRequest, hand_over_id: int) -> HttpResponse:
    """Take an offer back."""
    offer = _offer(request, hand_over_id)
    back = reverse("work.assignment", args=[offer.assignment_id])
    try:
        services.withdraw_hand_over(hand_over_id=offer.pk, by=actor_of(request), at=now())
    except REFUSALS as refused:
        return refused_page(request, refused, back)
    tell(request, _("Đã rút lại lần chuyển việc."))
    return redirect(back)


@require_http_methods(["GET", "POST"])
@signed_in
def extension(request: HttpRequest, extension_id: int) -> HttpResponse:
    """Grant more time, or refuse it."""
    asked = Extension.objects.filter(pk=extension_id).first()
    if asked is None:
        raise Http404(_("Không có lần xin gia hạn này."))
    work = work_of(request, asked.assignment_id)
    back = reverse("work.assignment", args=[work.pk])
    form = forms.AnswerExtensionForm(
        request.POST if request.method == "POST" else None,
        yes=Option(
            _("Cho gia hạn"),
            _("Hạn mới: %(day)s, hoặc ngày ghi dưới đây.") % {"day": f"{asked.wanted:%d/%m/%Y}"},
        ),
        no=Option(_("Không cho gia hạn"), _("Hạn cũ giữ nguyên; người xin nhận được lý do.")),
    )
    status = 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        grant = form.cleaned_data["answer"] == "co"
        try:
            services.answer_extension(
                extension_id=asked.pk,
                grant=grant,
                until=form.cleaned_data["until"],
                remark=form.cleaned_data["remark"],
                by=actor_of(request),
                at=now(),
            )
        except services.WrongInput as refused:
            form.add_error(refused.field, str(refused))
        except REFUSALS as refused:
            return refused_page(request, refused, back)
        else:
            tell(request, _("Đã cho gia hạn.") if grant else _("Đã trả lời không cho gia hạn."))
            return redirect(back)
    able = asked.is_waiting and services.may(work, "work.answer_extension", actor_of(request), now())
    context = {"asked": asked, "work": work, "form": form if able else None, "back": back}
    return render(request, "work/extension.html", context, status=status)


@require_http_methods(["GET", "POST"])
@signed_in
def end_series(request: HttpRequest, series_id: int) -> HttpResponse:
    """Make no more turns of a rhythm."""
    series = Series.objects.select_related("unit", "asker_unit").filter(pk=series_id).first()
    last = series.occurrences.order_by("-pk").first() if series else None
    if series is None or last is None:
        raise Http404(_("Không có việc định kỳ này."))
    work = work_of(request, last.pk)
    back = reverse("work.assignment", args=[work.pk])
    form = forms.ReasonForm(request.POST if request.method == "POST" else None)
    status = 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        try:
            services.end_series(
                series_id=series.pk, reason=form.cleaned_data["reason"], by=actor_of(request), at=now()
            )
        except REFUSALS as refused:
            return refused_page(request, refused, back)
        tell(request, _("Việc định kỳ đã dừng; các kỳ đã lập vẫn phải làm."))
        return redirect(back)
    if not services.may(series, "work.end_series", actor_of(request), now()):
        status = 403
    context = {"series": series, "work": work, "form": form, "back": back}
    return render(request, "work/end_series.html", context, status=status)


__all__ = ["end_series", "extension", "hand_over", "status_of", "withdraw"]
