"""Deeds of the room: the only place that writes."""

from .comparing import Compared, check
from .downloading import TooMany, download
from .drawing import draw, fresh
from .folding import fold
from .keeping import keep, let_go
from .storing import remove_import, store_rows
from .writing import NotAFact

__all__ = [
    "Compared",
    "NotAFact",
    "TooMany",
    "check",
    "download",
    "draw",
    "fold",
    "fresh",
    "keep",
    "let_go",
    "remove_import",
    "store_rows",
]
