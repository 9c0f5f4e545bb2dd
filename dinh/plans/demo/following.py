"""Half a year of Ngọc Sơn's plan: offices given, values month by month, progress with evidence, some things late."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from typing import Any, Protocol

from dinh.ground.periods import Period
from dinh.plans import services
from dinh.plans.models import Plan, Project, Target, Task
from dinh.town import demo as town_demo
from dinh.town.models import Office
from dinh.town.shapes import Actor

from .evidence import minutes, table


class Clock(Protocol):
    @property
    def today(self) -> date: ...

    def at(self, day: date, hour: int = 9) -> datetime: ...


CENTRE, SOCIETY = "motcua.ngocson", "chuyenvien.ngocson"
_GIVEN = {
    "government": "trung-tam-hanh-chinh-cong",
    "infrastructure": "phong-van-hoa-xa-hoi",
    "society": "phong-van-hoa-xa-hoi",
    "human": "phong-van-hoa-xa-hoi",
    "awareness": "phong-van-hoa-xa-hoi",
    "data": "trung-tam-hanh-chinh-cong",
    "institution": "phong-van-hoa-xa-hoi",
    "economy": "phong-kinh-te",
    "security": "phong-van-hoa-xa-hoi",
    "budget": "phong-kinh-te",
}
MONTHS = ("2026-05", "2026-06", "2026-07", "2026-08", "2026-09", "2026-10")
QUARTERS = ("2026-Q1", "2026-Q2", "2026-Q3")


@dataclass(slots=True)
class Cast:
    """Who enters and who approves, by office."""

    plan: Plan
    clock: Clock
    offices: dict[str, Office]
    known: dict[tuple[str, int, int], Actor] = field(default_factory=dict)

    def actor(self, username: str, at: datetime) -> Actor:
        """Whoever it is, with the mandates of that month."""
        key = (username, at.year, at.month)
        if key not in self.known:
            self.known[key] = town_demo.actor(username, at)
        return self.known[key]

    def enterer(self, thing: Target | Task | Project, at: datetime) -> Actor:
        kind = thing.lead_office.kind if thing.lead_office else ""
        if kind == "phong-van-hoa-xa-hoi":
            return self.actor(SOCIETY, at)
        if kind == "trung-tam-hanh-chinh-cong":
            return self.actor(CENTRE, at)
        return self.actor("cds.ngocson", at)

    def approver(self, thing: Target, at: datetime) -> Actor:
        kind = thing.lead_office.kind if thing.lead_office else ""
        return self.actor("truongphong.ngocson" if kind == "phong-van-hoa-xa-hoi" else "chutich.ngocson", at)


def furnish(*, plan: Plan, seed: int, clock: Clock, say: Callable[[str], None]) -> None:
    """Everything that happened to the ward's plan since it was adopted."""
    random = Random(f"dinh-{seed}")  # noqa: S311 a pretend town, not a secret
    offices = {office.kind: office for office in Office.objects.filter(unit=plan.unit) if office.kind}
    cast = Cast(plan, clock, offices)
    given = _give(cast)
    values = _values(cast, random)
    progress = _tasks(cast, random) + _projects(cast, random) + _explanations(cast, random)
    say(f"{plan.name}: giao {given} chỉ tiêu, {values} số liệu, {progress} lần ghi tiến độ")


def _give(cast: Cast) -> int:
    """The paper names no lead for most targets: the ward's head of digital matters gives them out."""
    at = cast.clock.at(date(2026, 1, 27), 9)
    by = cast.actor("cds.ngocson", at)
    number = 0
    for target in cast.plan.targets.filter(lead_office=None):
        office = cast.offices.get(_GIVEN.get(target.pillar, ""))
        if office is None:
            continue
        at += timedelta(minutes=1)
        services.assign_lead(
            about=target.ref,
            office_id=office.pk,
            by=by,
            at=at,
            remark="Thông báo mẫu số 15/TB-UBND ngày 26/01/2026",
        )
        number += 1
    return number


# ---------------------------------------------------------------- values


def _values(cast: Cast, random: Random) -> int:
    number = 0
    targets = list(cast.plan.targets.select_related("lead_office"))
    for order, target in enumerate(targets):
        if order % 9 == 4:
            continue  # nobody has measured it yet
        if target.operator == "yes" or target.value is None:
            number += _yes_no(cast, target, random)
        else:
            number += _series(cast, target, random)
    return number


@dataclass(frozen=True, slots=True)
class _Course:
    """How a target fares: where it began, how much of the way it has made by the last period."""

    start: float
    way: float


def _course(target: Target, random: Random) -> _Course:
    goal = float(target.value or 1)
    start = round(goal * random.uniform(0.35, 0.75), 1 if goal >= 5 else 2)
    kind = random.choices(("ahead", "near", "behind", "done"), weights=(40, 22, 20, 18))[0]
    way = {
        "ahead": random.uniform(0.86, 0.98),
        "near": random.uniform(0.72, 0.8),
        "behind": random.uniform(0.25, 0.5),
        "done": 1.02,
    }[kind]
    return _Course(start, way)


