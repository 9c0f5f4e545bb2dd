"""The signature of a bank's notice: HMAC-SHA256 over "<seconds>.<body>", with a key that has a name and a life. Pure."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from datetime import datetime

from dinh.till.shapes import Outcome

WINDOW = 300
"""Seconds by which the clock of the bank and ours may differ."""


def sign(secret: str, timestamp: str, body: bytes) -> str:
    """The signature as hex."""
    return hmac.digest(secret.encode(), timestamp.encode() + b"." + body, "sha256").hex()


def fault(
    *, keys: Mapping[str, str], key_id: str, timestamp: str, signature: str, body: bytes, now: datetime
) -> Outcome | None:
    """Why the notice is not believed; None when it is. `keys` are the secrets alive now, by name."""
    secret = keys.get(key_id)
    if secret is None:
        return Outcome.NO_KEY
    said = signature.strip().lower().encode()
    if not hmac.compare_digest(sign(secret, timestamp, body).encode(), said):
        return Outcome.BAD_SIGNATURE
    if not (timestamp.isascii() and timestamp.isdecimal() and len(timestamp) <= 12):
        return Outcome.OUT_OF_TIME
    return Outcome.OUT_OF_TIME if abs(now.timestamp() - int(timestamp)) > WINDOW else None
