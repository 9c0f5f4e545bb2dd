"""A worksheet brought back: read, compared, kept as a draft to look at; then applied whole by the deeds that people use
one by one, or not at all."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any, BinaryIO

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from dinh.ground import queries as kept_files
from dinh.ground import services as ground
from dinh.ground.periods import Period
from dinh.ground.shapes import Ref
from dinh.plans.models import Plan, Project, SheetCell, SheetImport, Target, Task
from dinh.plans.queries import sheets as reads
from dinh.plans.shapes import PlanState, ProgressState
from dinh.plans.sheets import xlsx_in
from dinh.plans.sheets.columns import FIELD_WORDS
from dinh.plans.sheets.comparing import Current, Finding, findings
from dinh.plans.sheets.rows import canonical, lead_base, progress_base
from dinh.town import services as town
from dinh.town.shapes import Actor

from . import assigning, tracking
from .common import PlanRefused, WrongInput, WrongState, name_of, person_id, ref_of

KINDS: tuple[tuple[str, Any], ...] = (("target", Target), ("task", Task), ("project", Project))
DRAFT, APPLIED, DROPPED = "draft", "applied", "dropped"


def may_import(by: Actor, plan: Plan, at: datetime) -> bool:
    """Whether somebody may bring a sheet back to a plan: with the whole unit, or from any office of theirs."""
    offices = {None, *(mandate.office_id for mandate in by.mandates)}
    return any(town.allowed(by, "plans.import_sheet", plan.unit.path, at, office) for office in offices)


def _require(by: Actor, plan: Plan, at: datetime) -> None:
    if not may_import(by, plan, at):
        town.require(by, "plans.import_sheet", plan.unit.path, at)
    if plan.state == PlanState.REPLACED.value:
        raise WrongState(_("Kế hoạch này đã được thay thế, không nhập thêm được."))


def bring(*, plan_id: int, file: BinaryIO | bytes, name: str, by: Actor, at: datetime) -> SheetImport:
    """Read a filled-in workbook and keep what it would change, to be looked at. Changes nothing of the plan."""
    plan = Plan.objects.select_related("unit__parent").get(pk=plan_id)
    _require(by, plan, at)
    contents = file if isinstance(file, bytes) else file.read(xlsx_in.MOST_BYTES + 1)
    book = _read(contents, plan)
    kept = ground.keep(stream_or_bytes=contents, name=name)
    with transaction.atomic():
        found = _compare(book, plan, by, at)
        row = SheetImport.objects.create(
            plan=plan,
            name=kept.name,
            sha256=kept.sha256,
            period_key=book.period,
            rows=len(book.rows),
            by_id=person_id(by),
            by_name=name_of(by),
            at=at,
        )
        _keep(row, found)
        _write("plans.sheet-brought", row, by, at, count=len(found))
    return row


def _read(contents: bytes, plan: Plan) -> xlsx_in.ReadBook:
    try:
        book = xlsx_in.read(contents)
    except xlsx_in.NotASheet as wrong:
        raise WrongInput.of("file", str(wrong)) from wrong
    if book.plan_id != plan.pk:
        raise WrongInput.of("file", _("Bảng này xuất từ kế hoạch khác; mở đúng kế hoạch rồi nộp."))
    try:
        Period.parse(book.period)
    except ValueError as wrong:
        raise WrongInput.of(
            "file", _("Kỳ số liệu ghi trong bảng bị sửa hỏng; xuất bảng mới rồi điền lại.")
        ) from wrong
    return book


def _compare(book: xlsx_in.ReadBook, plan: Plan, by: Actor, at: datetime) -> list[Finding]:
    """What the book says differently today, with what this person may not change told as wrong."""
    known = standing_now(plan, book.period)
    found = findings(book.rows, known, offices_by_name(plan, at))
    things = _things(plan, found)
    typed = {(each.kind, each.thing_id, each.field) for each in found if each.new and each.state != "wrong"}
    early = Period.parse(book.period).first > timezone.localdate(at)
    made = []
    for each in found:
        if each.state == "wrong" or each.thing_id is None:
            made.append(each)
            continue
        key = (each.kind, each.thing_id)
        said = _not_allowed(each, things[key], by, at) or _not_yet(each, known[key], typed, early)
        made.append(
            replace(each, state="wrong", sentence=f"Ô {each.address}: {said}"[:500]) if said else each
        )
    return made


def _not_yet(each: Finding, now: Current, typed: set[tuple[str, int | None, str]], early: bool) -> str:
    """Why a change has nothing to stand on: no value yet for its note, no state for its share; empty when it has."""
    if each.kind == "target":
        if early and each.field in {"value", "note"}:
            return _("kỳ của bảng chưa bắt đầu")
        if (
            each.field == "note"
            and not now.fields["value"]
            and (each.kind, each.thing_id, "value") not in typed
        ):
            return _("chưa có số của kỳ này; nhập số rồi mới ghi nguồn")
        return ""
    if each.field in {"percent", "note"} and not now.fields["state"]:
        return "" if (each.kind, each.thing_id, "state") in typed else _("chọn tiến độ ở cùng dòng trước")
    return ""


def _not_allowed(each: Finding, thing: Any, by: Actor, at: datetime) -> str:
    """Why this person may not make this change; empty when they may."""
    if each.field == "lead":
        allowed = town.allowed(by, "plans.assign", thing.plan.unit.path, at)
    else:
        deed = "plans.enter_value" if each.kind == "target" else "plans.record_progress"
        offices = tracking.offices_reaching(thing, deed)
        allowed = any(town.allowed(by, deed, thing.plan.unit.path, at, office) for office in offices)
    if allowed and each.kind == "target" and each.field in {"value", "note"}:
        return _measured_already(thing)
    if allowed:
        return ""
    return _("anh, chị không được giao việc ghi “%(field)s” của dòng này") % {
        "field": FIELD_WORDS[each.field].lower()
    }


def _measured_already(target: Any) -> str:
    """Why nothing is typed for a target that measures itself; empty for another. One query a changed cell."""
    bound = target.bindings.filter(ended_at=None).first()
    return _("chỉ tiêu này đo từ hồ sơ (%(words)s), không nhập tay") % {"words": bound.words} if bound else ""


def offices_by_name(plan: Plan, at: datetime) -> dict[str, str]:
    """The number of an office by its name, and its name by "#number". Of two of one name the nearer is meant."""
    day = timezone.localdate(at)
    if plan.unit.until is not None and plan.unit.until < day:
        day = plan.unit.until
    made: dict[str, str] = {}
    for office in reads.offices_to_choose(plan, day):
        made[canonical(office.name).casefold()] = str(office.pk)
        made[f"#{office.pk}"] = office.name
    return made


def standing_now(plan: Plan, period: str) -> dict[tuple[str, int], Current]:
    """Every thing of a plan with the fields that a sheet may change, as they stand. Eight queries."""
    made: dict[tuple[str, int], Current] = {}
    targets = list(plan.targets.select_related("lead_office"))
    values = reads.live_values([target.pk for target in targets], period)
    for target in targets:
        value = values.get(target.pk)
        fields = {
            "value": "" if value is None else canonical(value.value),
            "note": canonical(value.note) if value else "",
            **lead_base(target),
        }
        made["target", target.pk] = Current(target.pk, target.text, fields, target.operator, target.measure)
    for kind, model in KINDS[1:]:
        rows = list(model.objects.filter(plan=plan).select_related("lead_office"))
        newest = reads.newest_progress(kind, [row.pk for row in rows])
        for row in rows:
            words = row.text if kind == "task" else row.name
            made[kind, row.pk] = Current(
                row.pk, words, {**progress_base(newest.get(row.pk)), **lead_base(row)}
            )
    return made


def _things(plan: Plan, found: Iterable[Finding]) -> dict[tuple[str, int], Any]:
    made: dict[tuple[str, int], Any] = {}
    for kind, model in KINDS:
        ids = {each.thing_id for each in found if each.kind == kind and each.thing_id is not None}
        rows = model.objects.filter(plan=plan, pk__in=ids).select_related("plan__unit", "lead_office")
        if kind == "target":
            rows = rows.prefetch_related("coop")
        made |= {(kind, row.pk): row for row in rows}
    return made


def _keep(row: SheetImport, found: Iterable[Finding]) -> None:
    SheetCell.objects.bulk_create(
        SheetCell(
            sheet_import=row,
            position=number,
            sheet=each.sheet,
            cell=each.address,
            kind=each.kind,
            thing_id=each.thing_id,
            words=each.words,
            field=each.field,
            before=each.before,
            after=each.after,
            given={"new": each.new, "base": each.base, "now": each.now},
            state=each.state,
            sentence=each.sentence,
        )
        for number, each in enumerate(found, 1)
    )


# ---------------------------------------------------------------- applying


def _draft(import_id: int) -> SheetImport:
    row = (
        SheetImport.objects.select_for_update(of=("self",))
        .select_related("plan__unit__parent")
        .get(pk=import_id)
    )
    if row.state != DRAFT:
        raise WrongState(_("Bảng này %(state)s rồi.") % {"state": row.state_word.lower()})
    return row


def apply(
    *, import_id: int, by: Actor, at: datetime, skip: bool = False, submit: bool = False
) -> SheetImport:
    """Do everything a brought-back sheet says, in one transaction. What was changed here since it was last looked at, or a
    deed refused on the way, stops it all and nothing is done. Wrong and changed cells must be mended, or left out by
    saying `skip`; `submit` hands the values in for approval at once."""
    try:
        with transaction.atomic():
            return _apply(import_id, by, at, skip, submit)
    except _MovedOn:
        refresh(import_id=import_id, by=by, at=at)
        raise WrongState(
            _("Có ô vừa được người khác đổi. Chưa ghi gì; xem lại các ô đánh dấu rồi ghi.")
        ) from None


class _MovedOn(Exception):
    """Something changed between the look and the deed."""


def _apply(import_id: int, by: Actor, at: datetime, skip: bool, submit: bool) -> SheetImport:
    row = _draft(import_id)
    _require(by, row.plan, at)
    cells = list(row.cells.all())
    bad = [cell for cell in cells if cell.state != "change"]
    good = [cell for cell in cells if cell.state == "change"]
    if bad and not skip:
        raise WrongInput.of(
            "skip",
            _("Còn %(n)s ô sai hoặc đã đổi. Sửa bảng rồi nộp lại, hoặc chọn bỏ qua các ô đó.")
            % {"n": len(bad)},
        )
    if not good:
        raise WrongState(_("Bảng này không có gì để ghi."))
    now = standing_now(row.plan, row.period_key)
    for cell in good:
        current = now.get((cell.kind, int(cell.thing_id or 0)))
        if current is None or current.fields.get(cell.field, "") != cell.given["now"]:
            raise _MovedOn
    for (kind, thing_id), members in _by_thing(good).items():
        _do(kind, thing_id, members, row, now[kind, thing_id], by, at, submit)
    row.state, row.decided_by_name, row.decided_at = APPLIED, name_of(by), at
    row.save(update_fields=["state", "decided_by_name", "decided_at"])
    _write("plans.sheet-applied", row, by, at, count=len(good), left_out=len(bad))
    return row


def _by_thing(cells: Iterable[SheetCell]) -> dict[tuple[str, int], dict[str, SheetCell]]:
    made: dict[tuple[str, int], dict[str, SheetCell]] = {}
    for cell in cells:
        made.setdefault((cell.kind, int(cell.thing_id or 0)), {})[cell.field] = cell
    return made


def _do(
    kind: str,
    thing_id: int,
    cells: dict[str, SheetCell],
    row: SheetImport,
    now: Current,
    by: Actor,
    at: datetime,
    submit: bool,
) -> None:
    """The deeds of one row; a refusal is told with the address of its cell."""
    new = {field: cell.given["new"] for field, cell in cells.items()}
    try:
        if "lead" in new:
            assigning.assign_lead(
                about=Ref(kind, thing_id),
                office_id=int(new["lead"]),
                by=by,
                at=at,
                remark=_("Theo bảng %(name)s") % {"name": row.name},
            )
        if kind == "target" and {"value", "note"} & new.keys():
            tracking.enter_value(
                target_id=thing_id,
                period=row.period_key,
                value=Decimal(new.get("value", now.fields["value"])),
                note=new.get("note", now.fields["note"]),
                by=by,
                at=at,
                submit=submit,
            )
        if kind != "target" and {"state", "percent", "note"} & new.keys():
            _progress(kind, thing_id, new, row, now, by, at)
    except PlanRefused as refused:
        where = ", ".join(cell.cell for cell in cells.values())
        raise WrongInput.of(
            "file", _("Ô %(where)s: %(said)s Chưa ghi gì.") % {"where": where, "said": refused}
        ) from refused


def _progress(
    kind: str, thing_id: int, new: dict[str, str], row: SheetImport, now: Current, by: Actor, at: datetime
) -> None:
    state = new.get("state", now.fields["state"])
    percent = new.get("percent", "" if "state" in new else now.fields["percent"])
    note = new.get("note") or _("Cập nhật theo bảng %(name)s.") % {"name": row.name}
    if state == ProgressState.DONE.value and "percent" not in new:
        percent = ""
    tracking.record_progress(
        about=Ref(kind, thing_id),
        state=state,
        percent=int(percent) if percent else None,
        note=note,
        on=timezone.localdate(at),
        by=by,
        at=at,
    )


def refresh(*, import_id: int, by: Actor, at: datetime) -> SheetImport:
    """Compare a draft once more with what stands here now: its kept file is read again."""
    with transaction.atomic():
        row = _draft(import_id)
        _require(by, row.plan, at)
        with kept_files.open_kept(row.sha256) as stream:
            book = _read(stream.read(), row.plan)
        row.cells.all().delete()
        _keep(row, _compare(book, row.plan, by, at))
    return row


@transaction.atomic
def drop(*, import_id: int, by: Actor, at: datetime) -> SheetImport:
    """Put a brought-back sheet aside. Its file stays kept."""
    row = _draft(import_id)
    _require(by, row.plan, at)
    row.state, row.decided_by_name, row.decided_at = DROPPED, name_of(by), at
    row.save(update_fields=["state", "decided_by_name", "decided_at"])
    _write("plans.sheet-dropped", row, by, at)
    return row


def _write(deed: str, row: SheetImport, by: Actor, at: datetime, **data: Any) -> None:
    ground.write(
        deed=deed,
        about=row.ref,
        by=ref_of(by),
        at=at,
        data={"name": row.name, "period": row.period_key, **data},
        also=[row.plan.ref],
    )
