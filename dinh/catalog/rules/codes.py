"""Codes of procedures: the national one, a province's own, and the service's ending. Pure.

`1.001193` is the procedure. `1.001193.000.00.00.H35` is what a province's system calls it, `2.000815.000.00.00.H55.02` one
service of it on line. All three are the same procedure when the d.dddddd part is the same."""

from __future__ import annotations

import re
from dataclasses import dataclass

from dinh.ground.text import nfc

_CODE = re.compile(
    r"(?P<national>[0-9]\.[0-9]{6})(?:\.(?P<organisation>[0-9]{3}\.[0-9]{2}\.[0-9]{2}\.H[0-9]{2}))?(?:\.(?P<service>[0-9]{2}))?"
)
_NOISE = re.compile(r"[\s\u200b\u00a0\ufeff]+")


class NotACode(ValueError):
    """What was given is no code of a procedure; `str()` says what one looks like."""


@dataclass(frozen=True, slots=True)
class ProcedureCode:
    """A code taken apart. `str()` puts it together again."""

    national: str
    organisation: str = ""
    """Organisation part of the local form, "000.00.00.H35"."""
    service: str = ""
    """Ending of one service on line, "02"."""

    def __str__(self) -> str:
        return ".".join(part for part in (self.national, self.organisation, self.service) if part)

    @property
    def province(self) -> str:
        """ "H35" of a local code, or ""."""
        return self.organisation.rpartition(".")[2]


def parse(typed: str) -> ProcedureCode:
    """The parts of a code in any of its forms. Spaces and a small h are forgiven; NotACode says what is wrong."""
    clean = _NOISE.sub("", nfc(typed)).upper()
    found = _CODE.fullmatch(clean) if clean.isascii() else None
    if found is None:
        raise NotACode(
            f"“{typed.strip()[:60]}” không phải mã thủ tục; mã có dạng 1.001193 hoặc 1.001193.000.00.00.H56"
        )
    return ProcedureCode(found["national"], found["organisation"] or "", found["service"] or "")


def national(typed: str) -> str:
    """The d.dddddd part by which codes are compared."""
    return parse(typed).national


def same(one: str, other: str) -> bool:
    """Whether two codes, in whatever form, mean one procedure. What is no code is the same as nothing."""
    try:
        return national(one) == national(other)
    except NotACode:
        return False
