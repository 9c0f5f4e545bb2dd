"""The rules speak Vietnamese; the screen may be English: no sentence of a rule is forgotten."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import translation

from dinh.plans import rules
from dinh.plans.rules.standing import Measured, Promise, Reported
from dinh.plans.sentences import SMALL, WHOLE, say, template_of

START, DUE = date(2026, 1, 1), date(2026, 12, 31)
DAYS = (date(2026, 3, 1), date(2026, 6, 1), date(2026, 12, 10), date(2027, 2, 1))


def _target_sentences() -> set[str]:
    made = set()
    for operator, unit in ((">=", "%"), (">", "lớp"), ("<=", "%"), ("rank", ""), ("yes", ""), ("range", "%")):
        for due in (DUE, None):
            for reviewed in (True, False):
                promise = Promise(
                    operator, 60, 80 if operator == "range" else None, unit, START, due, reviewed
                )
                for value in (None, 0, 5, 12, 58, 70, 90):
                    for last in (date(2025, 12, 31), date(2026, 2, 28)):
                        series = [] if value is None else [Measured(last, value)]
                        made |= {rules.judge_target(promise, series, today=day).reason for day in DAYS}
    return made


def _task_sentences() -> set[str]:
    return {
        rules.judge_task(due=due, repeating=repeating, newest=newest, today=day, reviewed=reviewed).reason
        for due in (None, date(2026, 6, 10))
        for repeating in (True, False)
        for newest in (
            None,
            *(Reported(date(2026, 2, 1), state, 30) for state in ("not-started", "doing", "stuck", "done")),
            Reported(date(2026, 5, 30), "doing"),
        )
        for reviewed in (True, False)
        for day in DAYS
    }


def _differences() -> set[str]:
    def promise(**more: object) -> rules.Comparable:
        base = {"id": 1, "text": "a", "metric": "a", "operator": ">=", "value": 60.0, "value_max": None}
        return rules.Comparable(**{**base, "unit": "%", "year": 2025, **more})  # type: ignore[arg-type]

    others = (
        {"value": 70.0},
        {"value": 50.0, "year": 2026},
        {"unit": "xã"},
        {"operator": ">"},
        {"value": None},
    )
    made = {rules.difference(promise(), promise(**other)) for other in (*others, {"year": 2024})}
    ranges = {"operator": "range", "value_max": 80.0}
    made.add(rules.difference(promise(**ranges), promise(**{**ranges, "value_max": 90.0})))
    return {f"{part[:1].upper()}{part[1:]}" for each in made for part in each.split("; ")}


@pytest.mark.parametrize("make", [_target_sentences, _task_sentences, _differences])
def test_every_sentence_of_the_rules_has_its_template(make: object) -> None:
    sentences = make()  # type: ignore[operator]

    assert len(sentences) > 5
    assert [each for each in sentences if template_of(each) is None] == []


def test_every_template_has_its_english() -> None:
    with translation.override("en"):
        assert [each for each in WHOLE + SMALL if translation.gettext(each) == each] == []


@pytest.mark.parametrize(
    ("said", "english"),
    [
        (
            "Chậm, thiếu 7,8 điểm phần trăm so với lộ trình: 68,9%, lộ trình đến 31/10/2026 là 76,7%.",
            "Behind, 7,8 percentage points short of the path: 68,9%, the path by 31/10/2026 is 76,7%.",
        ),
        (
            "Trễ 12 ngày (hạn 10/06/2026), mới ghi “đang làm 30%”.",
            "12 days late (due 10/06/2026), the last entry says “under way, 30%”.",
        ),
        (
            "Thấp hơn 10 điểm phần trăm (≥ 60%, năm 2026 so với ≥ 70%, năm 2025); hạn muộn hơn 1 năm (2026 so với 2025)",
            "Lower by 10 percentage points (≥ 60%, in 2026 against ≥ 70%, in 2025); due later by 1 years (2026 against 2025)",
        ),
        ("Lấy theo Phụ lục 1.", "Lấy theo Phụ lục 1."),
    ],
)
def test_a_sentence_is_said_in_english_with_its_values(said: str, english: str) -> None:
    with translation.override("en"):
        assert say(said) == english
    with translation.override("vi"):
        assert say(said) == said
