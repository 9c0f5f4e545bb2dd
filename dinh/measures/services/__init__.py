"""Deeds of the room: the only place that writes."""

from .catching_up import catch_up
from .measuring import NothingToPublish, measure, publish, take_up

__all__ = ["NothingToPublish", "catch_up", "measure", "publish", "take_up"]
