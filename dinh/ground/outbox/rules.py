"""What the outbox decides: how long to wait, when to give up, what a mail server's answer means. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta

from dinh.ground.outbox.shapes import Ended

MOST_TRIES = 12
"""With the waits below the twelfth try comes a day and a half after the first."""
LONGEST_WAIT = timedelta(hours=6)
GIVE_UP_AFTER = timedelta(days=4)
"""RFC 5321, 4.5.4.1: a sender tries for at least four to five days before it gives up."""
CLAIM_LIFE = timedelta(minutes=15)
"""How long a holder elsewhere is believed to be sending one letter; the wire itself is given a minute."""
KEEP_TEXT = timedelta(days=60)


def wait_after(tries: int) -> timedelta:
    """How long to wait after so many tries that failed for the moment: 1, 2, 4… minutes, six hours at most."""
    return min(timedelta(minutes=2 ** min(max(tries, 1) - 1, 12)), LONGEST_WAIT)


def gives_up(*, tries: int, posted_at: datetime, now: datetime) -> bool:
    """Whether a letter that was refused once more for the moment is given up."""
    return tries >= MOST_TRIES or now - posted_at >= GIVE_UP_AFTER


def meaning_of(code: int) -> Ended:
    """What an answer to RCPT or to the text means: 2xx taken, 4xx later, 5xx never."""
    if 200 <= code < 300:
        return Ended.SENT
    return Ended.NEVER if 500 <= code < 600 else Ended.LATER


def about_sender(code: int) -> Ended:
    """What an answer to MAIL FROM means. A sender refused is a fault of the settings: no letter is lost for it."""
    return Ended.SENT if 200 <= code < 300 else Ended.TROUBLE
