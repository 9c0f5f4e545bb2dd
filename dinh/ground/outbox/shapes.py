"""What others may hold of the outbox: a letter to post, how a sending ended, and the socket for further channels."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

from dinh.ground.shapes import Ref

INSIDE, EMAIL = "inside", "email"


class LetterState(StrEnum):
    """Where a letter is. `.word` is shown to people."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    DELIVERED = "delivered"
    FAILED = "failed"

    @property
    def word(self) -> str:
        return LETTER_WORDS[self.value]


LETTER_WORDS = {
    "waiting": "Chờ gửi",
    "sending": "Đang gửi",
    "sent": "Đã gửi",
    "delivered": "Đã tới",
    "failed": "Không gửi được",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class NewLetter:
    """One letter to post. `key` says what it is ("digest:5:2026-11-20:email"): the same key is posted once."""

    key: str
    to: Ref
    channel: str
    subject: str
    text: str
    address: str = ""
    html: str = ""
    about: Ref | None = None
    not_before: datetime | None = None
    not_after: datetime | None = None
    """After this moment it is of no use any more and fails instead of going late."""


class Ended(StrEnum):
    """How one try ended."""

    SENT = "sent"  # whoever carries it further has taken it over
    DELIVERED = "delivered"  # it lies where its reader looks
    LATER = "later"  # refused for the moment: this letter again later
    NEVER = "never"  # refused for good
    TROUBLE = "trouble"  # nothing wrong with the letter: the channel itself does not work now
    UNSURE = "unsure"  # the line broke while it was being handed over: nobody can know


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one try ended, and the reason in words when it did not go."""

    ended: Ended
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaving:
    """A letter on its way out, as a messenger sees it. `message_id` stays the same at every try."""

    message_id: str
    to: Ref
    address: str
    channel: str
    subject: str
    text: str
    html: str
    posted_at: datetime
    data: Mapping[str, Any]


class Messenger(Protocol):
    """Carries letters of channels that ground does not know (SMS, Zalo…). Fills the socket `ground.messenger`."""

    def channels(self) -> Mapping[str, str]:
        """The channels it carries, each with its Vietnamese words."""

    def send(self, letter: Leaving) -> Outcome:
        """Hand one letter over. Should give `message_id` to the carrier, so that a second try is known as the same."""
