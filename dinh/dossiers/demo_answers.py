"""What a made-up citizen answers to any form: the shortest way through it that the form itself accepts."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from dinh.catalog import asking
from dinh.catalog.asking import Field, Page
from dinh.ground import calendar

HOME = "Tổ dân phố Mẫu, phường Ngọc Sơn, tỉnh Thanh Hóa"
_TEXTS = {
    "gio": "08:30",
    "nguyen_nhan": "Tuổi cao",
    "quan_he": "Con",
    "noi_sinh": "Bệnh viện đa khoa Mẫu",
    "ten": "Hộ kinh doanh Tạp hóa Mẫu",
    "ly_do": "Bản chính bị mất khi chuyển nhà",
    "dien_bien": "Thu nhập đã tăng sau khi được vay vốn",
    "dan_toc": "Kinh",
    "quoc_tich": "Việt Nam",
}
_NUMBERS = (1, 2, 1_000_000, 80_000_000)
_SOMEBODY_ELSE = "038190000258"
ROUNDS = 6
"""What is answered brings further questions; no form goes deeper."""


def answers_to(schema: dict[str, Any], *, name: str, identity: str, today: date) -> dict[str, Any] | None:
    """Answers that may be handed in on that day, those alone that must be given; None for a form that this does not get through."""
    answers: dict[str, Any] = {}
    for _round in range(ROUNDS):
        for page in asking.pages_of(schema, answers):
            before = answers.get(page.of)
            if page.rows:
                if page.least and not before:
                    row = {each.name: _first(each, name, identity, today) for each in _asked(page)}
                    answers = {**answers, page.of: [row]}
                continue
            given = dict(before) if isinstance(before, dict) else {}
            for each in _asked(page):
                given.setdefault(each.name, _first(each, name, identity, today))
            answers = {**answers, page.of: given}
        answers = asking.tidy(schema, answers)
        wrong = {fault.field for fault in asking.check(schema, answers, today=today)}
        if not wrong:
            return answers
        answers = _mended(schema, answers, wrong, today)
    return None


def counts_in(schema: dict[str, Any], answers: dict[str, Any]) -> dict[str, int]:
    """Copies and pages as these answers say them."""
    return {
        each.counts: answers[page.of][each.name]
        for page in asking.pages_of(schema, answers)
        for each in page.fields
        if each.counts and not page.rows
    }


def _asked(page: Page) -> list[Field]:
    return [each for each in page.fields if each.required or each.counts]


def _first(each: Field, name: str, identity: str, today: date) -> Any:
    """What is tried first."""
    match each.kind:
        case "one":
            return each.options[0].value
        case "many":
            return [each.options[0].value]
        case "yes":
            return False
        case "agree":
            return True
        case "whole" | "number":
            return _NUMBERS[0]
        case "day":
            return _days(today)[0].isoformat()
    if each.of == "identity":
        return identity
    if each.of == "phone":
        return "0900000000"
    if each.of == "name" or each.name == "ho_ten":
        return name
    return _TEXTS.get(each.name, HOME)


def _days(today: date) -> tuple[date, ...]:
    return (
        date(1990, 2, 1), today - timedelta(days=9), today, today + timedelta(days=2), today + timedelta(days=200),
        calendar.for_country().next_working_day(today),
    )  # fmt: skip


def _mended(schema: dict[str, Any], answers: dict[str, Any], wrong: set[str], today: date) -> dict[str, Any]:
    """The answers with another person, day or number where the form does not take the first."""
    for page in asking.pages_of(schema, answers):
        for each in page.fields:
            path = page.path(each)
            if path in wrong and each.other:
                answers = {**answers, page.of: {**answers[page.of], each.name: _SOMEBODY_ELSE}}
            if page.rows or path not in wrong or each.kind not in ("day", "whole", "number"):
                continue
            others = (
                [day.isoformat() for day in _days(today)] if each.kind == "day" else [*_NUMBERS, today.year]
            )
            for other in others:
                tried = {**answers, page.of: {**answers[page.of], each.name: other}}
                if path not in {fault.field for fault in asking.check(schema, tried, today=today)}:
                    answers = tried
                    break
    return answers
