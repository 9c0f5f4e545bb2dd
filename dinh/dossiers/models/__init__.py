"""Tables of the room."""

from .accounts import Access, Acting, CitizenAccount, Following
from .dossier import Dossier, DossierNumber, DossierPaper
from .going import FAR, Answer, ClockStretch, CompletionRequest, Holding
from .keeping import Correction, Erasure
from .looks import Look
from .people import Citizen

__all__ = [
    "FAR",
    "Access",
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
    "Following",
    "Erasure",
    "Holding",
    "Look",
]
