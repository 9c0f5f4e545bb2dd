"""Tables out and in: worksheets, the Word file and the PDF of a plan; a filled-in worksheet looked at before it is
applied."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from dinh.ground.periods import Period
from dinh.ground.saying import period_words
from dinh.ground.text import fold
from dinh.look.fields import FileField
from dinh.plans import queries, services
from dinh.plans.forms import put_faults
from dinh.plans.models import Plan, SheetImport
from dinh.plans.queries import sheets as reads
from dinh.plans.sheets import appendices as appendix_book
from dinh.plans.sheets.columns import FIELD_WORDS
from dinh.plans.sheets.docx_out import docx_of
from dinh.plans.sheets.pdf_out import NoPdf, pdf_of
from dinh.plans.sheets.report import paper_of
from dinh.plans.sheets.rows import tables
from dinh.plans.sheets.xlsx_in import MOST_BYTES
from dinh.plans.sheets.xlsx_out import tracking_book
from dinh.town.pages import signed_in

from .common import REFUSALS, actor_of, found, now, refused_page, status_of, tell, today
from .things.common import sees_drafts
from .things.periods import likely, period_choices

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
MOST_SHOWN = 400


class BringForm(forms.Form):
    file = FileField(
        label=gettext_lazy("Bảng đã điền (.xlsx)"),
        endings=(".xlsx",),
        most_bytes=MOST_BYTES,
    )


def _plan(request: HttpRequest, plan_id: int) -> Plan:
    plan: Plan = found(queries.plan_for(actor_of(request), plan_id, today()), _("Không có kế hoạch này."))
    return plan


def _period(request: HttpRequest, plan: Plan, day: date) -> Period:
    """The period asked for, when it is one that figures are entered for; else the likeliest."""
    choices = [key for key, _words in period_choices(plan, day)]
    asked = request.GET.get("ky", "")
    return Period.parse(asked if asked in choices else likely([(key, "") for key in choices]))


@require_GET
@signed_in
def sheets(request: HttpRequest, plan_id: int) -> HttpResponse:
    """What can be taken out of a plan, and what was brought back."""
    return _show(request, _plan(request, plan_id), BringForm())


def _show(request: HttpRequest, plan: Plan, form: forms.Form, status: int = 200) -> HttpResponse:
    day = today()
    period = _period(request, plan, day)
    return render(
        request,
        "plans/sheets/sheets.html",
        {
            "plan": plan,
            "period": period,
            "periods": [
                (key, words) for key, words in period_choices(plan, day) if Period.parse(key).kind != "day"
            ],
            "form": form,
            "may_import": services.sheets.may_import(actor_of(request), plan, now()),
            "imports": reads.imports_of(plan),
        },
        status=status,
    )


def _name(plan: Plan, what: str, ending: str) -> str:
    """A file's name without marks: ke-hoach-27-kh-ubnd-theo-doi-2026-10.xlsx."""
    words = fold(f"{plan.name[:60]} {what}")
    return "-".join("".join(c if c.isalnum() else " " for c in words).split()) + ending


