"""Signatures a second of one core: a paper of one page signed as PAdES, with and without its visible stamp, beside a bare RSA
signature of the same key. Seconds of processor are counted, so that neighbours on the machine hardly show."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench.serving import row

ROUNDS = 60
GOAL = 30


def _a_second(work: Callable[[], object]) -> float:
    """How often a second of processor, after a warm start."""
    for _n in range(3):
        work()
    began = time.process_time()
    for _n in range(ROUNDS):
        work()
    return ROUNDS / (time.process_time() - began)


def figures() -> list[dict[str, Any]]:
    """Rows for `make bench`."""
    from dinh.papers import signing
    from dinh.papers.making import Place, make
    from dinh.papers.signing.making_keys import DemoRoot, lay

    at = datetime.now(UTC)
    with tempfile.TemporaryDirectory() as folder:
        lay(
            Path(folder),
            DemoRoot("Gốc mẫu"),
            [{"holder": "unit:1", "name": "UBND phường Mẫu", "body": "Mẫu"}],
        )
        book = signing.open_book(Path(folder))
        key = book.key("unit:1")
        paper = make('<meta charset="utf-8"><title>m</title><p>Giấy chứng nhận mẫu</p>').pdf
        stamp = signing.Stamp(Place(0, 60, 60, 260, 110), ("Cơ quan: UBND phường Mẫu", "Đã ký số"))
        bare = _a_second(lambda: key.sign(b"x" * 300))
        plain = _a_second(lambda: signing.sign(paper, key, field="Ky", at=at))
        shown = _a_second(lambda: signing.sign(paper, key, field="Ky", at=at, stamp=stamp))
        signed = signing.sign(paper, key, field="Ky", at=at, stamp=stamp)
        checked = _a_second(lambda: signing.check(signed, book.roots))
    beside = f"one core, RSA-2048; bare signature {bare:.0f}/s"
    return [
        row("signing.pades", plain, "signatures/s", f">= {GOAL}", plain >= GOAL, beside, plain / bare),
        row(
            "signing.pades_stamped", shown, "signatures/s", f">= {GOAL}", shown >= GOAL, beside, shown / bare
        ),
        row("signing.checked", checked, "files/s", "", True, "one core, no revocation fetched", None),
    ]
