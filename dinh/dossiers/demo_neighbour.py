"""A few dossiers of a second ward, so that a province has communes to look at; made-up people, led by the machine."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Protocol

from dinh.catalog import queries as catalog
from dinh.catalog.models import Procedure
from dinh.catalog.rules import process
from dinh.catalog.services import offer as offer_procedures
from dinh.ground import calendar
from dinh.town import demo as town_demo
from dinh.town import queries as town_queries
from dinh.town.models import Office

from . import services
from .models import Dossier, Holding
from .services.known import graph_of
from .shapes import GivenPaper, GivenPerson, Intake

WARD = "14812"
CODES = ("2.000635", "1.004873", "2.000815")
HOW_MANY = 12
FREE = "khong-thu"


class Clock(Protocol):
    """The pretend clock."""

    @property
    def today(self) -> date: ...

    def at(self, day: date, hour: int = 9) -> datetime: ...


def furnish(*, clock: Clock) -> int:
    """Dossiers over the last weeks, most of them answered, two left to run late; gives how many."""
    ward = town_queries.unit_by_code(WARD, clock.today)
    known = set(Procedure.objects.filter(code__in=CODES).values_list("code", flat=True))
    if ward is None or not known or Dossier.objects.filter(unit=ward).exists():
        return 0
    desk = Office.objects.alive_on(clock.today).filter(unit=ward, kind="trung-tam-hanh-chinh-cong").first()
    since = town_demo.START
    offered = {each.procedure.code for each in catalog.offers_in(ward, clock.today)}
    missing = [code for code in CODES if code in known - offered]
    if missing:
        offer_procedures(unit=ward, codes=missing, since=since, office=None, by=None, at=clock.at(since, 11))
    codes = [code for code in CODES if code in known]
    made = 0
    for number in range(HOW_MANY):
        day = calendar.for_country().add_working_days(clock.today, -(number * 2) - 2)
        edition = catalog.edition_on(codes[number % len(codes)], day)
        if edition is None:
            continue
        dossier = services.receive(
            intake=_intake(edition, ward.pk, desk, number), by=None, at=clock.at(day, 8 + number % 3)
        )
        made += 1
        if number not in (5, 9):
            _lead(dossier, clock.at(day, 15))
    return made


def _intake(edition: Any, unit_id: int, desk: Office | None, number: int) -> Intake:
    papers = list(edition.papers.all())
    case = next((paper.case_name for paper in papers if paper.case_name), "")
    return Intake(
        procedure_code=edition.procedure.code,
        unit_id=unit_id,
        office_id=desk.pk if desk else None,
        applicant=GivenPerson(name=f"Ngô Văn Thử {number + 1}", identity=f"038{900 + number:09d}"),
        case_name=case,
        papers=tuple(
            GivenPaper(
                paper.pk,
                originals=paper.originals or (0 if paper.copies else 1),
                copies=paper.copies,
                file=b"%PDF-1.4\n% ban quet mau\n" if number % 3 else None,
                file_name="ban-quet.pdf",
            )
            for paper in papers
            if paper.case_name in ("", case)
        ),
        request_key=f"demo-bimson-{number}",
    )


def _lead(dossier: Dossier, at: datetime) -> None:
    """Along the usual way to its end, as far as the machine may go."""
    for _n in range(12):
        row = (
            Holding.objects.filter(dossier=dossier, closed_at=None)
            .exclude(role="")
            .select_related("step")
            .first()
        )
        if row is None:
            return
        ways = process.outcomes(graph_of(dossier.process_id), row.step.key)
        # Nobody there takes money in: what asks for none is chosen where there is a choice.
        free = [flow for flow in ways if flow.outcome == FREE]
        usual = next((flow for flow in (*free, *ways) if flow.effect in ("none", "grant")), None)
        if usual is None:
            return
        try:
            services.step(holding_id=row.pk, outcome=usual.outcome, by=None, at=at)
        except services.REFUSALS:
            return
