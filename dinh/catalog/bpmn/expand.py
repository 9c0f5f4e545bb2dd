"""The same process with a gateway wherever BPMN wants one.

Here a step comes out in several ways by itself, and a join knows which flows are of one branch. In BPMN several flows out
of a task are all taken, and a parallel gateway waits for each flow; so a choice is put behind the one and a merge before
the other. Both kinds of graph run alike under our rules."""

from __future__ import annotations

from dataclasses import dataclass, replace

from dinh.catalog.rules.process import Flow, Graph, Kind, Step


@dataclass(frozen=True)
class Expanded:
    """The graph with its gateways, and what each added one stands for."""

    graph: Graph
    of: dict[str, str]
    """Added choice -> the step whose outcomes it holds."""
    merges: dict[str, str]
    """Added merge -> the join before which it gathers one branch."""


def expand(graph: Graph) -> Expanded:
    """Put the gateways in."""
    taken = set(graph.by_key)
    of: dict[str, str] = {}
    merges: dict[str, str] = {}
    steps: list[Step] = []
    flows = sorted(graph.flows, key=lambda f: f.order)
    for step in graph.steps:
        steps.append(step)
        if step.human and len(graph.leaving[step.key]) > 1:
            gate = _free(f"{step.key}-ra", taken)
            of[gate] = step.key
            steps.append(Step(gate, step.name, Kind.CHOICE))
            flows = [replace(f, source=gate) if f.source == step.key else f for f in flows]
            flows.append(Flow(step.key, gate))
    for join in (step for step in graph.steps if step.kind == Kind.JOIN):
        for number, branch in enumerate(_branches(graph, join.key)):
            if len(branch) < 2:
                continue
            gate = _free(f"{join.key}-nhanh-{number + 1}", taken)
            merges[gate] = join.key
            steps.append(Step(gate, join.name, Kind.CHOICE))
            sources = {(of_step, outcome) for of_step, outcome in branch}
            flows = [
                replace(f, target=gate)
                if f.target == join.key and (of.get(f.source, f.source), f.outcome) in sources
                else f
                for f in flows
            ]
            flows.append(Flow(gate, join.key))
    numbered = tuple(replace(f, order=n) for n, f in enumerate(flows))
    return Expanded(Graph(tuple(steps), numbered), of, merges)


def _free(wanted: str, taken: set[str]) -> str:
    key, number = wanted, 1
    while key in taken:
        number += 1
        key = f"{wanted}-{number}"
    taken.add(key)
    return key


def _branches(graph: Graph, join: str) -> list[list[tuple[str, str]]]:
    """The flows into a join, gathered by the branch that they bring home."""
    where: dict[str, tuple[tuple[str, int], ...]] = {}
    waiting: list[tuple[str, tuple[tuple[str, int], ...]]] = []
    if graph.start:
        waiting.append((graph.start.key, ()))
    groups: dict[object, list[tuple[str, str]]] = {}
    while waiting:
        key, stack = waiting.pop()
        if key in where:
            continue
        where[key] = stack
        step = graph.by_key[key]
        for number, flow in enumerate(graph.leaving[key]):
            inside = (*stack, (key, number)) if step.kind == Kind.SPLIT else stack
            target = graph.by_key.get(flow.target)
            if target is None:
                continue
            if target.kind == Kind.JOIN:
                if flow.target == join:
                    groups.setdefault(inside[-1:] or flow.source, []).append((flow.source, flow.outcome))
                inside = inside[:-1]
            waiting.append((flow.target, inside))
    return list(groups.values())
