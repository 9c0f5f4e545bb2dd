"""What a citizen is told of each state, and names to sign in by."""

from __future__ import annotations

import pytest

from dinh.dossiers.rules.axes import Business
from dinh.dossiers.rules.citizens import plain, tidy_login


@pytest.mark.parametrize("state", list(Business))
def test_every_state_has_its_word_and_sentence(state: Business) -> None:
    said = plain(state.value)
    assert said.word and said.sentence.endswith(".")


@pytest.mark.parametrize(
    ("given", "todo"),
    [
        ({"business": "waits-citizen"}, "answer"),
        ({"business": "waits-citizen", "money": "owed"}, "answer"),
        ({"business": "waits-money"}, "pay"),
        ({"business": "received", "money": "owed"}, "pay"),
        ({"business": "in-process", "money": "part"}, "pay"),
        ({"business": "in-process", "money": "paid"}, ""),
        ({"business": "withdrawn", "money": "owed"}, ""),
        ({"business": "refused", "money": "owed"}, ""),
        ({"business": "decided", "decided_as": "grant", "delivery": "ready"}, "fetch"),
        ({"business": "decided", "decided_as": "grant", "delivery": "on-the-way"}, ""),
        ({"business": "decided", "decided_as": "grant", "delivery": "delivered"}, ""),
        ({"business": "decided", "decided_as": "refuse", "delivery": "ready"}, ""),
    ],
)
def test_what_is_theirs_to_do(given: dict[str, str], todo: str) -> None:
    assert plain(**given).todo == todo


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("0912 000 512", "0912000512"),
        ("+84 912.000.512", "0912000512"),
        (" Mau@Mau.Example ", "mau@mau.example"),
        ("912000512", ""),
        ("mau@", ""),
        ("a b@mau.example", ""),
        ("", ""),
    ],
)
def test_a_name_to_sign_in_by_has_one_form(typed: str, kept: str) -> None:
    assert tidy_login(typed) == kept
