"""The review: source on the left, proposal on the right, one deed a key. Every deed is a plain form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET, require_http_methods

from dinh.papers.shapes import Unreadable
from dinh.plans import queries, services
from dinh.plans.models import Problem, ProposalItem, Reading, ReadingPage, Seat
from dinh.plans.rules.correcting import HEAD_FIELDS
from dinh.plans.shapes import ItemKind, ItemState, ReadingState
from dinh.town.pages import signed_in

from . import fields, source
from .common import REFUSALS, actor_of, found, may, now, tell, tell_refusal, today

TABS = (*(kind.value for kind in ItemKind), "problem", "head")
WAYS = ("tach", "gop", "them")


def _reading(request: HttpRequest, reading_id: int) -> Reading:
    row: Reading = found(
        queries.reading_for(actor_of(request), reading_id, today()), _("Không có bản đọc này.")
    )
    return row


def address(reading: Reading, **query: object) -> str:
    """The review's address with these words."""
    words = {name.replace("_", "-"): value for name, value in query.items() if value not in (None, "")}
    return f"{reverse('plans.review', args=[reading.pk])}?{urlencode(words)}"


def item_address(item: ProposalItem, **query: object) -> str:
    return (
        f"{reverse('plans.review', args=[item.reading_id])}?"
        f"{urlencode({'loai': item.kind, 'muc': item.pk, **query})}"
    )


@require_http_methods(["GET", "POST"])
@signed_in
def review(request: HttpRequest, reading_id: int) -> HttpResponse:
    """Look at one item beside its source, and decide."""
    reading = _reading(request, reading_id)
    if reading.state in {ReadingState.QUEUED.value, ReadingState.READING.value, ReadingState.FAILED.value}:
        return redirect("plans.reading", reading_id=reading.pk)
    if request.method == "POST":
        return _decide(request, reading)
    tab = request.GET.get("loai", "")
    if tab not in TABS:
        return _come_back(request, reading)
    return _show(request, reading, tab)


def _come_back(request: HttpRequest, reading: Reading) -> HttpResponse:
    """Open where this reviewer left off; a first visit opens at the first doubt."""
    seat = Seat.objects.filter(reading=reading, person_id=actor_of(request).person_id or 0).first()
    if seat is not None:
        return redirect(address(reading, loai=seat.kind, muc=seat.item_id))
    first = (
        reading.items.filter(state=ItemState.UNSEEN.value)
        .order_by("-doubtful", "pk")
        .values_list("kind", flat=True)
    )
    return redirect(address(reading, loai=first.first() or ItemKind.TARGET.value))


