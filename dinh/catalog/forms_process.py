"""A whole process typed as two tables: one row a step, one row a way. Works without a script."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _

from dinh.ground.text import nfc, slug

from .rules import Fault, process

BLANK_STEPS, BLANK_WAYS = 3, 5


@dataclass(slots=True)
class StepRow:
    """One row of the steps, as typed."""

    number: int
    key: str = ""
    name: str = ""
    kind: str = "task"
    who: str = ""
    office: str = ""
    hours: str = ""
    stopped: bool = False
    order: str = ""
    drop: bool = False
    fault: str = ""


@dataclass(slots=True)
class WayRow:
    """One row of the ways, as typed."""

    number: int
    source: str = ""
    outcome: str = ""
    words: str = ""
    effect: str = "none"
    target: str = ""
    order: str = ""
    drop: bool = False
    fault: str = ""


@dataclass(slots=True)
class Typed:
    """Both tables, to be shown again with what is wrong beside each row."""

    steps: list[StepRow] = field(default_factory=list)
    ways: list[WayRow] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def typed_from(graph: process.Graph) -> Typed:
    """The tables of a saved draft, with a few blank rows at the end of each."""
    steps = [
        StepRow(
            number,
            step.key,
            step.name,
            step.kind,
            step.who,
            step.office_kind,
            f"{step.hours.normalize():f}".replace(".", ",") if step.hours else "",
            step.clock == "stopped",
            str(number + 1),
        )
        for number, step in enumerate(graph.steps)
    ]
    place = {step.key: number for number, step in enumerate(graph.steps)}
    flows = sorted(graph.flows, key=lambda f: (place.get(f.source, 0), f.order))
    ways = [
        WayRow(number, f.source, f.outcome, f.words, f.effect, f.target, str(number + 1))
        for number, f in enumerate(flows)
    ]
    return with_blanks(Typed(steps, ways))


def with_blanks(typed: Typed) -> Typed:
    """The same with blank rows to add something in."""
    typed.steps += [StepRow(len(typed.steps) + n, kind="") for n in range(BLANK_STEPS)]
    typed.ways += [WayRow(len(typed.ways) + n) for n in range(BLANK_WAYS)]
    return typed


def read_typed(post: Mapping[str, str]) -> tuple[Typed, process.Graph]:
    """What was typed, and the graph it makes. Rows left blank or ticked off are left out; `faults` name the row."""
    typed = Typed(
        [row for n in range(process.MOST_STEPS + BLANK_STEPS) if (row := _step_row(post, n))],
        [way for n in range(process.MOST_FLOWS + BLANK_WAYS) if (way := _way_row(post, n))],
    )
    steps, keys = [], {row.key for row in typed.steps if row.key}
    for row in sorted((r for r in typed.steps if not r.drop), key=_place):
        row.key = row.key or _free_key(row.name, keys)
        steps.append(_step(row, typed))
    flows = []
    dropped = {row.key for row in typed.steps if row.drop}
    for number, way in enumerate(sorted((w for w in typed.ways if not w.drop), key=_place)):
        if way.source in dropped or way.target in dropped:
            continue
        if not way.source or not way.target:
            way.fault = _("Chọn cả bước đi và bước đến.")
            typed.faults.append(
                Fault(
                    f"f-{way.number}",
                    _("Lối đi dòng %(n)s: chọn cả bước đi và bước đến.") % {"n": way.number + 1},
                )
            )
            continue
        way.outcome = way.outcome or slug(way.words)[:40]
        flows.append(process.Flow(way.source, way.target, way.outcome, way.words, way.effect, number))
    return typed, process.Graph(tuple(steps), _told_apart(flows))


def _told_apart(flows: list[process.Flow]) -> tuple[process.Flow, ...]:
    """New outcomes whose words give the same code as another get a number behind it; a step with one way needs none."""
    found: list[process.Flow] = []
    seen: dict[tuple[str, str], int] = {}
    for flow in flows:
        count = seen[flow.source, flow.outcome] = seen.get((flow.source, flow.outcome), 0) + 1
        same_words = any(f.source == flow.source and f.words == flow.words for f in found)
        if flow.outcome and count > 1 and not same_words:
            flow = replace(flow, outcome=f"{flow.outcome[:36]}-{count}")
        found.append(flow)
    return tuple(found)


def _text(post: Mapping[str, str], name: str) -> str:
    return nfc(post.get(name, "")).replace("\x00", "").strip()


def _step_row(post: Mapping[str, str], n: int) -> StepRow | None:
    row = StepRow(
        n,
        _text(post, f"s-{n}-key"),
        _text(post, f"s-{n}-name")[:200],
        _text(post, f"s-{n}-kind"),
        _text(post, f"s-{n}-who"),
        _text(post, f"s-{n}-office")[:60],
        _text(post, f"s-{n}-hours"),
        f"s-{n}-stopped" in post,
        _text(post, f"s-{n}-order"),
        f"s-{n}-drop" in post,
    )
    return row if row.key or row.name else None


def _way_row(post: Mapping[str, str], n: int) -> WayRow | None:
    row = WayRow(
        n,
        _text(post, f"f-{n}-from"),
        _text(post, f"f-{n}-outcome")[:40],
        _text(post, f"f-{n}-words")[:120],
        _text(post, f"f-{n}-effect") or "none",
        _text(post, f"f-{n}-to"),
        _text(post, f"f-{n}-order"),
        f"f-{n}-drop" in post,
    )
    return row if row.source or row.target or row.words else None


def _place(row: StepRow | WayRow) -> tuple[float, int]:
    """A row stands where its number says; without one it stays behind the rest."""
    try:
        return float(row.order.replace(",", ".")), row.number
    except ValueError:
        return float(row.number + 1), row.number


def _free_key(name: str, keys: set[str]) -> str:
    base = slug(name)[:36] or "buoc"
    key, number = base, 1
    while key in keys:
        number += 1
        key = f"{base}-{number}"
    keys.add(key)
    return key


def _step(row: StepRow, typed: Typed) -> process.Step:
    kind = row.kind or "task"
    hours = Decimal(0)
    try:
        hours = Decimal(row.hours.replace(",", ".")) if row.hours else hours
        if not hours.is_finite() or abs(hours) >= 10_000:
            raise InvalidOperation
        hours = hours.quantize(Decimal("0.01"))
    except InvalidOperation:
        hours = Decimal(0)
        row.fault = _("Số giờ không đọc được.")
        typed.faults.append(
            Fault(
                f"s-{row.number}",
                _("Bước “%(step)s”: số giờ “%(hours)s” không đọc được.")
                % {"step": row.name, "hours": row.hours},
            )
        )
    stopped = kind in process.WAITS or (row.stopped and kind in process.HUMAN)
    human = kind in process.HUMAN
    return process.Step(
        row.key,
        row.name,
        kind,
        row.who if human else "",
        row.office if human else "",
        hours if human else Decimal(0),
        "stopped" if stopped else "runs",
    )
