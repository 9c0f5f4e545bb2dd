"""What kind of file this is, judged by its content and never by its name."""

from __future__ import annotations

import zipfile
from pathlib import Path

_STARTS: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"BM", "image/bmp"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
    (b"{\\rtf", "application/rtf"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"\x1f\x8b", "application/gzip"),
    (b"PAR1", "application/vnd.apache.parquet"),
    (b"SQLite format 3\x00", "application/vnd.sqlite3"),
    (b"ID3", "audio/mpeg"),
)
_OFFICE = "application/vnd.openxmlformats-officedocument."
_IN_ZIP: tuple[tuple[str, str], ...] = (
    ("word/", _OFFICE + "wordprocessingml.document"),
    ("xl/", _OFFICE + "spreadsheetml.sheet"),
    ("ppt/", _OFFICE + "presentationml.presentation"),
)
DOCX = _IN_ZIP[0][1]
XLSX = _IN_ZIP[1][1]
OLE = "application/x-ole-storage"
UNKNOWN = "application/octet-stream"


def sniff(path: Path) -> str:
    """The media type of the file at `path`; application/octet-stream when nothing fits."""
    with path.open("rb") as stream:
        start = stream.read(4096)
    if start.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zip_kind(path)
    return sniff_start(start)


def sniff_start(start: bytes) -> str:
    """The media type from a file's first 4 KB."""
    for magic, kind in _STARTS:
        if start.startswith(magic) and not (magic == b"BM" and not _is_bmp(start)):
            return kind
    if start[:4] == b"RIFF":
        return {b"WEBP": "image/webp", b"WAVE": "audio/wav", b"AVI ": "video/x-msvideo"}.get(
            start[8:12], UNKNOWN
        )
    if start[4:8] == b"ftyp":
        return "image/heic" if start[8:12] in (b"heic", b"heix", b"mif1") else "video/mp4"
    # The standard lets a few bytes stand before the header, and scanners use the leave.
    if b"%PDF-" in start[:1024]:
        return "application/pdf"
    if start.startswith(b"PK\x03\x04"):
        return "application/zip"
    return _text_kind(start)


def _is_bmp(start: bytes) -> bool:
    # "BM" also begins words; a bitmap's reserved bytes are zero and its header size is known.
    return len(start) > 18 and start[6:10] == b"\0\0\0\0" and start[14] in (12, 40, 52, 56, 64, 108, 124)


def _zip_kind(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
            if "mimetype" in names and archive.getinfo("mimetype").file_size < 200:
                # OpenDocument and EPUB say what they are in their first, uncompressed member.
                return archive.read("mimetype").decode("ascii", "replace").strip() or "application/zip"
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError):
        return "application/zip"
    if "[Content_Types].xml" in names:
        for folder, kind in _IN_ZIP:
            if any(name.startswith(folder) for name in names):
                return kind
    return "application/zip"


def _text_kind(start: bytes) -> str:
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "text/plain"
    if b"\x00" in start:
        return UNKNOWN
    text = _as_text(start)
    if text is None:
        return UNKNOWN
    head = text.lstrip("\ufeff \t\r\n").lower()
    if head.startswith(("<!doctype html", "<html")):
        return "text/html"
    if head.startswith("<svg") or (head.startswith("<?xml") and "<svg" in head):
        return "image/svg+xml"
    if head.startswith("<?xml"):
        return "text/html" if "<html" in head else "application/xml"
    return "text/plain"


def _as_text(start: bytes) -> str | None:
    for cut in range(4):
        # The sample may end inside a character; three bytes are the most that can be missing.
        try:
            text = start[: len(start) - cut].decode("utf-8")
        except UnicodeDecodeError:
            continue
        break
    else:
        # Old Vietnamese files are in one-byte code pages: text if hardly any control characters.
        odd = sum(1 for byte in start if byte < 32 and byte not in (9, 10, 12, 13))
        return start.decode("latin-1") if odd == 0 else None
    odd = sum(1 for char in text if ord(char) < 32 and char not in "\t\n\f\r\x1b")
    return text if odd <= len(text) // 200 else None
