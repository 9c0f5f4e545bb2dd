"""The one sprite: which icons there are."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

SOURCE = Path(__file__).with_name("icons.svg")


@cache
def names() -> frozenset[str]:
    """Names `{% icon %}` takes, read from the sprite's own source."""
    return frozenset(re.findall(r'<symbol id="i-([a-z0-9-]+)"', SOURCE.read_text(encoding="utf-8")))
