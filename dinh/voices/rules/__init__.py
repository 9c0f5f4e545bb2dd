"""What the room decides, without touching anything."""

from .events import EditionDay, due_day, edition, next_day
from .moving import MOVES, may_move, merged_votes
from .who import WHO_MAY, WORDS

__all__ = [
    "MOVES",
    "WHO_MAY",
    "WORDS",
    "EditionDay",
    "due_day",
    "edition",
    "may_move",
    "merged_votes",
    "next_day",
]
