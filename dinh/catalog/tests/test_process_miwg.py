"""Files of other tools, from a folder that is not part of the project: DINH_MIWG names it.

    DINH_MIWG=/path/to/bpmn-miwg-test-suite/Reference pytest dinh/catalog/tests/test_process_miwg.py

Each file is either read, and then what we write of it is read back the same, or refused with the element named. Without
the variable there is nothing to run and no test is made; docs/how-to/bpmn.md has the table of one such run."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from dinh.catalog.bpmn import reading, writing
from dinh.catalog.rules import process

FOLDER = os.environ.get("DINH_MIWG", "")
FILES = sorted(Path(FOLDER).glob("*.bpmn")) if FOLDER else []

if FOLDER:

    def test_the_folder_holds_files() -> None:
        assert FILES, f"no .bpmn in {FOLDER}"

    @pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
    def test_it_is_read_or_refused_by_name(path: Path) -> None:
        try:
            found = reading.read(path.read_bytes())
        except reading.NotTaken as refused:
            assert refused.refusals, str(refused)
            first = refused.refusals[0]
            assert first.element in str(refused) and first.id in str(refused)
            return
        # What is missing is only what BPMN does not say: who, hours, answers.
        allowed = {"no-who", "no-hours", "no-answer", "lonely-choice"}
        assert {problem.kind for problem in process.problems(found.graph)} <= allowed
        written = writing.write(found.graph, process_id="QT", name="x", lane_words=lambda lane: lane.who)
        again = reading.read(written).graph
        assert {s.key: s for s in again.steps} == {s.key: s for s in found.graph.steps}
        for key in again.by_key:
            assert {(f.target, f.outcome) for f in again.leaving[key]} == {
                (f.target, f.outcome) for f in found.graph.leaving[key]
            }
