"""The demo's part of what went less well is laid once, whatever the clock told upward by itself before."""

from __future__ import annotations

from datetime import date, datetime
from types import SimpleNamespace
from typing import Any

from dinh.catalog.models import ProcedureEdition
from dinh.dossiers import demo_later, services
from dinh.dossiers.models import Apology, Dossier, Escalation, FormAnswers
from dinh.town import testing

from .builders import FRIDAY, Ward, at
from .test_online import SCHEMA


class Clock:
    today = FRIDAY

    def at(self, day: date, hour: int = 9) -> datetime:
        return at(hour, day=day)


def test_what_went_less_well_is_furnished_though_the_clock_told_of_lateness_before(ward: Ward) -> None:
    edition = ward.procedure()
    ProcedureEdition.objects.filter(pk=edition.pk).update(form_schema=SCHEMA)
    edition.refresh_from_db()
    cashier = testing.actor("cashier", ward.ward, name="Cao Thị Ví Dụ")
    town = SimpleNamespace(
        ward=ward.ward, clock=Clock(), editions=[edition], counter=ward.counter, leader=ward.leader, cashier=cashier
    )  # fmt: skip
    ward.receive(edition, on=at(8, day=date(2026, 10, 1)))
    services.escalate(at=at(7))
    assert Escalation.objects.exists()
    said: list[str] = []

    def intake(of: Any, number: int) -> Any:
        return ward.intake(of, request_key=f"demo-{number}")

    for _turn in range(2):
        demo_later.furnish(town=town, intake=intake, say=said.append)

    assert len(said) == 1 and "thư xin lỗi 1, tách 1, dừng 1" in said[0]
    assert Apology.objects.exclude(sent_at=None).count() == 1
    assert Dossier.objects.filter(business="stopped").count() == 1
    assert FormAnswers.objects.get().by_name == "Bùi Văn Thí Dụ"
