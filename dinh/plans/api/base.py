"""What the parts of this entrance share: the router, how refusals are told, types and shapes."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Literal

from django.http import HttpRequest
from ninja import Schema
from pydantic import Field

from dinh.ground.services import FileRefused
from dinh.ground.shapes import Ref
from dinh.plans import services
from dinh.plans.models import Allotment, Target, TargetValue
from dinh.plans.services.tracking import offices_reaching, path_of
from dinh.plans.shapes import ProgressState, Standing, ValueState
from dinh.town import apikit as kit
from dinh.town import services as town
from dinh.town.shapes import Actor

router = kit.router("plans", "Kế hoạch")
kit.refuse_as(services.PlanRefused, 409)
kit.refuse_as(
    services.WrongInput, 422, lambda wrong: [(fault.field, fault.sentence) for fault in wrong.faults]
)
kit.refuse_as(FileRefused, 422)

State = Literal["not-started", "doing", "stuck", "done"]
Number = Annotated[float, Field(ge=-1e15, le=1e15, strict=True, allow_inf_nan=False)]
Percent = Annotated[int, Field(ge=0, le=100, strict=True)]
Money = Annotated[int, Field(ge=0, le=10**15, strict=True)]
PeriodKey = Annotated[str, Field(max_length=10, pattern=r"^[0-9A-Z-]{4,10}$", examples=["2026-10"])]


class StandingOut(Schema):
    """Where a thing stands today, and why, as its page says it."""

    kind: str
    words: str
    reason: str
    gap: float | None


class PlanOut(Schema):
    id: int
    symbol: str
    title: str
    kind: str
    unit_code: str
    issued_on: date | None
    since: date
    until: date | None
    horizon_from: int | None
    horizon_to: int | None
    state: str
    state_words: str
    as_read: bool


class PlanPage(Schema):
    items: list[PlanOut]
    next: str | None


class GatheredOut(Schema):
    """What the units that a target was given to make together: `counted` of `total` have a figure."""

    value: float
    last: date
    counted: int
    total: int


class TargetOut(Schema):
    id: int
    plan_id: int
    mark: str
    text: str
    pillar: str
    operator: str
    value: float | None
    value_max: float | None
    measure: str
    due_on: date | None
    due_words: str
    lead_office_id: int | None
    lead_words: str
    newest_value: float | None
    newest_on: date | None
    gathered: GatheredOut | None = None
    standing: StandingOut


class TargetPage(Schema):
    items: list[TargetOut]
    next: str | None


class ValueOut(Schema):
    id: int
    target_id: int | None
    allotment_id: int | None
    period: str
    period_last: date
    value: float
    numerator: float | None
    denominator: float | None
    note: str
    state: str
    state_words: str
    entered_by: str
    entered_at: datetime
    decided_by: str
    decided_at: datetime | None
    remark: str
    superseded_at: datetime | None


class ValuePage(Schema):
    items: list[ValueOut]
    next: str | None


class ProgressOut(Schema):
    id: int
    state: str
    state_words: str
    percent: int | None
    spent: int | None
    note: str
    on: date
    by: str
    at: datetime


class TaskOut(Schema):
    id: int
    plan_id: int
    mark: str
    text: str
    output: str
    due_on: date | None
    due_words: str
    rhythm: str
    lead_office_id: int | None
    lead_words: str
    state: str | None
    percent: int | None
    standing: StandingOut


class TaskPage(Schema):
    items: list[TaskOut]
    next: str | None


class SourceOut(Schema):
    source: str
    amount: int


class ProjectOut(Schema):
    """Sums are whole đồng, as the plan's paper gives them; what became of them is in the money of the project."""

    id: int
    plan_id: int
    mark: str
    name: str
    group: str
    period: str
    lead_office_id: int | None
    lead_words: str
    total: int
    by_source: list[SourceOut]
    spent: int | None
    state: str | None
    percent: int | None
    standing: StandingOut


class ProjectPage(Schema):
    items: list[ProjectOut]
    next: str | None


class ValueIn(kit.In):
    """A value for a period. `seen` is the id of the newest value you know of for that period: what somebody else entered
    since is not replaced unseen."""

    period: PeriodKey
    value: Number
    numerator: Number | None = None
    denominator: Number | None = None
    note: kit.Text = ""
    submit: kit.Flag = False
    seen: kit.Id | None = None


class ValueRemarkIn(kit.In):
    remark: kit.Line = ""


class ProgressIn(kit.In):
    state: State
    note: kit.Text
    on: kit.Day
    percent: Percent | None = None
    spent: Money | None = None


# ---------------------------------------------------------------- shaping


def standing_out(it: Standing) -> StandingOut:
    return StandingOut(kind=it.kind.value, words=it.word, reason=str(it.reason), gap=it.gap)


def number(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


def value_out(row: TargetValue) -> ValueOut:
    """A value of a period as programs see it."""
    return ValueOut(
        id=row.pk,
        target_id=row.target_id,
        allotment_id=row.allotment_id,
        period=row.period_key,
        period_last=row.period_last,
        value=float(row.value),
        numerator=number(row.numerator),
        denominator=number(row.denominator),
        note=row.note,
        state=row.state,
        state_words=ValueState(row.state).word,
        entered_by=row.entered_by_name,
        entered_at=row.entered_at,
        decided_by=row.decided_by_name,
        decided_at=row.decided_at,
        remark=row.remark,
        superseded_at=row.superseded_at,
    )


def sees_drafts(actor: Actor, row: Target | Allotment) -> bool:
    """As on the page: drafts and what waits are for those who may enter or approve."""
    return any(
        town.allowed(actor, deed, path_of(row), kit.now(), office)
        for deed in ("plans.enter_value", "plans.approve_value")
        for office in offices_reaching(row, deed)
    )


def progress(request: HttpRequest, about: Ref, body: ProgressIn) -> ProgressOut:
    entry = services.record_progress(
        about=about,
        state=body.state,
        note=body.note,
        on=body.on,
        percent=body.percent,
        spent=body.spent,
        by=kit.actor_of(request),
        at=kit.now(),
    )
    return ProgressOut(
        id=entry.pk,
        state=entry.state,
        state_words=ProgressState(entry.state).word,
        percent=entry.percent,
        spent=entry.spent,
        note=entry.note,
        on=entry.on,
        by=entry.by_name,
        at=entry.at,
    )
