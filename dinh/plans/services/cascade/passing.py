"""When units merge: what the old ones owed and what they had reported go to their successors, by one recorded deed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from dinh.ground import services as ground
from dinh.plans.models import Allotment, AllotmentDispute, AllotmentSuccession, Plan, Target
from dinh.plans.rules.numbers import with_unit
from dinh.plans.rules.rollup import WHOLE, How, Rule, WrongShares, check_shares, successor_number
from dinh.plans.shapes import AllotmentEnd, AllotmentsPassedOn, SettleKind
from dinh.town import services as town
from dinh.town.models import Unit, UnitSuccession
from dinh.town.shapes import Actor, Share

from .. import asking
from ..common import Fault, WrongInput, name_of, person_id, ref_of
from .carrying import Route, carry, waiting
from .giving import end, keep_numbers, receiving_offices

Line = tuple[int, int]
"""(old unit, new unit)."""
_PLACES = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class Heir:
    """A successor of an old unit. `share` is known when the old one went into it whole."""

    unit: Unit
    day: date
    basis: str
    share: Decimal | None

    @property
    def whole(self) -> bool:
        return self.share is not None


@dataclass(slots=True)
class PassingUnit:
    """An old unit that still owes something, and who takes it on."""

    unit: Unit
    heirs: tuple[Heir, ...]
    allotments: int = 0
    work: int = 0
    reports: int = 0
    """What it owes besides: open work, reporting duties."""

    @property
    def decided(self) -> bool:
        """Nothing about it is for a person to decide."""
        return len(self.heirs) == 1 and self.heirs[0].whole

    @property
    def unknown(self) -> bool:
        """The register does not say what became of it."""
        return not self.heirs


@dataclass(frozen=True, slots=True)
class NumberToSay:
    """A number that a person must say: its predecessors owed different ones, which cannot be added."""

    target: Target
    unit: Unit
    owed: tuple[tuple[Unit, Decimal | None], ...]


@dataclass(slots=True)
class PassingPlan:
    """What passing on would do, for the page that asks."""

    units: list[PassingUnit] = field(default_factory=list)
    to_say: list[NumberToSay] = field(default_factory=list)

    @property
    def undecided(self) -> list[PassingUnit]:
        return [each for each in self.units if not each.decided and not each.unknown]


def how_of(target: Target | None) -> How:
    """The target's rule as the roll-up knows it; without one, what suits its unit of measure."""
    if target is None:
        return How("reached", operator="yes")
    percent = target.measure.strip().startswith("%")
    rollup = getattr(target, "rollup", None)
    rule: Rule = (
        rollup.rule if rollup else "ratio" if percent else "reached" if target.operator == "yes" else "sum"
    )
    return How(rule, percent=percent, added=bool(rollup and rollup.added), operator=target.operator)


def _owing(plan: Plan, today: date) -> Any:
    """Open obligations of units that are no more."""
    return (
        Allotment.objects.filter(asking.of_plan(plan), parent=None, ended="", unit__until__lt=today)
        .select_related("unit", "target__plan__unit", "target__rollup", "task__plan__unit")
        .order_by("pk")
    )


def plan_passing(plan: Plan, *, today: date) -> PassingPlan:
    """What would pass on, to whom, and what a person must decide first. Six queries."""
    rows = list(_owing(plan, today))
    heirs = _heirs({row.unit_id for row in rows})
    made: dict[int, PassingUnit] = {}
    for row in rows:
        there = made.setdefault(row.unit_id, PassingUnit(row.unit, heirs.get(row.unit_id, ())))
        there.allotments += 1
    to_say = [
        NumberToSay(
            group.target, group.unit, tuple((old.unit, old.value) for old, _heir, _share in group.olds)
        )
        for group in _groups(rows, heirs, {}, guess=True)
        if group.target is not None and group.number is None and group.target.value is not None
    ]
    work, reports = waiting(made)
    for unit_id, each in made.items():
        each.work, each.reports = work[unit_id], reports[unit_id]
    units = sorted(made.values(), key=lambda each: (each.decided, each.unit.code))
    return PassingPlan(units, to_say)


