"""Deeds of the room: the only place that writes."""

from .catching_up import catch_up
from .doubting import keep_doubts
from .forecasting import keep_forecasts
from .measuring import NothingToPublish, measure, publish, take_up

__all__ = ["NothingToPublish", "catch_up", "keep_doubts", "keep_forecasts", "measure", "publish", "take_up"]
