"""Why a file cannot be read is said in both languages: the sentences are gathered from the code itself."""

from __future__ import annotations

import ast
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from django.utils import translation

from dinh.ground.services import FileRefused
from dinh.papers import extract, intake, rules
from dinh.papers.extract.source import _FOREIGN
from dinh.papers.sentences import SAYINGS, say

FOLDER = Path(extract.__file__).parent


def _text(node: ast.expr, known: dict[str, str]) -> str | None:
    """The sentence an expression makes, with 7 for each value in it."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        parts = [part.value if isinstance(part, ast.Constant) else "7" for part in node.values]
        return "".join(str(part) for part in parts)
    if isinstance(node, ast.Name):
        return known.get(node.id)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "format":
        made = _text(node.func.value, known)
        return made and made.format("7", width="7", height="7", limit="7")
    return None


def _sentences() -> Iterator[tuple[str, str | None]]:
    for path in sorted(FOLDER.glob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        known = {
            target.id: text
            for node in tree.body
            if isinstance(node, ast.Assign)
            for target in node.targets
            if isinstance(target, ast.Name) and (text := _text(node.value, {}))
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Unreadable":
                yield f"{path.name}:{node.lineno}", _text(node.args[0], known)


def test_every_reason_has_its_template() -> None:
    made = dict(_sentences())
    foreign = [f"Tệp này là {words}." for _magic, words in _FOREIGN]

    assert len(made) > 40
    assert [where for where, text in made.items() if text is None] == []
    missing = [text for text in {*made.values(), *foreign} if text and SAYINGS.template_of(text) is None]
    assert [text for text in missing if text != "Tệp này là 7."] == []


def test_every_template_and_kind_has_its_english() -> None:
    with translation.override("en"):
        same = [each for each in (*SAYINGS.whole, *rules.KIND_NAMES) if translation.gettext(each) == each]
    assert same == []


def test_a_reason_is_said_with_its_values() -> None:
    with translation.override("en"):
        said = say("Tệp có 512 trang, quá giới hạn 400 trang; hãy chia nhỏ tệp.")
    assert said == "The file has 512 pages, above the limit of 400; split it."


def _zip(*names: str) -> bytes:
    made = BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return made.getvalue()


@pytest.mark.parametrize(
    ("contents", "paper", "evidence"),
    [
        (b"Ke hoach", True, True),
        (_zip("xl/workbook.xml"), False, True),
        (_zip("ppt/presentation.xml"), False, True),
        (b"\0\0\0\x18ftypheic" + bytes(40), False, True),
        (_zip("a.exe"), False, False),
        (b"<html></html>", False, False),
        (bytes(range(256)), False, False),
    ],
)
def test_a_sheet_is_no_paper_but_it_is_evidence(contents: bytes, paper: bool, evidence: bool) -> None:
    for check, good in ((intake.check_paper, paper), (intake.check_evidence, evidence)):
        stream = BytesIO(contents)
        if good:
            assert check(stream, "tep")
        else:
            with pytest.raises(FileRefused):
                check(stream, "tep")
        assert stream.tell() == 0
