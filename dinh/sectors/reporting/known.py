"""Socket "reporting.figures": what rooms above know for a report."""

from __future__ import annotations

from dinh.ground import services as ground
from dinh.ground.services import SocketEmpty

from .models import Report
from .shapes import Figure, Figures

SOCKET = "reporting.figures"


def declare() -> None:
    """Declare the socket; called at start-up."""
    ground.declare_socket(SOCKET, Figures, caption="số liệu đã biết, để báo cáo không phải nhập lại")


def figures_of(report: Report) -> tuple[Figure, ...]:
    """What is known for the report's office and days; empty as long as nobody fills the socket."""
    try:
        filler: Figures = ground.socket(SOCKET)
    except SocketEmpty:
        return ()
    found = filler.figures_for(
        unit_id=report.unit_id,
        office_id=report.office_id,
        first=report.period_first,
        last=report.period_last,
        regime_key=report.regime.key,
    )
    return tuple(found)
