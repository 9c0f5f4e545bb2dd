"""Tables of the room."""

from .accounts import Acting, CitizenAccount, Following, Reach
from .dossier import Dossier, DossierNumber, DossierPaper
from .drafts import Draft, DraftFile, FormAnswers
from .going import FAR, Answer, ClockStretch, CompletionRequest, Holding
from .keeping import Correction, Erasure
from .looks import Look
from .people import Citizen
from .queue import QueueDay, QueueTicket

__all__ = [
    "FAR",
    "Acting",
    "Answer",
    "Citizen",
    "CitizenAccount",
    "ClockStretch",
    "CompletionRequest",
    "Correction",
    "Dossier",
    "DossierNumber",
    "DossierPaper",
    "Draft",
    "DraftFile",
    "Erasure",
    "Following",
    "FormAnswers",
    "Holding",
    "Look",
    "QueueDay",
    "QueueTicket",
    "Reach",
]
