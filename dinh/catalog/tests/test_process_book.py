"""The processes that come with the software: well formed, within the law's time, of every kind asked for."""

from __future__ import annotations

import pytest

from dinh.catalog import process_book
from dinh.catalog.process_book import BookProcess
from dinh.catalog.rules import process
from dinh.catalog.words_process import OFFICES

BOOK = {each.code: each for each in process_book.processes()}


def test_all_seventeen_procedures_have_one() -> None:
    assert len(BOOK) == 17


@pytest.mark.parametrize("made", BOOK.values(), ids=BOOK)
def test_it_may_be_published(made: BookProcess) -> None:
    assert [str(problem) for problem in process.problems(made.graph)] == []


@pytest.mark.parametrize("made", BOOK.values(), ids=BOOK)
def test_its_hours_stay_within_the_law(made: BookProcess) -> None:
    assert process.usual_hours(made.graph) <= made.legal_hours
    if made.longest is not None:
        assert process.longest_hours(made.graph) <= made.longest


@pytest.mark.parametrize("made", BOOK.values(), ids=BOOK)
def test_what_is_not_confirmed_says_why(made: BookProcess) -> None:
    assert made.confirmed or made.doubt


@pytest.mark.parametrize("made", BOOK.values(), ids=BOOK)
def test_its_offices_are_known(made: BookProcess) -> None:
    assert {step.office_kind for step in made.graph.steps} <= {"", *OFFICES}


def test_copies_are_certified_the_same_day() -> None:
    made = BOOK["2.000815"].graph
    assert process.usual_way(made) == ("tiep-nhan", "cho-nop-tien", "tham-tra", "ky", "tra-ket-qua")


def test_every_kind_of_way_is_among_them() -> None:
    kinds = {step.kind for each in BOOK.values() for step in each.graph.steps}
    assert kinds == set(process.Kind) - {"choice"}
    effects = {flow.effect for each in BOOK.values() for flow in each.graph.flows}
    assert effects == set(process.Effect)


@pytest.mark.parametrize("made", BOOK.values(), ids=BOOK)
def test_the_usual_way_does_nothing_twice(made: BookProcess) -> None:
    way = process.usual_way(made.graph)
    assert len(set(way)) == len(way) and way[-1] == "tra-ket-qua" and "cho-bo-sung" not in way
