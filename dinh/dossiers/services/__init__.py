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
from .handing import hand_out, post_said
from .heirs import pass_on
from .intake import price, receive, refuse_intake
from .looks import Opened, see_personal
from .many import StepTold, hand_over_many, step_many, take_many
from .moving import rows_after
from .results import NoKey, correct_result, draft_result, revoke_result, seal_result, sign_result, sign_step
from .splitting import split
from .store import reuse_result
from .typing import type_form

REFUSALS = (DossierRefused, NotAllowed)
"""Everything a deed of the room may refuse with; each says why in a sentence."""

__all__ = [
    "REFUSALS",
    "DossierRefused",
    "Export",
    "NoKey",
    "NotAllowed",
    "NotThere",
    "Opened",
    "StaleDossier",
    "StepTold",
    "WrongInput",
    "WrongState",
    "add_note",
    "answer_completion",
    "apologise",
    "ask_completion",
    "bill_for",
    "correct",
    "correct_result",
    "direct",
    "draft_result",
    "escalate",
    "export",
    "give_back",
    "hand_out",
    "hand_over",
    "hand_over_many",
    "pass_on",
    "post_said",
    "price",
    "recall",
    "receive",
    "refuse_intake",
    "reopen",
    "reuse_result",
    "revoke_result",
    "rows_after",
    "seal_result",
    "see_personal",
    "set_fee",
    "sign_result",
    "sign_step",
    "split",
    "step",
    "step_many",
    "stop",
    "take",
    "take_many",
    "transfer",
    "type_form",
    "withdraw",
]
