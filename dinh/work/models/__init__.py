"""Tables of the room: assignments and what goes with them; reminders and pressing in their own file."""

from .assignment import Assignment, Coop, Evidence, Extension, HandOver, Passing, Series
from .pressing import (
    Digest,
    DigestWish,
    LocalRule,
    Morning,
    Press,
    PressItem,
    PressOwed,
    PressTold,
    Reminder,
)

__all__ = [
    "Assignment",
    "Coop",
    "Digest",
    "DigestWish",
    "Evidence",
    "Extension",
    "HandOver",
    "LocalRule",
    "Morning",
    "Passing",
    "Press",
    "PressItem",
    "PressOwed",
    "PressTold",
    "Reminder",
    "Series",
]
