"""Made-up dossiers handed in on line, each through a draft as a citizen writes it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Protocol

from dinh.catalog import queries as catalog
from dinh.town.models import Unit

from .applicant import Applicant
from .models import FormAnswers
from .services import online

_SELF = {
    "ho_ten": "Lê Thị Thử Trực Tuyến", "ngay_sinh": "1998-04-12", "gioi_tinh": "Nữ", "so_dinh_danh": "038198000321",
    "dan_toc": "Kinh", "quoc_tich": "Việt Nam", "noi_cu_tru": "Tổ dân phố Mẫu, phường Ngọc Sơn, tỉnh Thanh Hóa",
}  # fmt: skip
_TRUE = {"cam_doan": {"dung": True}}
GIVEN: dict[str, dict[str, Any]] = {
    "1.004873": {
        "vi_ai": {"cho": "ban-than"}, "nguoi": _SELF, "cu_tru": {}, "tinh_trang": {"la": "chua"},
        "muc_dich": {"viec": "mua-ban", "ghi": "Vay vốn mua nhà"}, **_TRUE,
    },
    "1.001612": {
        "chu_ho": {key: _SELF[key] for key in ("ho_ten", "ngay_sinh", "gioi_tinh", "so_dinh_danh", "noi_cu_tru")},
        "ten": {"ten": "Hộ kinh doanh Tạp hóa Mẫu"},
        "tru_so": {"dia_chi": _SELF["noi_cu_tru"], "dien_thoai": "0912000321"},
        "nganh": [{"ten": "Bán lẻ hàng hóa khác", "ma": "4719"}], "von": {"von": 80_000_000, "lao_dong": 2},
        "gop": {"la": "ca-nhan"}, **_TRUE,
    },
    "2.000635": {
        "loai": {"viec": "khai-sinh"}, "nguoi": {"ho_ten": _SELF["ho_ten"], "quan_he": "ban-than"},
        "so_bo": {"noi": "Phường Ngọc Sơn"}, "so_luong": {"so_ban": 3}, **_TRUE,
    },
}  # fmt: skip
PERSON = {
    "name": _SELF["ho_ten"], "kind": "person", "identity": _SELF["so_dinh_danh"], "phone": "0912 000 321",
    "email": "", "address": _SELF["noi_cu_tru"],
}  # fmt: skip


class Clock(Protocol):
    @property
    def today(self) -> date: ...

    def at(self, day: date, hour: int = 9) -> datetime: ...


def furnish(*, ward: Unit, clock: Clock) -> int:
    """One dossier of each of these procedures that the ward takes in; gives how many. Running it again adds nothing."""
    if FormAnswers.objects.exists():
        return 0
    count = 0
    for code, answers in GIVEN.items():
        at = clock.at(clock.today, 10)
        edition = catalog.edition_on(code, clock.today)
        if edition is None or not online.is_online(edition) or ward not in online.offering(edition, at):
            continue
        draft, _secret = online.begin(edition=edition, unit=ward, account=None, person=None, at=at)
        parts = {"applicant": PERSON, "for": "chinh-toi", "acted_for": None, "answers": answers}
        online.write(draft_id=draft.pk, step="nguoi-nop", seen=None, at=at, parts=parts)
        by = Applicant(None, "Người nộp hồ sơ", ())
        online.submit(draft_id=draft.pk, by=by, account=None, at=at)
        count += 1
    return count
