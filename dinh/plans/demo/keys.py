"""A reviewer who knows the answer: what was read is matched with the key by place, value and words, and each item is
accepted, corrected, split, merged or rejected accordingly; what was missed is added."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Protocol

import yaml

from dinh.ground.text import words
from dinh.plans import services
from dinh.plans.models import ProposalItem, Reading
from dinh.plans.rules.correcting import FIELDS
from dinh.plans.rules.linking import likeness_of_words
from dinh.town.shapes import Actor

from ..services.common import PlanRefused

Entry = dict[str, Any]
ENOUGH = 0.35


class Moments(Protocol):
    def next(self) -> Any: ...


def review(reading: Reading, path: Path, *, by: Actor, moments: Moments) -> str:
    """Do the whole review. Gives a sentence of what was done."""
    key = yaml.safe_load(path.read_text(encoding="utf-8"))
    done: Counter[str] = Counter()
    _head(reading, key["document"], by, moments)
    last_line = reading.pages.order_by("-last_line").values_list("last_line", flat=True).first() or 0
    for kind, section, convert in (
        ("target", "targets", _target),
        ("task", "tasks", _task),
        ("project", "projects", _project),
        ("duty", "reporting", _duty),
    ):
        entries = [convert(raw) for raw in key.get(section) or [] if isinstance(raw, dict)]
        entries = [entry for entry in entries if entry["lines"] and entry["lines"][0] <= last_line]
        if not entries:
            # The key says nothing of this kind: the reviewer takes what was read.
            done["nhận"] += services.accept_clear(reading_id=reading.pk, by=by, at=moments.next(), kind=kind)
            _decide_rest(reading, kind, by, moments, done)
            continue
        _review_kind(reading, kind, entries, by, moments, done)
    _problems(reading, by, moments)
    return ", ".join(f"{word} {number}" for word, number in done.most_common())


_BRACKETS = re.compile(r"\s*\[([^\]]*)\]")


def _plain(text: Any) -> str:
    """Without the key's own marks of doubt: a question mark at the end, a guess or a remark in brackets."""

    def inner(found: re.Match[str]) -> str:
        return "" if "dòng" in found[1] or "?" in found[1] else f" {found[1]}"

    return _BRACKETS.sub(inner, str(text)).strip().rstrip("?").strip()


def _text(value: Any) -> str | None:
    if isinstance(value, list | tuple):
        return "; ".join(_plain(each) for each in value) or None
    return _plain(value) or None if value not in (None, "") else None


def _target(raw: Entry) -> Entry:
    operator = {"top_n": "rank"}.get(raw["operator"], raw["operator"])
    return {
        "lines": raw["lines"],
        "more_lines": [raw[name] for name in ("body_lines", "appendix_lines") if raw.get(name)],
        "fields": {
            "text": raw["text"],
            "metric": raw.get("metric"),
            "operator": operator,
            "value": raw.get("value"),
            "value_max": raw.get("value_max"),
            "unit": raw.get("unit"),
            "deadline_year": raw.get("deadline_year"),
            "pillar": raw.get("pillar"),
            "scope": raw.get("scope"),
            "lead": _text(raw.get("lead")),
            "coop": _coop(raw.get("coop")),
        },
    }


def _coop(value: Any) -> list[str]:
    if isinstance(value, list):
        return [_plain(each) for each in value]
    return [_plain(value)] if value else []


def _task(raw: Entry) -> Entry:
    return {
        "lines": raw["lines"],
        "more_lines": [],
        "fields": {
            "text": raw.get("text") or raw.get("name"),
            "output": raw.get("output"),
            "lead": _text(raw.get("lead") or raw.get("unit")),
            "coop": _coop(raw.get("coop")),
            "deadline": _text(raw.get("timing") or raw.get("deadline")),
            "section": _text(raw.get("section")),
        },
    }


