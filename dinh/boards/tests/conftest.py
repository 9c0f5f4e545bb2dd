"""What the room's tests share."""

from __future__ import annotations

import pytest

from dinh.plans.tests.builders import Town


@pytest.fixture
def town(db: object) -> Town:
    return Town()
