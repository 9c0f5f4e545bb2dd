"""One target, one task, one project: what was promised and where, what happened since, and the forms to go on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dinh.ground import queries as kept_files
from dinh.ground.periods import Period, between, containing
from dinh.look.shapes import Fact, Line, Passage
from dinh.plans import queries, rules, services
from dinh.plans.forms import (
    AssignForm,
    LinkForm,
    ProgressForm,
    ProjectProgressForm,
    ValueForm,
    YesValueForm,
    put_faults,
)
from dinh.plans.models import Evidence, Place, Plan, Project, Target, TargetValue, Task
from dinh.plans.queries.judging import approved_series, money_of, promise_of
from dinh.plans.rules.numbers import with_unit
from dinh.plans.rules.standing import LESS_IS_BETTER, gap_words
from dinh.plans.shapes import PlanState, ValueState
from dinh.town.pages import signed_in

from .common import REFUSALS, actor_of, deed, found, may, now, tell, tell_refusal, today
from .fields import lines_words
from .rows import goal_words, margin_of, story_of, value_words


def _files(form: Any) -> list[tuple[str, Any]]:
    return [(each.name, each) for each in form.cleaned_data.get("evidence") or []]


def _may_led(request: HttpRequest, deed_name: str, thing: Target | Task | Project) -> bool:
    offices = [thing.lead_office_id]
    if isinstance(thing, Target):
        offices += [each.office_id for each in thing.coop.all()]
    path = thing.plan.unit.path
    return thing.plan.state != PlanState.REPLACED.value and any(
        may(request, deed_name, path, o) for o in offices
    )


def passages(places: Iterable[Place]) -> list[tuple[Place, Passage]]:
    """Each place with its own words."""
    return [
        (
            place,
            Passage(
                f"{place.where_word}, {_('trang %(n)s') % {'n': place.page}}, "
                f"{lines_words(place.first_line, place.last_line)}",
                place.quote,
            ),
        )
        for place in places
    ]


# ---------------------------------------------------------------- target


def _target(request: HttpRequest, target_id: int) -> Target:
    row: Target = found(
        queries.target_for(actor_of(request), target_id, today()), _("Không có chỉ tiêu này.")
    )
    return row


@require_GET
@signed_in
def target(request: HttpRequest, target_id: int) -> HttpResponse:
    """A target: value against path, values by period, its places in the paper, what it carries out, its story."""
    return _show_target(request, _target(request, target_id))


def _show_target(
    request: HttpRequest, row: Target, *, value_form: Any = None, progress_form: Any = None, status: int = 200
) -> HttpResponse:
    plan, day = row.plan, today()
    series = approved_series([row.pk]).get(row.pk, ())
    standing = queries.standing_of(row, plan, series, day)
    values = queries.values_of(row)
    may_enter = _may_led(request, "plans.enter_value", row)
    may_decide = _may_led(request, "plans.approve_value", row)
    periods = period_choices(plan, day)
    make = YesValueForm if row.operator == "yes" else ValueForm
    context = {
        "target": row,
        "plan": plan,
        "standing": standing,
        "goal": goal_words(row),
        "newest": series[-1] if series else None,
        "newest_row": next(
            (v for v in values if v.state == ValueState.APPROVED.value and not v.superseded_at), None
        ),
        "newest_words": value_words(row, series[-1].value) if series else "",
        "change": _change(row, series),
        "facts": _facts(row, plan, series, day),
        "line": _line(row, plan, series, values, standing.look),
        "values": [
            (each, value_words(row, float(each.value)), Period.parse(each.period_key)) for each in values
        ],
        "pending": [
            each for each in values if each.state == ValueState.SUBMITTED.value and not each.superseded_at
        ],
        "places": passages(row.places.all()),
        "coop": list(row.coop.select_related("office")),
        "parents": [
            (link, goal_words(link.parent))
            for link in row.parents.filter(ended_at=None).select_related("parent__plan__unit")
        ],
        "children": [(link, goal_words(link.target)) for link in queries.carried_targets(row)],
        "progress": queries.progress_of(row.ref),
        "may_enter": may_enter,
        "may_decide": may_decide,
        "may_record": _may_led(request, "plans.record_progress", row),
        "may_link": may(request, "plans.link", plan.unit.path) and bool(plan.carries_out_id),
        "may_assign": may(request, "plans.assign", plan.unit.path) and plan.state != PlanState.REPLACED.value,
        "me": actor_of(request).person_id,
        "value_form": value_form
        or (
            make(periods=periods, measure=row.measure, initial={"period": _likely(periods)})
            if may_enter
            else None
        ),
        "progress_form": progress_form or ProgressForm(),
        **story_of(row.ref),
    }
    return render(request, "plans/target.html", context, status=status)


def period_choices(plan: Plan, day: date) -> list[tuple[str, str]]:
    """Periods a value may be entered for: this year's and last year's months, quarters, halves and years, newest first,
    and the year before the plan as the start of its path."""
    end = min(day, plan.unit.until) if plan.unit.until else day
    begin = date(max(plan.since.year, end.year - 1), 1, 1)
    made: list[Period] = []
    for kind in ("month", "quarter", "half", "year"):
        made += reversed(list(between(begin, end, kind)))  # type: ignore[arg-type]
    made.append(Period("year", plan.since.year - 1))
    return [(period.key, period.label_vi) for period in made if period.first <= day]


def _likely(periods: Sequence[tuple[str, str]]) -> str:
    """The month before this one: what is being entered most days."""
    return periods[1][0] if len(periods) > 1 else periods[0][0]


def _change(row: Target, series: Sequence[rules.Measured]) -> str:
    if len(series) < 2 or row.operator in {"yes"}:
        return ""
    gap = series[-1].value - series[-2].value
    if not gap:
        return _("không đổi so với kỳ trước")
    words = gap_words(abs(gap), row.measure)
    return (_("tăng %(gap)s so với kỳ trước") if gap > 0 else _("giảm %(gap)s so với kỳ trước")) % {
        "gap": words
    }


def _facts(row: Target, plan: Plan, series: Sequence[rules.Measured], day: date) -> list[Fact]:
    promise = promise_of(row, plan)
    path = rules.path_at(promise, series, series[-1].last) if series else None
    made = []
    if path is not None:
        made.append(Fact(_("Lộ trình lúc này"), with_unit(round(path, 1), row.measure)))
    due = _("hạn %(day)s") % {"day": f"{row.due_on:%d/%m/%Y}"} if row.due_on else _("văn bản không ghi hạn")
    made.append(Fact(_("Phải đạt"), goal_words(row), due))
    made.append(Fact(_("Trụ cột"), _(row.pillar_word), row.scope))
    if series:
        old = (day - series[-1].last).days
        made.append(
            Fact(
                _("Độ tươi"),
                f"{series[-1].last:%d/%m/%Y}",
                _("%(n)s ngày trước") % {"n": old} if old > 0 else _("kỳ đang chạy"),
            )
        )
    return made[:4]


def _line(
    row: Target, plan: Plan, series: Sequence[rules.Measured], values: Sequence[TargetValue], kind: str
) -> Line | None:
    """The chart, in even steps of the finest period measured; None when there is no number to draw. A value from before
    the plan is where the path begins, not a point of the plan's own."""
    own = [each for each in series if each.last >= plan.since]
    if not own or row.value is None or row.operator in {"yes", "rank"}:
        return None
    live = [each for each in values if each.state == ValueState.APPROVED.value and each.superseded_at is None]
    kinds = {Period.parse(each.period_key).kind for each in live if each.period_last >= plan.since}
    step = next(each for each in ("month", "quarter", "half", "year") if each in kinds | {"year"})
    end = max(
        own[-1].last, min(row.due_on, date(own[-1].last.year + 2, 12, 31)) if row.due_on else own[-1].last
    )
    slots = list(between(plan.since, end, step))[:60]
    by_slot = {containing(each.last, step): each for each in own}
    redone = {containing(each.period_last, step) for each in live if each.supersedes_id}
    promise = promise_of(row, plan)
    path = [rules.path_at(promise, series, slot.last) for slot in slots]
    return Line(
        title=row.text,
        values=[by_slot[slot].value if slot in by_slot else None for slot in slots],
        labels=[_short_label(slot, len(slots)) for slot in slots],
        path=path if all(each is not None for each in path) else (),
        target=float(row.value),
        threshold=margin_of(row),
        less_is_better=row.operator in LESS_IS_BETTER,
        unit=row.measure,
        kind=kind,
        marked=[n for n, slot in enumerate(slots) if slot in redone],
        urls=[f"#k-{by_slot[slot].last:%Y%m%d}" if slot in by_slot else "" for slot in slots],
    )


