"""What is wrong in the plan itself, to be settled by a person."""

from __future__ import annotations

import re
from collections.abc import Iterable

from dinh.plans.reading.numbers import show
from dinh.plans.reading.projects import Sums
from dinh.plans.reading.shapes import DocumentHead, Problem, Project, Target, Task
from dinh.plans.reading.twins import Pair
from dinh.plans.reading.words import fold

_VAGUE = re.compile(
    r"\b(?:tung buoc|day manh|tiep tuc|quan tam|tang cuong|nang cao|chu trong|tich cuc|gop phan|tao chuyen bien)\b"
)


def _at(lines: tuple[int, int]) -> str:
    return f"dòng {lines[0]}" if lines[0] == lines[1] else f"dòng {lines[0]}–{lines[1]}"


def _short(text: str) -> str:
    return text if len(text) <= 110 else text[:107].rsplit(" ", 1)[0] + "…"


def _value(value: float | None, top: float | None, unit: str | None) -> str:
    if value is None:
        return "không có số"
    said = show(value) + (f"–{show(top)}" if top is not None else "")
    return said + ("%" if (unit or "").startswith("%") else f" {unit}" if unit else "")


def two_values(matched: list[tuple[Pair, Target]]) -> Iterable[Problem]:
    """A target whose body and appendix give different values."""
    for pair, target in matched:
        one, two = pair.body, pair.appendix
        if one is None or two is None or one.value is None or two.value is None:
            continue
        differs = (one.value, one.value_max) != (two.value, two.value_max)
        strict = {one.operator, two.operator} == {"=", ">"} or {one.operator, two.operator} == {">", ">="}
        if differs or strict:
            places = tuple(place.lines for place in target.places)
            a, b = _value(one.value, one.value_max, one.unit), _value(two.value, two.value_max, two.unit)
            if not differs:
                a, b = (f"trên {v}" if d.operator == ">" else v for d, v in ((one, a), (two, b)))
            yield Problem(
                "two_values",
                f"“{_short(target.text)}”: phần thân ({_at(places[0])}) ghi {a}, phụ lục ({_at(places[-1])}) ghi {b}.",
                places,
                (target.id,),
            )


def repeated(targets: list[Target]) -> Iterable[Problem]:
    """The same wording twice in the body for one year with different values."""
    seen: dict[tuple[str, int | None], Target] = {}
    for target in targets:
        if target.value is None or len(target.places) > 1:
            continue
        words = " ".join(w for w in re.findall(r"[a-z]+", fold(target.metric or target.text)) if len(w) > 2)
        key = (words, target.deadline_year)
        before = seen.get(key)
        if (
            before is not None
            and before.value != target.value
            and len(words) > 20
            and before.scope == target.scope
            and before.lines != target.lines
        ):
            yield Problem(
                "two_values", f"“{_short(target.text)}” ghi hai giá trị cho cùng một năm: {_value(before.value, before.value_max, before.unit)} ({_at(before.lines)}) "
                f"và {_value(target.value, target.value_max, target.unit)} ({_at(target.lines)}).", (before.lines, target.lines), (before.id, target.id),
            )  # fmt: skip
        seen.setdefault(key, target)


_GROWS = re.compile(r"\btang|gap|so voi|vuot|tang truong")


def impossible(targets: list[Target], tasks: list[Task]) -> Iterable[Problem]:
    """A share of a whole above 100%."""
    for target in targets:
        top = target.value_max if target.value_max is not None else target.value
        if top is None or target.unit != "%" or _GROWS.search(fold(target.text)):
            continue
        if top > 100 or (top == 100 and target.operator == ">"):
            said = f"trên {show(top)}%" if target.operator == ">" else f"{show(top)}%"
            yield Problem(
                "impossible_share",
                f"“{_short(target.text)}” ({_at(target.lines)}) ghi {said}: một tỷ lệ không thể vượt 100%.",
                (target.lines,),
                (target.id,),
            )
    for task in tasks:
        if (
            re.search(r"\btren 100\s?%|\b1[1-9]\d%", fold(task.text))
            and not _GROWS.search(fold(task.text))
            and "> 100%" in task.quantities
        ):
            yield Problem(
                "impossible_share",
                f"“{_short(task.text)}” ({_at(task.lines)}) ghi trên 100%: một tỷ lệ không thể vượt 100%.",
                (task.lines,),
                (task.id,),
            )


