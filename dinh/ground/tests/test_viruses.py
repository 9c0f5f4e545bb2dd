"""Files looked at by a scanner: what it says, and what is done when it says nothing."""

from __future__ import annotations

import io
import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from dinh.ground import viruses
from dinh.ground.services import FileRefused

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


@contextmanager
def clamd(place: Path, *, most: int = 1_000_000, dumb: bool = False) -> Iterator[str]:
    """A daemon that speaks INSTREAM as clamd does, for one file after another."""
    listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    listening.bind(str(place))
    listening.listen(4)

    def serve() -> None:
        while True:
            try:
                line, _from = listening.accept()
            except OSError:
                return
            with line:
                if not dumb:
                    line.sendall(_said(line, most) + b"\0")

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield f"unix:{place}"
    finally:
        listening.close()


def _said(line: socket.socket, most: int) -> bytes:
    stream = line.makefile("rb")
    if stream.read(10) != b"zINSTREAM\0":
        return b"UNKNOWN COMMAND"
    whole = b""
    while size := struct.unpack("!I", stream.read(4))[0]:
        whole += stream.read(size)
        if len(whole) > most:
            return b"INSTREAM size limit exceeded. ERROR"
    return b"stream: Eicar-Test-Signature FOUND" if EICAR in whole else b"stream: OK"


def test_where_no_scanner_is_named_nothing_is_scanned(settings: Any) -> None:
    settings.DINH_CLAMAV = ""
    assert viruses.scan(io.BytesIO(EICAR), "tệp.pdf") is False


def test_a_clean_file_passes_whole_and_stays_where_it_began(settings: Any, tmp_path: Path) -> None:
    data = b"%PDF-1.4 " + b"m" * (3 * viruses.PIECE + 17)
    with clamd(tmp_path / "s") as settings.DINH_CLAMAV:
        stream = io.BytesIO(data)
        assert viruses.scan(stream, "giấy.pdf") is True
        assert stream.read() == data


def test_what_carries_something_is_refused_by_its_name(settings: Any, tmp_path: Path) -> None:
    with (
        clamd(tmp_path / "s") as settings.DINH_CLAMAV,
        pytest.raises(FileRefused, match=r"mã độc \(Eicar-Test-Signature\)"),
    ):
        viruses.scan(io.BytesIO(b"a" * 70_000 + EICAR), "thư.docx")


def test_what_is_too_long_for_the_scanner_is_refused(settings: Any, tmp_path: Path) -> None:
    with (
        clamd(tmp_path / "s", most=1000) as settings.DINH_CLAMAV,
        pytest.raises(FileRefused, match="không đọc được"),
    ):
        viruses.scan(io.BytesIO(b"a" * 5000), "to.pdf")


@pytest.mark.parametrize("where", ["unix:/khong/co", "tcp:127.0.0.1:1", "sai", "tcp:127.0.0.1:x"])
def test_a_scanner_that_is_named_and_silent_lets_nothing_through(settings: Any, where: str) -> None:
    settings.DINH_CLAMAV = where
    with pytest.raises(FileRefused, match="chưa trả lời"):
        viruses.scan(io.BytesIO(b"%PDF"), "giấy.pdf")


def test_an_empty_answer_is_no_answer(settings: Any, tmp_path: Path) -> None:
    with clamd(tmp_path / "s", dumb=True) as settings.DINH_CLAMAV, pytest.raises(FileRefused):
        viruses.scan(io.BytesIO(b"%PDF"), "giấy.pdf")
