"""Deciding: one POST, one deed, then the next item in line. Every deed is a plain form."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from dinh.ground.figures import whole_number
from dinh.plans import queries, services
from dinh.plans.models import Problem, ProposalItem, Reading
from dinh.plans.rules.correcting import HEAD_FIELDS
from dinh.plans.shapes import ItemKind

from ..common import REFUSALS, actor_of, found, now, refused_page, tell
from . import fields
from .show import show
from .where import TABS, WAYS, address, item_address


def decide(request: HttpRequest, reading: Reading) -> HttpResponse:
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
        return show(
            request, reading, tab, typed=request.POST, stale=str(stale), way=way if way in WAYS else ""
        )
    except services.WrongInput as wrong:
        return show(
            request, reading, tab, typed=request.POST, faults=wrong.faults, way=way if way in WAYS else ""
        )
    except REFUSALS as refused:
        back = address(reading, loai=tab, muc=whole_number(request.POST.get("muc", "")) or "")
        return refused_page(request, refused, back)


def _known(request: HttpRequest, reading: Reading) -> tuple[ProposalItem, int]:
    wanted, version = request.POST.get("muc", ""), request.POST.get("ban", "")
    item = reading.items.filter(pk=(whole_number(wanted) or 0)).first()
    return found(item, _("Không có mục này.")), (whole_number(version) or 0)


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
    if whole_number(into_id) is None:
        raise services.WrongInput.of("vao", _("Chọn mục để gộp vào."))
    into = services.merge(
        item_id=item.pk,
        version=version,
        into_id=int(into_id),
        into_version=whole_number(into_version) or 0,
        by=actor_of(request),
        at=now(),
    )
    return _on(request, item, _("Đã gộp vào: %(title)s") % {"title": _short(into.title)})


def _add(request: HttpRequest, reading: Reading, tab: str) -> HttpResponse:
    first, last = request.POST.get("tu-dong", ""), request.POST.get("den-dong", "")
    if whole_number(first, most=10**7) is None:
        raise services.WrongInput.of("tu-dong", _("Từ dòng: nhập số dòng trong bản gốc."))
    item = services.add_item(
        reading_id=reading.pk,
        kind=tab,
        fields=fields.typed_fields(tab, request.POST),
        lines=(int(first), whole_number(last, most=10**7) or int(first)),
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
    row = reading.problems.filter(pk=(whole_number(wanted) or 0)).first()
    return found(row, _("Không có vấn đề này.")), (whole_number(version) or 0)


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
        version=(whole_number(version) or 0),
        fields=typed,
        by=actor_of(request),
        at=now(),
    )
    tell(request, _("Đã ghi phần đầu văn bản."))
    return redirect(address(reading, loai="head"))