def _short_label(period: Period, slots: int) -> str:
    if period.kind == "month":
        return str(period.number) if slots <= 12 else f"{period.number}/{period.year % 100:02d}"
    if period.kind == "quarter":
        return f"Q{period.number}/{period.year % 100:02d}"
    return str(period.year) if period.kind == "year" else period.key


@require_POST
@signed_in
def enter_value(request: HttpRequest, target_id: int) -> HttpResponse:
    """Enter a value as a draft, or submit it at once."""
    row = _target(request, target_id)
    make = YesValueForm if row.operator == "yes" else ValueForm
    form = make(request.POST, request.FILES, periods=period_choices(row.plan, today()), measure=row.measure)
    submit = request.POST.get("viec") != "nhap"
    if form.is_valid():
        try:
            services.enter_value(
                target_id=row.pk,
                period=form.cleaned_data["period"],
                value=form.cleaned_data["value"],
                numerator=form.cleaned_data.get("numerator"),
                denominator=form.cleaned_data.get("denominator"),
                note=form.cleaned_data["note"],
                files=_files(form),
                by=actor_of(request),
                at=now(),
                submit=submit,
            )
        except services.PlanRefused as refused:
            put_faults(form, refused)
        except REFUSALS as refused:
            # Whoever has no mandate is not shown the form, so the sentence stands at the top of the page.
            tell_refusal(request, refused)
            return redirect("plans.target", target_id=row.pk)
        else:
            tell(request, _("Đã trình số liệu, chờ duyệt.") if submit else _("Đã ghi bản nháp."))
            return redirect("plans.target", target_id=row.pk)
    return _show_target(request, row, value_form=form, status=422)


