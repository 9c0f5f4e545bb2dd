"""The graph without its ways back: what lies before what. For times and for drawing."""

from __future__ import annotations

from .shapes import Flow, Graph


def forward_flows(graph: Graph) -> tuple[Flow, ...]:
    """The flows that do not lead back, seen from the start along each step's usual outcome first."""
    back: set[int] = set()
    state: dict[str, int] = {}
    roots = [graph.start.key] if graph.start else []
    for root in [*roots, *(step.key for step in graph.steps)]:
        if root in state:
            continue
        state[root] = 1
        stack = [(root, iter(graph.leaving.get(root, ())))]
        while stack:
            key, rest = stack[-1]
            flow = next(rest, None)
            if flow is None:
                state[key] = 2
                stack.pop()
            elif flow.target not in graph.by_key:
                continue
            elif state.get(flow.target) == 1:
                back.add(id(flow))
            elif flow.target not in state:
                state[flow.target] = 1
                stack.append((flow.target, iter(graph.leaving.get(flow.target, ()))))
    return tuple(
        f for f in graph.flows if id(f) not in back and f.source in graph.by_key and f.target in graph.by_key
    )


def in_order(graph: Graph) -> list[str]:
    """Keys so that each step stands after all that lead to it, ways back left out."""
    waiting = {step.key: 0 for step in graph.steps}
    onward: dict[str, list[str]] = {step.key: [] for step in graph.steps}
    for flow in sorted(forward_flows(graph), key=lambda f: f.order):
        waiting[flow.target] += 1
        onward[flow.source].append(flow.target)
    ready = [step.key for step in graph.steps if waiting[step.key] == 0]
    found: list[str] = []
    while ready:
        key = ready.pop(0)
        found.append(key)
        for target in onward[key]:
            waiting[target] -= 1
            if waiting[target] == 0:
                ready.append(target)
    return found


def layers(graph: Graph) -> dict[str, int]:
    """How many steps lie before each, by the longest way."""
    found = {step.key: 0 for step in graph.steps}
    onward: dict[str, list[str]] = {}
    for flow in forward_flows(graph):
        onward.setdefault(flow.source, []).append(flow.target)
    for key in in_order(graph):
        for target in onward.get(key, ()):
            found[target] = max(found[target], found[key] + 1)
    return found
