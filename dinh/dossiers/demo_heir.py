"""One dossier opened in a commune a week before it was merged into the ward, which went on with it: by deeds alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from dinh.catalog import queries as catalog
from dinh.catalog import services as catalog_services
from dinh.catalog.queries import process as process_queries
from dinh.catalog.services import process as process_services
from dinh.town import queries as town_queries

from . import services
from .models import Dossier
from .services import heirs

OLD, CODE = "16570", "1.001699"
SINCE, DAY, MERGED = date(2025, 1, 2), date(2025, 6, 24), date(2025, 7, 1)
NUMBER = 905
"""Of the made-up person who hands it in."""


def furnish(*, town: Any) -> int:
    """Received in the old commune, passed on to the ward on the first of July, answered there. Running it again adds nothing."""
    old = town_queries.unit_by_code(OLD, DAY)
    now = catalog.edition_on(CODE, MERGED)
    common = process_queries.process_on(CODE, MERGED)
    if old is None or now is None or common is None or Dossier.objects.exclude(opened_in=None).exists():
        return 0
    at = town.clock.at(SINCE, 8)
    edition = catalog_services.draft_from(edition_id=now.pk, since=SINCE, by=None, at=at)
    catalog_services.publish_edition(edition_id=edition.pk, by=None, at=at)
    version = process_services.draft_version(
        procedure_id=now.procedure_id, unit=old, copy_of=common.pk, by=None, at=at
    )
    process_services.publish_version(version_id=version.pk, since=SINCE, by=None, at=at)
    catalog_services.offer(unit=old, codes=[CODE], since=SINCE, by=None, at=at)
    found = catalog.edition_on(CODE, DAY)
    assert found is not None, "just published"
    handed = town.clock.at(DAY, 9)
    given = replace(town._intake(found, NUMBER), unit_id=old.pk, office_id=None, channel="direct")
    dossier = services.receive(intake=given, by=None, at=handed)
    done, _left = heirs.follow_units(at=town.clock.at(MERGED, 8))
    dossier.refresh_from_db()
    town._lead(dossier, town.clock.at(MERGED, 9), moves=14, pace=timedelta(hours=24), signed=False)
    return done
