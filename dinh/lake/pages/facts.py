"""What the lake holds: each fact with its freshness, its columns, and the way to take its rows along."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dinh.ground import facts, figures
from dinh.ground.facts import FactTable
from dinh.look.fields import DayField
from dinh.look.shapes import Column, Row, Table
from dinh.look.tags.marks import door, status
from dinh.town.pages import signed_in
from dinh.town.services import NotAllowed, allowed
from dinh.town.shapes import Actor

from .. import queries, services
from ..shapes import State
from ..store.columns import columns_of

TYPES = {"parquet": "application/vnd.apache.parquet", "csv": "text/csv; charset=utf-8"}
KINDS = {
    "text": _l("chữ"),
    "whole": _l("số nguyên"),
    "number": _l("số"),
    "yes": _l("có, không"),
    "day": _l("ngày"),
    "moment": _l("thời điểm"),
}


def actor_of(request: HttpRequest) -> Actor:
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None:
        raise PermissionDenied(_("Đăng nhập để xem trang này."))
    return actor


def may(request: HttpRequest, deed: str) -> bool:
    """Whether this person may do it anywhere: the lake is one for all units. No query."""
    actor = actor_of(request)
    return any(allowed(actor, deed, each.unit_path, timezone.now()) for each in actor.mandates)


def _table_of(request: HttpRequest, name: str) -> FactTable:
    if not may(request, "lake.look"):
        raise PermissionDenied(_("Anh, chị chưa được giao xem hồ dữ liệu."))
    try:
        return facts.table(name)
    except KeyError:
        raise Http404(_("Hồ dữ liệu không có loại dữ kiện này.")) from None


def _freshness(state: State) -> str:
    if not state.walked:
        return status("wait", _("Chưa rút"))
    return status("risk", _("Có thay đổi chưa rút")) if state.stale else status("ok", _("Đủ đến hiện tại"))


@require_GET
@signed_in
def index(request: HttpRequest) -> HttpResponse:
    """Every fact: rows, freshness."""
    if not may(request, "lake.look"):
        raise PermissionDenied(_("Anh, chị chưa được giao xem hồ dữ liệu."))
    found = queries.state()
    rows = [
        Row(
            cells={
                "fact": door(reverse("lake.fact", args=[table.name]), str(table.words), _("mở dữ kiện")),
                "grain": str(table.grain),
                "rows": figures.number(found[table.name].rows),
                "fresh": _freshness(found[table.name]),
                "drawn": _moment(found[table.name]),
            },
            key=table.name,
            values={"rows": found[table.name].rows},
        )
        for table in queries.tables()
    ]
    table = Table(
        caption=_("Các loại dữ kiện trong hồ"),
        columns=(
            Column("fact", _("Dữ kiện"), phone="title"),
            Column("grain", _("Mỗi dòng là")),
            Column("rows", _("Số dòng"), number=True, sort="rows", phone="k1"),
            Column("fresh", _("Độ mới"), phone="k2"),
            Column("drawn", _("Ghi gần nhất")),
        ),
        rows=rows,
    )
    context = {"table": table, "may_draw": may(request, "lake.draw")}
    return render(request, "lake/facts.html", context)


def _moment(state: State) -> str:
    if not state.drawn_at:
        return "–"
    return format_html('<span class="nw">{}</span>', f"{timezone.localtime(state.drawn_at):%d/%m/%Y %H:%M}")


@require_POST
@signed_in
def draw(request: HttpRequest) -> HttpResponse:
    """Draw what the rooms changed, now."""
    try:
        drawn = services.draw(at=timezone.now(), by=actor_of(request))
    except NotAllowed as refused:
        raise PermissionDenied(str(refused)) from refused
    count = sum(one.added + one.changed + one.gone for one in drawn)
    said = _("Đã rút %(n)s dòng mới hoặc vừa đổi.") % {"n": figures.number(count)}
    messages.success(request, said if count else _("Hồ đã đủ đến hiện tại, không có gì mới."))
    return redirect("lake.facts")


class DownloadForm(forms.Form):
    """Which rows, as which file."""

    first = DayField(label=_l("Từ ngày"), required=False)
    last = DayField(label=_l("Đến hết ngày"), required=False)
    form = forms.ChoiceField(
        label=_l("Dạng tệp"),
        choices=[("parquet", _l("Parquet, cho phần mềm phân tích")), ("csv", _l("CSV, mở bằng bảng tính"))],
    )

    def clean(self) -> dict[str, object]:
        given = super().clean() or {}
        first, last = given.get("first"), given.get("last")
        if isinstance(first, date) and isinstance(last, date) and last < first:
            self.add_error("last", _("Đến hết ngày không được trước từ ngày."))
        return given


@require_http_methods(["GET", "POST"])
@signed_in
def one(request: HttpRequest, name: str) -> HttpResponse:
    """One fact: where it stands, its columns with their words; posted, its rows as a file."""
    table = _table_of(request, name)
    form = DownloadForm(request.POST if request.method == "POST" else None)
    if not table.day:
        del form.fields["first"], form.fields["last"]
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            found, _rows = services.download(
                name, form=given["form"], by=actor_of(request), at=timezone.now(),
                first=given.get("first"), last=given.get("last"),
            )  # fmt: skip
        except NotAllowed as refused:
            raise PermissionDenied(str(refused)) from refused
        except services.TooMany as refused:
            form.add_error("form", str(refused))
        else:
            return _file(found, f"{name}.{given['form']}", TYPES[given["form"]])  # type: ignore[return-value]
    state = queries.state([name])[name]
    context = {
        "fact": table,
        "fresh": _freshness(state),
        "columns": _columns(table),
        "standing": _standing(queries.holding(table, state)),
        "form": form if may(request, "lake.download") else None,
    }
    return render(request, "lake/fact.html", context, status=422 if form.errors else 200)


def _columns(table: FactTable) -> Table:
    rows = [
        Row(
            cells={"name": column.name, "words": str(column.words), "kind": str(KINDS[column.kind])},
            key=column.name,
        )
        for column in columns_of(table)
    ]
    heads = (Column("words", _("Nghĩa"), phone="title"), Column("name", _("Cột")), Column("kind", _("Kiểu")))
    return Table(caption=_("Các cột"), columns=heads, rows=rows, dense=True)


def _standing(held: queries.Holding) -> Table:
    state = held.state
    said = [(_("Số dòng"), figures.number(state.rows))]
    for source, rows in held.by_source:
        words = _("Của hệ thống") if source == "dinh" else _("Nạp từ %(source)s") % {"source": source}
        said.append((words, figures.number(rows)))
    if held.first and held.last:
        said.append((_("Từ ngày"), f"{held.first:%d/%m/%Y}"))
        said.append((_("Đến hết ngày"), f"{held.last:%d/%m/%Y}"))
    said += [
        (_("Ghi gần nhất"), _moment(state)),
        (_("Đến dòng sổ cái"), figures.number(state.mark)),
        (_("Bản cột"), str(state.form)),
        (_("Bảng Delta: gốc, thay đổi"), f"{state.base}, {state.changes}"),
    ]
    lines = [Row(cells={"what": what, "how": how}, key=str(n)) for n, (what, how) in enumerate(said)]
    heads = (Column("what", _("Mục"), phone="title"), Column("how", _("Giá trị"), number=True, phone="k1"))
    return Table(caption=_("Tình trạng"), columns=heads, rows=lines, dense=True)


def _file(found: Path, name: str, media_type: str) -> StreamingHttpResponse:
    def pieces() -> Iterator[bytes]:
        try:
            with found.open("rb") as file:
                while piece := file.read(1024 * 1024):
                    yield piece
        finally:
            found.unlink(missing_ok=True)

    response = StreamingHttpResponse(pieces(), content_type=media_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Content-Length"] = str(found.stat().st_size)
    return response


routes = [
    path("ho-du-lieu/", index, name="lake.facts"),
    path("ho-du-lieu/rut/", draw, name="lake.draw"),
    path("ho-du-lieu/du-kien/<slug:name>/", one, name="lake.fact"),
]
