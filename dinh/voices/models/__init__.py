"""Tables of the room, in two topics."""

from .event import Event, EventEvidence, EventTask, ProgrammeLine
from .initiative import Contact, Initiative, Remark, Spread, Vote

__all__ = [
    "Contact",
    "Event",
    "EventEvidence",
    "EventTask",
    "Initiative",
    "ProgrammeLine",
    "Remark",
    "Spread",
    "Vote",
]
