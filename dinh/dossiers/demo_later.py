"""What went less well in the pretend ward: a dossier late and told upward, one with its apology, one split, one stopped, a form on
paper typed, money given back, and a day of the till held against the bank and closed. Each by its own deed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from dinh.ground import calendar
from dinh.ground import services as ground
from dinh.till import queries as tills
from dinh.till import services as till
from dinh.till.shapes import Channel
from dinh.town.models import Unit

from . import services
from .demo_answers import answers_to
from .models import Apology, Dossier, Escalation
from .services import fees
from .services.escalating import escalate
from .services.typing import counted_faults


def furnish(*, town: Any, intake: Callable[[Any, int], Any], say: Callable[[str], None]) -> None:
    """Running it again adds nothing."""
    # Not what the clock did by itself by now: it tells lateness upward and prepares letters, it sends none.
    if Apology.objects.exclude(sent_at=None).exists():
        return
    clock, working = town.clock, calendar.for_country()

    def back(days: int, hour: int = 9) -> datetime:
        return clock.at(working.add_working_days(clock.today, -days), hour)

    some = [each for each in town.editions if _term(each) in range(2, 11)]
    if not some:
        return
    slow = services.receive(intake=intake(some[0], 901), by=town.counter, at=back(_term(some[0]) + 3))
    near = services.receive(intake=intake(some[-1], 902), by=town.counter, at=back(_term(some[-1]) - 1, 8))
    _type(near, town, back(_term(some[-1]) - 1, 9))
    services.apologise(
        dossier_id=near.pk,
        new_day=_later(near, working),
        reason="Chờ kết quả xác minh của công an xã nơi đăng ký trước đây.",
        by=town.leader,
        at=back(1, 10),
    )
    parts = services.receive(intake=intake(some[0], 903), by=town.counter, at=back(1, 8))
    services.split(
        dossier_id=parts.pk,
        parts=["Phần của người con thứ hai"],
        reason="Hai người con, giải quyết riêng từng người.",
        by=town.counter,
        at=back(1, 9),
    )
    over = services.receive(intake=intake(some[0], 906), by=town.counter, at=back(6, 8))
    services.stop(
        dossier_id=over.pk,
        reason="Cơ quan điều tra đề nghị dừng để làm rõ giấy tờ.",
        by=town.leader,
        at=back(4, 9),
    )
    escalate(at=clock.at(clock.today, 8))
    _give_back(town, intake, back(2))
    _close(town.ward, town, working.add_working_days(clock.today, -1), clock.at(clock.today, 8))
    say(
        f"Hồ sơ trễ đã báo lên {Escalation.objects.filter(dossier=slow).count()}, thư xin lỗi 1, tách 1, dừng 1, hoàn phí 1"
    )


def _type(dossier: Dossier, town: Any, at: datetime) -> None:
    """The form that came on paper, typed at the counter."""
    applicant = dossier.applicant
    schema = dossier.edition.form_schema or {}
    answers = answers_to(schema, name=applicant.name, identity=applicant.identity(), today=at.date())
    if schema and answers is not None and not counted_faults(dossier, answers):
        services.type_form(dossier_id=dossier.pk, answers=answers, by=town.counter, at=at)


def _term(edition: Any) -> int:
    return (
        next(
            (
                way.term_amount
                for way in edition.ways.all()
                if way.channel == "direct" and way.term_unit == "working-day"
            ),
            0,
        )
        or 0
    )


def _later(dossier: Dossier, working: Any) -> date:
    assert dossier.promised_at is not None
    found: date = working.add_working_days(dossier.promised_at.date(), 2)
    return found


def _give_back(town: Any, intake: Callable[[Any, int], Any], at: datetime) -> None:
    """A fee paid, the dossier withdrawn, the money given back by a leader."""
    paid = next(
        (each for each in town.editions if any((fee.amount or 0) > 0 for fee in each.fees.all())), None
    )
    if paid is None:
        return
    dossier = services.receive(intake=intake(paid, 904), by=town.counter, at=at)
    bill = fees.bill_for(dossier)
    if bill is None or not bill.owed:
        return
    till.take_cash(bill_id=bill.pk, amount=bill.owed, by=town.cashier, at=at + timedelta(minutes=10))
    ground.tell(everything=True)
    till.cancel_bill(
        bill_id=bill.pk, reason="Thu nhầm mức phí.", by=town.leader, at=at + timedelta(minutes=40)
    )
    bill.refresh_from_db()
    till.refund(
        bill_id=bill.pk,
        amount=bill.excess,
        reason="Thu nhầm mức phí, trả lại người nộp.",
        channel=Channel.CASH,
        by=town.leader,
        at=at + timedelta(minutes=50),
    )
    ground.tell(everything=True)


def _close(ward: Unit, town: Any, day: date, at: datetime) -> None:
    """Yesterday held against the bank, what differs settled with a reason, the day closed."""
    row = till.reconcile_day(unit=ward, day=day, by=town.cashier, at=at)
    for item in row.items.filter(settled_at=None):
        till.settle(item_id=item.pk, reason="Sao kê mẫu nạp sau.", by=town.cashier, at=at)
    till.close_day(unit=ward, day=day, cash_counted=tills.cash_of(ward.pk, day), by=town.cashier, at=at)
