"""Front door of the room: the only place that writes it."""

from .common import DossierRefused, NotAllowed, NotThere, StaleDossier, WrongInput, WrongState
from .completing import answer_completion, ask_completion
from .ending import add_note, reopen, stop, withdraw
from .going import give_back, hand_over, recall, step, take, transfer
from .intake import price, receive, refuse_intake

REFUSALS = (DossierRefused, NotAllowed)
"""Everything a deed of the room may refuse with; each says why in a sentence."""

__all__ = [
    "REFUSALS",
    "DossierRefused",
    "NotAllowed",
    "NotThere",
    "StaleDossier",
    "WrongInput",
    "WrongState",
    "add_note",
    "answer_completion",
    "ask_completion",
    "give_back",
    "hand_over",
    "price",
    "recall",
    "receive",
    "refuse_intake",
    "reopen",
    "step",
    "stop",
    "take",
    "transfer",
    "withdraw",
]
