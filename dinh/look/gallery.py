"""Samples for the gallery page."""

from __future__ import annotations

from typing import Any


def samples() -> dict[str, Any]:
    return {}
