"""From one address to Django's mail settings."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote, urlsplit

_PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}


def mail_from(url: str) -> dict[str, Any]:
    """Django's EMAIL_… settings for `smtp://`, `smtp+starttls://` or `smtps://` with user, password, host and port.

    Raises ValueError with a sentence naming the variable when the address is of no known kind.
    """
    if not url:
        return {}
    parts = urlsplit(url)
    if parts.scheme not in _PORTS or not parts.hostname:
        raise ValueError(
            f"DINH_SMTP_URL: không hiểu “{parts.scheme}://”; dùng smtp://, smtp+starttls:// hoặc smtps:// kèm tên máy chủ"
        )
    return {
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or _PORTS[parts.scheme],
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_TLS": parts.scheme == "smtp+starttls",
        "EMAIL_USE_SSL": parts.scheme == "smtps",
    }
