"""Deeds of the room: secret addresses of calendars, what is shown to everybody, reports that write themselves."""

from .composing import ComposeRefused, NoTemplate, Unfinished
from .composing import Stale as StaleComposition
from .composing import compose as compose_report
from .composing import edit as edit_report
from .composing import send as send_report
from .composing import take_word as take_report_word
from .feeds import Opened, open_feed, read_feed, revoke_feed
from .publishing import PublishRefused, publish, withdraw

__all__ = [
    "ComposeRefused",
    "NoTemplate",
    "Opened",
    "PublishRefused",
    "StaleComposition",
    "Unfinished",
    "compose_report",
    "edit_report",
    "open_feed",
    "publish",
    "read_feed",
    "revoke_feed",
    "send_report",
    "take_report_word",
    "withdraw",
]
