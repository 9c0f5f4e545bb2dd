"""Rules of reminding that a locality adds, switches off and ends."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from dinh.ground import services as ground
from dinh.town import services as town
from dinh.town.models import Unit
from dinh.town.shapes import Actor
from dinh.work.models import LocalRule
from dinh.work.pressing import editions, rules
from dinh.work.pressing.shapes import To, When
from dinh.work.services import WrongInput, WrongState
from dinh.work.services.common import day_of, name_of, ref_of

REMINDED = (To.PERSON.value, To.HEAD.value, To.ASKER.value, To.LEADER.value)


@transaction.atomic
def add_rule(
    *,
    unit_id: int,
    when: str,
    to: Sequence[str],
    since: date,
    by: Actor,
    at: datetime,
    days: int = 0,
    most: int = 1,
    asked_by_kind: str = "",
    source: str = "",
) -> LocalRule:
    """Add a rule of reminding for a unit and everything below it, from a day on."""
    unit = Unit.objects.get(pk=unit_id)
    town.require(by, "work.set_reminder_rules", unit.path, at)
    if when not in set(When):
        raise WrongInput("when", _("Chọn nhắc trước hạn, đúng hạn hay sau hạn."))
    if when != When.ON and not 1 <= days <= rules.MOST_DAYS:
        raise WrongInput("days", _("Số ngày làm việc từ 1 đến %(n)s.") % {"n": rules.MOST_DAYS})
    if when == When.AFTER and not 1 <= most <= rules.MOST_TURNS:
        raise WrongInput("most", _("Số lần nhắc từ 1 đến %(n)s.") % {"n": rules.MOST_TURNS})
    chosen = [each for each in REMINDED if each in to]
    if not chosen:
        raise WrongInput("to", _("Chọn ít nhất một người được nhắc."))
    _not_in_the_past(since, at)
    made = LocalRule.objects.create(
        unit=unit,
        when=when,
        days=0 if when == When.ON else days,
        most=most if when == When.AFTER else 1,
        to=chosen,
        asked_by_kind=asked_by_kind,
        source=source.strip()[:300],
        since=since,
        by_name=name_of(by),
        at=at,
    )
    _write("work.reminder-rule-added", made, by, at, rule=made.shape().words, to=chosen, since=since)
    return made


@transaction.atomic
def switch_off(
    *, unit_id: int, key: str, since: date, by: Actor, at: datetime, source: str = ""
) -> LocalRule:
    """Do without one of the house's rules in a unit and everything below it, from a day on."""
    unit = Unit.objects.get(pk=unit_id)
    town.require(by, "work.set_reminder_rules", unit.path, at)
    if key not in {rule.key for rule in editions.current().rules}:
        raise WrongInput("key", _("Không có quy tắc nhắc việc này."))
    _not_in_the_past(since, at)
    if LocalRule.objects.filter(unit=unit, off=key, until=None).exists():
        raise WrongState(_("Quy tắc này đã tắt ở đây rồi."))
    made = LocalRule.objects.create(
        unit=unit, off=key, since=since, source=source.strip()[:300], by_name=name_of(by), at=at
    )
    _write("work.reminder-rule-switched-off", made, by, at, rule=key, since=since)
    return made


@transaction.atomic
def end_rule(*, rule_id: int, by: Actor, at: datetime) -> LocalRule:
    """End a locality's own rule today: it counts no more from tomorrow on (or at all, when it had not begun)."""
    row = LocalRule.objects.select_for_update(of=("self",)).select_related("unit").get(pk=rule_id)
    town.require(by, "work.set_reminder_rules", row.unit.path, at)
    today = day_of(at)
    if row.until is not None:
        raise WrongState(_("Quy tắc này đã hết hiệu lực ngày %(day)s.") % {"day": f"{row.until:%d/%m/%Y}"})
    row.until = (
        max(today, row.since - timedelta(days=1)) if row.since <= today else row.since - timedelta(days=1)
    )
    row.save(update_fields=["until"])
    _write("work.reminder-rule-ended", row, by, at, rule=str(row), until=row.until)
    return row


def _not_in_the_past(since: date, at: datetime) -> None:
    if since < day_of(at):
        raise WrongInput(
            "since", _("Ngày bắt đầu không được trước hôm nay: nhắc việc không tính lại về trước.")
        )


def _write(deed: str, row: LocalRule, by: Actor, at: datetime, **data: object) -> None:
    ground.write(deed=deed, about=row.ref, by=ref_of(by), at=at, data=data, also=[row.unit.ref])
