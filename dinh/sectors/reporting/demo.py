"""Half a year of reports of the pretend province: most in time, some late, some returned, some waiting."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Protocol

from dinh.ground.calendar import for_country
from dinh.ground.periods import Period
from dinh.town import demo as town_demo
from dinh.town import queries as town
from dinh.town import services as town_services
from dinh.town.models import Office, Unit
from dinh.town.shapes import Actor, Role

from . import services
from .models import Regime, Report
from .services import Owing
from .shapes import Due, DueKind

OTHERS = 9
"""Communes besides the three with people of their own that report in the small town."""
BEGIN = date(2026, 5, 15)
_SURNAMES = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Phan", "Vũ", "Đặng", "Bùi", "Đỗ", "Hồ")
_NAMES = ("Văn Mẫu", "Thị Thử", "Văn Ví Dụ", "Thị Minh Họa", "Văn Thí Dụ", "Thị Giả Định")


_known: dict[tuple[str, int, int], Actor] = {}


def _actor(username: str, at: datetime) -> Actor:
    """One of the demo's people with the mandates of that month."""
    key = (username, at.year, at.month)
    if key not in _known:
        _known[key] = town_demo.actor(username, at)
    return _known[key]


class Clock(Protocol):
    @property
    def today(self) -> date: ...

    def at(self, day: date, hour: int = 9) -> datetime: ...


@dataclass(frozen=True, slots=True)
class Sender:
    """Who writes and sends for a commune, and which office it stands at."""

    unit: Unit
    office: Office | None
    username: str = ""
    actor: Actor | None = None

    def at(self, moment: datetime) -> Actor:
        return self.actor or _actor(self.username, moment)

    @property
    def owing(self) -> Owing:
        return Owing(self.unit.pk, self.office.pk if self.office else None)


def furnish(*, size: str, seed: int, clock: Clock, say: Callable[[str], None]) -> None:
    """Regimes, who owes them, and the reports of half a year, through services only. Running it again adds nothing."""
    if Report.objects.exists():
        say("Báo cáo: đã có")
        return
    _known.clear()
    random = Random(seed + 5)  # noqa: S311 a pretend town
    services.load_edition(at=clock.at(BEGIN, 7))
    province = town.unit_by_code("38", BEGIN)
    assert province is not None
    centre = Office.objects.alive_on(BEGIN).get(unit=province, kind="so-khoa-hoc-cong-nghe")
    senders = _senders(province, random, clock, most=OTHERS if size == "small" else 40)
    _give(province, centre, senders, clock, everybody=size != "small")
    ward = _ward_regime(clock)
    _live(senders, ward, random, clock)
    _ask_everybody(province, senders, clock)
    services.lay_out(at=clock.at(clock.today, 7))
    total, late = Report.objects.count(), Report.objects.filter(state="owed", due_on__lt=clock.today).count()
    say(
        f"Báo cáo: {total} báo cáo của {len(senders)} xã, phường có người gửi; {late} báo cáo quá hạn chưa gửi"
    )


def _senders(province: Unit, random: Random, clock: Clock, *, most: int) -> list[Sender]:
    found = []
    known = {"16576": "cds.ngocson", "14812": "cds.bimson"}
    for unit in town.children_of(province, BEGIN):
        if unit.code in known:
            office = Office.objects.alive_on(BEGIN).filter(unit=unit, kind="phong-van-hoa-xa-hoi").first()
            found.append(Sender(unit, office, username=known[unit.code]))
        elif len(found) < most + len(known) and (unit.code == "14818" or random.random() < 0.12):
            found.append(Sender(unit, None, actor=_person(unit, random, clock)))
    return found


