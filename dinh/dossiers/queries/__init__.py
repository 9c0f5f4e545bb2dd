"""What may be asked of dossiers. Each answer takes a bounded number of queries, permission in SQL."""

from .flow import headed, near_until, of_absent, stand_ins
from .late import letters_waiting, told
from .one import ClockNow, Whole, clock_now, holding_of, whole
from .queueing import Hall, hall
from .scope import Source, dossier_for, is_code, is_cursor, sources_of, unit_ids, visible_q
from .worklists import CLOSED, OPEN, PAGE, Wanted, dossiers, held_by, mine, register, waiting

__all__ = [
    "CLOSED",
    "OPEN",
    "PAGE",
    "ClockNow",
    "Hall",
    "Source",
    "Wanted",
    "Whole",
    "clock_now",
    "dossier_for",
    "dossiers",
    "hall",
    "headed",
    "held_by",
    "holding_of",
    "is_code",
    "is_cursor",
    "letters_waiting",
    "mine",
    "near_until",
    "of_absent",
    "register",
    "sources_of",
    "stand_ins",
    "told",
    "unit_ids",
    "visible_q",
    "waiting",
    "whole",
]
