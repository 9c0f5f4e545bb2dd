"""Looking at a file before it is kept for ever: what is no paper, or no evidence, is turned away at the door."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from dinh.ground.services import FileRefused
from dinh.papers import extract
from dinh.papers.sentences import say
from dinh.papers.shapes import Unreadable

Given = BinaryIO | bytes | str | Path
"""The file itself, an upload, or where it lies."""


def check_paper(file: Given, name: str) -> str:
    """The media type of a file that is to become a paper. Raises ground.FileRefused with a sentence for web pages,
    programs, sheets, archives and noise. A stream is left where it began."""
    return _checked(extract.check_kind, file, name)


def check_evidence(file: Given, name: str) -> str:
    """As `check_paper`, for what shows that something was done: sheets, slides and a telephone's pictures pass too."""
    return _checked(extract.check_evidence, file, name)


def _checked(check: Callable[[str | Path | bytes, str], str], file: Given, name: str) -> str:
    try:
        if isinstance(file, bytes | str | Path):
            return check(file, name)
        where = getattr(file, "temporary_file_path", None)
        if where is not None:
            return check(where(), name)
        file.seek(0)
        try:
            return check(file.read(), name)
        finally:
            file.seek(0)
    except Unreadable as wrong:
        raise FileRefused(say(str(wrong))) from wrong
