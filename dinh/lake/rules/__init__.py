"""Decisions of the room: values in, values out; no framework."""

from .who import WHO_MAY, WORDS

__all__ = ["WHO_MAY", "WORDS"]
