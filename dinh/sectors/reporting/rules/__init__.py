"""Decisions of the room: values in, values out. No framework, no tables."""

from .calendar import due_day, laid_periods, period_of, term_faults, words_of_due
from .content import Fault, changed_sections, content_faults, digest
from .laying import AHEAD, GENERAL_CLOSING, OwedPeriod, closing_for, due_when_unsaid, owed_periods, ready
from .reading import read_due, read_rhythm
from .standing import again_by_default, standing
from .who import OF_RECEIVER, WHO_MAY, WORDS

__all__ = [
    "AHEAD",
    "GENERAL_CLOSING",
    "OF_RECEIVER",
    "WHO_MAY",
    "WORDS",
    "Fault",
    "OwedPeriod",
    "again_by_default",
    "changed_sections",
    "closing_for",
    "content_faults",
    "digest",
    "due_day",
    "due_when_unsaid",
    "laid_periods",
    "owed_periods",
    "period_of",
    "read_due",
    "read_rhythm",
    "ready",
    "standing",
    "term_faults",
    "words_of_due",
]