def _heirs(unit_ids: Iterable[int]) -> dict[int, tuple[Heir, ...]]:
    """Who takes on each old unit, by the register. A chain of mergers is followed step by step, each by its own deed."""
    found: defaultdict[int, list[Heir]] = defaultdict(list)
    lines = (
        UnitSuccession.objects.filter(old__in=list(unit_ids), derived=False)
        .select_related("new")
        .order_by("old_id", "new__code")
    )
    for line in lines:
        share = WHOLE if line.share == Share.WHOLE.value else None
        found[line.old_id].append(Heir(line.new, line.day, line.basis, share))
    return {
        old: tuple(
            Heir(heir.unit, heir.day, heir.basis, heir.share if len(heirs) == 1 else None) for heir in heirs
        )
        for old, heirs in found.items()
    }


@dataclass(slots=True)
class _Group:
    """Everything that goes to one successor for one target or task."""

    target: Target | None
    task_id: int | None
    unit: Unit
    olds: list[tuple[Allotment, Heir, Decimal]] = field(default_factory=list)
    number: Decimal | None = None

    @property
    def since(self) -> date:
        return min(heir.day for _old, heir, _share in self.olds)

    @property
    def base(self) -> Decimal | None:
        bases = [old.base * share for old, _heir, share in self.olds if old.base is not None]
        return sum(bases, Decimal(0)).quantize(_PLACES) if len(bases) == len(self.olds) else None


def _groups(
    rows: Sequence[Allotment],
    heirs: Mapping[int, tuple[Heir, ...]],
    shares: Mapping[Line, Decimal],
    *,
    guess: bool = False,
) -> list[_Group]:
    """By successor and thing. With `guess`, undecided shares are taken as even, only to see what a person must say."""
    made: dict[tuple[int | None, int | None, int], _Group] = {}
    for row in rows:
        for heir in heirs.get(row.unit_id, ()):
            share = heir.share if heir.share is not None else shares.get((row.unit_id, heir.unit.pk))
            if share is None and guess:
                share = WHOLE / len(heirs[row.unit_id])
            if share is None or share == 0:
                continue
            key = (row.target_id, row.task_id, heir.unit.pk)
            group = made.setdefault(key, _Group(row.target, row.task_id, heir.unit))
            group.olds.append((row, heir, share))
    for group in made.values():
        number = successor_number(
            how_of(group.target), [(old.value, old.base, share) for old, _heir, share in group.olds]
        )
        group.number = None if number is None else number.quantize(_PLACES)
    return list(made.values())


