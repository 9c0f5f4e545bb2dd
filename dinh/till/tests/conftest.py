from __future__ import annotations

import pytest

from .builders import Town


@pytest.fixture
def town(db: None) -> Town:
    return Town()
