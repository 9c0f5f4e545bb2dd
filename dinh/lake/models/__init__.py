"""Tables of the room."""

from .keeping import KeptState

__all__ = ["KeptState"]
