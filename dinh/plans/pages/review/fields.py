"""What the review's right half shows: fields ready to draw, the source's passages, pieces of a split, partners of a
merge."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from dinh.ground.text import words as search_words
from dinh.look.shapes import Passage
from dinh.plans.models import ProposalItem, Reading
from dinh.plans.rules import Fault
from dinh.plans.rules.correcting import FIELD_WORDS, FIELDS, HEAD_FIELDS, LISTS
from dinh.plans.rules.linking import likeness_of_words
from dinh.plans.rules.numbers import words_of
from dinh.plans.services.adopting import OfficeFinder
from dinh.plans.shapes import OPERATORS, PILLARS, ItemState

from ..common import lines_words

LONG = frozenset({"text", "name", "what", "content", "legal_basis", "output", "title"})
WIDE = LONG | {"money", "coop", "metric", "section", "lead", "issuer", "implements", "who", "group"}
SPLIT_FIELDS: dict[str, tuple[str, ...]] = {
    "target": ("text", "operator", "value", "unit", "deadline_year", "scope", "lead"),
    "task": ("text", "output", "lead", "deadline"),
    "project": ("name", "lead", "period"),
    "duty": ("what", "who", "to", "due"),
}
OPERATOR_CHOICES = {
    ">=": "≥ từ đó trở lên",
    "=": "= đạt đúng",
    ">": "> phải vượt",
    "<=": "≤ không quá",
    "<": "< phải dưới",
    "range": "trong khoảng",
    "yes": "có, hoàn thành",
    "rank": "trong nhóm dẫn đầu",
}


@dataclass(slots=True)
class Field:
    """One field of the review's form."""

    name: str
    label: str
    value: str
    kind: str = "text"
    options: list[tuple[str, str]] = field(default_factory=list)
    hint: str = ""
    error: str = ""
    doubt: bool = False
    wide: bool = False
    changed_from: str = ""


def shown(name: str, value: Any) -> str:
    """A payload's value as it stands in a field."""
    if value is None:
        return ""
    if name == "money":
        return "\n".join(
            " | ".join(
                [words_of(each["amount"]), str(each.get("source") or ""), str(each.get("year") or "")]
            ).rstrip(" |")
            for each in value
        )
    if name in LISTS:
        return "; ".join(str(each) for each in value)
    if name == "date":
        try:
            return f"{date.fromisoformat(str(value)):%d/%m/%Y}"
        except ValueError:
            return str(value)
    if isinstance(value, float | int) and name in {"value", "value_max"}:
        return words_of(value)
    return str(value)


def _make(
    name: str, payload: Mapping[str, Any], typed: Mapping[str, Any] | None, errors: Mapping[str, str]
) -> Field:
    value = str(typed[name]) if typed is not None and name in typed else shown(name, payload.get(name))
    made = Field(name, FIELD_WORDS[name], value, error=errors.get(name, ""), wide=name in WIDE)
    if name == "operator":
        made.kind, made.options = "select", [(key, OPERATOR_CHOICES[key]) for key in OPERATORS]
    elif name == "pillar":
        made.kind, made.options = "select", list(PILLARS.items())
    elif name in LONG or name == "money":
        made.kind = "area"
    if name == "money":
        made.hint = _("Mỗi dòng một khoản: số đồng | nguồn | năm")
    if name in LISTS:
        made.hint = _("Nhiều cơ quan thì cách nhau bằng dấu chấm phẩy") if name == "coop" else ""
    if name == "lead":
        made.kind = "lead"
    return made


def _errors(faults: Sequence[Fault]) -> dict[str, str]:
    return {fault.field: fault.sentence for fault in faults}


_DOUBT_FIELDS = {
    "chủ trì": "lead",
    "đơn vị tính": "unit",
    "giá trị": "value",
    "con số": "value",
    "số": "value",
    "dấu": "operator",
    "so sánh": "operator",
    "năm": "deadline_year",
    "hạn": "deadline",
    "trụ cột": "pillar",
    "phối hợp": "coop",
    "kinh phí": "money",
}


def _doubted(item: ProposalItem) -> set[str]:
    """Fields that the machine's doubts speak of, so that they stand out."""
    if item.state != ItemState.UNSEEN.value:
        return set()
    text = " ".join(item.doubts).lower()
    return {name for words, name in _DOUBT_FIELDS.items() if words in text}


def item_fields(item: ProposalItem, typed: Mapping[str, Any] | None, faults: Sequence[Fault]) -> list[Field]:
    """The item's fields as they stand, or as they were typed when a deed was refused."""
    errors, doubted = _errors(faults), _doubted(item)
    made = [_make(name, item.now, typed, errors) for name in FIELDS[item.kind]]
    for each in made:
        each.doubt = each.name in doubted
        was = (
            shown(each.name, item.as_read.get(each.name))
            if item.corrected is not None and item.as_read
            else None
        )
        if was is not None and was != shown(each.name, item.now.get(each.name)):
            each.changed_from = was or _("để trống")
        if each.name == "lead" and each.value and item.state == ItemState.UNSEEN.value:
            each.hint = office_hint(item.reading, each.value)
    return made


def blank_fields(kind: str, typed: Mapping[str, Any] | None, faults: Sequence[Fault]) -> list[Field]:
    """Fields of an item that a reviewer adds."""
    start = {"operator": ">=", "pillar": "other"} if kind == "target" else {}
    return [_make(name, start, typed, _errors(faults)) for name in FIELDS[kind]]


