"""From a reviewed proposal to a plan: one deed, one transaction, everything tied to its office, its unit and its place."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from dinh.ground import services as ground
from dinh.papers import services as papers
from dinh.plans import rules
from dinh.plans.models import (
    Duty,
    Place,
    Plan,
    Project,
    ProjectMoney,
    ProposalItem,
    Reading,
    Target,
    TargetOffice,
    Task,
)
from dinh.plans.models.plan import as_decimal
from dinh.plans.shapes import (
    KEPT_STATES,
    ItemKind,
    ItemState,
    PlanAdopted,
    PlanReplaced,
    PlanState,
    ReadingState,
)
from dinh.town import queries as town_queries
from dinh.town import rules as town_rules
from dinh.town import services as town
from dinh.town.models import Office, Unit
from dinh.town.shapes import Actor

from . import asking
from .common import AlreadyAdopted, StillOpen, WrongInput, WrongState, name_of, person_id, ref_of


def adopt(*, reading_id: int, by: Actor, at: datetime) -> Plan:
    """Make a plan of everything accepted or corrected. Raises StillOpen while an item is undecided."""
    return _adopt(reading_id, by=by, at=at, as_read=False)


def adopt_as_read(*, reading_id: int, by: Actor, at: datetime) -> Plan:
    """Make a plan of what the machine read, with nobody's review, and mark it so. What was rejected stays out."""
    return _adopt(reading_id, by=by, at=at, as_read=True)


@transaction.atomic
def _adopt(reading_id: int, *, by: Actor, at: datetime, as_read: bool) -> Plan:
    reading = (
        Reading.objects.select_for_update(of=("self",)).select_related("unit", "paper").get(pk=reading_id)
    )
    town.require(by, "plans.adopt", reading.unit.path, at)
    if reading.state == ReadingState.ADOPTED.value:
        raise AlreadyAdopted(_("Bản đọc này đã được đưa vào theo dõi."))
    if reading.state != ReadingState.READY.value:
        raise WrongState(_("Máy chưa đọc xong, chưa đưa vào theo dõi được."))
    items = _items_to_adopt(reading, as_read)
    plan = _make_plan(reading, as_read=as_read, by=by, at=at)
    finder = OfficeFinder(reading.unit, plan.since)
    counts = _make_everything(plan, items, finder)
    _fill_paper(plan, by, at)
    reading.state = ReadingState.ADOPTED.value
    reading.save(update_fields=["state"])
    ground.write(
        deed="plans.adopted",
        about=plan.ref,
        by=ref_of(by),
        at=at,
        data={
            **counts,
            "symbol": plan.symbol,
            "as_read": as_read,
            "offices_unmatched": sorted(finder.unmatched),
        },
        also=[reading.ref, reading.paper.ref, reading.unit.ref],
    )
    ground.announce(
        PlanAdopted(plan.pk, reading.unit.code, plan.symbol, plan.title, reviewed=not as_read, **counts),
        at=at,
    )
    asking.ask_for_tasks(plan, by=by, at=at)
    asking.take_on_duties(plan, by=by, at=at)
    return plan


def _items_to_adopt(reading: Reading, as_read: bool) -> list[ProposalItem]:
    items = list(reading.items.order_by("position", "id"))
    undecided = [item for item in items if item.state == ItemState.UNSEEN.value]
    if undecided and not as_read:
        raise StillOpen(len(undecided), sum(item.doubtful for item in undecided))
    kept = {*KEPT_STATES, ItemState.UNSEEN.value} if as_read else set(KEPT_STATES)
    return [item for item in items if item.state in kept]


def _make_plan(reading: Reading, *, as_read: bool, by: Actor, at: datetime) -> Plan:
    head = reading.head_now
    day = date.fromisoformat(head["date"]) if head.get("date") else None
    title = head.get("title") or reading.paper.title
    symbol = head.get("number") or ""
    carried = list(head.get("implements") or [])
    first_year = head.get("horizon_from") or head.get("horizon_to")
    since = day or (date(first_year, 1, 1) if first_year else timezone.localdate(at))
    return Plan.objects.create(
        paper=reading.paper,
        reading=reading,
        unit=reading.unit,
        kind=(head.get("kind") or "")[:80],
        symbol=symbol[:80],
        date=day,
        title=title[:600],
        issuer=(head.get("issuer") or "")[:300],
        signer=(head.get("signer") or "")[:120],
        horizon_from=head.get("horizon_from"),
        horizon_to=head.get("horizon_to"),
        vision_to=head.get("vision_to"),
        implements=carried,
        carries_out=Plan.objects.filter(symbol__in=carried).exclude(symbol="").order_by("-since").first(),
        since=since,
        as_read=as_read,
        adopted_by_id=person_id(by),
        adopted_by_name=name_of(by),
        adopted_at=at,
    )


