"""The pretend town's people: units, offices, persons with obviously made-up names, mandates and sign-ins."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from django.conf import settings

from dinh.look.formats import num
from dinh.town import queries, services
from dinh.town.models import Account, Office, Person, Unit
from dinh.town.shapes import Role

DEMO_PASSWORD = "dinh-lang-2026"  # noqa: S105 everybody's in the pretend town, nobody's elsewhere
START = date(2025, 7, 1)
EVE = date(2025, 6, 30)


class Clock(Protocol):
    """The pretend clock."""

    @property
    def today(self) -> date: ...

    def at(self, day: date, hour: int = 9) -> datetime: ...


Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """One person of the pretend town."""

    username: str
    name: str
    title: str
    unit: str
    office: str
    role: Role
    can: str
    whole_unit: bool = True
    """Whether the mandate is over the whole unit, or only over the office."""


_R = Role
PEOPLE = (
    DemoPerson("quantri", "Nguyễn Quản Trị", "Quản trị hệ thống", "38", "so-khoa-hoc-cong-nghe", _R.ADMIN,
               "lập tài khoản, giao quyền trong toàn tỉnh Thanh Hóa"),
    DemoPerson("chutich.tinh", "Trần Văn Mẫu", "Phó Chủ tịch UBND tỉnh", "38", "", _R.LEADER,
               "lãnh đạo tỉnh Thanh Hóa: duyệt và chỉ đạo"),
    DemoPerson("theodoi.tinh", "Lê Thị Thử", "Chuyên viên theo dõi chuyển đổi số", "38", "so-khoa-hoc-cong-nghe", _R.PROVINCE,
               "theo dõi, đôn đốc mọi xã, phường của Thanh Hóa"),
    DemoPerson("cds.tinh", "Phạm Văn Ví Dụ", "Chuyên viên Phòng Chuyển đổi số", "38", "so-khoa-hoc-cong-nghe", _R.PLANNER,
               "soát bản đọc, ban hành kế hoạch của tỉnh Thanh Hóa"),
    DemoPerson("vanthu.tinh", "Hoàng Thị Giả Định", "Văn thư", "38", "van-phong", _R.CLERK, "tiếp nhận văn bản của tỉnh"),
    DemoPerson("chutich.ngocson", "Lê Văn Mẫu", "Chủ tịch UBND phường", "16576", "", _R.LEADER,
               "lãnh đạo phường Ngọc Sơn: duyệt số liệu, chỉ đạo"),
    DemoPerson("cds.ngocson", "Trần Thị Thử", "Công chức chuyển đổi số", "16576", "phong-van-hoa-xa-hoi", _R.PLANNER,
               "soát bản đọc, ban hành kế hoạch phường Ngọc Sơn"),
    DemoPerson("truongphong.ngocson", "Nguyễn Văn Mẫu", "Trưởng phòng", "16576", "phong-van-hoa-xa-hoi", _R.OFFICE_HEAD,
               "phân công, duyệt số liệu của Phòng Văn hóa - Xã hội", whole_unit=False),
    DemoPerson("chuyenvien.ngocson", "Đỗ Thị Minh Họa", "Chuyên viên", "16576", "phong-van-hoa-xa-hoi", _R.OFFICER,
               "ghi tiến độ, nhập số liệu của Phòng Văn hóa - Xã hội", whole_unit=False),
    DemoPerson("motcua.ngocson", "Bùi Văn Thí Dụ", "Công chức Trung tâm", "16576", "trung-tam-hanh-chinh-cong", _R.OFFICER,
               "ghi tiến độ, nhập số liệu của Trung tâm Phục vụ hành chính công", whole_unit=False),
    DemoPerson("vanthu.ngocson", "Vũ Thị Mẫu", "Văn thư", "16576", "van-phong", _R.CLERK, "tiếp nhận văn bản phường Ngọc Sơn"),
    DemoPerson("thungan.ngocson", "Cao Thị Ví Dụ", "Thu ngân Trung tâm", "16576", "trung-tam-hanh-chinh-cong", _R.CASHIER,
               "thu phí, lệ phí, lập biên lai, đối soát của phường Ngọc Sơn"),
    DemoPerson("xem.ngocson", "Đặng Văn Xem", "Giám sát cộng đồng", "16576", "mat-tran", _R.VIEWER, "chỉ xem phường Ngọc Sơn"),
    DemoPerson("chutich.bimson", "Ngô Văn Mẫu", "Chủ tịch UBND phường", "14812", "", _R.LEADER, "lãnh đạo phường Bỉm Sơn"),
    DemoPerson("cds.bimson", "Dương Thị Thử", "Công chức chuyển đổi số", "14812", "phong-van-hoa-xa-hoi", _R.PLANNER,
               "soát, ban hành kế hoạch phường Bỉm Sơn"),
    DemoPerson("chuyenvien.bimson", "Lý Văn Minh Họa", "Chuyên viên", "14812", "phong-van-hoa-xa-hoi", _R.OFFICER,
               "ghi tiến độ, nhập số liệu phường Bỉm Sơn", whole_unit=False),
    DemoPerson("cds.hcm", "Trịnh Thị Ví Dụ", "Chuyên viên chuyển đổi số", "79", "so-khoa-hoc-cong-nghe", _R.PLANNER,
               "soát, ban hành kế hoạch TP. Hồ Chí Minh, gồm kế hoạch cũ của Bình Dương"),
    DemoPerson("chutich.hcm", "Mai Văn Mẫu", "Phó Chủ tịch UBND thành phố", "79", "", _R.LEADER, "lãnh đạo TP. Hồ Chí Minh"),
    DemoPerson("cds.angiang", "Hồ Thị Thử", "Chuyên viên chuyển đổi số", "91", "so-khoa-hoc-cong-nghe", _R.PLANNER,
               "soát, ban hành kế hoạch tỉnh An Giang, gồm kế hoạch cũ của Hà Tiên"),
    DemoPerson("cds.hatien", "Phan Văn Thí Dụ", "Công chức chuyển đổi số", "30769", "phong-van-hoa-xa-hoi", _R.PLANNER,
               "soát, ban hành kế hoạch phường Hà Tiên"),
)  # fmt: skip

# Units with offices: today's, and the old ones whose plans the town still carries out.
_UNITS: tuple[tuple[str, date], ...] = (
    ("38", START), ("16576", START), ("14812", START), ("14818", START), ("79", START), ("91", START),
    ("30769", START), ("30766", START), ("381", EVE), ("900", EVE), ("74", EVE),
)  # fmt: skip
# The only organisation code of these units that was seen in use; the rest have none until their decision is read.
_ORG_CODES = {"38": {"ubnd": "H56"}}


def furnish(*, size: str, seed: int, clock: Clock, say: Say) -> None:
    """Units, offices, people, mandates, one standing-in and sign-ins, through services only. Running it again adds
    nothing."""
    if not settings.DINH_DEMO:
        raise RuntimeError("Không dựng địa bàn mẫu ở đây: DINH_DEMO đang tắt.")
    report = services.load_units(at=clock.at(START, 7))
    say(f"Danh mục đơn vị: {num(report.units)} đơn vị" + ("" if report.new else " (đã có)"))
    units = {code: _unit(code, day) for code, day in _UNITS}
    opened = sum(
        len(
            services.open_usual_offices(
                unit=unit, by=None, at=clock.at(START, 8), org_codes=_ORG_CODES.get(code)
            )
        )
        for code, unit in units.items()
    )
    say(f"Cơ quan: {opened} cơ quan của {len(units)} đơn vị")
    if Account.objects.filter(username=PEOPLE[0].username).exists():
        say("Người và quyền hạn: đã có")
        return
    persons = {one.username: _settle(one, units[one.unit], clock) for one in PEOPLE}
    _stand_in(persons, clock)
    _former(units["16576"], clock)
    say(f"Người và quyền hạn: {len(persons)} người có tài khoản")


def _unit(code: str, day: date) -> Unit:
    unit = queries.unit_by_code(code, day)
    if unit is None:
        raise RuntimeError(f"Danh mục đơn vị không có mã {code} ngày {day:%d/%m/%Y}.")
    return unit


def _office(unit: Unit, kind: str, day: date) -> Office | None:
    return Office.objects.alive_on(day).filter(unit=unit, kind=kind).first() if kind else None


def _settle(one: DemoPerson, unit: Unit, clock: Clock) -> Person:
    at = clock.at(START, 9)
    office = _office(unit, one.office, START)
    person = services.register_person(
        name=one.name, unit=unit, email=f"{one.username}@mau.example", by=None, at=at
    )
    services.appoint(person=person, unit=unit, office=office, title=one.title, since=START, by=None, at=at)
    services.give_mandate(
        person=person,
        role=one.role.value,
        unit=unit,
        office=None if one.whole_unit else office,
        since=START,
        basis="Quyết định mẫu số 01/QĐ-UBND",
        by=None,
        at=at,
    )
    services.open_account(
        person=person, username=one.username, password=DEMO_PASSWORD, must_change=False, by=None, at=at
    )
    return person


def _stand_in(persons: dict[str, Person], clock: Clock) -> None:
    """The ward's head of office stands in for its chairman for a fortnight."""
    services.arrange_stand_in(
        absent=persons["chutich.ngocson"],
        stand_in=persons["truongphong.ngocson"],
        since=date(2026, 11, 16),
        until=date(2026, 11, 30),
        basis="Giấy ủy quyền mẫu số 12/GUQ-UBND",
        by=None,
        at=clock.at(date(2026, 11, 13), 16),
    )


