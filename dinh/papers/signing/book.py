"""The book of keys of this house, and the roots that it trusts: files under DINH_HOME/signing, data and not code.

keys.yaml
  keys:
    - {holder: "unit:16576", kind: file, file: ubnd-16576.p12, password_file: ubnd-16576.pass, seals_at_once: true}
    - {holder: "person:12", kind: token, module: /usr/lib/…/libsofthsm2.so, token: "Dinh", pin_file: pin, label: "lanh-dao"}
    - {holder: "person:14", kind: remote, credential: "0123"}
  tsa: https://…                      (where there is a time-stamping authority; or {url: …, user: …, password_file: …})
  revocation: [ca.crl, ubnd.ocsp]     (lists of certificates taken back, laid beside the book; they go into what is signed)
roots/*.pem
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from asn1crypto import pem, x509
from pyhanko.sign.timestamps.requests_client import RequestsHTTPTimeStamper

from .keys import FileKey, Key, RemoteKey, TokenKey
from .proofs import Lists, read_lists
from .shapes import CannotSign
from .sockets import RemoteSigner

TSA_SECONDS = 10


@dataclass
class KeyBook:
    """Keys by holder, opened when first asked for and kept open."""

    folder: Path
    rows: dict[str, dict[str, Any]]
    roots: tuple[x509.Certificate, ...]
    tsa: Mapping[str, str] = field(default_factory=dict)
    remote: Callable[[], RemoteSigner] | None = None
    named: tuple[str, ...] = ()
    """Files of lists that the book names."""
    _open: dict[str, Key] = field(default_factory=dict)
    _stamper: Any = None
    _lists: Lists | None = None
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

    def lists(self) -> Lists:
        """Roots and lists of certificates taken back, as the book names them. Raises CannotSign naming the file."""
        with self._lock:
            if self._lists is None:
                self._lists = Lists(self.roots, *read_lists([self.folder / name for name in self.named]))
            return self._lists

    def lists_to_check(self) -> Lists:
        """The same for whoever only checks: without the lists where one of them cannot be read."""
        try:
            return self.lists()
        except CannotSign:
            return Lists(self.roots)

    def timestamper(self) -> Any:
        """The authority that says when; None where the book names none. Raises CannotSign."""
        if not self.tsa:
            return None
        with self._lock:
            if self._stamper is None:
                user, secret = self.tsa.get("user", ""), self.tsa.get("password_file", "")
                auth = (user, self._secret(secret) if secret else "") if user else None
                self._stamper = RequestsHTTPTimeStamper(self.tsa["url"], timeout=TSA_SECONDS, auth=auth)
            return self._stamper

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
    with _lock:
        there = _books.get(folder)
        named = [folder / name for name in there[1].named] if there else []
        if there and there[0] == _seen(path, roots, named):
            return there[1]
        read = (yaml.safe_load(path.read_text(encoding="utf-8")) if path.exists() else None) or {}
        rows = {str(row["holder"]): row for row in read.get("keys", ())}
        names = tuple(str(name) for name in read.get("revocation", ()))
        tsa = read.get("tsa") or {}
        trusted = tuple(_roots(roots))
        book = KeyBook(
            folder,
            rows,
            trusted,
            {"url": tsa} if isinstance(tsa, str) else dict(tsa),
            remote,
            names,
        )
        _books[folder] = (_seen(path, roots, [folder / name for name in names]), book)
        return book


def _seen(path: Path, roots: list[Path], lists: list[Path]) -> tuple[Any, ...]:
    return tuple((each, each.stat().st_mtime_ns) for each in (path, *roots, *lists) if each.exists())


def _roots(paths: list[Path]) -> list[x509.Certificate]:
    found = []
    for path in paths:
        for _kind, _headers, der in pem.unarmor(path.read_bytes(), multiple=True):
            found.append(x509.Certificate.load(der))
    return found
