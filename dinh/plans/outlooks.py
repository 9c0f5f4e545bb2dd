"""Where a measured target will stand on its day: the measure's forecast held against what was promised."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from dinh.look.formats import num
from dinh.measures import foretelling, services
from dinh.measures.queries.forecasts import KINDS, Asked, Ground, answered, grounds
from dinh.measures.rules.forecasting import LIKELY, UNLIKELY, Chance, Forecast, chance
from dinh.plans.models import Allotment, MeasureBinding
from dinh.plans.queries.judging import stopped_on
from dinh.plans.rules.linking import Comparable, promise_words
from dinh.plans.services.linking import comparable
from dinh.plans.shapes import PlanState

MOST_KEPT = 300
"""How many forecasts one turn of the clock works out."""


@dataclass(frozen=True, slots=True)
class Outlook:
    """A bound target's forecast on its day, and how likely it keeps its promise; no chance where nothing can be said of that
    day, nor where the period that runs now has left the way it went. With a `part`, of one unit's obligation."""

    binding: MeasureBinding
    forecast: Forecast
    chance: Chance | None
    part: Allotment | None = None

    @property
    def word(self) -> str:
        return foretelling.chance_words(self.chance)[1] if self.chance else ""

    @property
    def look(self) -> str:
        return foretelling.chance_words(self.chance)[0] if self.chance else "none"

    @property
    def promise(self) -> str:
        """ "≥ 80%, năm 2026"."""
        told = comparable(self.binding.target)
        if self.part is not None:
            told = _owed(told, self.part)
        return promise_words(told)

    @property
    def share(self) -> str:
        """ "khả năng đạt khoảng 37%"; empty where no chance is told."""
        return foretelling.share_words(self.chance) if self.chance else ""

    @property
    def unlikely(self) -> bool:
        return self.chance is not None and self.chance.word == "unlikely"

    @property
    def sure(self) -> tuple[float, int]:
        """Sorts the least likely first."""
        share = self.chance.share if self.chance is not None else None
        return (-1.0 if share is None else share, self.binding.target.position)

    @property
    def value(self) -> str:
        """ "42%": the middle on the day; empty without a forecast."""
        end = self.forecast.end if self.forecast.made else None
        return foretelling.value_words(end.middle, self.binding.target.measure.strip(), end) if end else ""

    @property
    def told(self) -> foretelling.Told:
        return foretelling.told(self.forecast, self.binding.target.measure.strip())

    @property
    def against(self) -> str:
        """ "Phải đạt ≥ 80%, năm 2026: khó đạt, khả năng đạt dưới 1%."."""
        if self.chance is None:
            return ""
        said = ", ".join(filter(None, (self.word.lower(), foretelling.share_words(self.chance))))
        return _("Phải đạt %(goal)s: %(said)s.") % {
            "goal": self.promise,
            "said": said,
        }


def rule_words() -> str:
    """By which chance a target is called what."""
    return _(
        "Quy ước: khả năng từ %(likely)s%% trở lên là nhiều khả năng đạt, dưới %(unlikely)s%% là khó đạt, ở giữa là có thể đạt."
    ) % {"likely": num(LIKELY * 100), "unlikely": num(UNLIKELY * 100)}


def asked_of(binding: MeasureBinding, today: date) -> Asked | None:
    """What is to be forecast for a bound target; None where its day has come, it has none, or it promises no number. Needs
    `target__plan__unit` and `target__rollup` selected."""
    target = binding.target
    if target.value is None or target.operator in {"yes", "rank"}:
        return None
    return _asked(binding, target.plan.unit.code, target.due_on, today)


def asked_of_part(binding: MeasureBinding, part: Allotment, today: date) -> Asked | None:
    """The same for what one unit owes of a bound target, by its own day where it has one. Of an office's share there are no measured
    figures. Needs `unit` selected."""
    operator = part.operator or binding.target.operator
    if part.parent_id is not None or part.ended or part.value is None or operator in {"yes", "rank"}:
        return None
    return _asked(binding, part.unit.code, part.due_on or binding.target.due_on, today)


