from __future__ import annotations

import pytest

from dinh.ground.testing import the_ledger_may_be_emptied_between_tests  # noqa: F401

from .builders import Ward


@pytest.fixture
def ward(db: None) -> Ward:
    return Ward()
