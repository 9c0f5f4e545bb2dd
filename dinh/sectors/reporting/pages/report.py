"""One report: write, attach, send; take or return it; every version as it stood."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dinh.ground import queries as kept_files
from dinh.ground.figures import whole_number
from dinh.look.shapes import Deed, Fact
from dinh.town.pages import signed_in
from dinh.work import queries as work_queries

from .. import known, queries, rules, services
from ..forms import DecideForm, RedateForm, WaiveForm, WriteForm, put_faults
from ..models import Report, Step, Version
from ..services import standing_of
from ..shapes import WRITABLE, Content
from ..words import of_due
from .common import (
    REFUSALS,
    actor_of,
    found,
    now,
    receiver_of,
    refused_page,
    report_of,
    status_of,
    tell,
    today,
)

SHOWN = frozenset({"application/pdf", "image/png", "image/jpeg"})
"""Kinds of attachment a browser may show in its window; all others are downloaded."""
SEALED = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:"
_STEP_KINDS = {Step.RETURNED: "stop", Step.WAIVED: "stop", Step.REDATED: "stop"}


@require_GET
@signed_in
def report(request: HttpRequest, report_id: int) -> HttpResponse:
    """One report with what may be done about it."""
    return show(request, report_of(request, report_id))


def show(
    request: HttpRequest,
    row: Report,
    *,
    form: WriteForm | None = None,
    decide_form: DecideForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page of a report, with forms as they were typed when a deed was refused."""
    actor, day = actor_of(request), today()
    drafts = queries.sees_drafts(actor, row, day)
    versions = list(row.versions.all() if drafts else row.versions.filter(sent=True))
    newest = versions[0] if versions else None
    sent = next((each for each in versions if each.sent), None)
    how, moment = standing_of(row, day), now()
    writes = row.state in WRITABLE and drafts and services.may(actor, "reporting.write", row, moment)
    inputs = known.figures_of(row) if row.state in WRITABLE else ()
    if writes and form is None:
        form = WriteForm(
            regime=row.regime,
            content=newest.content if newest else Content(),
            known={each.key: each.value for each in inputs},
        )
    steps = list(row.steps.all())
    own = any(step.what == Step.SENT and step.by_id == actor.person_id for step in steps[-1:])
    decides = row.state == "sent" and services.may(actor, "reporting.accept", row, moment)
    returned = next((step for step in reversed(steps) if step.what == Step.RETURNED), None)
    context: dict[str, Any] = {
        "report": row,
        "how": how,
        "receiver": receiver_of(row),
        "period": row.period,
        "writes": writes,
        "sends": writes and services.may(actor, "reporting.send", row, moment),
        "form": form,
        "inputs": inputs,
        "seen": request.POST.get("da-xem") or (newest.number if newest else 0),
        "newest": newest,
        "sent": sent,
        "shown": None if writes else (sent if not drafts else newest),
        "versions": versions,
        "decides": decides and not own,
        "own": decides and own,
        "decide_form": decide_form or DecideForm(),
        "redates": row.state in WRITABLE and services.may(actor, "reporting.redate", row, moment),
        "returned": returned if row.state == "returned" else None,
        "facts": _facts(row),
        "steps": _timeline(row, steps, versions),
        "work": work_queries.by_asker([row.ref]).get(row.ref),
        "tab": "mine" if drafts else "received",
    }
    return render(request, "reporting/report.html", context, status=status)


def _facts(row: Report) -> list[Fact]:
    facts = []
    if row.duty_id:
        closing = _("chốt số liệu %(day)s") % {"day": f"{row.period_last:%d/%m/%Y}"}
        facts.append(Fact(_("Kỳ báo cáo"), row.period_label, f"{row.period.span_vi}, {closing}"))
    note = ""
    if row.due_on != row.first_due_on:
        note = _("hạn lúc đầu %(day)s") % {"day": f"{row.first_due_on:%d/%m/%Y}"}
    elif row.term is not None:
        note = of_due(row.term)
    facts.append(Fact(_("Hạn gửi"), f"{row.due_on:%d/%m/%Y}", note))
    if row.state == "returned" and row.again_by:
        facts.append(Fact(_("Gửi lại trước"), f"{row.again_by:%d/%m/%Y}", _("sau khi bị trả lại")))
    if row.term is not None:
        doubt = "" if row.term.confirmed else _("chưa đối chiếu với văn bản gốc")
        facts.append(Fact(_("Căn cứ"), row.term.source, doubt))
    elif row.request is not None:
        facts.append(Fact(_("Yêu cầu của"), row.request.by_name, row.request.words))
    return facts