def _show(
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
        context |= {"problems": list(reading.problems.all()), "problem": problem}
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
    number = int(asked) if asked.isdigit() else _page_of(lit, pages, item)
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
        number = max(
            2, min(6, int(request.GET.get("so", "2") or 2) if request.GET.get("so", "2").isdigit() else 2)
        )
        context["split_pieces"] = fields.split_pieces(item, number, typed)
        context["split_more"] = number + 1 if number < 6 else None
    if way == "gop":
        context["merge_choices"] = fields.merge_choices(item, items)
    return context


# ---------------------------------------------------------------- deeds


def _decide(request: HttpRequest, reading: Reading) -> HttpResponse:
    """One POST, one deed, then the next item in line."""
    way = request.POST.get("viec", "")
    handlers = {
        "chap-nhan": _accept,
        "loai": _reject,
        "mo-lai": _reopen,
        "tach": _split,
        "gop": _merge,
        "them": _add,
        "van-de": _settle,
        "mo-van-de": _reopen_problem,
        "dau": _head,
        "doc-ro": _accept_clear,
    }
    tab = request.POST.get("loai", ItemKind.TARGET.value)
    tab = tab if tab in TABS else ItemKind.TARGET.value
    if way not in handlers:
        return redirect(address(reading, loai=tab))
    try:
        return handlers[way](request, reading, tab)
    except services.StaleItem as stale:
        # What was typed is shown again beside what the other reviewer decided; nothing is lost.
        return _show(
            request, reading, tab, typed=request.POST, stale=str(stale), way=way if way in WAYS else ""
        )
    except services.WrongInput as wrong:
        return _show(
            request, reading, tab, typed=request.POST, faults=wrong.faults, way=way if way in WAYS else ""
        )
    except REFUSALS as refused:
        tell_refusal(request, refused)
        return redirect(address(reading, loai=tab, muc=request.POST.get("muc", "")))


def _known(request: HttpRequest, reading: Reading) -> tuple[ProposalItem, int]:
    wanted, version = request.POST.get("muc", ""), request.POST.get("ban", "")
    item = reading.items.filter(pk=int(wanted) if wanted.isdigit() else 0).first()
    return found(item, _("Không có mục này.")), int(version) if version.isdigit() else 0


def _on(request: HttpRequest, item: ProposalItem, sentence: str) -> HttpResponse:
    """Say what was done and go to the next undecided item of the kind."""
    tell(request, sentence)
    items = queries.item_list(item.reading, item.kind)
    item.refresh_from_db(fields=["state"])
    following = queries.next_item(items, item)
    return redirect(item_address(following) if following else item_address(item))


def _accept(request: HttpRequest, reading: Reading, tab: str) -> HttpResponse:
    """Accept; when a field was changed on the way, that is a correction."""
    item, version = _known(request, reading)
    changed = fields.changed_fields(item, request.POST)
    deed = {"item_id": item.pk, "version": version, "by": actor_of(request), "at": now()}
    remark = request.POST.get("remark", "")
    if changed:
        services.correct(fields=changed, remark=remark, **deed)  # type: ignore[arg-type]
        return _on(request, item, _("Đã ghi bản sửa: %(title)s") % {"title": _short(item.title)})
    services.accept(remark=remark, **deed)  # type: ignore[arg-type]
    return _on(request, item, _("Đã chấp nhận: %(title)s") % {"title": _short(item.title)})


def _short(text: str) -> str:
    return text if len(text) <= 70 else f"{text[:69]}…"


def _reject(request: HttpRequest, reading: Reading, tab: str) -> HttpResponse:
    item, version = _known(request, reading)
    services.reject(
        item_id=item.pk,
        version=version,
        by=actor_of(request),
        at=now(),
        remark=request.POST.get("remark", ""),
    )
    return _on(
        request, item, _("Đã loại: %(title)s. Mở lại được bất cứ lúc nào.") % {"title": _short(item.title)}
    )


def _reopen(request: HttpRequest, reading: Reading, tab: str) -> HttpResponse:
    item, version = _known(request, reading)
    services.reopen(item_id=item.pk, version=version, by=actor_of(request), at=now())
    tell(request, _("Đã mở lại mục này."))
    return redirect(item_address(item))


def _split(request: HttpRequest, reading: Reading, tab: str) -> HttpResponse:
    item, version = _known(request, reading)
    pieces = fields.typed_pieces(item, request.POST)
    made = services.split(item_id=item.pk, version=version, pieces=pieces, by=actor_of(request), at=now())
    return _on(request, item, _("Đã tách thành %(n)s mục.") % {"n": len(made)})


def _merge(request: HttpRequest, reading: Reading, tab: str) -> HttpResponse:
    item, version = _known(request, reading)
    into_id, _dash, into_version = request.POST.get("vao", "").partition("-")
    if not into_id.isdigit():
        raise services.WrongInput.of("vao", _("Chọn mục để gộp vào."))
    into = services.merge(
        item_id=item.pk,
        version=version,
        into_id=int(into_id),
        into_version=int(into_version or 0),
        by=actor_of(request),
        at=now(),
    )
    return _on(request, item, _("Đã gộp vào: %(title)s") % {"title": _short(into.title)})


def _add(request: HttpRequest, reading: Reading, tab: str) -> HttpResponse:
    first, last = request.POST.get("tu-dong", ""), request.POST.get("den-dong", "")
    if not first.isdigit():
        raise services.WrongInput.of("tu-dong", _("Từ dòng: nhập số dòng trong bản gốc."))
    item = services.add_item(
        reading_id=reading.pk,
        kind=tab,
        fields=fields.typed_fields(tab, request.POST),
        lines=(int(first), int(last) if last.isdigit() else int(first)),
        by=actor_of(request),
        at=now(),
        remark=request.POST.get("remark", ""),
    )
    tell(request, _("Đã thêm: %(title)s") % {"title": _short(item.title)})
    return redirect(item_address(item))


def _accept_clear(request: HttpRequest, reading: Reading, tab: str) -> HttpResponse:
    kind = tab if tab in set(ItemKind) else None
    number = services.accept_clear(reading_id=reading.pk, kind=kind, by=actor_of(request), at=now())
    tell(request, _("Đã chấp nhận %(n)s mục đọc rõ.") % {"n": number})
    return redirect(address(reading, loai=tab))


def _problem(request: HttpRequest, reading: Reading) -> tuple[Problem, int]:
    wanted, version = request.POST.get("van-de", ""), request.POST.get("ban", "")
    row = reading.problems.filter(pk=int(wanted) if wanted.isdigit() else 0).first()
    return found(row, _("Không có vấn đề này.")), int(version) if version.isdigit() else 0


def _settle(request: HttpRequest, reading: Reading, tab: str) -> HttpResponse:
    problem, version = _problem(request, reading)
    services.settle_problem(
        problem_id=problem.pk,
        version=version,
        settlement=request.POST.get("settlement", ""),
        by=actor_of(request),
        at=now(),
    )
    tell(request, _("Đã chốt cách hiểu."))
    return redirect(address(reading, loai="problem"))


def _reopen_problem(request: HttpRequest, reading: Reading, tab: str) -> HttpResponse:
    problem, version = _problem(request, reading)
    services.reopen_problem(problem_id=problem.pk, version=version, by=actor_of(request), at=now())
    return redirect(address(reading, loai="problem", van_de=problem.pk))


def _head(request: HttpRequest, reading: Reading, tab: str) -> HttpResponse:
    version = request.POST.get("ban", "")
    typed = {name: request.POST[name] for name in HEAD_FIELDS if name in request.POST}
    services.correct_head(
        reading_id=reading.pk,
        version=int(version) if version.isdigit() else 0,
        fields=typed,
        by=actor_of(request),
        at=now(),
    )
    tell(request, _("Đã ghi phần đầu văn bản."))
    return redirect(address(reading, loai="head"))


# ---------------------------------------------------------------- adopting


@require_http_methods(["GET", "POST"])
@signed_in
def adopt(request: HttpRequest, reading_id: int) -> HttpResponse:
    """The last look before a plan is made, and the deed itself."""
    reading = _reading(request, reading_id)
    if reading.state == ReadingState.ADOPTED.value:
        return redirect("plans.plan", plan_id=reading.plan.pk)
    if reading.state != ReadingState.READY.value:
        return redirect("plans.reading", reading_id=reading.pk)
    if request.method == "POST":
        way = services.adopt_as_read if request.POST.get("viec") == "nhu-may-doc" else services.adopt
        try:
            plan = way(reading_id=reading.pk, by=actor_of(request), at=now())
        except REFUSALS as refused:
            tell_refusal(request, refused)
        else:
            tell(request, _("Đã ban hành %(plan)s vào hệ thống.") % {"plan": plan.name})
            return redirect("plans.plan", plan_id=plan.pk)
    counts = queries.counts_of(reading)
    kinds = [
        (kind, reading.items.filter(kind=kind.value, state__in=["accepted", "corrected"]).count())
        for kind in ItemKind
    ]
    return render(
        request,
        "plans/adopt.html",
        {
            "reading": reading,
            "counts": counts,
            "kinds": kinds,
            "open_problems": reading.problems.filter(settled_at=None).count(),
            "head_rows": fields.head_rows(reading),
            "may_adopt": may(request, "plans.adopt", reading.unit.path),
        },
    )


# ---------------------------------------------------------------- the page's picture


@require_GET
@signed_in
@cache_control(private=True, max_age=3600, immutable=True)
def page_image(request: HttpRequest, reading_id: int, number: int) -> Any:
    """A page of the source as a picture."""
    reading = _reading(request, reading_id)
    page = found(ReadingPage.objects.filter(reading=reading, number=number).first(), _("Không có trang này."))
    width = 1100 if request.GET.get("rong") != "nho" else 160
    try:
        picture = fields.picture(reading, page, width)
    except Unreadable as refused:
        return HttpResponse(str(refused), status=404, content_type="text/plain; charset=utf-8")
    return FileResponse(picture, content_type="image/png")
