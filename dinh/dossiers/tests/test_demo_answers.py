"""The made-up citizen gets through every form that comes with the house, on days in and out of season."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from dinh.catalog import asking
from dinh.catalog.services.loading import FORMS
from dinh.dossiers.demo_answers import answers_to, counts_in


@pytest.mark.parametrize("path", sorted(FORMS.glob("*.json")), ids=lambda path: path.stem)
@pytest.mark.parametrize("today", [date(2025, 12, 31), date(2026, 2, 28), date(2026, 11, 20)])
def test_every_form_is_answered(path: Path, today: date) -> None:
    schema = json.loads(path.read_text(encoding="utf-8"))
    answers = answers_to(schema, name="Nguyễn Văn Mẫu", identity="038199000001", today=today)
    assert answers is not None
    assert asking.check(schema, answers, today=today) == []
    assert all(count >= 1 for count in counts_in(schema, answers).values())


def test_a_form_that_nobody_gets_through_gives_none() -> None:
    field = {"type": "string", "pattern": "^[xyz]{40}$", "title": "Mã"}
    page = {"type": "object", "title": "Trang", "properties": {"ma": field}, "required": ["ma"]}
    schema = {"type": "object", "properties": {"trang": page}, "required": ["trang"]}
    assert answers_to(schema, name="A", identity="038199000001", today=date(2026, 11, 20)) is None
