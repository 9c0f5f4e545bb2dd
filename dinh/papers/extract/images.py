"""Pictures as papers: a photograph, a scan, a TIFF of many pages."""

from __future__ import annotations

import io
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from math import isqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dinh.papers.extract import limits
from dinh.papers.extract.source import Source
from dinh.papers.shapes import Page, Unreadable

Grey = NDArray[np.uint8]

_BROKEN = "Ảnh bị hỏng hoặc thiếu, không mở được."
_BOMB = "Ảnh quá lớn ({width}×{height} điểm), quá giới hạn {limit} triệu điểm; hãy quét lại ở 300 dpi."
_ORIENTATION = 0x0112
_A4_INCHES = (8.27, 11.69)


class ImagePages:
    """A picture file; each frame is a page."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._lock = threading.Lock()
        with self._opened() as image:
            self.count = int(getattr(image, "n_frames", 1)) if source.format == "tiff" else 1

    def read(self, number: int) -> Page:
        from dinh.papers.extract.scan import read_picture

        grey, dpi = fit_for_reading(self.grey(number))
        return read_picture(grey, number=number, dpi=dpi)

    def grey(self, number: int) -> Grey:
        """Frame `number`, counted from 1, in grey, as the camera's own note on turning says."""
        return np.asarray(self.picture(number, "L"), np.uint8)

    def picture(self, number: int, mode: str, *, about: int = limits.MAX_PIXELS) -> Any:
        """Frame `number` as a Pillow picture; one of many more points than `about` is made smaller on the way."""
        from PIL import ImageOps

        with self._lock, self._opened() as image:
            if number > 1:
                image.seek(number - 1)
            _check_size(*image.size)
            upright = ImageOps.exif_transpose(_smaller(image, about))
            if upright.mode in ("RGBA", "LA", "P", "PA"):
                from PIL import Image

                clear = upright.convert("RGBA")
                paper = Image.new("RGBA", clear.size, "white")
                paper.alpha_composite(clear)
                upright = paper.convert("RGB")
            elif upright.mode.startswith("I;16"):
                upright = upright.point(lambda value: value / 256)
            return upright.convert(mode)

    def close(self) -> None:
        """Nothing stays open between pages."""

    @contextmanager
    def _opened(self) -> Iterator[Any]:
        from PIL import Image, UnidentifiedImageError

        where = self._source.where
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # the size is judged below, with a sentence
                with Image.open(io.BytesIO(where) if isinstance(where, bytes) else where) as image:
                    _check_size(*image.size)
                    yield image
        except Image.DecompressionBombError as wrong:
            raise Unreadable(
                _BOMB.format(width="?", height="?", limit=limits.MAX_PIXELS // 1_000_000)
            ) from wrong
        except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError, TypeError) as wrong:
            raise Unreadable(_BROKEN) from wrong


def _smaller(image: Any, about: int) -> Any:
    """The picture with a whole number of its points made one, so that what follows has not to hold it in full."""
    times = isqrt(image.width * image.height // max(1, about))
    if times < 2 or image.mode.startswith("I"):
        return image
    turned = image.getexif().get(_ORIENTATION, 1)
    plain = {"1": "L", "P": "RGBA", "PA": "RGBA"}.get(image.mode)
    small = (image.convert(plain) if plain else image).reduce(times)
    small.getexif()[_ORIENTATION] = turned  # a new picture forgets how the camera was held
    return small


def _check_size(width: int, height: int) -> None:
    if width * height > limits.MAX_PIXELS:
        raise Unreadable(_BOMB.format(width=width, height=height, limit=limits.MAX_PIXELS // 1_000_000))
    if width < 40 or height < 40:
        raise Unreadable(f"Ảnh quá nhỏ ({width}×{height} điểm) để có chữ đọc được.")


def fit_for_reading(grey: Grey) -> tuple[Grey, int]:
    """The picture at the size OCR reads best, and its dots per inch, taking the sheet for A4 as papers are."""
    import cv2

    short, long = sorted(grey.shape)
    dpi = max(short / _A4_INCHES[0], long / _A4_INCHES[1])
    if dpi < 150 and long > 500:
        scale = 200 / dpi
        way = cv2.INTER_CUBIC
    elif dpi > 320:
        scale = 300 / dpi
        way = cv2.INTER_AREA
    else:
        return grey, round(max(dpi, 150))
    size = (max(1, round(grey.shape[1] * scale)), max(1, round(grey.shape[0] * scale)))
    fitted = cv2.resize(grey, size, interpolation=way)
    return np.asarray(fitted, np.uint8), round(dpi * scale)
