"""The engine of a dossier: tokens of the process as rows, the clock's ledger, the deadlines that follow. Deeds call it
under their lock; nothing here asks who may."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from dinh.catalog.models import ProcessStep
from dinh.catalog.rules import process
from dinh.ground import calendar
from dinh.ground.sql_memo import asked
from dinh.town.models import Office, Unit
from dinh.town.shapes import Actor

from .. import one_stop
from ..models import FAR, Answer, ClockStretch, CompletionRequest, Dossier, Holding
from ..rules import clock, on_time
from ..rules.axes import Business, Delivery, may_move
from ..rules.clock import Stop
from ..rules.going import OpenStep, state_of, stop_of
from ..shapes import AnswerKind, DossierClosed, DossierDecided
from . import known
from .book import Book
from .common import STEP_WITH, WrongState, day_of, local, name_of, person_id
from .standing import Stand


def open_rows(dossier: Dossier) -> list[Holding]:
    """Every open row, joins included. 1 query."""
    return asked("dossiers.open-rows", _open, dossier.pk)


def _open(dossier_id: int) -> QuerySet[Holding]:
    rows = Holding.objects.filter(dossier=dossier_id, closed_at=None)
    return rows.select_related(*STEP_WITH).order_by("id")


def _waiting(dossier_id: int) -> QuerySet[CompletionRequest]:
    return CompletionRequest.objects.filter(dossier=dossier_id, answered_at=None)


def _clock(dossier_id: int) -> QuerySet[ClockStretch]:
    return ClockStretch.objects.filter(dossier=dossier_id).order_by("since", "id")


def tokens_of(dossier: Dossier, rows: Iterable[Holding]) -> process.Tokens:
    """Where the dossier stands, as the token game sees it."""
    standing = tuple(sorted(process.Token(row.step.key, row.branches) for row in rows))
    return process.Tokens(standing, dossier.decided_as, "" if dossier.closed_at is None else "closed")


class Move:
    """One deed's move of one dossier: rows closed and opened, the answer, the clock, the deadlines. It goes into a book: its
    own, written when it is settled, or that of a deed which writes it with more. `stand`: where the dossier stands, when that
    was read already."""

    def __init__(
        self,
        dossier: Dossier,
        by: Actor | None,
        at: datetime,
        *,
        stand: Stand | None = None,
        book: Book | None = None,
    ) -> None:
        self.dossier, self.by, self.at = dossier, by, at
        self.own, self.book = book is None, book or Book()
        new = dossier.pk is None
        self._stretches: list[ClockStretch] | None = [] if new else None
        if stand is not None:
            self.rows, self.waiting, self._stretches = list(stand.rows), stand.waiting, stand.stretches
        else:
            self.rows = [] if new else open_rows(dossier)
            self.waiting = [] if new else asked("dossiers.waiting", _waiting, dossier.pk)
        self.completion_waits = any(each.beside for each in self.waiting)
        self.fresh: list[Holding] = []
        """Rows that this move opened: they go into the book with their deadlines when it is settled."""

    @property
    def stretches(self) -> list[ClockStretch]:
        """The clock's ledger, read once. A stretch without a number is not written yet."""
        if self._stretches is None:
            self._stretches = asked("dossiers.clock", _clock, self.dossier.pk)
        return self._stretches

    def graph(self) -> process.Graph:
        return known.graph_of(self.dossier.process_id)

    # ------------------------------------------------------------ rows

    def close(self, row: Holding, outcome: str, words: str = "", note: str = "") -> None:
        row.closed_at, row.outcome, row.words, row.note = max(self.at, row.opened_at), outcome, words, note
        row.by_id, row.by_name = person_id(self.by), name_of(self.by)
        if row.pk is not None:
            self.book.changed(row, "closed_at", "outcome", "words", "note", "by", "by_name")
        self.rows = [each for each in self.rows if each is not row and (row.pk is None or each.pk != row.pk)]

    def open(self, step: ProcessStep, branch: tuple[process.shapes.Branch, ...] | tuple = ()) -> Holding:  # type: ignore[name-defined]
        unit, office = self.place(step)
        row = Holding(
            dossier=self.dossier,
            step=step,
            branch=[list(each) for each in branch],
            role=step.who if step.shape().human else "",
            unit=unit,
            office=office,
            opened_at=self.at,
        )
        self.rows.append(row)
        self.fresh.append(row)
        return row

    def place(self, step: ProcessStep) -> tuple[Unit, Office | None]:
        """Whose desk a step that opens now comes to."""
        return place_of(step, self.dossier, self.at)

    def follow(self, moved: process.Tokens) -> None:
        """Bring the rows to where the tokens are."""
        there: dict[tuple[str, tuple], Holding] = {(row.step.key, row.branches): row for row in self.rows}
        wanted = {(token.step, tuple(token.branch)) for token in moved.standing}
        for place, row in there.items():
            if place not in wanted:
                self.close(row, "")
        new = [place for place in sorted(wanted) if place not in there]
        if new:
            steps = known.steps_of(self.dossier.process_id)
            for key, branch in new:
                self.open(steps[key], branch)

    # ------------------------------------------------------------ the answer

    def answer(self, kind: str, reason: str, from_row: Holding | None) -> None:
        """The decision, unless one stands already."""
        dossier = self.dossier
        if dossier.decided_as:
            return
        dossier.decided_as, dossier.decided_at = kind, self.at
        self._move_to(state_of((), decided=kind, completion_waits=False, first=False))
        self.completion_waits = False
        if kind in ("grant", "refuse"):
            dossier.delivery = Delivery.READY.value
        self.reckon()  # the clock ends here; the deadline that the answer is judged by is the ledger's
        dossier.late = self.is_late()
        self._write_answer(
            Answer(
                dossier=dossier,
                holding=from_row,
                kind=kind,
                reason=reason,
                due_at=dossier.due_at,
                at=self.at,
                by_id=person_id(self.by),
                by_name=name_of(self.by),
            )
        )

    def _write_answer(self, row: Answer) -> None:
        dossier = self.dossier
        self.answer_requests()
        self.book.new(row)
        self.book.tell(
            DossierDecided(
                dossier.pk,
                dossier.code,
                dossier.unit.code,
                AnswerKind(row.kind).value,
                day_of(self.at).isoformat(),
                not dossier.late,
            ),
            self.at,
        )

    def answer_requests(self, words: str | None = None) -> None:
        """What the citizen was asked is waited for no more, with what they said to it."""
        for each in self.waiting:
            each.answered_at = self.at
            self.book.changed(each, "answered_at")
            if words is not None:
                each.answer = words
                self.book.changed(each, "answer")
        self.waiting = []

    def is_late(self) -> bool:
        dossier = self.dossier
        judged = on_time.judge(
            ended=local(self.at),
            due=local(dossier.due_at) if dossier.due_at else None,
            now=local(self.at),
            requests=dossier.requests,
        )
        return judged.verdict == on_time.Verdict.LATE

    def ended(self) -> None:
        """Nothing more is to be done with it."""
        dossier = self.dossier
        if not dossier.decided_as:
            raise WrongState(
                _("Quy trình kết thúc mà chưa có quyết định; báo người giữ danh mục sửa quy trình.")
            )
        for row in list(self.rows):
            self.close(row, "")
        dossier.closed_at = self.at
        if dossier.delivery == Delivery.READY:
            dossier.delivery = Delivery.DELIVERED.value
        self._tell_closed()

    def _tell_closed(self) -> None:
        dossier = self.dossier
        self.book.tell(
            DossierClosed(dossier.pk, dossier.code, dossier.unit.code, day_of(self.at).isoformat()), self.at
        )

    # ------------------------------------------------------------ state, clock, deadlines

    def settle(
        self, *, first: bool = False, holds: Callable[[Holding], int | None] = lambda _row: None
    ) -> Dossier:
        """State and clock after the move; everything reckoned anew from the ledger; saved. `holds` says who has a step
        in hand from the moment that it is opened."""
        dossier = self.dossier
        if not dossier.decided_as:
            self._move_to(
                state_of(self._steps(), decided="", completion_waits=self.completion_waits, first=first)
            )
            self.reckon()
        else:
            self._press()
        if first:
            dossier.promised_at = dossier.due_at
        dossier.version += 1
        dossier.moved_at = self.at
        self._write(holds)
        dossier.rows_after = list(self.rows)  # type: ignore[attr-defined]
        return dossier

    def _write(self, holds: Callable[[Holding], int | None]) -> None:
        for row in self.fresh:
            row.person_id = holds(row)
            row.taken_at = self.at if row.person_id else None
        if self.own and self.dossier.pk is None:
            self.book.new(self.dossier)
        elif self.own:
            self.book.whole(self.dossier)
        self.book.new(*(row for row in self.stretches if row.pk is None), *self.fresh)
        self.fresh = []
        if self.own:
            self.book.write()

    def _steps(self) -> list[OpenStep]:
        return [OpenStep(row.step.kind, row.step.clock) for row in self.rows if row.step.shape().human]

    def _move_to(self, new: Business) -> None:
        old = Business(self.dossier.business)
        if old != new and not may_move(old, new):
            raise WrongState(
                _("Hồ sơ đang ở trạng thái không cho phép việc này. Mở lại trang để xem bản mới.")
            )
        self.dossier.business = new.value

    def reckon(self) -> None:
        """Start or stop the clock as the open steps say, then compute every deadline from the ledger."""
        dossier = self.dossier
        want = stop_of(self._steps(), decided=dossier.decided_as, completion_waits=self.completion_waits)
        rows = self.stretches
        standing = rows[-1] if rows and rows[-1].until is None else None
        if standing is not None and (want is None or standing.why != want):
            standing.until, standing.ended_by_name = max(self.at, standing.since), name_of(self.by)
            if standing.pk is not None:
                self.book.changed(standing, "until", "ended_by_name")
            standing = None
        if want is not None and standing is None:
            rows.append(
                ClockStretch(
                    dossier=dossier, since=self.at, why=want.value, words=self.why, by_name=name_of(self.by)
                )
            )
        shapes = [row.shape(local) for row in rows]
        dossier.due_at = due_of(dossier, shapes)
        if shapes and dossier.decided_as and stood_longer(dossier, shapes, self.at):
            add_flag(dossier, on_time.Flag.STOPPED_LONG)
        self._press(shapes)

    why = ""
    """Words for a stretch that begins with this move."""

    def _press(self, shapes: list[clock.Stretch] | None = None) -> None:
        if shapes is None:
            shapes = [row.shape(local) for row in self.stretches]
        for row in self.rows:
            due = step_due(row, shapes, self.dossier)
            near = min((each for each in (due, self.dossier.due_at) if each), default=FAR)
            if (row.due_at, row.pressing_at) != (due, near):
                row.due_at, row.pressing_at = due, near
                if row.pk is not None:
                    self.book.changed(row, "due_at", "pressing_at")


