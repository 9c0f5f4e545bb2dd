"""What a unit offers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from dinh.ground import services as ground
from dinh.town import services as town
from dinh.town.models import Office, Unit
from dinh.town.shapes import Actor

from ..models import Offer, Procedure, ProcedureEdition
from ..rules import Fault, NotACode, national
from ..shapes import OfferStopped, ProcedureOffered
from .common import NotThere, WrongInput, ref_of

_LEVELS = {1: "tinh", 3: "xa"}


@transaction.atomic
def offer(
    *,
    unit: Unit,
    codes: Sequence[str],
    since: date,
    by: Actor | None,
    at: datetime,
    office: Office | None = None,
) -> list[Offer]:
    """The unit offers these procedures from a day on, through an office. All or none: a code that cannot be offered is
    named. Those offered already stay as they are."""
    town.require(by, "catalog.offer", unit.path, at)
    Unit.objects.select_for_update().get(pk=unit.pk)  # two who offer the same at once take turns
    wanted = _wanted(codes)
    rows = {row.code: row for row in Procedure.objects.filter(code__in=wanted)}
    editions = {
        one.procedure_id: one
        for one in ProcedureEdition.objects.in_force(since).filter(procedure__code__in=wanted)
    }
    faults = [] if wanted else [Fault("codes", _("Chọn ít nhất một thủ tục."))]
    if office is not None and office.unit_id != unit.pk:
        faults.append(Fault("office", _("Cơ quan này không thuộc đơn vị đã chọn.")))
    for code in wanted:
        edition = editions.get(rows[code].pk) if code in rows else None
        if edition is None:
            faults.append(
                Fault(
                    "codes",
                    _("Thủ tục %(code)s chưa có bản công bố nào có hiệu lực ngày %(day)s.")
                    % {"code": code, "day": f"{since:%d/%m/%Y}"},
                )
            )
        elif _LEVELS.get(unit.level, "") not in edition.level:
            faults.append(
                Fault(
                    "codes",
                    _("Thủ tục %(code)s không phải của %(level)s.")
                    % {"code": code, "level": _(unit.get_level_display())},
                )
            )
    if faults:
        raise WrongInput(faults)
    there = set(
        Offer.objects.filter(unit=unit, procedure__code__in=wanted, until=None).values_list(
            "procedure__code", flat=True
        )
    )
    made = Offer.objects.bulk_create(
        Offer(unit=unit, procedure=rows[code], since=since, office=office)
        for code in wanted
        if code not in there
    )
    if made:
        names = [one.procedure.code for one in made]
        ground.write(
            deed="catalog.offered",
            about=unit.ref,
            by=ref_of(by),
            at=at,
            data={"codes": names, "since": str(since), "office": office.name if office else ""},
            also=[one.procedure.ref for one in made],
        )
        ground.announce(ProcedureOffered(unit.code, names, str(since)))
    return made


def _wanted(codes: Sequence[str]) -> list[str]:
    try:
        return list(dict.fromkeys(national(code) for code in codes))
    except NotACode as wrong:
        raise WrongInput.of("codes", str(wrong)) from wrong


@transaction.atomic
def stop_offering(*, offer_id: int, until: date, reason: str, by: Actor | None, at: datetime) -> Offer:
    """The unit's last day of offering a procedure."""
    row = (
        Offer.objects.select_for_update(of=("self",))
        .select_related("unit", "procedure")
        .filter(pk=offer_id)
        .first()
    )
    if row is None:
        raise NotThere(_("Đơn vị không nhận làm thủ tục này."))
    town.require(by, "catalog.offer", row.unit.path, at)
    faults = [] if reason.strip() else [Fault("reason", _("Ghi lý do thôi nhận."))]
    if row.until is not None:
        faults.append(
            Fault(
                "until", _("Đơn vị đã thôi nhận thủ tục này từ %(day)s.") % {"day": f"{row.until:%d/%m/%Y}"}
            )
        )
    if row.since and until < row.since:
        faults.append(Fault("until", _("Ngày cuối phải từ ngày bắt đầu nhận trở đi.")))
    if faults:
        raise WrongInput(faults)
    row.until = until
    row.save(update_fields=["until"])
    ground.write(
        deed="catalog.offer-stopped",
        about=row.unit.ref,
        by=ref_of(by),
        at=at,
        data={"code": row.procedure.code, "until": str(until), "reason": reason.strip()[:600]},
        also=[row.procedure.ref],
    )
    ground.announce(OfferStopped(row.unit.code, row.procedure.code, str(until)))
    return row