def office_hint(reading: Reading, words: str) -> str:
    """Whether the words will find an office of the town."""
    head = reading.head_now
    try:
        day = date.fromisoformat(head.get("date") or "")
    except ValueError:
        day = date(head.get("horizon_from") or reading.made_at.year, 1, 1)
    office = OfficeFinder(reading.unit, day).find(words)
    if office is None:
        return _("Sổ cơ quan không có tên này vào ngày của văn bản; sẽ giữ nguyên chữ.")
    return _("Gắn với: %(office)s") % {"office": office.name}


def changed_fields(item: ProposalItem, typed: Mapping[str, Any]) -> dict[str, Any]:
    """What the reviewer changed: fields whose text is not what the form showed."""
    changed = {}
    for name in FIELDS[item.kind]:
        if name not in typed:
            continue
        before, after = shown(name, item.now.get(name)), str(typed[name])
        if " ".join(after.split()) != " ".join(before.split()):
            changed[name] = after
    return changed


def typed_fields(kind: str, typed: Mapping[str, Any]) -> dict[str, Any]:
    return {name: typed[name] for name in FIELDS[kind] if name in typed}


def head_fields(reading: Reading, typed: Mapping[str, Any] | None, faults: Sequence[Fault]) -> list[Field]:
    errors = _errors(faults)
    return [_make(name, reading.head_now, typed, errors) for name in HEAD_FIELDS]


def head_rows(reading: Reading) -> list[tuple[str, str]]:
    """The head in words, what the page does not say left out."""
    rows = [(FIELD_WORDS[name], shown(name, reading.head_now.get(name))) for name in HEAD_FIELDS]
    return [row for row in rows if row[1]]


_NUMBER = re.compile(r"[><≥≤]?\s*\d+(?:[.,]\d+)*\s*%?")


def _marked(quote: str, payload: Mapping[str, Any]) -> str:
    """The part of the quote that carries the value, to be lit."""
    value = payload.get("value")
    if value is None:
        return ""
    wanted = words_of(value).replace(".", "")
    for found in _NUMBER.finditer(quote):
        if re.sub(r"[^\d,]", "", found.group().replace(".", ",")).strip(",") == wanted.replace(".", ","):
            return found.group().strip()
    return ""


def places_of(item: ProposalItem) -> list[dict[str, Any]]:
    """Where the item stands, each {where, page, lines, quote}."""
    read = item.now
    return list(read.get("places") or []) or [
        {
            "where": read.get("where") or "body",
            "page": item.page,
            "lines": read.get("lines") or [item.first_line, item.last_line],
            "quote": read.get("quote") or "",
        }
    ]


def passages_of(item: ProposalItem) -> list[Passage]:
    """The source's own words, letter for letter, with the value lit."""
    made = []
    for place in places_of(item):
        where = _("Phụ lục") if place.get("where") == "appendix" else _("Thân văn bản")
        cite = f"{where}, {_('trang %(n)s') % {'n': place.get('page') or item.page}}, {lines_words(*place['lines'])}"
        quote = place.get("quote") or ""
        made.append(Passage(cite, quote, _marked(quote, item.now)))
    return made


def place_words(item: ProposalItem) -> str:
    """ "Chỉ tiêu, trang 14, dòng 806–807"."""
    parts = [
        item.kind_word,
        _("trang %(n)s") % {"n": item.page},
        lines_words(item.first_line, item.last_line),
    ]
    if item.now.get("section"):
        parts.append(str(item.now["section"]))
    return ", ".join(parts)


def chip_of(item: ProposalItem) -> tuple[str, str]:
    """(kind, word) of the item's status."""
    if item.state == ItemState.UNSEEN.value:
        return ("risk", _("Còn ngờ")) if item.doubtful else ("wait", _("Đọc rõ, chưa soát"))
    if item.added and item.parent_id is None and item.state == ItemState.CORRECTED.value:
        return ("ok", _("Người soát thêm"))
    kinds = {"accepted": "ok", "corrected": "ok", "rejected": "none", "split": "info", "merged": "info"}
    return (kinds[item.state], item.state_word)


# ---------------------------------------------------------------- split and merge


def split_pieces(item: ProposalItem, number: int, typed: Mapping[str, Any] | None) -> list[list[Field]]:
    """Fields of each piece, begun with the item's own."""
    pieces = []
    for n in range(1, number + 1):
        piece = []
        for name in SPLIT_FIELDS[item.kind]:
            made = _make(name, item.now, None, {})
            made.name = f"{name}-{n}"
            if typed is not None and made.name in typed:
                made.value = str(typed[made.name])
            piece.append(made)
        pieces.append(piece)
    return pieces


def typed_pieces(item: ProposalItem, typed: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Pieces as typed; one whose wording was emptied is left out."""
    needed = SPLIT_FIELDS[item.kind][0]
    pieces = []
    for n in range(1, 7):
        piece = {name: typed[f"{name}-{n}"] for name in SPLIT_FIELDS[item.kind] if f"{name}-{n}" in typed}
        if str(piece.get(needed, "")).strip():
            pieces.append(piece)
    return pieces


def merge_choices(item: ProposalItem, items: Sequence[ProposalItem]) -> list[ProposalItem]:
    """Items this one may be merged into, the most alike first."""
    gone = {ItemState.SPLIT.value, ItemState.MERGED.value, ItemState.REJECTED.value}
    mine = search_words(item.title)
    others = [each for each in items if each.pk != item.pk and each.state not in gone]
    return sorted(others, key=lambda each: -likeness_of_words(mine, search_words(each.title)))[:10]
