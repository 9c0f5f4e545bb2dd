"""A report that writes itself is handed nonsense: its form, and Word files that are none."""

from __future__ import annotations

from dinh.boards.pages import routes
from dinh.look.nonsense import addresses, walk
from dinh.sectors.reporting.models import Report
from dinh.sectors.reporting.tests.builders import Town
from dinh.sectors.reporting.tests.test_pages import browser

from .test_composing_deeds import composed, lake_home, report, town

__all__ = ["lake_home", "report", "town"]
OURS = [each for each in routes if "/soan/" in str(each.pattern)]


def test_a_composed_report_answers_nonsense(town: Town, report: Report) -> None:
    composed(town, report)
    places = addresses(OURS, {"report_id": [str(report.pk), "999999"]}, ("ban-pdf",))
    assert walk(browser(town.head), places, rounds=6, keep=("version",)) >= 20
