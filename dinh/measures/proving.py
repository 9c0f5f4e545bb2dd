"""What `dinh prove` is asked to prove: values that were kept here, and, by a question upstairs, the numbers that targets stand by. Plans
answers; without plans only measures can be proved."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Protocol

from django.utils.translation import gettext_lazy as _

from dinh.ground.periods import Period
from dinh.ground.services import SocketEmpty, declare_socket, socket

from .models import Value
from .queries.values import Claim, claim_of


@dataclass(frozen=True, slots=True)
class Span:
    """The periods that are asked about: one, or every one that ends between two days."""

    first: date
    last: date
    only: str = ""
    """Key of the one period; empty: every one that ends within."""

    def holds(self, key: str) -> bool:
        """Whether a period is asked about; by the calendar, whatever its closing day."""
        if self.only:
            return key == self.only
        return self.first <= Period.parse(key).last <= self.last


def span_of(text: str) -> Span:
    """ "2026-10" is that month; "2026" every period of the year and the year itself; "2026-03..2026-Q3" from the first day of the one
    to the last of the other. Raises ValueError with a Vietnamese sentence."""
    start, dots, end = text.partition("..")
    first, last = Period.parse(start), Period.parse(end if dots else start)
    if first.first > last.last:
        raise ValueError(f"“{text}”: kỳ đầu phải trước kỳ cuối.")
    only = "" if dots or first.kind == "year" else first.key
    return Span(first.first, last.last, only)


class Targets(Protocol):
    """Answered above: what was published of a target."""

    def claims(self, target: str, within: Span, unit_code: str | None) -> list[Claim]:
        """The measured values in force of a target (its number, or words of its text) in these periods, or of every target for
        "all"."""


def declare() -> None:
    """Declare the socket; from `apps.ready`."""
    declare_socket("measures.targets", Targets, caption=_("Chỉ tiêu nào lấy số từ số đo nào"))


def claims(target: str, within: Span, unit_code: str | None) -> list[Claim]:
    """What stands upstairs; nothing where nobody answers."""
    try:
        found: Targets = socket("measures.targets")
    except SocketEmpty:
        return []
    return found.claims(target, within, unit_code)


def kept_claims(within: Span, *, code: str | None, unit_code: str | None, closing: int | None) -> list[Claim]:
    """Every value that was counted and kept in these periods, those too that another took the place of; what only says which facts
    are missing is no number. Two queries."""
    rows = Value.objects.exclude(value=None, numerator=None)
    if code is not None:
        rows = rows.filter(code=code)
    if unit_code:
        rows = rows.filter(unit_code=unit_code)
    if closing is not None:
        rows = rows.filter(closing=closing)
    keys = [key for key in rows.order_by().values_list("period", flat=True).distinct() if within.holds(key)]
    chosen = rows.filter(period__in=keys).select_related("run", "formula").order_by("pk")
    return [claim_of(each) for each in chosen]
