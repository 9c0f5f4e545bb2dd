"""Fixtures for tests that write to the lake. `from dinh.lake.testing import lake_home` in a conftest."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest


@pytest.fixture
def lake_home(tmp_path: Path, settings: Any) -> Path:
    """An empty lake of this test alone."""
    settings.DINH_LAKE_URL = str(tmp_path / "lake")
    return tmp_path / "lake"
