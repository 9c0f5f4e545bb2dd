"""What differs between two processes, step by step, for whoever must say yes to it."""

from __future__ import annotations

from dataclasses import dataclass

from .shapes import Flow, Graph


@dataclass(frozen=True, slots=True)
class Change:
    """One difference. `kind` is new, gone or other; `what` is step, way or the name of what differs in a step."""

    kind: str
    what: str
    step: str
    detail: str = ""
    before: str = ""
    after: str = ""


def changes(before: Graph, after: Graph) -> list[Change]:
    """All differences in steps and ways; the order of steps is not one."""
    found = [Change("new", "step", s.name) for s in after.steps if s.key not in before.by_key]
    found += [Change("gone", "step", s.name) for s in before.steps if s.key not in after.by_key]
    for step in after.steps:
        old = before.by_key.get(step.key)
        if old is None:
            continue
        for what in ("name", "kind", "who", "office_kind", "hours", "clock"):
            a, b = getattr(old, what), getattr(step, what)
            if a != b:
                found.append(Change("other", what, step.name, before=str(a), after=str(b)))
    old_ways, new_ways = _ways(before), _ways(after)
    both = set(before.by_key) & set(after.by_key)
    found += [_way("new", after, f) for key, f in new_ways.items() if key not in old_ways]
    return found + [
        _way("gone", before, f) for key, f in old_ways.items() if key not in new_ways and f.source in both
    ]


def _ways(graph: Graph) -> dict[tuple[str, ...], Flow]:
    return {(f.source, f.target, f.outcome, f.words, f.effect): f for f in graph.flows}


def _way(kind: str, graph: Graph, flow: Flow) -> Change:
    target = graph.by_key.get(flow.target)
    return Change(
        kind,
        "way",
        graph.by_key[flow.source].name,
        flow.words or flow.outcome,
        after=target.name if target else "",
    )