def _person(unit: Unit, random: Random, clock: Clock) -> Actor:
    """Somebody who works on digital transformation in a commune, without a sign-in."""
    at = clock.at(BEGIN, 7)
    name = f"{random.choice(_SURNAMES)} {random.choice(_NAMES)}"
    person = town_services.register_person(name=name, unit=unit, by=None, at=at)
    town_services.appoint(
        person=person, unit=unit, title="Công chức chuyển đổi số", since=date(2025, 7, 1), by=None, at=at
    )
    mandate = town_services.give_mandate(
        person=person,
        role=Role.PLANNER.value,
        unit=unit,
        since=date(2025, 7, 1),
        basis="Quyết định mẫu số 02/QĐ-UBND",
        by=None,
        at=at,
    )
    return Actor(person.pk, person.name, tuple(mandate.shapes()))


def _give(province: Unit, centre: Office, senders: list[Sender], clock: Clock, *, everybody: bool) -> None:
    """The communes owe the province's department the monthly, six-month, nine-month and yearly report."""
    at = clock.at(BEGIN, 9)
    follower = _actor("theodoi.tinh", at)
    owing = [sender.owing for sender in senders]
    for key in ("cds-thang", "cds-6-thang", "cds-9-thang", "cds-nam"):
        services.give_duty(
            regime_id=Regime.objects.get(key=key).pk,
            owing=owing,
            to_unit=province,
            to_office=centre,
            since=BEGIN,
            by=follower,
            at=at,
        )
    if everybody:
        have = {each.unit_id for each in owing}
        services.give_duty(
            regime_id=Regime.objects.get(key="cds-thang").pk,
            owing=[Owing(unit.pk) for unit in town.children_of(province, BEGIN) if unit.pk not in have],
            to_unit=province,
            to_office=centre,
            since=date(2026, 11, 1),
            by=follower,
            at=at,
        )


def _ward_regime(clock: Clock) -> Regime:
    """Ngọc Sơn's own weekly report: three offices owe it to the ward's leader."""
    day = date(2026, 9, 28)
    at = clock.at(day)
    ward = town.unit_by_code("16576", day)
    assert ward is not None
    planner = _actor("cds.ngocson", at)
    regime = services.lay_regime(
        name="Báo cáo tuần về dịch vụ công trực tuyến",
        field="Chính quyền số",
        rhythm="weekly",
        unit=ward,
        since=day,
        source="Kế hoạch mẫu số 27/KH-UBND của phường Ngọc Sơn, mục tổ chức thực hiện",
        due=Due(DueKind.WEEKDAY, 5, 0, "previous"),
        closing_day=None,
        sections=["Kết quả trong tuần", "Khó khăn, vướng mắc", "Việc tuần sau"],
        figures=[
            {"key": "received", "words": "Hồ sơ tiếp nhận", "measure": "hồ sơ"},
            {"key": "online", "words": "Hồ sơ nộp trực tuyến", "measure": "hồ sơ"},
        ],
        by=planner,
        at=at,
    )
    kinds = ("trung-tam-hanh-chinh-cong", "phong-van-hoa-xa-hoi", "phong-kinh-te")
    offices = Office.objects.alive_on(day).filter(unit=ward, kind__in=kinds)
    services.give_duty(
        regime_id=regime.pk,
        owing=[Owing(ward.pk, office.pk) for office in offices],
        to_unit=ward,
        since=day,
        by=planner,
        at=at,
    )
    return regime


def _live(senders: list[Sender], ward: Regime, random: Random, clock: Clock) -> None:
    """Month after month: the clock lays reports, they are written, sent, returned, taken."""
    by_place = {sender.owing: sender for sender in senders}
    slow = {sender.unit.pk for sender in random.sample(senders[2:], k=3)}
    for year, month in [(2026, m) for m in range(5, 12)]:
        first = date(year, month, 16 if month == 5 else 1)
        services.lay_out(at=clock.at(first, 6))
        rows = Report.objects.filter(
            state="owed", due_on__year=year, due_on__month=month, duty__isnull=False
        ).exclude(regime=ward)
        for report in rows.select_related("regime", "unit").order_by("due_on", "pk"):
            sender = by_place.get(Owing(report.unit_id, report.office_id))
            if sender is not None:
                _one(report, sender, random, clock, slow=report.unit_id in slow)
        _weeks(ward, year, month, random, clock)


