"""How well plans are read: against the answer keys of three real plans, and how long it takes.

`figures()` gives one row for each figure: name, value, unit, goal, met, compared_with, ratio. Matching is one to one:
a proposal counts for one entry of the key only, so splitting or repeating targets does not help.
"""

from __future__ import annotations

import re
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

import yaml

from dinh.papers.shapes import Line, Page, SourceDocument
from dinh.plans.reading import read
from dinh.plans.reading.shapes import Project, Proposal, Target, Task
from dinh.plans.reading.words import fold

PLANS = Path(__file__).resolve().parent.parent / "plans"
KEYED = ("ngoc-son-2026", "binh-duong-2021", "bim-son-2021")
UNKEYED = ("thanh-hoa-2021", "ha-tien-2023")
NAMES = {
    "ngoc-son-2026": "Ngọc Sơn 2026", "binh-duong-2021": "Bình Dương 2021", "bim-son-2021": "Bỉm Sơn 2021",
    "thanh-hoa-2021": "Thanh Hóa 2021", "ha-tien-2023": "Hà Tiên 2023",
}  # fmt: skip


def document(path: Path) -> SourceDocument:
    """A text file as the papers room gives it, without that room: the reader alone is measured here."""
    rows = path.read_text(encoding="utf-8").split("\n")
    return SourceDocument(
        path.name, "text/plain", "", (Page(1, tuple(Line(i, row) for i, row in enumerate(rows, 1))),)
    )


def key_of(plan: str) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((PLANS / f"{plan}.key.yaml").read_text(encoding="utf-8"))
    return found


@dataclass(slots=True)
class Score:
    """What came of comparing one plan with its key."""

    found: int = 0
    asked: int = 0
    right: int = 0
    """Of those found, how many have the further thing right (the year, the lead)."""
    judged: int = 0
    extra: int = 0
    proposed: int = 0
    missing: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    false: list[str] = field(default_factory=list)


def overlaps(one: Sequence[int] | None, two: Sequence[int] | None) -> bool:
    return bool(one and two) and one[0] <= two[1] and two[0] <= one[1]  # type: ignore[index]


def _key_places(entry: dict[str, Any]) -> list[Sequence[int]]:
    return [entry[name] for name in ("lines", "body_lines", "appendix_lines") if entry.get(name)]


def _near(target: Target, entry: dict[str, Any]) -> bool:
    mine = [place.lines for place in target.places] or [target.lines]
    return any(overlaps(one, two) for one in mine for two in _key_places(entry))


def _same_number(target: Target, entry: dict[str, Any]) -> bool:
    return target.value == entry["value"] and (entry.get("value_max") in (None, target.value_max))


def match(
    proposed: Sequence[Any], wanted: Sequence[Any], fits: Callable[[Any, Any], float]
) -> dict[int, int]:
    """Largest one-to-one pairing (index of wanted -> index of proposed), better fits first."""
    of_wanted: dict[int, int] = {}
    of_proposed: dict[int, int] = {}
    edges: dict[int, list[int]] = {}
    for j, two in enumerate(wanted):
        scored = [(-fits(one, two), i) for i, one in enumerate(proposed)]
        edges[j] = [i for score, i in sorted(scored) if score < 0]

    def place(j: int, seen: set[int]) -> bool:
        for i in edges[j]:
            if i in seen:
                continue
            seen.add(i)
            if i not in of_proposed or place(of_proposed[i], seen):
                of_wanted[j], of_proposed[i] = i, j
                return True
        return False

    for j in range(len(wanted)):
        place(j, set())
    return of_wanted


def numeric(proposal: Proposal, key: dict[str, Any]) -> Score:
    """Targets that carry a number."""
    wanted = [entry for entry in key["targets"] if entry["value"] is not None]
    mine = [target for target in proposal.targets if target.value is not None]

    def fits(target: Target, entry: dict[str, Any]) -> float:
        if not (_near(target, entry) and _same_number(target, entry)):
            return 0.0
        return 1.0 + (target.deadline_year == entry["deadline_year"])

    pairs = match(mine, wanted, fits)
    score = Score(found=len(pairs), asked=len(wanted), proposed=len(mine))
    for j, entry in enumerate(wanted):
        if j not in pairs:
            score.missing.append(f"{entry['id']} {entry['lines']} {entry['value']} {entry['text'][:70]}")
            continue
        target = mine[pairs[j]]
        score.judged += 1
        if target.deadline_year == entry["deadline_year"]:
            score.right += 1
        else:
            score.wrong.append(
                f"{entry['id']} {entry['lines']}: {target.deadline_year} thay vì {entry['deadline_year']}"
            )
    used = set(pairs.values())
    for i, target in enumerate(mine):
        if i not in used:
            score.extra += 1
            score.false.append(f"{target.id} {target.lines} {target.value} {target.text[:70]}")
    return score


