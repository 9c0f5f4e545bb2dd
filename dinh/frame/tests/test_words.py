"""Rooms share one catalogue: what one says in English, all say."""

from __future__ import annotations

import gettext
import subprocess
from collections import defaultdict
from pathlib import Path

import dinh

ROOMS = Path(dinh.__file__).parent


def english(po: Path, folder: Path) -> dict[str, str]:
    """Vietnamese to English of one room; words with a context stand apart by it."""
    mo = folder / "room.mo"
    subprocess.run(["msgfmt", "-o", mo, po], check=True)
    with mo.open("rb") as stream:
        return {
            said: words
            for said, words in gettext.GNUTranslations(stream)._catalog.items()  # type: ignore[attr-defined]
            if said and isinstance(said, str)
        }


def test_no_two_rooms_say_the_same_words_differently_in_english(tmp_path):
    """Django merges the catalogues of all rooms into one, so the first room would speak for the others. Words that mean
    two things take a context: `{% translate "Thôi" context "deed" %}`."""
    said: dict[str, dict[str, str]] = defaultdict(dict)
    for po in sorted(ROOMS.rglob("locale/en/LC_MESSAGES/django.po")):
        for words, means in english(po, tmp_path).items():
            said[words][str(po.relative_to(ROOMS).parents[3])] = means
    assert len(said) > 3000
    assert not {words: means for words, means in said.items() if len(set(means.values())) > 1}
