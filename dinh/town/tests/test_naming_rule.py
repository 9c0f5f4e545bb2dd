"""How names of units are typed, and which unit answers."""

import pytest

from dinh.town.rules import marks_key, parse_name, plain, rank

TYPED = [
    ("thị xã Bỉm Sơn", "bim son", {"thi-xa"}),
    ("Thị Xã bỉm sơn", "bim son", {"thi-xa"}),
    ("tx. Bỉm Sơn", "bim son", {"thi-xa"}),
    ("TX Bim Son", "bim son", {"thi-xa"}),
    ("bim son", "bim son", set()),
    ("TP Hồ Chí Minh", "ho chi minh", {"thanh-pho", "thanh-pho-tw"}),
    ("TP.HCM", "ho chi minh", {"thanh-pho", "thanh-pho-tw"}),
    ("P.5", "5", {"phuong"}),
    ("q1", "1", {"quan"}),
    ("tỉnh Bà Rịa – Vũng Tàu", "ba ria vung tau", {"tinh"}),
    ("Quảng Trị", "quang tri", set()),
    ("Xã Đàn", "dan", {"xa"}),
    ("  phường   Bỉm  Sơn ", "bim son", {"phuong"}),
    ("phường", "phuong", set()),
]


@pytest.mark.parametrize(("text", "name", "kinds"), TYPED)
def test_what_was_typed(text, name, kinds):
    query = parse_name(text)
    assert (query.name, set(query.kinds)) == (name, kinds)


def test_a_comma_says_within_which_unit():
    assert parse_name("Quang Trung, tỉnh Thanh Hóa").within == "thanh hoa"


RANKS = [
    ("Bỉm Sơn", "thi-xa", "Bỉm Sơn", 0),
    ("bim son", "thi-xa", "Bỉm Sơn", 0),
    ("phường Bỉm Sơn", "thi-xa", "Bỉm Sơn", None),
    ("Hoà Bình", "tinh", "Hòa Bình", 0),
    ("Hóa Binh", "tinh", "Hòa Bình", 1),
    ("Quảng", "tinh", "Quảng Ngãi", 2),
    ("ngai", "tinh", "Quảng Ngãi", 3),
    ("quan", "tinh", "Quảng Ngãi", 3),
    ("xã Đàn", "phuong", "Xã Đàn", 1),
    ("Ba Vì", "tinh", "Hà Nội", None),
]


@pytest.mark.parametrize(("typed", "kind", "name", "expected"), RANKS)
def test_which_unit_answers(typed, kind, name, expected):
    assert rank(parse_name(typed), kind, name, plain(name)) == expected


def test_tone_may_stand_on_either_vowel_but_may_not_be_left_out():
    assert marks_key("Hoà") == marks_key("Hòa") != marks_key("Hoa")
    assert marks_key("thuỷ") == marks_key("thủy")
