"""Front door of the room: the only place that writes."""

from .accounts import close_account, end_key, make_key, open_account, secret_of
from .between import hand_over, refuse_hand_over, say_there
from .billing import bill, cancel_bill
from .common import NoSuchAccount, TillRefused, WrongInput, WrongState
from .days import close_day, reconcile_day, settle, take_in
from .hearing import Heard, hear_notice
from .statements import load_statement
from .taking import place_money, refund, take_cash

__all__ = [
    "Heard",
    "NoSuchAccount",
    "TillRefused",
    "WrongInput",
    "WrongState",
    "bill",
    "cancel_bill",
    "close_account",
    "close_day",
    "end_key",
    "hand_over",
    "hear_notice",
    "load_statement",
    "make_key",
    "open_account",
    "place_money",
    "reconcile_day",
    "refund",
    "refuse_hand_over",
    "say_there",
    "secret_of",
    "settle",
    "take_cash",
    "take_in",
]
