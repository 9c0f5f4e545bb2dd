"""Socket "inspections.subjects": the targets and tasks of rooms above that an inspection may look into."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from dinh.ground import services as ground
from dinh.ground.services import SocketEmpty

from .models import Party
from .shapes import Subject, Subjects

SOCKET = "inspections.subjects"
MOST = 40


def declare() -> None:
    """Declare the socket; called at start-up."""
    ground.declare_socket(SOCKET, Subjects, caption="chỉ tiêu, nhiệm vụ để chọn làm nội dung kiểm tra")


def subjects_for(parties: Sequence[Party], words: str, day: date) -> list[Subject]:
    """What may be chosen for these parties; nothing as long as no room fills the socket."""
    try:
        filler: Subjects = ground.socket(SOCKET)
    except SocketEmpty:
        return []
    return list(
        filler.subjects_for(
            unit_ids=[p.unit_id for p in parties],
            office_ids=[p.office_id for p in parties if p.office_id],
            words=words,
            day=day,
            limit=MOST,
        )
    )
