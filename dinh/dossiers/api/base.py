"""What the parts of this entrance share: the router, how refusals are told, shapes that go out."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import UTC, datetime
from typing import Annotated

from django.http import HttpRequest
from ninja import Schema
from pydantic import AfterValidator

from dinh.catalog.rules import process
from dinh.dossiers import queries, services, words
from dinh.dossiers.models import Dossier, Holding
from dinh.dossiers.rules.axes import Business, Delivery, portal_code
from dinh.dossiers.services.known import graph_of
from dinh.town import apikit as kit

router = kit.router("dossiers", "Hồ sơ thủ tục")
kit.refuse_as(services.DossierRefused, 409)
kit.refuse_as(services.NotThere, 404)
kit.refuse_as(services.StaleDossier, 412)
kit.refuse_as(
    services.WrongInput, 422, lambda wrong: [(fault.field, fault.sentence) for fault in wrong.faults]
)

Moment = Annotated[datetime, AfterValidator(lambda at: at.astimezone(UTC))]
"""One form for a moment, whether it was just reckoned or read again."""


class DossierOut(kit.Versioned):
    """A dossier on its four axes, which are not mixed; `portal_status` is read off them. The applicant's number and how
    to reach them are in no answer of this entrance."""

    id: int
    code: str
    procedure_code: str
    title: str
    case_name: str
    unit_code: str
    received_unit_code: str
    channel: str
    applicant_name: str
    received_at: Moment
    due_at: Moment | None
    promised_at: Moment | None
    business: str
    business_words: str
    money: str
    delivery: str
    sync: str
    portal_status: int | None
    fee: int | None
    requests: int
    flags: list[str]
    decided_as: str
    decided_at: Moment | None
    late: bool | None
    closed_at: Moment | None


class DossierPage(Schema):
    items: list[DossierOut]
    next: str | None


class OutcomeOut(Schema):
    """How a step may come out; `effect` is what that does to the dossier besides moving it."""

    outcome: str
    words: str
    effect: str


class StepOut(Schema):
    """One stand of a dossier in somebody's hands; `person_id` is null while nobody has taken it."""

    id: int
    dossier_id: int
    key: str
    name: str
    who: str
    unit_code: str
    office_id: int | None
    person_id: int | None
    opened_at: Moment
    due_at: Moment | None
    taken_at: Moment | None
    outcomes: list[OutcomeOut]


class WorkOut(StepOut):
    """A step of a worklist, with what one needs to see of its dossier."""

    dossier_code: str
    dossier_version: int
    title: str
    dossier_due_at: Moment | None


class WorkPage(Schema):
    items: list[WorkOut]
    next: str | None


class DossierSeen(DossierOut):
    """With its open steps: one after another, or side by side where offices give opinions in parallel."""

    steps: list[StepOut]


def fields_of(row: Dossier) -> dict[str, object]:
    """The dossier's own columns as programs see them. Needs units and applicant at hand."""
    return {
        "version": row.version,
        "id": row.pk,
        "code": row.code,
        "procedure_code": row.procedure_code,
        "title": row.title,
        "case_name": row.case_name,
        "unit_code": row.unit.code,
        "received_unit_code": row.received_unit.code,
        "channel": row.channel,
        "applicant_name": row.applicant.name,
        "received_at": row.received_at,
        "due_at": row.due_at,
        "promised_at": row.promised_at,
        "business": row.business,
        "business_words": str(words.BUSINESS[row.business][0]),
        "money": row.money,
        "delivery": row.delivery,
        "sync": row.sync,
        "portal_status": portal_code(Business(row.business), Delivery(row.delivery)),
        "fee": row.fee,
        "requests": row.requests,
        "flags": list(row.flags),
        "decided_as": row.decided_as,
        "decided_at": row.decided_at,
        "late": row.late,
        "closed_at": row.closed_at,
    }


def dossier_out(row: Dossier) -> DossierOut:
    return DossierOut.model_validate(fields_of(row))


def seen_out(row: Dossier, steps: Iterable[Holding]) -> DossierSeen:
    """A dossier with the steps that wait for somebody."""
    told = [step_fields(step, row) for step in steps if step.role]
    return DossierSeen.model_validate(fields_of(row) | {"steps": told})


def step_fields(row: Holding, dossier: Dossier) -> dict[str, object]:
    outcomes = process.outcomes(graph_of(dossier.process_id), row.step.key)
    return {
        "id": row.pk,
        "dossier_id": row.dossier_id,
        "key": row.step.key,
        "name": row.step.name,
        "who": row.role,
        "unit_code": row.unit.code,
        "office_id": row.office_id,
        "person_id": row.person_id,
        "opened_at": row.opened_at,
        "due_at": row.due_at,
        "taken_at": row.taken_at,
        "outcomes": [
            {"outcome": flow.outcome, "words": flow.words, "effect": flow.effect} for flow in outcomes
        ],
    }


def work_out(row: Holding) -> WorkOut:
    dossier = row.dossier
    return WorkOut.model_validate(
        step_fields(row, dossier)
        | {
            "dossier_code": dossier.code,
            "dossier_version": dossier.version,
            "title": dossier.title,
            "dossier_due_at": dossier.due_at,
        }
    )


def seen_of(request: HttpRequest) -> int | None:
    """The version that the program says it saw; the deed compares it under the dossier's lock."""
    said = request.headers.get("If-Match", "").strip().removeprefix("W/").strip('"')
    if not said or said == "*":
        return None
    return int(said) if said.isascii() and said.isdigit() and len(said) < 10 else -1


def dossier_of(request: HttpRequest, dossier_id: int) -> Dossier:
    """The dossier, when the key may see it; else 404."""
    rows = Dossier.objects.filter(queries.visible_q(kit.actor_of(request), kit.today()), pk=dossier_id)
    return kit.found(rows.select_related("unit", "received_unit", "applicant").first())


def step_of(request: HttpRequest, step_id: int) -> Holding:
    """A stand of a dossier that the key may see; else 404."""
    row = Holding.objects.filter(pk=step_id).only("pk", "dossier_id").first()
    if row is not None:
        dossier_of(request, row.dossier_id)
    return kit.found(row)


def visible_steps(request: HttpRequest, ids: Collection[int]) -> set[int]:
    """Those of these stands whose dossiers the key may see. 2 queries."""
    of = dict(Holding.objects.filter(pk__in=ids).order_by().values_list("pk", "dossier_id"))
    rows = Dossier.objects.filter(queries.visible_q(kit.actor_of(request), kit.today()), pk__in=of.values())
    seen = set(rows.order_by().values_list("pk", flat=True))
    return {pk for pk, dossier in of.items() if dossier in seen}


def answered(request: HttpRequest, row: Dossier) -> DossierSeen:
    """The dossier after a deed, with its ETag."""
    from dinh.dossiers.services.moving import open_rows

    kit.tag_version(request, row.version)
    return seen_out(row, open_rows(row))


__all__ = ["Dossier", "Holding"]