def committed(proposal: Proposal, key: dict[str, Any]) -> Score:
    """Targets without a number, scored apart: found when the place is right."""
    wanted = [entry for entry in key["targets"] if entry["value"] is None]
    mine = [target for target in proposal.targets if target.value is None]
    pairs = match(mine, wanted, lambda target, entry: float(_near(target, entry)))
    score = Score(found=len(pairs), asked=len(wanted), proposed=len(mine), extra=len(mine) - len(pairs))
    score.missing = [
        f"{e['id']} {e['lines']} {e['text'][:70]}" for j, e in enumerate(wanted) if j not in pairs
    ]
    return score


def _names(value: Any) -> list[str]:
    """Office names of a key entry as a list, doubts and guesses taken out."""
    if value is None:
        return []
    parts = value if isinstance(value, list) else re.split(r";", str(value))
    cleaned = [re.sub(r"\[[^\]]*\]|\?", "", part).strip(" ,;") for part in parts]
    return [part for part in cleaned if part]


def _plain(name: str) -> str:
    text = re.sub(r"[^a-z0-9]+", "", fold(name).replace("ubnd", "uy ban nhan dan"))
    return text.replace("va", "")


def same_office(mine: str | None, wanted: Any) -> bool:
    """Whether the lead is right: one of the key's offices, or all of them together."""
    names = _names(wanted)
    if mine is None or not names:
        return mine is None and not names
    own = [_plain(part) for part in re.split(r";", mine)]
    key = [_plain(name) for name in names]
    whole = _plain(" ".join(names))
    return any(
        o and (o in key or o == whole or any(k and (k in o or (len(o) > 8 and o in k)) for k in key))
        for o in own
    )


def _shared(one: Task | Project, entry: dict[str, Any]) -> float:
    """How much of their lines a proposal and an entry share, 0 to 1."""
    if not overlaps(one.lines, entry["lines"]):
        return 0.0
    shared = min(one.lines[1], entry["lines"][1]) - max(one.lines[0], entry["lines"][0]) + 1
    return shared / (max(one.lines[1], entry["lines"][1]) - min(one.lines[0], entry["lines"][0]) + 1)


def leads(proposed: Iterable[Task | Project], wanted: Sequence[dict[str, Any]]) -> Score:
    """Rows of an appendix: found by place, and the office in the lead right."""
    mine = list(proposed)

    pairs = match(mine, wanted, _shared)
    score = Score(found=len(pairs), asked=len(wanted), proposed=len(mine), extra=len(mine) - len(pairs))
    for j, entry in enumerate(wanted):
        label = f"{entry.get('id')} {entry['lines']} {entry.get('lead')}"
        if j not in pairs:
            score.missing.append(label)
        elif "lead" not in entry or same_office(mine[pairs[j]].lead, entry["lead"]):
            score.right += 1
        else:
            score.wrong.append(f"{label} <> {mine[pairs[j]].lead}")
    score.judged = len(wanted)
    return score


def rows_of(plan: str, key: dict[str, Any], proposal: Proposal) -> Score:
    """Task and project rows of the appendices together."""
    tasks = (
        [entry for entry in key["tasks"] if str(entry["id"]).startswith("NS-N")]
        if plan == "ngoc-son-2026"
        else []
    )
    projects = [entry for entry in key["projects"] if entry.get("id")]
    one = leads([task for task in proposal.tasks if task.where == "appendix"], tasks)
    two = leads(proposal.projects, projects)
    return Score(
        found=one.found + two.found, asked=one.asked + two.asked, right=one.right + two.right, judged=one.judged + two.judged,
        extra=one.extra + two.extra, proposed=one.proposed + two.proposed, missing=one.missing + two.missing, wrong=one.wrong + two.wrong,
    )  # fmt: skip


def body_tasks(proposal: Proposal, key: dict[str, Any]) -> Score:
    """Tasks of the body, one to one by place; the lead of those found, where the key names one."""
    wanted = [entry for entry in key["tasks"] if not str(entry["id"]).startswith("NS-N")]
    mine = [task for task in proposal.tasks if task.where == "body"]
    pairs = match(mine, wanted, _shared)
    score = Score(found=len(pairs), asked=len(wanted), proposed=len(mine), extra=len(mine) - len(pairs))
    for j, entry in enumerate(wanted):
        lead = entry.get("lead") or entry.get("unit")
        if j not in pairs:
            score.missing.append(f"{entry['id']} {entry['lines']}")
        elif _names(lead):
            score.judged += 1
            if same_office(mine[pairs[j]].lead, lead):
                score.right += 1
            else:
                score.wrong.append(f"{entry['id']} {entry['lines']} {lead} <> {mine[pairs[j]].lead}")
    used = set(pairs.values())
    score.false = [f"{task.id} {task.lines} {task.text[:70]}" for i, task in enumerate(mine) if i not in used]
    return score