def _asked(binding: MeasureBinding, unit_code: str, due_on: date | None, today: date) -> Asked | None:
    target = binding.target
    stopped = stopped_on(target.plan)
    runs = target.plan.state != PlanState.REPLACED.value and not (stopped and stopped <= today)
    if due_on is None or due_on <= today or not runs or binding.period_kind not in KINDS:
        return None
    rollup = getattr(target, "rollup", None)
    total = rollup is not None and not rollup.added and target.measure.strip() != "%"
    return Asked(binding.measure, unit_code, binding.period_kind, due_on, total=total)


def outlook_of(binding: MeasureBinding, *, at: datetime) -> Outlook | None:
    """The outlook of one bound target, worked out now where none is kept. Three queries."""
    asked = asked_of(binding, timezone.localdate(at))
    if asked is None:
        return None
    made = answered(grounds([asked], at=at)).get(asked)
    return None if made is None or made.answer == "over" else _held(binding, made)


def outlook_of_part(part: Allotment, *, at: datetime) -> Outlook | None:
    """The outlook of what one unit owes of a bound target, worked out now. Four queries; none where the obligation is a task's."""
    if part.target_id is None:
        return None
    binding = running().filter(target=part.target_id).first()
    asked = asked_of_part(binding, part, timezone.localdate(at)) if binding is not None else None
    if asked is None:
        return None
    made = answered(grounds([asked], at=at)).get(asked)
    return None if made is None or made.answer == "over" else _held(binding, made, part)


def outlooks_of(target_ids: Iterable[int], *, at: datetime) -> dict[int, Outlook]:
    """The outlooks of those of these targets that are bound, by target: what the clock has worked out, and where there is too little to
    work anything out. Four queries; one more for each other kind of period."""
    rows = running().filter(target__in=list(target_ids))
    asked = _all_asked(rows, timezone.localdate(at))
    if not asked:
        return {}
    made = answered(grounds(asked.values(), at=at), fit=False)
    return {
        binding.target_id: _held(binding, made[one])
        for binding, one in asked.items()
        if one in made and made[one].answer != "over"
    }


def with_past(target_ids: Iterable[int], *, at: datetime) -> list[tuple[Outlook, Ground]]:
    """The outlooks of those of these targets that are bound and whose day is to come, in the order of their plan, each with the periods
    that it rests on; what the clock has not worked out yet is worked out now. Four queries; one more for each other kind of period."""
    rows = running().filter(target__in=list(target_ids)).order_by("target__position", "target_id")
    asked = _all_asked(rows, timezone.localdate(at))
    if not asked:
        return []
    resting = grounds(asked.values(), at=at)
    made = answered(resting)
    return [
        (_held(binding, made[one]), resting[one])
        for binding, one in asked.items()
        if one in made and made[one].answer != "over"
    ]


def keep(*, at: datetime, target_ids: Iterable[int] | None = None) -> int:
    """Work out the forecasts of bound targets whose values have moved since; how many."""
    rows = running() if target_ids is None else running().filter(target__in=list(target_ids))
    asked = _all_asked(rows.order_by("target_id"), timezone.localdate(at))
    return services.keep_forecasts(asked.values(), at=at, most=MOST_KEPT)


def running():  # type: ignore[no-untyped-def]
    """Bindings in force, with what a forecast needs of their targets."""
    return MeasureBinding.objects.filter(ended_at=None).select_related("target__plan__unit", "target__rollup")


def _all_asked(rows: Iterable[MeasureBinding], today: date) -> dict[MeasureBinding, Asked]:
    found = {row: asked_of(row, today) for row in rows}
    return {row: asked for row, asked in found.items() if asked is not None}


def _owed(target: Comparable, part: Allotment) -> Comparable:
    """The promise of the target as one unit owes it."""
    return replace(
        target,
        operator=part.operator or target.operator,
        value=None if part.value is None else float(part.value),
        value_max=None if part.value_max is None else float(part.value_max),
        year=part.due_on.year if part.due_on else target.year,
    )


def _held(binding: MeasureBinding, made: Forecast, part: Allotment | None = None) -> Outlook:
    owed, end = comparable(binding.target), made.end
    if part is not None:
        owed = _owed(owed, part)
    if not made.made or made.turned or end is None or owed.value is None:
        return Outlook(binding, made, None, part)
    return Outlook(binding, made, chance(end, made.scale, owed.operator, owed.value, owed.value_max), part)
