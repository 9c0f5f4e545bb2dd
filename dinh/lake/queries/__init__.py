"""Reads of the room."""

from .states import current, has_news, of_form, state

__all__ = ["current", "has_news", "of_form", "state"]
