"""The same deed on many steps in one transaction and a few statements: locked in the order of their numbers, each decided by
the rules of the single deed, those that are refused left as they are, everything written together, one stretch of the
ledger's chain."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from dinh.town.services import NotAllowed
from dinh.town.shapes import Actor

from ..models import Dossier, Holding
from ..shapes import StepGiven
from .book import Book
from .common import DossierRefused, WrongInput, moment, said
from .going import GoesByItself, Receiver, go_on, hand_on, step, take_row
from .moving import Move
from .standing import Stand, open_steps

MOST = 200
"""Steps of one call."""


@dataclass(frozen=True, slots=True)
class StepTold:
    """What became of one step: its dossier as it stands now, or why it was refused. A refused one is as it was."""

    holding_id: int
    dossier: Dossier | None = None
    holding: Holding | None = None
    """The row that holds the step now, where the deed leaves it open."""
    refused: Exception | None = None

    @property
    def ok(self) -> bool:
        return self.refused is None


Deed = Callable[[Stand, Holding, StepGiven, Book], Holding | None]


@transaction.atomic
def step_many(*, steps: Sequence[StepGiven], by: Actor | None, at: datetime) -> list[StepTold]:
    """`step` for each, of the same or of different dossiers, in the order given; two of one dossier follow each other. Tells of
    every one whether it is stored or why it is refused. Citizens are told by the clock. Some fifteen queries, however many they are; a refusal that gives
    up a fee at the till goes by itself."""

    def deed(stand: Stand, row: Holding, given: StepGiven, book: Book) -> None:
        book.watch(stand.dossier)
        move = Move(stand.dossier, by, moment(stand.dossier, at), stand=stand, book=book)
        go_on(move, row, given.outcome, reason=given.reason, items=given.items, set_based=True)

    def alone(given: StepGiven) -> Dossier:
        return step(
            holding_id=given.holding_id,
            outcome=given.outcome,
            reason=given.reason,
            items=given.items,
            by=by,
            at=at,
        )

    return _each(steps, deed, alone)


@transaction.atomic
def take_many(*, steps: Sequence[StepGiven], by: Actor, at: datetime) -> list[StepTold]:
    """`take` for each."""

    def deed(stand: Stand, row: Holding, given: StepGiven, book: Book) -> Holding:
        take_row(stand.dossier, row, by, at, book)
        return row

    return _each(steps, deed)


@transaction.atomic
def hand_over_many(
    *,
    steps: Sequence[StepGiven],
    by: Actor | None,
    at: datetime,
    to_person_id: int | None = None,
    to_office_id: int | None = None,
    reason: str = "",
) -> list[StepTold]:
    """`hand_over` for each, to one colleague or one office."""
    to = Receiver(at, to_person_id, to_office_id)

    def deed(stand: Stand, row: Holding, given: StepGiven, book: Book) -> Holding:
        return hand_on(stand.dossier, row, to, by, at, said(reason), book)

    return _each(steps, deed)


def _each(
    steps: Sequence[StepGiven], deed: Deed, alone: Callable[[StepGiven], Dossier] | None = None
) -> list[StepTold]:
    if len(steps) > MOST:
        raise WrongInput.of(
            "steps",
            _("Mỗi lượt nhiều nhất %(n)s bước; đang gửi %(m)s.") % {"n": MOST, "m": len(steps)},
        )
    given = {one.holding_id: one for one in steps}
    if len(given) != len(steps):
        raise WrongInput.of("steps", _("Một bước chỉ gửi một lần trong một lượt."))
    told: dict[int, StepTold] = {}
    left = list(given.values())
    while left:
        left = _round(left, deed, alone, told)
    return [told[pk] for pk in given]


def _round(
    steps: list[StepGiven],
    deed: Deed,
    alone: Callable[[StepGiven], Dossier] | None,
    told: dict[int, StepTold],
) -> list[StepGiven]:
    """Do one step of each dossier; gives those that must wait for the next round. A version seen is that of before the call:
    in a later round it is looked at no more, since what came between is this call's own."""
    found = open_steps([(one.holding_id, one.seen) for one in steps])
    whole, touched = Book(many=True), set[int]()
    later: list[StepGiven] = []
    apart: list[StepGiven] = []
    for one in steps:
        there = found[one.holding_id]
        if isinstance(there, DossierRefused):
            told[one.holding_id] = StepTold(one.holding_id, refused=there)
            continue
        stand, row = there
        if stand.dossier.pk in touched:
            later.append(StepGiven(one.holding_id, one.outcome, one.reason, one.items))
            continue
        touched.add(stand.dossier.pk)
        book = Book()
        try:
            held = deed(stand, row, one, book)
        except GoesByItself:
            apart.append(one)
        except (DossierRefused, NotAllowed) as refused:
            told[one.holding_id] = StepTold(one.holding_id, refused=refused)
        else:
            told[one.holding_id] = StepTold(one.holding_id, stand.dossier, held)
            whole.take_in(book)
    whole.write()
    for one in apart:
        assert alone is not None
        try:
            with transaction.atomic():
                told[one.holding_id] = StepTold(one.holding_id, alone(one))
        except (DossierRefused, NotAllowed) as refused:
            told[one.holding_id] = StepTold(one.holding_id, refused=refused)
    return later


__all__ = ["MOST", "StepGiven", "StepTold", "hand_over_many", "step_many", "take_many"]
