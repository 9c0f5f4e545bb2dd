"""The file as received: where its bytes are, how long, their hash, and what they really are whatever the name says."""

from __future__ import annotations

import hashlib
import io
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Literal

from dinh.papers.extract import limits
from dinh.papers.shapes import Unreadable

Kind = Literal["text", "pdf", "image", "docx", "office"]

MEDIA_TYPES = {
    "png": "image/png",
    "jpeg": "image/jpeg",
    "tiff": "image/tiff",
    "webp": "image/webp",
    "bmp": "image/bmp",
    "gif": "image/gif",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "doc": "application/msword",
    "rtf": "application/rtf",
    "odt": "application/vnd.oasis.opendocument.text",
    "txt": "text/plain",
}
_WORDS = {
    "png": "ảnh PNG",
    "jpeg": "ảnh JPEG",
    "tiff": "ảnh TIFF",
    "webp": "ảnh WebP",
    "bmp": "ảnh BMP",
    "gif": "ảnh GIF",
    "pdf": "tệp PDF",
    "docx": "tệp Word (.docx)",
    "doc": "tệp Word cũ (.doc)",
    "rtf": "tệp RTF",
    "odt": "tệp OpenDocument (.odt)",
    "txt": "văn bản thường",
}
_SUFFIXES = {
    **{f".{word}": word for word in _WORDS},
    ".jpg": "jpeg",
    ".jpe": "jpeg",
    ".tif": "tiff",
    ".text": "txt",
    ".md": "txt",
}
_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"II*\0", "tiff"),
    (b"MM\0*", "tiff"),
    (b"II+\0", "tiff"),
    (b"MM\0+", "tiff"),
    (b"GIF8", "gif"),
    (b"BM", "bmp"),
    (b"{\\rtf", "rtf"),
)
_IMAGES = frozenset({"png", "jpeg", "tiff", "webp", "bmp", "gif"})
_HEIC = (b"ftypheic", b"ftypheix", b"ftypmif1")
_FOREIGN: tuple[tuple[bytes, str], ...] = (
    (b"Rar!", "tệp nén RAR; hãy giải nén rồi nộp từng tệp"),
    (b"7z\xbc\xaf", "tệp nén 7z; hãy giải nén rồi nộp từng tệp"),
    (b"\x1f\x8b", "tệp nén gzip; hãy giải nén rồi nộp từng tệp"),
    (b"MZ", "chương trình chạy được, không phải văn bản"),
    (b"\x7fELF", "chương trình chạy được, không phải văn bản"),
    (b"%!PS", "tệp PostScript; hãy chuyển sang PDF"),
    (b"AT&TFORM", "tệp DjVu; hãy chuyển sang PDF"),
)


@dataclass(frozen=True)
class Source:
    """One file opened for reading. Big files stay on disk; only their hash and head are taken."""

    name: str
    where: Path | bytes
    size: int
    sha256: str
    format: str
    """A key of MEDIA_TYPES, found from the content."""

    @property
    def kind(self) -> Kind:
        if self.format in _IMAGES:
            return "image"
        if self.format in ("doc", "rtf", "odt"):
            return "office"
        return {"pdf": "pdf", "docx": "docx"}.get(self.format, "text")  # type: ignore[return-value]

    @property
    def media_type(self) -> str:
        return MEDIA_TYPES[self.format]

    @property
    def remark(self) -> str:
        """A sentence when the name promises another kind of file than the content is; else empty."""
        promised = _SUFFIXES.get(Path(self.name).suffix.lower())
        if promised in (None, self.format):
            return ""
        return f"Tệp này là {_WORDS[self.format]} chứ không phải {_WORDS[promised]}; đã đọc theo nội dung."

    def stream(self) -> BinaryIO:
        return io.BytesIO(self.where) if isinstance(self.where, bytes) else self.where.open("rb")

    def data(self) -> bytes:
        return self.where if isinstance(self.where, bytes) else self.where.read_bytes()


def open_source(path_or_bytes: str | Path | bytes, name: str) -> Source:
    """Look at a file before reading it. Raises Unreadable for one that is missing, empty, too big or foreign."""
    where = path_or_bytes if isinstance(path_or_bytes, bytes) else Path(path_or_bytes)
    try:
        size = len(where) if isinstance(where, bytes) else _size(where)
        if size == 0:
            raise Unreadable("Tệp rỗng, không có nội dung nào.")
        if size > limits.MAX_BYTES:
            raise Unreadable(
                f"Tệp nặng {size / 1048576:.0f} MB, quá giới hạn {limits.MAX_BYTES // 1048576} MB; hãy chia nhỏ tệp."
            )
        with io.BytesIO(where) if isinstance(where, bytes) else where.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
            stream.seek(0)
            found = _format_of(stream, stream.read(4096))
    except OSError as wrong:
        raise Unreadable(f"Không mở được tệp “{name}”: hệ điều hành không cho đọc.") from wrong
    return Source(name, where, size, digest, found)


