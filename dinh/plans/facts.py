"""What the plans let be counted: targets, tasks, and what was given to units, each with how it stands by the records."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dinh.ground import facts
from dinh.ground.facts import Column
from dinh.ground.shapes import Ref
from dinh.work.models import Assignment

from .models import Allotment, MeasureBinding, Plan, Progress, Target, TargetValue, Task
from .queries.judging import newest_of
from .shapes import PlanState, ProgressState, ValueState

_PLAN = (
    Column("plan", "text", _("Kế hoạch (số hiệu hoặc tên)")),
    Column("plan_id", "whole", _("Kế hoạch (số)"), empty=False),
    Column("since", "day", _("Kế hoạch có hiệu lực từ ngày"), empty=False),
    Column("ends_on", "day", _("Kế hoạch hết hiệu lực ngày")),
    Column("stands", "yes", _("Kế hoạch còn hiệu lực"), empty=False),
)
_NUMBER = (
    Column("operator", "text", _("So sánh")),
    Column("value", "number", _("Giá trị phải đạt")),
    Column("value_max", "number", _("Giá trị phải đạt, cận trên")),
    Column("due_on", "day", _("Hạn")),
)
_LATEST = (
    Column("latest", "number", _("Giá trị đã duyệt mới nhất")),
    Column("latest_on", "day", _("Giá trị đó tính đến ngày")),
)

TARGETS = (
    Column("id", "text", _("Khóa của dữ kiện"), empty=False),
    Column("unit", "text", _("Đơn vị ban hành kế hoạch (mã)"), empty=False),
    *_PLAN,
    Column("mark", "text", _("Mã chỉ tiêu")),
    Column("pillar", "text", _("Trụ cột")),
    Column("measure", "text", _("Đơn vị tính")),
    *_NUMBER,
    Column("due_year", "whole", _("Năm phải đạt")),
    *_LATEST,
    Column("bound", "text", _("Số đo đang gắn")),
)
TASKS = (
    Column("id", "text", _("Khóa của dữ kiện"), empty=False),
    Column("unit", "text", _("Đơn vị ban hành kế hoạch (mã)"), empty=False),
    *_PLAN,
    Column("mark", "text", _("Mã nhiệm vụ")),
    Column("office", "text", _("Đơn vị chủ trì")),
    Column("due_on", "day", _("Hạn")),
    Column("rhythm", "text", _("Nhịp")),
    Column("state", "text", _("Tình trạng ghi gần nhất")),
    Column("percent", "whole", _("Tiến độ (%)")),
    Column("told_on", "day", _("Ghi tính đến ngày")),
    Column("done", "yes", _("Đã xong"), empty=False),
    Column("late", "yes", _("Xong sau hạn")),
    Column("followed", "yes", _("Theo dõi trên hệ thống"), empty=False),
)
ALLOTMENTS = (
    Column("id", "text", _("Khóa của dữ kiện"), empty=False),
    Column("unit", "text", _("Đơn vị được giao (mã)"), empty=False),
    *_PLAN,
    Column("office", "text", _("Phòng, ban chịu trách nhiệm")),
    Column("target", "text", _("Chỉ tiêu (khóa dữ kiện)")),
    Column("task", "text", _("Nhiệm vụ (khóa dữ kiện)")),
    Column("part", "yes", _("Là phần giao tiếp trong đơn vị"), empty=False),
    *_NUMBER,
    Column("base", "number", _("Mẫu số dự kiến")),
    Column("given_on", "day", _("Giao từ ngày"), empty=False),
    Column("until", "day", _("Đến hết ngày")),
    Column("state", "text", _("Trả lời của đơn vị"), empty=False),
    Column("ended", "text", _("Kết thúc vì")),
    *_LATEST,
    Column("progress", "text", _("Tình trạng ghi gần nhất")),
)


def _of_plan(plan: Plan) -> dict[str, Any]:
    return {
        "source": "dinh",
        "plan": plan.symbol or plan.title[:200],
        "plan_id": plan.pk,
        "since": plan.since,
        "ends_on": plan.until,
        "stands": plan.state != PlanState.REPLACED,
    }


def _number(row: Target | Allotment) -> dict[str, Any]:
    return {
        "operator": row.operator or None,
        "value": None if row.value is None else float(row.value),
        "value_max": None if row.value_max is None else float(row.value_max),
        "due_on": row.due_on,
    }


def _latest(kind: str, ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    """The newest approved value of each. 1 query."""
    rows = (
        TargetValue.objects.filter(
            state=ValueState.APPROVED.value, superseded_at=None, **{f"{kind}__in": list(ids)}
        )
        .order_by("period_last", "id")
        .values_list(f"{kind}_id", "value", "period_last")
    )
    return {pk: {"latest": float(value), "latest_on": last} for pk, value, last in rows}


def read_targets(keys: Sequence[str]) -> Iterator[dict[str, Any]]:
    """The targets of these keys. 3 queries."""
    ids = facts.ids_of("t", keys)
    latest = _latest("target", ids)
    running = MeasureBinding.objects.filter(target__in=ids, ended_at=None)
    bound = dict(running.order_by().values_list("target_id", "measure"))
    for row in Target.objects.filter(pk__in=ids).order_by("pk").select_related("plan__unit").defer("search"):
        yield {
            **_of_plan(row.plan),
            **_number(row),
            "id": f"t{row.pk}",
            "unit": row.plan.unit.code,
            "mark": row.mark,
            "pillar": row.pillar,
            "measure": row.measure or None,
            "due_year": row.due_year,
            "bound": bound.get(row.pk),
            **latest.get(row.pk, {}),
        }


def read_tasks(keys: Sequence[str]) -> Iterator[dict[str, Any]]:
    """The tasks of these keys. 3 queries."""
    ids = facts.ids_of("k", keys)
    rows = Task.objects.filter(pk__in=ids).order_by("pk")
    newest = newest_of("task", rows.order_by())
    asked = Assignment.objects.filter(asked_by_kind="task", asked_by_id__in=[str(pk) for pk in ids])
    followed = {int(pk) for pk in asked.order_by().values_list("asked_by_id", flat=True) if pk.isdigit()}
    for row in rows.select_related("plan__unit", "lead_office").defer("search"):
        told: Progress | None = newest.get(row.pk)
        done = told is not None and told.state == ProgressState.DONE
        yield {
            **_of_plan(row.plan),
            "id": f"k{row.pk}",
            "unit": row.plan.unit.code,
            "mark": row.mark,
            "office": row.lead_name or None,
            "due_on": row.due_on,
            "rhythm": row.rhythm or None,
            "state": told.state if told else ProgressState.NOT_STARTED.value,
            "percent": told.percent if told else None,
            "told_on": told.on if told else None,
            "done": done,
            "late": told.on > row.due_on if told and done and row.due_on else None,
            "followed": row.pk in followed or told is not None,
        }


def read_allotments(keys: Sequence[str]) -> Iterator[dict[str, Any]]:
    """What was given under these keys. 3 queries."""
    ids = facts.ids_of("a", keys)
    latest = _latest("allotment", ids)
    rows = Allotment.objects.filter(pk__in=ids).order_by("pk")
    newest = newest_of("allotment", rows.order_by())
    whole = rows.select_related("unit", "office", "target__plan", "task__plan")
    for row in whole:
        told = newest.get(row.pk)
        yield {
            **_of_plan(row.plan),
            **_number(row),
            "id": f"a{row.pk}",
            "unit": row.unit.code,
            "office": row.office.name if row.office else None,
            "target": f"t{row.target_id}" if row.target_id else None,
            "task": f"k{row.task_id}" if row.task_id else None,
            "part": row.parent_id is not None,
            "base": None if row.base is None else float(row.base),
            "given_on": row.since,
            "until": row.until,
            "state": row.state,
            "ended": row.ended or None,
            "progress": told.state if told else None,
            **latest.get(row.pk, {}),
        }


def _touched(
    kind: str, prefix: str, of_plans: Callable[[list[int]], Any]
) -> Callable[[Sequence[Ref]], set[str]]:
    """The things themselves, and those of the plans that were touched as a whole. 1 query."""

    def touched(refs: Sequence[Ref]) -> set[str]:
        found = set(facts.ids_among(refs, kind))
        if plans := facts.ids_among(refs, "plan"):
            found |= set(of_plans(plans).order_by().values_list("pk", flat=True))
        return {f"{prefix}{pk}" for pk in found}

    return touched


def _allotments_of(plans: list[int]) -> Any:
    return Allotment.objects.filter(Q(target__plan__in=plans) | Q(task__plan__in=plans))


TABLES = (
    facts.FactTable(
        name="targets",
        version=1,
        words=_("Chỉ tiêu của kế hoạch"),
        grain=_("một chỉ tiêu"),
        key="id",
        day="since",
        columns=TARGETS,
        kinds=frozenset({"target", "plan"}),
        touched=_touched("target", "t", lambda plans: Target.objects.filter(plan__in=plans)),
        read=read_targets,
        walk=facts.walker(t=Target.objects.all),
        count=facts.counter(t=Target.objects.all),
        opens=lambda key: Ref("target", int(key[1:])),
    ),
    facts.FactTable(
        name="tasks",
        version=1,
        words=_("Nhiệm vụ của kế hoạch"),
        grain=_("một nhiệm vụ"),
        key="id",
        day="since",
        columns=TASKS,
        kinds=frozenset({"task", "plan"}),
        touched=_touched("task", "k", lambda plans: Task.objects.filter(plan__in=plans)),
        read=read_tasks,
        walk=facts.walker(k=Task.objects.all),
        count=facts.counter(k=Task.objects.all),
        opens=lambda key: Ref("task", int(key[1:])),
    ),
    facts.FactTable(
        name="allotments",
        version=1,
        words=_("Chỉ tiêu, nhiệm vụ giao cho đơn vị"),
        grain=_("một phần giao"),
        key="id",
        day="given_on",
        columns=ALLOTMENTS,
        kinds=frozenset({"allotment", "plan"}),
        touched=_touched("allotment", "a", _allotments_of),
        read=read_allotments,
        walk=facts.walker(a=Allotment.objects.all),
        count=facts.counter(a=Allotment.objects.all),
        opens=lambda key: Ref("allotment", int(key[1:])),
    ),
)
