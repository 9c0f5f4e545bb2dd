"""Front door of the room: the only place that writes it."""

from .common import DossierRefused, NotAllowed, NotThere, StaleDossier, WrongInput, WrongState
from .completing import answer_completion, ask_completion
from .ending import add_note, reopen, stop, withdraw
from .exporting import Export, export
from .fees import bill_for, set_fee
from .going import give_back, hand_over, recall, step, take, transfer
from .intake import price, receive, refuse_intake
from .looks import Opened, see_personal
from .moving import rows_after

REFUSALS = (DossierRefused, NotAllowed)
"""Everything a deed of the room may refuse with; each says why in a sentence."""

__all__ = [
    "REFUSALS",
    "DossierRefused",
    "Export",
    "NotAllowed",
    "NotThere",
    "Opened",
    "StaleDossier",
    "WrongInput",
    "WrongState",
    "add_note",
    "answer_completion",
    "ask_completion",
    "bill_for",
    "export",
    "give_back",
    "hand_over",
    "price",
    "recall",
    "receive",
    "refuse_intake",
    "reopen",
    "rows_after",
    "see_personal",
    "set_fee",
    "step",
    "stop",
    "take",
    "transfer",
    "withdraw",
]
