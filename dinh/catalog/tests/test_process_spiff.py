"""Another engine runs what we write: SpiffWorkflow must stand on the same steps as our rules, move for move."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from SpiffWorkflow.bpmn import BpmnEvent, BpmnWorkflow
from SpiffWorkflow.bpmn.parser import BpmnParser, BpmnValidator
from SpiffWorkflow.util.task import TaskState

from dinh.catalog import process_book
from dinh.catalog.bpmn import writing
from dinh.catalog.rules import process
from dinh.catalog.rules.process import Graph

from .process_graphs import opinions, simple, well_formed

BOOK = {each.code: each.graph for each in process_book.processes()}


class Engine:
    """A process of ours inside SpiffWorkflow, spoken to in our words."""

    def __init__(self, made: Graph) -> None:
        data = writing.write(made, process_id="QT", name="Thử", lane_words=lambda lane: lane.who)
        parser = BpmnParser(validator=BpmnValidator())  # also checks the file against the standard's schema
        parser.add_bpmn_str(data)
        self.flow = BpmnWorkflow(parser.get_spec("QT"), parser.get_subprocess_specs("QT"))
        self.known = set(made.by_key)
        self._settle()

    def _settle(self) -> None:
        self.flow.do_engine_steps()

    def open(self) -> tuple[str, ...]:
        found = self.flow.get_tasks(state=TaskState.READY | TaskState.WAITING)
        names = [task.task_spec.bpmn_id for task in found if task.task_spec.bpmn_id]
        keys = [name.removeprefix("b_") for name in names if name.startswith("b_")]
        return tuple(sorted(key for key in keys if key in self.known and not self._is_join(key)))

    def _is_join(self, key: str) -> bool:
        return type(self.flow.spec.task_specs[f"b_{key}"]).__name__ == "ParallelGateway"

    def finish(self, key: str, outcome: str) -> None:
        task = next(
            t
            for t in self.flow.get_tasks(state=TaskState.READY | TaskState.WAITING)
            if t.task_spec.bpmn_id == f"b_{key}"
        )
        if task.state == TaskState.WAITING:
            self.flow.send_event(BpmnEvent(task.task_spec.event_definition, {"ket_qua": outcome}))
        else:
            task.set_data(ket_qua=outcome)
            task.run()
        self._settle()

    def ended(self) -> bool:
        return bool(self.flow.is_completed())


def splits(tokens: process.Tokens) -> set[str]:
    return {split for token in tokens.standing for split, _number in token.branch}


def walk_together(made: Graph, luck: random.Random, turns: int = 60) -> list[str]:
    """Both engines along one random way; at every turn they stand on the same steps.

    The walk ends before a split is entered a second time: SpiffWorkflow 3.2.0 counts branches that came home in the
    round before, so that its join opens early, where the standard (clause 13.4.1) and our rules wait for each branch."""
    engine, tokens = Engine(made), process.begin(made)
    visited: list[str] = []
    parted: set[str] = set()
    for _turn in range(turns):
        assert engine.open() == tuple(sorted(process.open_steps(made, tokens))), visited
        assert engine.ended() is process.done(made, tokens), visited
        if process.done(made, tokens):
            return visited
        key = luck.choice(process.open_steps(made, tokens))
        outcome = luck.choice(process.outcomes(made, key)).outcome
        visited.append(f"{key}:{outcome}")
        before, tokens = tokens, process.advance(made, tokens, key, outcome)
        entered = splits(tokens) - splits(before)
        if entered & parted:
            return visited
        parted |= entered
        engine.finish(key, outcome)
    return visited


@pytest.mark.parametrize("code", BOOK)
def test_the_processes_of_the_book_go_the_same_way(code: str) -> None:
    luck = random.Random(code)
    assert all(walk_together(BOOK[code], luck) for _walk in range(5))


@pytest.mark.parametrize("seed", range(6))
def test_parallel_opinions_and_ways_back_go_the_same_way(seed: int) -> None:
    luck = random.Random(seed)
    for made in (opinions(), simple()):
        walk_together(made, luck)


@given(well_formed(2), st.integers(0, 10_000))
@settings(max_examples=25, deadline=None)
def test_random_processes_go_the_same_way(made: Graph, seed: int) -> None:
    walk_together(made, random.Random(seed), turns=25)