def _file(contents: bytes, media_type: str, name: str) -> HttpResponse:
    response = HttpResponse(contents, content_type=media_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


@require_GET
@signed_in
def take(request: HttpRequest, plan_id: int, what: str) -> HttpResponse:
    """One of the files: tracking or appendices as worksheets, the paper as Word or PDF."""
    plan, day = _plan(request, plan_id), today()
    period = _period(request, plan, day)
    if what not in MAKERS:
        raise Http404(_("Không có bảng này."))
    drafts = what == "theo-doi.xlsx"
    of = reads.plan_tables(
        plan,
        period,
        today=day,
        drafts=(lambda target: sees_drafts(request, target)) if drafts else (lambda _target: False),
    )
    try:
        return MAKERS[what](of, plan)
    except NoPdf as refused:
        return refused_page(
            request, services.PlanRefused(str(refused)), reverse("plans.sheets", args=[plan.pk])
        )


def _tracking(of: reads.PlanTables, plan: Plan) -> HttpResponse:
    offices = [each.name for each in reads.offices_to_choose(plan, of.today)]
    made = tracking_book(
        tables(of),
        title=f"{plan.name}: {plan.title}"[:250],
        period=of.period.label_vi,
        meta={"plan": str(plan.pk), "period": of.period.key, "at": now().isoformat(timespec="seconds")},
        offices=list(dict.fromkeys(offices)),
    )
    return _file(made, XLSX, _name(plan, f"theo doi {of.period.key}", ".xlsx"))


def _appendices(of: reads.PlanTables, plan: Plan) -> HttpResponse:
    day = f" ngày {plan.date:%d/%m/%Y}" if plan.date else ""
    issuer = f" của {plan.issuer}" if plan.issuer else ""
    attached = f"(Kèm theo {plan.name}{day}{issuer})"
    return _file(appendix_book.appendices(of, attached=attached), XLSX, _name(plan, "phu luc", ".xlsx"))


def _docx(of: reads.PlanTables, plan: Plan) -> HttpResponse:
    return _file(docx_of(paper_of(of)), DOCX, _name(plan, f"theo doi {of.period.key}", ".docx"))


def _pdf(of: reads.PlanTables, plan: Plan) -> HttpResponse:
    return _file(pdf_of(paper_of(of)), "application/pdf", _name(plan, f"theo doi {of.period.key}", ".pdf"))


MAKERS: dict[str, Any] = {
    "theo-doi.xlsx": _tracking,
    "phu-luc.xlsx": _appendices,
    "theo-doi.docx": _docx,
    "theo-doi.pdf": _pdf,
}


@require_POST
@signed_in
def bring(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Take in a filled-in worksheet and show what it would change."""
    plan = _plan(request, plan_id)
    form = BringForm(request.POST, request.FILES)
    status = 422
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            row = services.sheets.bring(
                plan_id=plan.pk, file=file, name=file.name, by=actor_of(request), at=now()
            )
        except services.PlanRefused as refused:
            put_faults(form, refused)
            status = status_of(refused)
        except REFUSALS as refused:
            return refused_page(request, refused, reverse("plans.sheets", args=[plan.pk]))
        else:
            return redirect("plans.sheet", import_id=row.pk)
    return _show(request, plan, form, status)


def _import(request: HttpRequest, import_id: int) -> SheetImport:
    row: SheetImport = found(reads.import_for(actor_of(request), import_id, today()), _("Không có bảng này."))
    if not services.sheets.may_import(actor_of(request), row.plan, now()):
        raise Http404(_("Không có bảng này."))
    return row


@require_GET
@signed_in
def sheet(request: HttpRequest, import_id: int) -> HttpResponse:
    """What a brought-back sheet would change, cell by cell."""
    return _preview(request, _import(request, import_id))


def field_words(cell: Any) -> str:
    """The column a cell stands in, in the screen's language."""
    words = (
        "Nguồn, cách tính" if (cell.kind, cell.field) == ("target", "note") else FIELD_WORDS.get(cell.field)
    )
    return _(words) if words else ""


def _preview(request: HttpRequest, row: SheetImport, said: str = "", status: int = 200) -> HttpResponse:
    cells = list(row.cells.all())
    bad = [cell for cell in cells if cell.state != "change"]
    good = [cell for cell in cells if cell.state == "change"]
    period = Period.parse(row.period_key)
    return render(
        request,
        "plans/sheets/import.html",
        {
            "row": row,
            "plan": row.plan,
            "period": period_words(period),
            "good": [(cell, field_words(cell)) for cell in good[:MOST_SHOWN]],
            "bad": [(cell, field_words(cell)) for cell in bad[:MOST_SHOWN]],
            "good_total": len(good),
            "bad_total": len(bad),
            "wrong_total": sum(cell.state == "wrong" for cell in bad),
            "values_total": sum(cell.field == "value" for cell in good),
            "said": said,
        },
        status=status,
    )


@require_POST
@signed_in
def apply(request: HttpRequest, import_id: int) -> HttpResponse:
    """Apply a brought-back sheet, whole or not at all."""
    row = _import(request, import_id)
    try:
        services.sheets.apply(
            import_id=row.pk,
            by=actor_of(request),
            at=now(),
            skip=request.POST.get("bo-qua") == "1",
            submit=request.POST.get("trinh") == "1",
        )
    except services.PlanRefused as refused:
        return _preview(request, _import(request, import_id), str(refused), status_of(refused))
    except REFUSALS as refused:
        return refused_page(request, refused, reverse("plans.sheet", args=[row.pk]))
    tell(request, _("Đã ghi bảng vào kế hoạch."))
    return redirect("plans.sheet", import_id=row.pk)


@require_POST
@signed_in
def drop(request: HttpRequest, import_id: int) -> HttpResponse:
    """Put a brought-back sheet aside."""
    row = _import(request, import_id)
    try:
        services.sheets.drop(import_id=row.pk, by=actor_of(request), at=now())
    except REFUSALS as refused:
        return refused_page(request, refused, reverse("plans.sheet", args=[row.pk]))
    tell(request, _("Đã bỏ bảng; tệp vẫn giữ."))
    return redirect("plans.sheets", plan_id=row.plan_id)


@require_POST
@signed_in
def refresh(request: HttpRequest, import_id: int) -> HttpResponse:
    """Compare a brought-back sheet with what stands here now."""
    row = _import(request, import_id)
    try:
        services.sheets.refresh(import_id=row.pk, by=actor_of(request), at=now())
    except REFUSALS as refused:
        return refused_page(request, refused, reverse("plans.sheet", args=[row.pk]))
    tell(request, _("Đã so lại với số đang có."))
    return redirect("plans.sheet", import_id=row.pk)


routes = [
    path("ke-hoach/<int:plan_id>/bang/", sheets, name="plans.sheets"),
    path("ke-hoach/<int:plan_id>/bang/nop/", bring, name="plans.sheet_bring"),
    path("ke-hoach/<int:plan_id>/bang/<str:what>", take, name="plans.sheet_take"),
    path("bang/<int:import_id>/", sheet, name="plans.sheet"),
    path("bang/<int:import_id>/ghi/", apply, name="plans.sheet_apply"),
    path("bang/<int:import_id>/so-lai/", refresh, name="plans.sheet_refresh"),
    path("bang/<int:import_id>/bo/", drop, name="plans.sheet_drop"),
]
