"""The register of a day, now or as it stood at the end of another; and putting right what was written wrong."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.views.decorators.http import require_GET, require_http_methods

from dinh.look.fields import read_day
from dinh.look.shapes import Column, Row, Table
from dinh.look.tags.marks import status
from dinh.town import queries as town_queries
from dinh.town.models import Unit
from dinh.town.pages import signed_in
from dinh.town.shapes import Actor

from .. import queries, services, words
from ..models import Dossier
from ..queries.as_of import Entry, register_as_of
from ..rules import intake as rules
from ..services.common import may
from ..services.intake import asked_of
from ..shapes import CitizenKind, GivenPerson
from .common import REFUSALS, actor_of, dossier_of, now, receiving_places, refused_page, tell, today
from .listing import dossier_table


def end_of(day: date) -> datetime:
    """The last moment of a day, local time."""
    zone = timezone.get_current_timezone()
    return datetime.combine(day + timedelta(days=1), time.min, tzinfo=zone) - timedelta(microseconds=1)


def read_as_of(text: str, on: date) -> datetime | None:
    """The moment as of which the register is asked for; None for as it is now. ValueError carries the sentence."""
    if not text.strip():
        return None
    day = read_day(text)
    if day < on:
        raise ValueError(
            _("Sổ ngày %(on)s chưa có vào ngày %(day)s.") % {"on": f"{on:%d/%m/%Y}", "day": text}
        )
    return end_of(day) if day < today() else None


@require_GET
@signed_in
def register(request: HttpRequest) -> HttpResponse:
    """The register of what a unit received on a day (form 07), as it is or as it stood at the end of a later day."""
    actor, wrong, wrong_as_of, on = actor_of(request), "", "", today()
    try:
        on = read_day(request.GET["ngay"]) if request.GET.get("ngay") else today()
    except ValueError as refused:
        wrong = str(refused)
    moment = None
    try:
        moment = read_as_of(request.GET.get("tinh-den", ""), on)
    except ValueError as refused:
        wrong_as_of = str(refused)
    unit = unit_of(actor, request.GET.get("don-vi", ""), on)
    table, some = None, False
    if unit is not None and moment is not None:
        entries = register_as_of(actor, unit, on, moment, today())
        table, some = _table(entries), bool(entries)
    elif unit is not None:
        rows = queries.register(actor, unit, on, today())
        table, some = dossier_table(rows), bool(rows)
    context = {
        "rows": some,
        "on": on,
        "unit": unit,
        "wrong": wrong,
        "wrong_as_of": wrong_as_of,
        "as_of": moment,
        "table": table,
    }
    return render(request, "dossiers/register.html", context)


def unit_of(actor: Actor, code: str, on: date) -> Unit | None:
    """The unit asked for, where this person may see its dossiers; else their own."""
    if code:
        unit = town_queries.unit_by_code(code[:10], on)
        seen = queries.unit_ids(actor, today())
        if unit is None or not Unit.objects.filter(pk=unit.pk).filter(pk__in=seen).exists():
            raise Http404(_("Không có sổ này, hoặc sổ của nơi anh, chị không được giao xem."))
        return unit
    places = receiving_places(actor, today())
    if places:
        return places[0][0]
    first = next((m.unit_path for m in actor.mandates), "")
    return Unit.objects.alive_on(today()).filter(path=first).first()


def _table(entries: list[Entry]) -> Table:
    def state(each: Entry) -> Any:
        said, kind = words.BUSINESS[each.business]
        return status(kind, said)

    def verdict(each: Entry) -> Any:
        if not each.verdict:
            return ""
        said, kind = words.VERDICTS[each.verdict]
        return status(kind, said, True)

    return Table(
        caption=_("Sổ theo dõi, đúng như cuối ngày đã chọn"),
        columns=(
            Column("code", _("Hồ sơ"), phone="title"),
            Column("who", _("Người nộp")),
            Column("state", _("Trạng thái"), phone="k2"),
            Column("due", _("Hạn"), phone="k1"),
            Column("decided", _("Trả lời lúc")),
            Column("flags", _("Dấu")),
        ),
        rows=[
            Row(
                cells={
                    "code": format_html(
                        '<a class="lk" href="{}">{}</a><br><span class="sm t2 num">{}</span>',
                        reverse("dossiers.dossier", args=[each.dossier.code]),
                        each.dossier.title,
                        each.dossier.code,
                    ),
                    "who": each.name,
                    "state": state(each),
                    "due": verdict(each),
                    "decided": f"{timezone.localtime(each.decided_at):%H:%M %d/%m/%Y}"
                    if each.decided_at
                    else "",
                    "flags": "; ".join(str(words.FLAGS[flag]) for flag in each.flags),
                },
                key=str(each.dossier.pk),
            )
            for each in entries
        ],
    )


# ---------------------------------------------------------------- putting right


class CorrectForm(forms.Form):
    """What is to be put right. What is left empty stays; the number that stands is not shown."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    who = forms.ChoiceField(
        label=_l("Đính chính"), choices=[("applicant", _l("Người nộp")), ("acted_for", _l("Người được nộp thay"))],
        widget=forms.RadioSelect, initial="applicant",
    )  # fmt: skip
    name = forms.CharField(label=_l("Họ tên đúng"), max_length=200, required=False)
    identity = forms.CharField(label=_l("Số định danh, mã số thuế đúng"), max_length=20, required=False)
    phone = forms.CharField(label=_l("Điện thoại đúng"), max_length=20, required=False)
    case_name = forms.ChoiceField(label=_l("Trường hợp đúng"), required=False)
    reason = forms.CharField(
        label=_l("Vì sao đính chính"),
        help_text=_l("Điều ghi trước vẫn giữ trong sổ của ngày ấy."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _l("Viết lý do, ngắn gọn cũng được")},
    )

    def __init__(self, *args: Any, dossier: Dossier, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if dossier.acted_for_id is None:
            del self.fields["who"]
        cases = rules.cases_of(asked_of(dossier.edition))
        if cases:
            choices = [("", _("Như đang ghi")), *((case, case) for case in cases)]
            self.fields["case_name"].choices = choices  # type: ignore[attr-defined]
        else:
            del self.fields["case_name"]
        for name in ("name", "identity", "phone"):
            self.fields[name].widget.attrs["autocomplete"] = "off"
            self.fields[name].help_text = _("Để trống nếu đang đúng.")


@require_http_methods(["GET", "POST"])
@signed_in
def correct(request: HttpRequest, code: str) -> HttpResponse:
    """Put right who handed in or which case it is."""
    dossier, actor, at = dossier_of(request, code), actor_of(request), now()
    back = reverse("dossiers.dossier", args=[dossier.code])
    if not may(dossier, "dossiers.correct", actor, at):
        said = _("Anh, chị không được giao đính chính hồ sơ này.")
        return refused_page(request, services.NotAllowed(said), back)
    form = CorrectForm(request.POST or None, dossier=dossier, initial={"seen": dossier.version})
    if form.is_bound and form.is_valid():
        typed = form.cleaned_data
        who = typed.get("who") or "applicant"
        try:
            services.correct(
                dossier_id=dossier.pk,
                reason=typed["reason"],
                case_name=typed.get("case_name") or None,
                seen=typed["seen"],
                by=actor,
                at=at,
                **{who: _person(dossier, who, typed)},
            )
        except services.WrongInput as refused:
            for fault in refused.faults:
                field = fault.field.removeprefix(f"{who}_")
                form.add_error(field if field in form.fields else None, fault.sentence)
        except REFUSALS as refused:
            return refused_page(request, refused, back)
        else:
            tell(request, _("Đã đính chính; điều ghi trước vẫn còn trong sổ."))
            return redirect(back)
    context = {"dossier": dossier, "form": form, "back": back}
    return render(request, "dossiers/correct.html", context, status=422 if form.errors else 200)


def _person(dossier: Dossier, who: str, typed: dict[str, Any]) -> GivenPerson | None:
    """The person as they should stand: what was typed, else what stands."""
    if not (typed["name"] or typed["identity"] or typed["phone"]):
        return None
    old = getattr(dossier, who)
    return GivenPerson(
        name=typed["name"] or (old.name if old else ""),
        kind=old.kind if old else CitizenKind.PERSON.value,
        identity=typed["identity"] or (old.identity() if old else ""),
        phone=typed["phone"],
    )
