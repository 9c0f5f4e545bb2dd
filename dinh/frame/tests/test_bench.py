"""Measurements are of a server as it is used, not as tests set it."""

from __future__ import annotations

import re

from bench.__main__ import AS_IN_USE
from dinh.frame import settings


def test_what_is_measured_waits_and_remembers_as_the_settings_say() -> None:
    said = dict(re.findall(r"^\| (DINH_\w+) \|.*\| (\S+) \|$", settings.__doc__ or "", re.M))
    assert {name: said[name] for name in AS_IN_USE} == AS_IN_USE