def _project(raw: Entry) -> Entry:
    if "lines" not in raw or ("lead" not in raw and "total_mil_vnd" not in raw):
        return {"lines": None}
    million = 1_000_000
    money = [
        {"amount": int(raw[name] * million), "source": source, "year": None}
        for name, source in (("province_mil_vnd", "Ngân sách tỉnh"), ("other_mil_vnd", "Nguồn khác"))
        if raw.get(name)
    ]
    if raw.get("total_vnd"):
        money = [{"amount": raw["total_vnd"], "source": raw.get("source"), "year": None}]
    content = raw.get("content")
    return {
        "lines": raw["lines"],
        "more_lines": [],
        "fields": {
            "name": raw["name"],
            "group": _text(raw.get("group") or raw.get("section")),
            "lead": _text(raw.get("lead")),
            "coop": _coop(raw.get("coop")),
            "period": _text(raw.get("period")),
            "legal_basis": _text(raw.get("legal_basis")),
            "content": "\n".join(content) if isinstance(content, list) else content,
            "money": money,
        },
    }


def _duty(raw: Entry) -> Entry:
    return {
        "lines": raw.get("lines"),
        "more_lines": [],
        "fields": {
            "who": _text(raw.get("who")),
            "what": raw.get("what"),
            "to": _text(raw.get("to")),
            "rhythm": _text(raw.get("cycle_vi") or raw.get("cycle")),
            "due": _text(raw.get("due")),
        },
    }


# ---------------------------------------------------------------- matching


def _spans(item: ProposalItem) -> list[tuple[int, int]]:
    places = item.as_read.get("places") or []
    return [tuple(place["lines"]) for place in places] or [(item.first_line, item.last_line)]


def _overlap(first: Iterable[Sequence[int]], second: Iterable[Sequence[int]]) -> float:
    mine = {n for a, b in first for n in range(a, b + 1)}
    theirs = {n for a, b in second for n in range(a, b + 1)}
    return len(mine & theirs) / min(len(mine), len(theirs)) if mine and theirs else 0.0


def _score(item: ProposalItem, entry: Entry) -> float:
    place = _overlap(_spans(item), [entry["lines"], *entry["more_lines"]])
    if not place:
        return 0.0
    fields = entry["fields"]
    title = fields.get("text") or fields.get("name") or fields.get("what") or ""
    alike = likeness_of_words(words(item.title), words(title))
    same = 0.0
    if "value" in fields:
        same = 0.25 if item.as_read.get("value") == fields["value"] else -0.2
    return 0.35 * place + 0.5 * alike + same


def _match(items: Sequence[ProposalItem], entries: Sequence[Entry]) -> dict[int, int]:
    """Entry -> item, each at most once, the surest pairs first."""
    pairs = sorted(
        ((_score(item, entry), e, i) for e, entry in enumerate(entries) for i, item in enumerate(items)),
        reverse=True,
    )
    taken: dict[int, int] = {}
    used: set[int] = set()
    for score, e, i in pairs:
        if score >= ENOUGH and e not in taken and i not in used:
            taken[e] = i
            used.add(i)
    return taken


# ---------------------------------------------------------------- deciding


def _review_kind(
    reading: Reading, kind: str, entries: Sequence[Entry], by: Actor, moments: Moments, done: Counter[str]
) -> None:
    items = list(reading.items.filter(kind=kind).order_by("position"))
    matched = _match(items, entries)
    left = [e for e in range(len(entries)) if e not in matched]
    pieces: defaultdict[int, list[int]] = defaultdict(list)
    for e in list(left):
        # An entry whose place is already another's: one sentence that holds several promises.
        for other, i in matched.items():
            if entries[other]["lines"] == entries[e]["lines"] and kind == "target":
                pieces[i].append(e)
                left.remove(e)
                break
    for e, i in sorted(matched.items(), key=lambda pair: items[pair[1]].position):
        group = [entries[e], *(entries[other] for other in pieces[i])]
        _take(items[i], group, by, moments, done)
    used = set(matched.values())
    for i, item in enumerate(items):
        if i not in used:
            _leave(item, items, used, by, moments, done)
    for e in left:
        _add(reading, kind, entries[e], by, moments, done)


def _fields(kind: str, entry: Entry) -> dict[str, Any]:
    """What the key knows; what it leaves out stays as read."""
    return {
        name: value
        for name, value in entry["fields"].items()
        if name in FIELDS[kind] and (value is not None or name in {"value", "value_max"})
    }


