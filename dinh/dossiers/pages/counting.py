"""Figures of dossiers by unit, the index of one of them, and the way out as a file."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.views.decorators.http import require_GET, require_http_methods

from dinh.ground import figures
from dinh.ground.periods import Period, containing
from dinh.look.fields import DayField
from dinh.look.shapes import Choice, Column, FilterBar, Row, Table
from dinh.look.tags.marks import door
from dinh.town.models import Unit
from dinh.town.pages import signed_in
from dinh.town.services import allowed

from .. import services
from ..queries import counting, unit_ids
from ..services import exporting
from .common import REFUSALS, actor_of, now, refused_page, today

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _period(request: HttpRequest) -> Period:
    """The period asked for; this month when none was, or none that there is."""
    try:
        return Period.parse(request.GET.get("ky", ""))
    except ValueError:
        return containing(today(), "month")


def _periods(chosen: Period) -> list[tuple[str, str]]:
    """The months of a year back, its quarters and years."""
    month = containing(today(), "month")
    found = {chosen.key: chosen.label_vi}
    for kind, how_many in (("month", 13), ("quarter", 5), ("year", 3)):
        at = containing(month.first, kind)  # type: ignore[arg-type]
        for _n in range(how_many):
            found.setdefault(at.key, at.label_vi)
            at = at.previous()
    return list(found.items())


def _picker(request: HttpRequest, period: Period) -> Choice:
    """Pressed only when a period was asked for: what was not pressed can be chosen."""
    chosen = period.key if request.GET.get("ky") == period.key else ""
    return Choice(name="ky", words=_("Kỳ"), options=_periods(period), chosen=chosen, every=_("Tháng này"))


@require_GET
@signed_in
def index(request: HttpRequest) -> HttpResponse:
    """Every unit that this person may see: what it received, how much in time, on line, digitised, paid on line."""
    actor, period = actor_of(request), _period(request)
    unit = _unit(request)
    if unit is not None:
        return _one(request, unit, period)
    rows, counted_at, there = counting.counts_or_kept(actor, today(), period, now())
    whole = counting.total(rows)
    context = {
        "period": period,
        "bar": FilterBar(pickers=[_picker(request, period)]),
        "rows": rows,
        "whole": whole,
        "counted_at": counted_at,
        "not_counted": not there,
        "table": _table(rows, whole, period),
        "export_url": _export_url(period, None),
        "may_export": _exporting_units(request) != [],
    }
    return render(request, "dossiers/counts.html", context)


def _unit(request: HttpRequest) -> Unit | None:
    """The unit of the address, when this person may see its dossiers."""
    code = request.GET.get("don-vi", "").strip()[:10]
    if not code:
        return None
    row = (
        Unit.objects.filter(code=code, pk__in=unit_ids(actor_of(request), today())).order_by("-since").first()
    )
    if row is None:
        raise Http404(_("Không có đơn vị này, hoặc đơn vị thuộc nơi anh, chị không được giao xem."))
    return row


def _url(period: Period, unit: Unit) -> str:
    return f"{reverse('dossiers.counts')}?{urlencode({'ky': period.key, 'don-vi': unit.code})}"


def _export_url(period: Period, unit: Unit | None) -> str:
    given = {"tu": f"{period.first:%d/%m/%Y}", "den": f"{min(period.last, today()):%d/%m/%Y}"}
    if unit is not None:
        given["don-vi"] = unit.code
    return f"{reverse('dossiers.export')}?{urlencode(given)}"


def _percent(share: Any) -> str:
    return figures.percent(share) if share is not None else "–"


def _cells(row: counting.Counts) -> dict[str, object]:
    return {
        "received": figures.number(row["received"]),
        "on_time": _percent(row.on_time),
        "late": figures.number(row["late"]),
        "flagged": figures.number(row["flagged_in_time"]),
        "online": _percent(row.online_share),
        "digitised": _percent(row.digitised_share),
        "paid": _percent(row.paid_share),
        "content": _percent(row.content_share),
    }


def _table(rows: list[counting.Counts], whole: counting.Counts, period: Period) -> Table:
    made = []
    for row in rows:
        assert row.unit is not None
        cells = _cells(row)
        cells["unit"] = door(_url(period, row.unit), row.unit.full_name, _("mở chỉ số của đơn vị"))
        values = {
            "received": row["received"],
            "late": row["late"],
            "on_time": float(row.on_time or 0),
            "online": float(row.online_share or 0),
            "digitised": float(row.digitised_share or 0),
            "paid": float(row.paid_share or 0),
            "content": float(row.content_share or 0),
        }
        made.append(Row(cells=cells, key=row.unit.code, values=values))
    return Table(
        caption=_("Hồ sơ tiếp nhận trong kỳ, theo đơn vị giải quyết"),
        columns=(
            Column("unit", _("Đơn vị"), phone="title"),
            Column("received", _("Tiếp nhận"), number=True, sort="received"),
            Column("on_time", _("Đúng hạn"), number=True, sort="on_time"),
            Column("late", _("Trễ, quá hạn"), number=True, sort="late"),
            Column("flagged", _("Đúng hạn nhưng có dấu"), number=True),
            Column("online", _("Nộp trực tuyến"), number=True, sort="online"),
            Column("digitised", _("Số hóa giấy tờ"), number=True, sort="digitised"),
            Column("paid", _("Trả tiền trực tuyến"), number=True, sort="paid"),
            Column("content", _("Hài lòng"), number=True, sort="content"),
        ),
        rows=made,
        foot={"unit": _("Cộng"), **_cells(whole)} if len(rows) > 1 else None,
        dense=True,
    )


def _one(request: HttpRequest, unit: Unit, period: Period) -> HttpResponse:
    """The index of one unit, each component with what it is counted from."""
    under = list(Unit.objects.filter(path__startswith=unit.path).values_list("pk", flat=True))
    rows, counted_at, there = counting.counts_or_kept(actor_of(request), today(), period, now(), units=under)
    whole = counting.total(rows)
    book = counting.book_on(period.last)
    from ..rules import index766

    scores, points, most = index766.scores(book, {name: whole[name] for name in counting.NAMES})
    shown = [
        {
            "code": each.component.code,
            "words": _(each.component.words),
            "top": figures.number(each.top),
            "bottom": figures.number(each.bottom),
            "share": _percent(each.share),
            "points": figures.number(each.points) if each.points is not None else "–",
            "most": figures.number(each.component.most),
            "full_from": figures.percent(each.component.full_from),
        }
        for each in scores
    ]
    context = {
        "unit": unit,
        "period": period,
        "bar": FilterBar(
            pickers=[_picker(request, period)],
            keep={"don-vi": unit.code},
        ),
        "whole": whole,
        "counted_at": counted_at,
        "not_counted": not there,
        "scores": shown,
        "points": figures.number(points),
        "most": figures.number(most),
        "rank": counting.rank_of(points, most),
        "book": book,
        "export_url": _export_url(period, unit),
        "may_export": allowed(actor_of(request), "dossiers.export", unit.path, now()),
    }
    return render(request, "dossiers/counts_one.html", context)


# ---------------------------------------------------------------- out as a file


class ExportForm(forms.Form):
    """What of the dossiers, in which file."""

    unit = forms.ChoiceField(label=_l("Đơn vị"))
    first = DayField(label=_l("Nhận từ ngày"))
    last = DayField(label=_l("Đến hết ngày"))
    kind = forms.ChoiceField(
        label=_l("Tệp"),
        choices=[("xlsx", _l("XLSX, mở bằng Excel")), ("csv", _l("CSV, cho nhiều hồ sơ"))],
        widget=forms.RadioSelect,
        initial="xlsx",
    )
    personal = forms.BooleanField(
        label=_l("Kèm tên, số định danh, điện thoại"),
        help_text=_l("Mỗi người nộp đọc được ai đã kết xuất dữ liệu của mình và vì sao."),
        required=False,
    )
    reason = forms.CharField(
        label=_l("Vì sao cần thông tin cá nhân"),
        max_length=300,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, units: list[Unit], personal: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = [(str(unit.pk), unit.full_name) for unit in units]  # type: ignore[attr-defined]
        if not personal:
            del self.fields["personal"], self.fields["reason"]


def _exporting_units(request: HttpRequest) -> list[Unit]:
    """The units of this person's own mandates to export, and the one of the address under them."""
    actor, at = actor_of(request), now()
    paths = {m.unit_path for m in actor.mandates}
    found = [
        unit
        for unit in Unit.objects.alive_on(today()).filter(path__in=paths).order_by("path")
        if allowed(actor, "dossiers.export", unit.path, at)
    ]
    asked = _unit(request) if request.GET.get("don-vi") else None
    if asked is not None and asked not in found and allowed(actor, "dossiers.export", asked.path, at):
        found.insert(0, asked)
    return found