def wrong_sums(sums: list[Sums], projects: list[Project]) -> Iterable[Problem]:
    """Totals printed in a money table that its rows do not make."""
    for item in sums:
        if not item.rows or not item.figures:
            continue
        rows = sum(row[1][0] for row in item.rows if row[1])
        printed = item.figures[0]
        if rows != printed:
            about = tuple(p.id for p in projects if any(p.lines[0] == line for line, _ in item.rows))
            yield Problem(
                "sum_mismatch", f"Nhóm {item.label} (dòng {item.line}) ghi tổng {show(printed)} nhưng các hàng cộng lại được {show(rows)}.",
                ((item.line, item.line), *((line, line) for line, _ in item.rows)), about,
            )  # fmt: skip
    letters = [item for item in sums if item.label in {"A", "B", "C", "D"} and item.figures]
    grand = next((item for item in sums if item.label == "total" and item.figures), None)
    if grand is not None and letters and sum(item.figures[0] for item in letters) != grand.figures[0]:
        yield Problem(
            "sum_mismatch", f"Tổng cộng (dòng {grand.line}) ghi {show(grand.figures[0])} nhưng các nhóm cộng lại được {show(sum(i.figures[0] for i in letters))}.",
            ((grand.line, grand.line), *((item.line, item.line) for item in letters)),
        )  # fmt: skip
    if (
        grand is not None
        and len(grand.figures) >= 3
        and grand.figures[0] != grand.figures[1] + grand.figures[2]
    ):
        yield Problem(
            "sum_mismatch", f"Tổng cộng (dòng {grand.line}): {show(grand.figures[1])} + {show(grand.figures[2])} không bằng {show(grand.figures[0])}.", ((grand.line, grand.line),)
        )  # fmt: skip


def ownerless(targets: list[Target]) -> Iterable[Problem]:
    """Targets that no office answers for: one fault of the whole plan, however many they are."""
    bare = [target for target in targets if target.lead is None]
    if not bare:
        return
    named = "; ".join(f"“{_short(target.text)}” ({_at(target.lines)})" for target in bare[:3])
    more = f"; và {len(bare) - 3} chỉ tiêu khác" if len(bare) > 3 else ""
    yield Problem(
        "no_owner",
        f"{len(bare)} chỉ tiêu không nêu cơ quan chịu trách nhiệm: {named}{more}.",
        tuple(dict.fromkeys(target.lines for target in bare)),
        tuple(target.id for target in bare),
    )


def too_early(head: DocumentHead, targets: list[Target], tasks: list[Task]) -> Iterable[Problem]:
    """A deadline before the plan's own day."""
    year = int(head.date[:4]) if head.date else head.horizon_from
    if year is None:
        return
    for target in targets:
        if target.deadline_year is not None and target.deadline_year < year:
            yield Problem(
                "deadline_before_plan",
                f"“{_short(target.text)}” ({_at(target.lines)}) hạn năm {target.deadline_year}, trước khi có kế hoạch ({year}).",
                (target.lines,),
                (target.id,),
            )
    for task in tasks:
        match = re.search(
            r"(?:trong|cuoi|dau|den|truoc|hoan thanh)[^.;]{0,24}n\w{1,2}m (20\d\d)",
            fold(task.text + " " + (task.deadline or "")),
        )
        if (
            match
            and int(match.group(1)) < year
            and not re.search(
                r"giai doan|nghi quyet|quyet dinh|ke hoach so|nghi dinh", fold(task.text)[: match.end()][-60:]
            )
        ):
            yield Problem(
                "deadline_before_plan",
                f"“{_short(task.text)}” ({_at(task.lines)}) nói đến năm {match.group(1)}, trước khi có kế hoạch ({year}).",
                (task.lines,),
                (task.id,),
            )


def unmeasurable(targets: list[Target]) -> Iterable[Problem]:
    """Clauses among the goals that no record can measure."""
    for target in targets:
        if target.operator == "yes" and _VAGUE.search(fold(target.text)[:60]):
            yield Problem(
                "not_measurable",
                f"“{_short(target.text)}” ({_at(target.lines)}) không có số và không có mốc để đo.",
                (target.lines,),
                (target.id,),
            )
