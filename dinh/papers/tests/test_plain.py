from __future__ import annotations

import sys
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dinh.papers import extract
from dinh.papers.extract.likeness import is_garbage, is_syllable, legacy_name, likeness

GOOD = (
    "Ủy ban nhân dân tỉnh Thanh Hóa ban hành Kế hoạch chuyển đổi số giai đoạn 2021 - 2025.\n"
    "Tỷ lệ hồ sơ giải quyết đúng hạn đạt từ 95% trở lên; khuyến khích doanh nghiệp nghiên cứu.\n"
)
PLANS = sorted((Path(__file__).resolve().parents[3] / "plans").glob("*.txt"))


def _legacy(text: str, name: str) -> str:
    from viparse.normalize.encodings import CHARMAPS

    back = {letter: code for code, letter in CHARMAPS[name].pairs}
    return "".join(back.get(c, c) for c in text)


def _cp1258(text: str) -> bytes:
    out = b""
    for letter in text:
        parts = unicodedata.normalize("NFD", letter)
        tones = "".join(c for c in parts if c in "\u0300\u0301\u0303\u0309\u0323")
        base = unicodedata.normalize("NFC", "".join(c for c in parts if c not in tones))
        out += (base + tones).encode("cp1258")
    return out


@pytest.mark.parametrize("path", PLANS, ids=lambda p: p.stem)
def test_the_lines_of_a_plan_are_those_of_its_file(path: Path) -> None:
    document = extract.read(path, path.name)
    assert [line.text for line in document.lines] == path.read_text("utf-8").split("\n")
    assert [line.number for line in document.lines] == list(range(1, len(document.lines) + 1))
    assert document.pages[0].note == ""


@given(
    st.text(
        st.characters(codec="utf-8", exclude_characters="\r", exclude_categories=["Cc", "Cs"]) | st.just("\n")
    )
)
def test_lines_are_exactly_the_text_cut_at_line_ends(text: str) -> None:
    if not text.strip() or legacy_name(text) or text.startswith(("\ufeff", "PK", "BM", "MZ")):
        return
    document = extract.read(text.encode(), "a.txt")
    assert [line.text for line in document.lines] == text.split("\n")


@pytest.mark.parametrize(
    ("data", "note"),
    [
        (GOOD.encode(), ""),
        (b"\xef\xbb\xbf" + GOOD.encode(), ""),
        (GOOD.encode("utf-16"), "UTF-16"),
        (GOOD.encode("utf-16-le"), "UTF-16"),
        (_cp1258(GOOD), "Windows-1258"),
        (_legacy(GOOD.replace("Ủ", "U"), "tcvn3").encode("latin-1"), "TCVN3"),
        (_legacy(GOOD, "tcvn3").encode(), "TCVN3"),
        (_legacy(GOOD, "vni").encode("cp1252"), "VNI"),
        (GOOD.replace("\n", "\r\n").encode(), ""),
    ],
)
def test_a_text_is_read_whatever_its_encoding(data: bytes, note: str) -> None:
    page = extract.read(data, "a.txt").pages[0]
    second = unicodedata.normalize("NFC", page.lines[1].text)
    assert second == GOOD.split("\n")[1]
    assert len(page.lines) == 3
    assert note in page.note and bool(note) == bool(page.note)


def test_a_form_feed_opens_a_page_and_stays_in_its_line() -> None:
    pages = extract.read("một\n\fhai\nba\f\nbốn".encode(), "a.txt").pages
    assert [[line.text for line in page.lines] for page in pages] == [["một"], ["\fhai", "ba\f"], ["bốn"]]
    assert [line.page for page in pages for line in page.lines] == [1, 2, 2, 3]


def test_reading_a_text_imports_nothing_heavy() -> None:
    import subprocess

    code = (
        "import sys; from dinh.papers import extract; extract.read('kế hoạch'.encode(), 'a.txt');"
        "print([m for m in ('django', 'cv2', 'numpy', 'PIL', 'pypdfium2', 'lxml', 'viparse') if m in sys.modules])"
    )
    root = Path(__file__).resolve().parents[3]
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("word", "formed"),
    [
        ("nghiên", True),
        ("quyết", True),
        ("gì", True),
        ("giữa", True),
        ("khuya", True),
        ("ủy", True),
        ("uỷ", True),
        ("Kế", True),
        ("hin", True),
        ("quyts", False),
        ("Nghj", False),
        ("thờp", False),
        ("dlnh", False),
    ],
)
def test_a_syllable_is_known_by_its_parts(word: str, formed: bool) -> None:
    assert is_syllable(word) is formed


def test_good_vietnamese_is_told_from_muddled_letters() -> None:
    assert likeness(GOOD) > 0.9 and is_garbage(GOOD) is False
    for path in PLANS:
        text = path.read_text("utf-8")
        assert is_garbage(text) and not legacy_name(text), path.name
    assert (
        is_garbage("the plan of the ward is to serve the people and to be read by all of them in time")
        is False
    )
    assert is_garbage("12 345 67%") is None
