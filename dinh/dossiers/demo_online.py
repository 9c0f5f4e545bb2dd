"""Made-up dossiers handed in on line, each through a draft as a citizen writes it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any, Protocol

from django.utils import timezone

from dinh.catalog import queries as catalog
from dinh.town.models import Unit

from . import services
from .applicant import Applicant
from .demo_answers import answers_to, counts_in
from .models import Dossier, Draft
from .services import accounts, following, online
from .services.accounts import Proven
from .shapes import Intake

PROVIDER = "vneid-mau"
"""No provider of this key is ever offered: nobody can sign in by it."""
SCAN = b"%PDF-1.4\n% ban quet mau\n"

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


def on_line(given: Intake, edition: Any, at: datetime) -> Intake | None:
    """The same intake as its citizen would send it in on line: the form answered, each paper as a file. None where the procedure
    is not taken in on line."""
    if not online.is_online(edition):
        return None
    schema, day = edition.form_schema or {}, timezone.localtime(at).date()
    who = given.applicant
    answers = answers_to(schema, name=who.name, identity=who.identity, today=day) if schema else {}
    if answers is None:
        return None
    papers = tuple(
        paper
        if paper.stored_id
        else replace(paper, originals=0, copies=0, file=SCAN, file_name="tai-len.pdf")
        for paper in given.papers
    )
    counted = counts_in(schema, answers)
    return replace(
        given,
        channel="online",
        papers=papers,
        answers=answers or None,
        copies=counted.get("copies", given.copies),
        pages=counted.get("pages", given.pages),
    )


def hand_in(given: Intake, *, with_account: bool, at: datetime) -> Dossier:
    """Received on line; `with_account`, from an account that the country's identities vouch for, which follows it from now on."""
    who = given.applicant
    dossier = services.receive(intake=given, by=Applicant(None, "Người nộp hồ sơ", ()), at=at)
    if with_account and len(who.identity) == 12:
        proven = Proven(PROVIDER, who.identity, who.name, who.identity, phone=who.phone)
        following.follow(
            account=accounts.sign_in_by(proven=proven, at=at), dossier=dossier, how="sent", at=at
        )
    return dossier


def furnish(*, ward: Unit, clock: Clock) -> int:
    """One dossier of each of these procedures that the ward takes in; gives how many. Running it again adds nothing."""
    if Draft.objects.exists():
        return 0
    count = 0
    for code, answers in GIVEN.items():
        at = clock.at(clock.today, 10)
        edition = catalog.edition_on(code, clock.today)
        if edition is None or not online.is_online(edition) or not online.takes(ward, edition, at):
            continue
        draft, _secret = online.begin(edition=edition, unit=ward, account=None, person=None, at=at)
        parts = {"applicant": PERSON, "for": "chinh-toi", "acted_for": None, "answers": answers}
        online.write(draft_id=draft.pk, step="nguoi-nop", seen=None, at=at, parts=parts)
        by = Applicant(None, "Người nộp hồ sơ", ())
        online.submit(draft_id=draft.pk, by=by, account=None, at=at)
        count += 1
    return count
