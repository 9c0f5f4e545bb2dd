"""Reads of the room."""

from .forecasts import forecast
from .readings import board, readings
from .values import Claim, Proof, claim_of, prove, rows_of_value, stored, story_of, value_of, what_changed

__all__ = [
    "Claim",
    "Proof",
    "board",
    "claim_of",
    "forecast",
    "prove",
    "readings",
    "rows_of_value",
    "stored",
    "story_of",
    "value_of",
    "what_changed",
]
