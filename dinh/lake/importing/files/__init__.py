"""A file as tables, by what it is and not by what it is called."""

from __future__ import annotations

from pathlib import Path

from ..shapes import FileUnreadable
from . import delimited, objects, sheets
from .shapes import Row, Table

__all__ = ["Row", "Table", "open_tables"]


def open_tables(path: Path, name: str = "") -> list[Table]:
    """The tables of a file. Raises FileUnreadable with a sentence."""
    try:
        with path.open("rb") as stream:
            head = stream.read(4096)
    except OSError as gone:
        raise FileUnreadable(f"Không mở được tệp {name or path.name}: {gone.strerror}.") from gone
    if not head.strip():
        raise FileUnreadable("Tệp rỗng.")
    if head[:2] == b"PK" or head[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        return sheets.read(path)
    if head[:4] in (b"%PDF", b"\x89PNG") or head[:3] == b"\xff\xd8\xff":
        raise FileUnreadable("Tệp này không phải bảng: chỉ nhận XLSX, XLS, ODS, CSV và JSON.")
    if _looks_like_json(head):
        return objects.read(path)
    return delimited.read(path)


def _looks_like_json(head: bytes) -> bool:
    plain = head.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe").lstrip()
    if plain[:1] == b"{":
        return True
    return plain[:1] == b"[" and plain[1:].lstrip()[:1] in (b"{", b"[", b"]")
