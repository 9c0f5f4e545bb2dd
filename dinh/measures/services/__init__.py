"""Deeds of the room: the only place that writes."""

from .measuring import NothingToPublish, measure, publish, take_up

__all__ = ["NothingToPublish", "measure", "publish", "take_up"]