def _former(unit: Unit, clock: Clock) -> None:
    """Somebody whose mandate has ended, so that the pages show how that looks."""
    at = clock.at(START, 10)
    person = services.register_person(name="Cao Thị Đã Chuyển", unit=unit, by=None, at=at)
    post = services.appoint(
        person=person, unit=unit, title="Phó Chủ tịch UBND phường", since=START, by=None, at=at
    )
    mandate = services.give_mandate(
        person=person, role=Role.LEADER.value, unit=unit, since=START, by=None, at=at
    )
    leaving = date(2026, 3, 31)
    services.end_post(post_id=post.pk, until=leaving, by=None, at=clock.at(leaving, 16))
    services.end_mandate(
        mandate_id=mandate.pk, until=leaving, reason="Chuyển công tác", by=None, at=clock.at(leaving, 16)
    )


def actor(username: str, at: datetime) -> Any:
    """The actor behind one of the demo's sign-ins, for the rooms above that furnish their part."""
    return queries.actor_of(Account.objects.get(username=username), at)


def sign_ins() -> list[tuple[str, str, str]]:
    """(name to sign in with, who it is, what they can do) for everybody of the pretend town. All share `DEMO_PASSWORD`."""
    return [(one.username, f"{one.name}, {one.title[0].lower()}{one.title[1:]}", one.can) for one in PEOPLE]


_FIRST = (
    "cds.ngocson",
    "truongphong.ngocson",
    "chuyenvien.ngocson",
    "chutich.ngocson",
    "cds.tinh",
    "quantri",
)


def sign_ins_shown() -> list[dict[str, Any]]:
    """The sign-ins for the sign-in page: only where the demo is allowed and furnished, else none. 1 query."""
    if not settings.DINH_DEMO:
        return []
    names = Account.objects.filter(username__in=[one.username for one in PEOPLE], is_active=True)
    there = set(names.values_list("username", flat=True))
    return [
        {
            "username": username,
            "who": who,
            "can": can,
            "password": DEMO_PASSWORD,
            "first": username in _FIRST,
        }
        for username, who, can in sign_ins()
        if username in there
    ]
