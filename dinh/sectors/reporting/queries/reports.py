"""Reports one may see, owes, or receives."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import reduce
from operator import or_

from django.db.models import Count, Q, QuerySet

from dinh.ground.calendar import for_country
from dinh.ground.search import search_q
from dinh.ground.sql_memo import rows_of
from dinh.town import queries as town
from dinh.town import services as town_services
from dinh.town.rules import covers
from dinh.town.shapes import Actor

from ..models import Report, Version
from ..rules import OF_RECEIVER, WHO_MAY
from ..shapes import OPEN_STATES

PAGE = 40
_RELATED = ("regime", "unit", "office", "to_unit", "to_office")
_WRITES = WHO_MAY["reporting.write"] | WHO_MAY["reporting.send"]
_RECEIVES = frozenset().union(*(WHO_MAY[deed] for deed in OF_RECEIVER))


def visible(actor: Actor | None, day: date) -> QuerySet[Report]:
    """Reports the actor may see: owed by, or owed to, a unit under their mandates."""
    mine = town.unit_scope_q(actor, day, prefix="unit__")
    return Report.objects.filter(mine | town.unit_scope_q(actor, day, prefix="to_unit__"))


def report_for(actor: Actor | None, report_id: int, day: date) -> Report | None:
    """One report with its regime, units and term, if the actor may see it. One query."""
    rows = visible(actor, day).select_related(*_RELATED, "term__regime", "duty", "request", "passed_from")
    return rows.filter(pk=report_id).first()


def _at_own_place(actor: Actor | None, roles: frozenset[str], day: date, prefix: str) -> Q:
    """Rows of the very units and offices where the actor holds one of the roles: not of all that lies below."""
    found = [
        Q(**{f"{prefix}office": m.office_id})
        if m.office_id is not None
        else Q(**{f"{prefix}unit__path": m.unit_path})
        for m in (actor.mandates if actor else ())
        if m.role in roles and covers(m, m.unit_path, day, m.office_id)
    ]
    return reduce(or_, found) if found else Q(pk__in=[])


def mine_q(actor: Actor | None, day: date) -> Q:
    """Keeps what the actor's own unit or office owes."""
    return _at_own_place(actor, _WRITES, day, "")


def received_q(actor: Actor | None, day: date) -> Q:
    """Keeps what is owed to the actor's own unit or office."""
    return _at_own_place(actor, _RECEIVES, day, "to_")


def mine(
    actor: Actor | None,
    day: date,
    *,
    part: str = "phai-gui",
    words: str = "",
    after: tuple[date, int] | None = None,
    limit: int = PAGE,
) -> list[Report]:
    """A page of what one owes, of one of the PARTS: the most pressing first, of what is done the newest. `after` is the
    day and id of the last row of the page before. One query."""

    def asked() -> QuerySet[Report]:
        rows = Report.objects.filter(mine_q(actor, day), part_q(part, day)).select_related(*_RELATED)
        if words:
            rows = rows.filter(search_q("search", words))
        newest_first = part == "xong"
        if after:
            last, pk = after
            rows = rows.filter(
                Q(due_on__lt=last) | Q(due_on=last, pk__lt=pk)
                if newest_first
                else Q(due_on__gt=last) | Q(due_on=last, pk__gt=pk)
            )
        return rows.order_by(*(("-due_on", "-pk") if newest_first else ("due_on", "pk")))[:limit]

    if words or after:  # seldom the same twice
        return list(asked())
    return rows_of("reporting.mine", (actor, day, part, limit), asked)


@dataclass(frozen=True, slots=True)
class Tally:
    """How many open reports stand where."""

    owed: int = 0
    late: int = 0
    soon: int = 0
    returned: int = 0
    waiting: int = 0


PARTS = ("phai-gui", "tre", "gan-han", "tra-lai", "cho-nhan", "xong")
"""To send (and of it: late, due within seven days, returned), sent and waiting to be taken, done."""


