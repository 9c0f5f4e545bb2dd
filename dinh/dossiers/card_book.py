"""The citizen cards that are known, from editions/cards.yaml. Pure: no database."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import yaml

from .rules import cards

BOOK = Path(__file__).parent / "editions" / "cards.yaml"


@cache
def layouts() -> dict[int, list[str]]:
    """How many fields → their names."""
    rows = yaml.safe_load(BOOK.read_text(encoding="utf-8"))["layouts"]
    return {len(row["fields"]): row["fields"] for row in rows}


def read(text: str) -> cards.Card:
    """The card in a scanned text; raises rules.cards.NotACard."""
    return cards.read(text, layouts())
