"""HTML entrances of the archive: the list, filing, one paper, its file, its pages drawn."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from dinh.ground import queries as ground
from dinh.ground import services as ground_services
from dinh.ground.figures import whole_number
from dinh.look.formats import day as in_figures
from dinh.look.shapes import Choice, Column, Deed, Fact, FilterBar, Row, Table
from dinh.papers import extract, queries, rules, services
from dinh.papers.forms import FilePaperForm
from dinh.papers.models import Paper
from dinh.papers.sentences import say
from dinh.papers.shapes import Unreadable
from dinh.town.pages import signed_in
from dinh.town.shapes import Actor

WIDTHS = (240, 480, 720, 960, 1440)
LINES = 120
"""Lines of a text paper on one screen."""
_SEALED = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:"
"""For the bytes of a file: nothing in it may run, whatever a browser takes it for."""
_ONE_READING = threading.Lock()
_PATIENCE = 10.0
"""Seconds to wait for somebody else's paper to be read."""
_PLAIN_TEXT = ("text/plain",)
R = TypeVar("R", bound=HttpResponseBase)
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@require_safe
@signed_in
def papers(request: HttpRequest) -> HttpResponse:
    """The archive: newest received first, searched with or without marks, by kind, by year."""
    actor, today = _actor(request), timezone.localdate()
    words = request.GET.get("q", "").strip()[:120]
    kind = request.GET.get("loai", "") if request.GET.get("loai", "") in rules.KIND_NAMES else ""
    year = whole_number(request.GET.get("nam"), most=today.year)
    year = year if year and year >= rules.EARLIEST.year else None
    page = queries.papers(
        actor,
        today,
        words=words,
        kind=kind,
        year=year,
        after=request.GET.get("sau", ""),
        before=request.GET.get("truoc", ""),
    )
    bar = FilterBar(
        query=words,
        query_words=_("Số, trích yếu, cơ quan ban hành"),
        pickers=[
            Choice(
                name="loai",
                words=_("Loại"),
                options=[(name, _(name)) for name in rules.KIND_NAMES],
                chosen=kind,
            ),
            Choice(
                name="nam",
                words=_("Năm"),
                options=[(str(y), str(y)) for y in range(today.year, today.year - 12, -1)],
                chosen=str(year or ""),
            ),
        ],
    )
    may_file = bool(queries.units_to_file_in(actor, today, rules.WHO_MAY["papers.file"]))
    shown = {
        "page": page,
        "table": _table(page.rows),
        "bar": bar,
        "may_file": may_file,
        "pressed": words or kind or year,
    }
    return render(request, "papers/list.html", shown)


def _table(rows: tuple[Paper, ...]) -> Table:
    columns = [
        Column(key="number", words=_("Số, ký hiệu"), phone="title"),
        Column(key="title", words=_("Trích yếu")),
        Column(key="date", words=_("Ngày ban hành"), phone="k1"),
        Column(key="issuer", words=_("Cơ quan ban hành")),
        Column(key="unit", words=_("Nơi lưu"), phone="hide"),
    ]
    return Table(caption=_("Văn bản trong kho"), columns=columns, rows=[_row(row) for row in rows])