@require_http_methods(["GET", "POST"])
@signed_in
def export(request: HttpRequest) -> Any:
    """Choose, and take the file."""
    actor, at = actor_of(request), now()
    units = _exporting_units(request)
    back = reverse("dossiers.counts")
    if not units:
        return refused_page(request, services.NotAllowed(_("Anh, chị không được giao kết xuất hồ sơ.")), back)
    personal = any(allowed(actor, "dossiers.export_personal", unit.path, at) for unit in units)
    asked = _unit(request) if request.GET.get("don-vi") else None
    initial = {
        "unit": str((asked or units[0]).pk),
        "first": request.GET.get("tu") or date(today().year, today().month, 1),
        "last": request.GET.get("den") or today(),
    }
    form = ExportForm(request.POST or None, units=units, personal=personal, initial=initial)
    if form.is_bound and form.is_valid():
        typed = form.cleaned_data
        try:
            made = services.export(
                unit_id=int(typed["unit"]),
                first=typed["first"],
                last=typed["last"],
                kind=typed["kind"],
                personal=bool(typed.get("personal")),
                reason=typed.get("reason", ""),
                by=actor,
                at=at,
            )
        except services.WrongInput as refused:
            for fault in refused.faults:
                form.add_error(fault.field if fault.field in form.fields else None, fault.sentence)
        except REFUSALS as refused:
            return refused_page(request, refused, back)
        else:
            return _file(made, typed["kind"])
    context = {"form": form, "back": back}
    return render(request, "dossiers/export.html", context, status=422 if form.errors else 200)


def _file(made: exporting.Export, kind: str) -> HttpResponseBase:
    response: HttpResponseBase
    if kind == "csv":
        response = StreamingHttpResponse(exporting.to_csv(made), content_type="text/csv; charset=utf-8")
    else:
        response = HttpResponse(exporting.to_xlsx(made), content_type=XLSX)
    name = f"ho-so-{made.unit.code}-{made.first:%Y%m%d}-{made.last:%Y%m%d}.{kind}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response
