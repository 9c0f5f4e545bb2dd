"""Encrypted words: opened by their key in their place only; found by equality without being opened."""

from __future__ import annotations

import re
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as how
from hypothesis import strategies as st

from dinh.ground import ciphers

OLD, NEW = ciphers.new_key(), ciphers.new_key()


@pytest.fixture
def keys(settings: Any) -> Any:
    def put(*some: str) -> None:
        settings.DINH_FIELD_KEY = ",".join(some)

    put(OLD)
    return put


@given(st.text(max_size=300), st.text(max_size=60))
@how(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
def test_what_is_closed_opens_as_it_was_and_shows_nothing(keys: Any, text: str, about: str) -> None:
    closed = ciphers.encrypt_text(text, about=about)
    assert ciphers.decrypt_text(closed, about=about) == text
    assert re.fullmatch(r"d1\.[0-9a-f]{8}\.[A-Za-z0-9_=-]+", closed)
    assert ciphers.encrypt_text(text, about=about) != closed, "the same words look different each time"


def test_in_another_place_or_altered_it_does_not_open(keys: Any) -> None:
    closed = ciphers.encrypt_text("0912 345 678", about="voices.contact:1")
    with pytest.raises(ciphers.CannotOpen, match="bị sửa hoặc nằm sai chỗ"):
        ciphers.decrypt_text(closed, about="voices.contact:2")
    middle = len(closed) // 2
    altered = closed[:middle] + ("A" if closed[middle] != "A" else "B") + closed[middle + 1 :]
    for wrong in (altered, closed[:-8], closed[:20]):
        with pytest.raises(ciphers.CannotOpen):
            ciphers.decrypt_text(wrong, about="voices.contact:1")


def test_without_its_key_the_sentence_names_the_key_that_is_missing(keys: Any) -> None:
    closed = ciphers.encrypt_text("0912 345 678", about="a")
    keys(NEW)
    with pytest.raises(ciphers.CannotOpen, match=f"thiếu khóa “{closed.split('.')[1]}”.*DINH_FIELD_KEY"):
        ciphers.decrypt_text(closed, about="a")
    with pytest.raises(ciphers.CannotOpen, match="thiếu khóa"):
        ciphers.decrypt_text("0912 345 678", about="a")


def test_a_new_key_in_front_encrypts_and_the_old_one_still_opens(keys: Any) -> None:
    closed = ciphers.encrypt_text("Chữ", about="a")
    index = ciphers.blind_index("012345678901", about="till.identity")
    keys(NEW, OLD)
    assert ciphers.decrypt_text(closed, about="a") == "Chữ" and not ciphers.is_newest(closed)
    assert ciphers.is_newest(ciphers.encrypt_text("Chữ", about="a"))
    newest, older = ciphers.blind_indexes("012345678901", about="till.identity")
    assert (older, newest) == (index, ciphers.blind_index("012345678901", about="till.identity"))
    assert newest != older


def test_equal_words_are_found_in_their_own_column_only(keys: Any) -> None:
    index = ciphers.blind_index
    assert index("012345678901", about="a") == index("012345678901", about="a")
    assert index("012345678901", about="a") != index("012345678901", about="b")
    assert index("012345678901", about="a") != index("012345678902", about="a")
    assert len(index("x", about="a")) == 64 and "012345" not in index("012345678901", about="a")


def test_the_first_key_is_made_once_and_read_by_its_owner_alone(settings: Any, tmp_path: Path) -> None:
    settings.DINH_FIELD_KEY, settings.DINH_HOME = "", tmp_path
    with ThreadPoolExecutor(8) as many:
        closed = list(many.map(lambda n: ciphers.encrypt_text(str(n), about="a"), range(24)))
    assert [ciphers.decrypt_text(one, about="a") for one in closed] == [str(n) for n in range(24)]
    assert [path.name for path in tmp_path.iterdir()] == [ciphers.FILE]
    assert stat.S_IMODE((tmp_path / ciphers.FILE).stat().st_mode) == 0o600


@pytest.mark.parametrize("text", ["ngắn", "YWJj", OLD[:-6], f"{OLD},sai"])
def test_what_is_no_key_is_refused_by_number(settings: Any, text: str) -> None:
    settings.DINH_FIELD_KEY = text
    with pytest.raises(ciphers.BadKey, match=r"DINH_FIELD_KEY: khóa thứ [12] không phải 32 byte"):
        ciphers.encrypt_text("x", about="a")
