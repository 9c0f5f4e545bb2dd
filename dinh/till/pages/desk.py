"""The cashier's desk: find a bill by code or scan, what waits, money that is held."""

from __future__ import annotations

from datetime import datetime
from types import SimpleNamespace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from dinh.ground.figures import whole_number
from dinh.look.shapes import Choice, FilterBar
from dinh.town.pages import signed_in
from dinh.town.services import allowed

from .. import queries, services
from ..forms import PlaceForm, RefundForm
from ..models import Payment
from ..rules import codes, vietqr
from ..shapes import BillState, Channel
from .common import REFUSALS, actor_of, bill_of, closed_to, found, now, refused_page, tell, today


def _code_of(typed: str) -> str:
    """The code in what was typed or scanned: the code itself, a transfer's words, or the whole VietQR."""
    try:
        return codes.typed(vietqr.parse(typed).purpose)
    except vietqr.NotVietQR:
        return codes.typed(typed)


@require_GET
@signed_in
def desk(request: HttpRequest) -> HttpResponse:
    """A right code goes to its bill at once, so that a scanner needs no further touch; other words search."""
    actor, day = actor_of(request), today()
    if closed := closed_to(request, "till.see", "/"):
        return closed
    words = request.GET.get("q", "").strip()
    if (code := _code_of(words)) and queries.bill_by_code(actor, code, day):
        return redirect("till.bill", code=code)
    state = request.GET.get("tinh-trang", "")
    state = state if state in {"waiting", *(each.value for each in BillState)} else ""
    rows = queries.bills(actor, day, state=state, words=words, after=_after(request.GET.get("sau", "")))
    last = rows[-1] if len(rows) == queries.PAGE else None
    held_rows = queries.held(actor, day)
    context = {
        "rows": rows,
        "words": words,
        "code": code,
        "bar": FilterBar(
            query=words,
            query_words=_("Mã, người nộp, nội dung"),
            pickers=(
                Choice(
                    name="tinh-trang",
                    words=_("Tình trạng"),
                    options=[("waiting", _("Còn phải nộp")), *((e.value, _(e.word)) for e in BillState)],
                    chosen=state,
                    every=_("Tất cả"),
                ),
            ),
        ),
        "page": SimpleNamespace(earlier="", later=f"{last.at.isoformat()}~{last.pk}" if last else ""),
        "held": len(held_rows[:100]),
        "now": now(),
        "reconciles": bool(queries.units_of(actor, day, "till.reconcile")),
        "took": queries.any_between([unit.pk for unit in queries.units_of(actor, day, "till.see")]),
        "manages": bool(queries.units_of(actor, day, "till.manage_account")),
    }
    return render(request, "till/desk.html", context)


def _after(text: str) -> tuple[datetime, int] | None:
    moment, _mark, pk = text.rpartition("~")
    number = whole_number(pk)
    try:
        at = parse_datetime(moment)
    except ValueError:
        at = None
    return (at, number) if at is not None and at.tzinfo and number is not None else None


@require_GET
@signed_in
def held(request: HttpRequest) -> HttpResponse:
    """Money that came and is on no bill, each with why; put it on one, or give it back."""
    actor = actor_of(request)
    if closed := closed_to(request, "till.see", reverse("till.desk")):
        return closed
    rows = list(queries.held(actor, today())[:100])
    context = {
        "rows": [
            {
                "one": row,
                "places": allowed(actor, "till.place_money", row.unit.path, now()),
                "refunds": allowed(actor, "till.refund", row.unit.path, now()),
                "codes": codes.find(row.content),
                "place": PlaceForm(
                    auto_id=f"p{row.pk}_%s", initial={"code": " ".join(codes.find(row.content)[:1])}
                ),
                "back": RefundForm(
                    auto_id=f"r{row.pk}_%s", initial={"amount": row.left, "channel": Channel.BANK.value}
                ),
            }
            for row in rows
        ]
    }
    return render(request, "till/held.html", context)


def _held(request: HttpRequest, payment_id: int) -> Payment:
    row: Payment = found(
        queries.held(actor_of(request), today()).filter(pk=payment_id).first(),
        _("Khoản tiền này đã được xử lý."),
    )
    return row


@require_POST
@signed_in
def place(request: HttpRequest, payment_id: int) -> HttpResponse:
    """Put held money on a bill."""
    row, back = _held(request, payment_id), reverse("till.held")
    bill = bill_of(request, request.POST.get("code", ""))
    try:
        services.place_money(
            payment_id=row.pk,
            bill_id=bill.pk,
            reason=request.POST.get("reason", ""),
            by=actor_of(request),
            at=now(),
        )
    except REFUSALS as refused:
        return refused_page(request, refused, back)
    tell(request, _("Đã ghi tiền vào khoản phải thu và lập biên lai."))
    return redirect("till.bill", code=bill.code)


@require_POST
@signed_in
def give_back(request: HttpRequest, payment_id: int) -> HttpResponse:
    """Give held money back."""
    row, back = _held(request, payment_id), reverse("till.held")
    form = RefundForm(request.POST)
    try:
        if not form.is_valid():
            raise services.WrongInput.of(
                "amount", " ".join(str(e) for each in form.errors.values() for e in each)
            )
        services.refund(
            payment_id=row.pk,
            amount=form.cleaned_data["amount"],
            reason=form.cleaned_data["reason"],
            channel=Channel(form.cleaned_data["channel"]),
            bank_ref=form.cleaned_data["bank_ref"],
            by=actor_of(request),
            at=now(),
        )
    except REFUSALS as refused:
        return refused_page(request, refused, back)
    tell(request, _("Đã ghi việc trả lại tiền."))
    return redirect(back)