@require_POST
@signed_in
def submit_value(request: HttpRequest, value_id: int) -> HttpResponse:
    """Hand a draft in."""
    row = found(queries.value_for(actor_of(request), value_id, today()), _("Không có số liệu này."))
    return deed(
        request,
        lambda: services.submit_value(value_id=row.pk, by=actor_of(request), at=now()),
        done=_("Đã trình số liệu, chờ duyệt."),
        back=reverse("plans.target", args=[row.target_id]),
    )


@require_http_methods(["GET", "POST"])
@signed_in
def link_target(request: HttpRequest, target_id: int) -> HttpResponse:
    """Tie one target to the one above that it carries out."""
    row = _target(request, target_id)
    parent_plan = row.plan.carries_out
    if parent_plan is None:
        return redirect("plans.target", target_id=row.pk)
    parents = list(parent_plan.targets.all())
    guesses = rules.guess_links(
        [services.linking.comparable(row)], [services.linking.comparable(each) for each in parents]
    )
    likely = {guess.parent for guess in guesses}
    parents.sort(key=lambda each: (each.pk not in likely, each.position))
    choices = [(str(each.pk), f"{each.text[:120]} ({goal_words(each)})") for each in parents]
    form = LinkForm(request.POST or None, parents=choices)
    if request.method == "POST" and form.is_valid():
        try:
            services.link_targets(
                target_id=row.pk,
                parent_id=int(form.cleaned_data["parent"]),
                kind=form.cleaned_data["kind"],
                remark=form.cleaned_data["remark"],
                by=actor_of(request),
                at=now(),
            )
        except REFUSALS as refused:
            form.add_error(None, str(refused))
        else:
            tell(request, _("Đã nối với chỉ tiêu cấp trên."))
            return redirect("plans.target", target_id=row.pk)
    status = 422 if request.method == "POST" else 200
    return render(
        request,
        "plans/link_target.html",
        {"target": row, "form": form, "parent_plan": parent_plan},
        status=status,
    )


@require_POST
@signed_in
def unlink(request: HttpRequest, target_id: int, link_id: int) -> HttpResponse:
    """End a link."""
    row = _target(request, target_id)
    mine = found(row.parents.filter(pk=link_id).first(), _("Không có mối nối này."))
    return deed(
        request,
        lambda: services.unlink_targets(link_id=mine.pk, by=actor_of(request), at=now()),
        done=_("Đã gỡ mối nối. Lịch sử vẫn giữ."),
        back=reverse("plans.target", args=[row.pk]),
    )


# ---------------------------------------------------------------- task and project


@require_GET
@signed_in
def task(request: HttpRequest, task_id: int) -> HttpResponse:
    """A task: what is owed, its diary, its place, its story."""
    row: Task = found(queries.task_for(actor_of(request), task_id, today()), _("Không có nhiệm vụ này."))
    return _show_task(request, row)


def _show_task(request: HttpRequest, row: Task, *, form: Any = None, status: int = 200) -> HttpResponse:
    progress = queries.progress_of(row.ref)
    standing = queries.task_standing(row, row.plan, progress[0] if progress else None, today())
    return render(
        request,
        "plans/task.html",
        {
            "task": row,
            "plan": row.plan,
            "standing": standing,
            "progress": progress,
            "places": passages(row.places.all()),
            "may_record": _may_led(request, "plans.record_progress", row),
            "may_assign": may(request, "plans.assign", row.plan.unit.path),
            "progress_form": form or ProgressForm(),
            **story_of(row.ref),
        },
        status=status,
    )


@require_GET
@signed_in
def project(request: HttpRequest, project_id: int) -> HttpResponse:
    """A project: money, diary, place, story."""
    row: Project = found(
        queries.project_for(actor_of(request), project_id, today()), _("Không có dự án này.")
    )
    return _show_project(request, row)


