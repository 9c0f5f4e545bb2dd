"""What the ranking counts: targets that hold, work not late, reports sent in time; by unit or by office."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path

import yaml
from django.conf import settings
from django.db.models import Case, F, Q, When
from django.db.models import Count as CountOf

from dinh.boards import rules
from dinh.boards.queries.standings import GOOD, plans_in_force, seen_targets
from dinh.boards.rules import Count, Part, Rule
from dinh.boards.shapes import Place
from dinh.ground.calendar import for_country
from dinh.plans.models import Target
from dinh.plans.shapes import StandingKind
from dinh.sectors.reporting.models import Report
from dinh.town.models import Office, Unit
from dinh.town.queries import offices_of
from dinh.town.shapes import Actor
from dinh.work import queries as work
from dinh.work.models import Assignment

EDITION = Path(__file__).resolve().parent.parent / "editions" / "ranking.yaml"


@lru_cache(maxsize=4)
def _read(path: Path, _changed: float) -> tuple[Rule, ...]:
    given = yaml.safe_load(path.read_text(encoding="utf-8"))["rules"]
    return tuple(
        Rule(each["since"], each["source"], tuple(Part(**part) for part in each["parts"]), each.get("until"))
        for each in given
    )


def all_rules() -> list[Rule]:
    """The rules of the edition, and those of the locality."""
    found: list[Rule] = []
    for path in (EDITION, Path(settings.DINH_HOME) / "ranking-local.yaml"):
        if path.exists():
            found += _read(path, path.stat().st_mtime)
    return found


def rule_on(day: date) -> Rule | None:
    """The rule in force on a day."""
    return rules.rule_of(all_rules(), day)


def rank_units(actor: Actor, day: date, parent: Unit) -> list[Place]:
    """The units below one, ranked. Seven queries."""
    rule = rule_on(day)
    if rule is None:
        return []
    units = list(
        Unit.objects.filter(Q(until=None) | Q(until__gte=day), parent=parent)
        .exclude(since__gt=day)
        .order_by("code")
    )
    keys = [unit.pk for unit in units]
    counted = _counts(actor, day, "unit", keys)
    return rules.rank(rule, [(unit.pk, unit.full_name, counted.get(unit.pk, {})) for unit in units])


def rank_offices(actor: Actor, day: date, unit: Unit) -> list[Place]:
    """The offices of one unit, ranked. Seven queries."""
    rule = rule_on(day)
    if rule is None:
        return []
    offices: list[Office] = offices_of(unit, day)
    counted = _counts(actor, day, "office", [office.pk for office in offices])
    return rules.rank(rule, [(office.pk, office.name, counted.get(office.pk, {})) for office in offices])


def _counts(actor: Actor, day: date, by: str, keys: list[int]) -> dict[int, Mapping[str, Count]]:
    found: defaultdict[int, dict[str, Count]] = defaultdict(dict)
    for key, count in _targets(actor, day, by, keys).items():
        found[key]["targets"] = count
    for key, count in _work(actor, day, by, keys).items():
        found[key]["work"] = count
    for key, count in _reports(day, by, keys).items():
        found[key]["reports"] = count
    return dict(found)


def _targets(actor: Actor, day: date, by: str, keys: list[int]) -> dict[int, Count]:
    """Targets that hold among those measured. What nobody measured is not counted as failed, nor as kept."""
    held = {"unit": Q(plan__unit__in=keys), "office": Q(lead_office__in=keys)}[by]
    rows = Target.objects.filter(held, plan__in=plans_in_force(actor, day))
    kept: defaultdict[int, int] = defaultdict(int)
    whole: defaultdict[int, int] = defaultdict(int)
    for one in seen_targets(rows, day):
        key = one.unit_id if by == "unit" else one.office_id
        if key is None or one.kind == StandingKind.NOT_MEASURED:
            continue
        whole[key] += 1
        kept[key] += one.kind in GOOD
    return {key: Count(kept[key], number) for key, number in whole.items()}


def _work(actor: Actor, day: date, by: str, keys: list[int]) -> dict[int, Count]:
    """Assignments not late among those owed or closed this year."""
    rows = Assignment.objects.filter(**{f"{by}__in": keys})
    lights = work.counts(rows, day, by=by, since=date(day.year, 1, 1))
    found = {}
    for key, light in lights.items():
        whole = light.still_owed - light.paused + light.done + light.done_late
        if key is not None and whole:
            found[key] = Count(whole - light.late - light.done_late, whole)
    return found


def _reports(day: date, by: str, keys: list[int]) -> dict[int, Count]:
    """Reports sent in time among those whose time ended this year. One query: the few owed on a day off come in groups of
    their own, to be judged by the calendar."""
    calendar, first = for_country(), date(day.year, 1, 1)
    off = [each for each in _days(first, day) if not calendar.is_working(each)]
    rows = (
        Report.objects.filter(**{f"{by}__in": keys}, due_on__gte=first, due_on__lt=calendar.late_before(day))
        .exclude(state="waived")
        .order_by()
        .annotate(
            off=Case(When(due_on__in=off, then=F("due_on"))),
            sent=Case(When(due_on__in=off, then=F("first_sent_on"))),
        )
        .values(f"{by}_id", "off", "sent")
        .annotate(whole=CountOf("pk"), kept=CountOf("pk", filter=Q(first_sent_on__lte=F("due_on"))))
    )
    kept: defaultdict[int, int] = defaultdict(int)
    whole: defaultdict[int, int] = defaultdict(int)
    for row in rows:
        key = row[f"{by}_id"]
        whole[key] += row["whole"]
        if row["off"] is None:
            kept[key] += row["kept"]
        elif row["sent"] is not None and not calendar.days_late(row["off"], row["sent"]):
            kept[key] += row["whole"]
    return {key: Count(kept[key], number) for key, number in whole.items()}


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]
