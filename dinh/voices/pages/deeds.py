"""Deeds on one initiative: which stand open, and for each a page with its form."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from dinh.ground.calendar import for_country
from dinh.ground.text import sort_key
from dinh.look.shapes import Words
from dinh.town import queries as town
from dinh.town.models import Office, Unit
from dinh.town.pages import signed_in
from dinh.town.services import NotAllowed, allowed, require
from dinh.town.shapes import Actor
from dinh.voices import forms as f
from dinh.voices import queries, rules, services
from dinh.voices.models import Initiative, Spread

from .common import REFUSALS, found, inside, not_there, now, put, refused_page, today

DAYS_TO_ANSWER = 10
"""Working days that a place is usually given to answer."""
Make = Callable[[Initiative, Actor, Any], forms.Form]
Act = Callable[[Initiative, Actor, dict[str, Any]], object]


@dataclass(frozen=True)
class OneDeed:
    """A deed on an initiative as its page shows it."""

    slug: str
    name: str
    title: Words
    button: Words
    says: Words
    done: Words
    form: Make
    act: Act
    grave: bool = False
    icon: str = ""

    def url(self, row: Initiative) -> str:
        return reverse("voices.deed", args=[row.pk, self.slug])


def _office(row: Initiative, pk: str) -> Office:
    return next(o for o in services.offices_to_ask(row, today()) if str(o.pk) == pk)


def _take_up(row: Initiative, by: Actor, typed: dict[str, Any]) -> object:
    return services.take_up(
        initiative_id=row.pk,
        office=_office(row, typed["office"]),
        due_on=typed["due_on"],
        product=typed["product"],
        words=typed["words"],
        by=by,
        at=now(),
    )


def _spread_units(row: Initiative) -> list[Unit]:
    """Places that may be asked: the units below and beside, as far as the register has them under one parent."""
    above = row.unit.parent or row.unit
    there = set(Spread.objects.filter(initiative=row, office=None).values_list("unit_id", flat=True))
    near = [*([row.unit.parent] if row.unit.parent else []), *town.children_of(above, today())]
    return [unit for unit in near if unit.pk not in there and unit.pk != row.unit_id]


def _spread_form(row: Initiative, by: Actor, data: Any) -> forms.Form:
    offices = [o for o in services.offices_to_ask(row, today()) if o.pk != row.lead_office_id]
    until = for_country().add_working_days(today(), DAYS_TO_ANSWER)
    units = sorted(_spread_units(row), key=lambda unit: (unit.level, sort_key(unit.name)))
    return f.SpreadForm(data, units=units, offices=offices, initial={"answer_by_day": until})


def _spread(row: Initiative, by: Actor, typed: dict[str, Any]) -> object:
    units = {unit.code: unit for unit in _spread_units(row)}
    places: list[Unit | Office] = [units[code] for code in typed.get("units", ()) if code in units]
    places += [_office(row, pk) for pk in typed.get("offices", ())]
    return services.spread(
        initiative_id=row.pk,
        places=places,
        answer_by_day=typed["answer_by_day"],
        words=typed["words"],
        by=by,
        at=now(),
    )


def _simple(act: Callable[..., object], **names: str) -> Act:
    """An act that takes the typed values under the names its service knows."""

    def done(row: Initiative, by: Actor, typed: dict[str, Any]) -> object:
        given = {names.get(key, key): value for key, value in typed.items()}
        return act(initiative_id=row.pk, by=by, at=now(), **given)

    return done


def _other(act: Callable[..., object], argument: str) -> Act:
    def done(row: Initiative, by: Actor, typed: dict[str, Any]) -> object:
        return act(initiative_id=row.pk, by=by, at=now(), **{argument: int(typed["other"])})

    return done


DEEDS: tuple[OneDeed, ...] = (
    OneDeed(
        "dang",
        "voices.moderate",
        gettext_lazy("Duyệt đăng"),
        gettext_lazy("Đăng để mọi người đọc"),
        gettext_lazy("Đọc kỹ trước: bài có tên, số điện thoại, lời xúc phạm người khác thì không đăng."),
        gettext_lazy("Đã đăng. Người dân đọc và bình chọn được."),
        lambda row, by, data: forms.Form(data),
        _simple(lambda **given: services.moderate(show=True, **given)),
        icon="check",
    ),
    OneDeed(
        "khong-dang",
        "voices.moderate",
        gettext_lazy("Không đăng"),
        gettext_lazy("Không đăng bài này"),
        gettext_lazy("Người gửi đọc được lý do bằng mã theo dõi. Bài vẫn được giữ nguyên."),
        gettext_lazy("Bài này không đăng."),
        lambda row, by, data: f.ReasonForm(data),
        _simple(lambda **given: services.moderate(show=False, **given)),
        grave=True,
    ),
    OneDeed(
        "nhan-lam",
        "voices.take_up",
        gettext_lazy("Nhận làm, giao cơ quan"),
        gettext_lazy("Nhận làm và giao việc"),
        gettext_lazy("Cơ quan được giao thấy ngay trên bàn việc của mình, có hạn."),
        gettext_lazy("Đã nhận làm và giao việc."),
        lambda row, by, data: f.TakeUpForm(data, offices=services.offices_to_ask(row, today())),
        _take_up,
        icon="send",
    ),
    OneDeed(
        "lam-thu",
        "voices.try_out",
        gettext_lazy("Ghi việc làm thử"),
        gettext_lazy("Ghi đang làm thử"),
        gettext_lazy("Làm thử ở một chỗ trước khi áp dụng cho cả đơn vị."),
        gettext_lazy("Đã ghi việc làm thử."),
        lambda row, by, data: f.TryForm(data),
        _simple(services.try_out),
        icon="eye",
    ),
    OneDeed(
        "ap-dung",
        "voices.adopt",
        gettext_lazy("Quyết định áp dụng"),
        gettext_lazy("Quyết định áp dụng"),
        gettext_lazy("Việc đã giao cho sáng kiến này được khép lại là hoàn thành."),
        gettext_lazy("Đã quyết định áp dụng."),
        lambda row, by, data: f.ResultForm(data),
        _simple(services.adopt),
        icon="check",
    ),
    OneDeed(
        "lan-toa",
        "voices.spread",
        gettext_lazy("Đề nghị nơi khác làm theo"),
        gettext_lazy("Gửi đề nghị"),
        gettext_lazy("Mỗi nơi nhận một việc: nhận làm, hoặc nói vì sao không."),
        gettext_lazy("Đã gửi đề nghị. Nơi nhận thấy trên bàn việc của mình."),
        _spread_form,
        _spread,
        icon="right",
    ),
    OneDeed(
        "tra-loi",
        "voices.answer",
        gettext_lazy("Trả lời của đơn vị"),
        gettext_lazy("Đăng câu trả lời"),
        gettext_lazy("Câu trả lời đứng trên mọi góp ý."),
        gettext_lazy("Đã đăng câu trả lời của đơn vị."),
        lambda row, by, data: f.AnswerForm(data),
        _simple(services.answer),
        icon="chat",
    ),
    OneDeed(
        "noi",
        "voices.link",
        gettext_lazy("Nối với vấn đề nó giải"),
        gettext_lazy("Nối với vấn đề này"),
        gettext_lazy("Người đọc vấn đề thấy ngay cách giải."),
        gettext_lazy("Đã nối với vấn đề."),
        lambda row, by, data: f.OtherForm(
            data, rows=queries.merge_choices(row, by, today(), problems=True), words=_("Vấn đề được giải")
        ),
        _other(services.link_answer, "problem_id"),
    ),
    OneDeed(
        "gop",
        "voices.merge",
        gettext_lazy("Gộp vào một sáng kiến trùng"),
        gettext_lazy("Gộp, chuyển phiếu sang"),
        gettext_lazy("Phiếu được chuyển sang; ai bình chọn cả hai thì chỉ tính một. Bài này vẫn đọc được."),
        gettext_lazy("Đã gộp và chuyển phiếu."),
        lambda row, by, data: f.OtherForm(
            data, rows=queries.merge_choices(row, by, today()), words=_("Gộp vào")
        ),
        _other(services.merge, "into_id"),
    ),
    OneDeed(
        "cong-khai",
        "voices.publish",
        gettext_lazy("Công khai cho người dân"),
        gettext_lazy("Công khai"),
        gettext_lazy("Người dân đọc và bình chọn được mà không phải đăng nhập."),
        gettext_lazy("Đã công khai."),
        lambda row, by, data: forms.Form(data),
        _simple(lambda **given: services.publish(public=True, **given)),
    ),
    OneDeed(
        "khep-lai",
        "voices.close",
        gettext_lazy("Khép lại, có lý do"),
        gettext_lazy("Khép lại"),
        gettext_lazy("Việc đã giao cho sáng kiến này được thôi. Bài vẫn đọc được cùng lý do."),
        gettext_lazy("Đã khép lại."),
        lambda row, by, data: f.ReasonForm(data),
        _simple(services.close),
        grave=True,
    ),
)


@dataclass(frozen=True)
class Doable:
    """A deed that this person may do now, with its address."""

    title: Words
    url: str
    grave: bool
    icon: str
    slug: str


def doable(row: Initiative, actor: Actor) -> list[Doable]:
    """The deeds open to this person on this initiative, in the order of its life."""
    found = []
    for each in DEEDS:
        if not rules.may_move(each.name, row.state, row.kind) or not services.may(
            row, each.name, actor, now()
        ):
            continue
        if (each.slug == "cong-khai" and row.public) or (
            each.slug == "noi" and (row.kind == "problem" or row.answers_id)
        ):
            continue
        found.append(Doable(each.title, each.url(row), each.grave, each.icon, each.slug))
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def one_deed(request: HttpRequest, initiative_id: int, slug: str) -> HttpResponse:
    """The page of one deed."""
    actor = inside(request)
    row = found(queries.initiative_for(actor, initiative_id, today()), not_there())
    chosen = next((each for each in DEEDS if each.slug == slug), None)
    if chosen is None:
        raise Http404(not_there())
    back = reverse("voices.initiative", args=[row.pk])
    try:
        services.common.require(row, chosen.name, actor, now())
        services.common.require_state(row, chosen.name)
    except REFUSALS as refused:
        return refused_page(request, refused, back)
    form = chosen.form(row, actor, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            chosen.act(row, actor, dict(form.cleaned_data))
        except services.WrongInput as wrong:
            put(form, wrong)
        except REFUSALS as refused:
            return refused_page(request, refused, back)
        else:
            messages.success(request, str(chosen.done))
            return redirect(back)
    shown = {"row": row, "form": form, "deed": chosen, "back": back}
    return render(request, "voices/deed.html", shown, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def answer_spread(request: HttpRequest, initiative_id: int, spread_id: int) -> HttpResponse:
    """The asked place answers, or tells that it works so now."""
    actor = inside(request)
    row = found(queries.initiative_for(actor, initiative_id, today()), not_there())
    spread = found(
        Spread.objects.select_related("unit", "office").filter(pk=spread_id, initiative=row).first(),
        not_there(),
    )
    back = reverse("voices.initiative", args=[row.pk]) + "#noi-lam-theo"
    if not allowed(actor, "voices.answer_spread", spread.unit.path, now(), spread.office_id):
        return refused_page(request, _refusal(spread, actor), back)
    data = request.POST if request.method == "POST" else None
    adopting = spread.state == "accepted"
    form: forms.Form = f.AdoptedSpreadForm(data) if adopting else f.AnswerSpreadForm(data)
    if form.is_bound and form.is_valid():
        typed = form.cleaned_data
        try:
            if adopting:
                services.adopt_spread(spread_id=spread.pk, result=typed["result"], by=actor, at=now())
            else:
                services.answer_spread(
                    spread_id=spread.pk,
                    accept=typed["accept"] == "co",
                    due_on=typed["due_on"],
                    reason=typed["reason"],
                    by=actor,
                    at=now(),
                )
        except services.WrongInput as wrong:
            put(form, wrong)
        except REFUSALS as refused:
            return refused_page(request, refused, back)
        else:
            messages.success(request, _("Đã ghi là đã áp dụng.") if adopting else _("Đã gửi câu trả lời."))
            return redirect(back)
    shown = {"row": row, "spread": spread, "form": form, "back": back, "adopting": adopting}
    return render(request, "voices/answer_spread.html", shown, status=422 if form.errors else 200)


def _refusal(spread: Spread, actor: Actor) -> Exception:
    try:
        require(actor, "voices.answer_spread", spread.unit.path, now(), spread.office_id)
    except NotAllowed as refused:
        return refused
    return NotAllowed()
