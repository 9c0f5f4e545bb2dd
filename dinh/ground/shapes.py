"""What any room may hold: a reference to a thing, and the base of every announcement."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Ref:
    """Points at one thing of any room without importing it. `str(Ref("plan", 3)) == "plan:3"`."""

    kind: str
    id: str | int

    def __str__(self) -> str:
        return f"{self.kind}:{self.id}"

    @classmethod
    def parse(cls, text: str) -> Ref:
        """Read "plan:3" back. Raises ValueError with a Vietnamese sentence when it is not of that form."""
        kind, colon, ident = text.partition(":")
        if not colon or not kind or not ident:
            raise ValueError(f"“{text}” không phải dạng loại:mã, ví dụ plan:3.")
        return cls(kind, int(ident) if ident.isdigit() else ident)


@dataclass(frozen=True)
class Announcement:
    """Base of every announcement: past tense, frozen, plain values only (str, int, float, bool, None, tuples of
    them), so that it can be stored as JSON and told later."""
