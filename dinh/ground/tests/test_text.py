"""Vietnamese text has laws; these are they."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dinh.ground import text

VIETNAMESE = "aàảãáạăằẳẵắặâầẩẫấậbcdđeèẻẽéẹêềểễếệfghiìỉĩíịjklmnoòỏõóọôồổỗốộơờởỡớợpqrstuùủũúụưừửữứựvwxyỳỷỹýỵz"
letters = st.sampled_from(VIETNAMESE + VIETNAMESE.upper())
syllables = st.text(letters, min_size=1, max_size=7)
phrases = st.lists(syllables, min_size=1, max_size=5).map(" ".join)


@pytest.mark.parametrize(
    ("given", "folded"),
    [
        ("Chuyển  đổi\u00a0số", "chuyen doi so"),
        ("ĐẶNG KÝ", "dang ky"),
        ("Ðà Nẵng", "da nang"),  # the Icelandic letter that old files use
        (unicodedata.normalize("NFD", "Uỷ ban nhân dân"), "uy ban nhan dan"),
        ("zero\u200bwidth\ufeff", "zerowidth"),
        ("", ""),
        ("  ASCII  only ", "ascii only"),
    ],
)
def test_fold(given, folded):
    assert text.fold(given) == folded


@given(st.text())
def test_folding_twice_is_folding_once(s):
    assert text.fold(text.fold(s)) == text.fold(s)


@given(phrases)
def test_folding_does_not_ask_which_unicode_form_or_case(s):
    assert text.fold(unicodedata.normalize("NFD", s)) == text.fold(s) == text.fold(s.upper())
    assert text.fold(s).isascii()


@given(phrases)
def test_marks_are_noticed(s):
    assert text.has_marks(s) == (text.fold(s) != s.lower())


def test_nfc_is_one_form():
    assert text.nfc("ê\u0301") == text.nfc("e\u0302\u0301") == "ế"


@pytest.mark.parametrize(
    "ordered",
    [
        list("aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"),
        ["ma", "mà", "mả", "mã", "má", "mạ"],
        ["a", "à", "ạ", "ă", "ằ", "ặ", "â", "ầ", "ậ", "b"],
        ["ba", "bà", "bả", "bã", "bá", "bạ", "bác", "bắc", "bậc"],
        [
            "An Giang",
            "Bắc Ninh",
            "Cà Mau",
            "Cao Bằng",
            "Cần Thơ",
            "Đà Nẵng",
            "Đắk Lắk",
            "Điện Biên",
            "Đồng Nai",
        ],
        ["Hà Nội", "Hà Tĩnh", "Hải Phòng", "Hồ Chí Minh", "Huế", "Hưng Yên"],
        ["da", "Da", "dá", "dz", "đa", "Đa", "đá"],
        ["Phường 1", "Phường 2", "Phường 02", "Phường 10", "Phường An Hội"],
        ["Hà", "Hà Nội", "Hà-Tĩnh", "Hai"],
        ["1", "2", "10", "a"],
        ["Số 9/KH-UBND", "Số 12/KH-UBND"],
    ],
)
def test_the_alphabetical_order(ordered):
    shuffled = list(reversed(ordered))
    assert sorted(shuffled, key=text.sort_key) == ordered


@given(phrases, phrases)
def test_letters_decide_before_tones_and_tones_before_case(a, b):
    bare = ["".join(_toneless(c) for c in s.lower()) for s in (a, b)]
    if bare[0] != bare[1]:
        assert (text.sort_key(a) < text.sort_key(b)) == (text.sort_key(bare[0]) < text.sort_key(bare[1]))
    elif a != b:
        assert text.sort_key(a) != text.sort_key(b)


@given(phrases)
def test_a_beginning_stands_before_its_continuation(s):
    assert text.sort_key(s) < text.sort_key(s + " a") < text.sort_key(s + "a")


@given(st.text())
def test_any_text_has_a_key_of_small_letters_and_digits(s):
    key = text.sort_key(s)
    assert key.isascii()
    assert key.isalnum()
    assert key == key.lower()
    assert key == text.sort_key(unicodedata.normalize("NFD", s))


def _toneless(char):
    parts = unicodedata.normalize("NFD", char)
    return unicodedata.normalize(
        "NFC", "".join(p for p in parts if p not in "\u0300\u0301\u0303\u0309\u0323")
    )


@pytest.mark.parametrize(
    ("given", "made"),
    [
        ("Kế hoạch số 12/KH-UBND", "ke-hoach-so-12-kh-ubnd"),
        ("Bà Rịa - Vũng Tàu", "ba-ria-vung-tau"),
        ("???", ""),
    ],
)
def test_slug(given, made):
    assert text.slug(given) == made


@given(st.text(), st.integers(5, 40))
def test_a_slug_is_an_address_part_of_bounded_length(s, longest):
    made = text.slug(s, longest=longest)
    assert len(made) <= longest
    assert all(c in "abcdefghijklmnopqrstuvwxyz0123456789-" for c in made)
    assert not made.startswith("-")
    assert not made.endswith("-")


def test_words_are_parted_alike_with_and_without_marks():
    assert text.words("Số 02/KH-UBND, H56.15") == ["so", "02", "kh", "ubnd", "h56", "15"]
    assert text.marked_words("Số 02/KH-UBND, H56.15") == ["số", "02", "kh", "ubnd", "h56", "15"]


def test_sha256_of_is_the_standard_one():
    assert text.sha256_of(b"abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
