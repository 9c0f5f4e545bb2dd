"""Random deeds against processes of the book, as a machine of states: no dead end, the clock never negative, the ledger
always gives a deadline, every đồng conserved."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from dinh.catalog.models import ProcedureEdition
from dinh.catalog.queries import process as process_queries
from dinh.catalog.rules import process
from dinh.dossiers import queries, services
from dinh.dossiers.models import Dossier, Holding
from dinh.dossiers.rules.axes import ENDS
from dinh.dossiers.rules.money import state_of
from dinh.dossiers.services import fees
from dinh.ground import calendar
from dinh.ground import services as ground
from dinh.till import services as till
from dinh.till.services.taking import conserved
from dinh.till.shapes import Channel

from .builders import MORNING, Ward, opens

pytestmark = pytest.mark.django_db

CODES = ("1.004884", "2.001263", "2.000635")
PICK, PASSES = st.integers(0, 7), st.integers(0, 2000)
MOST_TO_THE_END = 40


class Going(RuleBasedStateMachine):
    """One dossier, and whatever people and tills may do to it."""

    ward: ClassVar[Ward]

    @initialize(code=st.sampled_from(CODES))
    def begin(self, code: str) -> None:
        edition = ProcedureEdition.objects.filter(procedure__code=code).first() or self.ward.procedure(code)
        self.at: datetime = MORNING
        self.dossier = self.ward.receive(edition)
        self.graph = process_queries.graph_of(self.dossier.process_id)

    def do(self, minutes: int, deed: Any, **given: Any) -> bool:
        """A deed that may be refused, with a sentence; then the till's news is heard."""
        self.at += timedelta(minutes=minutes)
        try:
            deed(by=None, at=self.at, **given)
        except (services.DossierRefused, till.TillRefused) as refused:
            assert str(refused)
            return False
        finally:
            ground.tell(everything=True)
            self.dossier = Dossier.objects.select_related("unit", "applicant").get(pk=self.dossier.pk)
        return True

    def rows(self) -> list[Holding]:
        found = Holding.objects.filter(dossier=self.dossier, closed_at=None).exclude(role="")
        return list(found.select_related("step").order_by("pk"))

    @rule(pick=PICK, minutes=PASSES)
    def step(self, pick: int, minutes: int) -> None:
        for row in self.rows()[:1]:
            ways = process.outcomes(self.graph, row.step.key)
            self.do(
                minutes,
                services.step,
                holding_id=row.pk,
                outcome=ways[pick % len(ways)].outcome,
                reason="Thử.",
            )

    @rule(pick=PICK, minutes=PASSES)
    def the_usual_way(self, pick: int, minutes: int) -> None:
        rows = self.rows()
        if rows:
            row = rows[pick % len(rows)]
            usual = process.outcomes(self.graph, row.step.key)[0]
            self.do(minutes, services.step, holding_id=row.pk, outcome=usual.outcome, reason="Thử.")

    @rule(pick=PICK, minutes=PASSES)
    def ask(self, pick: int, minutes: int) -> None:
        rows = self.rows()
        if rows:
            self.do(minutes, services.ask_completion, holding_id=rows[pick % len(rows)].pk, reason="Thiếu.")

    @rule(minutes=PASSES)
    def answer(self, minutes: int) -> None:
        self.do(minutes, services.answer_completion, dossier_id=self.dossier.pk)

    @rule(pick=PICK, minutes=PASSES)
    def hand(self, pick: int, minutes: int) -> None:
        rows = self.rows()
        if rows:
            row = rows[pick % len(rows)]
            self.do(minutes, services.hand_over, holding_id=row.pk, to_office_id=row.office_id or 0)

    @rule(share=st.integers(1, 4), minutes=PASSES)
    def pay(self, share: int, minutes: int) -> None:
        bill = fees.bill_for(self.dossier)
        if bill is not None and bill.owed:
            self.do(minutes, till.take_cash, bill_id=bill.pk, amount=max(1, bill.owed * share // 4))

    @rule(minutes=PASSES)
    def give_back(self, minutes: int) -> None:
        for bill in fees.bills_of(self.dossier):
            if bill.excess:
                self.do(
                    minutes,
                    till.refund,
                    bill_id=bill.pk,
                    amount=bill.excess,
                    reason="Hoàn.",
                    channel=Channel.CASH,
                )

    @rule(minutes=PASSES)
    def cancel_at_the_till(self, minutes: int) -> None:
        bill = fees.bill_for(self.dossier)
        if bill is not None:
            self.do(minutes, till.cancel_bill, bill_id=bill.pk, reason="Nhầm.")

    @rule(amount=st.sampled_from([0, 5_000, 30_000]), minutes=PASSES)
    def fee(self, amount: int, minutes: int) -> None:
        self.do(minutes, services.set_fee, dossier_id=self.dossier.pk, amount=amount, reason="Căn cứ mẫu.")

    @rule(what=st.sampled_from(["stop", "withdraw", "reopen"]), minutes=PASSES)
    def leave_or_come_back(self, what: str, minutes: int) -> None:
        self.do(minutes, getattr(services, what), dossier_id=self.dossier.pk, reason="Thử.")

    @rule(days=st.integers(1, 9))
    def apologise(self, days: int) -> None:
        before = Dossier.objects.get(pk=self.dossier.pk)
        day = calendar.for_country().add_working_days(self.at.date(), days)
        self.do(1, services.apologise, dossier_id=before.pk, new_day=day, reason="Bận.")
        assert self.dossier.due_at == before.due_at

    @rule()
    def clock_strikes(self) -> None:
        services.escalate(at=self.at)
        assert services.escalate(at=self.at) == 0

    @rule(minutes=PASSES)
    def split(self, minutes: int) -> None:
        if self.do(minutes, services.split, dossier_id=self.dossier.pk, parts=["Phần"], reason="Hai việc."):
            part = Dossier.objects.filter(split_from=self.dossier).latest("pk")
            assert part.due_at == self.dossier.due_at or self.dossier.due_at is None
            assert "split" in part.flags and "split" in self.dossier.flags

    @invariant()
    def holds(self) -> None:
        if not hasattr(self, "dossier"):
            return
        dossier, seen = self.dossier, queries.whole(self.dossier, self.at)
        assert seen.clock.spent >= timedelta() and seen.clock.stood >= timedelta()
        standing = sum(1 for row in seen.stretches if row.until is None)
        assert standing == (0 if dossier.due_at or dossier.ended else 1)
        assert (dossier.closed_at is None) == bool(opens(dossier))
        if dossier.closed_at is None:
            assert seen.open and all(process.outcomes(self.graph, row.step.key) for row in seen.open)
        else:
            assert dossier.business in {end.value for end in ENDS} and dossier.decided_as
        books = [bill.book for bill in fees.bills_of(dossier)]
        kept_open = dossier.money == "owed" and not dossier.ended and all(book.cancelled for book in books)
        assert dossier.money == state_of(books) or kept_open
        assert conserved(self.ward.ward.pk)

    def teardown(self) -> None:
        """From wherever it stands it can be brought to its end."""
        if not hasattr(self, "dossier"):
            return
        for _n in range(MOST_TO_THE_END):
            if self.dossier.closed_at is not None:
                break
            if self.dossier.completions.filter(answered_at=None).exists():
                assert self.do(5, services.answer_completion, dossier_id=self.dossier.pk)
                continue
            row = self.rows()[0]
            if row.step.kind == "wait-money":
                bill = fees.bill_for(self.dossier)
                if bill is None:
                    self.fee(5_000, 5)
                else:
                    assert self.do(5, till.take_cash, bill_id=bill.pk, amount=bill.owed)
                continue
            usual = process.outcomes(self.graph, row.step.key)[0]
            assert self.do(5, services.step, holding_id=row.pk, outcome=usual.outcome, reason="Thử.")
        assert self.dossier.closed_at is not None, [row.step.key for row in self.rows()]
        self.holds()


def test_whatever_is_done_the_dossier_can_be_brought_to_its_end(ward: Ward) -> None:
    Going.ward = ward
    run_state_machine_as_test(
        Going,
        settings=settings(
            max_examples=8,
            stateful_step_count=12,
            phases=[Phase.generate],  # shrinking would repeat deeds in a ledger that has no way back
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