def _timeline(row: Report, steps: list[Step], versions: list[Version]) -> list[Deed]:
    """Newest first: the way of the report, with remarks in their own words."""
    lines = []
    for step in steps:
        words = _(step.word)
        if step.what == Step.SENT:
            words = _("gửi bản %(n)s") % {"n": step.version}
            if step.late_days:
                words += _(", trễ %(n)s ngày") % {"n": step.late_days}
        elif step.what == Step.RETURNED and step.until:
            words = _("trả lại, gửi lại trước %(day)s: %(remark)s") % {
                "day": f"{step.until:%d/%m/%Y}",
                "remark": step.remark,
            }
        elif step.what == Step.REDATED and step.until:
            words = _("đổi hạn gửi sang %(day)s: %(remark)s") % {
                "day": f"{step.until:%d/%m/%Y}",
                "remark": step.remark,
            }
        elif step.what == Step.ACCEPTED:
            words = _("nhận báo cáo") + (f": {step.remark}" if step.remark else "")
        elif step.what == Step.WAIVED:
            words = _("cho thôi gửi: %(remark)s") % {"remark": step.remark}
        lines.append(
            (step.at, Deed(words=words, who=step.by_name, at=step.at, kind=_STEP_KINDS.get(step.what, "")))
        )
    lines += [
        (each.at, Deed(words=_("ghi bản nháp %(n)s") % {"n": each.number}, who=each.by_name, at=each.at))
        for each in versions
        if not each.sent
    ]
    lines.sort(key=lambda pair: pair[0], reverse=True)
    return [deed for _at, deed in lines]


@require_POST
@signed_in
def write(request: HttpRequest, report_id: int) -> HttpResponse:
    """Save a draft, or send."""
    row = report_of(request, report_id)
    latest = row.versions.first()
    form = WriteForm(
        request.POST,
        request.FILES,
        regime=row.regime,
        content=latest.content if latest else Content(),
        known={},
    )
    back = reverse("reporting.report", args=[row.pk])
    send, status = request.POST.get("viec") == "gui", 422
    if form.is_valid():
        try:
            services.write(
                report_id=row.pk,
                sections=form.typed_sections(),
                figures=form.typed_figures(),
                seen=whole_number(request.POST.get("da-xem", "")) or 0,
                add_files=form.typed_files(),
                drop_files=request.POST.getlist("bo-tep"),
                send=send,
                by=actor_of(request),
                at=now(),
            )
        except services.ReportRefused as refused:
            put_faults(form, refused)
            status = status_of(refused)
        except REFUSALS as refused:
            if status_of(refused) == 422:
                form.add_error("files", str(refused))
            else:
                return refused_page(request, refused, back)
        else:
            said = _("Đã gửi báo cáo tới %(to)s.") % {"to": receiver_of(row)}
            tell(request, said if send else _("Đã ghi bản nháp. Bản trước vẫn còn trong các bản đã ghi."))
            return redirect(back)
    return show(request, report_of(request, report_id), form=form, status=status)


