"""What this room answers to rooms below: figures known for a report, targets and tasks that an inspection may look into."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import TypeVar

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.urls import reverse

from dinh.ground.figures import number
from dinh.ground.periods import Period
from dinh.ground.search import search_q
from dinh.measures.models import Value
from dinh.measures.proving import Span
from dinh.measures.queries import Claim, claim_of
from dinh.plans.models import Target, TargetValue, Task
from dinh.plans.shapes import PlanState, ValueState
from dinh.sectors.inspections.shapes import Subject
from dinh.sectors.reporting.shapes import Figure

Led = TypeVar("Led", Target, Task)
MOST_FIGURES = 120


class KnownFigures:
    """Fills `reporting.figures`: approved figures of the targets that the office leads, each with its period."""

    def figures_for(
        self, *, unit_id: int, office_id: int | None, first: date, last: date, regime_key: str
    ) -> Sequence[Figure]:
        """The newest approved figure of each target up to the report's last day, those of its own days and earlier
        ones alike: the source says which. Two queries."""
        targets = _in_force(Target.objects.filter(plan__unit_id=unit_id))
        if office_id is not None:
            targets = targets.filter(lead_office_id=office_id)
        approved = TargetValue.objects.filter(
            target=OuterRef("pk"),
            state=ValueState.APPROVED.value,
            superseded_at=None,
            allotment=None,
            period_last__lte=last,
        ).order_by("-period_last", "-pk")
        rows = targets.annotate(newest=Subquery(approved.values("pk")[:1])).exclude(newest=None)
        some = list(rows.order_by("plan_id", "position", "pk")[:MOST_FIGURES])
        values = TargetValue.objects.in_bulk([row.newest for row in some])
        return [_figure(row, values[row.newest]) for row in some]


def _figure(target: Target, value: TargetValue) -> Figure:
    period = Period.parse(value.period_key)
    return Figure(
        key=f"target-{target.pk}",
        words=target.metric or target.text,
        value=number(value.value),
        measure=target.measure,
        source=f"{target.plan.name}, {target.mark}, {period.label_vi}",
        ref=f"target:{target.pk}",
        typed=False,
    )


class Inspectable:
    """Fills `inspections.subjects`: targets and tasks of the plans of the inspected."""

    def subjects_for(
        self, *, unit_ids: Sequence[int], office_ids: Sequence[int], words: str, day: date, limit: int
    ) -> Sequence[Subject]:
        """Targets, then tasks, of the plans of those units; of one's own office first. Two queries."""
        targets = _in_force(Target.objects.filter(plan__unit_id__in=unit_ids))
        tasks = _in_force(Task.objects.filter(plan__unit_id__in=unit_ids))
        if office_ids:
            led = Q(lead_office_id__in=office_ids)
            targets, tasks = targets.filter(led), tasks.filter(led)
        found: list[Subject] = []
        for kind, route, rows in (("target", "plans.target", targets), ("task", "plans.task", tasks)):
            some = rows.filter(search_q("search", words)).order_by("plan_id", "position", "pk")
            found += [
                Subject(
                    ref=f"{kind}:{row.pk}",
                    words=f"{row.mark} {row.text}",
                    url=reverse(route, args=[row.pk]),
                    group=row.plan.name,
                )
                for row in some[: max(0, limit - len(found))]
            ]
        return found


def _in_force(rows: QuerySet[Led]) -> QuerySet[Led]:
    return rows.exclude(plan__state=PlanState.REPLACED.value).select_related("plan")


class MeasuredTargets:
    """Fills `measures.targets`: the measured values in force, as claims that `dinh prove` counts anew."""

    def claims(self, target: str, within: Span, unit_code: str | None) -> list[Claim]:
        """Of a target by its number, by words of its text, or of every target for "all". Three queries."""
        rows = TargetValue.objects.filter(
            source__isnull=False, state=ValueState.APPROVED.value, superseded_at=None
        )
        if target.isdigit():
            rows = rows.filter(Q(target_id=int(target)) | Q(allotment__target_id=int(target)))
        elif target != "all":
            some = Target.objects.filter(search_q("search", target)).values("pk")
            rows = rows.filter(Q(target__in=some) | Q(allotment__target__in=some))
        if unit_code:
            rows = rows.filter(source__unit_code=unit_code)
        said = rows.order_by().values_list("period_key", flat=True).distinct()
        rows = rows.filter(period_key__in=[key for key in said if within.holds(key)])
        values = list(rows.select_related("source", "target", "allotment__target").order_by("pk"))
        kept = Value.objects.select_related("run", "formula").in_bulk(
            [row.source.reading_id for row in values if row.source.reading_id]
        )
        return [
            _claim(row, claim_of(kept[row.source.reading_id]))
            for row in values
            if row.source.reading_id in kept
        ]


def _claim(row: TargetValue, kept: Claim) -> Claim:
    """What the target stands by, over the state and formula that were kept with it."""
    told = replace(kept, words=row.of_target.text, value=row.value)
    if row.denominator is None:
        return told
    return replace(told, numerator=row.numerator, denominator=row.denominator)
