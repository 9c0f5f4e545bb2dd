"""Who owes a regime's reports, from when until when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from dinh.ground import services as ground
from dinh.ground.shapes import Ref
from dinh.town import services as town
from dinh.town.models import Office, Unit
from dinh.town.shapes import Actor

from .. import rules
from ..models import Duty, Regime
from ..shapes import Due, Rhythm
from .common import WrongInput, WrongState, ref_of
from .moving import waive_open
from .regimes import lay_regime


class Owing(NamedTuple):
    """Who owes: a unit, or one office of it."""

    unit_id: int
    office_id: int | None = None


class Given(NamedTuple):
    """What came of giving a duty: the duties newly made, and how many of those asked owed it already."""

    duties: tuple[Duty, ...]
    already: int


@transaction.atomic
def give_duty(
    *,
    regime_id: int,
    owing: Iterable[Owing],
    to_unit: Unit,
    since: date,
    by: Actor | None,
    at: datetime,
    to_office: Office | None = None,
    until: date | None = None,
    allowed_by_caller: bool = False,
) -> Given:
    """Let each of `owing` owe the regime's reports to a unit or office from a day on, in one act; who owes it already is
    left as it is. A few queries, however many."""
    if not allowed_by_caller:
        town.require(by, "reporting.give_duty", to_unit.path, at, to_office.pk if to_office else None)
    regime = Regime.objects.select_for_update(of=("self",)).get(pk=regime_id)
    wanted = list(dict.fromkeys(Owing(*each) for each in owing))
    if regime.rhythm == Rhythm.ON_DEMAND:
        raise WrongState(_("Báo cáo đột xuất không giao theo kỳ; dùng “Yêu cầu báo cáo”."))
    if regime.until is not None and since > regime.until:
        raise WrongState(_("Chế độ báo cáo này đã chấm dứt."))
    if not wanted:
        raise WrongInput.of("units", _("Chọn ít nhất một đơn vị hoặc cơ quan phải báo cáo."))
    if until is not None and until < since:
        raise WrongInput.of("until", _("Ngày thôi không trước ngày bắt đầu."))
    units = Unit.objects.in_bulk({each.unit_id for each in wanted})
    offices = Office.objects.in_bulk({each.office_id for each in wanted if each.office_id})
    _check_reach(wanted, units, offices, to_unit, by)
    there = set(
        Duty.objects.filter(
            Q(until=None) | Q(until__gte=since), regime=regime, unit_id__in=list(units)
        ).values_list("unit_id", "office_id")
    )
    made = Duty.objects.bulk_create(
        [
            Duty(
                regime=regime,
                unit_id=each.unit_id,
                office_id=each.office_id,
                to_unit=to_unit,
                to_office=to_office,
                since=since,
                until=until,
            )
            for each in wanted
            if (each.unit_id, each.office_id) not in there
        ],
        batch_size=500,
    )
    if made:
        ground.write(
            deed="reporting.duty-given",
            about=regime.ref,
            by=ref_of(by),
            at=at,
            data={
                "n": len(made),
                "since": since,
                "to_unit": to_unit.pk,
                "duties": [duty.pk for duty in made],
            },
            also=[to_unit.ref, *(Ref("unit", pk) for pk in dict.fromkeys(duty.unit_id for duty in made))],
        )
    return Given(tuple(made), len(wanted) - len(made))


def _check_reach(
    wanted: Sequence[Owing],
    units: Mapping[int, Unit],
    offices: Mapping[int, Office],
    to_unit: Unit,
    by: Actor | None,
) -> None:
    """Those who owe stand under whoever receives, or upwards on the same line; offices belong to their unit."""
    for each in wanted:
        unit = units.get(each.unit_id)
        if unit is None:
            raise WrongInput.of("units", _("Không có đơn vị đã chọn."))
        office = offices.get(each.office_id) if each.office_id else None
        if each.office_id and (office is None or office.unit_id != unit.pk):
            raise WrongInput.of(
                "units", _("Cơ quan được chọn không thuộc %(unit)s.") % {"unit": unit.full_name}
            )
        if not (unit.path.startswith(to_unit.path) or to_unit.path.startswith(unit.path)):
            raise WrongInput.of(
                "units",
                _("%(unit)s không thuộc phạm vi của %(to)s.")
                % {"unit": unit.full_name, "to": to_unit.name_in_text},
            )


@transaction.atomic
def end_duty(*, duty_id: int, until: date, reason: str, by: Actor | None, at: datetime) -> Duty:
    """Somebody owes the regime's reports no longer after a day. Reports of periods that close later and were not sent yet
    are waived; what was sent stays."""
    duty = Duty.objects.select_for_update(of=("self",)).select_related("to_unit", "regime").get(pk=duty_id)
    town.require(by, "reporting.give_duty", duty.to_unit.path, at, duty.to_office_id)
    if until < duty.since:
        raise WrongInput.of("until", _("Ngày thôi không trước ngày bắt đầu."))
    duty.until = until
    duty.save(update_fields=["until"])
    waive_open(duty.reports.filter(period_last__gt=until), reason=reason, by=by, at=at)
    ground.write(
        deed="reporting.duty-ended",
        about=duty.regime.ref,
        by=ref_of(by),
        at=at,
        data={"duty": duty.pk, "until": until, "reason": reason.strip()},
        also=[Ref("unit", duty.unit_id)],
    )
    return duty


@transaction.atomic
def take_on_duty(
    *,
    asked_by: Ref,
    what: str,
    rhythm: str,
    owing: Sequence[Owing],
    to_unit: Unit,
    by: Actor | None,
    at: datetime,
    due_words: str = "",
    to_office: Office | None = None,
    since: date | None = None,
    until: date | None = None,
    source: str = "",
    sections: Sequence[str] = (),
    confirmed: bool = False,
) -> Regime:
    """A room above took on a reporting duty written in its paper: its own regime, with the term read from the paper's
    words, owed by `owing`. Asked again by the same thing it gives the regime that is there and adds who is missing.

    `rhythm` is one of shapes.Rhythm or the paper's words. Words that name no sending day get three working days after
    closing, and the term says that it is not confirmed."""
    there = Regime.objects.filter(asked_by_kind=asked_by.kind, asked_by_id=str(asked_by.id)).first()
    begin = since or timezone.localdate(at)
    if there is None:
        beat = rhythm if rhythm in set(Rhythm) else rules.read_rhythm(f"{rhythm} {due_words}")
        if beat is None:
            raise WrongInput.of("rhythm", _("Không rõ nhịp báo cáo “%(words)s”.") % {"words": rhythm})
        due, closing, remark = read_term(beat, due_words)
        there = lay_regime(
            name=what[:300],
            rhythm=beat,
            unit=to_unit,
            since=begin,
            source=source or str(asked_by),
            due=due,
            closing_day=closing,
            sections=sections or (_("Kết quả thực hiện"), _("Khó khăn, vướng mắc"), _("Kiến nghị, đề xuất")),
            confirmed=confirmed,
            remark=remark,
            asked_by=asked_by,
            by=by,
            at=at,
            allowed_by_caller=True,
        )
    if owing and there.rhythm != Rhythm.ON_DEMAND:
        give_duty(
            regime_id=there.pk,
            owing=owing,
            to_unit=to_unit,
            to_office=to_office,
            since=max(begin, there.since),
            until=until,
            by=by,
            at=at,
            allowed_by_caller=True,
        )
    return there


def read_term(rhythm: str, due_words: str) -> tuple[Due, int | None, str]:
    """The sending rule and the closing day read from a paper's words, and what was not understood of them."""
    due = rules.read_due(due_words, rhythm) if due_words else None
    remark = ""
    if due is None or rules.term_faults(rhythm, rules.closing_for(rhythm, due), due):
        due = rules.due_when_unsaid(rhythm)
        remark = (
            _("Văn bản ghi “%(words)s”; máy chưa hiểu thành ngày") % {"words": due_words}
            if due_words
            else _("Văn bản không ghi hạn gửi")
        )
    return due, rules.closing_for(rhythm, due), remark
