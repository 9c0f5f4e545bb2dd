"""Tables of the room: assignments and what goes with them; reminders and pressing in their own file."""

from .assignment import Assignment, Coop, Evidence, Extension, HandOver, Passing, Series

__all__ = ["Assignment", "Coop", "Evidence", "Extension", "HandOver", "Passing", "Series"]
