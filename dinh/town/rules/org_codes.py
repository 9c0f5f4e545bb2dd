"""Organisation codes in the two forms in circulation.

The forward form reads from the top down, one part a level: "H56.15" (province 56, its organisation 15), "H56.34.12".
The reversed form always has four parts, lowest level first, the missing ones written 000 or 00: "000.00.15.H56",
"000.12.34.H56". They say the same thing, so one is made from the other and nobody types both.

The shapes of the parts are data (`Pattern`), because the circulars that fix them change; `DEFAULT` is the one seen
in use.
"""

from __future__ import annotations

import re
from dataclasses import dataclass


class CodeProblem(ValueError):
    """The code is not of a known form. `str()` is a Vietnamese sentence that says what is wrong."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """One way of writing codes: what the top part looks like, how wide each lower part is, and the filler of an
    absent one, from the top level down."""

    top: str = r"[A-Z]\d{2}"
    parts: tuple[str, ...] = (r"\d{2,3}", r"\d{2,3}", r"\d{3}")
    fillers: tuple[str, ...] = ("00", "00", "000")


DEFAULT = Pattern()


def _is_filler(part: str) -> bool:
    return set(part) == {"0"}


def is_forward(code: str, pattern: Pattern = DEFAULT) -> bool:
    """Whether it reads like "H56.15"."""
    return _forward_parts(code, pattern) is not None


def is_reversed(code: str, pattern: Pattern = DEFAULT) -> bool:
    """Whether it reads like "000.00.15.H56"."""
    return _reversed_parts(code, pattern) is not None


def forward(code: str, pattern: Pattern = DEFAULT) -> str:
    """Either form in, the forward form out. Raises CodeProblem."""
    return ".".join(_parts(code, pattern))


def reversed_form(code: str, pattern: Pattern = DEFAULT) -> str:
    """Either form in, the reversed form out. Raises CodeProblem."""
    top, *lower = _parts(code, pattern)
    padded = [*lower, *pattern.fillers[len(lower) :]]
    return ".".join([*reversed(padded), top])


def _parts(code: str, pattern: Pattern) -> list[str]:
    found = _forward_parts(code, pattern) or _reversed_parts(code, pattern)
    if found is None:
        raise CodeProblem(f"Mã định danh “{code}” không đúng dạng, ví dụ H56.15 hoặc 000.00.15.H56.")
    return found


def _clean(code: str) -> list[str]:
    return code.strip().upper().split(".")


def _forward_parts(code: str, pattern: Pattern) -> list[str] | None:
    top, *lower = _clean(code)
    if not re.fullmatch(pattern.top, top) or len(lower) > len(pattern.parts):
        return None
    for part, shape in zip(lower, pattern.parts, strict=False):
        if not re.fullmatch(shape, part) or _is_filler(part):
            return None
    return [top, *lower]


def _reversed_parts(code: str, pattern: Pattern) -> list[str] | None:
    *lower, top = _clean(code)
    if not re.fullmatch(pattern.top, top) or len(lower) != len(pattern.parts):
        return None
    lower.reverse()
    for part, shape, filler in zip(lower, pattern.parts, pattern.fillers, strict=True):
        if part != filler and not re.fullmatch(shape, part):
            return None
    while lower and _is_filler(lower[-1]):
        lower.pop()
    return None if any(_is_filler(part) for part in lower) else [top, *lower]