@require_POST
@signed_in
def decide(request: HttpRequest, report_id: int) -> HttpResponse:
    """Take a sent report, or return it with remarks."""
    row = report_of(request, report_id)
    form = DecideForm(request.POST)
    given: dict[str, Any] = {
        "report_id": row.pk,
        "seen": whole_number(request.POST.get("da-xem", "")) or 0,
        "by": actor_of(request),
        "at": now(),
    }
    status = 422
    if form.is_valid():
        try:
            if request.POST.get("viec") == "tra-lai":
                services.send_back(
                    **given, remark=form.cleaned_data["remark"], again_by=form.cleaned_data["again_by"]
                )
                said = _("Đã trả lại báo cáo kèm ý kiến.")
            else:
                services.accept(**given, remark=form.cleaned_data["remark"])
                said = _("Đã nhận báo cáo.")
        except services.WrongInput as refused:
            put_faults(form, refused)
        except REFUSALS as refused:
            return refused_page(request, refused, reverse("reporting.report", args=[row.pk]))
        else:
            tell(request, said)
            return redirect("reporting.report", report_id=row.pk)
    return show(request, row, decide_form=form, status=status)


def _small_deed(request: HttpRequest, report_id: int, kind: str) -> HttpResponse:
    row = report_of(request, report_id)
    back = reverse("reporting.report", args=[row.pk])
    deed = "reporting.redate" if kind == "redate" else "reporting.waive"
    if not services.may(actor_of(request), deed, row, now()):
        try:
            services.common.require(actor_of(request), deed, row, now())
        except REFUSALS as refused:
            return refused_page(request, refused, back)
    make = RedateForm if kind == "redate" else WaiveForm
    form = make(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            given: dict[str, Any] = {
                "report_id": row.pk,
                "reason": form.cleaned_data["reason"],
                "by": actor_of(request),
                "at": now(),
            }
            try:
                if kind == "redate":
                    services.redate(due_on=form.cleaned_data["due_on"], **given)
                else:
                    services.waive(**given)
            except REFUSALS as refused:
                put_faults(form, refused)
                status = status_of(refused)
            else:
                tell(request, _("Đã đổi hạn gửi.") if kind == "redate" else _("Đã cho thôi gửi báo cáo này."))
                return redirect(back)
    return render(
        request,
        "reporting/small_deed.html",
        {"report": row, "form": form, "kind": kind, "back": back, "how": standing_of(row, today())},
        status=status,
    )


@require_http_methods(["GET", "POST"])
@signed_in
def redate(request: HttpRequest, report_id: int) -> HttpResponse:
    """Move the day owed."""
    return _small_deed(request, report_id, "redate")


@require_http_methods(["GET", "POST"])
@signed_in
def waive(request: HttpRequest, report_id: int) -> HttpResponse:
    """Let a report not be sent."""
    return _small_deed(request, report_id, "waive")


def _version_of(request: HttpRequest, row: Report, number: int) -> Version:
    rows = row.versions.filter(number=number)
    if not queries.sees_drafts(actor_of(request), row, today()):
        rows = rows.filter(sent=True)
    version: Version = found(rows.first(), _("Không có bản này."))
    return version


@require_GET
@signed_in
def version(request: HttpRequest, report_id: int, number: int) -> HttpResponse:
    """One version as it stood, with what changed since the one before."""
    row = report_of(request, report_id)
    one = _version_of(request, row, number)
    visible = row.versions.filter(number__lt=number)
    if not queries.sees_drafts(actor_of(request), row, today()):
        visible = visible.filter(sent=True)
    before = visible.first()
    context = {
        "report": row,
        "version": one,
        "before": before,
        "changed": rules.changed_sections(before.content, one.content) if before else [],
        "intact": not one.sent or rules.digest(one.content) == one.digest,
        "receiver": receiver_of(row),
    }
    return render(request, "reporting/version.html", context)


@require_GET
@signed_in
def file(request: HttpRequest, report_id: int, sha256: str) -> Any:
    """An attachment as it was kept, for whoever may see the version it came with."""
    row = report_of(request, report_id)
    rows = row.versions.all()
    if not queries.sees_drafts(actor_of(request), row, today()):
        rows = rows.filter(sent=True)
    one = next((kept for each in rows if (kept := each.file(sha256))), None)
    kept = found(one, _("Không có tệp này."))
    response = FileResponse(
        kept_files.open_kept(sha256),
        as_attachment=kept["media_type"] not in SHOWN,
        filename=kept["name"],
        content_type=kept["media_type"],
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = SEALED
    return response
