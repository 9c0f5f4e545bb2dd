"""A year of money in Ngọc Sơn's eight projects: given, signed, paid, some of it over, some of it late."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Protocol

from dinh.ground.text import fold
from dinh.plans import services
from dinh.plans.models import Contract, Milestone, Plan, Project
from dinh.plans.queries.money import paper_parts
from dinh.plans.rules.money import Part
from dinh.town import demo as town_demo
from dinh.town.shapes import Actor

from .evidence import minutes

MILLION = 1_000_000
PLANNER, LEADER = "cds.ngocson", "chutich.ngocson"


class Clock(Protocol):
    @property
    def today(self) -> date: ...

    def at(self, day: date, hour: int = 9) -> datetime: ...


@dataclass(frozen=True, slots=True)
class Signed:
    """A contract of the pretend town. Amounts are in millions, by source."""

    number: str
    title: str
    contractor: str
    on: date
    ends: date
    worth: dict[str, int]
    warranty: date | None = None
    appendix: tuple[str, date, dict[str, int], date, str] | None = None
    paid: tuple[tuple[str, date, dict[str, int]], ...] = ()


@dataclass(frozen=True, slots=True)
class Story:
    """What became of a project, found by words of its name."""

    words: str
    steps: tuple[tuple[str, date], ...] = ()
    milestones: tuple[tuple[str, date, date | None, date | None], ...] = ()
    """(what, promised, moved to, reached)."""
    more: tuple[str, date, str, dict[str, int], str] | None = None
    contracts: tuple[Signed, ...] = ()
    direct: tuple[tuple[date, str, dict[str, int], str], ...] = ()
    """(day, what for, sums, the paper that let it go over)."""
    serves: tuple[str, ...] = field(default=())


def d(day: int, month: int, year: int = 2026) -> date:
    return date(year, month, day)


STORIES = (
    Story(
        "diem rut tien",
        steps=(("chu-truong", d(12, 2)), ("du-toan", d(24, 8))),
        milestones=(
            ("Phê duyệt dự toán", d(30, 5), d(31, 8), d(24, 8)),
            ("Chọn xong đơn vị cung cấp", d(15, 8), d(30, 10), None),
            ("Lắp đặt xong 6 điểm rút tiền", d(15, 12), None, None),
        ),
        serves=("khong dung tien mat", "tai khoan thanh toan"),
    ),
    Story(
        "phat trien cong dan so",
        steps=(("chu-truong", d(5, 2)), ("du-toan", d(3, 3)), ("nha-thau", d(2, 4)), ("hop-dong", d(9, 4)),
               ("nghiem-thu", d(12, 6)), ("thanh-toan", d(22, 6)), ("quyet-toan", d(18, 9))),
        milestones=(("Ký hợp đồng mua máy", d(15, 4), None, d(9, 4)), ("Bàn giao máy tại bộ phận một cửa", d(10, 6), None, d(12, 6))),
        contracts=(
            Signed("02/2026/HĐ-MS", "Mua máy quét, máy đọc thẻ căn cước cho bộ phận một cửa", "Công ty Mẫu Thiết bị A", d(9, 4),
                   d(15, 6), {"khac": 345}, d(12, 6, 2028),
                   paid=(("advance", d(20, 4), {"khac": 100}), ("final", d(22, 6), {"khac": 245}))),
        ),
        serves=("dich vu cong", "dinh danh"),
    ),
    Story(
        "dai truyen thanh",
        steps=(("chu-truong", d(6, 2)), ("du-toan", d(12, 3)), ("nha-thau", d(20, 4)), ("hop-dong", d(28, 4))),
        milestones=(
            ("Ký hợp đồng", d(30, 4), None, d(28, 4)),
            ("Lắp đặt xong 24 cụm loa", d(31, 8), d(15, 10), d(19, 10)),
            ("Nghiệm thu, phát thử", d(30, 9), d(30, 11), None),
        ),
        more=("more", d(15, 7), "Quyết định mẫu số 640/QĐ-UBND", {"xa": 150}, "Thêm 4 cụm loa ở hai tổ dân phố mới."),
        contracts=(
            Signed("05/2026/HĐ-TTTT", "Cung cấp, lắp đặt hệ thống đài truyền thanh ứng dụng công nghệ thông tin – viễn thông",
                   "Liên danh Mẫu Viễn thông B", d(28, 4), d(30, 9), {"tinh": 2_150, "khac": 230}, d(30, 11, 2028),
                   appendix=("PL-01", d(10, 8), {"tinh": 50, "xa": 145}, d(30, 11), "Bổ sung 4 cụm loa, kéo dài thời gian do mưa bão."),
                   paid=(("advance", d(15, 5), {"tinh": 640}), ("progress", d(20, 7), {"tinh": 780, "khac": 150}),
                         ("progress", d(27, 10), {"tinh": 420, "xa": 90}))),
        ),
        serves=("truyen thanh", "phu song"),
    ),
    Story(
        "dao tao, boi duong",
        steps=(("chu-truong", d(10, 2)), ("du-toan", d(16, 3))),
        milestones=(("Xong lớp đợt 1", d(30, 4), None, d(24, 4)), ("Xong lớp đợt 3", d(15, 11), d(12, 12), None)),
        direct=(
            (d(8, 5), "Thù lao giảng viên, tài liệu lớp đợt 1", {"khac": 78}, ""),
            (d(21, 8), "Thù lao giảng viên, tài liệu lớp đợt 2", {"khac": 82}, ""),
            (d(5, 11), "Thuê chuyên gia hướng dẫn tại quầy", {"khac": 54}, ""),
        ),
        serves=("tap huan", "boi duong", "dao tao"),
    ),
    Story(
        "phat trien khoa hoc",
        steps=(("chu-truong", d(12, 2)), ("du-toan", d(25, 3)), ("hop-dong", d(4, 5))),
        milestones=(("Đưa hệ thống vào dùng", d(30, 9), None, d(28, 9)), ("Tổng kết, bàn giao dữ liệu", d(20, 12), None, None)),
        contracts=(
            Signed("07/2026/HĐ-DV", "Số hóa hồ sơ lưu trữ và làm sạch dữ liệu Đề án 06", "Công ty Mẫu Số hóa C", d(4, 5), d(30, 11),
                   {"khac": 430}, None,
                   paid=(("advance", d(12, 5), {"khac": 120}), ("progress", d(14, 9), {"khac": 210}))),
            Signed("11/2026/HĐ-DV", "Thuê nền tảng quản trị công việc, đào tạo chuyển giao", "Công ty Mẫu Phần mềm D", d(15, 7),
                   d(31, 12), {"khac": 420}, None, paid=(("progress", d(30, 10), {"khac": 240}),)),
        ),
        serves=("so hoa", "dich vu cong truc tuyen"),
    ),
    Story(
        "an ninh, an toan thong tin",
        steps=(("chu-truong", d(11, 2)), ("du-toan", d(20, 3)), ("nha-thau", d(8, 4)), ("hop-dong", d(14, 4))),
        milestones=(("Cài xong phần mềm phòng chống mã độc", d(30, 6), None, d(26, 6)),),
        contracts=(
            Signed("03/2026/HĐ-ATTT", "Phần mềm phòng chống mã độc, giám sát an toàn thông tin", "Công ty Mẫu An toàn E", d(14, 4),
                   d(30, 12), {"khac": 185}, None,
                   paid=(("advance", d(22, 4), {"khac": 50}), ("progress", d(6, 7), {"khac": 120}))),
        ),
        direct=((d(9, 9), "Xử lý khẩn cấp sự cố mã độc tại hai máy chủ", {"khac": 42}, "Công văn mẫu số 88/UBND-VHXH ngày 08/9/2026"),),
        serves=("an toan thong tin", "ma doc"),
    ),
    Story(
        "an toan thong tin cap do",
        steps=(("chu-truong", d(3, 3)), ("du-toan", d(15, 5)), ("nha-thau", d(25, 6)), ("hop-dong", d(2, 7))),
        milestones=(("Hồ sơ cấp độ được phê duyệt", d(31, 10), None, None),),
        contracts=(
            Signed("09/2026/HĐ-TV", "Tư vấn lập hồ sơ đề xuất cấp độ an toàn hệ thống thông tin", "Công ty Mẫu Tư vấn G", d(2, 7),
                   d(31, 10), {"khac": 390}, None, paid=(("advance", d(10, 7), {"khac": 156}),)),
        ),
        serves=("cap do", "an toan"),
    ),
    Story(
        "trang thong tin dien tu",
        steps=(("chu-truong", d(5, 2)), ("du-toan", d(2, 3)), ("nha-thau", d(10, 3)), ("hop-dong", d(16, 3))),
        milestones=(("Gia hạn tên miền, máy chủ", d(31, 3), None, d(27, 3)), ("Bàn giao bản sao lưu năm", d(20, 12), None, None)),
        contracts=(
            Signed("01/2026/HĐ-DV", "Duy trì trang thông tin điện tử phường năm 2026", "Công ty Mẫu Phần mềm D", d(16, 3), d(31, 12),
                   {"khac": 96}, None,
                   paid=(("progress", d(2, 7), {"khac": 48}), ("progress", d(6, 10), {"khac": 24}))),
        ),
        serves=("trang thong tin", "cong thong tin"),
    ),
)  # fmt: skip


def furnish(*, plan: Plan, clock: Clock, say: Callable[[str], None]) -> None:
    """Budget, contracts, payments, milestones and steps of the plan's projects, through services only."""
    at = clock.at(d(27, 1), 14)
    by = town_demo.actor(PLANNER, at)
    given = 0
    for number, project in enumerate(plan.projects.select_related("plan__unit")):
        parts = paper_parts(project)
        services.decide_budget(
            project_id=project.pk, kind="first", on=d(27, 1), basis="Quyết định mẫu số 112/QĐ-UBND", parts=parts,
            by=by, at=at + timedelta(minutes=number),
        )  # fmt: skip
        given += sum(part.amount for part in parts)
    for number, story in enumerate(STORIES):
        _live(plan, story, number, clock)
    say(
        f"{plan.name}: giao vốn {given // MILLION:,} triệu đồng cho {plan.projects.count()} dự án".replace(
            ",", "."
        )
    )


