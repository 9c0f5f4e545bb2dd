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
MAX_XML = 64 * 1024 * 1024
MAX_TAGS = 4_000_000
"""One part of a Word file. A book of a thousand pages has a tenth of either; a tree of more would swamp memory."""
MAX_LINES = 1_000_000
MAX_LINE = 20_000
"""Letters in one line. The longest paragraph of a real paper has some 5,000; what is longer is no writing of people."""
MAX_LETTERS = 300_000
"""Letters on one page of a PDF; a page closely set has 8,000."""
MAX_DRAWN = 16_000_000
MAX_DRAWN_SIDE = 10_000
"""A page drawn to be looked at: points in all, and along its longer side. An A4 page 3000 wide has 12.7 million."""
MAX_SCREEN_BYTES = 8 * 1024 * 1024
"""Text that a page of the site opens while somebody waits; a longer one is to be downloaded."""

VERSION = 1
"""Raised whenever the same file would be read differently, so that kept pages of an older reading are dropped."""
