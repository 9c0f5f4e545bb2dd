"""An item is no surer than its weakest word, and says which word that is."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from bench import reading as bench
from dinh.plans.reading import read
from dinh.plans.reading.certainty import SURE, certainty, sureness
from dinh.plans.reading.restore import restore, score
from dinh.plans.reading.shapes import Proposal
from dinh.plans.reading.tests.papers import real
from dinh.plans.reading.words import Word, fold

SAMPLES = sorted((Path(__file__).parent / "samples").glob("*.txt"))


def _word(clean: str, sure: float, raw: str | None = None) -> Word:
    return Word(raw or clean, clean, fold(clean), 1, 1, 0, len(clean), sure)


@pytest.mark.parametrize(
    ("word", "doubtful"),
    [
        (_word("tiếp", 1.0), False),
        (_word("tiếp", 0.97, "tiép"), False),
        (_word("tiếp", 0.7, "tiép"), True),
        (_word("và", 0.4, "vi"), False),
        (_word("TMĐT", 0.4), False),
        (_word("-", 0.4), False),
        (_word("phải", 0.97, "phi"), True),
        (_word("phải", 0.97, "phai"), False),
        (_word("từ", 0.9, "trir"), True),
        (_word("trừ", 0.9, "trir"), False),
    ],
)
def test_what_is_doubtful_of_a_word(word: Word, doubtful: bool) -> None:
    assert (sureness(word) < SURE) is doubtful


def test_the_doubt_names_the_words_as_understood_and_as_on_the_page() -> None:
    words = [_word("phải", 0.97, "phi"), _word("tiếp", 0.99, "tiép"), _word("xúc", 0.99, "xuc")]

    least, doubt = certainty(words, ["Thực hiện phải tiếp xúc"])

    assert least == 0.6
    assert doubt == "Máy đoán chữ ở “phải tiếp xúc” (bản quét ghi “phi tiép xuc”)."


def test_words_that_the_item_does_not_show_do_not_count() -> None:
    assert certainty([_word("tầu", 0.2, "t6u")], ["Số hóa hồ sơ"]) == (1.0, None)


def test_a_doubt_names_three_places_and_counts_the_others() -> None:
    words = [_word(text, 0.3 if index % 4 == 0 else 1.0) for index, text in enumerate("abcdefghijklmnopqrst")]

    _, doubt = certainty(words, [" ".join("abcdefghijklmnopqrst")])

    assert doubt is not None
    assert doubt.endswith("và 2 chỗ khác.")


def test_the_opposite_of_what_the_page_says_is_never_clear() -> None:
    inverted = [t for t in read(real("ngoc-son-2026")).targets if "phải tiếp xúc" in t.text]

    assert all(target.confidence < 0.75 and target.doubts for target in inverted)


def _everything(proposal: Proposal) -> list[tuple[tuple[int, int], float, tuple[str, ...]]]:
    items = [*proposal.targets, *proposal.tasks, *proposal.projects, *proposal.reporting]
    return [(item.lines, item.confidence, item.doubts) for item in items]


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.stem)
def test_good_vietnamese_is_never_guessed(sample: Path) -> None:
    proposal = read(bench.document(sample))

    assert not [doubts for _, _, doubts in _everything(proposal) if any("Máy đoán" in d for d in doubts)]


@pytest.mark.parametrize("plan", bench.KEYED)
def test_most_places_with_a_wrong_word_are_doubtful(plan: str) -> None:
    lines = (bench.PLANS / f"{plan}.txt").read_text(encoding="utf-8").split("\n")
    found = _everything(read(real(plan)))
    restored = restore(lines)
    wrong: list[bool] = []
    for span, wording in score.entries(bench.key_of(plan)):
        words = [word for word in unicodedata.normalize("NFC", wording).split() if word.isalpha()]
        result = score.score_entry(restored[span[0] - 1 : span[1]], words)
        if result is None or all(len(meant) < 2 for _, _, meant in result):
            continue
        here = [(sure, doubts) for place, sure, doubts in found if bench.overlaps(place, span)]
        if here:
            wrong.append(any(doubts or sure < 0.75 for sure, doubts in here))

    assert sum(wrong) >= 0.85 * len(wrong)