def target_pairs(proposal: Proposal, key: dict[str, Any]) -> list[tuple[Target, dict[str, Any]]]:
    """Targets found, each beside its entry of the key: with a number by place and value, without one by place and wording."""
    found = []
    for has_number in (True, False):
        wanted = [entry for entry in key["targets"] if (entry["value"] is not None) is has_number]
        mine = [target for target in proposal.targets if (target.value is not None) is has_number]

        def fits(target: Target, entry: dict[str, Any], counted: bool = has_number) -> float:
            if not _near(target, entry) or (counted and not _same_number(target, entry)):
                return 0.0
            return 1.0 + _alike(target.text, entry["text"])

        found += [(mine[i], wanted[j]) for j, i in match(mine, wanted, fits).items()]
    return found


def _alike(one: str, two: str) -> float:
    left, right = set(_words(fold(one))), set(_words(fold(two)))
    return len(left & right) / max(1, len(left | right))


def same_operator(mine: str, entry: dict[str, Any], key: dict[str, Any]) -> bool:
    """`strict` in a key marks 'trên' (>) where it writes >=; a key without such flags writes >= for both. Where the page
    has no word of comparing (`op_explicit: false`) the key guesses >=, and the plain = of the page is right too."""
    wanted = {"top_n": "rank"}.get(entry["operator"], entry["operator"])
    if entry.get("value_max") is not None:
        wanted = "range"
    if entry.get("strict"):
        return mine == ">"
    if entry.get("op_explicit") is False and mine == "=":
        return True
    flagged = any("op_explicit" in other for other in key["targets"])
    return mine == wanted or (not flagged and wanted == ">=" and mine == ">")


def same_unit(mine: str | None, wanted: str | None) -> bool:
    """Shares of whatever whole are shares; of counted things one name may say more than the other."""
    if not mine or not wanted:
        return not mine and not wanted
    if "%" in mine or "%" in wanted:
        return mine[:1] == wanted[:1] and ("năm" in mine) == ("năm" in wanted)
    one, two = fold(mine), fold(wanted)
    return one in two or two in one


def details(proposal: Proposal, key: dict[str, Any]) -> dict[str, tuple[int, int]]:
    """Right and judged of operator, unit, pillar, and the words of the proposed wording, among the targets found."""
    pairs = target_pairs(proposal, key)
    numbers = [(target, entry) for target, entry in pairs if entry["value"] is not None]
    words = [_right_words(target.text, entry["text"]) for target, entry in pairs]
    return {
        "operator_right": (sum(same_operator(t.operator, e, key) for t, e in numbers), len(numbers)),
        "unit_right": (sum(same_unit(t.unit, e["unit"]) for t, e in numbers), len(numbers)),
        "pillar_right": (sum(t.pillar == e["pillar"] for t, e in pairs), len(pairs)),
        "target_wording": (sum(right for right, _ in words), sum(wanted for _, wanted in words)),
    }


def _right_words(mine: str, wanted: str) -> tuple[int, int]:
    """Words of the key's wording that stand in the proposed one, in order, letter and mark right."""
    one, two = _words(wanted), _words(mine)
    blocks = SequenceMatcher(None, one, two, autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks), len(one)


def syllables(proposal: Proposal, key: dict[str, Any], source: Path) -> tuple[int, int]:
    """Right and judged syllables of the clean wording, where the scan lost letters or marks. The key's wording is
    aligned with the cleaned lines of its place; only words that the raw line does not already have are judged, and those
    that were lost are wrong."""
    raw_lines = source.read_text(encoding="utf-8").split("\n")
    right = judged = 0
    entries = [entry for name in ("targets", "tasks") for entry in key.get(name, [])]
    seen: set[tuple[int, int]] = set()
    for entry in entries:
        first, last = entry["lines"]
        text = entry.get("text") or entry.get("name") or ""
        if (first, last) in seen or not text:
            continue
        seen.add((first, last))
        mine = _words(" ".join(proposal.clean_lines[first - 1 : last]))
        raw = set(_words(" ".join(raw_lines[first - 1 : last])))
        wanted = _words(text)
        plain_mine, plain_wanted = [fold(w) for w in mine], [fold(w) for w in wanted]
        for tag, a0, a1, b0, b1 in SequenceMatcher(
            None, plain_wanted, plain_mine, autojunk=False
        ).get_opcodes():
            if tag == "equal":
                for one, two in zip(wanted[a0:a1], mine[b0:b1], strict=True):
                    if one not in raw:
                        judged += 1
                        right += one == two
            else:  # lost, or read as other words
                judged += sum(word not in raw for word in wanted[a0:a1])
    return right, judged


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W\d_]+", text.lower())


