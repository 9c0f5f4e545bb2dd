"""What the rules find wrong is said in the language of the screen."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.utils.translation import override

from dinh.sectors.inspections import rules
from dinh.sectors.inspections.rules import Fault
from dinh.sectors.inspections.sentences import FAULTS, say
from dinh.sectors.inspections.services.common import WrongInput

MARKS = re.compile(r"[àáảãạăắằẳẵặâấầẩẫậđèéẻẽẹêếềểễệìíỉĩịòóỏõọôốồổỗộơớờởỡợùúủũụưứừửữựỳýỷỹỵ]", re.IGNORECASE)
DAY = date(2026, 11, 20)
FOUND: list[Fault] = [
    *rules.inspection_faults(
        title="", parties=0, first=DAY, last=DAY - timedelta(days=1), kind="online", today=DAY
    ),
    *rules.inspection_faults(
        title="x", parties=1, first=DAY, last=DAY + timedelta(days=300), kind="on-paper", today=DAY
    ),
    *rules.conclusion_faults(text="", unchecked=2, unexplained=3, explain_by=DAY, today=DAY, undated=4),
    *rules.closing_faults(["asked"]),
]


@pytest.mark.parametrize("fault", FOUND, ids=lambda each: each.sentence[:30])
def test_every_fault_of_the_rules_is_said_in_english(fault: Fault) -> None:
    assert FAULTS.template_of(fault.sentence) is not None
    assert say(fault.sentence) == fault.sentence
    with override("en"):
        told = WrongInput([fault])
    assert not MARKS.search(str(told)) and told.faults[0].field == fault.field


def test_the_list_of_templates_is_the_list_of_faults() -> None:
    used = {FAULTS.template_of(fault.sentence)[0] for fault in FOUND}  # type: ignore[index]
    assert used == set(FAULTS.whole)
