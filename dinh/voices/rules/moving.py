"""From which states an initiative may be moved, and what merging does to the votes."""

from __future__ import annotations

from collections.abc import Iterable

MOVES: dict[str, frozenset[str]] = {
    "voices.moderate": frozenset({"waiting"}),
    "voices.vote": frozenset({"open", "taken-up", "trying", "adopted"}),
    "voices.remark": frozenset({"open", "taken-up", "trying", "adopted"}),
    "voices.answer": frozenset({"open", "taken-up", "trying", "adopted", "closed"}),
    "voices.link": frozenset({"open", "taken-up", "trying", "adopted"}),
    "voices.merge": frozenset({"open"}),
    "voices.take_up": frozenset({"open"}),
    "voices.try_out": frozenset({"taken-up"}),
    "voices.adopt": frozenset({"taken-up", "trying"}),
    "voices.close": frozenset({"open", "taken-up", "trying"}),
    "voices.publish": frozenset({"open", "taken-up", "trying", "adopted"}),
    "voices.spread": frozenset({"adopted"}),
}


def may_move(deed: str, state: str, kind: str = "") -> bool:
    """Whether the deed can be done in that state. A good way of working is being done already, so it may be adopted
    straight away."""
    if deed == "voices.adopt" and kind == "practice" and state == "open":
        return True
    return state in MOVES[deed]


def merged_votes(
    kept: Iterable[tuple[int | None, str]], carried: Iterable[tuple[int | None, str]]
) -> list[tuple[int | None, str]]:
    """Of the votes on what is merged away, those whose voter has not voted for what stays: nobody counts twice. A vote is
    (person, mark of a citizen)."""
    there = set(kept)
    return [vote for vote in dict.fromkeys(carried) if vote not in there]