@transaction.atomic
def pass_on(
    *,
    plan_id: int,
    by: Actor,
    at: datetime,
    shares: Mapping[Line, Decimal] | None = None,
    numbers: Mapping[tuple[int, int], Decimal] | None = None,
    basis: str = "",
) -> list[Allotment]:
    """Pass every open obligation of units that are no more to their successors, with their history; what else they still
    owe, work and reports, goes with it, of a divided unit to the successor of the greatest share. `shares` says how much
    of a unit that was divided goes to each, (old, new) -> share, together exactly 1; `numbers` says what a successor owes,
    (target, unit) -> number, where that cannot be reckoned. Gives the successors' obligations; nothing when there was
    nothing to pass, so that doing it twice does it once."""
    plan = Plan.objects.select_for_update(of=("self",)).select_related("unit__parent").get(pk=plan_id)
    town.require(by, "plans.pass_on", plan.unit.path, at)
    today = timezone.localdate(at)
    rows = list(_owing(plan, today).select_for_update(of=("self",)))
    if not rows:
        return []
    heirs = _heirs({row.unit_id for row in rows})
    _check_decisions(rows, heirs, shares or {})
    groups = _groups(rows, heirs, shares or {})
    _say_numbers(groups, numbers or {})
    asker = asking_unit(plan, today)
    _end_old(rows, heirs, by, at)
    made = _take_over(groups, by, at)
    _tie(groups, made, basis.strip(), by, at)
    owed = [row for row in made if row.due_on is None or row.due_on >= today]
    asking.ask_for_allotments(owed, asker_unit_id=asker.pk, note=basis.strip(), by=by, at=at)
    carried = carry(_routes({row.unit_id for row in rows}, heirs, shares or {}), by=by, at=at)
    told = sorted({heir.day for row in rows for heir in heirs[row.unit_id]})
    ground.write(
        deed="plans.passed-on",
        about=plan.ref,
        by=ref_of(by),
        at=at,
        data={
            "count": len(rows),
            "remark": basis.strip()[:400],
            "day": told[0],
            "old": [row.pk for row in rows],
            "new": [row.pk for row in made],
            "work": sum(carried.work.values()),
            "reports": sum(carried.reports.values()),
            "shares": [[old, new, str(share)] for (old, new), share in sorted((shares or {}).items())],
        },
        also=list(dict.fromkeys([*(row.ref for row in rows), *(row.ref for row in made)])),
    )
    ground.announce(
        AllotmentsPassedOn(
            plan.pk, told[0].isoformat(), tuple(row.pk for row in rows), tuple(row.pk for row in made)
        ),
        at=at,
    )
    return made


def _routes(
    units: Iterable[int], heirs: Mapping[int, tuple[Heir, ...]], shares: Mapping[Line, Decimal]
) -> list[Route]:
    """For each old unit the one successor that takes what cannot be shared out: the only one, or that of the greatest share
    (of equal ones the first by code)."""
    found = []
    for unit_id in sorted(units):
        heir = max(
            heirs[unit_id], key=lambda each: each.share or shares.get((unit_id, each.unit.pk), Decimal(0))
        )
        found.append(Route(unit_id, heir.unit.pk, heir.day))
    return found


def asking_unit(plan: Plan, day: date) -> Unit:
    """Who asks for the plan on a day: its unit, else what became of it, else the nearest unit above that still is."""
    unit: Unit | None = plan.unit
    while unit is not None and unit.until is not None and unit.until < day:
        line = (
            UnitSuccession.objects.filter(old=unit, share=Share.WHOLE.value, derived=False)
            .select_related("new")
            .first()
        )
        unit = line.new if line is not None else unit.parent
    return unit or plan.unit


def _check_decisions(
    rows: Sequence[Allotment], heirs: Mapping[int, tuple[Heir, ...]], shares: Mapping[Line, Decimal]
) -> None:
    faults = []
    for unit in {row.unit_id: row.unit for row in rows}.values():
        lines = heirs.get(unit.pk, ())
        if not lines:
            faults.append(
                Fault("shares", _("%(unit)s: danh mục chưa ghi đơn vị kế thừa.") % {"unit": unit.full_name})
            )
        elif not (len(lines) == 1 and lines[0].whole):
            said = [shares.get((unit.pk, heir.unit.pk), Decimal(0)) for heir in lines]
            try:
                check_shares([share for share in said if share != 0])
            except WrongShares:
                faults.append(
                    Fault(
                        "shares",
                        _(
                            "%(unit)s: tỷ phần cho các đơn vị kế thừa phải cộng lại đúng 100%%; đang là %(sum)s."
                        )
                        % {"unit": unit.full_name, "sum": with_unit(sum(said, Decimal(0)) * 100, "%")},
                    )
                )
    if faults:
        raise WrongInput(faults)


