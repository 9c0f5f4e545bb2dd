from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from dinh.papers import extract
from dinh.papers.extract.paged import read_pages
from dinh.papers.extract.pdf import PdfPages
from dinh.papers.extract.store import PageStore, page_from_json, page_to_json
from dinh.papers.shapes import Line, Page
from dinh.papers.tests import samples

_SLOW_READER = """
import sys, time
from dinh.papers import extract
def tell(page, total, words):
    print(page, flush=True)
    time.sleep(0.1)
extract.read(sys.argv[1], "plan.pdf", progress=tell, resume_dir=sys.argv[2])
"""


def test_a_reading_killed_in_the_middle_goes_on_where_it_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan, kept = tmp_path / "plan.pdf", tmp_path / "kept"
    plan.write_bytes(samples.pdf(body_pages=16, table_rows=0))
    root = Path(__file__).resolve().parents[3]
    child = subprocess.Popen(
        [sys.executable, "-c", _SLOW_READER, str(plan), str(kept)],
        cwd=root,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert child.stdout
    for line in child.stdout:
        if int(line) >= 5:
            break
    os.kill(child.pid, signal.SIGKILL)
    child.wait()
    before = len(list(kept.rglob("*.json")))
    assert 5 <= before < 16

    asked: list[int] = []
    really = PdfPages.read
    monkeypatch.setattr(PdfPages, "read", lambda self, number: asked.append(number) or really(self, number))
    told: list[tuple[int, int, int]] = []
    again = extract.read(plan, "plan.pdf", progress=lambda *facts: told.append(facts), resume_dir=kept)
    assert len(asked) == 16 - before
    assert [page for page, _, _ in told] == list(range(1, 17)) and told[-1][1] == 16 and told[-1][2] > 1000
    monkeypatch.undo()
    assert again == extract.read(plan, "plan.pdf")


def test_four_hundred_pages_keep_but_a_few_in_hand() -> None:
    open_now, most = [], []

    class Endless:
        count = 400

        def read(self, number: int) -> Page:
            open_now.append(number)
            most.append(len(open_now))
            open_now.remove(number)
            return Page(number, (Line(1, "một dòng", number),))

        def close(self) -> None: ...

    pages = read_pages(Endless(), PageStore(None, ""), None)
    assert [page.lines[0].number for page in pages] == list(range(1, 401))
    assert max(most) <= 3


def test_a_kept_page_comes_back_as_it_was_and_a_broken_one_is_read_again(tmp_path: Path) -> None:
    for page in extract.read(samples.pdf(table_rows=6), "a.pdf").pages:
        assert page_from_json(page_to_json(page)) == page
    store = PageStore(tmp_path, "abc")
    store.put(Page(1, (Line(1, "x"),)))
    (path,) = tmp_path.rglob("*.json")
    path.write_text('{"number": 1')
    assert store.get(1) is None
