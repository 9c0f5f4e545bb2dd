"""Inspections one may see, and the parts of one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from dinh.ground.search import search_q
from dinh.town import queries as town
from dinh.town.rules import covers
from dinh.town.shapes import Actor

from ..models import CheckItem, Evidence, Explanation, Finding, Inspection, Party, Template
from ..rules import progress_of
from ..shapes import InspectionState, RecommendationState

PAGE = 30


def visible(actor: Actor | None, day: date) -> QuerySet[Inspection]:
    """Inspections the actor may see: those by a unit under their mandates, and those of one (what is only being prepared
    is shown to the inspected too, so that they can make ready)."""
    inspected = Party.objects.filter(
        town.unit_scope_q(actor, day, prefix="unit__"), inspection=OuterRef("pk")
    )
    return Inspection.objects.filter(town.unit_scope_q(actor, day, prefix="unit__") | Exists(inspected))


def inspections(
    actor: Actor | None,
    day: date,
    *,
    state: str = "",
    kind: str = "",
    words: str = "",
    after: tuple[date, int] | None = None,
    limit: int = PAGE,
) -> list[Inspection]:
    """A page of inspections, newest first, with their parties, and how many recommendations are still followed (`followed`).
    2 queries."""
    rows = visible(actor, day)
    if state == "open":
        rows = rows.exclude(state__in=(InspectionState.CLOSED.value, InspectionState.DROPPED.value))
    elif state:
        rows = rows.filter(state=state)
    if kind:
        rows = rows.filter(kind=kind)
    if words:
        rows = rows.filter(search_q("search", words))
    if after:
        rows = rows.filter(Q(first_day__lt=after[0]) | Q(first_day=after[0], pk__lt=after[1]))
    rows = rows.annotate(
        followed=Count(
            "recommendations", filter=Q(recommendations__state=RecommendationState.ASKED.value), distinct=True
        )
    )
    return list(
        rows.select_related("unit", "office")
        .prefetch_related(Prefetch("parties", queryset=Party.objects.select_related("unit", "office")))
        .order_by("-first_day", "-pk")[:limit]
    )


def inspection_for(actor: Actor | None, inspection_id: int, day: date) -> Inspection | None:
    """One inspection with its units, if the actor may see it. One query."""
    return visible(actor, day).select_related("unit", "office").filter(pk=inspection_id).first()


def on_inspecting_side(actor: Actor | None, row: Inspection, day: date) -> bool:
    """Whether the actor stands with those who inspect: a mandate at that unit or office, or above it."""
    return any(
        row.unit.path.startswith(m.unit_path) and covers(m, row.unit.path, day, row.office_id)
        for m in (actor.mandates if actor else ())
    )


def sees_findings(actor: Actor | None, row: Inspection, day: date) -> bool:
    """Whether answers and findings are shown: to those who inspect always, to the inspected once they are asked."""
    shown = row.state not in (InspectionState.PLANNED, InspectionState.RUNNING, InspectionState.DROPPED)
    return shown or on_inspecting_side(actor, row, day)


@dataclass(frozen=True, slots=True)
class PartyView:
    """One of the inspected with its check-list, by group, and its findings."""

    party: Party
    groups: list[tuple[str, list[CheckItem]]]
    findings: list[Finding]
    meets: int
    fails: int
    not_applicable: int
    unchecked: int

    @property
    def unexplained(self) -> int:
        return sum(1 for each in self.findings if each.needs_explaining and not each.explanations.all())


def parties_of(row: Inspection) -> list[PartyView]:
    """Each of the inspected with everything written about it. 7 queries, however many."""
    evidence = Prefetch("evidence", queryset=Evidence.objects.order_by("pk"))
    explanations = Prefetch("explanations", queryset=Explanation.objects.prefetch_related(evidence))
    findings = Prefetch(
        "findings",
        queryset=Finding.objects.select_related(
            "check_item", "party__unit", "party__office"
        ).prefetch_related(evidence, explanations),
    )
    rows = row.parties.select_related("unit", "office").prefetch_related("checks", findings)
    found = []
    for party in rows:
        groups: dict[str, list[CheckItem]] = {}
        for item in party.checks.all():
            groups.setdefault(item.group, []).append(item)
        counts = progress_of([item.result for item in party.checks.all()])
        found.append(PartyView(party, list(groups.items()), list(party.findings.all()), *counts))
    return found


def explaining_owed(actor: Actor | None, day: date) -> int:
    """How many inspections wait for an explanation of the actor's own unit or office. One query."""
    mine = Q(pk__in=[])
    for m in actor.mandates if actor else ():
        if m.role in ("leader", "planner", "office_head", "officer") and covers(
            m, m.unit_path, day, m.office_id
        ):
            mine |= Q(office=m.office_id) if m.office_id else Q(unit__path=m.unit_path)
    left = Finding.objects.filter(party=OuterRef("pk"), withdrawn_why="", explanations=None).exclude(
        kind="good"
    )
    rows = Party.objects.filter(mine, Exists(left), inspection__state=InspectionState.EXPLAINING.value)
    return rows.values("inspection").distinct().count()


def templates(actor: Actor | None, day: date, *, over: bool = False) -> list[Template]:
    """Templates of the country, of the actor's units and of those above. One query."""
    scope = town.unit_scope_q(actor, day, prefix="unit__", with_above=True)
    rows = Template.objects.filter(Q(unit=None) | scope, since__lte=day).select_related("unit")
    if not over:
        rows = rows.filter(Q(until=None) | Q(until__gte=day))
    return list(rows.order_by("name", "-since")[:100])
