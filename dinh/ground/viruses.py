"""Files of strangers looked at by ClamAV before they are kept, where it runs.

`DINH_CLAMAV` names where clamd listens: `unix:/run/clamav/clamd.ctl` or `tcp:127.0.0.1:3310`; empty: nothing is scanned.
Spoken is clamd's INSTREAM: pieces, each with its length before it, and a length of nought at the end. Where a scanner is
named and does not answer, the file is refused: whoever set it up counts on it."""

from __future__ import annotations

import socket
import struct
from typing import BinaryIO

from django.conf import settings
from django.utils.translation import gettext as _

from .services import FileRefused

PIECE = 64 * 1024
SECONDS = 30.0


def scan(stream: BinaryIO, name: str) -> bool:
    """True when a scanner found nothing, False when none is named. Raises FileRefused with a sentence for a file that carries
    something, and when the scanner does not answer. The stream is left where it began."""
    where = str(getattr(settings, "DINH_CLAMAV", "") or "")
    if not where:
        return False
    start = stream.tell()
    try:
        answer = _ask(where, stream)
    except (OSError, ValueError) as wrong:
        raise FileRefused(
            _("Máy quét vi-rút chưa trả lời nên chưa nhận được tệp “%(name)s”. Vài phút nữa gửi lại.")
            % {"name": name}
        ) from wrong
    finally:
        stream.seek(start)
    if answer.endswith(" OK"):
        return True
    if answer.endswith(" FOUND"):
        raise FileRefused(
            _("Tệp “%(name)s” có mã độc (%(what)s) nên không nhận. Quét máy rồi gửi tệp sạch.")
            % {"name": name, "what": answer.removesuffix(" FOUND").rpartition(": ")[2][:80]}
        )
    raise FileRefused(
        _("Máy quét vi-rút không đọc được tệp “%(name)s”. Lưu lại thành PDF hoặc ảnh rồi gửi.")
        % {"name": name}
    )


def _ask(where: str, stream: BinaryIO) -> str:
    with _connect(where) as line:
        line.sendall(b"zINSTREAM\0")
        try:
            while piece := stream.read(PIECE):
                line.sendall(struct.pack("!I", len(piece)) + piece)
            line.sendall(struct.pack("!I", 0))
        except (BrokenPipeError, ConnectionResetError):
            pass  # too long for it: what it has to say stands in the line already
        return _answer(line)


def _connect(where: str) -> socket.socket:
    kind, _colon, place = where.partition(":")
    if kind == "unix":
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        line.settimeout(SECONDS)
        try:
            line.connect(place)
        except OSError:
            line.close()
            raise
        return line
    if kind == "tcp":
        host, _colon, port = place.rpartition(":")
        return socket.create_connection((host, int(port)), timeout=SECONDS)
    raise ValueError(f"DINH_CLAMAV: {where}")


def _answer(line: socket.socket) -> str:
    said = b""
    while len(said) < 4096 and b"\0" not in said:
        piece = line.recv(4096)
        if not piece:
            break
        said += piece
    return said.split(b"\0")[0].decode("utf-8", "replace").strip()
