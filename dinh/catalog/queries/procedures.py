"""One procedure: by any form of its code, on a day, through time, with what it costs."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db.models import Q, QuerySet

from dinh.town import queries as town_queries
from dinh.town.models import Unit
from dinh.town.shapes import Actor

from ..models import Exemption, Fee, LocalCode, Offer, Procedure, ProcedureEdition
from ..rules import WHO_MAY, Amount, FeeLine, NotACode, Quantities, Reduction, Tier, amount_of, national
from .contents import whole


def procedure_by_code(typed: str) -> Procedure | None:
    """The procedure that a code in any of its forms means. 1 query."""
    try:
        code = national(typed)
    except NotACode:
        return None
    return Procedure.objects.filter(code=code).select_related("field", "keeper").first()


def edition_on(code: str, day: date) -> ProcedureEdition | None:
    """The edition in force on that day, with all that hangs on it; the code in any of its forms. 7 queries."""
    try:
        wanted = national(code)
    except NotACode:
        return None
    return whole(ProcedureEdition.objects.in_force(day).filter(procedure__code=wanted)).first()


def edition(edition_id: int) -> ProcedureEdition | None:
    """One edition, whatever its state, with all that hangs on it. 7 queries."""
    return whole(ProcedureEdition.objects.filter(pk=edition_id)).first()


def editions_of(procedure: Procedure, *, drafts: bool = False) -> list[ProcedureEdition]:
    """A procedure's editions, newest first: published ones, and all when `drafts`. 1 query."""
    rows = procedure.editions.all() if drafts else procedure.editions.filter(state="published")
    return sorted(rows, key=lambda row: (row.since or date.max, row.number), reverse=True)


def local_codes(procedure: Procedure) -> list[LocalCode]:
    """What provinces' systems call it. 1 query."""
    return list(procedure.local_codes.select_related("unit"))


def offer_at(procedure: Procedure, unit: Unit, day: date) -> Offer | None:
    """How a unit offers a procedure on a day; None when it does not. 1 query."""
    return offers_at(procedure.pk, unit.pk, day).first()


def offers_at(procedure_id: int, unit_id: int, day: date) -> QuerySet[Offer]:
    """The offer of `offer_at`, as a queryset of one row or none."""
    rows = Offer.objects.alive_on(day).filter(procedure=procedure_id, unit=unit_id)
    return rows.select_related("office", "unit")


def offers_in(unit: Unit, day: date) -> list[Offer]:
    """What a unit offers on a day. 1 query."""
    rows = Offer.objects.alive_on(day).filter(unit=unit)
    return list(rows.select_related("procedure__field", "office").order_by("procedure__code"))


def may_keep(actor: Actor | None, day: date) -> Q:
    """A filter on procedures: those whose drafts the actor may see and change."""
    roles = WHO_MAY["catalog.draft"]
    drafts = tuple(m for m in actor.mandates if m.role in roles and m.office_id is None) if actor else ()
    narrowed = Actor(actor.person_id, actor.name, drafts) if actor else None
    return town_queries.unit_scope_q(narrowed, day, prefix="keeper__")


# ---------------------------------------------------------------- money


def fee_line(row: Fee) -> FeeLine:
    """A fee as rules see it. Needs `unit` selected."""
    return FeeLine(
        name=row.name,
        amount=row.amount,
        kind=row.kind,
        per=row.per,
        channel=row.channel,
        tiers=tuple(Tier(tier["from"], tier["amount"]) for tier in row.tiers),
        cap=row.cap,
        unit_path=row.unit.path if row.unit else "",
        since=row.since,
        until=row.until,
        source=row.source,
        confirmed=row.confirmed,
    )


def reductions(rows: Collection[Exemption], codes: Collection[str]) -> list[Reduction]:
    """Those of an edition's exemptions that were claimed."""
    return [Reduction(row.code, row.words, row.percent) for row in rows if row.code in codes]


def amount(
    edition: ProcedureEdition,
    *,
    channel: str,
    quantities: Quantities,
    day: date,
    unit: Unit | None = None,
    exemptions: Collection[str] = (),
) -> Amount:
    """What a case of this edition costs at a unit on a day. No query when the edition came from here."""
    return amount_of(
        [fee_line(row) for row in edition.fees.all()],
        channel=channel,
        quantities=quantities,
        day=day,
        unit_path=unit.path if unit else "",
        exemptions=reductions(edition.exemptions.all(), exemptions),
    )
