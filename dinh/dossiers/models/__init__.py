"""Tables of the room."""

from .accounts import Acting, CitizenAccount, Following, Reach
from .counted import Counted
from .dossier import Dossier, DossierNumber, DossierPaper
from .drafts import Draft, DraftFile, FormAnswers
from .going import FAR, Answer, ClockStretch, CompletionRequest, Holding
from .keeping import Correction, Erasure
from .late import Apology, Escalation
from .looks import Look
from .people import Citizen
from .portal import PortalArrival, PortalCursor, PortalMessage
from .queue import QueueDay, QueueTicket
from .results import Handing, Result, ResultBook, ResultSignature, ResultState, StoredResult
from .simulated import LaidAside, SimulatedYear

__all__ = [
    "FAR",
    "Acting",
    "Answer",
    "Apology",
    "Citizen",
    "CitizenAccount",
    "ClockStretch",
    "CompletionRequest",
    "Correction",
    "Counted",
    "Dossier",
    "DossierNumber",
    "DossierPaper",
    "Draft",
    "DraftFile",
    "Erasure",
    "Escalation",
    "Following",
    "FormAnswers",
    "Handing",
    "Holding",
    "LaidAside",
    "Look",
    "PortalArrival",
    "PortalCursor",
    "PortalMessage",
    "QueueDay",
    "QueueTicket",
    "Reach",
    "Result",
    "ResultBook",
    "ResultSignature",
    "ResultState",
    "SimulatedYear",
    "StoredResult",
]
