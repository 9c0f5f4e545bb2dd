"""Plans, targets with their values, tasks and projects with their diaries."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from dinh.ground.search import search_q
from dinh.plans import queries, services
from dinh.plans.models import Plan, Project, Target, TargetValue, Task
from dinh.plans.queries.gathered import standing_in
from dinh.plans.queries.judging import approved_series, money_of, newest_of
from dinh.plans.shapes import PlanState, ValueState
from dinh.town import apikit as kit

from .base import (
    GatheredOut,
    PlanOut,
    PlanPage,
    ProgressIn,
    ProgressOut,
    ProjectOut,
    ProjectPage,
    SourceOut,
    TargetOut,
    TargetPage,
    TaskOut,
    TaskPage,
    ValueIn,
    ValueOut,
    ValuePage,
    ValueRemarkIn,
    number,
    progress,
    router,
    sees_drafts,
    standing_out,
    value_out,
)

# ---------------------------------------------------------------- shaping


def plan_out(row: Plan) -> PlanOut:
    """A plan as programs see it."""
    return PlanOut(
        id=row.pk,
        symbol=row.symbol,
        title=row.title,
        kind=row.kind,
        unit_code=row.unit.code,
        issued_on=row.date,
        since=row.since,
        until=row.until,
        horizon_from=row.horizon_from,
        horizon_to=row.horizon_to,
        state=row.state,
        state_words=PlanState(row.state).word,
        as_read=row.as_read,
    )


def targets_out(rows: list[Target]) -> dict[int, TargetOut]:
    """Targets as the API tells them, by number. Needs `plan.unit` selected."""
    series = approved_series([row.pk for row in rows])
    wholes = standing_in([row.pk for row in rows if row.pk not in series], kit.today())
    made = {}
    for row in rows:
        whole = wholes.get(row.pk)
        values = (whole.measured,) if whole else series.get(row.pk, ())
        newest = series[row.pk][-1] if row.pk in series else None
        made[row.pk] = TargetOut(
            id=row.pk,
            plan_id=row.plan_id,
            mark=row.mark,
            text=row.text,
            pillar=row.pillar,
            operator=row.operator,
            value=number(row.value),
            value_max=number(row.value_max),
            measure=row.measure,
            due_on=row.due_on,
            due_words=row.due_words,
            lead_office_id=row.lead_office_id,
            lead_words=row.lead_words,
            newest_value=newest.value if newest else None,
            newest_on=newest.last if newest else None,
            gathered=GatheredOut(value=whole.value, last=whole.last, counted=whole.counted, total=whole.total)
            if whole
            else None,
            standing=standing_out(queries.standing_of(row, row.plan, values, kit.today())),
        )
    return made


def _tasks_out(rows: list[Task]) -> dict[int, TaskOut]:
    made = {}
    newest = newest_of("task", Task.objects.filter(pk__in=[row.pk for row in rows]))
    for row in rows:
        entry = newest.get(row.pk)
        made[row.pk] = TaskOut(
            id=row.pk,
            plan_id=row.plan_id,
            mark=row.mark,
            text=row.text,
            output=row.output,
            due_on=row.due_on,
            due_words=row.due_words,
            rhythm=row.rhythm,
            lead_office_id=row.lead_office_id,
            lead_words=row.lead_words,
            state=entry.state if entry else None,
            percent=entry.percent if entry else None,
            standing=standing_out(queries.task_standing(row, row.plan, entry, kit.today())),
        )
    return made


def _projects_out(rows: list[Project]) -> dict[int, ProjectOut]:
    made = {}
    newest = newest_of("project", Project.objects.filter(pk__in=[row.pk for row in rows]))
    for row in rows:
        entry, money = newest.get(row.pk), money_of(row.money.all())
        made[row.pk] = ProjectOut(
            id=row.pk,
            plan_id=row.plan_id,
            mark=row.mark,
            name=row.name,
            group=row.group,
            period=row.period,
            lead_office_id=row.lead_office_id,
            lead_words=row.lead_words,
            total=money.total,
            by_source=[SourceOut(source=source, amount=amount) for source, amount in money.by_source],
            spent=entry.spent if entry else None,
            state=entry.state if entry else None,
            percent=entry.percent if entry else None,
            standing=standing_out(queries.project_standing(row, row.plan, entry, kit.today())),
        )
    return made


# ---------------------------------------------------------------- reading


@kit.read(router, "/plans", out=PlanPage, name="plans", summary="Kế hoạch được xem")
def plans(
    request: HttpRequest,
    unit: kit.Code = "",
    q: kit.Query = "",
    cursor: kit.Cursor = "",
    limit: kit.Limit = 50,
) -> Any:
    """Của các đơn vị trong phạm vi của khóa và của đơn vị cấp trên."""
    rows = queries.visible_plans(kit.actor_of(request), kit.today()).select_related("unit")
    if unit:
        rows = rows.filter(unit__code=unit)
    return kit.page(rows.filter(search_q("search", q)), plan_out, cursor=cursor, limit=limit)


def _plan(request: HttpRequest, plan_id: int) -> Plan:
    return kit.found(queries.plan_for(kit.actor_of(request), plan_id, kit.today()))


@kit.read(router, "/plans/{plan_id}", out=PlanOut, name="plan", summary="Một kế hoạch", missing=True)
def plan(request: HttpRequest, plan_id: kit.PathId) -> Any:
    """Kế hoạch đã được thay thế vẫn đọc được."""
    return plan_out(_plan(request, plan_id))


@kit.read(
    router,
    "/plans/{plan_id}/targets",
    out=TargetPage,
    name="plan_targets",
    summary="Chỉ tiêu của một kế hoạch, kèm tình trạng hôm nay",
    missing=True,
)
def plan_targets(
    request: HttpRequest, plan_id: kit.PathId, cursor: kit.Cursor = "", limit: kit.Limit = 50
) -> Any:
    """Tình trạng tính khi hỏi, cùng quy tắc với trang."""
    rows = Target.objects.filter(plan=_plan(request, plan_id)).select_related("plan__unit")
    return kit.page_of(rows, targets_out, cursor=cursor, limit=limit)


@kit.read(router, "/targets/{target_id}", out=TargetOut, name="target", summary="Một chỉ tiêu", missing=True)
def target(request: HttpRequest, target_id: kit.PathId) -> Any:
    """Kèm số đã duyệt mới nhất và tình trạng hôm nay."""
    row = kit.found(queries.target_for(kit.actor_of(request), target_id, kit.today()))
    return targets_out([row])[row.pk]


@kit.read(
    router,
    "/targets/{target_id}/values",
    out=ValuePage,
    name="target_values",
    summary="Số liệu các kỳ của một chỉ tiêu",
    missing=True,
)
def target_values(
    request: HttpRequest, target_id: kit.PathId, cursor: kit.Cursor = "", limit: kit.Limit = 50
) -> Any:
    """Người nhập, người duyệt thấy cả bản nháp và số bị trả lại; người khác chỉ thấy số đã duyệt."""
    actor = kit.actor_of(request)
    row = kit.found(queries.target_for(actor, target_id, kit.today()))
    rows = TargetValue.objects.filter(target=row)
    if not sees_drafts(actor, row):
        rows = rows.filter(state=ValueState.APPROVED.value)
    return kit.page(rows, value_out, cursor=cursor, limit=limit)


@kit.read(
    router,
    "/plans/{plan_id}/tasks",
    out=TaskPage,
    name="plan_tasks",
    summary="Nhiệm vụ của một kế hoạch",
    missing=True,
)
def plan_tasks(
    request: HttpRequest, plan_id: kit.PathId, cursor: kit.Cursor = "", limit: kit.Limit = 50
) -> Any:
    """Kèm tiến độ mới nhất và tình trạng hôm nay."""
    rows = Task.objects.filter(plan=_plan(request, plan_id)).select_related("plan__unit")
    return kit.page_of(rows, _tasks_out, cursor=cursor, limit=limit)


@kit.read(router, "/tasks/{task_id}", out=TaskOut, name="task", summary="Một nhiệm vụ", missing=True)
def task(request: HttpRequest, task_id: kit.PathId) -> Any:
    """Kèm tiến độ mới nhất."""
    row = kit.found(queries.task_for(kit.actor_of(request), task_id, kit.today()))
    return _tasks_out([row])[row.pk]


@kit.read(
    router,
    "/plans/{plan_id}/projects",
    out=ProjectPage,
    name="plan_projects",
    summary="Dự án của một kế hoạch",
    missing=True,
)
def plan_projects(
    request: HttpRequest, plan_id: kit.PathId, cursor: kit.Cursor = "", limit: kit.Limit = 50
) -> Any:
    """Kèm kinh phí theo văn bản và tiến độ mới nhất."""
    rows = Project.objects.filter(plan=_plan(request, plan_id)).select_related("plan__unit")
    return kit.page_of(rows.prefetch_related("money"), _projects_out, cursor=cursor, limit=limit)


@kit.read(router, "/projects/{project_id}", out=ProjectOut, name="project", summary="Một dự án", missing=True)
def project(request: HttpRequest, project_id: kit.PathId) -> Any:
    """Kèm kinh phí theo văn bản."""
    row = kit.found(queries.project_for(kit.actor_of(request), project_id, kit.today()))
    return _projects_out([row])[row.pk]


# ---------------------------------------------------------------- writing


@kit.write(
    router,
    "/targets/{target_id}/values",
    out=ValueOut,
    name="enter_value",
    summary="Nhập số liệu một kỳ",
    status=201,
)
def enter_value(request: HttpRequest, target_id: kit.PathId, body: ValueIn) -> Any:
    """Ghi bản nháp, hoặc trình ngay khi `submit` là true. Số đang trên đường của kỳ ấy được thay."""
    actor = kit.actor_of(request)
    row = kit.found(queries.target_for(actor, target_id, kit.today()))
    made = services.enter_value(
        target_id=row.pk,
        period=body.period,
        value=body.value,
        numerator=body.numerator,
        denominator=body.denominator,
        note=body.note,
        submit=body.submit,
        seen=body.seen,
        by=actor,
        at=kit.now(),
    )
    return value_out(made)


def _value(request: HttpRequest, value_id: int) -> TargetValue:
    actor = kit.actor_of(request)
    row = kit.found(queries.value_for(actor, value_id, kit.today()))
    if row.state != ValueState.APPROVED.value and not sees_drafts(actor, row.holder):
        kit.found(None)
    return row


@kit.write(router, "/values/{value_id}/submit", out=ValueOut, name="submit_value", summary="Trình số liệu")
def submit_value(request: HttpRequest, value_id: kit.PathId) -> Any:
    """Bản nháp hoặc số bị trả lại."""
    row = _value(request, value_id)
    return value_out(services.submit_value(value_id=row.pk, by=kit.actor_of(request), at=kit.now()))


@kit.write(router, "/values/{value_id}/approve", out=ValueOut, name="approve_value", summary="Duyệt số liệu")
def approve_value(request: HttpRequest, value_id: kit.PathId, body: ValueRemarkIn) -> Any:
    """Không ai tự duyệt số của mình."""
    row = _value(request, value_id)
    made = services.approve_value(value_id=row.pk, remark=body.remark, by=kit.actor_of(request), at=kit.now())
    return value_out(made)


@kit.write(router, "/values/{value_id}/return", out=ValueOut, name="return_value", summary="Trả lại số liệu")
def return_value(request: HttpRequest, value_id: kit.PathId, body: ValueRemarkIn) -> Any:
    """Phải có lý do trong `remark`."""
    row = _value(request, value_id)
    made = services.return_value(value_id=row.pk, remark=body.remark, by=kit.actor_of(request), at=kit.now())
    return value_out(made)


@kit.write(
    router,
    "/targets/{target_id}/progress",
    out=ProgressOut,
    name="target_progress",
    summary="Ghi tiến độ chỉ tiêu",
    status=201,
)
def target_progress(request: HttpRequest, target_id: kit.PathId, body: ProgressIn) -> Any:
    """Thêm một dòng nhật ký; không dòng nào bị ghi đè."""
    row = kit.found(queries.target_for(kit.actor_of(request), target_id, kit.today()))
    return progress(request, row.ref, body)


@kit.write(
    router,
    "/tasks/{task_id}/progress",
    out=ProgressOut,
    name="task_progress",
    summary="Ghi tiến độ nhiệm vụ",
    status=201,
)
def task_progress(request: HttpRequest, task_id: kit.PathId, body: ProgressIn) -> Any:
    """Thêm một dòng nhật ký; không dòng nào bị ghi đè."""
    row = kit.found(queries.task_for(kit.actor_of(request), task_id, kit.today()))
    return progress(request, row.ref, body)


@kit.write(
    router,
    "/projects/{project_id}/progress",
    out=ProgressOut,
    name="project_progress",
    summary="Ghi tiến độ dự án",
    status=201,
)
def project_progress(request: HttpRequest, project_id: kit.PathId, body: ProgressIn) -> Any:
    """Thêm một dòng nhật ký; không dòng nào bị ghi đè."""
    row = kit.found(queries.project_for(kit.actor_of(request), project_id, kit.today()))
    return progress(request, row.ref, body)
