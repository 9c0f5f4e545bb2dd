"""A reading is a process of its own: bounded, two at once, and told of when it is killed."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from collections.abc import Callable

import pytest
from django.conf import settings
from django.utils import translation

from dinh.ground.testing import Program
from dinh.plans import background, services
from dinh.plans.models import Reading
from dinh.plans.sentences import say_why

from .builders import NINE, Town
from .test_killed import COMMON, run
from .test_pages import PAPER


class _Child:
    def __init__(self, code: int | None) -> None:
        self.code = code

    def wait(self) -> int | None:
        return self.code

    poll = wait


def test_a_killed_reading_has_a_sentence_and_may_be_read_again(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    reading = town.upload(PAPER)
    Reading.objects.filter(pk=reading.pk).update(state="reading", page_now=7)
    monkeypatch.setattr(background, "_start", lambda *_: _Child(-9))

    background.read_apart(reading.pk)

    reading.refresh_from_db()
    assert reading.state == "failed"
    assert "(trang 7)" in reading.sentence and "bộ nhớ" in reading.sentence
    with translation.override("en"):
        assert "(page 7)" in say_why(reading.sentence)
    services.retry(reading_id=reading.pk, by=town.planner, at=NINE)
    done = services.read_now(reading_id=reading.pk, at=NINE)
    assert done is not None and done.state == "ready"


def test_a_child_that_ended_well_is_not_spoken_for(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    reading = town.ready()
    monkeypatch.setattr(background, "_start", lambda *_: _Child(-9))

    background.read_apart(reading.pk)

    reading.refresh_from_db()
    assert reading.state == "ready"


def test_no_third_reading_begins_while_two_go_on(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(3):
        town.upload(PAPER + f"{number}".encode(), name=f"{number}.txt")
    started: list[int] = []
    places: list[int] = []

    def start(reading_id: int, place: int) -> _Child:
        started.append(reading_id)
        places.append(os.dup(place))
        return _Child(None)

    monkeypatch.setattr(background, "_start", start)
    monkeypatch.setattr(background, "_going", [])
    try:
        assert background.start_waiting() == 2
        assert background._free_place() is None
        assert background.start_waiting() == 0
    finally:
        for place in places:
            os.close(place)
    free = background._free_place()
    assert free is not None and len(started) == 2
    os.close(free)


def test_the_process_that_reads_is_bounded() -> None:
    code = (
        "import resource; from dinh.plans.reading_process import bound_memory; bound_memory();"
        "print(resource.getrlimit(resource.RLIMIT_AS)[0]); bytearray(900_000_000)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "DINH_READING_MB": "700"},
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )

    assert int(done.stdout) == 700 * 1024 * 1024
    assert "MemoryError" in done.stderr
    assert resource.getrlimit(resource.RLIMIT_AS)[0] != 700 * 1024 * 1024


@pytest.mark.slow
def test_a_child_reads_a_paper_from_upload_to_review(programs: Callable[..., Program]) -> None:
    said = run(
        programs(COMMON),
        """
        lay_tables()
        from dinh.plans import background
        from dinh.plans.tests.test_pages import PAPER
        reading = Town().upload(PAPER)
        print(background.read_apart(reading.pk), Reading.objects.get().state, Reading.objects.get().items.count() > 2)
        """,
    )

    assert said == "0 ready True"
