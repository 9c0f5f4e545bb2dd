"""What goes over the wire, and what the wire must be able to do."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Protocol

SOCKET = "dossiers.portal"


@dataclass(frozen=True, slots=True)
class PortalUpdate:
    """One change of a dossier's status. `key` is the same each time it is told again. No personal data."""

    key: str
    fields: dict[str, Any]
    """By the portal's own field names: MaHoSo, MaTTHC, TrangThai, NgayTiepNhan…"""


@dataclass(frozen=True, slots=True)
class PortalAnswer:
    """What the portal said. `taken`: it has it. Not taken: it refuses this update for good, with `reason`; what went wrong
    on the way is no answer but an exception, and is tried again."""

    taken: bool
    reason: str = ""
    said: dict[str, Any] = field(default_factory=dict)


class PortalWire(Protocol):
    """An adapter to the portal. `tell` raises OSError when the portal could not be reached."""

    def tell(self, update: PortalUpdate) -> PortalAnswer: ...
