"""Counts of a unit's dossiers of a period, from the dossiers themselves: what the index of 766 and the province ask for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Protocol

import yaml
from django.db.models import CharField, Count, Exists, OuterRef, Q
from django.db.models.functions import Cast
from django.utils import timezone

from dinh.catalog.models import ResultKind
from dinh.ground.periods import Period
from dinh.ground.services import SocketEmpty, declare_socket, socket
from dinh.till.models import Payment
from dinh.till.shapes import Channel as PayChannel
from dinh.town.models import Unit
from dinh.town.shapes import Actor

from ..models import Counted, Dossier, DossierPaper
from ..rules import index766
from .fields import verified_q
from .proofs import proofs_q
from .scope import unit_ids

BOOK = Path(__file__).parent.parent / "editions" / "index-766.yaml"


class Voices(Protocol):
    """Answered above: which dossiers their citizens were not content with."""

    def unhappy(self) -> Q:
        """A condition on a query over dossiers: complained about, or disliked."""

    def rated(self) -> Q:
        """A condition on a query over dossiers: rated."""


declare_socket("dossiers.voices", Voices, caption="Hồ sơ nào bị phản ánh, được đánh giá ra sao")


@dataclass(slots=True)
class Counts:
    """The counts of one unit, or of many together, by name."""

    unit: Unit | None
    numbers: dict[str, int] = field(default_factory=dict)

    def __getitem__(self, name: str) -> int:
        return self.numbers.get(name, 0)

    def add(self, other: Counts) -> None:
        for name, number in other.numbers.items():
            self.numbers[name] = self.numbers.get(name, 0) + number

    @property
    def on_time(self) -> Any:
        """Share of what was answered or still runs in its time."""
        return index766.share_of(self["in_time"], self["received"])

    @property
    def online_share(self) -> Any:
        return index766.share_of(self["online"], self["received"])

    @property
    def digitised_share(self) -> Any:
        return index766.share_of(self["digitised"], self["received"])

    @property
    def paid_share(self) -> Any:
        return index766.share_of(self["paid_online"], self["with_fee"])

    @property
    def content_share(self) -> Any:
        return index766.share_of(self["content"], self["received"])


NAMES = (
    "received", "answered", "open", "in_time", "late", "flagged_in_time", "online", "can_online_full", "online_full",
    "with_fee", "paid_online", "with_result_paper", "result_file", "digitised", "digitised_both", "reused", "from_store",
    "verified", "rated", "unhappy", "content", "refused",
)  # fmt: skip


def bounds(first: date, last: date) -> tuple[datetime, datetime]:
    """From the first moment of the first day to the last of the last, local time."""
    zone = timezone.get_current_timezone()
    start = datetime.combine(first, time.min, tzinfo=zone)
    return start, datetime.combine(last + timedelta(days=1), time.min, tzinfo=zone)


def counts(
    actor: Actor | None,
    day: date,
    first: date,
    last: date,
    now: datetime,
    *,
    units: Sequence[int] | None = None,
) -> list[Counts]:
    """By unit, of the dossiers received from the first day to the last that the actor may see; judged as of the period's
    end, or now. Units without any are left out. 3 queries."""
    start, end = bounds(first, last)
    seen: Any = unit_ids(actor, day)
    if units is not None:
        seen = Unit.objects.filter(pk__in=seen).filter(pk__in=units).values("pk")
    return _of_units(numbers_of(seen, start, end, now))


def numbers_of(units: Any, start: datetime, end: datetime, now: datetime) -> dict[int, dict[str, int]]:
    """The counts by number of the unit. 1 query over all that they received in between."""
    rows = Dossier.objects.filter(received_at__gte=start, received_at__lt=end, unit__in=units)
    grouped: Any = rows.order_by().values("unit_id").annotate(**_aggregates(min(now, end)))
    return {row.pop("unit_id"): _finished(row) for row in grouped}


def _of_units(found: Mapping[int, dict[str, int]]) -> list[Counts]:
    known = {unit.pk: unit for unit in Unit.objects.filter(pk__in=found)}
    return [
        Counts(known[pk], dict(numbers))
        for pk, numbers in sorted(found.items(), key=lambda pair: known[pair[0]].path)
    ]


MOST_LIVE = 10_000
"""Up to so many dossiers are counted while somebody waits."""


def counts_or_kept(
    actor: Actor | None, day: date, period: Period, now: datetime, *, units: Sequence[int] | None = None
) -> tuple[list[Counts], datetime | None, bool]:
    """As `counts` for a period; where that would take long, the counts of the night, with the moment of the oldest. The last
    says whether there are any: before the first night there are none. At most 5 queries, none of which reads more than
    MOST_LIVE dossiers."""
    start, end = bounds(period.first, period.last)
    seen: Any = unit_ids(actor, day)
    if units is not None:
        seen = list(Unit.objects.filter(pk__in=seen).filter(pk__in=units).values_list("pk", flat=True))
    some = Dossier.objects.filter(received_at__gte=start, received_at__lt=end, unit__in=seen).order_by()
    if some.values("pk")[: MOST_LIVE + 1].count() <= MOST_LIVE:
        return _of_units(numbers_of(seen, start, end, now)), None, True
    kept = list(Counted.objects.filter(period=period.key, unit__in=seen))
    if not kept:
        return [], None, False
    return _of_units({row.unit_id: row.numbers for row in kept}), min(row.at for row in kept), True


def total(rows: Sequence[Counts]) -> Counts:
    """All of them together."""
    whole = Counts(None, {})
    for row in rows:
        whole.add(row)
    return whole


def _aggregates(until: datetime) -> dict[str, Count]:
    taken = ~Q(business="refused")
    in_time = taken & in_time_q(until)
    online = taken & Q(channel__in=("online", "portal"))
    with_fee = taken & (Q(fee=None) | Q(fee__gt=0))
    papery = Exists(ResultKind.objects.filter(edition=OuterRef("edition"), paper=True))
    proven = Exists(proofs_q().filter(dossier=OuterRef("pk")))
    digitised = Exists(DossierPaper.objects.filter(dossier=OuterRef("pk"), digitised=True))
    reused = Exists(DossierPaper.objects.filter(dossier=OuterRef("pk"), reused=True))
    paid = Exists(
        Payment.objects.filter(
            bill__about_kind="dossier",
            bill__about_id=Cast(OuterRef("pk"), CharField()),
            bill__paid_at__isnull=False,
            channel__in=(PayChannel.BANK.value, PayChannel.PORTAL.value),
        )
    )
    verified = Exists(verified_q().filter(dossier=OuterRef("pk")))
    # On line counts only with its result as a file, where the procedure gives a paper.
    whole_way = online & Q(edition__online="full") & (~Q(papery) | Q(proven))
    conditions: dict[str, Q] = {
        "received": taken,
        "refused": Q(business="refused"),
        "answered": taken & Q(decided_at__lte=until),
        "in_time": in_time,
        "flagged_in_time": in_time & ~Q(flags=[]),
        "online": online,
        "can_online_full": taken & Q(edition__online="full"),
        "online_full": whole_way,
        "with_fee": with_fee,
        "paid_online": with_fee & Q(paid),
        "with_result_paper": taken & Q(papery),
        "result_file": taken & Q(papery) & Q(proven),
        "digitised": taken & Q(digitised),
        "digitised_both": taken & Q(digitised) & Q(proven),
        "reused": taken & Q(reused),
        "from_store": taken & (Q(reused) | Q(proven)),
        "verified": taken & Q(verified),
    }
    asked = voices()
    if asked is not None:
        unhappy = asked.unhappy()
        conditions["rated"] = taken & asked.rated()
        conditions["unhappy"] = taken & unhappy
    return {name: Count("pk", filter=condition) for name, condition in conditions.items()}


def _finished(numbers: dict[str, int]) -> dict[str, int]:
    numbers["late"] = numbers["received"] - numbers["in_time"]
    numbers["open"] = numbers["received"] - numbers["answered"]
    # Shares are taken off one by one: 100% less % late less % complained about or disliked.
    numbers["content"] = max(0, numbers["in_time"] - numbers.get("unhappy", 0))
    return numbers


def in_time_q(until: datetime) -> Q:
    """Answered in time by a moment, or still in its time then; more than one request to complete is late by the index's own
    rule, and a dossier answered later is judged as it stood at that moment."""
    answered = Q(decided_at__lte=until)
    running = (Q(decided_at=None) | Q(decided_at__gt=until)) & Q(requests__lte=1)
    return (answered & Q(late=False)) | (running & (Q(due_at=None) | Q(due_at__gte=until)))


def voices() -> Voices | None:
    """Who knows of citizens' content; None in a house without that room."""
    try:
        found: Voices = socket("dossiers.voices")
    except SocketEmpty:
        return None
    return found


# ---------------------------------------------------------------- the index


@cache
def _rows() -> Mapping[str, Any]:
    loaded: Mapping[str, Any] = yaml.safe_load(BOOK.read_text(encoding="utf-8"))
    return loaded


def book_on(day: date) -> index766.Book:
    """The index as it is counted on a day."""
    return index766.book_of(_rows()["editions"], day)


def rank_of(points: Any, most: Any) -> str:
    """What a sum of points is called, of the hundred; empty while nothing could be counted."""
    if not most:
        return ""
    share = points * 100 / most
    steps = sorted(_rows()["ranks"][-1]["steps"], reverse=True)
    return str(next(words for least, words in steps if share >= least))
