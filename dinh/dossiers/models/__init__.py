"""Tables of the room."""

from .dossier import Dossier, DossierNumber, DossierPaper
from .going import FAR, Answer, ClockStretch, CompletionRequest, Holding
from .people import Citizen

__all__ = [
    "FAR",
    "Answer",
    "Citizen",
    "ClockStretch",
    "CompletionRequest",
    "Dossier",
    "DossierNumber",
    "DossierPaper",
    "Holding",
]