def _take(
    item: ProposalItem, group: Sequence[Entry], by: Actor, moments: Moments, done: Counter[str]
) -> None:
    if len(group) > 1:
        services.split(
            item_id=item.pk,
            version=item.version,
            pieces=[_fields(item.kind, entry) for entry in group],
            by=by,
            at=moments.next(),
        )
        done["tách"] += 1
        return
    fields = _fields(item.kind, group[0])
    row = services.correct(item_id=item.pk, version=item.version, fields=fields, by=by, at=moments.next())
    done["sửa" if row.state == "corrected" else "nhận"] += 1


def _leave(
    item: ProposalItem,
    items: Sequence[ProposalItem],
    used: set[int],
    by: Actor,
    moments: Moments,
    done: Counter[str],
) -> None:
    """Merge into the taken item of the same place when the words are much alike, else reject."""
    at = moments.next()
    for i in used:
        other = items[i]
        if likeness_of_words(words(item.title), words(other.title)) < 0.7:
            continue
        other.refresh_from_db()
        if other.state in {"accepted", "corrected"}:
            services.merge(
                item_id=item.pk,
                version=item.version,
                into_id=other.pk,
                into_version=other.version,
                by=by,
                at=at,
            )
            done["gộp"] += 1
            return
    services.reject(
        item_id=item.pk,
        version=item.version,
        by=by,
        at=at,
        remark="Không phải mục riêng, đã có ở chỗ khác hoặc chỉ là lời dẫn.",
    )
    done["loại"] += 1


def _add(reading: Reading, kind: str, entry: Entry, by: Actor, moments: Moments, done: Counter[str]) -> None:
    first, last = entry["lines"]
    try:
        services.add_item(
            reading_id=reading.pk,
            kind=kind,
            fields=_fields(kind, entry),
            lines=(first, last),
            by=by,
            at=moments.next(),
        )
    except PlanRefused:
        done["bỏ"] += 1
        return
    done["thêm"] += 1


def _decide_rest(reading: Reading, kind: str, by: Actor, moments: Moments, done: Counter[str]) -> None:
    for item in reading.items.filter(kind=kind, state="unseen"):
        try:
            services.accept(item_id=item.pk, version=item.version, by=by, at=moments.next())
            done["nhận"] += 1
        except PlanRefused:
            services.reject(
                item_id=item.pk, version=item.version, by=by, at=moments.next(), remark="Không đọc được."
            )
            done["loại"] += 1


def _head(reading: Reading, document: Entry, by: Actor, moments: Moments) -> None:
    fields = {
        "number": _text(document.get("number")),
        "date": _text(document.get("date")),
        "issuer": _text(document.get("issuer")),
        "title": _text(document.get("title")),
        "horizon_from": document.get("horizon_from"),
        "horizon_to": document.get("horizon_to"),
        "signer": _text(document.get("signer")),
        "implements": _coop(document.get("implements")) or None,
    }
    services.correct_head(
        reading_id=reading.pk,
        version=reading.head_version,
        fields={name: value for name, value in fields.items() if value},
        by=by,
        at=moments.next(),
    )


_SETTLEMENTS = {
    "two_values": "Lấy theo Phụ lục; đã hỏi lại đơn vị soạn thảo qua điện thoại.",
    "no_owner": "Giao theo chức năng của cơ quan, ghi ở từng chỉ tiêu.",
    "sum_mismatch": "Lấy tổng của các dòng; đề nghị đơn vị soạn thảo đính chính.",
    "impossible_share": "Hiểu là 100%.",
    "deadline_before_plan": "Hiểu là năm của kế hoạch.",
    "not_measurable": "Theo dõi bằng báo cáo định kỳ, chưa tính tỷ lệ.",
}


def _problems(reading: Reading, by: Actor, moments: Moments) -> None:
    """Most problems settled; every fifth stays open for the plan's page."""
    for number, problem in enumerate(reading.problems.all()):
        if number % 5 == 1:
            continue
        services.settle_problem(
            problem_id=problem.pk,
            version=problem.version,
            settlement=_SETTLEMENTS.get(problem.kind, "Giữ như văn bản."),
            by=by,
            at=moments.next(),
        )