def _fill_paper(plan: Plan, by: Actor, at: datetime) -> None:
    """Tell the archive what the reader found of the paper, which was filed before anybody had read it. A number that the
    archive does not take stays with the plan."""
    if not town.allowed(by, "papers.file", plan.unit.path, at):
        return
    try:
        with transaction.atomic():
            papers.fill_in(
                paper_id=plan.paper_id,
                by=by,
                at=at,
                number=plan.symbol or None,
                date=plan.date,
                issuer=plan.issuer,
                signer=plan.signer,
                title=plan.title,
            )
    except papers.PaperRefused:
        return


class OfficeFinder:
    """Finds the office a paper's words mean: of the plan's unit first, then of the units above it, as of the plan's
    day. What it does not find it remembers, to be flagged."""

    def __init__(self, unit: Unit, day: date) -> None:
        self.unmatched: set[str] = set()
        self._found: dict[str, Office | None] = {}
        self._rings: list[tuple[str, list[Office]]] = []
        ring: Unit | None = unit
        while ring is not None:
            self._rings.append((ring.name, list(town_queries.offices_of(ring, day))))
            ring = ring.parent

    def find(self, words: str | None) -> Office | None:
        """The office, or None when none is surely meant."""
        key = (words or "").strip()
        if not key:
            return None
        if key not in self._found:
            self._found[key] = self._look(key)
            if self._found[key] is None:
                self.unmatched.add(key)
        return self._found[key]

    def _look(self, words: str) -> Office | None:
        for place, offices in self._rings:
            match = town_rules.match_office(words, offices, place=place)
            if match is not None:
                assert isinstance(match.office, Office)
                return match.office
        return None


def _make_everything(plan: Plan, items: Sequence[ProposalItem], finder: OfficeFinder) -> dict[str, int]:
    """Rows of every kind with their places. Gives how many of each, by the announcement's names."""
    of_kind = {kind: [item for item in items if item.kind == kind.value] for kind in ItemKind}
    places: list[Place] = []
    places += _make_targets(plan, of_kind[ItemKind.TARGET], finder)
    places += _make_tasks(plan, of_kind[ItemKind.TASK], finder)
    places += _make_projects(plan, of_kind[ItemKind.PROJECT], finder)
    places += _make_duties(plan, of_kind[ItemKind.DUTY], finder)
    Place.objects.bulk_create(places, batch_size=500)
    return {
        "targets": len(of_kind[ItemKind.TARGET]),
        "tasks": len(of_kind[ItemKind.TASK]),
        "projects": len(of_kind[ItemKind.PROJECT]),
        "duties": len(of_kind[ItemKind.DUTY]),
    }


def _led(item: ProposalItem, number: int, finder: OfficeFinder) -> dict[str, Any]:
    lead = item.now.get("lead") or ""
    return {
        "item": item,
        "mark": item.mark,
        "position": number,
        "lead_words": lead[:300],
        "lead_office": finder.find(lead),
    }


def _make_targets(plan: Plan, items: Sequence[ProposalItem], finder: OfficeFinder) -> list[Place]:
    rows = []
    for number, item in enumerate(items, start=1):
        read = item.now
        year = read.get("deadline_year")
        due = rules.due_day(read.get("deadline"), year=year or plan.horizon_to)
        if due is None and year:
            due = date(year, 12, 31)
        rows.append(
            Target(
                plan=plan,
                **_led(item, number, finder),
                pillar=read.get("pillar") or "other",
                text=read["text"],
                metric=(read.get("metric") or "")[:600],
                operator=read.get("operator") or "yes",
                value=as_decimal(read.get("value")),
                value_max=as_decimal(read.get("value_max")),
                measure=(read.get("unit") or "")[:80],
                due_year=year,
                due_on=due,
                due_words=(read.get("deadline") or "")[:200],
                scope=(read.get("scope") or "")[:200],
                section=(read.get("section") or "")[:300],
            )
        )
    Target.objects.bulk_create(rows, batch_size=200)
    TargetOffice.objects.bulk_create(
        TargetOffice(target=row, office=finder.find(words), words=words[:300])
        for row, item in zip(rows, items, strict=True)
        for words in (item.now.get("coop") or [])
    )
    return _places_of("target", rows, items)


def _make_tasks(plan: Plan, items: Sequence[ProposalItem], finder: OfficeFinder) -> list[Place]:
    rows = [
        Task(
            plan=plan,
            **_led(item, number, finder),
            text=item.now["text"],
            output=item.now.get("output") or "",
            coop_words=item.now.get("coop") or [],
            due_on=rules.due_day(item.now.get("deadline"), year=plan.horizon_to),
            due_words=(item.now.get("deadline") or "")[:200],
            rhythm=(item.now.get("rhythm") or "")[:40],
            section=(item.now.get("section") or "")[:300],
            where=item.now.get("where") or "body",
        )
        for number, item in enumerate(items, start=1)
    ]
    Task.objects.bulk_create(rows, batch_size=200)
    return _places_of("task", rows, items)


