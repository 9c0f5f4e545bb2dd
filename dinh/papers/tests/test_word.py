from __future__ import annotations

import io
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest

from dinh.papers import extract
from dinh.papers.extract import limits
from dinh.papers.extract.numbering import written
from dinh.papers.tests import samples


def test_a_word_file_gives_the_numbers_that_are_seen_and_leaves_out_what_repeats() -> None:
    texts = [line.text for line in extract.read(samples.docx(), "a.docx").lines]
    assert texts[:4] == [samples.BODY[1], "1. Mục đích", "2. Yêu cầu", "- Bảo đảm an toàn thông tin"]
    assert "Đầu trang lặp lại" not in texts
    assert texts[-2:] == ["Nơi nhận:", "Chữ trong khung"]


def test_merged_cells_span_and_every_cell_points_at_its_lines() -> None:
    document = extract.read(samples.docx(), "a.docx")
    (table,) = document.tables
    assert [[(c.text, c.row_span, c.column_span) for c in row] for row in table.rows[:2]] == [
        [(word, 1, 1) for word in samples.TABLE_HEAD[:4]],
        [("1", 2, 1), ("Tỷ lệ hồ sơ giải quyết đúng hạn", 1, 2), ("97,6%", 1, 1)],
    ]
    for row in table.rows:
        for cell in row:
            if cell.text:
                lines = document.lines[cell.first_line - 1 : cell.last_line]
                assert cell.text == "\n".join(line.text for line in lines)


@pytest.mark.parametrize(
    ("count", "kind", "seen"),
    [
        (3, "decimal", "3"),
        (4, "lowerLetter", "d"),
        (27, "upperLetter", "AA"),
        (14, "upperRoman", "XIV"),
        (9, "lowerRoman", "ix"),
        (7, "decimalZero", "07"),
        (10**12, "upperRoman", "1000000000000"),
        (10**12, "lowerLetter", "1000000000000"),
    ],
)
def test_counts_are_written_as_word_writes_them(count: int, kind: str, seen: str) -> None:
    assert written(count, kind) == seen


def test_a_zip_bomb_in_words_clothes_is_not_opened() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b" " * 80_000_000)
    with pytest.raises(extract.Unreadable, match="bung ra quá lớn"):
        extract.read(out.getvalue(), "a.docx")


def test_entities_are_not_expanded() -> None:
    out = io.BytesIO()
    w = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(
            "word/document.xml",
            f'<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><w:document xmlns:w="{w}"><w:body><w:p><w:r>'
            "<w:t>an toàn &x;</w:t></w:r></w:p></w:body></w:document>",
        )
    texts = [line.text for line in extract.read(out.getvalue(), "a.docx").lines]
    assert texts == ["an toàn "]


def test_an_old_word_file_without_libreoffice_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(extract.Unreadable, match="libreoffice-writer-nogui"):
        extract.read(b"{\\rtf1 plan}", "a.rtf")


def test_an_old_word_file_is_read_through_libreoffice() -> None:
    body = "".join(f"\\u{ord(c)}?" if ord(c) > 127 else c for c in "Kế hoạch chuyển đổi số")
    document = extract.read(("{\\rtf1\\ansi " + body + "\\par}").encode(), "a.rtf")
    assert document.lines[0].text == "Kế hoạch chuyển đổi số"
    assert document.media_type == "application/rtf"


def test_office_never_hangs_a_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    def stuck(*args: object, **how: object) -> None:
        raise subprocess.TimeoutExpired("soffice", 1)

    monkeypatch.setattr(shutil, "which", lambda name: "/bin/office")
    monkeypatch.setattr(subprocess, "run", stuck)
    with pytest.raises(extract.Unreadable, match="không đọc xong"):
        extract.read(b"{\\rtf1 plan}", "a.rtf")


def test_boxes_in_boxes_are_read_once_each() -> None:
    deep = ""
    for depth in range(40, 0, -1):
        box = f"<w:pict><w:txbxContent>{deep}</w:txbxContent></w:pict>" if deep else ""
        deep = samples.paragraph(f"khung {depth}", inside=box)
    texts = [line.text for line in extract.read(samples.docx_of(deep), "a.docx").lines]
    assert texts == [f"khung {depth}" for depth in range(1, 41)]


def test_a_word_file_of_too_many_lines_or_tags_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    body = samples.paragraph("dòng") * 60
    monkeypatch.setattr(limits, "MAX_LINES", 50)
    with pytest.raises(extract.Unreadable, match="quá 50 dòng"):
        extract.read(samples.docx_of(body), "a.docx")
    monkeypatch.setattr(limits, "MAX_TAGS", 100)
    with pytest.raises(extract.Unreadable, match="bung ra quá lớn"):
        extract.read(samples.docx_of(body), "a.docx")


@pytest.mark.parametrize("value", ["abc", "²", "-3", "9" * 30, ""])
def test_settings_that_are_no_numbers_count_as_left_out(value: str) -> None:
    cell = f'<w:tc><w:tcPr><w:gridSpan w:val="{value}"/></w:tcPr>{samples.paragraph("ô")}</w:tc>'
    row = f'<w:tr><w:trPr><w:gridBefore w:val="{value}"/></w:trPr>{cell}</w:tr>'
    number = f'<w:pPr><w:numPr><w:ilvl w:val="{value}"/><w:numId w:val="1"/></w:numPr></w:pPr>'
    listed = (
        f'<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="{value}"><w:start w:val="{value}"/>'
        '<w:numFmt w:val="upperRoman"/><w:lvlText w:val="%1."/></w:lvl></w:abstractNum>'
        f'<w:num w:numId="1"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="{value}">'
        f'<w:startOverride w:val="{value}"/></w:lvlOverride></w:num>'
    )
    body = samples.paragraph("Mục đích", settings=number) + f"<w:tbl>{row}</w:tbl>"
    document = extract.read(samples.docx_of(body, numbering=listed), "a.docx")
    assert [line.text for line in document.lines] == ["I. Mục đích", "ô"]
    assert document.tables[0].rows[0][0].column_span == 1
