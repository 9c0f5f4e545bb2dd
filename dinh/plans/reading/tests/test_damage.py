"""A plan spoiled as scanners spoil it promises what the clean plan promised.

Each made-up plan is read clean, then with its marks lost, then with digits for marked letters; the promises found must
be the same but for a few.
"""

from __future__ import annotations

import random
import unicodedata
from collections import Counter

import pytest

from dinh.plans.reading import read
from dinh.plans.reading.tests.papers import SAMPLES, document

NAMES = sorted(path.stem for path in SAMPLES.glob("*.txt"))
DIGITS = {
    "ể": "6", "ố": "5", "ộ": "Q", "ệ": "Q", "ạ": "4", "ả": "6", "ớ": "6", "ứ": "r", "ự": "u", "ă": "6", "â": "6",
    "ô": "6", "ế": "6", "ề": "A", "ấ": "6",
}  # fmt: skip


def without_marks(text: str) -> str:
    bare = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    return bare.replace("đ", "d").replace("Đ", "D")


def with_digits(text: str) -> str:
    """Seven marked letters in ten become what a scanner makes of them, the rest lose their marks."""
    chance = random.Random(3)
    return "".join(DIGITS.get(c, c) if chance.random() < 0.7 else without_marks(c) for c in text)


def promises(text: str) -> Counter[tuple[str, float, int | None]]:
    found = read(document(text)).targets
    return Counter((t.operator, t.value, t.deadline_year) for t in found if t.value is not None)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("spoil", [without_marks, with_digits])
def test_a_spoiled_plan_promises_what_the_clean_one_did(name: str, spoil: object) -> None:
    text = (SAMPLES / f"{name}.txt").read_text(encoding="utf-8")
    clean = promises(text)
    spoiled = promises(spoil(text))  # type: ignore[operator]

    same = (clean & spoiled).total()
    assert same >= 0.7 * clean.total(), (clean - spoiled, spoiled - clean)
    assert spoiled.total() - same <= max(2, 0.3 * clean.total()), spoiled - clean