def _make_projects(plan: Plan, items: Sequence[ProposalItem], finder: OfficeFinder) -> list[Place]:
    rows = [
        Project(
            plan=plan,
            **_led(item, number, finder),
            name=item.now["name"],
            group=(item.now.get("group") or "")[:300],
            coop_words=item.now.get("coop") or [],
            period=(item.now.get("period") or "")[:80],
            due_on=rules.period_end(item.now.get("period")),
            legal_basis=item.now.get("legal_basis") or "",
            content=item.now.get("content") or "",
        )
        for number, item in enumerate(items, start=1)
    ]
    Project.objects.bulk_create(rows, batch_size=200)
    ProjectMoney.objects.bulk_create(
        ProjectMoney(
            project=row,
            amount=money["amount"],
            source=(money.get("source") or "")[:200],
            year=str(money.get("year") or "")[:20],
        )
        for row, item in zip(rows, items, strict=True)
        for money in (item.now.get("money") or [])
    )
    return _places_of("project", rows, items)


def _make_duties(plan: Plan, items: Sequence[ProposalItem], finder: OfficeFinder) -> list[Place]:
    rows = [
        Duty(
            plan=plan,
            item=item,
            mark=item.mark,
            position=number,
            who_words=(item.now.get("who") or "")[:300],
            who_office=finder.find(item.now.get("who")),
            what=item.now["what"],
            to_words=(item.now.get("to") or "")[:300],
            rhythm=(item.now.get("rhythm") or "")[:80],
            due_words=(item.now.get("due") or "")[:200],
        )
        for number, item in enumerate(items, start=1)
    ]
    Duty.objects.bulk_create(rows, batch_size=200)
    return _places_of("duty", rows, items)


def _places_of(kind: str, rows: Iterable[Any], items: Iterable[ProposalItem]) -> list[Place]:
    made = []
    for row, item in zip(rows, items, strict=True):
        read = item.now
        given = read.get("places") or [
            {
                "where": read.get("where") or "body",
                "lines": read.get("lines") or [item.first_line, item.last_line],
                "page": read.get("page") or item.page,
                "quote": read.get("quote") or "",
            }
        ]
        made += [
            Place(
                **{kind: row},
                where=place.get("where") or "body",
                page=place.get("page") or item.page,
                first_line=place["lines"][0],
                last_line=place["lines"][1],
                quote=place.get("quote") or "",
            )
            for place in given
        ]
    return made


@dataclass(frozen=True, slots=True)
class _Pair:
    older: Plan
    newer: Plan


@transaction.atomic
def amend(*, plan_id: int, by_plan_id: int, whole: bool, since: date, by: Actor, at: datetime) -> Plan:
    """A later plan amends the earlier one, or replaces it (`whole`) from `since` on. The earlier one's contents stay as
    they were. Gives the earlier one."""
    pair = _pair(plan_id, by_plan_id)
    town.require(by, "plans.amend", pair.older.unit.path, at)
    if pair.older.state == PlanState.REPLACED.value:
        raise WrongState(_("Kế hoạch này đã được thay thế trước đó."))
    if since < pair.older.since:
        raise WrongInput.of(
            "since",
            _("Ngày có hiệu lực phải từ %(day)s, ngày của kế hoạch trước, trở đi.")
            % {"day": f"{pair.older.since:%d/%m/%Y}"},
        )
    _mark(pair, whole=whole, since=since)
    if whole and since <= timezone.localdate(at):
        asking.plan_replaced(pair.older, by=by, at=at, newer=pair.newer.name)
    ground.write(
        deed="plans.replaced" if whole else "plans.amended",
        about=pair.older.ref,
        by=ref_of(by),
        at=at,
        data={"by": pair.newer.symbol or pair.newer.title, "since": since},
        also=[pair.newer.ref],
    )
    ground.announce(PlanReplaced(pair.older.pk, pair.newer.pk, whole, since.isoformat()), at=at)
    return pair.older


def _pair(plan_id: int, by_plan_id: int) -> _Pair:
    if plan_id == by_plan_id:
        raise WrongInput.of("by_plan", _("Một kế hoạch không tự sửa đổi chính nó."))
    both = {
        plan.pk: plan
        for plan in Plan.objects.select_for_update(of=("self",))
        .select_related("unit")
        .filter(Q(pk=plan_id) | Q(pk=by_plan_id))
        .order_by("pk")
    }
    older, newer = both[plan_id], both[by_plan_id]
    if newer.since < older.since:
        raise WrongInput.of("by_plan", _("Kế hoạch sửa đổi, thay thế phải ra sau."))
    if not (newer.unit.path.startswith(older.unit.path) or older.unit.path.startswith(newer.unit.path)):
        raise WrongInput.of("by_plan", _("Hai kế hoạch không cùng địa bàn."))
    return _Pair(older, newer)


def _mark(pair: _Pair, *, whole: bool, since: date) -> None:
    older, newer = pair.older, pair.newer
    if whole:
        older.state, older.until = (
            PlanState.REPLACED.value,
            max(older.since, date.fromordinal(since.toordinal() - 1)),
        )
        newer.replaces = older
    else:
        older.state, newer.amends, newer.amends_since = PlanState.AMENDED.value, older, since
    older.save(update_fields=["state", "until"])
    newer.save(update_fields=["amends", "amends_since", "replaces"])