def late_q(day: date) -> Q:
    """Keeps what is late on a day and not sent."""
    return part_q("tre", day)


def part_q(part: str, day: date) -> Q:
    """Keeps the reports of one of the PARTS: what a figure counts and what opens behind it are one condition."""
    line = for_country().late_before(day)
    return {
        "phai-gui": Q(state__in=("owed", "returned")),
        "tre": Q(state="owed", due_on__lt=line) | Q(state="returned", again_by__lt=line),
        "gan-han": Q(state="owed", due_on__gte=line, due_on__lte=day + timedelta(days=7)),
        "tra-lai": Q(state="returned"),
        "cho-nhan": Q(state="sent"),
        "xong": Q(state__in=("accepted", "waived")),
    }[part]


def _tally(rows: QuerySet[Report], day: date) -> QuerySet[Report, tuple[int, ...]]:
    return (
        rows.filter(state__in=OPEN_STATES)
        .order_by()
        .values("state")
        .annotate(
            owed=Count("pk", filter=part_q("phai-gui", day)),
            late=Count("pk", filter=part_q("tre", day)),
            soon=Count("pk", filter=part_q("gan-han", day)),
            returned=Count("pk", filter=part_q("tra-lai", day)),
            waiting=Count("pk", filter=part_q("cho-nhan", day)),
        )
        .values_list("owed", "late", "soon", "returned", "waiting")
    )


def _whole(lines: list[tuple[int, ...]]) -> Tally:
    return Tally(*(sum(column) for column in zip(*lines, strict=True)))


def tally(actor: Actor | None, day: date) -> Tally:
    """What one owes, counted in one query."""

    def rows() -> QuerySet[Report, tuple[int, ...]]:
        return _tally(Report.objects.filter(mine_q(actor, day)), day)

    return _whole(rows_of("reporting.tally", (actor, day), rows))


def tally_received(actor: Actor | None, day: date) -> Tally:
    """What is owed to one, counted in one query."""

    def rows() -> QuerySet[Report, tuple[int, ...]]:
        return _tally(Report.objects.filter(received_q(actor, day)), day)

    return _whole(rows_of("reporting.tally_received", (actor, day), rows))


def waiting_received(
    actor: Actor | None, day: date, *, part: str = "cho-nhan", limit: int = 60
) -> list[Report]:
    """What waits for one's decision ("cho-nhan", sent first first) or is late ("tre", the oldest first). One query."""

    def asked() -> QuerySet[Report]:
        rows = Report.objects.filter(received_q(actor, day)).select_related(*_RELATED)
        if part == "tre":
            return rows.filter(late_q(day)).order_by("due_on", "pk")[:limit]
        return rows.filter(state="sent").order_by("last_sent_on", "pk")[:limit]

    return rows_of("reporting.waiting_received", (actor, day, part, limit), asked)


def sees_drafts(actor: Actor | None, report: Report, day: date) -> bool:
    """Whether what was written but not sent is shown: to those who may write or send it, and to nobody else."""
    return any(
        town_services.allowed(actor, deed, report.unit.path, day, report.office_id)
        for deed in ("reporting.write", "reporting.send")
    ) and _own_side(actor, report, day)


def _own_side(actor: Actor | None, report: Report, day: date) -> bool:
    """Whether one stands on the owing side: a province's leader reaches its communes, and yet does not read their drafts."""
    return any(
        m.unit_path == report.unit.path and covers(m, m.unit_path, day, m.office_id or report.office_id)
        for m in (actor.mandates if actor else ())
    )


def last_versions(reports: Iterable[Report], *, sent: bool = True) -> dict[int, Version]:
    """The newest (sent) version of each. One query."""
    pks: Sequence[int] = [report.pk for report in reports]
    rows = Version.objects.filter(report__in=pks)
    if sent:
        rows = rows.filter(sent=True)
    return {row.report_id: row for row in rows.order_by("number")}
