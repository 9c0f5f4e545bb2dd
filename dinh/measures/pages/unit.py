"""A unit's board of measures, and the same as a file."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from dinh.look.shapes import FilterBar
from dinh.town.pages import signed_in

from ..queries.boards import Line, lines_of
from .common import (
    key_of,
    missing_words,
    period_asked,
    period_picker,
    room_words,
    unit_asked,
    unit_picker,
    units_seen,
)
from .words import change_words, value_words


@require_GET
@signed_in
def own(request: HttpRequest) -> HttpResponse:
    """The board of the unit that was picked, or of one's own."""
    unit = unit_asked(request, units_seen(request))
    asked = request.GET.copy()
    asked.pop("don-vi", None)
    response = redirect("measures.unit", unit.code)
    if asked:
        response["Location"] += f"?{asked.urlencode()}"
    return response


@require_GET
@signed_in
def unit(request: HttpRequest, code: str) -> HttpResponse:
    """Every measure of a unit in a period: value, twelve periods, how old, what is doubtful, what is missing. Two queries and a
    pass over each fact."""
    units = units_seen(request)
    asked = request.GET.get("don-vi", "")
    if asked and asked != code:
        return own(request)
    shown, period = unit_asked(request, units, code), period_asked(request)
    typed = request.GET.get("q", "").strip().lower()[:100]
    lines = lines_of(shown.code, period)
    groups: dict[str, list[dict[str, object]]] = {}
    doubtful = lacking = 0
    for line in lines:
        if typed and typed not in str(line.recipe.words).lower():
            continue
        doubtful += bool(line.doubts)
        lacking += line.now.value is None
        groups.setdefault(room_words(line.recipe.fact), []).append(_row(line))
    context = {
        "unit": shown,
        "period": period,
        "ky": key_of(period),
        "groups": groups,
        "told": sum(line.now.value is not None for line in lines),
        "doubtful": doubtful,
        "lacking": lacking,
        "bar": FilterBar(
            pickers=(unit_picker(units, shown), period_picker(period)),
            query=typed,
            query_words=_("Tìm trong bảng"),
        ),
    }
    return render(request, "measures/unit.html", context)


def _row(line: Line) -> dict[str, object]:
    unit_words = str(line.recipe.unit)
    return {
        "line": line,
        "value": value_words(line.now),
        "change": change_words(line.change, unit_words),
        "missing": missing_words(line.now.missing),
        "empty": line.now.value is None and not line.now.missing,
    }


HEAD = (
    "Mã", "Số đo", "Đơn vị tính", "Tử số", "Mẫu số", "Giá trị", "Kỳ trước", "Tính từ", "Phiên bản", "Tính lúc", "Lưu ý",
)  # fmt: skip


def table_of(lines: list[Line]) -> Iterator[tuple[object, ...]]:
    """The board as rows of a file, after their head."""
    for line in lines:
        now = line.now
        yield (
            line.recipe.code,
            str(line.recipe.words),
            str(line.recipe.unit),
            now.numerator,
            now.denominator,
            now.value,
            line.before.value if line.before else None,
            room_words(line.recipe.fact),
            line.recipe.version,
            now.computed_at.replace(tzinfo=None, microsecond=0),
            "; ".join([*line.sentences, *missing_words(now.missing)]),
        )


@require_GET
@signed_in
def export(request: HttpRequest, code: str, form: str) -> HttpResponse:
    """The board as a worksheet (xlsx) or as csv, with what stands behind each number."""
    if form not in {"csv", "xlsx"}:
        raise Http404(_("Chỉ tải được bảng dạng csv hoặc xlsx."))
    shown, period = unit_asked(request, units_seen(request), code), period_asked(request)
    rows = list(table_of(lines_of(shown.code, period)))
    name = f"so-do-{shown.code}-{period.key}.{form}"
    response = HttpResponse(_csv(rows) if form == "csv" else _xlsx(rows), content_type=_TYPES[form])
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def _csv(rows: list[tuple[object, ...]]) -> bytes:
    sheet = io.StringIO()
    writer = csv.writer(sheet)
    writer.writerow(HEAD)
    writer.writerows(rows)
    return ("\ufeff" + sheet.getvalue()).encode()


def _xlsx(rows: list[tuple[object, ...]]) -> bytes:
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet("Số đo")
    sheet.append(HEAD)
    for row in rows:
        sheet.append(row)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()
