"""The table of all targets of the five plans is what the reader and the program say today, and the offers stay as good."""

from __future__ import annotations

from django.utils import translation

from tools.measures_of_the_plans import TABLE, counted, rows, table


def test_the_table_of_the_plans_targets_is_true_and_nothing_wrong_is_offered_first():
    with translation.override("vi"):
        found = rows()
        assert TABLE.read_text(encoding="utf-8") == table(found), "run tools/measures_of_the_plans.py"
    how = counted(found)
    assert len(found) == 223
    assert how["wrong"] + how["needless"] == 0
    assert how["right"] >= 165 and how["missed"] <= 6