def _weeks(ward: Regime, year: int, month: int, random: Random, clock: Clock) -> None:
    """The ward's offices report each week; its chairman takes most of them."""
    for monday in (date(year, month, day) for day in range(1, monthrange(year, month)[1] + 1)):
        if monday.weekday() == 0 and monday <= clock.today:
            services.lay_out(at=clock.at(monday, 6), regime_id=ward.pk)
    rows = Report.objects.filter(regime=ward, state="owed", due_on__year=year, due_on__month=month)
    for report in rows.select_related("regime", "unit", "office").order_by("due_on", "pk"):
        assert report.office is not None
        forgets = report.office.kind == "phong-kinh-te" and random.random() < 0.35
        day = report.due_on + timedelta(days=4 if forgets and report.due_on.day < 20 else 0)
        if day > clock.today or (report.due_on > date(2026, 11, 12) and forgets):
            continue
        at = clock.at(day, 15)
        total = random.randint(60, 190)
        version = services.write(
            report_id=report.pk,
            sections=_week_text(report, random),
            figures={
                "received": (str(total), "Sổ theo dõi hồ sơ"),
                "online": (str(int(total * random.uniform(0.5, 0.8))), "Cổng dịch vụ công"),
            },
            seen=0,
            send=True,
            by=_actor("cds.ngocson", at),
            at=at,
        )
        take = for_country().add_working_days(day, 1)
        if take <= clock.today:
            moment = clock.at(take, 8)
            services.accept(
                report_id=report.pk,
                seen=version.number,
                by=_actor("chutich.ngocson", moment),
                at=moment,
            )


def _one(report: Report, sender: Sender, random: Random, clock: Clock, *, slow: bool) -> None:
    """One report of one commune: in time, late, returned and sent again, or not at all."""
    calendar = for_country()
    luck = random.random()
    last = report.due_on > date(2026, 11, 10)
    if last and report.unit.code == "14812":
        luck = 0.8  # sent in time and returned, so that the page shows how that looks
    if last and report.unit.code == "16576":
        luck = 0.2
    if (last and luck < 0.3) or (slow and report.due_on > date(2026, 10, 10)):
        if luck > 0.15 and report.due_on.month == 11:
            _draft(report, sender, random, clock.at(date(2026, 11, 18), 16))
        return
    lateness = random.randint(1, 4) if slow and luck < 0.6 else (1 if luck > 0.93 else 0)
    early = 3 if last and report.unit.code == "14812" else random.randint(1, 3)
    day = calendar.add_working_days(report.due_on, lateness or -early)
    if day <= report.period_last:
        day = calendar.add_working_days(report.period_last, 1)
    if day > clock.today:
        return
    drafted = _draft(report, sender, random, clock.at(day, 9))
    sent = services.send(
        report_id=report.pk, seen=drafted, by=sender.at(clock.at(day, 15)), at=clock.at(day, 15)
    )
    _decide(report, sender, sent.number, day, random, clock)


def _decide(report: Report, sender: Sender, number: int, day: date, random: Random, clock: Clock) -> None:
    calendar = for_country()
    here = report.unit.code == "14812" and report.due_on.month == 11
    then = calendar.add_working_days(day, 1 if here else random.randint(1, 2))
    if then > clock.today or (report.due_on.month == 11 and not here and random.random() < 0.45):
        return
    moment = clock.at(then, 10)
    follower = _actor("theodoi.tinh", moment)
    if here or random.random() < 0.16:
        services.send_back(
            report_id=report.pk,
            seen=number,
            remark=random.choice(_REMARKS),
            by=follower,
            at=moment,
        )
        again = calendar.add_working_days(then, random.choice((2, 2, 3, 5)))
        if here or again > clock.today:
            return
        number = _draft(report, sender, random, clock.at(again, 9), seen=number, fixed=True)
        sent = services.send(
            report_id=report.pk, seen=number, by=sender.at(clock.at(again, 14)), at=clock.at(again, 14)
        )
        number, then = sent.number, calendar.add_working_days(again, 1)
        if then > clock.today:
            return
        moment = clock.at(then, 10)
        follower = _actor("theodoi.tinh", moment)
    services.accept(report_id=report.pk, seen=number, by=follower, at=moment)