def _say_numbers(groups: Sequence[_Group], numbers: Mapping[tuple[int, int], Decimal]) -> None:
    faults = []
    for group in groups:
        if group.target is None:
            continue
        said = numbers.get((group.target.pk, group.unit.pk))
        group.number = said if said is not None else group.number
        if group.number is None and group.target.value is not None:
            owed = "; ".join(
                f"{old.unit.full_name} {with_unit(old.value, group.target.measure)}"
                for old, _heir, _share in group.olds
                if old.value is not None
            )
            faults.append(
                Fault(
                    "numbers",
                    _(
                        "%(unit)s, “%(target)s”: các đơn vị cũ được giao khác nhau (%(owed)s); nhập con số của đơn vị mới."
                    )
                    % {"unit": group.unit.full_name, "target": group.target.text[:80], "owed": owed},
                )
            )
    if faults:
        raise WrongInput(faults)


def _end_old(
    rows: Sequence[Allotment], heirs: Mapping[int, tuple[Heir, ...]], by: Actor, at: datetime
) -> None:
    children = list(
        Allotment.objects.select_for_update().filter(parent__in=[row.pk for row in rows], ended="")
    )
    names = {row.unit_id: ", ".join(heir.unit.full_name for heir in heirs[row.unit_id]) for row in rows}
    last = {row.unit_id: heirs[row.unit_id][0].day - timedelta(days=1) for row in rows}
    for row in (*rows, *children):
        end(
            row,
            AllotmentEnd.PASSED,
            max(row.since, last[row.unit_id]),
            _("Chuyển cho %(units)s.") % {"units": names[row.unit_id]},
        )
    AllotmentDispute.objects.filter(allotment__in=[row.pk for row in rows], settled_at=None).update(
        outcome=SettleKind.KEPT.value,
        answer=_("Đơn vị đã sắp xếp; chỉ tiêu chuyển cho đơn vị kế thừa, nhận hoặc kiến nghị lại từ đó."),
        settled_by_id=person_id(by),
        settled_by_name=name_of(by),
        settled_at=at,
    )
    asking.close_open(
        [row.ref for row in (*rows, *children)],
        by=by,
        at=at,
        remark=_("Đơn vị đã sắp xếp, việc chuyển cho đơn vị kế thừa."),
    )


def _take_over(groups: Sequence[_Group], by: Actor, at: datetime) -> list[Allotment]:
    """An obligation for each group: the one that the successor has already, reaching back to the day, or a new one."""
    units = [group.unit.pk for group in groups]
    there = {
        (row.target_id, row.task_id, row.unit_id): row
        for row in Allotment.objects.select_for_update(of=("self",))
        .filter(parent=None, ended="", unit__in=units)
        .select_related("unit", "target", "task")
    }
    offices = receiving_offices(units, timezone.localdate(at))
    new: list[Allotment] = []
    made: list[Allotment] = []
    for group in groups:
        old = group.olds[0][0]
        row = there.get((old.target_id, old.task_id, group.unit.pk))
        if row is None:
            row = Allotment(
                target=old.target,
                task=old.task,
                cascade_id=old.cascade_id,
                unit=group.unit,
                office=offices.get(group.unit.pk),
                operator=old.operator,
                value=group.number,
                value_max=old.value_max,
                base=group.base,
                due_on=max((o.due_on for o, _heir, _share in group.olds if o.due_on), default=None),
                since=group.since,
            )
            new.append(row)
        elif row.since > group.since:
            # Between the old units' end and its own giving nobody would count: it reaches back to that day.
            row.since = group.since
            row.version += 1
            row.save(update_fields=["since", "version"])
        made.append(row)
    Allotment.objects.bulk_create(new, batch_size=500)
    keep_numbers(new, cascade=None, reason=_("Nhận từ các đơn vị cũ khi sắp xếp."), by=by, at=at)
    return made


def _tie(groups: Sequence[_Group], made: Sequence[Allotment], basis: str, by: Actor, at: datetime) -> None:
    AllotmentSuccession.objects.bulk_create(
        [
            AllotmentSuccession(
                old=old,
                new=row,
                day=heir.day,
                share=share,
                basis=(basis or heir.basis)[:400],
                by_id=person_id(by),
                by_name=name_of(by),
                at=at,
            )
            for group, row in zip(groups, made, strict=True)
            for old, heir, share in group.olds
        ],
        batch_size=500,
    )
