"""What the catalogue answers of 766: announced and published in time, every part, on line, and by the marks of its procedures."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from dinh.catalog.models import ProcedureEdition
from dinh.dossiers.tests.builders import Ward
from dinh.ground.periods import Period
from dinh.measures.scorecards import catalog_counts, scoring, services
from dinh.measures.scorecards.services import Words

from . import worksheet
from .people import AT

pytestmark = pytest.mark.django_db
OCTOBER = Period.parse("2026-10")


def mark(edition: ProcedureEdition, **marks: Any) -> None:
    ProcedureEdition.objects.filter(pk=edition.pk).update(**marks)


def counted(ward: Ward, django_assert_max_num_queries: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    with django_assert_max_num_queries(8):
        found = catalog_counts.counts([ward.ward, ward.province], OCTOBER)
    return found[ward.ward.pk], found[ward.province.pk]


def test_procedures_are_counted_by_the_marks_of_their_editions(
    ward: Ward, books: None, django_assert_max_num_queries: Any
) -> None:
    made = worksheet.procedures(ward)
    mark(made["K"], pay_on_portal=True, person_data=True, who_may_apply=["cong-dan"])
    mark(made["P"], e_copies=True, who_may_apply=["cong-dan", "to-chuc"])
    mark(made["N"], person_data=True, who_may_apply=["doanh-nghiep"])
    ours, theirs = counted(ward, django_assert_max_num_queries)
    # K alone has a fee; N is for businesses, so of the two for citizens one is linked.
    marks = {"766.3.5": (1, 1), "766.4.ct": (1, 3), "766.4.5a": (1, 2)}
    assert {code: ours[code] for code in marks} == marks
    # The province keeps the three, the ward offers them.
    assert {code: theirs[code] for code in marks} == marks and "766.1.3" in theirs and "766.1.3" not in ours

    found = scoring.score(scoring.edition_for("766", OCTOBER), ward.ward, OCTOBER, at=AT)
    points = {code: str(found.own.marks[code].points) for code in ("3.5", "4.ct", "4.5a")}
    assert points == {"3.5": "2.00", "4.ct": "2.00", "4.5a": "1.00"}


def test_a_mark_that_nobody_set_is_asked_of_the_unit_and_what_it_says_counts(ward: Ward, books: None) -> None:
    worksheet.procedures(ward)
    edition = scoring.edition_for("766", OCTOBER)
    found = scoring.score(edition, ward.ward, OCTOBER, at=AT)
    for code in ("3.5", "4.ct", "4.5a"):
        assert found.own.marks[code].state == "missing"
        assert "chưa ghi dấu này; cần:" in found.own.marks[code].given.missing[0]
    said = {"3.5": Words(numerator=2, denominator=4), "4.ct": Words(choice="half")}  # type: ignore[arg-type]
    services.say(
        edition=edition, unit=ward.ward, period=OCTOBER, side="self", said=said, by=ward.leader, at=AT
    )
    found = scoring.score(edition, ward.ward, OCTOBER, at=AT)
    assert (str(found.own.marks["3.5"].points), str(found.own.marks["4.ct"].points)) == ("1.25", "1.00")


def test_announced_and_published_by_the_days_that_the_edition_tells(ward: Ward, books: None) -> None:
    made = worksheet.procedures(ward)
    decided = date(2026, 10, 1)
    # Five working days behind Thursday 1 October end on Thursday 8.
    mark(made["K"], decision_on=decided, basis_effective_on=date(2026, 10, 8), public_on=date(2026, 10, 8))
    mark(made["P"], decision_on=decided, basis_effective_on=date(2026, 10, 7), public_on=date(2026, 10, 9))
    mark(made["N"], decision_on=date(2026, 9, 30), basis_effective_on=date(2026, 10, 30), public_on=decided)
    found = catalog_counts.counts([ward.province], OCTOBER)[ward.province.pk]
    assert (found["766.1.1"], found["766.1.2"]) == ((1, 2), (1, 2))