def _draft(
    report: Report, sender: Sender, random: Random, at: datetime, *, seen: int = 0, fixed: bool = False
) -> int:
    """Write a version and give its number."""
    share = min(97, 52 + report.due_on.month * 2 + random.randint(0, 14))
    figures = {
        "online-share": (f"{share},{random.randint(0, 9)}", "Cổng Dịch vụ công quốc gia"),
        "on-time": (
            f"{random.randint(93, 99)},{random.randint(0, 9)}",
            "Hệ thống giải quyết thủ tục hành chính",
        ),
        "digitised": (
            f"{min(96, share - random.randint(4, 12))},{random.randint(0, 9)}",
            "Cổng Dịch vụ công quốc gia",
        ),
        "paid-online": (f"{random.randint(48, 82)},{random.randint(0, 9)}", "Cổng Dịch vụ công quốc gia"),
        "signed": (f"{random.randint(94, 99)},{random.randint(0, 9)}", "Hệ thống quản lý văn bản"),
    }
    table = "Chỉ số;Giá trị;Nguồn\n" + "\n".join(f"{k};{v};{s}" for k, (v, s) in figures.items())
    version = services.write(
        report_id=report.pk,
        sections=_month_text(report, random, fixed=fixed),
        figures=figures,
        seen=seen,
        add_files=[(f"phu-luc-so-lieu-{report.period_key}.csv", table.encode())]
        if random.random() < 0.7
        else (),
        by=sender.at(at),
        at=at,
    )
    return version.number


_REMARKS = (
    "Số hồ sơ trực tuyến lệch với Cổng Dịch vụ công quốc gia. Đối chiếu lại và ghi rõ ngày lấy số.",
    "Mục tồn tại, nguyên nhân còn chung chung. Nêu rõ việc nào chậm, cơ quan nào chủ trì, khi nào xong.",
    "Thiếu phụ lục số liệu theo mẫu. Bổ sung tệp phụ lục.",
    "Tỷ lệ thanh toán trực tuyến chưa ghi tử số, mẫu số. Bổ sung nguồn số liệu.",
)


def _span(report: Report) -> str:
    period: Period = report.period
    return period.span_vi