def _series(cast: Cast, target: Target, random: Random) -> int:
    """A value for the year before, then months (or quarters) of this year."""
    goal, course = float(target.value or 1), _course(target, random)
    periods = MONTHS if target.measure == "%" and random.random() < 0.7 else QUARTERS
    done = _enter(cast, target, "2025", course.start, random, day=date(2026, 2, 3))
    for n, key in enumerate(periods, start=1):
        share = course.way * (n / len(periods)) ** 0.85
        value = course.start + (goal - course.start) * share + random.uniform(-0.004, 0.004) * goal
        value = min(100.0, value) if target.measure == "%" else value
        value = (
            round(value)
            if target.measure != "%" and goal >= 10
            else round(max(0.0, value), 1 if goal >= 5 else 2)
        )
        done += _enter(cast, target, key, value, random, last=n == len(periods))
    return done


def _yes_no(cast: Cast, target: Target, random: Random) -> int:
    done = 0
    reached = random.random() < 0.55
    for n, key in enumerate(QUARTERS):
        value = 1 if reached and n >= random.randint(0, 2) else 0
        done += _enter(cast, target, key, value, random, last=n == 2)
        if value:
            break
    return done


def _enter(
    cast: Cast,
    target: Target,
    key: str,
    value: float,
    random: Random,
    *,
    day: date | None = None,
    last: bool = False,
) -> int:
    """Enter, and mostly approve; of the newest some wait, some come back, some are drafts still."""
    period = Period.parse(key)
    entered = day or period.last + timedelta(days=random.randint(2, 6))
    at = cast.clock.at(entered, 14) + timedelta(minutes=random.randint(0, 150))
    given: dict[str, Any] = {
        "target_id": target.pk,
        "period": key,
        "value": value,
        "note": _source(target, random),
    }
    if target.measure == "%" and target.operator != "yes" and random.random() < 0.5:
        given |= _fraction(value, random)
    if random.random() < 0.3:
        given["files"] = [
            table(target.text[:80], [("Giá trị", str(given["value"]).replace(".", ","))], entered)
        ]
    outcome = random.choices(("ok", "wait", "back", "draft"), weights=(68, 20, 8, 4))[0] if last else "ok"
    row = services.enter_value(by=cast.enterer(target, at), at=at, submit=outcome != "draft", **given)
    if outcome in {"draft", "wait"}:
        return 1
    decided = _working(cast, at, random)
    by = cast.approver(target, decided)
    if outcome == "back":
        services.return_value(
            value_id=row.pk,
            remark="Chưa khớp với báo cáo của tổ dân phố, đề nghị rà lại mẫu số.",
            by=by,
            at=decided,
        )
    else:
        services.approve_value(value_id=row.pk, by=by, at=decided)
    if outcome == "ok" and key == "2026-08" and random.random() < 0.12:
        _recount(cast, target, key, value, random, decided)
    return 1


def _working(cast: Cast, after: datetime, random: Random) -> datetime:
    """Some hour of a working day soon after."""
    day = after.date() + timedelta(days=random.randint(1, 3))
    while day.weekday() >= 5:
        day += timedelta(days=1)
    return cast.clock.at(min(day, cast.clock.today), random.choice((8, 9, 10, 14, 15, 16))) + timedelta(
        minutes=random.randint(0, 55)
    )


def _recount(cast: Cast, target: Target, key: str, value: float, random: Random, after: datetime) -> None:
    """A month counted again: the old figure stays readable."""
    at = _working(cast, after + timedelta(days=4), random)
    row = services.enter_value(
        target_id=target.pk,
        period=key,
        value=round(max(0.0, value - random.uniform(0.2, 0.6)), 1),
        note="Tính lại: 2 hồ sơ ghi nhầm kênh.",
        by=cast.enterer(target, at),
        at=at,
        submit=True,
    )
    decided = _working(cast, at, random)
    services.approve_value(
        value_id=row.pk, by=cast.approver(target, decided), at=decided, remark="Có biên bản kèm theo."
    )


def _fraction(value: float, random: Random) -> dict[str, Any]:
    whole = random.choice((412, 456, 640, 985, 1240, 2579))
    part = round(whole * value / 100)
    return {"numerator": part, "denominator": whole, "value": round(part / whole * 100, 1)}


_SOURCES = {
    "government": "Hệ thống thông tin giải quyết thủ tục hành chính, chốt ngày cuối kỳ.",
    "data": "Hệ thống thông tin giải quyết thủ tục hành chính, chốt ngày cuối kỳ.",
    "society": "Tổng hợp phiếu của 11 tổ công nghệ số cộng đồng.",
    "infrastructure": "Báo cáo của doanh nghiệp viễn thông trên địa bàn.",
    "economy": "Báo cáo của Thuế cơ sở và khảo sát hộ kinh doanh.",
    "human": "Danh sách học viên các lớp tập huấn.",
    "security": "Biên bản kiểm tra an toàn thông tin quý.",
}


def _source(target: Target, random: Random) -> str:
    return _SOURCES.get(target.pillar, "Cơ quan chủ trì tổng hợp.")


# ---------------------------------------------------------------- progress

