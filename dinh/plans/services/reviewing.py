"""Deciding on each thing the machine proposes. Every deed names the version it saw; when somebody was faster the deed
refuses, so that nobody's work is overwritten."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from dinh.ground import services as ground
from dinh.plans import rules
from dinh.plans.models import Problem, ProposalItem, Reading, Seat
from dinh.plans.shapes import ItemKind, ItemState, ReadingState
from dinh.town import services as town
from dinh.town.shapes import Actor

from .common import AlreadyAdopted, StaleItem, WrongInput, WrongState, name_of, person_id, ref_of


def _open_reading(reading_id: int, by: Actor, at: datetime) -> Reading:
    """The reading, locked, once it is sure that this person may review it and that it is still open."""
    reading = Reading.objects.select_for_update(of=("self",)).select_related("unit").get(pk=reading_id)
    town.require(by, "plans.review", reading.unit.path, at)
    if reading.state == ReadingState.ADOPTED.value:
        raise AlreadyAdopted(_("Bản đọc này đã được đưa vào theo dõi, không sửa được nữa."))
    if reading.state != ReadingState.READY.value:
        raise WrongState(_("Máy chưa đọc xong, chưa soát được."))
    return reading


def _open_item(item_id: int, version: int, by: Actor, at: datetime) -> ProposalItem:
    """The item, locked, as this reviewer saw it. The reading is locked first: every deed of a review takes its locks in
    that order, so that two of them wait for one another in turn and never in a ring."""
    reading_id = ProposalItem.objects.values_list("reading_id", flat=True).get(pk=item_id)
    reading = _open_reading(reading_id, by, at)
    item = ProposalItem.objects.select_for_update(of=("self",)).get(pk=item_id)
    item.reading = reading
    if item.version != version:
        raise StaleItem.about(item)
    return item


def _decide(item: ProposalItem, state: ItemState, *, by: Actor, at: datetime, remark: str = "") -> None:
    item.state = state.value
    item.version += 1
    item.remark = remark.strip()[:600]
    item.decided_by_id, item.decided_by_name, item.decided_at = person_id(by), name_of(by), at
    item.save()


def _write(deed: str, item: ProposalItem, by: Actor, at: datetime, **data: Any) -> None:
    ground.write(
        deed=deed,
        about=item.ref,
        by=ref_of(by),
        at=at,
        data={"mark": item.mark, **data},
        also=[item.reading.ref],
    )


def _cleaned(item_kind: str, fields: Mapping[str, Any], base: Mapping[str, Any]) -> dict[str, Any]:
    payload, faults = rules.clean_payload(item_kind, fields, base)
    if faults:
        raise WrongInput(faults)
    return payload


def _changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, list[Any]]:
    return {name: [before.get(name), after[name]] for name in after if after[name] != before.get(name)}


@transaction.atomic
def accept(*, item_id: int, version: int, by: Actor, at: datetime, remark: str = "") -> ProposalItem:
    """Take the item as it stands (as read, or as last corrected)."""
    item = _open_item(item_id, version, by, at)
    if item.state in {ItemState.SPLIT.value, ItemState.MERGED.value}:
        raise WrongState(_("Mục này đã được tách hoặc gộp; mở lại trước khi chấp nhận."))
    _cleaned(item.kind, {}, item.now)
    state = ItemState.ACCEPTED if item.corrected is None else ItemState.CORRECTED
    _decide(item, state, by=by, at=at, remark=remark)
    _write("plans.item-accepted", item, by, at)
    return item


@transaction.atomic
def accept_clear(*, reading_id: int, by: Actor, at: datetime, kind: str | None = None) -> int:
    """Take every unseen item that was read without a doubt, in one deed. Gives how many."""
    reading = _open_reading(reading_id, by, at)
    clear = reading.items.select_for_update().filter(state=ItemState.UNSEEN.value, doubtful=False)
    if kind:
        clear = clear.filter(kind=kind)
    taken = []
    for item in clear:
        _payload, faults = rules.clean_payload(item.kind, {}, item.now)
        if faults:
            continue
        item.state, item.version = ItemState.ACCEPTED.value, item.version + 1
        item.decided_by_id, item.decided_by_name, item.decided_at = person_id(by), name_of(by), at
        taken.append(item)
    ProposalItem.objects.bulk_update(
        taken, ["state", "version", "decided_by", "decided_by_name", "decided_at"], batch_size=100
    )
    if taken:
        ground.write(
            deed="plans.items-accepted",
            about=reading.ref,
            by=ref_of(by),
            at=at,
            data={"count": len(taken), "marks": [item.mark for item in taken]},
        )
    return len(taken)


@transaction.atomic
def correct(
    *, item_id: int, version: int, fields: Mapping[str, Any], by: Actor, at: datetime, remark: str = ""
) -> ProposalItem:
    """Take the item with these fields put over it. Raises WrongInput with every fault."""
    item = _open_item(item_id, version, by, at)
    if item.state in {ItemState.SPLIT.value, ItemState.MERGED.value}:
        raise WrongState(_("Mục này đã được tách hoặc gộp; mở lại trước khi sửa."))
    before = item.now
    payload = _cleaned(item.kind, fields, before)
    item.corrected = None if payload == item.as_read else payload
    state = ItemState.ACCEPTED if item.corrected is None else ItemState.CORRECTED
    _decide(item, state, by=by, at=at, remark=remark)
    _write("plans.item-corrected", item, by, at, changed=_changed(before, payload))
    return item


@transaction.atomic
def reject(*, item_id: int, version: int, by: Actor, at: datetime, remark: str = "") -> ProposalItem:
    """Leave the item out of the plan. It stays readable and can be reopened."""
    item = _open_item(item_id, version, by, at)
    if item.state == ItemState.SPLIT.value:
        raise WrongState(_("Mục này đã được tách; mở lại trước khi loại."))
    _decide(item, ItemState.REJECTED, by=by, at=at, remark=remark)
    _write("plans.item-rejected", item, by, at, remark=remark)
    return item


@transaction.atomic
def split(
    *,
    item_id: int,
    version: int,
    pieces: Sequence[Mapping[str, Any]],
    by: Actor,
    at: datetime,
    remark: str = "",
) -> list[ProposalItem]:
    """Make two or more items out of one; each piece keeps the place and what it does not change. Gives the pieces."""
    item = _open_item(item_id, version, by, at)
    if item.state in {ItemState.SPLIT.value, ItemState.MERGED.value}:
        raise WrongState(_("Mục này đã được tách hoặc gộp rồi."))
    if len(pieces) < 2:
        raise WrongInput.of("pieces", _("Tách phải ra ít nhất hai mục."))
    base = item.now
    made = [
        ProposalItem(
            reading_id=item.reading_id,
            kind=item.kind,
            mark=f"{item.mark}.{number}"[:24],
            position=item.position,
            as_read=base,
            corrected=_cleaned(item.kind, piece, base),
            state=ItemState.CORRECTED.value,
            parent=item,
            added=True,
            doubts=[],
            confidence=1.0,
            page=item.page,
            first_line=item.first_line,
            last_line=item.last_line,
            decided_by_id=person_id(by),
            decided_by_name=name_of(by),
            decided_at=at,
        )
        for number, piece in enumerate(pieces, start=1)
    ]
    ProposalItem.objects.bulk_create(made)
    _decide(item, ItemState.SPLIT, by=by, at=at, remark=remark)
    _write("plans.item-split", item, by, at, into=[piece.mark for piece in made])
    return made


@transaction.atomic
def merge(
    *, item_id: int, version: int, into_id: int, into_version: int, by: Actor, at: datetime, remark: str = ""
) -> ProposalItem:
    """Say that this item and `into` are one; `into` gains this one's places. Gives `into`."""
    item = _open_item(item_id, version, by, at)
    into = _open_item(into_id, into_version, by, at)
    if item.pk == into.pk:
        raise WrongInput.of("into", _("Không gộp một mục vào chính nó."))
    if item.kind != into.kind or item.reading_id != into.reading_id:
        raise WrongInput.of("into", _("Chỉ gộp hai mục cùng loại của cùng một văn bản."))
    gone = {ItemState.SPLIT.value, ItemState.MERGED.value, ItemState.REJECTED.value}
    if into.state in gone or item.state in {ItemState.SPLIT.value, ItemState.MERGED.value}:
        raise WrongState(_("Một trong hai mục đã được tách, gộp hoặc loại."))
    joined = dict(into.now)
    joined["places"] = _places(into.now) + [p for p in _places(item.now) if p not in _places(into.now)]
    into.corrected = joined
    _decide(into, ItemState.CORRECTED, by=by, at=at, remark=into.remark)
    item.parent = into
    _decide(item, ItemState.MERGED, by=by, at=at, remark=remark)
    _write("plans.items-merged", item, by, at, into=into.mark)
    return into