def _seconds(plan: str) -> tuple[float, float]:
    """The whole command from start to exit, best of three: by the clock, and in processor time. On a machine busy with
    other work the clock tells of that work; the processor time does not."""
    best, used = float("inf"), float("inf")
    for _ in range(3):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        start = time.perf_counter()
        subprocess.run(
            [sys.executable, "-m", "dinh.frame.cli", "read", str(PLANS / f"{plan}.txt"), "--json"],
            check=False,
            capture_output=True,
        )
        best = min(best, time.perf_counter() - start)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        used = min(used, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return best, used


def _row(
    name: str, value: float, unit: str, goal: float | None, *, least: bool = True, compared_with: str
) -> dict[str, Any]:
    """One figure. Without a goal there is nothing to meet: goal, met and ratio are null."""
    if goal is None:
        return {
            "name": name, "value": round(value, 2), "unit": unit, "goal": None, "met": None, "compared_with": compared_with, "ratio": None,
        }  # fmt: skip
    return {
        "name": name, "value": round(value, 2), "unit": unit, "goal": f"{'>=' if least else '<='} {goal:g}",
        "met": value >= goal if least else value <= goal, "compared_with": compared_with, "ratio": round(value / goal, 3),
    }  # fmt: skip


_WITH_KEY = "the answer key"
_CLOCK = "clock of the whole process, quickest of three"
_PROCESSOR = "processor time of the whole process"


def figures() -> list[dict[str, Any]]:
    """All figures of reading, a dict each."""
    found: list[dict[str, Any]] = []
    for plan in KEYED:
        found += _figures_of(plan)
    for plan in (*KEYED, *UNKEYED):
        wall, used = _seconds(plan)
        found.append(_row(f"reading.{plan}.seconds", wall, "s", 2, least=False, compared_with=_CLOCK))
        found.append(_row(f"reading.{plan}.processor_seconds", used, "s", None, compared_with=_PROCESSOR))
    return found


def _figures_of(plan: str) -> list[dict[str, Any]]:
    """How right one plan is; goals only where one was set."""
    key, proposal = key_of(plan), read(document(PLANS / f"{plan}.txt"))
    number, rows, kept, body = (
        numeric(proposal, key), rows_of(plan, key, proposal), committed(proposal, key), body_tasks(proposal, key),
    )  # fmt: skip
    shares: list[tuple[str, tuple[int, int], float | None]] = [
        ("targets_found", (number.found, number.asked), 95),
        ("targets_false", (number.extra, number.proposed), 8),
        ("year_right", (number.right, number.judged), 95),
        ("states_found", (kept.found, kept.asked), None),
        ("rows_with_lead", (rows.right, rows.judged), 90),
        ("body_tasks_found", (body.found, body.asked), None),
        ("body_tasks_precision", (body.found, body.proposed), None),
        ("body_tasks_lead", (body.right, body.judged), None),
        ("syllables", syllables(proposal, key, PLANS / f"{plan}.txt"), 90),
        *((name, counted, None) for name, counted in details(proposal, key).items()),
    ]
    return [
        _row(f"reading.{plan}.{name}", 100 * some / max(1, every), "%", goal, least=name != "targets_false", compared_with=_WITH_KEY)
        for name, (some, every), goal in shares
    ]  # fmt: skip


def main() -> int:
    """Print each plan's scores with what is missing: `python -m bench.reading`."""
    for plan in KEYED:
        key, proposal = key_of(plan), read(document(PLANS / f"{plan}.txt"))
        print(f"== {NAMES[plan]}")
        for label, score in (
            ("chỉ tiêu có số", numeric(proposal, key)), ("chỉ tiêu không số", committed(proposal, key)), ("hàng phụ lục", rows_of(plan, key, proposal)),
            ("nhiệm vụ phần thân", body_tasks(proposal, key)),
        ):  # fmt: skip
            print(
                f"  {label}: {score.found}/{score.asked} tìm thấy; {score.right}/{score.judged} đúng thêm; {score.extra} thừa trong {score.proposed}"
            )
            for title, lines in (("thiếu", score.missing), ("sai", score.wrong), ("thừa", score.false)):
                for line in lines[:14]:
                    print(f"      {title}: {line}")
        right, judged = syllables(proposal, key, PLANS / f"{plan}.txt")
        for name, (some, every) in details(proposal, key).items():
            print(f"  {name}: {some}/{every} = {100 * some / max(1, every):.1f}%")
        print(f"  âm tiết sạch: {right}/{judged} = {100 * right / max(1, judged):.1f}%")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