_STEPS = (
    "Đã ban hành kế hoạch chi tiết, phân công người phụ trách.",
    "Đã họp với các tổ dân phố, thống nhất cách làm và lịch.",
    "Đã làm xong phần chuẩn bị; đang triển khai tại tổ dân phố số 3 và số 7.",
    "Đang triển khai đúng lịch, chưa có vướng mắc.",
)
_STUCK = (
    "Chưa chọn được đơn vị cung cấp; đã gửi văn bản hỏi Sở Khoa học và Công nghệ.",
    "Thiếu trả lời của một doanh nghiệp viễn thông; đã nhắc hai lần.",
    "Kinh phí chưa được cấp, chờ điều chỉnh dự toán.",
)
_DONE = ("Đã hoàn thành, có biên bản kèm theo.", "Đã xong; kết quả báo cáo Ủy ban nhân dân phường.")


def _tasks(cast: Cast, random: Random) -> int:
    number = 0
    for task in cast.plan.tasks.select_related("lead_office"):
        fate = random.choices(("none", "doing", "done", "stuck"), weights=(30, 38, 24, 8))[0]
        if fate != "none":
            number += _diary(cast, task, fate, random)
    return number


def _diary(cast: Cast, task: Task, fate: str, random: Random) -> int:
    """One to three entries, the last one near the demo's end."""
    latest = cast.clock.today - timedelta(days=random.randint(3, 60))
    if fate == "done" and task.due_on:
        latest = min(latest, task.due_on - timedelta(days=random.randint(1, 20)))
    latest = max(latest, date(2026, 3, 16))
    entries = random.randint(1, 3)
    for n in range(entries):
        final = n == entries - 1
        day = latest - timedelta(days=34 * (entries - 1 - n))
        state = fate if final else "doing"
        words = _DONE if state == "done" else _STUCK if state == "stuck" else _STEPS
        at = cast.clock.at(day, 10) + timedelta(minutes=random.randint(0, 200))
        files = []
        if final and (fate == "done" or random.random() < 0.25):
            files = [minutes("BIÊN BẢN", "Về việc thực hiện nhiệm vụ của Kế hoạch 27/KH-UBND.", day)]
        services.record_progress(
            about=task.ref,
            state=state,
            percent=None if state == "done" else min(95, 20 + 25 * n + random.randint(0, 15)),
            note=random.choice(words),
            on=day,
            by=cast.enterer(task, at),
            at=at,
            files=files,
        )
    return entries


def _projects(cast: Cast, random: Random) -> int:
    number = 0
    for project in cast.plan.projects.all():
        for n, day in enumerate((date(2026, 6, 18), date(2026, 10, 27))):
            share = min(1.0, random.uniform(0.15, 0.4) * (n + 1))
            at = cast.clock.at(day, 15)
            services.record_progress(
                about=project.ref,
                state="doing",
                percent=round(share * 100),
                note=random.choice(_STEPS),
                on=day,
                by=cast.actor("cds.ngocson", at),
                at=at,
            )
            number += 1
    return number


_WHY: dict[str, tuple[str, ...]] = {
    "government": (
        "Phần lớn người chưa dùng trên 60 tuổi. Từ 24/11, Tổ công nghệ số cộng đồng trực hỗ trợ tại quầy buổi sáng.",
        "Hồ sơ đất đai vẫn nhận giấy vì biểu mẫu điện tử chưa đủ; đã gửi ý kiến lên Sở quản lý ngành.",
    ),
    "society": (
        "Người cao tuổi ở các tổ dân phố xa chưa có điện thoại thông minh; lập danh sách để hỗ trợ tại nhà.",
        "Trạm Y tế đang đối chiếu danh sách với dữ liệu dân cư, còn khoảng một phần mười trùng tên.",
    ),
    "economy": (
        "Các hộ kinh doanh nhỏ ngại phí thiết bị; đang làm việc với hai ngân hàng về gói miễn phí sáu tháng.",
        "Số liệu do cơ quan thống kê cấp, kỳ này chưa công bố; giữ số kỳ trước.",
    ),
    "infrastructure": (
        "Còn hai điểm lõm sóng; nhà mạng hẹn dựng xong cột trong tháng 12.",
        "Kéo cáp vào ngõ sâu vướng hành lang, đã khảo sát lại tuyến cùng doanh nghiệp.",
    ),
    "human": ("Lớp đợt ba hoãn vì trùng lịch kiểm tra; mở bù vào tuần đầu tháng 12.",),
    "other": ("Chờ hướng dẫn của cấp trên về cách tính; đã có văn bản hỏi.",),
}


def _explanations(cast: Cast, random: Random) -> int:
    """For some targets that fell behind, the office says why and what it will do."""
    number = 0
    for target in cast.plan.targets.select_related("lead_office")[3::8]:
        day = cast.clock.today - timedelta(days=random.randint(1, 6))
        at = cast.clock.at(day, 16)
        services.record_progress(
            about=target.ref,
            state="doing",
            note=random.choice(_WHY.get(target.pillar, _WHY["other"])),
            on=day,
            by=cast.enterer(target, at),
            at=at,
        )
        number += 1
    return number
