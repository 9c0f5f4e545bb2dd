"""What may be asked of the room."""

from .scope import all_by_asker, by_asker, visible_q

__all__ = ["all_by_asker", "by_asker", "visible_q"]
