"""How much a file may ask of the machine. A file beyond a limit is refused with a sentence, never half read."""

from __future__ import annotations

MAX_BYTES = 200 * 1024 * 1024
MAX_PAGES = 3000
MAX_PIXELS = 120_000_000
"""A0 at 200 dpi is 62 million; an image bomb is far beyond."""
MAX_UNPACKED = 600 * 1024 * 1024
MAX_UNPACK_RATIO = 200
"""Honest DOCX parts shrink 5-30 times; a zip bomb a thousand and more."""
MAX_ZIP_ENTRIES = 20_000
MAX_LINES = 1_000_000

VERSION = 1
"""Raised whenever the same file would be read differently, so that kept pages of an older reading are dropped."""
