"""A file of another system: handed in, its columns told apart, looked at, brought in; the imports there were; one taken out."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dinh.ground import figures
from dinh.ground import queries as kept_files
from dinh.ground import services as ground
from dinh.ground.figures import whole_number
from dinh.look.fields import FileField
from dinh.look.shapes import Column, Row, Table
from dinh.look.tags.marks import door, status
from dinh.town.models import Unit
from dinh.town.pages import signed_in
from dinh.town.rules import covers
from dinh.town.services import NotAllowed, allowed

from ..importing import background, finding, looking, staging
from ..importing import services as importing
from ..importing.shapes import BadMap, FileUnreadable, Map
from ..models import Import
from ..rules import WHO_MAY
from .facts import actor_of, may

_SALT = "lake.import"
_MOST_REFUSED = 200
_ENDINGS = ["xlsx", "xls", "ods", "csv", "tsv", "txt", "json"]
_BAD = (importing.ImportRefused, BadMap, NotAllowed, ground.FileRefused)


class FileForm(forms.Form):
    """A file, what reads it, and whose it is."""

    file = FileField(label=_l("Tệp kết xuất"), endings=_ENDINGS, most_bytes=importing.MOST_BYTES)
    map = forms.ChoiceField(label=_l("Bảng ghép cột"))
    unit = forms.ChoiceField(
        label=_l("Đơn vị"),
        help_text=_l("Dòng không ghi đơn vị được tính cho đơn vị này; dòng của nơi khác bị từ chối."),
    )

    def __init__(self, *args: Any, units: list[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["map"].choices = [(each.code, each.title) for each in looking.offered()]  # type: ignore[attr-defined]
        self.fields["unit"].choices = [(unit.code, unit.full_name) for unit in units]  # type: ignore[attr-defined]


class MapForm(forms.Form):
    """What a new mapping is called."""

    title = forms.CharField(
        label=_l("Tên bảng ghép cột"), max_length=120, widget=forms.TextInput(attrs={"form": "ghep"})
    )


class UndoForm(forms.Form):
    """Why an import is taken out."""

    reason = forms.CharField(
        label=_l("Lý do gỡ lần nạp"), max_length=300, error_messages={"required": _l("Ghi lý do gỡ.")}
    )


def _units(request: HttpRequest, deed: str) -> list[Unit]:
    """The units for which this person may bring in. 1 query."""
    day = timezone.localdate()
    paths = {
        each.unit_path
        for each in actor_of(request).mandates
        if each.role in WHO_MAY[deed] and covers(each, each.unit_path, day)
    }
    return list(Unit.objects.alive_on(day).filter(path__in=paths).order_by("level", "name"))


@require_http_methods(["GET", "POST"])
@signed_in
def index(request: HttpRequest) -> HttpResponse:
    """The imports there were; a new file is handed in here and looked at next."""
    if not may(request, "lake.see_imports"):
        raise PermissionDenied(_("Anh, chị chưa được giao xem các lần nạp tệp."))
    units = _units(request, "lake.import")
    posted = request.method == "POST" and bool(units)
    form = (
        FileForm(request.POST if posted else None, request.FILES if posted else None, units=units)
        if units
        else None
    )
    if posted and form is not None and form.is_valid():
        given = form.cleaned_data
        try:
            kept = ground.keep(
                stream_or_bytes=given["file"], name=given["file"].name, limit=importing.MOST_BYTES
            )
        except ground.FileRefused as refused:
            form.add_error("file", str(refused))
        else:
            mark = _mark(request, kept.sha256, kept.name, given["map"], given["unit"])
            return redirect(f"{reverse('lake.import_look')}?tep={mark}")
    rows = finding.imports(
        actor_of(request), timezone.localdate(), before=whole_number(request.GET.get("sau", ""))
    )
    context = {
        "form": form,
        "table": _history(rows) if rows else None,
        "page": SimpleNamespace(earlier="", later=str(rows[-1].pk) if len(rows) == finding.PAGE else ""),
    }
    return render(request, "lake/imports.html", context, status=422 if posted else 200)


def _mark(request: HttpRequest, sha256: str, name: str, map_code: str, unit: str) -> str:
    return signing.dumps([sha256, name, map_code, unit, actor_of(request).person_id], salt=_SALT)


def _history(rows: list[Import]) -> Table:
    return Table(
        caption=_("Các lần nạp tệp"),
        columns=(
            Column("file", _("Tệp"), phone="title"),
            Column("unit", _("Đơn vị")),
            Column("at", _("Lúc")),
            Column("stored", _("Đã nạp"), number=True, phone="k1"),
            Column("refused", _("Từ chối"), number=True),
            Column("state", _("Tình trạng"), phone="k2"),
        ),
        rows=[
            Row(
                cells={
                    "file": door(reverse("lake.import", args=[row.pk]), row.file_name, _("mở lần nạp")),
                    "unit": row.unit.full_name,
                    "at": f"{timezone.localtime(row.at):%d/%m/%Y %H:%M}",
                    "stored": figures.number(row.stored),
                    "refused": figures.number(row.refused),
                    "state": status(row.look, state_words(row)),
                },
                key=str(row.pk),
            )
            for row in rows
        ],
    )


def state_words(row: Import) -> str:
    if importing.is_cut_off(row, timezone.now()):
        return _("Bị ngắt giữa chừng")
    return {
        "waiting": _("Chờ đọc"),
        "running": _("Đang nạp"),
        "done": _("Đã nạp"),
        "failed": _("Không đọc được"),
        "undoing": _("Đang gỡ"),
        "undone": _("Đã gỡ"),
    }[row.state]


# ---------------------------------------------------------------- looking


class _Given:
    """The file that was handed in, as its mark says."""

    def __init__(self, request: HttpRequest) -> None:
        self.mark = request.POST.get("tep") or request.GET.get("tep", "")
        try:
            sha256, self.name, map_code, unit, person = signing.loads(
                self.mark, salt=_SALT, max_age=24 * 3600
            )
        except signing.BadSignature:
            raise Http404(_("Tệp này đã quá một ngày chưa nạp; hãy chọn lại tệp.")) from None
        units = {each.code: each for each in _units(request, "lake.import")}
        if person != actor_of(request).person_id or unit not in units:
            raise Http404(_("Tệp này do người khác đưa lên."))
        self.sha256, self.unit, self.map_code = sha256, units[unit], map_code
        self.path: Path = kept_files.path_of(sha256)

    @property
    def map(self) -> Map:
        return importing.map_of(self.map_code)


@require_http_methods(["GET", "POST"])
@signed_in
def look(request: HttpRequest) -> HttpResponse:
    """The columns of the file and what each is; the first rows as they will be read; the rows refused among them. Posted: looked
    at again by what was chosen, saved as a mapping, or brought in."""
    given = _Given(request)
    chosen = _chosen(request.POST) if request.method == "POST" else None
    deed = request.POST.get("viec", "")
    if deed == "nap":
        return _bring(request, given)
    try:
        seen = looking.look(given.path, given.name, given.map, given.unit, chosen)
    except (FileUnreadable, importing.NoSuchMap) as refused:
        return render(
            request, "lake/import_unreadable.html", {"name": given.name, "said": str(refused)}, status=422
        )
    form = MapForm(request.POST if deed == "luu" else None)
    if deed == "luu" and chosen is not None and form.is_valid():
        names = [""] * (max((each.place for each in seen.columns), default=0) + 1)
        for each in seen.columns:
            names[each.place] = each.name
        body = looking.body_of(given.map, names, chosen, title=form.cleaned_data["title"])
        try:
            row = importing.save_map(body=body, unit=given.unit, by=actor_of(request), at=timezone.now())
        except _BAD as refused:
            form.add_error("title", str(refused))
        else:
            messages.success(request, _("Đã lưu bảng ghép cột “%(title)s”.") % {"title": row.title})
            mark = _mark(request, given.sha256, given.name, row.code, given.unit.code)
            return redirect(f"{reverse('lake.import_look')}?tep={mark}")
    context = {
        "seen": seen,
        "given": given,
        "options": _options(given.map),
        "form": form,
        "may_map": bool(_units(request, "lake.make_map")),
        "changed": chosen is not None and _differs(given, chosen),
        "same": Import.objects.filter(
            sha256=given.sha256, map_code=given.map_code, unit=given.unit, state="done"
        ).first(),
    }
    return render(request, "lake/import_look.html", context, status=422 if form.errors else 200)


def _chosen(posted: Mapping[str, Any]) -> dict[int, str]:
    found = {}
    for name, value in posted.items():
        number = whole_number(name.removeprefix("cot-")) if name.startswith("cot-") else None
        if number is not None and number < 2_000:
            found[number] = str(value)
    return found


def _differs(given: _Given, chosen: Mapping[int, str]) -> bool:
    """Whether what was chosen is other than what the mapping finds by itself."""
    own = looking.look(given.path, given.name, given.map, given.unit)
    return {each.place: each.chosen for each in own.columns if each.chosen} != {
        p: c for p, c in chosen.items() if c
    }


def _options(saved: Map) -> list[tuple[str, str]]:
    melted = [(code, names[0] if names else code) for code, names, _unit in saved.melt]
    return [*((each.name, each.words) for each in saved.columns), *melted]


def _bring(request: HttpRequest, given: _Given) -> HttpResponse:
    try:
        with given.path.open("rb") as stream:
            row = importing.hand_in(
                file=stream, name=given.name, map_code=given.map_code, unit=given.unit, by=actor_of(request),
                at=timezone.now(), again=request.POST.get("lai") == "1",
            )  # fmt: skip
    except _BAD as refused:
        return render(
            request, "lake/import_unreadable.html", {"name": given.name, "said": str(refused)}, status=409
        )
    background.bring_soon(row.pk)
    return redirect("lake.import", import_id=row.pk)


# ---------------------------------------------------------------- one import


def _row(request: HttpRequest, import_id: int) -> Import:
    row = finding.import_for(actor_of(request), import_id, timezone.localdate())
    if row is None:
        raise Http404(_("Không có lần nạp này."))
    return row


@require_GET
@signed_in
def one(request: HttpRequest, import_id: int) -> HttpResponse:
    """One import: how far it is, what it gave, what was refused and why."""
    row = _row(request, import_id)
    file = importing.file_of(row, "refused") if row.state in ("done", "undone", "undoing") else None
    refused = staging.refusals(file) if file else []
    return render(request, "lake/import.html", _one(request, row, refused, UndoForm()))


def _one(request: HttpRequest, row: Import, refused: list[Any], form: UndoForm) -> dict[str, Any]:
    at = timezone.now()
    title, words = _map_of(row)
    return {
        "row": row,
        "words": state_words(row),
        "percent": round(row.share * 100),
        "cut_off": importing.is_cut_off(row, timezone.now()),
        "refused": refused[:_MOST_REFUSED],
        "more": max(0, len(refused) - _MOST_REFUSED),
        "title": title,
        "places": [(name, words.get(column, column)) for column, name in row.places.items()],
        "may_undo": row.state == "done" and allowed(actor_of(request), "lake.undo_import", row.unit.path, at),
        "may_again": row.state in ("failed", "running")
        and allowed(actor_of(request), "lake.import", row.unit.path, at),
        "again_url": _again_url(request, row),
        "form": form,
    }


def _again_url(request: HttpRequest, row: Import) -> str:
    """Where the kept file of an import that was undone is looked at anew, for who may bring it in."""
    units = _units(request, "lake.import") if row.state == "undone" else []
    if row.unit not in units:
        return ""
    mark = _mark(request, row.sha256, row.file_name, row.map_code, row.unit.code)
    return f"{reverse('lake.import_look')}?{urlencode({'tep': mark})}"


def _map_of(row: Import) -> tuple[str, dict[str, str]]:
    """What the mapping of an import is called, and the words of its columns."""
    try:
        saved = importing.map_of_import(row)
    except (KeyError, BadMap):
        return row.map_code, {}
    return saved.title, dict(_options(saved))


@require_GET
@signed_in
def refused_rows(request: HttpRequest, import_id: int) -> HttpResponse:
    """The refused rows with their reasons, as a workbook."""
    row = _row(request, import_id)
    file = importing.file_of(row, "refused")
    if file is None:
        raise Http404(_("Lần nạp này không có dòng nào bị từ chối."))
    contents = finding.workbook_of(staging.refusals(file))
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    answer = HttpResponse(contents, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="tu-choi-{row.pk}.xlsx"'
    return answer


@require_POST
@signed_in
def undo(request: HttpRequest, import_id: int) -> HttpResponse:
    """Take an import out again."""
    row = _row(request, import_id)
    form = UndoForm(request.POST)
    if not form.is_valid():
        return render(request, "lake/import.html", _one(request, row, [], form), status=422)
    try:
        importing.undo(
            import_id=row.pk, reason=form.cleaned_data["reason"], by=actor_of(request), at=timezone.now()
        )
    except _BAD as refused:
        raise PermissionDenied(str(refused)) from refused
    said = _("Đã gỡ “%(name)s”.") % {"name": row.file_name}
    if row.replaced:
        said += " " + _("%(n)s dòng mà lần nạp này đã thay đứng lại như trước.") % {
            "n": figures.number(row.replaced)
        }
    messages.success(request, said)
    return redirect("lake.import", import_id=row.pk)


@require_POST
@signed_in
def again(request: HttpRequest, import_id: int) -> HttpResponse:
    """Try a failed import again."""
    row = _row(request, import_id)
    try:
        importing.retry(import_id=row.pk, by=actor_of(request), at=timezone.now())
    except _BAD as refused:
        raise PermissionDenied(str(refused)) from refused
    background.bring_soon(row.pk)
    return redirect("lake.import", import_id=row.pk)


routes = [
    path("ho-du-lieu/nap/", index, name="lake.imports"),
    path("ho-du-lieu/nap/xem/", look, name="lake.import_look"),
    path("ho-du-lieu/nap/<int:import_id>/", one, name="lake.import"),
    path("ho-du-lieu/nap/<int:import_id>/tu-choi.xlsx", refused_rows, name="lake.import_refused"),
    path("ho-du-lieu/nap/<int:import_id>/go/", undo, name="lake.import_undo"),
    path("ho-du-lieu/nap/<int:import_id>/lai/", again, name="lake.import_again"),
]