def rows_after(dossier: Dossier) -> list[Holding] | None:
    """The open rows that the deed which gave this dossier left behind; None when it moved nothing. No query."""
    found: list[Holding] | None = getattr(dossier, "rows_after", None)
    return found


def add_flag(dossier: Dossier, flag: on_time.Flag) -> None:
    if flag.value not in dossier.flags:
        dossier.flags = [*dossier.flags, flag.value]


def due_of(dossier: Dossier, stretches: list[clock.Stretch]) -> datetime | None:
    """The deadline of the ledger; None while the clock stands or where no term is known."""
    if not dossier.term_unit:
        return None
    term = clock.Term(clock.TermUnit(dossier.term_unit), dossier.term_amount or 0)
    limits = one_stop.on(dossier.received_day).limits
    return clock.deadline(
        local(dossier.received_at), term, stretches, calendar=calendar.for_country(), limits=limits
    )


def step_due(row: Holding, stretches: list[clock.Stretch], dossier: Dossier) -> datetime | None:
    """The step's own limit; none for a join, a step without hours, or while the clock stands."""
    if not row.role or not row.step.hours or row.step.clock != "runs":
        return None
    limits = one_stop.on(dossier.received_day).limits
    return clock.ends_after(
        local(first_opened(row)),
        timedelta(hours=float(row.step.hours)),
        stretches,
        calendar=calendar.for_country(),
        limits=limits,
    )


