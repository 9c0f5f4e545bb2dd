"""What the rules find wrong is said in the language of the screen."""

from __future__ import annotations

import re

import pytest
from django.utils.translation import override

from dinh.sectors.reporting import rules
from dinh.sectors.reporting.rules import Fault
from dinh.sectors.reporting.sentences import FAULTS, say
from dinh.sectors.reporting.services import WrongInput
from dinh.sectors.reporting.shapes import Content, Due

MARKS = re.compile(r"[àáảãạăắằẳẵặâấầẩẫậđèéẻẽẹêếềểễệìíỉĩịòóỏõọôốồổỗộơớờởỡợùúủũụưứừửữựỳýỷỹỵ]", re.IGNORECASE)
LONG = Content(sections=(("A", "x" * 60_000),), files=({"sha256": "0", "name": "a"},) * 60)
FOUND: list[Fault] = [
    *rules.term_faults("monthly", 40, Due("day", 45)),
    *rules.term_faults("monthly", None, Due("weekday", 9)),
    *rules.term_faults("monthly", None, Due("after", 90)),
    *rules.term_faults("monthly", 14, Due("day", 10)),
    *rules.term_faults("monthly", None, Due("day", 10)),
    *rules.content_faults(LONG),
    *rules.content_faults(Content(), asked=(("a", "Hours"),), sending=True),
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
