"""A page for each deed on one assignment: its form, what is wrong with what was typed, and the deed itself.

One table says for each deed what it is called, which form it has and how it is done; one view serves them all."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms as django_forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.views.decorators.http import require_http_methods

from dinh.town.models import Office
from dinh.town.pages import signed_in
from dinh.work import forms, queries, rules, services
from dinh.work.models import Assignment
from dinh.work.shapes import Ask

from .common import REFUSALS, actor_of, now, refused_page, status_of, tell, today, work_of

Act = Callable[[Assignment, Mapping[str, Any], Mapping[str, Any]], object]


@dataclass(frozen=True)
class DeedPage:
    """One deed with its page. Without a form it is a single button on the assignment's page."""

    slug: str
    deed: str
    words: Any
    act: Act
    done: Any
    form: type[django_forms.Form] | None = None
    note: Any = ""
    """What follows from it, beside the button."""
    grave: bool = False
    icon: str = ""
    rank: Mapping[str, int] = field(default_factory=dict)
    """Where it stands among the deeds, by state; the lowest is the primary one."""


def _files(values: Mapping[str, Any]) -> list[tuple[str, Any]]:
    return [(each.name, each) for each in values.get("evidence") or []]


def _sub(work: Assignment, values: Mapping[str, Any], who: Mapping[str, Any]) -> object:
    return services.add_sub(
        assignment_id=work.pk,
        ask=Ask(
            title=values["title"],
            product=values["product"],
            unit_id=work.unit_id,
            office_id=int(values["office"]) if values["office"] else None,
            person_id=int(values["person"]) if values["person"] else None,
            due_on=values["due_on"],
            check=values["check"],
        ),
        **who,
    )


def _hand(work: Assignment, values: Mapping[str, Any], who: Mapping[str, Any]) -> object:
    kind, _line, number = values["to"].partition("-")
    return services.hand_over(
        assignment_id=work.pk,
        to_office_id=int(number) if kind == "office" else None,
        to_person_id=int(number) if kind == "person" else None,
        reason=values["reason"],
        **who,
    )


_ALL = (
    DeedPage(
        "bat-dau", "work.start", _l("Bắt đầu làm"),
        lambda work, values, who: services.start(assignment_id=work.pk, **who),
        _l("Đã ghi: việc bắt đầu."), icon="go", rank={"not-started": 0, "returned": 3},
    ),
    DeedPage(
        "ghi-tien-do", "work.note_progress", _l("Ghi tiến độ"),
        lambda work, values, who: services.note_progress(
            assignment_id=work.pk, note=values["note"], percent=values.get("percent"), files=_files(values), **who
        ),
        _l("Đã ghi tiến độ."), forms.ProgressForm, icon="pen", rank={"doing": 0, "returned": 0, "not-started": 1},
    ),
    DeedPage(
        "trinh", "work.submit", _l("Trình sản phẩm"),
        lambda work, values, who: services.submit(
            assignment_id=work.pk, note=values["note"], files=_files(values), **who
        ),
        _l("Đã trình sản phẩm."), forms.SubmitForm, icon="send",
        note=_l("Người giao nhận được ngay và duyệt hoặc trả lại."), rank={"doing": 1, "returned": 1, "not-started": 2},
    ),
    DeedPage(
        "duyet", "work.accept", _l("Duyệt, coi là hoàn thành"),
        lambda work, values, who: services.accept(assignment_id=work.pk, remark=values["remark"], **who),
        _l("Đã duyệt. Việc hoàn thành."), forms.AcceptForm, icon="check", rank={"submitted": 0},
    ),
    DeedPage(
        "tra-lai", "work.send_back", _l("Trả lại để làm tiếp"),
        lambda work, values, who: services.send_back(
            assignment_id=work.pk, remark=values["remark"], due_on=values["due_on"], **who
        ),
        _l("Đã trả lại kèm ý kiến."), forms.SendBackForm, icon="undo", rank={"submitted": 1},
    ),
    DeedPage(
        "rut-lai", "work.take_back", _l("Rút lại sản phẩm đã trình"),
        lambda work, values, who: services.take_back(assignment_id=work.pk, **who),
        _l("Đã rút lại; việc tiếp tục."), icon="back", rank={"submitted": 5},
    ),
    DeedPage(
        "minh-chung", "work.add_evidence", _l("Nộp minh chứng"),
        lambda work, values, who: services.add_evidence(assignment_id=work.pk, files=_files(values), **who),
        _l("Đã nhận tệp minh chứng."), forms.EvidenceForm, icon="upload", rank={"submitted": 6, "doing": 4},
    ),
    DeedPage(
        "phan-cong", "work.give_to_person", _l("Phân công người làm"),
        lambda work, values, who: services.give_to_person(
            assignment_id=work.pk, person_id=int(values["person"]) if values["person"] != "0" else None, **who
        ),
        _l("Đã phân công."), forms.GiveForm, icon="person", rank={"not-started": 4, "doing": 6},
    ),
    DeedPage(
        "chia-viec", "work.add_sub", _l("Chia việc con"), _sub,
        _l("Đã thêm việc con."), forms.SubForm, icon="split", rank={"doing": 7, "not-started": 6},
    ),
    DeedPage(
        "chuyen", "work.hand_over", _l("Chuyển việc"), _hand,
        _l("Đã chuyển. Chờ nơi nhận trả lời; trong lúc chờ, việc vẫn ở bàn của mình."), forms.HandOverForm,
        icon="out", note=_l("Nơi nhận đồng ý thì mới hết trách nhiệm."), rank={"not-started": 8},
    ),
    DeedPage(
        "xin-gia-han", "work.ask_extension", _l("Xin gia hạn"),
        lambda work, values, who: services.ask_extension(
            assignment_id=work.pk, until=values["until"], reason=values["reason"], **who
        ),
        _l("Đã gửi xin gia hạn. Hạn cũ còn hiệu lực cho đến khi được trả lời."), forms.AskExtensionForm,
        icon="clock", rank={},
    ),
    DeedPage(
        "doi-han", "work.redate", _l("Dời hạn"),
        lambda work, values, who: services.move_due(
            assignment_id=work.pk, due_on=values["due_on"], reason=values["reason"], **who
        ),
        _l("Đã dời hạn."), forms.MoveDueForm, icon="calendar", rank={"submitted": 60},
    ),
    DeedPage(
        "tam-dung", "work.pause", _l("Tạm dừng"),
        lambda work, values, who: services.pause(assignment_id=work.pk, reason=values["reason"], **who),
        _l("Đã tạm dừng. Trong lúc dừng việc không bị tính trễ."), forms.ReasonForm, icon="clock", rank={"doing": 61},
    ),
    DeedPage(
        "lam-tiep", "work.resume", _l("Cho làm tiếp"),
        lambda work, values, who: services.resume(assignment_id=work.pk, due_on=values["due_on"], **who),
        _l("Việc được làm tiếp."), forms.ResumeForm, icon="go", rank={"paused": 0},
    ),
    DeedPage(
        "thoi", "work.drop", _l("Thôi giao việc này"),
        lambda work, values, who: services.drop(assignment_id=work.pk, reason=values["reason"], **who),
        _l("Đã thôi giao việc."), forms.ReasonForm, grave=True, icon="x",
        note=_l("Việc con cũng thôi theo. Không mở lại được."),
        rank=dict.fromkeys(("not-started", "doing", "submitted", "returned", "paused"), 90),
    ),
)  # fmt: skip
DEEDS: dict[str, DeedPage] = {page.slug: page for page in _ALL}


