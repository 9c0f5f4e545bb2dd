"""Decisions of the room: values in, values out. No framework, no tables.

`process/` holds the rules of steps; import it by its own name."""

from .codes import NotACode, ProcedureCode, national, parse, same
from .columns import LOCAL_CODES, MAIN, PARTS, PROCEDURE, TABLES, Column
from .editions import Dates, ends
from .fees import Amount, Charged, FeeLine, Quantities, Reduction, Tier, amount_of, stepped, words_of
from .publishing import doubts, missing, since_faults, standing_faults
from .reading import (
    Fault,
    Where,
    blank,
    clean,
    fingerprint,
    plain_place,
    read_content,
    read_row,
    read_value,
    to_cell,
    to_plain,
)
from .who import WHO_MAY, WORDS

__all__ = [
    "LOCAL_CODES",
    "MAIN",
    "PARTS",
    "PROCEDURE",
    "TABLES",
    "WHO_MAY",
    "WORDS",
    "Amount",
    "Charged",
    "Column",
    "Dates",
    "Fault",
    "FeeLine",
    "NotACode",
    "ProcedureCode",
    "Quantities",
    "Reduction",
    "Tier",
    "Where",
    "amount_of",
    "blank",
    "clean",
    "doubts",
    "ends",
    "fingerprint",
    "missing",
    "national",
    "parse",
    "plain_place",
    "read_content",
    "read_row",
    "read_value",
    "same",
    "since_faults",
    "standing_faults",
    "stepped",
    "to_cell",
    "to_plain",
    "words_of",
]
