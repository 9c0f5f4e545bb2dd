"""Reads of the room."""

from .readings import board, readings

__all__ = ["board", "readings"]
