"""What a report may hold, and what changed between two versions of it. Pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import NamedTuple

from ..shapes import Content

MOST_SECTIONS, MOST_FIGURES, MOST_FILES = 40, 200, 20
LONGEST = 20_000


class Fault(NamedTuple):
    """What is wrong, at which field."""

    field: str
    sentence: str


def content_faults(
    content: Content, *, asked: Sequence[tuple[str, str]] = (), sending: bool = False
) -> list[Fault]:
    """What is wrong with what was written, each at its field. A draft may be empty; what is sent says something in at
    least one section or brings a file, and gives every figure that the regime asks for (`asked`: key, words)."""
    faults = []
    for number, (title, text) in enumerate(content.sections):
        if len(text) > LONGEST:
            faults.append(
                Fault(f"section-{number}", f"Mục “{title}” dài {len(text)} chữ; nhiều nhất {LONGEST} chữ.")
            )
    if len(content.files) > MOST_FILES:
        faults.append(Fault("files", f"Mỗi báo cáo kèm nhiều nhất {MOST_FILES} tệp."))
    if not sending:
        return faults
    if not content.files and not any(text.strip() for _title, text in content.sections):
        faults.append(Fault("section-0", "Viết nội dung, hoặc đính kèm báo cáo đã ký, rồi mới gửi."))
    given = {figure.key: figure.value.strip() for figure in content.figures}
    faults += [
        Fault(f"figure-{key}", f"Ghi số liệu “{words}”; chưa đo được thì ghi “chưa đo được” và lý do.")
        for key, words in asked
        if not given.get(key)
    ]
    return faults


def digest(content: Content) -> str:
    """The seal of what was sent: sha256 over its text, figures and files."""
    plain = {
        "sections": [list(each) for each in content.sections],
        "figures": [figure.as_data() for figure in content.figures],
        "files": [each["sha256"] for each in content.files],
    }
    return hashlib.sha256(json.dumps(plain, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def changed_sections(before: Content, after: Content) -> list[str]:
    """Titles of the sections and words of the figures that differ, and "Tệp đính kèm" when the files do."""
    old_text, old_figure = dict(before.sections), {figure.key: figure.value for figure in before.figures}
    found = [title for title, text in after.sections if old_text.get(title, "") != text]
    found += [figure.words for figure in after.figures if old_figure.get(figure.key, "") != figure.value]
    if [each["sha256"] for each in before.files] != [each["sha256"] for each in after.files]:
        found.append("Tệp đính kèm")
    return found
