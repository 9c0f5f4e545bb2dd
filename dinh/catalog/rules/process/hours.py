"""How long a process takes in working hours of the running clock. Parallel branches take as long as the longest."""

from __future__ import annotations

from decimal import Decimal

from .layers import forward_flows, in_order
from .shapes import Clock, Graph, Step
from .tokens import Tokens, advance, begin, done, open_steps, outcomes


def running_hours(step: Step) -> Decimal:
    """Hours that count: none while the clock is stopped."""
    return step.hours if step.human and step.clock == Clock.RUNS else Decimal(0)


def longest_hours(graph: Graph) -> Decimal:
    """The longest way from start to end on which no step is done twice."""
    spent = {step.key: running_hours(step) for step in graph.steps}
    before: dict[str, list[str]] = {}
    for flow in forward_flows(graph):
        before.setdefault(flow.target, []).append(flow.source)
    for key in in_order(graph):
        spent[key] += max((spent[source] for source in before.get(key, ())), default=Decimal(0))
    return max(spent.values(), default=Decimal(0))


def usual_way(graph: Graph) -> tuple[str, ...]:
    """The steps of a case whose every step comes out the usual way, in the order they are finished."""
    return _usual(graph)[0]


def usual_hours(graph: Graph) -> Decimal:
    """Running hours of the usual way."""
    return _usual(graph)[1]


def _usual(graph: Graph) -> tuple[tuple[str, ...], Decimal]:
    tokens: Tokens = begin(graph)
    opened = dict.fromkeys(open_steps(graph, tokens), Decimal(0))
    way: list[str] = []
    now = Decimal(0)
    while not done(graph, tokens) and len(way) <= 2 * len(graph.steps):
        key = min(open_steps(graph, tokens), key=lambda k: opened[k] + running_hours(graph.by_key[k]))
        now = opened.pop(key) + running_hours(graph.by_key[key])
        way.append(key)
        tokens = advance(graph, tokens, key, outcomes(graph, key)[0].outcome)
        opened |= dict.fromkeys(tokens.opened, now)
    return tuple(way), now
