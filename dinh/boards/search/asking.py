"""What somebody typed, understood once for both databases. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from dinh.ground import search as ground
from dinh.ground import text


@dataclass(frozen=True, slots=True)
class Question:
    """What is looked for. Each group is a list of phrases of which one must be there (an abbreviation or its long
    form); every word may be the beginning of a longer one. `tokens` are the asker's: an entry must bear one."""

    groups: tuple[tuple[tuple[str, ...], ...], ...]
    plain: tuple[str, ...]
    marked: tuple[str, ...]
    """The words with their marks when any was typed, else empty."""
    tokens: tuple[str, ...]

    @property
    def empty(self) -> bool:
        return not self.groups or not self.tokens


def question_of(typed: str, tokens: frozenset[str]) -> Question:
    """Understand what was typed. Nothing typed, or marks alone, is an empty question, which finds nothing."""
    plain = tuple(text.words(typed)[: ground.MOST_WORDS])
    marked = tuple(text.marked_words(typed)[: ground.MOST_WORDS]) if text.has_marks(typed) else ()
    groups = tuple(
        tuple(tuple(phrase) for phrase in alternatives) for alternatives in ground.alternatives(typed)
    )
    return Question(groups, plain, marked, tuple(sorted(tokens)))
