"""What is decided from values alone."""

from .lights import SOON, late_days, light, rolled_up, soon_until, worst
from .places import persons_of, works_at
from .rhythm import NoRhythm, Occurrence, Period, Rhythm, first_day, occurrences
from .states import MOVES, after, can, deeds_in
from .who import ASKER_SIDE, COOP_TOO, OWN_WORK, WHO_MAY, WORDS
from .words import Deadline, read

__all__ = [
    "ASKER_SIDE",
    "COOP_TOO",
    "MOVES",
    "OWN_WORK",
    "SOON",
    "WHO_MAY",
    "WORDS",
    "Deadline",
    "NoRhythm",
    "Occurrence",
    "Period",
    "Rhythm",
    "after",
    "can",
    "deeds_in",
    "first_day",
    "late_days",
    "light",
    "occurrences",
    "persons_of",
    "read",
    "rolled_up",
    "soon_until",
    "works_at",
    "worst",
]
