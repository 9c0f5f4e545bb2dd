"""What every test shares. Browser fixtures come from dinh.look.testing."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

# Playwright keeps an event loop in the test's thread; Django's guard against that does not concern us.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")

import pytest

pytest_plugins = ["dinh.ground.testing", "dinh.look.testing", "dinh.catalog.testing"]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """`--database-only` keeps what touches the database: the second run, on PostgreSQL, needs nothing else."""
    if not config.getoption("--database-only"):
        return
    keep, drop = [], []
    for item in items:
        marked = item.get_closest_marker("django_db") is not None
        wants = {"db", "transactional_db", "live_server", "house"} & set(getattr(item, "fixturenames", ()))
        (keep if marked or wants else drop).append(item)
    config.hook.pytest_deselected(items=drop)
    items[:] = keep


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """All walks go to one worker, since they share one town; every other test goes to whoever is free. Largest first,
    so the walks begin at once. (`xdist_group` marks are not seen by this pytest: they change a name it no longer reads.)"""
    from xdist.scheduler import LoadScopeScheduling

    class Together(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return "walks" if nodeid.startswith("walks/") else nodeid

    return Together(config, log)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database-only", action="store_true", help="only tests that touch the database")


@pytest.fixture(autouse=True)
def _what_was_published_is_forgotten() -> None:
    """The tables are emptied between tests and numbers come again; in use a published row never changes."""
    if known := sys.modules.get("dinh.dossiers.services.known"):
        known.forget()


@pytest.fixture(scope="session", autouse=True)
def _home_goes_away() -> object:
    yield
    import shutil

    shutil.rmtree(Path(os.environ["DINH_HOME"]), ignore_errors=True)  # set by dinh.frame.settings_for_tests
