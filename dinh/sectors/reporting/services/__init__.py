"""Deeds of the room: the only place that writes."""

from .common import (
    NotForOwnReport,
    ReportRefused,
    StaleReport,
    WrongInput,
    WrongState,
    may,
    require,
    side_of,
)
from .duties import Given, Owing, end_duty, give_duty, read_term, take_on_duty
from .laying import lay_out
from .moving import accept, locked, redate, send_back, standing_of, waive
from .passing import pass_on
from .regimes import confirm_term, end_regime, lay_regime, load_edition, set_term
from .requests import ask_at_once
from .writing import KINDS, MOST_BYTES, send, write

__all__ = [
    "KINDS",
    "MOST_BYTES",
    "Given",
    "NotForOwnReport",
    "Owing",
    "ReportRefused",
    "StaleReport",
    "WrongInput",
    "WrongState",
    "accept",
    "ask_at_once",
    "confirm_term",
    "end_duty",
    "end_regime",
    "give_duty",
    "lay_out",
    "lay_regime",
    "load_edition",
    "locked",
    "may",
    "pass_on",
    "read_term",
    "redate",
    "require",
    "send",
    "send_back",
    "set_term",
    "side_of",
    "standing_of",
    "take_on_duty",
    "waive",
    "write",
]