def _live(plan: Plan, story: Story, number: int, clock: Clock) -> None:
    project = next((each for each in plan.projects.all() if story.words in fold(each.name)), None)
    if project is None:
        return
    hand = _Hand(project, clock, number)
    wanted = [
        target.pk for target in plan.targets.all() if any(word in fold(target.text) for word in story.serves)
    ]
    if wanted:
        hand.later(d(28, 1), lambda at: services.serve_targets(
            project_id=project.pk, target_ids=wanted[:4], by=hand.by(at), at=at))  # fmt: skip
    for what, promised, moved, reached in story.milestones:
        hand.milestone(what, promised, moved, reached)
    for key, day in story.steps:
        hand.step(key, day)
    if story.more:
        hand.more(*story.more)
    for one in story.contracts:
        hand.contract(one)
    for day, what, sums, over in story.direct:
        hand.pay("direct", day, sums, None, what, over)
    hand.live()


def parts_of(sums: dict[str, int]) -> list[Part]:
    return [Part(code, 2026, amount * MILLION) for code, amount in sums.items()]


class _Hand:
    """Whoever keeps the project's papers: deeds are laid out first, then done in the order of their days."""

    def __init__(self, project: Project, clock: Clock, number: int) -> None:
        self.project, self.clock, self.number, self.vouchers = project, clock, number, 0
        self.deeds: list[tuple[date, int, Callable[[datetime], Any]]] = []
        self.signed: dict[str, Contract] = {}

    def later(self, day: date, deed: Callable[[datetime], Any]) -> None:
        self.deeds.append((day, len(self.deeds), deed))

    def live(self) -> None:
        for day, order, deed in sorted(self.deeds, key=lambda each: each[:2]):
            deed(self.clock.at(day, 10) + timedelta(minutes=3 * order + self.number))

    def by(self, at: datetime, who: str = PLANNER) -> Actor:
        return town_demo.actor(who, at)

    def milestone(self, what: str, promised: date, moved: date | None, reached: date | None) -> None:
        known: dict[str, Milestone] = {}

        def add(at: datetime) -> None:
            known["row"] = services.add_milestone(
                project_id=self.project.pk, title=what, planned_on=promised, by=self.by(at), at=at
            )

        def move(at: datetime) -> None:
            row = known["row"]
            assert moved is not None
            known["row"] = services.move_milestone(
                milestone_id=row.pk,
                version=row.version,
                planned_on=moved,
                reason="Nhà cung cấp đề nghị lùi ngày, đã báo cáo Chủ tịch.",
                by=self.by(at),
                at=at,
            )

        def reach(at: datetime) -> None:
            row = known["row"]
            assert reached is not None
            services.reach_milestone(
                milestone_id=row.pk,
                version=row.version,
                done_on=reached,
                note="Có biên bản kèm theo.",
                files=[minutes("BIÊN BẢN", f"Về việc: {what}.", reached)],
                by=self.by(at),
                at=at,
            )

        self.later(d(29, 1), add)
        if moved:
            self.later(min(promised - timedelta(days=6), self.clock.today), move)
        if reached:
            self.later(reached, reach)

    def step(self, key: str, day: date) -> None:
        self.later(
            day,
            lambda at: services.record_step(
                project_id=self.project.pk,
                key=key,
                on=day,
                paper=f"Văn bản mẫu số {day:%d%m}/{self.number + 1}",
                by=self.by(at),
                at=at,
            ),
        )

    def more(self, kind: str, day: date, basis: str, sums: dict[str, int], why: str) -> None:
        self.later(
            day,
            lambda at: services.decide_budget(
                project_id=self.project.pk,
                kind=kind,
                on=day,
                basis=basis,
                parts=parts_of(sums),
                reason=why,
                by=self.by(at),
                at=at,
            ),
        )

    def contract(self, one: Signed) -> None:
        def sign(at: datetime) -> None:
            self.signed[one.number] = services.sign_contract(
                project_id=self.project.pk,
                number=one.number,
                title=one.title,
                contractor=one.contractor,
                on=one.on,
                ends_on=one.ends,
                warranty_until=one.warranty,
                parts=parts_of(one.worth),
                by=self.by(at),
                at=at,
            )

        self.later(one.on, sign)
        if one.appendix:
            self._appendix(one.number, *one.appendix)
        for kind, day, sums in one.paid:
            self.pay(kind, day, sums, one.number, "", "")

    def _appendix(self, of: str, number: str, day: date, sums: dict[str, int], ends: date, why: str) -> None:
        self.later(
            day,
            lambda at: services.add_appendix(
                contract_id=self.signed[of].pk,
                number=number,
                on=day,
                parts=parts_of(sums),
                ends_on=ends,
                reason=why,
                by=self.by(at),
                at=at,
            ),
        )

    def pay(self, kind: str, day: date, sums: dict[str, int], of: str | None, note: str, over: str) -> None:
        def do(at: datetime) -> None:
            self.vouchers += 1
            services.record_payment(
                project_id=self.project.pk,
                kind=kind,
                contract_id=self.signed[of].pk if of else None,
                on=day,
                voucher=f"GRDT-{self.number + 1:02d}{self.vouchers:02d}/2026",
                parts=parts_of(sums),
                note=note,
                over_basis=over,
                by=self.by(at, LEADER if over else PLANNER),
                at=at,
            )

        self.later(day, do)