def _show_project(request: HttpRequest, row: Project, *, form: Any = None, status: int = 200) -> HttpResponse:
    progress = queries.progress_of(row.ref)
    sums = list(row.money.all())
    return render(
        request,
        "plans/project.html",
        {
            "project": row,
            "plan": row.plan,
            "standing": queries.project_standing(row, row.plan, progress[0] if progress else None, today()),
            "sums": sums,
            "money": money_of(sums),
            "spent": next((each.spent for each in progress if each.spent is not None), None),
            "progress": progress,
            "places": passages(row.places.all()),
            "may_record": _may_led(request, "plans.record_progress", row),
            "may_assign": may(request, "plans.assign", row.plan.unit.path),
            "progress_form": form or ProjectProgressForm(),
            **story_of(row.ref),
        },
        status=status,
    )


@require_POST
@signed_in
def record_progress(request: HttpRequest, kind: str, thing_id: int) -> HttpResponse:
    """Write an entry in a thing's diary."""
    finders = {"target": queries.target_for, "task": queries.task_for, "project": queries.project_for}
    row: Any = found(finders[kind](actor_of(request), thing_id, today()), _("Không có mục này."))
    make = ProjectProgressForm if kind == "project" else ProgressForm
    form = make(request.POST, request.FILES)
    if form.is_valid():
        spent = form.cleaned_data.get("spent")
        try:
            services.record_progress(
                about=row.ref,
                state=form.cleaned_data["state"],
                note=form.cleaned_data["note"],
                on=form.cleaned_data["on"],
                percent=form.cleaned_data["percent"],
                spent=None if spent is None else int(spent),
                files=_files(form),
                by=actor_of(request),
                at=now(),
            )
        except services.PlanRefused as refused:
            put_faults(form, refused)
        except REFUSALS as refused:
            tell_refusal(request, refused)
            return redirect(f"plans.{kind}", row.pk)
        else:
            tell(request, _("Đã ghi tiến độ."))
            return redirect(f"plans.{kind}", row.pk)
    if kind == "target":
        return _show_target(request, row, progress_form=form, status=422)
    return (
        _show_task(request, row, form=form, status=422)
        if kind == "task"
        else _show_project(request, row, form=form, status=422)
    )


@require_http_methods(["GET", "POST"])
@signed_in
def assign(request: HttpRequest, kind: str, thing_id: int) -> HttpResponse:
    """Give a target, task or project to an office."""
    finders = {"target": queries.target_for, "task": queries.task_for, "project": queries.project_for}
    row: Any = found(
        finders[kind](actor_of(request), thing_id, today()) if kind in finders else None,
        _("Không có mục này."),
    )
    choices = [
        (str(office.pk), f"{office.name}, {office.unit.full_name}")
        for office in services.offices_for(row, now())
    ]
    form = AssignForm(request.POST or None, offices=choices, initial={"office": row.lead_office_id})
    if request.method == "POST" and form.is_valid():
        try:
            services.assign_lead(
                about=row.ref,
                office_id=int(form.cleaned_data["office"]),
                remark=form.cleaned_data["remark"],
                by=actor_of(request),
                at=now(),
            )
        except REFUSALS as refused:
            form.add_error(None, str(refused))
        else:
            tell(request, _("Đã giao cơ quan chủ trì."))
            return redirect(f"plans.{kind}", row.pk)
    status = 422 if request.method == "POST" else 200
    back = reverse(f"plans.{kind}", args=[row.pk])
    return render(request, "plans/assign.html", {"thing": row, "form": form, "back": back}, status=status)


# ---------------------------------------------------------------- evidence


@require_GET
@signed_in
def evidence(request: HttpRequest, evidence_id: int) -> Any:
    """An evidence file as it was kept, for whoever may see its plan."""
    file = found(
        Evidence.objects.select_related("progress", "value").filter(pk=evidence_id).first(),
        _("Không có tệp này."),
    )
    plan_id = _plan_of(file)
    found(queries.plan_for(actor_of(request), plan_id, today()), _("Không có tệp này."))
    try:
        stream = kept_files.open_kept(file.sha256)
    except FileNotFoundError:
        tell_refusal(request, Exception(_("Tệp không còn trong kho; người quản trị chạy dinh verify.")))
        return redirect("plans.plan", plan_id=plan_id)
    return FileResponse(stream, as_attachment=True, filename=file.name, content_type=file.media_type)


def _plan_of(file: Evidence) -> int:
    if file.value_id is not None and file.value is not None:
        return file.value.target.plan_id
    entry = file.progress
    assert entry is not None
    thing = entry.target or entry.task or entry.project
    assert thing is not None
    return thing.plan_id
