"""The whole of a target gathered from the units it was given to, standing in where the target has no figure of its own.

A leader's board asks this of every target that nobody measured, again and again; sixty targets over 166 communes are ten
thousand rows. What was gathered is kept until the ledger says that something of this room was done since: every deed
writes a line in the order of commits, so what is kept is never older than the last deed.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from threading import Lock

from dinh.ground.models import LedgerHead, LedgerLine
from dinh.plans import rules
from dinh.plans.models import Allotment, Target
from dinh.plans.rules.cascade import counts_units
from dinh.plans.rules.rollup import Rolled

from .cascade import rollups

MOST_KEPT = 4_000
_ROOM = "plans."


@dataclass(frozen=True, slots=True)
class Gathered:
    """A figure made of the figures of `counted` units out of `total`. `last` is the newest day among theirs."""

    value: float
    last: date
    counted: int
    total: int

    @property
    def measured(self) -> rules.Measured:
        return rules.Measured(self.last, self.value)


def whole_of(rolled: Rolled, *, operator: str, measure: str, day: date) -> Gathered | None:
    """The roll-up as the target's own figure; None where nobody has a figure yet, or where the roll-up counts units and
    the target counts something else."""
    if rolled.value is None or rolled.last is None:
        return None
    value = float(rolled.value)
    if rolled.rule == "reached" and not counts_units(measure):
        if operator != "yes":
            return None
        # "Có, hoàn thành" holds for the whole when it holds for each.
        value = float(rolled.reached == rolled.total)
    return Gathered(value, min(rolled.last, day), rolled.counted, rolled.total)


class _Kept:
    """What was gathered, by target and day, with the place in the ledger up to which it holds."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.upto: tuple[int, str] = (0, "")
        self.found: dict[tuple[int, date], Gathered | None] = {}

    def known(self, ids: Collection[int], day: date) -> dict[int, Gathered | None]:
        """What still holds of some targets. Two queries at most."""
        head = LedgerHead.objects.order_by("chain").values_list("last_id", "last_hash").first() or (0, "")
        with self.lock:
            if head != self.upto:
                if not self._holds(head):
                    self.found.clear()
                self.upto = head
            return {pk: self.found[pk, day] for pk in ids if (pk, day) in self.found}

    def _holds(self, head: tuple[int, str]) -> bool:
        number, mark = self.upto
        if not number or head[0] <= number:
            return False
        since = LedgerLine.objects.filter(id__gte=number, id__lte=head[0]).order_by("id")
        lines = list(since.values_list("deed", "hash")[:200])
        # More news than that, or another chain under the same number: read anew.
        whole = len(lines) == head[0] - number + 1 and lines[0][1] == mark
        return whole and not any(deed.startswith(_ROOM) for deed, _hash in lines[1:])

    def keep(self, made: dict[int, Gathered | None], day: date, upto: tuple[int, str]) -> None:
        with self.lock:
            if upto == self.upto:
                if len(self.found) + len(made) > MOST_KEPT:
                    self.found.clear()
                self.found |= {(pk, day): each for pk, each in made.items()}


_kept = _Kept()


def gathered(target_ids: Collection[int], day: date) -> dict[int, Gathered]:
    """What the units of each of these targets make together on a day, where that can be said. Two queries when it was
    gathered before and nothing was done in plans since, eleven at most."""
    if not target_ids:
        return {}
    found = _kept.known(target_ids, day)
    upto = _kept.upto
    if missing := [pk for pk in target_ids if pk not in found]:
        words = {
            pk: (operator, measure)
            for pk, operator, measure in Target.objects.filter(pk__in=missing).values_list(
                "pk", "operator", "measure"
            )
        }
        made: dict[int, Gathered | None] = dict.fromkeys(missing)
        for pk, one in rollups(list(words), day).items():
            operator, measure = words[pk]
            made[pk] = whole_of(one.rolled, operator=operator, measure=measure, day=day)
        _kept.keep(made, day, upto)
        found |= made
    return {pk: each for pk, each in found.items() if each is not None}


def standing_in(target_ids: Collection[int], day: date) -> dict[int, Gathered]:
    """The same for targets of which some were given to nobody. One query more, none for none."""
    if not target_ids:
        return {}
    given = Allotment.objects.filter(target__in=target_ids, parent=None).order_by()
    return gathered(set(given.values_list("target_id", flat=True).distinct()), day)
