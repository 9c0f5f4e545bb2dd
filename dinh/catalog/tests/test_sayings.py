"""What files, forms and editions refuse is said in English as well, values and places kept."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from django.utils import translation

from dinh import catalog
from dinh.catalog import sayings, services
from dinh.catalog.rules import Fault

ROOT = Path(catalog.__file__).parent


def sentences(*names: str) -> list[str]:
    """Every sentence that is made in these files, holes filled with a word."""
    found = []
    for name in names:
        tree = ast.parse((ROOT / name).read_text(encoding="utf-8"))
        for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call | ast.Return)):
            if isinstance(call, ast.Call):
                maker = getattr(call.func, "id", getattr(call.func, "attr", ""))
                if maker not in ("Fault", "ValueError", "NotAFile", "need", "add"):
                    continue
                said = call.args[-1] if call.args else None
            else:
                said = call.value
            if isinstance(said, ast.JoinedStr):
                words = "".join(
                    str(part.value) if isinstance(part, ast.Constant) else "7" for part in said.values
                )
            elif isinstance(said, ast.Constant) and isinstance(said.value, str):
                words = said.value
            else:
                continue
            if any(letter in words for letter in "ảấầẩậắặẵẻếềểệễỉịọốồổộớờởợủụứừửựỳỷỹđ"):
                found.append(words)
    return found


FILES = (
    "files/json_file.py",
    "files/xlsx_in.py",
    "files/document.py",
    "rules/publishing.py",
    "asking/checking.py",
)


@pytest.mark.parametrize("sentence", sentences(*FILES))
def test_every_sentence_of_files_and_forms_is_known_to_translators(sentence: str) -> None:
    if sentence.startswith(("thủ tục 7,", "7 dòng 7", "7, của")) or not sentence[:1].strip():
        return  # a place, said apart
    assert sayings.SAYINGS.template_of(sentence) is not None or sayings.PLACES.template_of(sentence), sentence


@pytest.mark.parametrize(
    ("fault", "place", "words"),
    [
        (
            Fault(
                "thủ tục 1.001193, bản thứ 2, Phí, lệ phí dòng 3, amount",
                "“Mức thu (đồng)” phải là số nguyên",
            ),
            "procedure 1.001193, edition no. 2",
            "must be a whole number",
        ),
        (
            Fault("Thủ tục!B7", "“Từ ngày” phải là ngày, ví dụ 21/11/2026; đang ghi “mai”"),
            "B7",
            "it says “mai”",
        ),
        (Fault("papers", "Ghi “Họ tên”."), "papers", "Write “Họ tên”."),
    ],
)
def test_a_fault_is_said_in_the_language_of_the_screen(fault: Fault, place: str, words: str) -> None:
    assert sayings.told([fault]) == [fault]
    with translation.override("en"):
        (said,) = sayings.told([fault])
    assert place in said.where and words in said.sentence


def test_a_broken_file_is_refused_in_english() -> None:
    with translation.override("en"):
        refused = services.WrongInput.of("x", "“Thời hạn” phải là số nguyên")
    assert str(refused).endswith("must be a whole number")
