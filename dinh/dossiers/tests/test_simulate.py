"""The set-based year and the services leave the same rows and the same lines behind."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import models

from dinh.catalog.models import Fee
from dinh.dossiers import command
from dinh.dossiers.models import Answer, Citizen, Dossier, Holding
from dinh.dossiers.queries import waiting
from dinh.dossiers.simulate import compare, lots, running, year
from dinh.ground import services as ground
from dinh.ground.models import LedgerLine
from dinh.till import services as till
from dinh.till.models import BankAccount, BankNotice, Bill, Payment, Receipt
from dinh.till.rules import numbers
from dinh.town import testing
from dinh.town.models import Account

from .builders import Ward, at, fees

FIRST, LAST = date(2026, 11, 9), date(2026, 11, 20)


def account(ward: Ward) -> None:
    """An account of the ward whose bank is heard."""
    begun: dict[str, Any] = {"by": None, "at": at(8, day=date(2025, 7, 1))}
    told = {"bin": "999999", "bank_name": "Ngân hàng Mẫu", "number": "0016576000001", "holder": "UBND"}
    kept = till.open_account(unit=ward.ward, since=date(2025, 7, 1), **told, **begun)
    till.make_key(account_id=kept.pk, **begun)


def laid(ward: Ward) -> year.Year:
    account(ward)
    ward.procedure("1.001193", name="Đăng ký khai sinh", fee=None, ways=(("direct", None, "same-day"),))
    ward.procedure("1.004837", name="Đăng ký giám hộ", fee=0, ways=(("direct", 3, "working-day"),))
    ward.procedure(
        "2.001263", name="Nuôi con nuôi trong nước", fee=None, ways=(("direct", 30, "day"),)
    )  # opinions side by side
    ward.procedure("1.004884", fee=10_000)  # waits for its money
    unknown = ward.procedure("2.000635", name="Trích lục", fee=None)
    Fee.objects.create(
        edition=unknown, name="Phí", kind="phi", amount=None
    )  # nobody knows how much: not played
    return year.lay_out(under="/38/", first=FIRST, last=LAST, seed=7, citizens=20)


def test_set_by_set_and_deed_by_deed_are_equal_field_by_field(
    ward: Ward, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compare, "AT_ONCE", 25)
    plan = laid(ward)
    assert [kind.edition.procedure.code for kind in plan.kinds] == [
        "1.001193",
        "1.004837",
        "1.004884",
        "2.001263",
    ]
    before = Dossier.objects.count(), LedgerLine.objects.count()
    assert compare.both_ways(plan, 60) == []
    assert (Dossier.objects.count(), LedgerLine.objects.count()) == before, "nothing is left of either"
    drawn = plan.drawn(60)
    compare.through_services(plan, drawn)
    seen = compare.picture()
    assert len(seen) == 60 and ground.verify().ok
    assert sum(len(each["lines"]) for each in seen.values()) > 200
    assert {lot.script.name for lot in drawn} >= {"quick", "usual", "slow", "asked"}
    states = set(Dossier.objects.values_list("business", flat=True))
    assert {"decided", "in-process", "waits-citizen"} <= states


def test_fees_are_billed_paid_and_let_go_as_the_till_does_it(ward: Ward) -> None:
    account(ward)
    ward.procedure("1.004884", fee=10_000)
    plan = year.lay_out(under="/38/", first=FIRST, last=LAST, seed=7, citizens=20)
    running.run(plan, 80)
    assert ground.verify().ok
    bills = Bill.objects.all()
    assert len(bills) == 80 and len({bill.code for bill in bills}) == 80 == len({b.secret for b in bills})
    paid = {row.channel: row for row in Payment.objects.order_by("pk")}
    assert set(paid) == {"bank", "cash"}
    share = Payment.objects.filter(channel="bank").count() / Payment.objects.count()
    assert 0.7 < share < 0.9, "eight of ten pay on line"
    assert BankNotice.objects.count() == Payment.objects.filter(channel="bank").count()
    given = list(Receipt.objects.order_by("number").values_list("number", "at"))
    assert not numbers.gaps(number for number, _at in given) and given[0][0] == 1
    assert [moment for _n, moment in given] == sorted(moment for _n, moment in given)
    money = dict(Dossier.objects.order_by("money").values_list("money").annotate(models.Count("id")))
    assert {"paid", "owed", "refund-due"} <= money.keys()
    stood = Dossier.objects.filter(stretches__why="money", stretches__until__isnull=False, money="paid")
    assert stood.exists(), "the clock stood until the money came"
    bill = fees.bill_for(Dossier.objects.filter(money="owed")[0])
    assert (
        bill
        and bill.owed == 10_000
        and till.take_cash(bill_id=bill.pk, amount=10_000, by=None, at=plan.until)
    )
    assert Receipt.objects.order_by("-number")[0].number == given[-1][0] + 1, "receipts go on"


def test_where_no_bank_is_heard_fees_are_paid_in_cash(ward: Ward) -> None:
    ward.procedure("1.004884", fee=10_000)
    running.run(year.lay_out(under="/38/", first=FIRST, last=LAST, seed=7, citizens=20), 30)
    assert set(Payment.objects.values_list("channel", flat=True)) == {"cash"}


def staffed(ward: Ward) -> None:
    """Accounts for two at the counter, two behind it and a leader: a second leader has none."""
    ward.cashier = testing.actor("cashier", ward.ward, name="Lò Thị Thu")  # type: ignore[attr-defined]
    for actor in (ward.counter, ward.counter_too, ward.officer, ward.colleague, ward.head, ward.leader, ward.cashier):  # type: ignore[attr-defined]  # fmt: skip
        Account.objects.create(username=f"p{actor.person_id}", person_id=actor.person_id)


def test_persons_who_have_an_account_do_the_steps_and_both_ways_stay_equal(ward: Ward) -> None:
    staffed(ward)
    plan = laid(ward)
    assert compare.both_ways(plan, 40) == []
    running.run(plan, 40)
    done = Holding.objects.exclude(closed_at=None).exclude(role="")
    by = dict(done.order_by("by_name").values_list("by_name").annotate(models.Count("id")))
    names = {
        each.name for each in (ward.counter, ward.counter_too, ward.officer, ward.colleague, ward.leader)
    }
    assert by.keys() - {"Máy"} == names, (
        "spread over the office, heads and people without an account left out"
    )
    behind = done.filter(step__key="tham-tra")
    assert behind and all(row.person_id == row.by_id and row.taken_at > row.opened_at for row in behind)
    taken = Holding.objects.filter(step__key="tiep-nhan", came_from=None).order_by("dossier", "id")
    assert all(
        row.taken_at == row.opened_at for row in {row.dossier_id: row for row in reversed(taken)}.values()
    )
    lines = LedgerLine.objects.filter(deed="dossiers.taken")
    assert {line.by.id for line in lines if line.by} == {p.person_id for p in (ward.officer, ward.colleague)}
    assert ground.verify().ok


def test_a_difference_is_told_by_code_and_field(ward: Ward) -> None:
    plan = laid(ward)
    running.run(plan, 5)
    before = compare.picture()
    row = Dossier.objects.order_by("code_key").first()
    assert row is not None
    Dossier.objects.filter(pk=row.pk).update(requests=9)
    (told,) = compare.differences(before, compare.picture())
    assert told.startswith(f"{row.code_key} dossier.requests: ") and told.endswith("/ 9")


def test_what_is_not_done_by_the_last_day_waits_in_worklists_and_numbers_go_on(ward: Ward) -> None:
    plan = laid(ward)
    running.run(plan, 30)
    assert ground.verify().ok
    rows, _onward = waiting(ward.counter, LAST)
    assert rows and Holding.objects.filter(closed_at=None).exclude(role="").count() >= len(rows)
    assert Citizen.objects.count() == 20 and Answer.objects.exists()
    last = Dossier.objects.filter(received_day=LAST).order_by("-id").first()
    edition = plan.kinds[0].edition
    new = ward.receive(edition, on=plan.until)
    assert last is not None and new.pk > last.pk
    assert int(new.code_key[-4:]) == int(last.code_key[-4:]) + 1


def test_a_play_of_another_day_holds_where_offices_work_on_the_same_days(ward: Ward) -> None:
    laid(ward)
    span: dict[str, Any] = {
        "under": "/38/",
        "first": date(2026, 7, 6),
        "last": date(2026, 9, 30),
        "seed": 3,
        "citizens": 5,
    }
    plan, alone = year.lay_out(**span), year.lay_out(**span)
    seen: dict[int, set[date]] = {}
    for day in plan.days()[::3]:
        for lot in plan.lots(day, 6):
            alone.moulds.clear()
            again, own = plan.cast(lot), alone.cast(lot)
            seen.setdefault(id(again.mould), set()).add(day)
            some = dict.fromkeys(own.pattern.holes, "x")
            assert again.pattern.filled(some) == own.pattern.filled(some)
            assert again.moments == own.moments and own.mould.day == day
        plan.forget()
        alone.forget()
    assert any(len(days) > 1 for days in seen.values())


def test_the_same_seed_draws_the_same_day_and_another_seed_another() -> None:
    from django.utils import timezone

    more: dict[str, Any] = {
        "units": 3,
        "procedures": 2,
        "citizens": 9,
        "zone": timezone.get_current_timezone(),
    }
    day = date(2026, 11, 9)
    same = list(lots.lots_of(day, 50, seed=1, **more))
    assert same == list(lots.lots_of(day, 50, seed=1, **more)) != list(lots.lots_of(day, 50, seed=2, **more))
    assert [lot.at for lot in same] == sorted(lot.at for lot in same)


def test_a_place_with_nothing_to_play_says_what_is_missing(ward: Ward) -> None:
    with pytest.raises(year.CannotSimulate, match="nạp danh mục"):
        year.lay_out(under="/38/", first=FIRST, last=LAST, seed=1, citizens=1)


def test_the_command_opens_accounts_that_are_made_up_and_comparing_leaves_none(
    ward: Ward, capsys: pytest.CaptureFixture[str]
) -> None:
    ward.procedure("1.004884", fee=10_000)
    asked = ["--unit", "16576", "--year", "2025", "--dossiers", "8"]
    assert command.simulate([*asked, "--compare"]) == 0
    assert "8 hồ sơ, khác nhau ở 0 chỗ" in capsys.readouterr().out
    assert not BankAccount.objects.exists() and not Dossier.objects.exists() and not Bill.objects.exists()
    assert command.simulate(asked) == 0
    assert "Mở 1 tài khoản mẫu" in capsys.readouterr().out
    assert BankAccount.objects.get().unit == ward.ward and BankNotice.objects.exists()
    assert command.simulate([*asked[:-1], "3"]) == 0 and "Mở" not in capsys.readouterr().out
