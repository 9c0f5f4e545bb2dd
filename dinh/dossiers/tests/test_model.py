"""Random deeds against every process of the book: no dead end, the clock never negative, the ledger always gives a deadline."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dinh.catalog.queries import process as process_queries
from dinh.catalog.rules import process
from dinh.dossiers import queries, services
from dinh.dossiers.models import Dossier, Holding
from dinh.dossiers.rules.axes import ENDS

from .builders import MORNING, Ward, opens

pytestmark = pytest.mark.django_db

DEEDS = ("step", "step", "step", "ask", "answer", "take", "hand", "stop", "withdraw", "reopen")


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    moves=st.lists(st.tuples(st.sampled_from(DEEDS), st.integers(0, 7), st.integers(0, 2000)), max_size=14),
    code=st.sampled_from(["1.004884", "2.001263", "2.000635"]),
)
def test_whatever_is_done_the_dossier_can_go_on_or_has_ended(
    ward: Ward, moves: list[tuple[str, int, int]], code: str
) -> None:
    from dinh.catalog.models import ProcedureEdition

    edition = ProcedureEdition.objects.filter(procedure__code=code).first() or ward.procedure(code)
    dossier, at = ward.receive(edition), MORNING
    graph = process_queries.graph_of(dossier.process_id)
    for deed, pick, minutes in moves:
        at += timedelta(minutes=minutes)
        try:
            _do(dossier, graph, deed, pick, at)
        except services.DossierRefused as refused:
            assert str(refused)
        dossier = Dossier.objects.get(pk=dossier.pk)
        seen = queries.whole(dossier, at)
        assert seen.clock.spent >= timedelta() and seen.clock.stood >= timedelta()
        assert sum(1 for row in seen.stretches if row.until is None) == (
            0 if dossier.due_at or dossier.ended else 1
        )
        assert (dossier.closed_at is None) == bool(opens(dossier))
        if dossier.closed_at is None:
            assert seen.open and all(process.outcomes(graph, row.step.key) for row in seen.open)
        else:
            assert dossier.business in {end.value for end in ENDS} and dossier.decided_as


def _do(dossier: Dossier, graph: process.Graph, deed: str, pick: int, at: object) -> None:
    rows = list(
        Holding.objects.filter(dossier=dossier, closed_at=None).exclude(role="").select_related("step")
    )
    who = {"by": None, "at": at}
    if deed in ("step", "ask", "hand") and not rows:
        return
    row = rows[pick % len(rows)] if rows else None
    if deed == "step":
        assert row is not None
        ways = process.outcomes(graph, row.step.key)
        services.step(holding_id=row.pk, outcome=ways[pick % len(ways)].outcome, reason="Thử.", **who)
    elif deed == "ask":
        assert row is not None
        services.ask_completion(holding_id=row.pk, reason="Thiếu.", **who)
    elif deed == "answer":
        services.answer_completion(dossier_id=dossier.pk, **who)
    elif deed == "hand":
        assert row is not None
        services.hand_over(holding_id=row.pk, to_office_id=row.office_id, **who)
    elif deed in ("stop", "withdraw", "reopen"):
        getattr(services, deed)(dossier_id=dossier.pk, reason="Thử.", **who)
