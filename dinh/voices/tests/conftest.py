from __future__ import annotations

import pytest

from dinh.ground.testing import the_ledger_may_be_emptied_between_tests  # noqa: F401

from .builders import Town


@pytest.fixture
def town(db: None) -> Town:
    return Town()
