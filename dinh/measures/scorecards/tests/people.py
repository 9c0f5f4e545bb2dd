"""A commune, its neighbours and its province, and who does what with their cards."""

from __future__ import annotations

from datetime import datetime

from dinh.ground.periods import Period
from dinh.measures.scorecards import scoring
from dinh.measures.scorecards.models import ScoreEdition
from dinh.town import testing

AT = datetime.fromisoformat("2026-11-20T09:00+07:00")
YEAR = Period.parse("2026")


class People:
    """Ngọc Sơn and Bỉm Sơn under Thanh Hóa."""

    def __init__(self) -> None:
        self.province = testing.unit("38")
        self.ward = testing.unit("16576")
        self.other = testing.unit("14812")
        self.officer = testing.actor("officer", self.ward, name="Trịnh Văn Thử")
        self.leader = testing.actor("leader", self.ward, name="Lê Văn Mẫu")
        self.stranger = testing.actor("planner", self.other, name="Lý Văn Xa")
        self.appraiser = testing.actor("province", self.province, name="Hà Thị Mẫu")
        self.viewer = testing.actor("viewer", self.ward, name="Đặng Văn Xem")

    @property
    def edition(self) -> ScoreEdition:
        return scoring.edition_for("xa", YEAR)
