"""What a damaged page names is read as one of the names there are, or left; nothing is invented."""

from __future__ import annotations

import pytest

from dinh.plans.reading import read
from dinh.plans.reading.place_names import PROVINCES, mended, province_called
from dinh.plans.reading.restore import restore
from dinh.plans.reading.shapes import DocumentHead
from dinh.plans.reading.tests.papers import real
from dinh.plans.reading.words import Word, fold


def _line(*words: tuple[str, str, float]) -> list[Word]:
    return [Word(raw, clean, fold(clean), 1, 1, 0, len(raw), sure) for raw, clean, sure in words]


def _said(lines: list[list[Word]]) -> list[str]:
    return [" ".join(word.clean for word in words) for words in lines]


def test_a_province_is_the_one_that_the_page_names_elsewhere() -> None:
    page = [
        _line(("tinh", "tỉnh", 0.9), ("Binh", "Bình", 0.9), ("Duong", "Dương", 0.9), (".", ".", 1.0)),
        _line(("tinh", "tỉnh", 0.9), ("Binh", "Bình", 0.9), ("Dlm’ng,", "Đẳng,", 0.6), ("den", "đến", 0.9)),
    ]
    mended(page)

    assert _said(page) == ["tỉnh Bình Dương .", "tỉnh Bình Dương, đến"]


def test_a_name_near_no_province_stays_as_it_was() -> None:
    page = [_line(("tinh", "tỉnh", 0.9), ("Xuxo", "Xuxo", 0.4), ("Qwek", "Qwek", 0.4), ("co", "có", 0.9))]
    mended(page)

    assert _said(page) == ["tỉnh Xuxo Qwek có"]


def test_good_text_is_not_touched() -> None:
    page = [_line(("tỉnh", "tỉnh", 1.0), ("Thanh", "Thanh", 1.0), ("Hòa", "Hòa", 1.0), ("mẫu", "mẫu", 1.0))]
    mended(page)

    assert _said(page) == ["tỉnh Thanh Hòa mẫu"]


@pytest.mark.parametrize("name", PROVINCES)
def test_each_province_is_known_with_and_without_marks(name: str) -> None:
    assert province_called(name) == province_called(fold(name)) == name


def _head(plan: str) -> DocumentHead:
    return read(real(plan)).document


@pytest.mark.parametrize(
    ("plan", "issuer", "in_title"),
    [
        ("binh-duong-2021", "Ủy ban nhân dân tỉnh Bình Dương", "tỉnh Bình Dương giai đoạn"),
        ("bim-son-2021", "Thị ủy Bỉm Sơn", "Nghị quyết 06-NQ/TU ngày 10/11/2021 của Tỉnh ủy Thanh Hóa"),
        ("thanh-hoa-2021", "Tỉnh ủy Thanh Hóa", "đến năm 2025, định hướng đến năm 2030"),
    ],
)
def test_the_real_plans_name_no_unit_that_there_is_not(plan: str, issuer: str, in_title: str) -> None:
    head = _head(plan)

    assert head.issuer == issuer
    assert in_title in (head.title or "")


def test_a_signer_who_must_be_guessed_is_not_told() -> None:
    assert _head("thanh-hoa-2021").signer is None


@pytest.mark.parametrize(
    ("spoiled", "said"),
    [
        (
            "- Kinh to s6 chiem 20% tre'e len trong GRDP cua tinh, phat trien ha tang so dong bo.",
            "20% trở lên",
        ),
        ("chuyen doi s6 tinh Thanh Hoa den Ham 2025, dinh hwrng den dam 2030 tren dia ban", "đến năm 2030"),
        (
            "Toc do tai xuong trung binh cua mang bang rong di dong toi thieu 40 Mbit/s cho mang 4G",
            "40 Mbit/s",
        ),
        ("Ke hoach hanh dong thuc hien Nghj quyts 06-NQ/TU cua Tinh uy", "Nghị quyết 06-NQ/TU"),
    ],
)
def test_set_phrases_come_back(spoiled: str, said: str) -> None:
    assert said in restore([spoiled])[0].text
