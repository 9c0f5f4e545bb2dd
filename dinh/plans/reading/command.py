"""`dinh read FILE [--json]`: a plan's file read into a proposal and printed."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

_USAGE = """dinh read TỆP [--json] [--resume THƯ_MỤC]

Đọc một kế hoạch (txt, docx, pdf, ảnh quét) thành bản đề xuất: chỉ tiêu, nhiệm vụ, dự án, chế độ báo cáo, điều cần soát.
  --json            in một đối tượng JSON thay cho bản tóm tắt
  --resume THƯ_MỤC  giữ các trang đã đọc ở đây để đọc tiếp khi bị ngắt (mặc định: DINH_HOME/doc-do)"""


def main(argv: list[str]) -> int:
    """Read one file. 0 done; 2 when the words are wrong or the file cannot be read or is no plan."""
    if not argv or argv[0] in {"-h", "--help"}:
        print(_USAGE, file=sys.stdout if argv else sys.stderr)
        return 0 if argv else 2
    wanted = _arguments(argv)
    if isinstance(wanted, str):
        return _sorry(wanted)
    path, as_json, resume = wanted
    if not path.exists():
        return _sorry(f"Không có tệp “{path}”.")
    if path.is_dir():
        return _sorry(f"“{path}” là thư mục, không phải tệp.")
    try:
        return _read(path, as_json=as_json, resume=resume)
    except BrokenPipeError:
        raise
    except PermissionError:
        return _sorry(f"Không được phép đọc tệp “{path}”.")
    except OSError as wrong:
        return _sorry(f"Không đọc được tệp “{path}”: {wrong.strerror or wrong}.")
    except (MemoryError, RecursionError):
        return _sorry(f"Tệp “{path.name}” quá lớn hoặc quá rối để đọc.")


def _arguments(argv: list[str]) -> tuple[Path, bool, Path | None] | str:
    path: Path | None = None
    as_json = False
    resume: Path | None = None
    words = iter(argv)
    for word in words:
        if word == "--json":
            as_json = True
        elif word == "--resume":
            folder = next(words, None)
            if folder is None:
                return "Sau --resume phải là một thư mục."
            resume = Path(folder)
        elif word.startswith("-") and word != "-":
            return f"Không hiểu tham số “{word}”.\n\n{_USAGE}"
        elif path is None:
            path = Path(word)
        else:
            return f"Chỉ đọc được mỗi lần một tệp; thừa “{word}”."
    return (path, as_json, resume) if path is not None else "Thiếu tên tệp.\n\n" + _USAGE


def _sorry(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return 2


def _read(path: Path, *, as_json: bool, resume: Path | None) -> int:
    from dinh.papers import extract
    from dinh.papers.shapes import Unreadable
    from dinh.plans.reading.reader import read
    from dinh.plans.reading.shapes import NotAPlan

    if path.stat().st_size == 0:
        return _sorry(f"Tệp “{path.name}” trống.")
    say = _teller()
    folder = resume
    if folder is None and path.suffix.lower() not in {".txt", ".docx"}:
        folder = Path(os.environ.get("DINH_HOME", "var")) / "doc-do"
    try:
        document = extract.read(path, path.name, progress=say, resume_dir=folder)
        proposal = read(document, progress=lambda words: say(0, 0, words))
    except (Unreadable, NotAPlan) as wrong:
        say(0, 0, "")
        return _sorry(f"{path.name}: {wrong}")
    say(0, 0, "")
    if as_json:
        sys.stdout.write(_as_text(proposal.as_json()))
    else:
        from dinh.plans.reading.summary import told

        print(told(proposal, path.name))
    return 0


def _as_text(whole: dict[str, Any]) -> str:
    """One JSON object, an entry a line: quick to write and still plain to read."""
    parts = []
    for key, value in whole.items():
        if isinstance(value, tuple | list) and value:
            entries = ",\n  ".join(json.dumps(entry, ensure_ascii=False) for entry in value)
            parts.append(f' "{key}": [\n  {entries}\n ]')
        else:
            parts.append(f' "{key}": {json.dumps(value, ensure_ascii=False)}')
    return "{\n" + ",\n".join(parts) + "\n}\n"


def _teller() -> Callable[[int, int, str | int], None]:
    """Progress on stderr: one line rewritten on a terminal, a line each page otherwise; silent for quick work."""
    live = sys.stderr.isatty()
    last = [""]

    def say(page: int, total: int, words: str | int = "") -> None:
        if total:
            told = f"Đã đọc trang {page}/{total}" + (f", {words} từ" if words else "")
        else:
            told = str(words)
        if live:
            sys.stderr.write("\r" + told.ljust(len(last[0])) + ("\r" if not told else ""))
            sys.stderr.flush()
        elif total > 1:
            print(told, file=sys.stderr)
        last[0] = told

    return say


COMMANDS: dict[str, Callable[[list[str]], int]] = {"read": main}
