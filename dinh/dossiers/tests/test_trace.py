"""`dinh trace` finds a dossier by its code, in both forms that are in use."""

from __future__ import annotations

from typing import Any

import pytest

from dinh.dossiers.rules import codes
from dinh.ground import command

from .builders import Ward


def test_a_dossier_is_found_by_either_form_of_its_code(ward: Ward, capsys: Any) -> None:
    dossier = ward.receive(ward.procedure())
    parsed = codes.parse(dossier.code)
    down, up = parsed.written("top-down"), parsed.written("bottom-up")
    assert down != up
    for said in (f"dossier:{dossier.pk}", f"dossier:{down}", f"dossier:{up}", down, up, f" {up.lower()} "):
        assert command.COMMANDS["trace"]([said]) == 0, said
        out = capsys.readouterr().out
        assert dossier.code in out and f"dossier:{dossier.pk}" in out, said


@pytest.mark.parametrize(
    ("said", "code"), [("dossier:H56-250701-0001", 1), ("dossier:xyz", 1), ("H56-250701-0001", 2)]
)
def test_a_code_that_no_dossier_bears_is_said(ward: Ward, capsys: Any, said: str, code: int) -> None:
    assert command.COMMANDS["trace"]([said]) == code
    told = capsys.readouterr()
    assert not told.out and said in told.err
