"""Who may."""

from __future__ import annotations

from datetime import datetime

from dinh.town import services as town
from dinh.town.shapes import Actor


def require(by: Actor | None, deed: str, at: datetime) -> None:
    """The lake is one for all units: a mandate for the deed anywhere will do. The machine itself and whoever has a shell may.
    Raises town.services.NotAllowed."""
    if by is None or any(town.allowed(by, deed, each.unit_path, at) for each in by.mandates):
        return
    town.require(by, deed, next((each.unit_path for each in by.mandates), "/"), at)
