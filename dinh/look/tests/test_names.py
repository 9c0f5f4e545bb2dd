"""Stories on the command line call things what their openers call them."""

from __future__ import annotations

import pytest

from dinh.ground.naming import names_of
from dinh.ground.shapes import Ref
from dinh.look import openers
from dinh.look.shapes import Opened


def test_a_ref_is_called_what_its_opener_calls_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(
        openers._openers,
        "bench",
        lambda refs: {ref: Opened("Ghế đá", "/ghe/") for ref in refs if ref.id == 1},
    )

    assert names_of([Ref("bench", 1), Ref("bench", 2)]) == {
        Ref("bench", 1): "Ghế đá",
        Ref("bench", 2): "bench:2",
    }
