"""The book of keys of this house, and the roots that it trusts: files under DINH_HOME/signing, data and not code.

keys.yaml
  keys:
    - {holder: "unit:16576", kind: file, file: ubnd-16576.p12, password_file: ubnd-16576.pass, seals_at_once: true}
    - {holder: "person:12", kind: token, module: /usr/lib/…/libsofthsm2.so, token: "Dinh", pin_file: pin, label: "lanh-dao"}
    - {holder: "person:14", kind: remote, credential: "0123"}
  tsa: https://…                      (where there is a time-stamping authority)
roots/*.pem
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from asn1crypto import pem, x509

from .keys import FileKey, Key, RemoteKey, TokenKey
from .shapes import CannotSign
from .sockets import RemoteSigner


@dataclass
class KeyBook:
    """Keys by holder, opened when first asked for and kept open."""

    folder: Path
    rows: dict[str, dict[str, Any]]
    roots: tuple[x509.Certificate, ...]
    tsa: str = ""
    remote: Callable[[], RemoteSigner] | None = None
    _open: dict[str, Key] = field(default_factory=dict)
    _lock: Any = field(default_factory=threading.Lock)

    def has(self, holder: str) -> bool:
        """Whether there is a key of this holder."""
        return holder in self.rows

    def seals_at_once(self, holder: str) -> bool:
        """Whether the server itself puts this key's signature on as soon as the leader has signed."""
        return bool(self.rows.get(holder, {}).get("seals_at_once"))

    def key(self, holder: str) -> Key:
        """The holder's key. Raises CannotSign."""
        with self._lock:
            if holder not in self._open:
                row = self.rows.get(holder)
                if row is None:
                    raise CannotSign("Chưa có khóa ký số của người hoặc cơ quan này trong sổ khóa.")
                self._open[holder] = self._opened(row)
            return self._open[holder]

    def picture(self, holder: str) -> bytes:
        """The picture (PNG) that this holder's signatures show: a person's own hand, a body's seal; empty without one."""
        name = self.rows.get(holder, {}).get("picture")
        try:
            return (self.folder / name).read_bytes() if name else b""
        except OSError as wrong:
            raise CannotSign("Không mở được hình chữ ký, hình dấu ghi trong sổ khóa.") from wrong

    def _opened(self, row: dict[str, Any]) -> Key:
        try:
            if row["kind"] == "file":
                return FileKey(self.folder / row["file"], self._secret(row["password_file"]).encode())
            if row["kind"] == "token":
                return TokenKey(row["module"], row["token"], self._secret(row["pin_file"]), row["label"])
            if row["kind"] == "remote" and self.remote is not None:
                return RemoteKey(self.remote(), str(row["credential"]))
        except KeyError as missing:
            raise CannotSign(f"Sổ khóa ký thiếu “{missing.args[0]}” ở một khóa.") from missing
        raise CannotSign(f"Sổ khóa ký có loại khóa “{row['kind']}” không dùng được ở đây.")

    def _secret(self, name: str) -> str:
        try:
            return (self.folder / name).read_text(encoding="utf-8").strip()
        except OSError as wrong:
            raise CannotSign("Không đọc được tệp mật khẩu của khóa ký.") from wrong


_books: dict[Path, tuple[tuple[Any, ...], KeyBook]] = {}
_lock = threading.Lock()


def open_book(folder: Path, remote: Callable[[], RemoteSigner] | None = None) -> KeyBook:
    """The book as it lies in the folder now; empty where there is none. Read again when its files changed."""
    path = folder / "keys.yaml"
    roots = sorted((folder / "roots").glob("*.pem")) if (folder / "roots").is_dir() else []
    seen = tuple((each, each.stat().st_mtime_ns) for each in (path, *roots) if each.exists())
    with _lock:
        if folder in _books and _books[folder][0] == seen:
            return _books[folder][1]
        read = yaml.safe_load(path.read_text(encoding="utf-8")) if path.exists() else None
        rows = {str(row["holder"]): row for row in (read or {}).get("keys", ())}
        book = KeyBook(folder, rows, tuple(_roots(roots)), str((read or {}).get("tsa", "")), remote)
        _books[folder] = (seen, book)
        return book


def _roots(paths: list[Path]) -> list[x509.Certificate]:
    found = []
    for path in paths:
        for _kind, _headers, der in pem.unarmor(path.read_bytes(), multiple=True):
            found.append(x509.Certificate.load(der))
    return found
