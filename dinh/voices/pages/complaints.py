"""Ratings and complaints: the citizen's forms on their own dossier, and the desk that answers."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dinh.dossiers.queries import citizens
from dinh.dossiers.queries.citizens import Door
from dinh.ground.figures import whole_number
from dinh.ground.periods import containing
from dinh.look.shapes import Column, Row, Table
from dinh.look.tags.marks import due, status
from dinh.town.pages import signed_in
from dinh.town.services import allowed
from dinh.voices import services
from dinh.voices.forms_dossier import AnswerForm, ComplainForm, RateForm, SayMoreForm
from dinh.voices.models import Complaint
from dinh.voices.queries import complaints as queries

from .common import REFUSALS, inside, now, put, refused_page, status_of, today


def door_of(request: HttpRequest, code: str) -> Door:
    """The dossier of the address, when it is theirs who ask."""
    found = citizens.door(request, code)
    if found is None or not found.acts:
        raise Http404(
            _("Không mở được hồ sơ này ở đây. Tra cứu bằng mã hồ sơ và mã tra cứu trên giấy tiếp nhận.")
        )
    return found


def _home(door: Door) -> str:
    return reverse("dossiers.citizen_dossier", args=[door.dossier.code])


def _citizen_page(
    request: HttpRequest, door: Door, form: forms.Form, title: str, lead: str, go: str
) -> HttpResponse:
    context = {"dossier": door.dossier, "form": form, "title": title, "lead": lead, "go": go}
    response = render(request, "voices/citizen_form.html", context, status=422 if form.errors else 200)
    response["Cache-Control"] = "private, no-store"
    return response


@require_http_methods(["GET", "POST"])
def rate(request: HttpRequest, code: str) -> HttpResponse:
    """How content who handed in is."""
    door = door_of(request, code)
    form = RateForm(request.POST or None)
    if form.is_bound and form.is_valid():
        typed = form.cleaned_data
        try:
            services.rate(
                dossier_id=door.dossier.pk,
                stars=int(typed["stars"]),
                words=typed["words"],
                by=door.by,
                at=now(),
            )
        except REFUSALS as refused:
            put(form, refused)
        else:
            messages.success(request, _("Đã ghi đánh giá của anh, chị. Xin cảm ơn."))
            return redirect(_home(door))
    return _citizen_page(request, door, form, _("Đánh giá việc giải quyết"), "", _("Gửi đánh giá"))


@require_http_methods(["GET", "POST"])
def complain(request: HttpRequest, code: str) -> HttpResponse:
    """A complaint about the dossier."""
    door = door_of(request, code)
    form = ComplainForm(request.POST or None)
    if form.is_bound and form.is_valid():
        typed = form.cleaned_data
        try:
            row = services.complain(
                dossier_id=door.dossier.pk, about=typed["about"], text=typed["text"], by=door.by, at=now()
            )
        except REFUSALS as refused:
            put(form, refused)
        else:
            messages.success(
                request,
                _("Đã gửi. %(unit)s phải trả lời trước hết ngày %(day)s.")
                % {"unit": row.unit.full_name, "day": f"{row.due_on:%d/%m/%Y}"},
            )
            return redirect(_home(door))
    lead = _("Phản ánh tới nơi có trách nhiệm trả lời; người đã xử lý hồ sơ không được tự trả lời.")
    return _citizen_page(request, door, form, _("Phản ánh về hồ sơ"), lead, _("Gửi phản ánh"))


def _of(door: Door, complaint_id: int) -> Complaint:
    row = Complaint.objects.filter(pk=complaint_id, dossier=door.dossier).first()
    if row is None:
        raise Http404(_("Không có phản ánh này."))
    return row


@require_http_methods(["GET", "POST"])
def say_more(request: HttpRequest, code: str, complaint_id: int) -> HttpResponse:
    """The citizen says what was asked."""
    door = door_of(request, code)
    row = _of(door, complaint_id)
    form = SayMoreForm(request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            services.say_more(complaint_id=row.pk, text=form.cleaned_data["text"], by=door.by, at=now())
        except REFUSALS as refused:
            put(form, refused)
        else:
            messages.success(request, _("Đã gửi."))
            return redirect(_home(door))
    return _citizen_page(request, door, form, _("Nói rõ thêm"), row.asked, _("Gửi"))


@require_POST
def judge(request: HttpRequest, code: str, complaint_id: int) -> HttpResponse:
    """Whether the answer does."""
    door = door_of(request, code)
    row = _of(door, complaint_id)
    content = request.POST.get("hai-long") == "1"
    try:
        services.judge_answer(complaint_id=row.pk, content=content, by=door.by, at=now())
    except REFUSALS as refused:
        context = {"said": str(refused), "back": _home(door), "shell_page": "look/citizen.html"}
        return render(request, "voices/refused.html", context, status=status_of(refused))
    messages.success(request, _("Đã ghi ý kiến của anh, chị."))
    return redirect(_home(door))


# ---------------------------------------------------------------- the desk


@require_GET
@signed_in
def desk(request: HttpRequest) -> HttpResponse:
    """Complaints that wait, the nearest day first; or all of them."""
    actor, waiting = inside(request), request.GET.get("xem") != "tat-ca"
    rows, later = queries.complaints(
        actor, today(), waiting=waiting, after=whole_number(request.GET.get("sau"))
    )
    context = {
        "rows": rows,
        "waiting": waiting,
        "table": _table(rows),
        "page": SimpleNamespace(earlier="", later=str(later) if later else ""),
        "said": queries.said_in(actor, today(), containing(today(), "month")),
    }
    return render(request, "voices/complaints.html", context)


def _table(rows: list[Complaint]) -> Table:
    def left(row: Complaint) -> Any:
        if row.open:
            return due(row.due_on)
        return status("late" if row.late else "ok", _("Trễ hạn") if row.late else _("Đúng hạn"), True)

    return Table(
        caption=_("Phản ánh về hồ sơ"),
        columns=(
            Column("about", _("Phản ánh"), phone="title"),
            Column("due", _("Hạn trả lời"), phone="k1"),
            Column("state", _("Tình trạng"), phone="k2"),
            Column("unit", _("Nơi trả lời")),
            Column("put", _("Gửi ngày")),
        ),
        rows=[
            Row(
                cells={
                    "about": format_html(
                        '<a class="lk" href="{}">{}</a><br><span class="sm t2 num">{}</span>',
                        reverse("voices.complaint", args=[row.pk]),
                        _(row.about_word),
                        row.dossier.code,
                    ),
                    "due": left(row),
                    "state": status(row.state_look, _(row.state_word)),
                    "unit": row.unit.full_name,
                    "put": f"{row.put_at:%d/%m/%Y}",
                },
                key=str(row.pk),
            )
            for row in rows
        ],
    )


@require_http_methods(["GET", "POST"])
@signed_in
def complaint(request: HttpRequest, complaint_id: int) -> HttpResponse:
    """One complaint, and its answer."""
    actor, at = inside(request), now()
    row = queries.complaint_for(actor, complaint_id, today())
    if row is None:
        raise Http404(_("Không có phản ánh này, hoặc phản ánh thuộc nơi anh, chị không được giao xem."))
    may_answer = row.state == "waiting" and allowed(actor, "voices.answer_complaint", row.unit.path, at)
    form = AnswerForm(request.POST or None, initial={"seen": row.version}) if may_answer else None
    if request.method == "POST" and form is None:
        refused = services.WrongState(_("Phản ánh này không trả lời được lúc này."))
        return refused_page(request, refused, reverse("voices.complaints"))
    if form is not None and form.is_bound and form.is_valid():
        typed = form.cleaned_data
        act = {
            "answer": services.answer_complaint,
            "ask": services.ask_complainant,
            "decline": services.decline_complaint,
        }[typed["deed"]]
        try:
            act(complaint_id=row.pk, text=typed["text"], seen=typed["seen"], by=actor, at=at)
        except services.WrongInput as wrong:
            put(form, wrong)
        except REFUSALS as refused:
            return refused_page(request, refused, reverse("voices.complaint", args=[row.pk]))
        else:
            messages.success(request, _("Đã ghi; người dân đọc được trên trang hồ sơ của mình."))
            return redirect("voices.complaint", complaint_id=row.pk)
    status_code = 422 if form is not None and form.errors else 200
    return render(request, "voices/complaint.html", {"row": row, "form": form}, status=status_code)
