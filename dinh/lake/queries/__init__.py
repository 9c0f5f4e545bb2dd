"""Reads of the room."""

from .holding import Holding, codes_for, condition, holding, tables
from .states import current, has_news, of_form, state

__all__ = [
    "Holding",
    "codes_for",
    "condition",
    "current",
    "has_news",
    "holding",
    "of_form",
    "state",
    "tables",
]
