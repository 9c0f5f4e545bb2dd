"""A page for each deed on a dossier or on one of its open steps: its form, what is wrong with what was typed, the deed.

Two tables say for each deed what it is called, which form it has and how it is done; one view serves them all."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms as django_forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.views.decorators.http import require_http_methods

from dinh.catalog.rules import process
from dinh.look.fields import Option
from dinh.town import queries as town_queries
from dinh.town.models import Mandate, Office, Person, Unit
from dinh.town.pages import signed_in
from dinh.town.shapes import Actor
from dinh.work.rules import persons_of

from .. import forms, queries, rules, services
from ..models import Dossier, Holding
from ..queries import Whole
from ..services import known, results
from ..services.common import day_of, may, may_step
from ..services.going import can_do
from ..services.heirs import heirs_of
from .common import REFUSALS, actor_of, dossier_of, now, refused_page, tell, today

Act = Callable[[Any, Mapping[str, Any], Mapping[str, Any]], object]


@dataclass(frozen=True)
class DeedPage:
    """One deed with its page. Without a form it is a single button."""

    slug: str
    deed: str
    words: Any
    act: Act
    done: Any
    form: type[django_forms.Form] | None = None
    note: Any = ""
    grave: bool = False
    icon: str = ""
    own_form: bool = False
    """Its form needs choices that depend on the step."""


@dataclass(frozen=True)
class Offered:
    """A deed that this person may do now, as a button."""

    words: str
    url: str
    icon: str = ""
    note: str = ""
    grave: bool = False
    post: bool = False


def _lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.strip()]


def _to(values: Mapping[str, Any]) -> dict[str, Any]:
    kind, _dash, number = values["to"].partition("-")
    return {f"to_{kind}_id": int(number)}


def _step_out(row: Holding, v: Mapping[str, Any], who: Mapping[str, Any]) -> object:
    """The step comes out so; where it grants and whoever does it has a key, its results are signed with it."""
    outcome = v["outcome"].strip("-")
    if row.step.key in results.granting(row.dossier) and results.signs_here(who["by"]):
        ways = process.outcomes(known.graph_of(row.dossier.process_id), row.step.key)
        if any(flow.outcome == outcome and flow.effect == "grant" for flow in ways):
            return services.sign_step(holding_id=row.pk, outcome=outcome, reason=v["reason"], **who)
    items = _lines(v.get("items", ""))
    return services.step(holding_id=row.pk, outcome=outcome, reason=v["reason"], items=items, **who)


_STEP = (
    DeedPage(
        "ket-qua", "dossiers.step", _l("Ghi kết quả bước"),
        lambda row, v, who: _step_out(row, v, who),
        _l("Đã ghi kết quả; hồ sơ chuyển bước."), forms.StepForm, icon="check", own_form=True,
    ),
    DeedPage(
        "nhan-xu-ly", "dossiers.take", _l("Nhận xử lý"),
        lambda row, v, who: services.take(holding_id=row.pk, **who),
        _l("Đã nhận xử lý."), icon="go",
    ),
    DeedPage(
        "bo-sung", "dossiers.ask_completion", _l("Yêu cầu bổ sung"),
        lambda row, v, who: services.ask_completion(
            holding_id=row.pk, items=_lines(v["items"]), reason=v["reason"], **who
        ),
        _l("Đã yêu cầu bổ sung. Đồng hồ dừng đến khi người nộp trả lời."), forms.CompletionForm, icon="undo",
        note=_l("Đồng hồ dừng. Yêu cầu lần thứ hai bị tính là trễ hạn."),
    ),
    DeedPage(
        "chuyen", "dossiers.hand_over", _l("Chuyển người xử lý"),
        lambda row, v, who: services.hand_over(holding_id=row.pk, reason=v["reason"], **_to(v), **who),
        _l("Đã chuyển."), forms.HandOverForm, icon="out", own_form=True, note=_l("Hạn của bước không đổi."),
    ),
    DeedPage(
        "thu-lai", "dossiers.recall", _l("Thu lại"),
        lambda row, v, who: services.recall(holding_id=row.pk, reason=v["reason"], **who),
        _l("Đã thu lại."), forms.OptionalReasonForm, icon="back",
    ),
    DeedPage(
        "sang-co-quan-khac", "dossiers.transfer", _l("Chuyển sang cơ quan khác"),
        lambda row, v, who: services.transfer(
            holding_id=row.pk, to_unit_id=int(v["to_unit"]), reason=v["reason"], **who
        ),
        _l("Đã chuyển sang cơ quan khác."), forms.TransferForm, icon="send", own_form=True,
        note=_l("Đồng hồ vẫn chạy; nơi nhận chuyển trả khi xong."),
    ),
    DeedPage(
        "chuyen-tra", "dossiers.give_back", _l("Chuyển trả"),
        lambda row, v, who: services.give_back(holding_id=row.pk, reason=v["reason"], **who),
        _l("Đã chuyển trả."), forms.ReasonForm, icon="back",
    ),
)  # fmt: skip
STEP_DEEDS: dict[str, DeedPage] = {page.slug: page for page in _STEP}

_DOSSIER = (
    DeedPage(
        "da-bo-sung", "dossiers.answer_completion", _l("Ghi đã bổ sung"),
        lambda row, v, who: services.answer_completion(
            dossier_id=row.pk, answer=v["answer"], papers=v["papers"], **who
        ),
        _l("Đã ghi bổ sung. Đồng hồ chạy lại."), forms.AnswerCompletionForm, icon="check",
    ),
    DeedPage(
        "ghi-chu", "dossiers.note", _l("Ghi chú"),
        lambda row, v, who: services.add_note(dossier_id=row.pk, words=v["words"], by=who["by"], at=who["at"]),
        _l("Đã ghi chú."), forms.NoteForm, icon="pen",
    ),
    DeedPage(
        "muc-thu", "dossiers.set_fee", _l("Ghi mức thu"),
        lambda row, v, who: services.set_fee(dossier_id=row.pk, amount=v["amount"], reason=v["reason"], **who),
        _l("Đã ghi mức thu và lập khoản thu."), forms.FeeForm, icon="money",
        note=_l("Khoản thu chưa nộp đang có sẽ được thay."),
    ),
    DeedPage(
        "xin-loi", "dossiers.apologise", _l("Xin lỗi, hẹn lại ngày trả"),
        lambda row, v, who: services.apologise(dossier_id=row.pk, new_day=v["new_day"], reason=v["reason"], **who),
        _l("Đã gửi thư xin lỗi và ngày hẹn lại."), forms.ApologyForm, icon="calendar",
        note=_l("Hẹn lại không dời hạn: trễ vẫn tính là trễ."),
    ),
    DeedPage(
        "tach", "dossiers.split", _l("Tách hồ sơ"),
        lambda row, v, who: services.split(dossier_id=row.pk, parts=_lines(v["parts"]), reason=v["reason"], **who),
        _l("Đã tách hồ sơ."), forms.SplitForm, icon="split",
        note=_l("Hồ sơ tách ra giữ lúc nhận và hạn của hồ sơ này; tất cả mang dấu “Tách từ hồ sơ khác”."),
    ),
    DeedPage(
        "don-vi-ke-thua", "dossiers.pass_on", _l("Chuyển đơn vị kế thừa"),
        lambda row, v, who: services.pass_on(dossier_id=row.pk, to_unit_id=int(v["to_unit"]), **who),
        _l("Đã chuyển sang đơn vị kế thừa."), forms.HeirForm, icon="merge", own_form=True,
        note=_l("Đơn vị cũ đã hết; giấy tờ ghi cả hai tên."),
    ),
    DeedPage(
        "mo-lai", "dossiers.reopen", _l("Mở lại hồ sơ"),
        lambda row, v, who: services.reopen(dossier_id=row.pk, reason=v["reason"], **who),
        _l("Đã mở lại hồ sơ."), forms.ReasonForm, icon="undo",
        note=_l("Hồ sơ mang dấu “Đã mở lại”; hạn vẫn là hạn đầu."),
    ),
    DeedPage(
        "rut", "dossiers.withdraw", _l("Người nộp rút hồ sơ"),
        lambda row, v, who: services.withdraw(dossier_id=row.pk, reason=v["reason"], **who),
        _l("Đã ghi người nộp rút hồ sơ."), forms.ReasonForm, icon="out", grave=True, note=_l("Không lấy lại được."),
    ),
    DeedPage(
        "dung", "dossiers.stop", _l("Dừng giải quyết"),
        lambda row, v, who: services.stop(dossier_id=row.pk, reason=v["reason"], **who),
        _l("Đã dừng giải quyết."), forms.ReasonForm, icon="x", grave=True,
        note=_l("Người nộp nhận thông báo kèm lý do."),
    ),
)  # fmt: skip
DOSSIER_DEEDS: dict[str, DeedPage] = {page.slug: page for page in _DOSSIER}


# ---------------------------------------------------------------- what may be done now


def step_deeds(whole: Whole, actor: Actor, at: datetime) -> list[Offered]:
    """Deeds on the open steps that this person may do now, the likely ones first."""
    found: list[tuple[int, Offered]] = []
    rows = whole.open
    for row in rows:
        row.dossier = whole.dossier
        named = f": {row.step.name}" if len(rows) > 1 else ""
        for order, page in enumerate(_STEP):
            if not _can(page, row, whole, actor, at):
                continue
            url = reverse("dossiers.step", args=[whole.dossier.code, row.pk, page.slug])
            said = f"{page.words}{named}"
            if page.slug == "ket-qua":
                said = _("Ghi kết quả: %(step)s") % {"step": row.step.name}
            first = (
                0
                if page.slug == "nhan-xu-ly" and row.taken_at is None and row.person_id is None
                else order + 1
            )
            found.append(
                (first, Offered(said, url, page.icon, str(page.note), page.grave, post=page.form is None))
            )
    return [each for _order, each in sorted(found, key=lambda pair: pair[0])]


def _can(page: DeedPage, row: Holding, whole: Whole, actor: Actor, at: datetime) -> bool:
    asked = any(each.answered_at is None for each in whole.completions)
    beside = any(each.answered_at is None and each.beside for each in whole.completions)
    if page.slug == "ket-qua":
        return not beside and any(
            may_step(row, "dossiers.step", actor, at, {flow.effect})
            for flow in process.outcomes(whole.graph, row.step.key)
        )
    if page.slug == "nhan-xu-ly":
        return row.taken_at is None and may_step(row, page.deed, actor, at)
    if page.slug == "bo-sung":
        waits = asked or row.step.kind == "wait-citizen" or whole.dossier.ended
        return not waits and row.step.kind == "task" and may_step(row, page.deed, actor, at)
    if page.slug == "thu-lai":
        gave = (
            row.came_from is not None
            and row.how == "hand-over"
            and row.taken_at is None
            and row.came_from.by_id in persons_of(actor, day_of(at))
        )
        head = any(m.role in ("office_head", "leader") for m in actor.mandates)
        return gave or (
            head and row.person_id not in (None, actor.person_id) and may_step(row, page.deed, actor, at)
        )
    if page.slug == "chuyen-tra":
        return row.how == "transfer" and may_step(row, page.deed, actor, at)
    if page.slug in ("chuyen", "sang-co-quan-khac") and row.step.kind not in ("task", "transfer"):
        return False
    return may_step(row, page.deed, actor, at)


def dossier_deeds(whole: Whole, actor: Actor, at: datetime) -> list[Offered]:
    """Deeds on the dossier as a whole that this person may do now."""
    row = whole.dossier
    asked = any(each.answered_at is None for each in whole.completions)
    fits = {
        "da-bo-sung": asked,
        "ghi-chu": True,
        "muc-thu": not row.ended and row.money in ("owed", "nothing"),
        "xin-loi": not row.ended and row.promised_at is not None,
        "tach": not row.ended and not asked,
        "don-vi-ke-thua": row.closed_at is None and not row.unit.alive_on(day_of(at)),
        "mo-lai": row.business in ("decided", "stopped"),
        "rut": not row.ended,
        "dung": not row.ended,
    }
    return [
        Offered(
            str(page.words),
            reverse("dossiers.deed", args=[row.code, page.slug]),
            page.icon,
            str(page.note),
            page.grave,
        )
        for page in _DOSSIER
        if fits[page.slug] and may(row, page.deed, actor, at)
    ]


# ---------------------------------------------------------------- the view


@require_http_methods(["GET", "POST"])
@signed_in
def step(request: HttpRequest, code: str, holding_id: int, slug: str) -> HttpResponse:
    """A deed on one step of a dossier."""
    dossier = dossier_of(request, code)
    row = queries.holding_of(dossier, holding_id)
    page = STEP_DEEDS.get(slug)
    if page is None or row is None:
        raise Http404(_("Không có việc làm này."))
    row.dossier = dossier
    return _serve(request, page, dossier, row, row.step.name)


@require_http_methods(["GET", "POST"])
@signed_in
def deed(request: HttpRequest, code: str, slug: str) -> HttpResponse:
    """A deed on the dossier as a whole."""
    dossier = dossier_of(request, code)
    page = DOSSIER_DEEDS.get(slug)
    if page is None:
        raise Http404(_("Không có việc làm này."))
    return _serve(request, page, dossier, dossier, "")


def _serve(
    request: HttpRequest, page: DeedPage, dossier: Dossier, about: Dossier | Holding, step_name: str
) -> HttpResponse:
    back = reverse("dossiers.dossier", args=[dossier.code])
    actor, at = actor_of(request), now()
    if isinstance(about, Holding) and about.closed_at is not None:
        gone = services.WrongState(
            _("Bước “%(step)s” đã xong. Mở lại hồ sơ để xem bản mới.") % {"step": step_name}
        )
        return refused_page(request, gone, back)
    form = _form_of(page, dossier, about, request, actor, at) if page.form else None
    status = 422 if request.method == "POST" else 200
    if request.method == "POST" and (form is None or form.is_valid()):
        values = dict(form.cleaned_data) if form else {}
        if isinstance(form, forms.AnswerCompletionForm):
            values["papers"] = form.papers()
        who: dict[str, Any] = {"by": actor, "at": at, "seen": values.get("seen")}
        try:
            page.act(about, values, who)
        except services.WrongInput as refused:
            if form is None:
                return refused_page(request, refused, back)
            for fault in refused.faults:
                form.add_error(fault.field if fault.field in form.fields else None, fault.sentence)
        except REFUSALS as refused:
            return refused_page(request, refused, back)
        else:
            tell(request, str(page.done))
            return redirect(back)
    elif request.method == "GET" and not _allowed(page, about, actor, at):
        return refused_page(
            request, services.NotAllowed(_("Anh, chị không làm được việc này lúc này.")), back
        )
    context = {"dossier": dossier, "page": page, "form": form, "back": back, "step_name": step_name}
    return render(request, "dossiers/deed.html", context, status=status)


def _allowed(page: DeedPage, about: Dossier | Holding, actor: Actor, at: datetime) -> bool:
    if isinstance(about, Dossier):
        return may(about, page.deed, actor, at)
    gave = about.came_from is not None and about.came_from.by_id in persons_of(actor, day_of(at))
    return may_step(about, page.deed, actor, at) or (page.slug == "thu-lai" and gave)


def _form_of(
    page: DeedPage,
    dossier: Dossier,
    about: Dossier | Holding,
    request: HttpRequest,
    actor: Actor,
    at: datetime,
) -> django_forms.Form:
    assert page.form is not None
    more: dict[str, Any] = {"initial": {"seen": dossier.version}}
    if page.form is forms.ApologyForm:
        ready = dossier.apologies.filter(sent_at=None, dropped_at=None).first()
        more["initial"]["new_day"] = timezone.localdate(ready.new_promise) if ready else None
    if page.form is forms.HeirForm:
        heirs = heirs_of(dossier.unit_id)
        more["targets"] = [(str(unit.pk), unit.full_name) for unit in heirs]
    elif page.own_form:
        assert isinstance(about, Holding)
        more |= _choices(page, dossier, about, actor, at)
    if request.method == "POST":
        return page.form(request.POST, request.FILES, **more)
    return page.form(**more)


def _choices(page: DeedPage, dossier: Dossier, row: Holding, actor: Actor, at: datetime) -> dict[str, Any]:
    if page.form is forms.StepForm:
        from dinh.catalog.queries import process as process_queries

        graph = process_queries.graph_of(dossier.process_id)
        flows = [
            flow
            for flow in process.outcomes(graph, row.step.key)
            if may_step(row, "dossiers.step", actor, at, {flow.effect})
        ]
        options = [
            (
                flow.outcome or "-",
                Option(_(flow.words) if flow.words else _("Xong bước này"), _effect(flow.effect)),
            )
            for flow in flows
        ]
        return {"outcomes": options, "asks": any(flow.effect == "complete-request" for flow in flows)}
    if page.form is forms.HandOverForm:
        return {"targets": _targets(row, at)}
    units = Unit.objects.alive_on(today()).filter(parent=row.unit.parent_id).exclude(pk=row.unit_id)
    rows = [*units.order_by("name")[:300]]
    if row.unit.parent_id:
        rows.insert(0, Unit.objects.get(pk=row.unit.parent_id))
    return {"targets": [("", _("Chọn cơ quan")), *((str(unit.pk), unit.full_name) for unit in rows)]}


def _effect(effect: str) -> str:
    return "" if effect == "none" else str(_(process.Effect(effect).word))


def _targets(row: Holding, at: datetime) -> list[tuple[str, Any]]:
    """Colleagues who could do the step, and the unit's other offices."""
    day = day_of(at)
    roles = rules.step_roles(row.role)
    mandates = Mandate.objects.alive_on(day).filter(unit=row.unit, role__in=roles)
    ids = mandates.filter(office=row.office_id) | mandates.filter(office=None)
    people = (
        Person.objects.filter(pk__in=ids.values("person"))
        .exclude(pk=row.person_id or 0)
        .order_by("name")[:40]
    )
    found: list[tuple[str, Any]] = [
        (f"person-{person.pk}", Option(person.name, row.office.name if row.office else ""))
        for person in people
        if can_do(row, person, at)
    ]
    offices = town_queries.offices_of(row.unit, day)
    found += [
        (f"office-{office.pk}", Option(office.name, _("cơ quan; ai ở đó cũng nhận được")))
        for office in offices
        if isinstance(office, Office) and office.pk != row.office_id
    ][:40]
    return found
