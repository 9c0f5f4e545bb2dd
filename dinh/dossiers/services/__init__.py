"""Front door of the room: the only place that writes it."""

from .apologising import apologise
from .common import DossierRefused, NotAllowed, NotThere, StaleDossier, WrongInput, WrongState
from .completing import answer_completion, ask_completion
from .correcting import correct
from .ending import add_note, reopen, stop, withdraw
from .escalating import direct, escalate
from .exporting import Export, export
from .fees import bill_for, set_fee
from .going import give_back, hand_over, recall, step, take, transfer
from .heirs import pass_on
from .intake import price, receive, refuse_intake
from .looks import Opened, see_personal
from .moving import rows_after
from .splitting import split

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
    "apologise",
    "ask_completion",
    "bill_for",
    "correct",
    "direct",
    "escalate",
    "export",
    "give_back",
    "hand_over",
    "pass_on",
    "price",
    "recall",
    "receive",
    "refuse_intake",
    "reopen",
    "rows_after",
    "see_personal",
    "set_fee",
    "split",
    "step",
    "stop",
    "take",
    "transfer",
    "withdraw",
]