def check_kind(path_or_bytes: str | Path | bytes, name: str) -> str:
    """The media type of a file, found from its first bytes, before it is kept for ever. Raises Unreadable for one
    that is no paper: a program, an archive, a page of the web, plain noise."""
    source = open_source(path_or_bytes, name)
    if source.format == "txt":
        from dinh.papers.extract.plain import check_head

        with source.stream() as stream:
            check_head(stream.read(65_536))
    return source.media_type


def check_evidence(path_or_bytes: str | Path | bytes, name: str) -> str:
    """The media type of a file handed in to show that something was done: a paper, or what an office keeps beside its
    papers (sheets, slides, a telephone's pictures). Raises Unreadable for the rest, as check_kind does."""
    where = path_or_bytes if isinstance(path_or_bytes, bytes) else Path(path_or_bytes)
    try:
        return check_kind(where, name)
    except Unreadable:
        with io.BytesIO(where) if isinstance(where, bytes) else where.open("rb") as stream:
            found = _beside_papers(stream)
        if found is None:
            raise
        return found


def _beside_papers(stream: BinaryIO) -> str | None:
    head = stream.read(16)
    if head[4:12] in _HEIC:
        return "image/heic"
    if head.startswith(b"PK"):
        return _zip_beside_papers(stream)
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        stream.seek(0)
        data = stream.read(8 * 1024 * 1024)
        if "Workbook".encode("utf-16-le") in data:
            return "application/vnd.ms-excel"
        if "PowerPoint Document".encode("utf-16-le") in data:
            return "application/vnd.ms-powerpoint"
    return None


def _zip_beside_papers(stream: BinaryIO) -> str | None:
    stream.seek(0)
    try:
        with zipfile.ZipFile(stream) as archive:
            names = set(archive.namelist())
            kind = archive.read("mimetype")[:80].decode("ascii", "replace") if "mimetype" in names else ""
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError, NotImplementedError):
        return None
    if "xl/workbook.xml" in names:
        return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    if "ppt/presentation.xml" in names:
        return "application/vnd.openxmlformats-officedocument.presentationml.presentation"
    return kind if kind.startswith("application/vnd.oasis.opendocument.") else None


def _size(path: Path) -> int:
    if not path.exists():
        raise Unreadable(f"Không có tệp “{path.name}” ở chỗ đã chỉ.")
    if not path.is_file():
        raise Unreadable(f"“{path.name}” là thư mục, không phải tệp.")
    return path.stat().st_size


def _format_of(stream: BinaryIO, head: bytes) -> str:
    if b"%PDF-" in head[:1024]:
        return "pdf"
    for magic, word in _MAGIC:
        if head.startswith(magic) and not (word == "bmp" and len(head) > 14 and head[6:10] != b"\0\0\0\0"):
            return word
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "webp"
    if head.startswith(b"PK"):
        return _zip_format(stream)
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return _ole_format(stream)
    if head[4:12] in _HEIC:
        raise Unreadable("Tệp này là ảnh HEIC của điện thoại; hãy lưu lại thành JPEG rồi nộp.")
    if head.lstrip(b"\xef\xbb\xbf \t\r\n")[:14].lower().startswith((b"<!doctype html", b"<html", b"<?xml")):
        raise Unreadable("Tệp này là trang web hoặc dữ liệu XML; hãy in ra PDF rồi nộp.")
    for magic, words in _FOREIGN:
        if head.startswith(magic):
            raise Unreadable(f"Tệp này là {words}.")
    return "txt"


def _zip_format(stream: BinaryIO) -> str:
    try:
        with zipfile.ZipFile(stream) as archive:
            names = set(archive.namelist())
            if "word/document.xml" in names:
                return "docx"
            small = "mimetype" in names and archive.getinfo("mimetype").file_size < 200
            if small and archive.read("mimetype").startswith(b"application/vnd.oasis.opendocument.text"):
                return "odt"
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError, NotImplementedError) as wrong:
        raise Unreadable("Tệp bị hỏng: phần nén bên trong không mở được.") from wrong
    if any(name.startswith("xl/") for name in names):
        raise Unreadable("Tệp này là bảng tính Excel; hãy nộp văn bản dạng PDF, DOCX hoặc ảnh quét.")
    if any(name.startswith("ppt/") for name in names):
        raise Unreadable("Tệp này là bản trình chiếu; hãy nộp văn bản dạng PDF, DOCX hoặc ảnh quét.")
    raise Unreadable("Tệp này là tệp nén ZIP; hãy giải nén rồi nộp từng tệp.")


def _ole_format(stream: BinaryIO) -> str:
    """Old Office files and password-locked new ones share one container; the stream names tell them apart."""
    stream.seek(0)
    data = stream.read(8 * 1024 * 1024)
    stream.seek(0, io.SEEK_END)
    if stream.tell() > len(data):
        stream.seek(-1024 * 1024, io.SEEK_END)
        data += stream.read()
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise Unreadable("Tệp Word này có mật khẩu; hãy bỏ mật khẩu rồi nộp lại.")
    if "WordDocument".encode("utf-16-le") in data:
        return "doc"
    raise Unreadable("Tệp Office cũ này không phải văn bản Word; hãy nộp PDF, DOCX hoặc ảnh quét.")
