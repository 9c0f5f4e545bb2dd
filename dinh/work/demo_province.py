"""Five years of a province's work, by the thousand: what its offices were asked since the end of 2021, and what its
communes were asked since they were made on 1 July 2025. Written down as an earlier book of work is taken over."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from random import Random

from dinh.look.formats import num
from dinh.town.demo import START, Clock, Say
from dinh.town.demo_province import KINDS, PROVINCE, communes_of_province
from dinh.town.models import Office, Post, Unit
from dinh.work import services
from dinh.work.models import Assignment
from dinh.work.services import Past
from dinh.work.shapes import Ask, WorkState

TASKS = 100_000
FIRST = date(2021, 12, 1)
OF_PROVINCE = 0.2
"""The share of all work that was asked of the province's own offices."""
_AT_ONCE = 10_000
_DEEDS = (
    "Rà soát", "Cập nhật", "Triển khai", "Báo cáo kết quả", "Tổ chức tập huấn", "Kiểm tra", "Tuyên truyền", "Lập danh sách",
    "Thẩm định", "Hướng dẫn", "Khảo sát", "Tham mưu văn bản về", "Xử lý tồn đọng về", "Đối soát số liệu",
)  # fmt: skip
_THINGS = (
    "hồ sơ trực tuyến toàn trình", "chữ ký số cá nhân", "kết nối dữ liệu dân cư", "thanh toán không dùng tiền mặt",
    "số hóa kết quả thủ tục hành chính", "mã số vùng trồng trên nền tảng số", "tổ công nghệ số cộng đồng",
    "an toàn thông tin cấp độ 2", "trang thông tin điện tử", "bản đồ số địa chỉ", "sổ sức khỏe điện tử", "học bạ số",
    "hóa đơn điện tử hộ kinh doanh", "phủ sóng 4G, 5G thôn lõm sóng", "camera giao thông", "kỹ năng số cho cán bộ",
    "du lịch số", "sàn thương mại điện tử nông sản", "phòng họp không giấy", "điều hành qua trục văn bản",
)  # fmt: skip
_PRODUCTS = ("Báo cáo", "Danh sách", "Kế hoạch", "Biên bản", "Văn bản trả lời", "Bảng số liệu")


def furnish(*, size: str, seed: int, clock: Clock, say: Say) -> None:
    """So many assignments that the house has `TASKS` of them, in a few great deeds; run again it adds nothing."""
    wanted = TASKS - Assignment.objects.count()
    if wanted <= 0:
        say("Việc của năm năm: đã có")
        return
    chance = Random(seed)  # noqa: S311 a pretend town
    rows: list[Past] = []
    done = 0
    for past in _past(wanted, clock.today, chance):
        rows.append(past)
        if len(rows) == _AT_ONCE:
            done += len(services.take_over(past=rows, by=None, at=clock.at(clock.today, 7)))
            say(f"Việc của năm năm: {num(done)} trên {num(wanted)}")
            rows = []
    if rows:
        done += len(services.take_over(past=rows, by=None, at=clock.at(clock.today, 7)))
    still = Assignment.objects.filter(closed_at=None).count()
    say(f"Việc: {num(Assignment.objects.count())}, còn mở {num(still)}")


def _past(wanted: int, today: date, chance: Random) -> Iterator[Past]:
    communes = communes_of_province()
    province = Unit.objects.alive_on(START).get(code=PROVINCE)
    above = list(Office.objects.alive_on(START).filter(unit=province).order_by("order", "pk"))
    below = list(
        Office.objects.alive_on(START)
        .filter(unit__in=communes, kind__in=KINDS)
        .order_by("unit__code", "order")
    )
    people = _people([*above, *below])
    leads = {office.unit_id: office for office in below if office.kind == "van-phong"}
    first = int(wanted * OF_PROVINCE)
    for _ in range(first):
        office = chance.choice(above)
        yield _one(office, province.pk, chance.choice(above).pk, FIRST, today, people, above, chance)
    by_unit: dict[int, list[Office]] = {}
    for office in below:
        by_unit.setdefault(office.unit_id, []).append(office)
    for _ in range(wanted - first):
        office = chance.choice(below)
        own = chance.random() < 0.7
        unit_id = office.unit_id if own else province.pk
        asker = leads[office.unit_id].pk if own else chance.choice(above).pk
        yield _one(office, unit_id, asker, START, today, people, by_unit[office.unit_id], chance)


def _people(offices: Sequence[Office]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    rows = Post.objects.filter(office__in=[office.pk for office in offices], until=None)
    for office_id, person_id in rows.order_by("pk").values_list("office_id", "person_id"):
        found.setdefault(office_id, []).append(person_id)
    return found


def _one(
    office: Office,
    asker_unit: int,
    asker_office: int,
    first: date,
    today: date,
    people: dict[int, list[int]],
    near: Sequence[Office],
    chance: Random,
) -> Past:
    asked = first + timedelta(days=chance.randrange((today - first).days + 1))
    due = asked + timedelta(days=chance.choice((5, 7, 10, 15, 20, 30, 45)))
    there = people.get(office.pk, [])
    person = chance.choice(there) if there and chance.random() < 0.6 else None
    coop = (chance.choice(near).pk,) if chance.random() < 0.12 else ()
    ask = Ask(
        title=f"{chance.choice(_DEEDS)} {chance.choice(_THINGS)} tháng {asked.month}/{asked.year}",
        product=chance.choice(_PRODUCTS),
        unit_id=office.unit_id,
        office_id=office.pk,
        person_id=person,
        due_on=due,
        asker_unit_id=asker_unit,
        asker_office_id=asker_office,
        coop_office_ids=coop,
        priority=chance.choices(("normal", "urgent", "express"), (90, 8, 2))[0],
    )
    return _stands(ask, asked, due, today, chance)


def _stands(ask: Ask, asked: date, due: date, today: date, chance: Random) -> Past:
    """Of what is long over nearly all is done, one in eight of it late; of what is owed soon, most is under way."""
    over = (today - due).days
    luck = chance.random()
    if over > 30:
        if luck < 0.97:
            return _done(ask, asked, due, today, chance)
        if luck < 0.985:
            closed = min(today, due + timedelta(days=3))
            return Past(
                ask, asked, state=WorkState.DROPPED.value, closed_on=closed, note="Không còn phù hợp."
            )
    elif luck < (0.75 if over > 0 else 0.2):
        return _done(ask, asked, due, today, chance)
    state, percent = chance.choices(
        (
            ("not-started", 0),
            ("doing", 30),
            ("doing", 60),
            ("doing", 90),
            ("submitted", 100),
            ("returned", 80),
            ("paused", 20),
        ),
        (20, 25, 25, 10, 12, 4, 4),
    )[0]
    note = "Đang làm theo kế hoạch." if state == "doing" else ""
    return Past(ask, asked, state=state, percent=percent, note=note)


def _done(ask: Ask, asked: date, due: date, today: date, chance: Random) -> Past:
    late = chance.random() < 0.12
    on = due + timedelta(days=chance.randint(1, 20)) if late else due - timedelta(days=chance.randint(0, 4))
    return Past(ask, asked, state=WorkState.DONE.value, done_on=min(today, max(asked, on)))
