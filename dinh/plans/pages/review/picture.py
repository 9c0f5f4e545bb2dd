"""A page of the source as a picture, made once and kept aside."""

from __future__ import annotations

import io
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.utils.translation import gettext as _

from dinh.ground import queries as kept_files
from dinh.papers import extract
from dinh.papers.shapes import Unreadable
from dinh.plans.models import Reading, ReadingPage


def picture(reading: Reading, page: ReadingPage, width: int) -> BinaryIO:
    """The page as PNG; made once, then kept aside."""
    place = (
        Path(settings.DINH_HOME)
        / "cache"
        / "pages"
        / f"{reading.paper.kept_sha256}-{page.number}-{width}.png"
    )
    if not place.exists():
        made = extract.page_image(
            kept_files.path_of(reading.paper.kept_sha256), page.number, width, turn=page.turn
        )
        if made is None:
            raise Unreadable(_("Tệp này không có ảnh trang."))
        place.parent.mkdir(parents=True, exist_ok=True)
        aside = place.with_suffix(".part")
        aside.write_bytes(made)
        aside.replace(place)
        return io.BytesIO(made)
    return place.open("rb")
