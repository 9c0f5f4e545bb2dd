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
        (b"ke hoach\n" * 600 + b"\0", "a.txt", "nhị phân"),
        (b"\n<!DOCTYPE html><p>x", "a.txt", "trang web"),
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


def _strip(width: int, height: int, mode: str = "1") -> bytes:
    from PIL import Image

    out = io.BytesIO()
    Image.new(mode, (width, height), 1).save(out, "PNG")
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "most_wide"),
    [
        (_strip(41, 60_000), 41),
        (_strip(60_000, 41), 960),
        (_strip(500, 90_000, "P"), 60),
        (samples.bare_pdf("0 0 3 14400"), 3),
        (samples.bare_pdf("0 0 14400 3"), 960),
        (samples.bare_pdf("0 0 14400 14400"), 960),
    ],
    ids=["strip", "ribbon", "long", "thin pdf", "flat pdf", "sheet"],
)
def test_a_page_of_odd_shape_is_drawn_no_bigger_than_can_be_borne(data: bytes, most_wide: int) -> None:
    from PIL import Image

    picture = Image.open(io.BytesIO(extract.page_image(data, 1, 960) or b""))
    assert picture.width <= most_wide
    assert picture.height <= limits.MAX_DRAWN_SIDE and picture.width * picture.height <= limits.MAX_DRAWN
    with pytest.raises(extract.Unreadable):
        extract.read(data, "a")


def test_a_big_picture_held_on_its_side_is_made_smaller_and_still_turned(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from PIL import Image

    out = io.BytesIO()
    held = Image.Exif()
    held[0x0112] = 6
    Image.new("RGB", (2000, 1000), "white").save(out, "JPEG", exif=held)
    monkeypatch.setattr(limits, "MAX_DRAWN", 200_000)
    picture = Image.open(io.BytesIO(extract.page_image(out.getvalue(), 1, 1440) or b""))
    assert picture.height == pytest.approx(2 * picture.width, abs=2)
    assert picture.width * picture.height <= 201_000


def test_a_line_nobody_could_have_written_is_refused_in_every_kind_of_file() -> None:
    long = "a" * 20_001
    with pytest.raises(extract.Unreadable, match=r"Dòng 2 dài 20\.001 ký tự, quá giới hạn 20\.000"):
        extract.read(f"kế hoạch\n{long}".encode(), "a.txt")
    with pytest.raises(extract.Unreadable, match="Dòng 1 dài"):
        extract.read(samples.docx_of(samples.paragraph(long)), "a.docx")
    assert extract.read(long[1:].encode(), "a.txt").lines


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        (ValueError("x"), "dựng sai chuẩn"),
        (KeyError("x"), "dựng sai chuẩn"),
        (RecursionError(), "lồng nhau quá sâu"),
        (MemoryError(), "không đủ bộ nhớ"),
        (OSError(28, "full"), "đĩa đầy"),
    ],
)
def test_whatever_a_library_does_with_a_file_is_said_in_a_sentence(
    monkeypatch: pytest.MonkeyPatch, fault: Exception, sentence: str
) -> None:
    def fail(*_args: object, **_how: object) -> None:
        raise fault

    monkeypatch.setattr(extract, "_open_pages", fail)
    for deed in (
        lambda: extract.read(b"%PDF-1.4", "a.pdf"),
        lambda: extract.page_count(b"%PDF-1.4"),
        lambda: extract.page_image(b"%PDF-1.4", 1, 480),
    ):
        with pytest.raises(extract.Unreadable, match=sentence):
            deed()


def test_what_goes_wrong_with_who_listens_is_no_fault_of_the_file() -> None:
    def stop(page: int, total: int) -> None:
        raise LookupError("the listener's own")

    with pytest.raises(LookupError, match="own"):
        extract.read(b"ke hoach", "a.txt", progress=stop)


_TAGS = [
    "p",
    "r",
    "t",
    "tbl",
    "tr",
    "tc",
    "tcPr",
    "pPr",
    "numPr",
    "txbxContent",
    "sdt",
    "gridSpan",
    "br",
    "vMerge",
]
_XML = st.recursive(
    st.sampled_from(
        ["", "<w:t>chữ</w:t>", '<w:gridSpan w:val="x"/>', '<w:vMerge w:val="continue"/>', "<w:br/>"]
    ),
    lambda inner: st.builds(
        lambda tag, parts: f"<w:{tag}>{''.join(parts)}</w:{tag}>",
        st.sampled_from(_TAGS),
        st.lists(inner, max_size=4),
    ),
    max_leaves=25,
)


@settings(max_examples=120, deadline=None)
@given(_XML)
def test_no_sound_container_of_odd_content_makes_a_trace(body: str) -> None:
    try:
        extract.read(samples.docx_of(body), "a.docx")
    except extract.Unreadable as sentence:
        assert str(sentence) == "Tệp Word không có chữ nào."


@pytest.mark.parametrize("data", [b"\x00\x01\x02\x03" * 400, b"<html>", b"MZ", b"PK\x03\x04 cut", b""])
def test_what_is_no_paper_is_known_before_it_is_kept(data: bytes) -> None:
    with pytest.raises(extract.Unreadable):
        extract.check_kind(data, "a.txt")


def test_the_kind_of_a_paper_is_told_from_its_first_bytes() -> None:
    assert extract.check_kind("Kế hoạch".encode(), "a.txt") == "text/plain"
    assert extract.check_kind("Kế hoạch".encode("utf-16"), "a.txt") == "text/plain"
    assert extract.check_kind(samples.docx(), "a.txt").endswith("wordprocessingml.document")
