"""What is decided from values alone."""

from .lights import SOON, light, rolled_up, soon_until, worst
from .rhythm import NoRhythm, Occurrence, Period, Rhythm, first_day, occurrences
from .who import ASKER_SIDE, COOP_TOO, OWN_WORK, WHO_MAY, WORDS

__all__ = [
    "ASKER_SIDE",
    "COOP_TOO",
    "OWN_WORK",
    "SOON",
    "WHO_MAY",
    "WORDS",
    "NoRhythm",
    "Occurrence",
    "Period",
    "Rhythm",
    "first_day",
    "light",
    "occurrences",
    "rolled_up",
    "soon_until",
    "worst",
]
