"""A whole pretend province: the offices of Thanh Hóa's 166 communes, and five thousand people with obviously made-up
names in the offices of the province and of its communes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from random import Random

from dinh.look.formats import num
from dinh.town import queries, services
from dinh.town.demo import DEMO_PASSWORD, START, Clock, Say
from dinh.town.models import Account, Office, Unit
from dinh.town.services import Newcomer
from dinh.town.shapes import Level, Role, UnitKind

PROVINCE = "38"
KINDS = ("van-phong", "phong-kinh-te", "phong-van-hoa-xa-hoi", "trung-tam-hanh-chinh-cong")
"""The offices of a commune that carry its digital programme; the commune has more, which this town leaves out."""
EACH_OFFICE = 5
PEOPLE = 5000
_FAMILY = (
    "Nguyễn",
    "Trần",
    "Lê",
    "Phạm",
    "Hoàng",
    "Vũ",
    "Đặng",
    "Bùi",
    "Đỗ",
    "Hồ",
    "Ngô",
    "Dương",
    "Lý",
    "Cao",
    "Mai",
)
_GIVEN = ("Mẫu", "Thử", "Ví Dụ", "Thí Dụ", "Minh Họa", "Giả Định", "Giả Sử", "Thử Nghiệm")


def furnish(*, size: str, seed: int, clock: Clock, say: Say) -> None:
    """Offices, then people, through services; run again it adds nothing."""
    communes = communes_of_province()
    if Account.objects.filter(username=f"chutich.{communes[0].code}").exists():
        say("Cơ quan và người của các xã, phường: đã có")
        return
    at = clock.at(START, 8)
    opened = services.open_offices_many(units=communes, kinds=KINDS, by=None, at=at)
    say(
        f"Cơ quan của {len(communes)} xã, phường: {num(opened)} cơ quan mới, {num(Office.objects.count())} cả thảy"
    )
    newcomers = list(_people(communes, Random(seed), PEOPLE - Account.objects.count()))  # noqa: S311 made-up names
    services.take_on_many(
        newcomers=newcomers,
        since=START,
        by=None,
        at=clock.at(START, 9),
        password=DEMO_PASSWORD,
        must_change=False,
        basis="Quyết định mẫu số 02/QĐ-UBND",
    )
    say(f"Người có tài khoản: {num(Account.objects.count())}")


def communes_of_province() -> list[Unit]:
    """The province's communes of today, by code."""
    province = queries.unit_by_code(PROVINCE, START)
    assert province is not None
    rows = Unit.objects.alive_on(START).filter(path__startswith=province.path, level=Level.COMMUNE)
    return list(rows.order_by("code"))


def _people(communes: Sequence[Unit], chance: Random, most: int) -> Iterator[Newcomer]:
    """Communes first, each the same people; whoever is left over works in the offices of the province."""
    number = 0
    offices: dict[int, list[Office]] = {}
    for office in (
        Office.objects.alive_on(START).filter(unit__in=communes, kind__in=KINDS).select_related("unit")
    ):
        offices.setdefault(office.unit_id, []).append(office)
    for unit in communes:
        for one in _of_commune(unit, offices[unit.pk], chance):
            number += 1
            yield one
    province = queries.unit_by_code(PROVINCE, START)
    assert province is not None
    above = list(Office.objects.alive_on(START).filter(unit=province).order_by("order", "pk"))
    for k in range(most - number):
        office = above[k % len(above)]
        turn = k // len(above)
        role = Role.OFFICE_HEAD if turn == 0 else Role.OFFICER
        title = "Trưởng phòng" if turn == 0 else "Chuyên viên"
        yield _one(f"cv{k + 1:03}.tinh", title, role, province, office, chance)


def _of_commune(unit: Unit, offices: Sequence[Office], chance: Random) -> Iterator[Newcomer]:
    code = unit.code
    yield _one(
        f"chutich.{code}", f"Chủ tịch UBND {UnitKind(unit.kind).word}", Role.LEADER, unit, None, chance
    )
    yield _one(
        f"phochutich.{code}", f"Phó Chủ tịch UBND {UnitKind(unit.kind).word}", Role.LEADER, unit, None, chance
    )
    by_kind = {office.kind: office for office in offices}
    culture, front = by_kind["phong-van-hoa-xa-hoi"], by_kind["van-phong"]
    yield _one(f"cds.{code}", "Công chức chuyển đổi số", Role.PLANNER, unit, culture, chance, whole=True)
    yield _one(f"vanthu.{code}", "Văn thư", Role.CLERK, unit, front, chance, whole=True)
    for place, office in enumerate(offices, start=1):
        yield _one(f"truongphong{place}.{code}", "Trưởng phòng", Role.OFFICE_HEAD, unit, office, chance)
        for k in range(1, EACH_OFFICE + 1):
            yield _one(f"cv{place}{k}.{code}", "Chuyên viên", Role.OFFICER, unit, office, chance)


def _one(
    username: str,
    title: str,
    role: Role,
    unit: Unit,
    office: Office | None,
    chance: Random,
    *,
    whole: bool = False,
) -> Newcomer:
    middle = chance.choice(("Văn", "Thị"))
    name = f"{chance.choice(_FAMILY)} {middle} {chance.choice(_GIVEN)} {chance.randint(1, 999)}"
    return Newcomer(
        name=name,
        title=title,
        role=role.value,
        username=username,
        unit=unit,
        office=office,
        whole_unit=whole or office is None,
        email=f"{username}@mau.example",
    )
