"""Whatever is handed in, the answer is a document or a Vietnamese sentence."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dinh.papers import extract
from dinh.papers.extract import limits
from dinh.papers.tests import samples


@pytest.mark.parametrize(
    ("data", "name", "sentence"),
    [
        (b"", "a.txt", "Tệp rỗng"),
        (b"  \n \n", "a.txt", "không có chữ nào"),
        (b"%PDF-1.7\nnothing more", "a.pdf", "PDF bị hỏng"),
        (b"PK\x03\x04 cut", "a.docx", "Tệp bị hỏng"),
        (b"\x89PNG\r\n\x1a\n cut", "a.png", "Ảnh bị hỏng"),
        (b"\x7fELF....", "a.txt", "chương trình chạy được"),
        (b"\x00\x01\x02\x03" * 400, "a.txt", "nhị phân"),
        (b"Rar!\x1a\x07", "a.rar", "giải nén"),
        (b"\x00\x00\x00\x18ftypheic....", "a.heic", "HEIC"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "a.docx",
            "có mật khẩu",
        ),
        (b"\xff\xfe\x00", "a.txt", "UTF-16"),
    ],
)
def test_a_bad_file_gets_a_clear_sentence(data: bytes, name: str, sentence: str) -> None:
    with pytest.raises(extract.Unreadable, match=sentence):
        extract.read(data, name)


def test_a_locked_pdf_and_a_cut_one_get_a_clear_sentence() -> None:
    with pytest.raises(extract.Unreadable, match="có mật khẩu"):
        extract.read(samples.locked_pdf(), "a.pdf")
    with pytest.raises(extract.Unreadable, match="PDF bị hỏng"):
        extract.read(samples.pdf(table_rows=0)[:3000], "a.pdf")


def test_what_is_not_there_and_what_is_a_folder_are_said(tmp_path: Path) -> None:
    with pytest.raises(extract.Unreadable, match="Không có tệp"):
        extract.read(tmp_path / "no.pdf", "no.pdf")
    with pytest.raises(extract.Unreadable, match="là thư mục"):
        extract.read(tmp_path, "folder")


def test_too_big_a_file_and_too_big_a_picture_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    from PIL import Image

    out = io.BytesIO()
    Image.new("1", (16_000, 9_000), 1).save(out, "PNG")
    with pytest.raises(extract.Unreadable, match="16000×9000"):
        extract.read(out.getvalue(), "a.png")
    monkeypatch.setattr(limits, "MAX_BYTES", 1000)
    with pytest.raises(extract.Unreadable, match="quá giới hạn"):
        extract.read(b"x" * 1001, "a.txt")


def test_blank_pages_only_is_said() -> None:
    white = np.full((1200, 900), 250, np.uint8)
    with pytest.raises(extract.Unreadable, match="đều trắng"):
        extract.read(samples.png(white), "a.png")


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from([b"%PDF-1.4\n", b"PK\x03\x04", b"\xff\xd8\xff", b"II*\0", b"BM", b"GIF89a", b""]),
    st.binary(),
)
def test_no_bytes_make_a_trace(head: bytes, tail: bytes) -> None:
    try:
        extract.read(head + tail, "a.bin")
    except extract.Unreadable as sentence:
        assert str(sentence).endswith(".")
