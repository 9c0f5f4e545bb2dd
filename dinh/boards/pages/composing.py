"""A report that writes itself, on the page: see what was counted, write what is asked for, take it to Word and back, send it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from dinh.boards import services
from dinh.boards.composing import template as templates
from dinh.boards.composing import word_in
from dinh.boards.composing.sheet import drawn, pdf_of
from dinh.boards.composing.writing import closing
from dinh.boards.models import Composition
from dinh.boards.queries import composing as queries
from dinh.boards.services import composing as deeds
from dinh.ground.figures import whole_number
from dinh.ground.services import FileRefused
from dinh.papers.making import NoPdf
from dinh.papers.signing import BadPdf, CannotSign
from dinh.sectors.reporting import queries as reports
from dinh.sectors.reporting import services as reporting
from dinh.sectors.reporting.models import Report
from dinh.sectors.reporting.shapes import WRITABLE
from dinh.town.pages import signed_in
from dinh.town.services import NotAllowed

from .common import actor_of, now, today

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
REFUSED = (
    services.ComposeRefused,
    reporting.ReportRefused,
    NotAllowed,
    word_in.NotOurs,
    templates.BadTemplate,
    FileRefused,
    NoPdf,
    CannotSign,
    BadPdf,
)


def _report(request: HttpRequest, report_id: int) -> Report:
    actor, day = actor_of(request), today()
    row = reports.report_for(actor, report_id, day)
    if row is None or not reports.sees_drafts(actor, row, day):
        raise Http404
    return row


@signed_in
@require_safe
def page(request: HttpRequest, report_id: int) -> HttpResponse:
    """The composed report, to be read and completed."""
    return _shown(request, _report(request, report_id))


def _shown(
    request: HttpRequest,
    report: Report,
    *,
    refused: Exception | None = None,
    typed: dict[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    actor, moment = actor_of(request), now()
    newest = queries.newest(report.pk)
    writes = report.state in WRITABLE and reporting.may(actor, "reporting.write", report, moment)
    context: dict[str, Any] = {
        "report": report,
        "newest": newest,
        "writes": writes,
        "sends": writes and reporting.may(actor, "reporting.send", report, moment),
        "signs": writes and deeds.has_key(actor),
        "refused": refused,
        "refused_at": getattr(refused, "field", ""),
        "has_template": newest is not None or queries.template_for(report) is not None,
        "period": report.period,
    }
    if newest is not None:
        document = newest.document
        shown, bare = drawn(document), document.bare()
        for row in shown["blocks"]:
            _with_form(row, document, typed or {})
            row["bare"] = row["block"].id in bare
        context |= shown
        context |= {
            "waiting": document.unanswered(),
            "by_hand": document.by_hand(),
            "outline": [
                row["block"]
                for row in shown["blocks"]
                if row["kind"] == "heading" and row["block"].level == 1
            ],
            "savings": queries.savings(report.pk),
            "closing": closing(document, deeds.letter_of(report)["author"]),
        }
    return render(request, "boards/composing/page.html", context, status=status)


def _with_form(row: dict[str, Any], document: Any, typed: dict[str, str]) -> None:
    """What may be typed into a block, as it stands or as it was typed when a deed was refused."""
    block = row["block"]
    if block.kind == "prose":
        row["text"] = typed.get(block.id, document.words_of(block.parts))
        row["lines"] = min(10, 2 + len(row["text"]) // 90)
    elif block.kind == "ask":
        row["text"] = typed.get(block.id, block.text)
        row["lines"] = min(14, max(3, row["text"].count("\n") + len(row["text"]) // 90 + 2))


def _done(
    request: HttpRequest, report: Report, deed: Callable[[], str], typed: dict[str, str] | None = None
) -> HttpResponse:
    """Do it and go back to the page; a refusal keeps what was typed."""
    try:
        said = deed()
    except REFUSED as refused:
        status = (
            403
            if isinstance(refused, NotAllowed)
            else 409
            if isinstance(refused, services.StaleComposition)
            else 422
        )
        return _shown(request, report, refused=refused, typed=typed, status=status)
    messages.success(request, said)
    return redirect("boards.compose", report_id=report.pk)


def _seen(request: HttpRequest) -> int:
    return whole_number(request.POST.get("da-xem", "")) or 0


@signed_in
@require_POST
def write(request: HttpRequest, report_id: int) -> HttpResponse:
    """Save what was typed; compose anew, or send, when that button was pressed. What was typed is saved first."""
    report = _report(request, report_id)
    typed = {
        name.removeprefix("o-"): str(value) for name, value in request.POST.items() if name.startswith("o-")
    }
    what = request.POST.get("viec", "luu")

    def deed() -> str:
        actor, moment, seen = actor_of(request), now(), _seen(request)
        if queries.newest(report.pk) is not None:
            seen = services.edit_report(
                report_id=report.pk, texts=typed, seen=seen, by=actor, at=moment
            ).number
        if what == "soan":
            row = services.compose_report(report_id=report.pk, seen=seen, by=actor, at=moment)
            if row.why == "composed":
                return _("Máy đã soạn xong từ số liệu trong sổ. Viết nốt các ô còn trống rồi gửi.")
            return _("Đã lấy lại số liệu đến lúc này. Lời đã viết được giữ nguyên.")
        if what == "gui":
            row, _version = services.send_report(report_id=report.pk, seen=seen, by=actor, at=moment)
            if row.signed:
                return _("Đã ký số và gửi báo cáo. Số liệu được giữ nguyên như lúc gửi.")
            return _("Đã gửi báo cáo (bản PDF chưa có chữ ký số). Số liệu được giữ nguyên như lúc gửi.")
        return _("Đã lưu.")

    return _done(request, report, deed, typed)


@signed_in
@require_POST
def word_back(request: HttpRequest, report_id: int) -> HttpResponse:
    """Take the Word file back that was worked on."""
    report = _report(request, report_id)
    file = request.FILES.get("tep")

    def deed() -> str:
        if file is None:
            raise services.ComposeRefused(_("Chọn tệp Word đã sửa (.docx)."), "tep")
        if file.size and file.size > word_in.MOST_BYTES:
            raise services.ComposeRefused(_("Tệp lớn hơn 20 MB."), "tep")
        _row, back = services.take_report_word(
            report_id=report.pk, data=file.read(), seen=_seen(request), by=actor_of(request), at=now()
        )
        return _told(back)

    return _done(request, report, deed)


def _told(back: word_in.Back) -> str:
    if not back.changed:
        return _("Bản Word không khác bản đang có.")
    said = [_("Đã nhận bản Word: %(n)s ô thay đổi.") % {"n": len(back.changed)}]
    if back.by_hand:
        numbers = "; ".join(f"{figure.words} {figure.text} → {figure.shown}" for figure in back.by_hand[:5])
        said.append(_("Số sửa tay: %(numbers)s.") % {"numbers": numbers})
    if back.lost_figures:
        names = "; ".join(figure.words for figure in back.lost_figures[:5])
        said.append(_("Số đã bỏ khỏi lời: %(names)s.") % {"names": names})
    if back.gone:
        said.append(_("%(n)s ô không còn trong tệp nên giữ như cũ.") % {"n": len(back.gone)})
    return " ".join(said)


@signed_in
@require_safe
def word_file(request: HttpRequest, report_id: int) -> HttpResponse:
    """The report as it stands, to be worked on in Word."""
    report = _report(request, report_id)
    row = _composed(report)
    return _file(deeds.word_of(row, report), WORD, f"bao-cao-{report.period_key}-{report.unit.code}.docx")


@signed_in
@require_safe
def pdf_file(request: HttpRequest, report_id: int) -> HttpResponse:
    """The report as its paper will look."""
    report = _report(request, report_id)
    try:
        made = pdf_of(_composed(report).document.printed(), deeds.letter_of(report))
    except NoPdf as cannot:
        return _shown(request, report, refused=cannot, status=503)
    return _file(
        made.pdf, "application/pdf", f"bao-cao-{report.period_key}-{report.unit.code}.pdf", inline=True
    )


def _composed(report: Report) -> Composition:
    row = queries.newest(report.pk)
    if row is None:
        raise Http404
    return row


def _file(data: bytes, kind: str, name: str, *, inline: bool = False) -> HttpResponse:
    response = HttpResponse(data, content_type=kind)
    response["Content-Disposition"] = f'{"inline" if inline else "attachment"}; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