def first_opened(row: Holding) -> datetime:
    """When the step was opened, through all hands it went: passing it on gives nobody more time."""
    while row.came_from_id is not None:
        came = row.came_from
        assert came is not None
        row = came
    return row.opened_at


def stood_longer(dossier: Dossier, stretches: list[clock.Stretch], at: datetime) -> bool:
    """Whether its clock stood longer than it ran."""
    stood = sum(clock.held(stretches, local(at)).values(), timedelta())
    return stood * 2 > local(at) - local(dossier.received_at)


def place_of(
    step: ProcessStep,
    dossier: Dossier,
    at: datetime,
    office_of: Callable[[Unit, str, date], Office | None] = known.office_of_kind,
) -> tuple[Unit, Office | None]:
    """Whose desk a step comes to: the office of its kind in the unit that decides; the receiving one's own steps stay
    there; what a citizen or another body does is followed where the dossier was received."""
    gone = dossier.opened_in_id is not None and dossier.received_unit_id == dossier.opened_in_id
    if not gone and (
        step.who == "citizen"
        or (dossier.received_office and dossier.received_office.kind == step.office_kind)
    ):
        return dossier.received_unit, dossier.received_office
    office = office_of(dossier.unit, step.office_kind, day_of(at)) if step.office_kind else None
    return dossier.unit, office or dossier.office


__all__ = ["Move", "Stop", "add_flag", "due_of", "open_rows", "rows_after", "tokens_of"]
