"""Deeds of the room: secret addresses of calendars, and what is shown to everybody."""

from .feeds import Opened, open_feed, read_feed, revoke_feed
from .publishing import PublishRefused, publish, withdraw

__all__ = ["Opened", "PublishRefused", "open_feed", "publish", "read_feed", "revoke_feed", "withdraw"]
