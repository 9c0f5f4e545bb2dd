"""Bills set by set: codes that never come twice, receipts that follow one another, days that are closed. That the rows are those
of the deeds is shown where they are played (dossiers, `test_simulate`)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction

from dinh.till.models import Bill, Reconciliation, Till
from dinh.till.rules import codes
from dinh.till.services import sets
from dinh.till.shapes import Channel

from .builders import DAY, NINE, Town


def test_every_number_has_a_code_of_its_own_and_what_is_taken_is_passed_over() -> None:
    bills = range(1_000, 6_000)
    free = sets.Codes(bills, ())
    made = [free.of(pk, 2026) for pk in bills]
    assert len(set(made)) == len(made) and all(codes.is_right(code) for code in made)
    assert {code[:4] for code in made} == {"PT26"}
    own = [(pk, free.of(pk, 2026)) for pk in range(1_000, 1_050)]
    assert sets.Codes(bills, own).of(1_000, 2026) == made[0], "a bill's own code is no other's"
    singly = [(7, made[0]), (8, made[1]), (9, free.of(sets.FAR + 1_000, 2026))]
    crossed = sets.Codes(bills, singly)
    again = [crossed.of(pk, 2026) for pk in bills]
    assert not {code for _pk, code in singly} & set(again)
    assert len(set(again)) == len(again) and again[2:] == made[2:]
    assert crossed.of(1_000, 2025) == free.of(1_000, 2025), "another year's code is another"


def test_money_of_a_closed_day_is_counted_on_the_next_and_a_receipt_given_meanwhile_is_noticed(
    town: Town,
) -> None:
    ward, day = town.ward, DAY
    Reconciliation.objects.create(unit=ward, day=day, closed_at=NINE, cash_counted=0, run_at=NINE)
    tills = sets.Tills([ward.pk, town.other.pk], day, day)
    assert tills.hears(ward.pk, day) and not tills.hears(town.other.pk, day), "no account, no bank"
    assert not tills.hears(ward.pk, day - timedelta(200)), "no key yet"
    tills = sets.Tills([ward.pk], day, day)
    with transaction.atomic():
        tills.open(range(50, 60))
        asked = sets.Asked(0, ward.pk, NINE, Channel.CASH)
        sheaf = tills.begin([asked])
        told = tills.values(asked, 50, day, 10_000, "", "s")
    assert Till.objects.get().unit == ward and not Bill.objects.exists()
    assert told["counted"] == (day + timedelta(1)).isoformat()
    assert told["receipt shown"].endswith(" 0000001") and sheaf.taken == [(ward.pk, "BL", day.year, 1, 1)]
    sheaf.write()
    with pytest.raises(sets.Crossed):
        sheaf.write()  # as if somebody had given number 1 since it was made ready
