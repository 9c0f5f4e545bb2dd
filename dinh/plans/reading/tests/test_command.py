"""`dinh read FILE`: what is printed, what is refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dinh.plans.reading.command import main
from dinh.plans.reading.tests.papers import PLANS, SAMPLES

_TARGET = {
    "text", "quote", "lines", "metric", "operator", "value", "value_max", "unit", "deadline_year", "pillar", "lead", "coop", "scope", "confidence",
}  # fmt: skip


def test_json_is_one_object_with_the_promised_keys(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(SAMPLES / "ke-hoach-xa.txt"), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)

    assert set(found) == {"document", "targets", "tasks", "projects", "reporting", "problems"}
    assert set(found["targets"][0]) >= _TARGET
    assert found["targets"][0]["lines"] == [20, 21]


def test_without_json_a_person_can_read_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(PLANS / "ngoc-son-2026.txt")]) == 0
    said = capsys.readouterr().out

    assert "CHỈ TIÊU" in said
    assert "phường Ngọc Sơn" in said
    assert "ĐIỀU CẦN SOÁT" in said


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("trong.txt", b"", "trống"),
        ("trang.txt", b"  \n \n", "không có chữ"),
        ("truyen.txt", "Ngày xửa ngày xưa có một chú bé.".encode(), "không phải là kế hoạch"),
        ("hong.pdf", b"%PDF-1.7 hong", ""),
        ("hong.docx", b"PK\x03\x04 hong", ""),
        ("nhi-phan.txt", bytes(range(256)) * 20, ""),
    ],
)
def test_a_bad_file_gets_a_sentence_and_a_code(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, content: bytes, sentence: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)

    assert main([str(path), "--json"]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert sentence in told.err
    assert told.err.strip()
    assert "Traceback" not in told.err


@pytest.mark.parametrize("argv", [[], ["khong-co.txt"], ["--la"], ["a.txt", "b.txt"], ["."], ["--resume"]])
def test_wrong_words_get_a_sentence_and_a_code(argv: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(argv) == 2
    assert capsys.readouterr().err.strip()


def test_reading_a_text_brings_in_nothing_heavy() -> None:
    import subprocess
    import sys

    script = (
        "import sys; from dinh.plans.reading.command import main; main([sys.argv[1], '--json']); "
        "sys.exit(3 if {'cv2', 'django', 'docx', 'pypdfium2', 'PIL'} & set(sys.modules) else 0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(SAMPLES / "ke-hoach-xa.txt")], capture_output=True, check=False
    )

    assert done.returncode == 0, done.stderr
