"""Tables of the room, in two topics."""

from .dossier import Complaint, Rating
from .event import Event, EventEvidence, EventTask, ProgrammeLine
from .initiative import Contact, Initiative, Remark, Spread, Vote

__all__ = [
    "Complaint",
    "Contact",
    "Event",
    "EventEvidence",
    "EventTask",
    "Initiative",
    "ProgrammeLine",
    "Rating",
    "Remark",
    "Spread",
    "Vote",
]
