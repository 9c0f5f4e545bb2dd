"""One thing wrong with what was typed."""

from __future__ import annotations

from typing import NamedTuple


class Fault(NamedTuple):
    """A field and the sentence to show beside it."""

    field: str
    sentence: str