def _row(row: Paper) -> Row:
    url = reverse("papers.paper", args=[row.pk])
    name = row.whole_number or _("Không số")
    title = row.title or row.file_name
    return Row(
        cells={
            "number": format_html(
                '<a class="nowr" href="{}">{}</a><br><span class="sm t2">{}</span>',
                url,
                name,
                _(row.kind) if row.kind else "",
            ),
            "title": title,
            "date": in_figures(row.date) if row.date else _("chưa ghi"),
            "issuer": row.issuer or _("chưa ghi"),
            "unit": row.unit.full_name,
        },
        name=row.name,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def file_one(request: HttpRequest) -> HttpResponse:
    """File a paper. A file that is in the archive already leads to the paper it was filed as."""
    actor, now = _actor(request), timezone.now()
    units = queries.units_to_file_in(actor, timezone.localdate(), rules.WHO_MAY["papers.file"])
    if not units:
        roles = queries.role_words(rules.WHO_MAY["papers.file"])
        return render(request, "papers/may_not_file.html", {"roles": roles}, status=403)
    form = FilePaperForm(request.POST or None, request.FILES or None, units=units)
    if len(units) == 1:
        form.fields["unit"].initial = units[0].pk
    if request.method == "POST" and form.is_valid():
        paper = _file(form, actor, now)
        if paper is not None and paper.already:
            messages.info(request, _already_words(paper))
        elif paper is not None:
            messages.success(request, _("Đã nộp %(name)s vào kho.") % {"name": paper.name})
        if paper is not None:
            return redirect("papers.paper", paper_id=paper.pk)
    return render(request, "papers/file.html", {"form": form}, status=422 if form.errors else 200)


def _file(form: FilePaperForm, actor: Actor, now: datetime) -> Paper | None:
    """The paper, or None with the form saying why not."""
    typed = dict(form.cleaned_data)
    upload = typed.pop("file")
    try:
        kept = ground_services.keep(stream_or_bytes=upload, name=upload.name)
        return services.file(kept=kept, by=actor, at=now, **typed)
    except ground_services.FileRefused as wrong:
        form.add_error("file", str(wrong))
    except services.PaperRefused as wrong:
        form.add_error(wrong.field if wrong.field in form.fields else None, str(wrong))
    except services.NotAllowed as wrong:
        form.add_error("unit", str(wrong))
    return None


def _already_words(paper: Paper) -> str:
    day = in_figures(timezone.localtime(paper.received_at))
    return _("Tệp này đã có trong kho: %(name)s, nộp ngày %(day)s. Không nộp thêm bản thứ hai.") % {
        "name": paper.name,
        "day": day,
    }


@require_safe
@signed_in
def paper(request: HttpRequest, paper_id: int) -> HttpResponse:
    """One paper: what it says of itself, its file and hash, its pages, its story. Opening it is written down."""
    actor, today = _actor(request), timezone.localdate()
    row = _found(actor, paper_id)
    services.note_look(paper=row, by=actor, at=timezone.now())
    check = ""
    if "kiem" in request.GET:
        check = "whole" if queries.is_intact(row) else "broken"
    before = whole_number(request.GET.get("chuyen"))
    told = queries.story(row.ref, before=before, limit=21)
    shown = {
        "paper": row,
        "facts": _facts(row),
        "check": check,
        "others": [p for p in queries.same_file(row.kept_sha256, actor, today) if p.pk != row.pk],
        "deeds": [Deed(words=t.words, who=t.who or _("Máy"), at=t.line.at) for t in told[:20]],
        "older": told[19].line.id if len(told) > 20 else "",
        "view": _view(row, request),
    }
    return render(request, "papers/paper.html", shown)


def _facts(row: Paper) -> list[Fact]:
    received = timezone.localtime(row.received_at)
    return [
        Fact(_("Số, ký hiệu"), row.whole_number or _("Không ghi")),
        Fact(_("Ngày ban hành"), in_figures(row.date) if row.date else _("Không ghi")),
        Fact(
            _("Cơ quan ban hành"), row.issuer or _("Không ghi"), row.signer and _("Người ký: %s") % row.signer
        ),
        Fact(
            _("Nhận vào kho"),
            in_figures(received),
            _("%(who)s, %(unit)s")
            % {"who": row.filed_by.name if row.filed_by else _("Máy"), "unit": row.unit.name_in_text},
        ),
    ]


@dataclass(frozen=True, slots=True)
class _View:
    """What can be shown of the file: pictures of pages, or numbered lines, or a sentence why neither."""

    number: int = 1
    total: int = 0
    lines: tuple[tuple[int, str], ...] = ()
    sentence: str = ""
    note: str = ""
    previous: int = 0
    following: int = 0

    @property
    def pictures(self) -> bool:
        return bool(self.total) and not self.lines and not self.sentence


def _view(row: Paper, request: HttpRequest) -> _View:
    number = whole_number(request.GET.get("trang"), most=100_000) or 1
    try:
        where = _bytes_of(row)
        total = extract.page_count(where)
        if total is not None:
            number = min(number, total)
            return _View(number, total, previous=number - 1, following=number + 1 if number < total else 0)
        if row.media_type in _PLAIN_TEXT or row.media_type == _WORD:
            return _read_while_one_waits(where, row.file_name, number)
    except Unreadable as wrong:
        return _View(sentence=say(str(wrong)))
    return _View(sentence=_("Loại tệp này chỉ xem được sau khi tải về."))


def _read_while_one_waits(where: Path, name: str, number: int) -> _View:
    """The file is read anew at each look, nothing of it being kept in memory; so only what is soon read, and one at
    a time."""
    if extract.is_long(where):
        return _View(sentence=_("Văn bản này quá dài để xem trên trang; hãy tải tệp gốc về xem."))
    if not _ONE_READING.acquire(timeout=_PATIENCE):
        return _View(sentence=_("Máy đang mở nhiều văn bản cùng lúc; hãy tải lại trang sau ít phút."))
    try:
        return _lines(extract.read(where, name), number)
    finally:
        _ONE_READING.release()


def _lines(document: extract.SourceDocument, number: int) -> _View:
    lines = document.lines
    total = max(1, -(-len(lines) // LINES))
    number = min(number, total)
    part = lines[(number - 1) * LINES : number * LINES]
    shown = tuple((line.number, line.text.replace("\f", "")) for line in part)
    note = document.pages[0].note
    return _View(number, total, shown, "", note, number - 1, number + 1 if number < total else 0)


@require_safe
@signed_in
def download(request: HttpRequest, paper_id: int) -> Any:
    """The file exactly as received, to be saved and not opened in the page. Taking it is written down."""
    actor = _actor(request)
    row = _found(actor, paper_id)
    try:
        stream = ground.open_kept(row.kept_sha256)
    except FileNotFoundError as wrong:
        raise Http404(_("Tệp của văn bản này không còn trong kho; báo quản trị.")) from wrong
    services.note_look(paper=row, by=actor, at=timezone.now(), taken=True)
    response = FileResponse(stream, as_attachment=True, filename=row.file_name, content_type=row.media_type)
    return _sealed(response)


@require_safe
@signed_in
def page_picture(request: HttpRequest, paper_id: int, number: int) -> HttpResponse:
    """One page drawn as a PNG. The same file always gives the same picture, so a browser may keep it."""
    row = _found(_actor(request), paper_id)
    asked = whole_number(request.GET.get("rong"), most=10_000) or 960
    width = min(WIDTHS, key=lambda w: abs(w - asked))
    try:
        picture = extract.page_image(_bytes_of(row), number, width)
    except Unreadable as wrong:
        raise Http404(str(wrong)) from wrong
    if picture is None:
        raise Http404(_("Tệp này không có hình trang."))
    response = HttpResponse(picture, content_type="image/png")
    response["Cache-Control"] = "private, max-age=86400"
    return _sealed(response)


def _sealed(response: R) -> R:
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = _SEALED
    return response


def _bytes_of(row: Paper) -> Path:
    where = ground.path_of(row.kept_sha256)
    if not where.exists():
        raise Unreadable(_("Tệp của văn bản này không còn trong kho; báo quản trị."))
    return where


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def _found(actor: Actor, paper_id: int) -> Paper:
    row = queries.paper(actor, paper_id, timezone.localdate())
    if row is None:
        raise Http404(_("Không có văn bản này, hoặc văn bản thuộc đơn vị ngoài phạm vi của bạn."))
    return row


routes = [
    path("van-ban/", papers, name="papers.list"),
    path("van-ban/nop/", file_one, name="papers.file"),
    path("van-ban/<int:paper_id>/", paper, name="papers.paper"),
    path("van-ban/<int:paper_id>/tep/", download, name="papers.download"),
    path("van-ban/<int:paper_id>/trang/<int:number>.png", page_picture, name="papers.page"),
]