def _month_text(report: Report, random: Random, *, fixed: bool) -> list[tuple[str, str]]:
    titles = list(report.regime.sections)
    n = random.randint
    bodies = [
        f"Từ ngày {_span(report)}, UBND {report.unit.name_in_text} ban hành {n(3, 9)} văn bản chỉ đạo về chuyển đổi số; "
        f"Ban Chỉ đạo họp {n(1, 2)} lần; kiểm tra {n(1, 4)} tổ dân phố, thôn về hoạt động của tổ công nghệ số cộng đồng.",
        f"Nhận thức: {n(4, 14)} tin, bài trên trang thông tin và {n(12, 40)} lượt truyền thanh.\n"
        f"Nhân lực: tập huấn {n(1, 3)} lớp, {n(40, 160)} lượt người; {n(5, 14)} tổ công nghệ số cộng đồng hoạt động.\n"
        f"Chính quyền số: {n(600, 1900)} hồ sơ tiếp nhận; {n(95, 100)}% hồ sơ công việc xử lý trên môi trường mạng.\n"
        f"Kinh tế số: {n(20, 90)} hộ kinh doanh dùng hóa đơn điện tử; {n(3, 12)} sản phẩm lên sàn thương mại điện tử.",
        f"Kích hoạt {n(40, 260)} tài khoản định danh mức 2; hỗ trợ {n(80, 420)} lượt người dân nộp hồ sơ trực tuyến.",
        "Đường truyền tại một số thôn chưa ổn định; một số người cao tuổi chưa có điện thoại thông minh."
        + (
            " Riêng chỉ tiêu thanh toán trực tuyến chậm do ngân hàng chưa gửi số theo xã, phường; Trung tâm Phục vụ hành "
            "chính công chủ trì đối chiếu, xong trong tháng sau."
            if fixed
            else ""
        ),
        f"Tập huấn {n(1, 3)} lớp cho tổ công nghệ số; rà soát hạ tầng tại {n(2, 6)} thôn lõm sóng; đối chiếu số liệu với Cổng.",
        "Đề nghị Sở Khoa học và Công nghệ hỗ trợ kết nối dữ liệu thanh toán theo địa bàn cấp xã.",
    ]
    return list(zip(titles, bodies, strict=False))


def _week_text(report: Report, random: Random) -> list[tuple[str, str]]:
    n = random.randint
    assert report.office is not None
    bodies = [
        f"{report.office.name} hướng dẫn {n(15, 70)} lượt người dân nộp hồ sơ trực tuyến; số hóa {n(40, 160)} kết quả.",
        "Hệ thống tạm dừng khoảng 40 phút sáng thứ Ba; đã báo đầu mối kỹ thuật."
        if n(0, 2) == 0
        else "Không có.",
        f"Hỗ trợ lưu động tại {n(1, 3)} tổ dân phố; rà soát hồ sơ sắp đến hạn.",
    ]
    return list(zip(report.regime.sections, bodies, strict=False))


def _ask_everybody(province: Unit, senders: list[Sender], clock: Clock) -> None:
    """One request to all 166 communes in one act, and the first answers."""
    asked_on = date(2026, 11, 16)
    at = clock.at(asked_on, 14)
    owing = [Owing(unit.pk) for unit in town.children_of(province, asked_on)]
    request = services.ask_at_once(
        title="Báo cáo tình hình vận hành Trung tâm Phục vụ hành chính công sau đợt mưa lũ giữa tháng 11",
        words="Nêu rõ: thời gian gián đoạn đường truyền, điện; số hồ sơ bị ảnh hưởng; việc đã khắc phục; kiến nghị.",
        due_on=date(2026, 11, 24),
        owing=owing,
        to_unit=province,
        to_office=Office.objects.alive_on(asked_on).get(unit=province, kind="so-khoa-hoc-cong-nghe"),
        by=_actor("theodoi.tinh", at),
        at=at,
    )
    reports = {row.unit_id: row for row in request.reports.select_related("regime", "unit")}
    for number, sender in enumerate(senders[:7]):
        report = reports[sender.unit.pk]
        moment = clock.at(date(2026, 11, 18 + number % 3), 10)
        version = services.write(
            report_id=report.pk,
            sections=[
                (
                    "Tình hình, kết quả",
                    f"Gián đoạn {20 + number * 15} phút ngày 15/11; {number * 3} hồ sơ trễ một buổi, đã trả đủ.",
                ),
                ("Khó khăn, vướng mắc", "Máy phát điện dự phòng chỉ đủ cho hai quầy."),
                ("Kiến nghị, đề xuất", "Bố trí bộ lưu điện cho tủ mạng của Trung tâm."),
            ],
            figures={},
            seen=0,
            send=True,
            by=sender.at(moment),
            at=moment,
        )
        if number < 3:
            then = clock.at(date(2026, 11, 20), 16)
            services.accept(
                report_id=report.pk, seen=version.number, by=_actor("theodoi.tinh", then), at=then
            )
