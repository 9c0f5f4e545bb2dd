"""Settings of the tests: a home of their own, so that no test ever touches a person's var/.

pytest-django reads settings before any conftest, so the home is made here and not there. A program that a test starts
inherits the mark and keeps the home the test gave it.
"""

from __future__ import annotations

import os
import tempfile

_worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
if os.environ.get("DINH_TESTS_OF") != _worker:
    os.environ["DINH_TESTS_OF"] = _worker
    os.environ["DINH_HOME"] = tempfile.mkdtemp(prefix="dinh-test-")
os.environ.setdefault("DINH_DEMO", "1")
os.environ.setdefault("DINH_COUNT_SECONDS", "0")  # a test looks right after somebody else's deed
os.environ.setdefault("DINH_KNOWN_SECONDS", "0")
os.environ.setdefault("DINH_FOLLOW_SECONDS", "0")
os.environ["DINH_PLAIN_STATIC"] = "1"  # a page may name a file before the front end was collected

from .settings import *  # noqa: E402, F403

DINH_CHECK_SQL_MEMO = True  # a kept text that is not what would be written now fails the test
PASSWORD_HASHERS = ["dinh.frame.hashing_for_tests.LeastCost"]
