"""The socket for messages to citizens beside e-mail: Zalo, SMS, whatever a locality has a contract for.

    messengers.offer(messenger)    at start-up; it carries one channel and says so by name

The outbox keeps every message with what became of it. In the demo town, channels nobody carries write files."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from dinh.ground.outbox.shapes import Ended, Leaving, Outcome

KNOWN = {"email": _("Thư điện tử"), "zalo": _("Zalo"), "sms": _("Tin nhắn SMS")}


class Messenger(Protocol):
    """Carries messages of one channel. `send` may be called again with the same `message_id`: it is the same message."""

    channel: str
    name: str

    def send(self, letter: Leaving) -> Outcome:
        """Hand one message to the carrier of the channel; says sent, delivered, later, never or trouble."""


_messengers: dict[str, Messenger] = {}


def offer(messenger: Messenger) -> None:
    """Let citizens be told by this channel."""
    _messengers[messenger.channel] = messenger


def withdraw(channel: str) -> None:
    """No more by this channel; for tests."""
    _messengers.pop(channel, None)


def channels() -> dict[str, str]:
    """What is carried now, beside e-mail, with its words."""
    return {key: str(each.name) for key, each in _messengers.items()}


class Switch:
    """Fills `ground.messenger`: gives each message to whoever carries its channel."""

    def channels(self) -> Mapping[str, str]:
        return channels()

    def send(self, letter: Leaving) -> Outcome:
        found = _messengers.get(letter.channel)
        if found is None:
            return Outcome(Ended.TROUBLE, f"Chưa có ai chuyển tin qua kênh {letter.channel}.")
        if not letter.address:
            return Outcome(Ended.NEVER, "Người nhận không còn số để gửi.")
        return found.send(letter)


class ToFiles:
    """What the demo town does instead of writing to strangers: each message a file under DINH_HOME/mail."""

    def __init__(self, channel: str) -> None:
        self.channel, self.name = channel, str(KNOWN[channel])

    def send(self, letter: Leaving) -> Outcome:
        folder = Path(settings.DINH_HOME) / "mail"
        folder.mkdir(parents=True, exist_ok=True)
        number = "".join(sign for sign in letter.message_id if sign.isalnum())[:40]
        place = folder / f"{letter.posted_at:%Y%m%d}-{number}.{self.channel}.txt"
        place.write_text(f"{letter.address}\n\n{letter.text}\n", encoding="utf-8")
        return Outcome(Ended.DELIVERED)


def start() -> None:
    """At start-up."""
    from dinh.ground import services as ground

    ground.fill_socket("ground.messenger", Switch())
    if getattr(settings, "DINH_DEMO", False):
        for channel in ("zalo", "sms"):
            if channel not in _messengers:
                offer(ToFiles(channel))
