"""The tesseract program, asked for words with places. One process reads many pictures, so that a table cut into a
hundred cells costs no more than the page it stood on."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from dinh.papers.extract.layout import Word
from dinh.papers.shapes import Unreadable

Grey = NDArray[np.uint8]

_SECONDS_PER_PICTURE = 90
_WITHOUT_WORD_LISTS = tuple(
    word for name in ("system", "freq", "punc", "number") for word in ("-c", f"load_{name}_dawg=0")
)
"""The word lists change not one letter on our worn samples, and cost a twentieth of the time."""
_MISSING = (
    "Cần phần mềm nhận dạng chữ tesseract để đọc bản quét và ảnh; hãy cài gói tesseract-ocr và tesseract-ocr-vie "
    "rồi đọc lại."
)
_NO_VIETNAMESE = "Phần mềm tesseract chưa có tiếng Việt; hãy cài gói tesseract-ocr-vie rồi đọc lại."


@cache
def _program() -> str | None:
    return shutil.which("tesseract")


@cache
def _languages() -> frozenset[str]:
    program = _program()
    if not program:
        return frozenset()
    done = subprocess.run([program, "--list-langs"], capture_output=True, text=True, timeout=30, check=False)  # noqa: S603
    return frozenset(done.stdout.split("\n")[1:])


def require_tesseract() -> str:
    """The program's path. Raises Unreadable naming what to install when it, or its Vietnamese, is not there."""
    program = _program()
    if not program:
        raise Unreadable(_MISSING)
    if "vie" not in _languages():
        raise Unreadable(_NO_VIETNAMESE)
    return program


def has_tesseract() -> bool:
    """Whether the program is there, without complaint when it is not."""
    return _program() is not None


def read_pictures(pictures: Sequence[Grey], *, dpi: int, psm: int) -> list[list[Word]]:
    """The words of each picture, in pixels of that picture. All are read by one process, on one core.

    The pictures come whitened: ink was told from paper by its surroundings already (upright.whitened), several times
    faster than the program's own way for photographs, and white letters on dark were turned over."""
    program = require_tesseract()
    if not pictures:
        return []
    with tempfile.TemporaryDirectory(prefix="dinh-ocr-") as folder:
        names = []
        for index, picture in enumerate(pictures):
            name = Path(folder, f"{index}.pgm")
            cv2.imwrite(str(name), picture)
            names.append(str(name))
        source = names[0]
        if len(names) > 1:
            listing = Path(folder, "list.txt")
            listing.write_text("\n".join(names) + "\n")
            source = str(listing)
        how = ["-l", "vie", "--psm", str(psm), "--dpi", str(dpi), "-c", "tessedit_do_invert=0"]
        how += [*_WITHOUT_WORD_LISTS, "tsv"]
        out = _run([program, source, "stdout", *how], seconds=_SECONDS_PER_PICTURE + 5 * len(names))
    return _words(out, len(names))


def turn_seen(picture: Grey) -> int | None:
    """Degrees clockwise by which the picture must be turned to stand upright, as tesseract sees it; None when unsure."""
    if "osd" not in _languages():
        return None
    program = require_tesseract()
    with tempfile.TemporaryDirectory(prefix="dinh-osd-") as folder:
        name = str(Path(folder, "page.pgm"))
        cv2.imwrite(name, picture)
        try:
            out = _run([program, name, "stdout", "--psm", "0", "-l", "osd"], seconds=_SECONDS_PER_PICTURE)
        except Unreadable:
            return None
    facts = dict(line.split(": ", 1) for line in out.splitlines() if ": " in line)
    try:
        sure = float(facts.get("Orientation confidence", "0"))
        return int(facts.get("Rotate", "0")) % 360 if sure > 0.5 else None
    except ValueError:
        return None


def _run(command: list[str], seconds: int) -> str:
    one_core = dict(os.environ, OMP_THREAD_LIMIT="1", LC_ALL="C.UTF-8")
    try:
        done = subprocess.run(  # noqa: S603 - our own words and temporary file names, no shell
            command, capture_output=True, timeout=seconds, check=False, env=one_core
        )
    except subprocess.TimeoutExpired as wrong:
        raise Unreadable("Nhận dạng chữ quá lâu, đã dừng; ảnh quét có thể quá rối hoặc quá lớn.") from wrong
    except OSError as wrong:
        raise Unreadable(_MISSING) from wrong
    if done.returncode != 0:
        raise Unreadable("Phần mềm nhận dạng chữ không đọc được ảnh của trang này.")
    return done.stdout.decode("utf-8", errors="replace")


def _words(tsv: str, pictures: int) -> list[list[Word]]:
    """tesseract's table: level, page, block, paragraph, line, word, left, top, width, height, confidence, text."""
    found: list[list[Word]] = [[] for _ in range(pictures)]
    lines: dict[tuple[str, ...], int] = {}
    for row in tsv.splitlines():
        parts = row.split("\t")
        if len(parts) != 12 or parts[0] != "5" or not parts[11].strip():
            continue
        page = int(parts[1]) - 1
        line = lines.setdefault(tuple(parts[1:5]), len(lines))
        left, top, width, height = (int(value) for value in parts[6:10])
        sure = max(0.0, min(1.0, float(parts[10]) / 100))
        found[page].append(Word(parts[11], left, top, left + width, top + height, sure, line))
    return found
