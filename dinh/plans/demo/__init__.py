"""Furnishes this room for the pretend town: the five plans are read by the machine, three reviewed as their keys say, two
adopted as read, and followed for half a year. Through services only."""

from .furnish import furnish

__all__ = ["furnish"]
