"""Deeds of the room: the only place that writes."""

from .asking import ask, ask_many, close, redate
from .batch import MOST as MOST_OF_BATCH
from .batch import BatchDeed, BatchRow, batch, batch_deeds, each, offer_batch
from .checking import accept, drop, move_due, pause, resume, send_back
from .common import NotAllowed, WorkRefused, WrongInput, WrongState, may
from .doing import add_evidence, add_sub, give_to_person, note_progress, start, submit, take_back
from .extending import answer_extension, ask_extension
from .handing import answer_hand_over, hand_over, may_answer, withdraw_hand_over
from .passing import pass_on
from .reassigning import reassign
from .rhythms import end_series, make_occurrences
from .taking_over import Past, take_over

__all__ = [
    "MOST_OF_BATCH",
    "BatchDeed",
    "BatchRow",
    "NotAllowed",
    "Past",
    "WorkRefused",
    "WrongInput",
    "WrongState",
    "accept",
    "add_evidence",
    "add_sub",
    "answer_extension",
    "answer_hand_over",
    "ask",
    "ask_extension",
    "ask_many",
    "batch",
    "batch_deeds",
    "close",
    "drop",
    "each",
    "end_series",
    "give_to_person",
    "hand_over",
    "make_occurrences",
    "may",
    "may_answer",
    "move_due",
    "note_progress",
    "offer_batch",
    "pass_on",
    "pause",
    "reassign",
    "redate",
    "resume",
    "send_back",
    "start",
    "submit",
    "take_back",
    "take_over",
    "withdraw_hand_over",
]
