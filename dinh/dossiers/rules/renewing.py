"""A draft written for an edition that ended, brought to the one in force: what still fits stays as it is, what does not is
named. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from datetime import date
from typing import Any

from dinh.catalog import asking
from dinh.ground.text import fold


@dataclass(frozen=True, slots=True)
class Lost:
    """Something written that the new edition does not take, and why."""

    what: str
    why: str


NOT_ASKED, NOT_FIT, NOT_LISTED = (
    "không còn hỏi",
    "câu trả lời không còn hợp, trả lời lại",
    "không còn trong thành phần hồ sơ",
)


def answers(
    old: Mapping[str, Any], new: Mapping[str, Any], given: Mapping[str, Any], today: date
) -> tuple[dict[str, Any], list[Lost]]:
    """The answers as far as the new schema takes them, and those that it does not. Answers that the new one asks for the
    first time are not here: they are missing, and found when the draft is looked at."""
    kept = asking.tidy(new, deepcopy(dict(given)))
    lost: dict[str, Lost] = {}
    for _round in range(4):
        wrong = [fault.field for fault in asking.check(new, kept, today=today) if _there(kept, fault.field)]
        if not wrong:
            break
        for path in wrong:
            _take_out(kept, path)
            lost[path] = Lost(_label(old, given, path) or _label(new, given, path), NOT_FIT)
        kept = asking.tidy(new, kept)
    here = set(_paths(kept))
    for path, label in _said(old, given):
        if path not in here and not any(path == at or path.startswith(f"{at}.") for at in lost):
            lost[path] = Lost(label, NOT_ASKED)
    return kept, [each for each in lost.values() if each.what]


def _said(schema: Mapping[str, Any], given: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [
        (row.path, f"{page.title}: {row.label}")
        for page in asking.told(schema, given)
        for row in page.rows
        if row.words
    ]


def _label(schema: Mapping[str, Any], given: Mapping[str, Any], path: str) -> str:
    found = _said(schema, given)
    exact = next((label for at, label in found if at == path), "")
    page = path.split(".")[0]
    return exact or next((each.title for each in asking.pages_of(schema, given) if each.of == page), "")


def _paths(given: Any, before: str = "") -> Iterable[str]:
    rows = given.items() if isinstance(given, Mapping) else enumerate(given)
    for key, value in rows:
        path = f"{before}{key}"
        yield path
        if isinstance(value, Mapping | list):
            yield from _paths(value, f"{path}.")


def _there(given: Mapping[str, Any], path: str) -> bool:
    return path in set(_paths(given))


def _take_out(given: dict[str, Any], path: str) -> None:
    """Without what stands at a path; a whole row of a page of rows stays, its place counts."""
    here: Any = given
    *above, last = path.split(".")
    for step in above:
        here = here[int(step)] if isinstance(here, list) else here[step]
    if isinstance(here, list):
        del here[int(last)]
    else:
        here.pop(last, None)


def papers(
    old: Sequence[tuple[int, str, str]], new: Sequence[tuple[int, str, str]]
) -> tuple[dict[int, int], list[tuple[int, str]]]:
    """Which paper of the new edition each one of the old is, by (id, name, case): the same name in the same case, else the
    same name. And those that are none any more, with their names."""
    by_both = {(fold(name).strip(" .;"), case): pk for pk, name, case in reversed(new)}
    by_name = {fold(name).strip(" .;"): pk for pk, name, _case in reversed(new)}
    same: dict[int, int] = {}
    gone: list[tuple[int, str]] = []
    for pk, name, case in old:
        key = fold(name).strip(" .;")
        there = by_both.get((key, case), by_name.get(key))
        if there is None:
            gone.append((pk, name))
        else:
            same[pk] = there
    return same, gone


def fits(page: asking.Page, before: Iterable[asking.Page], faults: Iterable[asking.Fault]) -> bool:
    """Whether a page gone through in the old edition need not be gone through again: nothing in it is wrong or missing, and it
    asks nothing that it did not ask before."""
    was = next((each for each in before if each.key == page.key), None)
    if was is None or {field.name for field in page.fields} - {field.name for field in was.fields}:
        return False
    return not any(fault.field.split(".")[0] == page.of for fault in faults)
