"""The national portal: a socket that an adapter fills. Outward every change of status is told once, in order; inward a
dossier that was handed in there is received here. What either side answered is kept."""

from .shapes import SOCKET, PortalAnswer, PortalUpdate, PortalWire

__all__ = ["SOCKET", "PortalAnswer", "PortalUpdate", "PortalWire"]
