"""The lake of each test is its own; units come from the register as they are asked for."""

from __future__ import annotations

from dinh.dossiers.tests.conftest import the_ledger_may_be_emptied_between_tests, ward
from dinh.lake.testing import lake_home

__all__ = ["lake_home", "the_ledger_may_be_emptied_between_tests", "ward"]
