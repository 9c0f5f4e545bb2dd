"""Deeds of the room: the only place that writes."""

from .drawing import draw, fresh
from .storing import remove_import, store_rows
from .writing import NotAFact

__all__ = ["NotAFact", "draw", "fresh", "remove_import", "store_rows"]
