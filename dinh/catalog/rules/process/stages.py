"""The stages of a process: runs of steps that the same people do one after another. What an overview of a long one lists."""

from __future__ import annotations

from dataclasses import dataclass

from .layers import layers
from .shapes import Graph, Step


@dataclass(frozen=True, slots=True)
class Stage:
    """Steps of one kind of person in one kind of office, in order, with nobody else's step between them."""

    who: str
    office_kind: str
    steps: tuple[Step, ...]

    @property
    def first(self) -> Step:
        return self.steps[0]

    @property
    def last(self) -> Step:
        return self.steps[-1]


def stages(graph: Graph) -> list[Stage]:
    """The stages in the order in which they begin. Every step that somebody does or waits in stands in one of them; what
    goes on side by side are stages beside each other, however their steps take turns."""
    column = layers(graph)
    place = {step.key: n for n, step in enumerate(graph.steps)}
    steps = sorted((s for s in graph.steps if s.human), key=lambda s: (column[s.key], place[s.key]))
    runs: list[list[Step]] = []
    open_: dict[tuple[str, str], list[Step]] = {}
    for step in steps:
        lane = (step.who, step.office_kind)
        run = open_.get(lane)
        if run is None or _between(steps, column, run[-1], step):
            run = open_[lane] = []
            runs.append(run)
        run.append(step)
    return [Stage(run[0].who, run[0].office_kind, tuple(run)) for run in runs]


def _between(steps: list[Step], column: dict[str, int], last: Step, step: Step) -> bool:
    """Whether somebody else acts after the one and before the other."""
    lane = (step.who, step.office_kind)
    return any(
        column[last.key] < column[other.key] < column[step.key] and (other.who, other.office_kind) != lane
        for other in steps
    )
