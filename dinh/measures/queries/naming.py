"""Which measure a sentence of a paper names, over the measures there are."""

from __future__ import annotations

from functools import lru_cache

from dinh.measures import recipes, wordings
from dinh.measures.rules import wording


@lru_cache(maxsize=1)
def _wordings() -> tuple[wording.Wording, ...]:
    # Words and units are said in the language of the papers.
    from django.utils import translation

    with translation.override("vi"):
        known = {one.code: (str(one.words), str(one.unit)) for one in recipes.all_recipes()}
    return wordings.wordings(known)


def named(text: str, *, unit: str = "", operator: str = "") -> list[wording.Match]:
    """The measures that a sentence may name, surest first, each with its score and the words found and lacking."""
    return wording.named(text, unit=unit, operator=operator, wordings=_wordings())
