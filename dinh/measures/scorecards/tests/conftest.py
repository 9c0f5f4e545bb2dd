"""Each test has its own lake, and the ward of the dossiers' tests."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from dinh.dossiers.tests.conftest import the_ledger_may_be_emptied_between_tests, ward
from dinh.lake.testing import lake_home
from dinh.measures.scorecards import loading

AT = datetime.fromisoformat("2026-11-20T09:00+07:00")


@pytest.fixture
def books(db: None, lake_home: Any) -> None:
    """The scorecards of the house in the tables, beside an empty lake."""
    loading.load(by=None, at=AT)


__all__ = ["lake_home", "the_ledger_may_be_emptied_between_tests", "ward"]
