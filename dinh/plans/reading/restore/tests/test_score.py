"""Floors: how much of the keyed plans must come back right."""

from pathlib import Path

import pytest

from dinh.plans.reading.restore import restore
from dinh.plans.reading.restore.score import score, score_file

PLANS = Path(__file__).parents[5] / "plans"


@pytest.mark.parametrize(
    ("name", "share", "remarked"),
    [("ngoc-son-2026", 0.94, 0.97), ("binh-duong-2021", 0.955, 0.97), ("bim-son-2021", 0.94, 0.955)],
)
def test_a_keyed_plan_comes_back(name: str, share: float, remarked: float) -> None:
    found = score_file(PLANS / f"{name}.txt", PLANS / f"{name}.key.yaml")
    assert found.words > 3000
    assert found.left_out <= 2
    assert found.share >= share
    assert found.share_remarked >= remarked


def test_the_score_of_a_perfect_text_is_one() -> None:
    lines = ["Tỷ lệ hồ sơ trực tuyến đạt 80%.", "Sở Nội vụ chủ trì."]
    key = {"targets": [{"text": "Tỷ lệ hồ sơ trực tuyến đạt 80%", "lines": [1, 1]}]}
    found = score(lines, key, restore(lines))
    assert (found.words, found.right, found.spoiled) == (7, 7, 0)


def test_a_wrong_word_is_counted_and_named() -> None:
    lines = ["Tỷ lệ hồ sơ trực tiếp đạt 80%."]
    key = {"targets": [{"text": "Tỷ lệ hồ sơ trực tuyến đạt 80%", "lines": [1, 1]}]}
    found = score(lines, key, restore(lines))
    assert found.right == found.words - 1
    assert ("tiếp", "tiếp", "tuyến") in found.wrong
