"""The room's JSON entrance: dossiers taken in, read, moved on; worklists; what an intake must bring."""

from . import reading, writing
from .base import router

__all__ = ["reading", "router", "writing"]