@require_http_methods(["GET", "POST"])
@signed_in
def deed(request: HttpRequest, assignment_id: int, slug: str) -> HttpResponse:
    """Do one deed: its form on GET, the deed on POST."""
    work = work_of(request, assignment_id)
    page = DEEDS.get(slug)
    if page is None:
        raise Http404(_("Không có việc làm này."))
    back = reverse("work.assignment", args=[work.pk])
    who: dict[str, Any] = {"by": actor_of(request), "at": now()}
    try:
        services.common.require(work, page.deed, **who)
        if not rules.can(page.deed, work.state):
            services.common.moved(work, page.deed)
    except REFUSALS as refused:
        return refused_page(request, refused, back)
    form = form_of(page, work, request) if page.form else None
    status = 422 if request.method == "POST" else 200
    if request.method == "POST" and (form is None or form.is_valid()):
        try:
            page.act(work, form.cleaned_data if form else {}, who)
        except services.WrongInput as refused:
            if form is None:
                return refused_page(request, refused, back)
            form.add_error(refused.field if refused.field in form.fields else None, str(refused))
        except REFUSALS as refused:
            if form is None or status_of(refused) != 422:
                return refused_page(request, refused, back)
            form.add_error(None, str(refused))
        else:
            tell(request, str(page.done))
            return redirect(back)
    context = {"work": work, "page": page, "form": form, "back": back}
    return render(request, "work/deed.html", context, status=status)


def form_of(page: DeedPage, work: Assignment, request: HttpRequest) -> django_forms.Form:
    """The deed's form with the choices that this assignment leaves open."""
    assert page.form is not None
    more: dict[str, Any] = {}
    if page.form is forms.ProgressForm:
        more["whole"] = work.subs.exists()
        more["initial"] = {"percent": work.percent}
    elif page.form is forms.GiveForm:
        more["people"] = [*_people(work), ("0", _("bỏ phân công"))] if work.person_id else _people(work)
        more["initial"] = {"person": work.person_id}
    elif page.form is forms.SubForm:
        more["people"], more["offices"] = _people(work), _offices(work)
        more["initial"] = {"office": work.office_id, "due_on": work.due_on}
    elif page.form is forms.HandOverForm:
        people = [(f"person-{pk}", name) for pk, name in _people(work) if int(pk) != work.person_id]
        offices = [(f"office-{pk}", name) for pk, name in _offices(work) if pk and int(pk) != work.office_id]
        more["receivers"] = [(_("Cơ quan"), offices), (_("Người trong cơ quan"), people)]
    posted = request.method == "POST"
    return page.form(request.POST if posted else None, request.FILES if posted else None, **more)


def _people(work: Assignment) -> list[tuple[str, str]]:
    return [(str(p.pk), p.name) for p in queries.people_of(work.unit_id, work.office_id, today())]


def _offices(work: Assignment) -> list[tuple[str, str]]:
    rows = Office.objects.alive_on(today()).filter(unit=work.unit_id)
    return [(str(office.pk), office.name) for office in rows]