def _places(payload: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Where an item stands; kinds that carry one place only have it in their own fields."""
    if payload.get("places"):
        return list(payload["places"])
    return [
        {
            "where": payload.get("where") or "body",
            "lines": list(payload.get("lines") or (0, 0)),
            "page": payload.get("page") or 1,
            "quote": payload.get("quote") or "",
        }
    ]


@transaction.atomic
def reopen(*, item_id: int, version: int, by: Actor, at: datetime) -> ProposalItem:
    """Take a decision back. What was corrected stays as the proposal; pieces of a split are rejected; a merged item
    stands for itself again."""
    item = _open_item(item_id, version, by, at)
    if item.state == ItemState.UNSEEN.value:
        raise WrongState(_("Mục này chưa ai xử lý, không có gì để mở lại."))
    was = item.state
    if was == ItemState.SPLIT.value:
        for piece in item.children.select_for_update().exclude(state=ItemState.REJECTED.value):
            _decide(piece, ItemState.REJECTED, by=by, at=at, remark=_("Mục gốc được mở lại"))
    if was == ItemState.MERGED.value and item.parent:
        _take_places_back(item.parent, item, by, at)
        item.parent = None
    _decide(item, ItemState.UNSEEN, by=by, at=at)
    _write("plans.item-reopened", item, by, at, was=was)
    return item


def _take_places_back(into: ProposalItem, item: ProposalItem, by: Actor, at: datetime) -> None:
    mine = _places(item.now)
    payload = dict(into.now)
    payload["places"] = [place for place in _places(payload) if place not in mine] or _places(into.as_read)
    into.corrected = payload
    _decide(into, ItemState(into.state), by=by, at=at, remark=into.remark)


@transaction.atomic
def add_item(
    *,
    reading_id: int,
    kind: str,
    fields: Mapping[str, Any],
    lines: tuple[int, int],
    by: Actor,
    at: datetime,
    quote: str = "",
    remark: str = "",
) -> ProposalItem:
    """Add what the machine missed, tied to its lines in the source. Without `quote` the source's own words are taken."""
    reading = _open_reading(reading_id, by, at)
    first, last = lines
    page = reading.pages.filter(first_line__lte=first, last_line__gte=first).first()
    if page is None or last < first:
        raise WrongInput.of(
            "lines", _("Dòng %(first)s–%(last)s không có trong văn bản.") % {"first": first, "last": last}
        )
    words = quote or " ".join(
        line["t"] for each in reading.pages.all() for line in each.lines if first <= line["n"] <= last
    )
    base = {**_blank(kind), "quote": words, "lines": [first, last], "page": page.number}
    payload = _cleaned(kind, fields, base)
    near = (
        reading.items.filter(kind=kind, first_line__lte=first).aggregate(Max("position"))["position__max"]
        or 0
    )
    number = reading.items.filter(added=True, parent=None).count() + 1
    item = ProposalItem.objects.create(
        reading=reading,
        kind=kind,
        mark=f"+{number}",
        position=near + 1,
        as_read={},
        corrected=payload,
        state=ItemState.CORRECTED.value,
        added=True,
        page=page.number,
        first_line=first,
        last_line=last,
        remark=remark[:600],
        decided_by_id=person_id(by),
        decided_by_name=name_of(by),
        decided_at=at,
    )
    _write("plans.item-added", item, by, at, lines=[first, last], kind=kind)
    return item


def _blank(kind: str) -> dict[str, Any]:
    if kind not in set(ItemKind):
        raise WrongInput.of("kind", _("Chọn loại: chỉ tiêu, nhiệm vụ, dự án hay chế độ báo cáo."))
    blank: dict[str, Any] = {"places": [], "coop": []}
    if kind == ItemKind.TARGET.value:
        blank |= {"operator": "yes", "pillar": "other", "value": None, "value_max": None}
    if kind == ItemKind.PROJECT.value:
        blank |= {"money": []}
    return blank


def _open_problem(problem_id: int, version: int, by: Actor, at: datetime) -> tuple[Problem, Reading]:
    reading = _open_reading(Problem.objects.values_list("reading_id", flat=True).get(pk=problem_id), by, at)
    problem = Problem.objects.select_for_update(of=("self",)).get(pk=problem_id)
    if problem.version != version:
        raise StaleItem(
            who=problem.settled_by_name, when=problem.settled_at, what=problem.settlement or _("Mở lại")
        )
    return problem, reading


@transaction.atomic
def settle_problem(*, problem_id: int, version: int, settlement: str, by: Actor, at: datetime) -> Problem:
    """Say how a problem of the plan's own text is understood."""
    problem, reading = _open_problem(problem_id, version, by, at)
    if not settlement.strip():
        raise WrongInput.of("settlement", _("Viết cách hiểu đã chọn và lý do."))
    problem.settlement = settlement.strip()[:600]
    problem.settled_by_id, problem.settled_by_name, problem.settled_at = person_id(by), name_of(by), at
    problem.version += 1
    problem.save()
    ground.write(
        deed="plans.problem-settled",
        about=reading.ref,
        by=ref_of(by),
        at=at,
        data={"problem": problem.message, "settlement": problem.settlement},
    )
    return problem


@transaction.atomic
def reopen_problem(*, problem_id: int, version: int, by: Actor, at: datetime) -> Problem:
    """Take a settlement back."""
    problem, reading = _open_problem(problem_id, version, by, at)
    problem.settled_at, problem.version = None, problem.version + 1
    problem.save()
    ground.write(
        deed="plans.problem-reopened",
        about=reading.ref,
        by=ref_of(by),
        at=at,
        data={"problem": problem.message},
    )
    return problem


@transaction.atomic
def correct_head(
    *, reading_id: int, version: int, fields: Mapping[str, Any], by: Actor, at: datetime
) -> Reading:
    """Take the document's head with these fields put over it."""
    reading = _open_reading(reading_id, by, at)
    if reading.head_version != version:
        raise StaleItem(who="", when=None, what=_("Sửa phần đầu văn bản"))
    before = reading.head_now
    head, faults = rules.clean_head(fields, before)
    if faults:
        raise WrongInput(faults)
    reading.head_corrected = None if head == reading.head else head
    reading.head_version += 1
    reading.save(update_fields=["head_corrected", "head_version"])
    ground.write(
        deed="plans.head-corrected",
        about=reading.ref,
        by=ref_of(by),
        at=at,
        data={"changed": _changed(before, head)},
    )
    return reading


def take_seat(*, reading_id: int, item_id: int | None, kind: str, by: Actor, at: datetime) -> None:
    """Remember where this reviewer is. Not a deed: nothing is decided, so nothing is written in the ledger."""
    if by.person_id is None:
        return
    Seat.objects.update_or_create(
        reading_id=reading_id,
        person_id=by.person_id,
        defaults={"item_id": item_id, "kind": kind, "at": at, "name": name_of(by)},
    )
