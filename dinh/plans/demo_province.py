"""A whole pretend province's plan: 60 targets given to 166 communes, five years of their figures, and a plan of each
commune. The papers are made up and read by the machine like any other."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from dinh.ground.periods import between
from dinh.look.formats import num
from dinh.plans import services
from dinh.plans.models import Allotment, Plan, ProposalItem, Target
from dinh.plans.services import PastValue
from dinh.plans.services.cascade.giving import Given
from dinh.town import demo as town_demo
from dinh.town.demo import Clock, Say
from dinh.town.demo_province import PROVINCE, communes_of_province
from dinh.town.models import Unit
from dinh.town.shapes import UnitKind
from dinh.work.models import Assignment

FIRST = date(2022, 1, 1)
"""Figures of communes begin here. They were made in 2025: what is older was reckoned back to their borders of today."""
RHYTHMS = ("month",) * 2 + ("quarter",) * 3 + ("half",)
"""Of six targets two are reported by the month, three by the quarter, one by the half-year."""
_PROVINCE_PAPER = "ke-hoach-mau-tinh-2026-2030.txt"
_NUMBER, _COMMUNE_NUMBER = "05/KH-UBND", "12/KH-UBND"
_SHARES = (
    "hồ sơ thủ tục hành chính được tiếp nhận trực tuyến", "hồ sơ giải quyết đúng hạn", "thanh toán trực tuyến phí, lệ phí",
    "kết quả thủ tục hành chính được số hóa", "người dân trưởng thành có chữ ký số cá nhân",
    "người dân có sổ sức khỏe điện tử", "học sinh có học bạ số", "hộ kinh doanh dùng hóa đơn điện tử",
    "thôn, bản, tổ dân phố có sóng 5G", "hộ gia đình có cáp quang", "người dân trưởng thành có tài khoản ngân hàng",
    "văn bản đi được ký số", "cán bộ, công chức được tập huấn kỹ năng số", "cuộc họp dùng tài liệu điện tử",
    "báo cáo định kỳ gửi trên hệ thống", "phản ánh của người dân được trả lời đúng hạn",
    "dữ liệu đất đai được làm sạch", "dữ liệu hộ tịch được đối soát", "hợp tác xã có gian hàng trực tuyến",
    "sản phẩm OCOP có mã truy xuất nguồn gốc", "cơ sở lưu trú khai báo qua nền tảng số",
    "trạm y tế khám chữa bệnh từ xa", "người cao tuổi nhận trợ cấp qua tài khoản", "máy tính được cài phần mềm bảo vệ",
    "hệ thống thông tin được phê duyệt cấp độ", "thủ tục hành chính toàn trình có phát sinh hồ sơ",
    "hộ nghèo có điện thoại thông minh", "tổ công nghệ số cộng đồng sinh hoạt hằng tháng",
    "dân số có căn cước gắn chip", "người dân dùng ứng dụng định danh mức hai",
    "giao dịch chợ truyền thống không dùng tiền mặt", "trường học thu học phí không dùng tiền mặt",
    "hộ dân trả tiền điện, nước không dùng tiền mặt", "cơ sở giáo dục dạy học trực tuyến được",
    "hồ sơ công việc được xử lý trên môi trường mạng", "cuộc kiểm tra thực hiện trên môi trường số",
    "camera an ninh được kết nối về trung tâm", "di tích được số hóa", "điểm du lịch có mạng không dây miễn phí",
    "diện tích lúa có bản đồ số", "công trình thủy lợi có dữ liệu số", "doanh nghiệp nộp thuế điện tử",
    "doanh nghiệp nhỏ dùng nền tảng số", "lao động được đào tạo kỹ năng số cơ bản", "thông tin công khai đúng hạn",
)  # fmt: skip
_COUNTS = (
    "lớp tập huấn kỹ năng số cho người dân", "mô hình chuyển đổi số tiêu biểu", "điểm hỗ trợ dịch vụ công trực tuyến",
    "hội nghị trực tuyến", "tin, bài tuyên truyền về chuyển đổi số", "sản phẩm nông nghiệp trên sàn thương mại điện tử",
    "đợt kiểm tra an toàn thông tin", "bộ dữ liệu mở được công bố", "sáng kiến số được công nhận",
    "điểm mạng không dây công cộng", "tuyến đường có camera", "ngày cao điểm thanh toán không tiền mặt",
    "tổ công nghệ số cộng đồng được kiện toàn", "thôn thông minh", "chợ không dùng tiền mặt",
)  # fmt: skip
_COUNTED = (
    "mô hình",
    "hội nghị",
    "sản phẩm",
    "sáng kiến",
    "tuyến đường",
    "bộ dữ liệu",
    "tổ công nghệ số",
    "thôn",
    "tin, bài",
)
_WORK = (
    "Kiện toàn tổ công nghệ số cộng đồng", "Tổ chức tập huấn kỹ năng số cho người dân", "Rà soát máy tính, đường truyền",
    "Cập nhật trang thông tin điện tử", "Số hóa kết quả thủ tục hành chính", "Tuyên truyền ngày chuyển đổi số 10/10",
    "Cấp chữ ký số cho cán bộ, công chức", "Lập danh sách hộ chưa có cáp quang", "Đối soát dữ liệu hộ tịch",
    "Hướng dẫn hộ kinh doanh dùng hóa đơn điện tử", "Kiểm tra an toàn thông tin", "Lắp mạng không dây nơi công cộng",
)  # fmt: skip
_LEADS = (
    "Văn phòng HĐND-UBND",
    "Phòng Văn hóa - Xã hội",
    "Trung tâm Phục vụ hành chính công",
)


def furnish(*, size: str, seed: int, clock: Clock, say: Say) -> None:
    """The province's plan with what it gives, then the communes' plans; run again it adds nothing."""
    if Plan.objects.filter(symbol=_NUMBER, unit__code=PROVINCE).exists():
        say("Kế hoạch của tỉnh và các xã, phường: đã có")
        return
    chance = Random(seed)  # noqa: S311 a pretend town
    plan = _province_plan(clock)
    say(f"{plan.name} của tỉnh: {plan.targets.count()} chỉ tiêu")
    _give(plan, chance, clock, say)
    _communes(chance, clock, say)


# ---------------------------------------------------------------- the province


def _province_plan(clock: Clock) -> Plan:
    lines = [
        "ỦY BAN NHÂN DÂN",
        "TỈNH THANH HÓA",
        f"Số: {_NUMBER}",
        "Thanh Hóa, ngày 05 tháng 01 năm 2026",
        "KẾ HOẠCH",
        "Chuyển đổi số tỉnh Thanh Hóa giai đoạn 2026 - 2030 (văn bản mẫu)",
        "I. MỤC TIÊU",
        *_targets("tỉnh", len(_SHARES), len(_COUNTS), 2030),
        "II. NHIỆM VỤ",
        "1. Sở Khoa học và Công nghệ chủ trì theo dõi, đôn đốc các xã, phường, hoàn thành trong năm 2030.",
    ]
    at = clock.at(date(2026, 1, 5), 14)
    unit = Unit.objects.alive_on(clock.today).get(code=PROVINCE)
    return _adopted("\n".join(lines).encode(), _PROVINCE_PAPER, unit, "cds.tinh", clock, at.date())


def _targets(place: str, shares: int, counts: int, year: int, chance: Random | None = None) -> Iterator[str]:
    for n, what in enumerate(_SHARES[:shares]):
        goal = 70 + (n * 7) % 31 if chance is None else chance.randint(60, 100)
        yield f"- Tỷ lệ {what} đạt tối thiểu {goal}%."
    for n, what in enumerate(_COUNTS[:counts]):
        goal = 500 + 100 * n if place == "tỉnh" else (n + 2) * 3
        yield f"- Số {what} đạt tối thiểu {goal} {_unit_of(what)}."


def _unit_of(what: str) -> str:
    """ "mô hình" of "mô hình chuyển đổi số tiêu biểu": the words that count it."""
    return next((each for each in _COUNTED if what.startswith(each)), what.split()[0].rstrip(","))


def _adopted(text: bytes, name: str, unit: Unit, username: str, clock: Clock, day: date) -> Plan:
    """Upload, read, accept, adopt: the way of every paper."""
    at = clock.at(day, 14)
    by = town_demo.actor(username, at)
    reading = services.upload(file=text, name=name, unit=unit, by=by, at=at)
    services.read_now(reading_id=reading.pk, at=at + timedelta(minutes=1))
    reading.refresh_from_db()
    if reading.state != "ready":
        raise RuntimeError(f"{name}: {reading.sentence}")
    return _accept_and_adopt(reading.pk, username, clock, day)


def _accept_and_adopt(reading_id: int, username: str, clock: Clock, day: date) -> Plan:
    at = clock.at(day, 15)
    by = town_demo.actor(username, at)
    services.accept_clear(reading_id=reading_id, by=by, at=at)
    for item in ProposalItem.objects.filter(reading=reading_id, state="unseen"):
        services.accept(item_id=item.pk, version=item.version, by=by, at=at)
    return services.adopt(reading_id=reading_id, by=by, at=at + timedelta(minutes=30))


def _give(plan: Plan, chance: Random, clock: Clock, say: Say) -> None:
    communes = communes_of_province()
    at = clock.at(date(2026, 1, 12), 9)
    by = town_demo.actor("cds.tinh", at)
    targets = list(plan.targets.order_by("pk"))
    for n, target in enumerate(targets):
        percent = target.measure.strip() == "%"
        services.allot(
            about=target.ref,
            rows=[_given(unit, target, len(communes), chance) for unit in communes],
            by=by,
            at=at + timedelta(minutes=n),
            since=date(2026, 1, 12),
            due_on=date(2026, 12, 31),
            rule="ratio" if percent else "reached" if target.operator == "yes" else "sum",
            rhythm=RHYTHMS[n % len(RHYTHMS)],
            added=False,
            basis="Quyết định mẫu số 15/QĐ-UBND",
        )
        if n % 20 == 19:
            say(f"Giao {n + 1} trên {len(targets)} chỉ tiêu cho {len(communes)} xã, phường")
    services.accept_for_units(
        target_ids=[target.pk for target in targets[:-2]], by=None, at=clock.at(date(2026, 1, 26))
    )
    made = 0
    for n, target in enumerate(targets):
        values = list(_values(target, RHYTHMS[n % len(RHYTHMS)], clock.today, chance))
        made += services.take_over_values(
            target_id=target.pk,
            values=values,
            by=None,
            at=clock.at(clock.today, 7),
            note="Khai lại theo địa giới từ 01/7/2025 cho các kỳ trước ngày ấy.",
        )
        if n % 20 == 19:
            say(f"Số liệu năm năm: {num(made)}")
    say(f"Giao {num(Allotment.objects.filter(target__plan=plan).count())} lượt, {num(made)} số liệu")


def _given(unit: Unit, target: Target, units: int, chance: Random) -> Given:
    if target.measure.strip() == "%" or target.value is None or target.operator == "yes":
        return Given(unit.pk)
    return Given(
        unit.pk, value=max(Decimal(1), (target.value / units).quantize(Decimal(1)) + chance.randint(0, 2))
    )


def _values(target: Target, rhythm: str, today: date, chance: Random) -> Iterator[PastValue]:
    """A path from a start to near the promise for each commune; some are ahead, some behind."""
    periods = [one for one in between(FIRST, today, rhythm) if one.last <= today]  # type: ignore[arg-type]
    percent = target.measure.strip() == "%"
    for pk, goal in (
        Allotment.objects.filter(target=target, parent=None).order_by("pk").values_list("pk", "value")
    ):
        aim = float(goal if goal is not None else target.value or 1)
        start, reach = aim * chance.uniform(0.1, 0.4), aim * chance.uniform(0.55, 1.08)
        base = chance.randint(400, 9000)
        done_at = chance.randint(1, len(periods) * 2)
        for n, period in enumerate(periods, start=1):
            now = start + (reach - start) * n / len(periods)
            if target.operator == "yes":
                yield PastValue(pk, period.key, Decimal(n >= done_at))
            elif percent:
                top = min(base, round(base * min(now, 100.0) / 100))
                share = (Decimal(top) * 100 / base).quantize(Decimal("0.01"))
                yield PastValue(pk, period.key, share, Decimal(top), Decimal(base))
            else:
                yield PastValue(pk, period.key, Decimal(round(now)))


# ---------------------------------------------------------------- the communes


def _communes(chance: Random, clock: Clock, say: Say) -> None:
    """Each commune's plan of the year, with tasks that its offices are asked for."""
    communes = communes_of_province()
    for n, unit in enumerate(communes, start=1):
        day = date(2026, 1, 14) + timedelta(days=n % 9)
        name = f"ke-hoach-mau-{unit.code}-2026.txt"
        _adopted(_commune_paper(unit, day, chance), name, unit, f"cds.{unit.code}", clock, day)
        if n % 40 == 0 or n == len(communes):
            say(f"Kế hoạch của xã, phường: {n} trên {len(communes)}")
    say(f"Việc giao từ kế hoạch: {num(Assignment.objects.exclude(asked_by_kind='').count())}")


def _commune_paper(unit: Unit, day: date, chance: Random) -> bytes:
    kind = UnitKind(unit.kind).word
    lines = [
        "ỦY BAN NHÂN DÂN",
        f"{kind} {unit.name}".upper(),
        f"Số: {_COMMUNE_NUMBER}",
        f"{unit.name}, ngày {day.day} tháng 01 năm 2026",
        "KẾ HOẠCH",
        f"Chuyển đổi số {kind} {unit.name} năm 2026 (văn bản mẫu)",
        "I. MỤC TIÊU",
        *_targets(kind, 14, 4, 2026, chance),
        "II. NHIỆM VỤ, GIẢI PHÁP",
    ]
    for n, what in enumerate(_WORK, start=1):
        month = chance.randint(2, 12)
        lines.append(
            f"{n}. {chance.choice(_LEADS)} chủ trì {what[0].lower()}{what[1:]}, hoàn thành trong tháng {month}/2026."
        )
    return "\n".join(lines).encode()
