"""Decisions of the room: values in, values out. No framework, no tables."""

from .who import WHO_MAY, WORDS

__all__ = ["WHO_MAY", "WORDS"]
