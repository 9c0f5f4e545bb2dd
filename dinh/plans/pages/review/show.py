"""The review drawn: source on the left, proposal on the right. Reads only; what was typed can be shown again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from dinh.ground.figures import whole_number
from dinh.plans import queries, services
from dinh.plans.models import Problem, ProposalItem, Reading, Seat
from dinh.plans.shapes import ItemKind, ItemState, ReadingState

from ..common import actor_of, may, now
from . import fields, source
from .problems import problem_rows
from .where import WAYS, item_address


def show(
    request: HttpRequest,
    reading: Reading,
    tab: str,
    *,
    typed: Mapping[str, Any] | None = None,
    faults: Sequence[Any] = (),
    stale: str = "",
    way: str = "",
) -> HttpResponse:
    reviewing = may(request, "plans.review", reading.unit.path) and reading.state == ReadingState.READY.value
    all_items = list(reading.items.select_related("parent").order_by("position", "pk"))
    items = sorted((item for item in all_items if item.kind == tab), key=queries.needs_person_first)
    item = _chosen(request, items)
    problem = _chosen_problem(request, reading) if tab == "problem" else None
    if reviewing and tab in set(ItemKind):
        services.take_seat(
            reading_id=reading.pk, item_id=item.pk if item else None, kind=tab, by=actor_of(request), at=now()
        )
    way = way or (request.GET.get("viec", "") if request.GET.get("viec", "") in WAYS else "")
    context = {
        "reading": reading,
        "tab": tab,
        "tabs": _tabs(reading, all_items),
        "counts": queries.counts_of(reading),
        "items": items,
        "item": item,
        "reviewing": reviewing,
        "clear_here": sum(not each.doubtful and each.state == ItemState.UNSEEN.value for each in items),
        "may_adopt": may(request, "plans.adopt", reading.unit.path),
        "way": way,
        "stale": stale,
        "faults": faults,
        **_source_side(request, reading, all_items, item, problem),
        **_proposal_side(reading, items, item, typed, faults, way, request),
    }
    if way == "them" and tab in set(ItemKind):
        context |= {
            "add_fields": fields.blank_fields(tab, typed, faults),
            "add_first": (typed or {}).get("tu-dong", ""),
            "add_last": (typed or {}).get("den-dong", ""),
        }
    if tab == "problem":
        context |= {
            "problems": list(reading.problems.all()),
            "problem": problem,
            "problem_row": problem_rows([problem], reading)[0] if problem else None,
        }
    if tab == "head":
        context |= {"head_fields": fields.head_fields(reading, typed, faults)}
    return render(request, "plans/review.html", context, status=409 if stale else 422 if faults else 200)


def _chosen(request: HttpRequest, items: Sequence[ProposalItem]) -> ProposalItem | None:
    wanted = request.POST.get("muc") or request.GET.get("muc", "")
    for item in items:
        if str(item.pk) == wanted:
            return item
    return queries.next_item(items, None) or (items[0] if items else None)


def _chosen_problem(request: HttpRequest, reading: Reading) -> Problem | None:
    wanted = request.POST.get("van-de") or request.GET.get("van-de", "")
    problems = list(reading.problems.all())
    for problem in problems:
        if str(problem.pk) == wanted:
            return problem
    return next((each for each in problems if each.is_open), problems[0] if problems else None)


def _tabs(reading: Reading, items: Sequence[ProposalItem]) -> list[dict[str, Any]]:
    made = []
    for kind in ItemKind:
        mine = [item for item in items if item.kind == kind.value]
        left = sum(item.state == ItemState.UNSEEN.value for item in mine)
        made.append(
            {
                "key": kind.value,
                "word": _("Báo cáo") if kind is ItemKind.DUTY else kind.word,
                "total": len(mine),
                "left": left,
            }
        )
    problems = list(reading.problems.all())
    made.append(
        {
            "key": "problem",
            "word": _("Vấn đề"),
            "total": len(problems),
            "left": sum(each.is_open for each in problems),
        }
    )
    made.append({"key": "head", "word": _("Đầu văn bản"), "total": 0, "left": 0})
    return made


def _source_side(
    request: HttpRequest,
    reading: Reading,
    items: Sequence[ProposalItem],
    item: ProposalItem | None,
    problem: Problem | None,
) -> dict[str, Any]:
    lit = source.lit_lines(item.now) if item else set()
    if problem is not None:
        lit = {number for first, last in problem.lines for number in range(first, last + 1)}
    pages: list[dict[str, Any]] = [
        dict(row) for row in reading.pages.values("number", "first_line", "last_line", "origin")
    ]
    asked = request.GET.get("trang", "")
    number = whole_number(asked, most=10**6) or _page_of(lit, pages, item)
    page = reading.pages.filter(number=number).first() or reading.pages.first()
    if page is None:
        return {"page": None, "thumbs": []}
    restored = request.GET.get("chu") == "ro"
    picture = source.has_picture(page) and request.GET.get("xem") != "chu"
    lines, cut = source.source_lines(page, items, item, lit=lit, address=item_address, restored=restored)
    keep = {
        "loai": request.GET.get("loai") or (item.kind if item else "target"),
        "muc": item.pk if item else "",
    }
    return {
        "page": page,
        "pages_total": len(pages),
        "thumbs": source.thumbs(pages, items, page.number, lit),
        "lines": lines,
        "cut": cut,
        "boxes": source.lit_boxes(page, lit, items) if picture else [],
        "picture": picture,
        "can_picture": source.has_picture(page),
        "restored": restored,
        "keep": urlencode(keep),
        "crop": _crop(lines),
    }


def _page_of(lit: set[int], pages: Sequence[dict[str, Any]], item: ProposalItem | None) -> int:
    if lit:
        first = min(lit)
        for page in pages:
            if page["first_line"] <= first <= page["last_line"]:
                return int(page["number"])
    return item.page if item else (pages[0]["number"] if pages else 1)


def _crop(lines: Sequence[source.SourceLine]) -> list[source.SourceLine]:
    """The lit lines with one on either side, for a telephone."""
    at = [n for n, line in enumerate(lines) if line.lit]
    return list(lines[max(0, at[0] - 1) : min(len(lines), at[0] + 8, at[-1] + 2)]) if at else []


def _proposal_side(
    reading: Reading,
    items: Sequence[ProposalItem],
    item: ProposalItem | None,
    typed: Mapping[str, Any] | None,
    faults: Sequence[Any],
    way: str,
    request: HttpRequest,
) -> dict[str, Any]:
    if item is None:
        return {"next_items": [], "others": []}
    undecided = [each for each in items if each.state == ItemState.UNSEEN.value]
    doubtful = [each for each in undecided if each.doubtful]
    following = queries.next_item(items, item)
    context: dict[str, Any] = {
        "form_fields": fields.item_fields(item, typed, faults),
        "passages": fields.passages_of(item),
        "place_words": fields.place_words(item),
        "next_items": [each for each in undecided if each.pk != item.pk][:6],
        "next_url": item_address(following) if following else "",
        "undecided_here": len(undecided),
        "doubt_number": doubtful.index(item) + 1 if item in doubtful else 0,
        "doubt_total": len(doubtful),
        "chip": fields.chip_of(item),
        "pieces": list(item.children.order_by("pk")) if item.state == ItemState.SPLIT.value else [],
        "others_here": [
            seat.name
            for seat in Seat.objects.filter(reading=reading, item=item).exclude(
                person_id=actor_of(request).person_id or 0
            )
        ],
    }
    if way == "tach":
        number = max(2, min(6, whole_number(request.GET.get("so")) or 2))
        context["split_pieces"] = fields.split_pieces(item, number, typed)
        context["split_more"] = number + 1 if number < 6 else None
    if way == "gop":
        context["merge_choices"] = fields.merge_choices(item, items)
    return context
