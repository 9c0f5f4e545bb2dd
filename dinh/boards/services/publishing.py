"""Making a plan's figures public, and taking them back."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from dinh.boards.models import Publication
from dinh.boards.queries.standings import seen_targets
from dinh.boards.shapes import PlanPublished, PublicationEnded
from dinh.ground import services as ground
from dinh.plans.models import Plan, Target, TargetValue
from dinh.plans.queries import project_rows
from dinh.plans.shapes import ValueState
from dinh.town import services as town
from dinh.town.shapes import Actor

HISTORY = 12
"""Periods of each target shown beside its newest figure."""


class PublishRefused(Exception):
    """It cannot be made public. `.field` names the field; `str()` is a Vietnamese sentence."""

    def __init__(self, sentence: str, field: str = "") -> None:
        self.field = field
        super().__init__(sentence)


@transaction.atomic
def publish(
    *,
    plan_id: int,
    targets: Sequence[int],
    title: str,
    words: str = "",
    money: bool = False,
    by: Actor,
    at: datetime,
) -> Publication:
    """Show chosen targets of a plan to everybody, with the figures of this moment and what they are made of. What was
    public of the plan before ends. Raises NotAllowed, PublishRefused."""
    plan = Plan.objects.select_for_update(of=("self",)).select_related("unit").get(pk=plan_id)
    town.require(by, "boards.publish", plan.unit.path, at)
    if plan.as_read:
        raise PublishRefused(_("Kế hoạch này máy đọc, chưa có người soát, nên chưa công khai được."))
    chosen = Target.objects.filter(plan=plan, pk__in=targets)
    if not targets or chosen.count() != len(set(targets)):
        raise PublishRefused(_("Chọn ít nhất một chỉ tiêu của kế hoạch này để công khai."), "targets")
    if not title.strip():
        raise PublishRefused(_("Ghi tên hiện trên trang công khai."), "title")
    day = timezone.localdate(at)
    for earlier in Publication.objects.filter(plan=plan, ended_at=None):
        _end(earlier, by, at, _("Có bản mới hơn"), "boards.replaced")
    frozen = _frozen(plan, [target.pk for target in chosen], at, money=money)
    made = Publication.objects.create(
        unit=plan.unit,
        plan=plan,
        title=title.strip(),
        words=words.strip(),
        as_of=day,
        frozen=frozen,
        digest=_digest(frozen),
        by_id=by.person_id,
        by_name=by.name,
        at=at,
    )
    ground.write(
        deed="boards.published",
        about=made.ref,
        by=by.ref,
        at=at,
        data={"targets": sorted(targets), "as_of": day, "digest": made.digest, "money": money},
        also=[plan.ref, plan.unit.ref],
    )
    ground.announce(PlanPublished(made.pk, plan.pk, plan.unit.code, day.isoformat()), at=at)
    return made


@transaction.atomic
def withdraw(*, publication_id: int, reason: str, by: Actor, at: datetime) -> Publication:
    """Take a publication back; it stays in the archive with the reason. Raises NotAllowed, PublishRefused."""
    row = (
        Publication.objects.select_for_update(of=("self",))
        .select_related("unit", "plan")
        .get(pk=publication_id)
    )
    town.require(by, "boards.withdraw", row.unit.path, at)
    if row.ended_at is not None:
        raise PublishRefused(_("Bản này đã thôi công khai."))
    if not reason.strip():
        raise PublishRefused(_("Ghi lý do rút."), "reason")
    _end(row, by, at, reason.strip()[:300], "boards.withdrawn")
    return row


def _end(row: Publication, by: Actor, at: datetime, reason: str, deed: str) -> None:
    row.ended_at, row.ended_by_id, row.end_reason = at, by.person_id, reason
    row.save(update_fields=["ended_at", "ended_by", "end_reason"])
    ground.write(deed=deed, about=row.ref, by=by.ref, at=at, data={"reason": reason}, also=[row.plan.ref])
    ground.announce(PublicationEnded(row.pk, row.plan_id, row.unit.code), at=at)


def _frozen(plan: Plan, keys: Sequence[int], at: datetime, *, money: bool) -> dict[str, Any]:
    """The figures of this moment with what they are made of: numerators, denominators, periods, who approved when, keys."""
    day = timezone.localdate(at)
    targets = {target.pk: target for target in plan.targets.filter(pk__in=keys).select_related("lead_office")}
    history = _history(keys, day)
    rows = []
    for one in sorted(
        seen_targets(plan.targets.filter(pk__in=keys), day), key=lambda each: targets[each.key].position
    ):
        target = targets[one.key]
        rows.append(
            {
                "key": one.key,
                "mark": one.mark,
                "text": one.text,
                "pillar": one.pillar,
                "lead": one.office,
                "operator": one.operator,
                "goal": one.goal,
                "goal_max": None if target.value_max is None else float(target.value_max),
                "unit": one.unit_word,
                "due": one.due.isoformat() if one.due else None,
                "value": one.value,
                "last": one.last.isoformat() if one.last else None,
                "kind": one.kind.value,
                "path": one.standing.path,
                "inputs": history.get(one.key, []),
            }
        )
    frozen: dict[str, Any] = {
        "plan": {"key": plan.pk, "name": plan.name, "title": plan.title, "since": plan.since.isoformat()},
        "taken_at": at.isoformat(),
        "targets": rows,
    }
    if money:
        projects = project_rows(plan, today=day)
        frozen["money"] = [
            {
                "key": row.project.pk,
                "name": row.project.name,
                "total": row.money.total,
                "spent": row.spent,
                "sources": [list(each) for each in row.money.by_source],
            }
            for row in projects
        ]
    return frozen


def _history(keys: Sequence[int], day: Any) -> dict[int, list[dict[str, Any]]]:
    found: dict[int, list[dict[str, Any]]] = {}
    values = TargetValue.objects.filter(
        target__in=keys, state=ValueState.APPROVED.value, superseded_at=None, period_last__lte=day
    ).order_by("period_last", "pk")
    for value in values:
        found.setdefault(value.target_id or 0, []).append(
            {
                "key": value.pk,
                "period": value.period_key,
                "last": value.period_last.isoformat(),
                "value": float(value.value),
                "numerator": None if value.numerator is None else float(value.numerator),
                "denominator": None if value.denominator is None else float(value.denominator),
                "approved_on": timezone.localdate(value.decided_at).isoformat() if value.decided_at else None,
            }
        )
    return {key: rows[-HISTORY:] for key, rows in found.items()}


def _digest(frozen: dict[str, Any]) -> str:
    text = json.dumps(frozen, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
