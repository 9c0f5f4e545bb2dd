"""Giving a target or a task to the communes in three steps: to whom, how much, and a look before it is done. Every step is a
plain form; what was typed travels in the form itself, so nothing is half done and going back loses nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from dinh.plans import services
from dinh.plans.forms import put_faults
from dinh.plans.forms_cascade import NumbersForm, UnitsForm
from dinh.plans.models import Allotment, Rollup, Target, Task
from dinh.plans.rules.cascade import (
    KnownUnit,
    TableFault,
    TableRead,
    TableRow,
    UnitBook,
    Wanted,
    at_cell,
    counts_units,
    number_fault,
    read_table,
    split_pasted,
    table_text,
)
from dinh.plans.rules.numbers import words_of
from dinh.plans.services.cascade import receiving_offices, units_to_give
from dinh.plans.shapes import RollupKind
from dinh.town.models import Office, Unit
from dinh.town.pages import signed_in

from ..common import REFUSALS, actor_of, closed_to, now, status_of, tell, today
from .common import fault_words, figure_words, goal_of, joined, number_words, slug_of, thing_at
from .tables import UnreadableWorkbook, rows_of_workbook, workbook_to_fill


@dataclass(slots=True)
class PreviewRow:
    """One unit before it is given anything."""

    unit: Unit
    words: str
    base: Decimal | None
    office: Office | None
    before: str = ""
    """What it was given before, when that changes; "=" when it stays."""


@dataclass(slots=True)
class Draft:
    """What the steps have gathered so far."""

    units: list[Unit] = field(default_factory=list)
    rows: tuple[TableRow, ...] = ()
    faults: list[str] = field(default_factory=list)
    missing: list[Unit] = field(default_factory=list)

    @property
    def table(self) -> str:
        codes = {unit.pk: unit.code for unit in self.units}
        return table_text(
            (codes[row.unit_id], row.value, row.base) for row in self.rows if row.unit_id in codes
        )


def _book(units: Sequence[Unit]) -> UnitBook:
    return UnitBook([KnownUnit(unit.pk, unit.code, unit.full_name) for unit in units])


@require_http_methods(["GET", "POST"])
@signed_in
def allot(request: HttpRequest, kind: str, thing_id: int) -> HttpResponse:
    """Step by step: who, how much, confirm."""
    thing = thing_at(request, kind, thing_id)
    back = reverse(f"plans.{thing.ref.kind}", args=[thing.pk])
    closed = closed_to(request, "plans.allot", thing.plan.unit.path, back)
    if closed is not None:
        return closed
    everybody = units_to_give(thing, today())
    page = _Page(request, thing, everybody, back)
    if request.method == "GET":
        return page.first(UnitsForm(thing=thing, counts=page.counts, initial=page.initial()))
    return page.go(request.POST.get("buoc", ""))


class _Page:
    """One visit to the wizard."""

    def __init__(self, request: HttpRequest, thing: Target | Task, everybody: list[Unit], back: str) -> None:
        self.request, self.thing, self.everybody, self.back = request, thing, everybody, back
        self.counts: dict[str, int] = dict(Counter(unit.kind for unit in everybody))
        self.counts["all"] = len(everybody)
        self.numbered = (
            isinstance(thing, Target) and thing.value is not None and not counts_units(thing.measure)
        )

    def initial(self) -> dict[str, Any]:
        known: dict[str, Any] = {"who": "all", "due_on": self.thing.due_on}
        if isinstance(self.thing, Target):
            rollup = Rollup.objects.filter(target=self.thing).first()
            if rollup is not None:
                known |= {"rule": rollup.rule, "rhythm": rollup.rhythm, "added": "1" if rollup.added else ""}
        return known

    def go(self, step: str) -> HttpResponse:
        form = UnitsForm(self.request.POST, thing=self.thing, counts=self.counts)
        if step == "1":
            # Going back shows what was typed, with no errors of what was not yet asked.
            return self.first(form)
        if not form.is_valid():
            return self.first(form, status=422)
        draft = self._chosen(form)
        if draft.faults:
            for sentence in draft.faults:
                form.add_error("listed", sentence)
            return self.first(form, status=422)
        if self.numbered:
            initial = {"numbers": "same", "same": self._own_number()}
            if step == "2":
                return self.second(form, draft, NumbersForm(target=self._target(), initial=initial))
            numbers = NumbersForm(self.request.POST, self.request.FILES, target=self._target())
            if step == "2-lai":
                return self.second(form, draft, NumbersForm(target=self._target(), initial=self._typed()))
            if not self._read_numbers(numbers, draft):
                return self.second(form, draft, numbers, status=422)
        else:
            draft.rows = tuple(TableRow(unit.pk, None, None, "") for unit in draft.units)
        if step != "ghi":
            return self.third(form, draft)
        return self._do(form, draft)

    def _target(self) -> Target:
        assert isinstance(self.thing, Target)
        return self.thing

    def _own_number(self) -> str:
        value = self._target().value
        return "" if value is None else words_of(value)

    def _typed(self) -> dict[str, Any]:
        return {name: self.request.POST.get(name, "") for name in NUMBER_FIELDS}

    def _chosen(self, form: UnitsForm) -> Draft:
        who = form.cleaned_data["who"]
        if who != "listed":
            units = [unit for unit in self.everybody if who in ("all", unit.kind)]
            return Draft(units)
        read = read_table(
            split_pasted(form.cleaned_data["listed"]), _book(self.everybody), Wanted(number=False)
        )
        ids = read.ids
        return Draft(
            [unit for unit in self.everybody if unit.pk in ids],
            faults=[fault_words(each) for each in read.faults],
        )

    def _read_numbers(self, form: NumbersForm, draft: Draft) -> bool:
        """Put each unit's number into the draft; False when something must be mended first."""
        if not form.is_valid():
            return False
        target = self._target()
        wanted = Wanted(operator=target.operator, percent=target.measure.strip().startswith("%"))
        if form.cleaned_data["numbers"] == "same":
            number = form.cleaned_data["same"]
            wrong = number_fault(number, wanted)
            if wrong:
                fault = TableFault(
                    str(_("Con số chung")), wrong, str(self.request.POST["same"]), str(_("mọi đơn vị"))
                )
                form.add_error("same", fault_words(fault))
                return False
            draft.rows = tuple(TableRow(unit.pk, number, None, "") for unit in draft.units)
            return True
        read = self._table(form, draft, wanted)
        if read is None:
            return False
        draft.rows = read.rows
        draft.faults = [fault_words(each) for each in read.faults]
        draft.missing = [unit for unit in draft.units if unit.pk not in read.ids]
        if not draft.faults and draft.missing:
            draft.faults = [
                _("Thiếu con số của %(n)s đơn vị: %(names)s.")
                % {"n": len(draft.missing), "names": joined([unit.full_name for unit in draft.missing], 12)}
            ]
        return not draft.faults

    def _table(self, form: NumbersForm, draft: Draft, wanted: Wanted) -> TableRead | None:
        file = form.cleaned_data.get("workbook")
        book = _book(draft.units)
        if not file:
            return read_table(split_pasted(form.cleaned_data["table"]), book, wanted)
        try:
            rows = rows_of_workbook(file, file.size)
        except UnreadableWorkbook as wrong:
            form.add_error("workbook", str(wrong))
            return None
        return read_table(rows, book, wanted, where=at_cell)

    # ---------------------------------------------------------------- the three pages

    def _context(self, step: int, **more: Any) -> dict[str, Any]:
        return {
            "thing": self.thing,
            "target": self.thing if isinstance(self.thing, Target) else None,
            "plan": self.thing.plan,
            "goal": goal_of(self.thing),
            "back": self.back,
            "slug": slug_of(self.thing),
            "step": step,
            "steps": self._steps(),
            "numbered": self.numbered,
            **more,
        }

    def _steps(self) -> list[str]:
        return [
            _("Chọn đơn vị"),
            *([_("Con số của từng đơn vị")] if self.numbered else []),
            _("Xem lại và giao"),
        ]

    def first(self, form: UnitsForm, status: int = 200) -> HttpResponse:
        given = Allotment.objects.filter(ended="", parent=None, **{self.thing.ref.kind: self.thing}).count()
        kept = _kept(self.request, NUMBER_FIELDS)
        context = self._context(1, form=form, given=given, counts=self.counts, kept=kept)
        return render(self.request, "plans/cascade/units.html", context, status=status)

    def second(self, form: UnitsForm, draft: Draft, numbers: NumbersForm, status: int = 200) -> HttpResponse:
        context = self._context(
            2, form=form, kept=_kept(self.request, UNIT_FIELDS), numbers=numbers, draft=draft
        )
        return render(self.request, "plans/cascade/numbers.html", context, status=status)

    def third(self, form: UnitsForm, draft: Draft, status: int = 200) -> HttpResponse:
        context = self._context(
            len(self._steps()),
            form=form,
            draft=draft,
            kept=self._kept_numbers(draft),
            **self._preview(form, draft),
        )
        return render(self.request, "plans/cascade/confirm.html", context, status=status)

    def _kept_numbers(self, draft: Draft) -> list[tuple[str, str]]:
        kept = _kept(self.request, UNIT_FIELDS)
        if self.numbered:
            kept += [
                ("numbers", self.request.POST.get("numbers", "same")),
                ("same", self.request.POST.get("same", "")),
            ]
            each = self.request.POST.get("numbers") == "each"
            kept.append(("table", draft.table if each else ""))
        return kept

    def _preview(self, form: UnitsForm, draft: Draft) -> dict[str, Any]:
        there = {
            row.unit_id: row
            for row in Allotment.objects.filter(ended="", parent=None, **{self.thing.ref.kind: self.thing})
        }
        offices = receiving_offices([unit.pk for unit in draft.units], today())
        by_unit = {row.unit_id: row for row in draft.rows}
        due = form.cleaned_data.get("due_on") or self.thing.due_on
        rows = [
            self._preview_row(unit, by_unit[unit.pk], there.get(unit.pk), offices.get(unit.pk), due)
            for unit in draft.units
            if unit.pk in by_unit
        ]
        values = [row.value for row in draft.rows if row.value is not None]
        own = self._target().value if self.numbered else None
        sums = form.cleaned_data.get("rule") == RollupKind.SUM.value and bool(values)
        short = sums and own is not None and sum(values, Decimal(0)) < own
        bare = [row.unit.full_name for row in rows if row.office is None]
        own_words = figure_words(self.thing, own) if sums else ""
        return {
            "rows": rows,
            "due": due,
            "new": sum(1 for row in rows if not row.before),
            "changed": sum(1 for row in rows if row.before not in {"", "="}),
            "same": sum(1 for row in rows if row.before == "="),
            "no_office": bare,
            "no_office_names": joined(bare),
            "has_base": any(row.base is not None for row in rows),
            "sum_words": figure_words(self.thing, sum(values, Decimal(0))) if sums else "",
            "own_words": own_words,
            "short": short,
            "sum_kind": "risk" if short else "",
            "sum_note": _("cả tỉnh phải đạt %(n)s") % {"n": own_words},
            "rule_word": _(RollupKind(form.cleaned_data["rule"]).word)
            if form.cleaned_data.get("rule")
            else "",
            "rhythm_word": dict(form.fields["rhythm"].choices).get(form.cleaned_data.get("rhythm"), "")  # type: ignore[attr-defined]
            if "rhythm" in form.fields
            else "",
        }

    def _preview_row(
        self, unit: Unit, row: TableRow, there: Allotment | None, office: Office | None, due: date | None
    ) -> PreviewRow:
        operator = self.thing.operator if isinstance(self.thing, Target) else ""
        measure = self.thing.measure if isinstance(self.thing, Target) else ""
        words = number_words(operator, row.value, None, measure) if self.numbered else ""
        before = ""
        if there is not None:
            alike = (there.value, there.base, there.due_on) == (
                row.value if self.numbered else there.value,
                row.base,
                due,
            )
            before = "=" if alike else number_words(there.operator, there.value, there.value_max, measure)
        return PreviewRow(unit, words, row.base, office, before)

    def _do(self, form: UnitsForm, draft: Draft) -> HttpResponse:
        given = form.cleaned_data
        try:
            cascade = services.allot(
                about=self.thing.ref,
                rows=[services.Given(row.unit_id, row.value, None, row.base) for row in draft.rows],
                rule=given.get("rule") or RollupKind.REACHED.value,
                rhythm=given.get("rhythm") or "month",
                added=bool(given.get("added")),
                due_on=given.get("due_on"),
                basis=given.get("basis") or "",
                note=given.get("note") or "",
                by=actor_of(self.request),
                at=now(),
            )
        except services.PlanRefused as refused:
            put_faults(form, refused)
            return self.first(form, status=status_of(refused))
        except REFUSALS as refused:
            form.add_error(None, str(refused))
            return self.first(form, status=status_of(refused))
        number = cascade.allotments.count()
        tell(
            self.request,
            _("Đã giao cho %(n)s đơn vị; việc đã lên bàn của từng đơn vị.") % {"n": number}
            if number
            else _("Đã ghi các con số thay đổi."),
        )
        return redirect("plans.allotted", kind=slug_of(self.thing), thing_id=self.thing.pk)


NUMBER_FIELDS = ("numbers", "same", "table")
UNIT_FIELDS = ("who", "listed", "due_on", "basis", "note", "rule", "rhythm", "added")


def _kept(request: HttpRequest, names: Sequence[str]) -> list[tuple[str, str]]:
    """What earlier steps typed, to travel on in hidden fields."""
    return [(name, request.POST.get(name, "")) for name in names if name in request.POST]


@require_GET
@signed_in
def workbook(request: HttpRequest, kind: str, thing_id: int) -> HttpResponse:
    """The workbook to fill in: every unit with its code."""
    thing = thing_at(request, kind, thing_id)
    back = reverse(f"plans.{thing.ref.kind}", args=[thing.pk])
    closed = closed_to(request, "plans.allot", thing.plan.unit.path, back)
    if closed is not None:
        return closed
    there = {
        row.unit_id: row for row in Allotment.objects.filter(ended="", parent=None, **{thing.ref.kind: thing})
    }
    made = workbook_to_fill(thing, units_to_give(thing, today()), there)
    kind_of_file = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return HttpResponse(
        made,
        content_type=kind_of_file,
        headers={"Content-Disposition": f'attachment; filename="giao-chi-tieu-{thing.pk}.xlsx"'},
    )
