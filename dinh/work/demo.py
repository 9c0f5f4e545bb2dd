"""The pretend town's work: what the ward's leaders asked since September, and how far it has come by the last day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any, Protocol

from dinh.town import demo as town_demo
from dinh.town import queries as town
from dinh.town.models import Office, Unit
from dinh.town.shapes import Actor
from dinh.work import services
from dinh.work.models import Assignment
from dinh.work.pressing import demo as pressing
from dinh.work.shapes import Ask


class Clock(Protocol):
    """The pretend clock."""

    @property
    def today(self) -> date: ...

    def at(self, day: date, hour: int = 9) -> datetime: ...


NOTE = "Biên bản làm việc (tệp mẫu)\nThành phần: đại diện cơ quan chủ trì và phối hợp.\nKết quả: đã thống nhất danh sách.\n"


def furnish(*, size: str, seed: int, clock: Clock, say: Callable[[str], None]) -> None:
    """Assignments in every state, through services only. Running it again adds nothing."""
    if Assignment.objects.exists():
        say("Việc: đã có")
        return
    ward = _Ward(clock)
    ward.culture_work()
    ward.counter_work()
    ward.between_offices()
    ward.rhythms()
    ward.from_the_province()
    say(f"Việc: {Assignment.objects.count()} việc của phường Ngọc Sơn và Bỉm Sơn")
    pressing.furnish(clock=clock, say=say)


class _Ward:
    """Ngọc Sơn's people at their work. Each method is a few weeks of one part of it."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.unit = _unit("16576", clock.today)
        self.offices = {office.kind: office for office in town.offices_of(self.unit, clock.today)}
        self.culture = self.offices["phong-van-hoa-xa-hoi"]
        self.counter = self.offices["trung-tam-hanh-chinh-cong"]
        self.secretariat = self.offices["van-phong"]

    def day(self, back: int) -> date:
        """A day so many days before the last day of the town."""
        return self.clock.today - timedelta(days=back)

    def who(self, username: str, back: int, hour: int = 9) -> dict[str, Any]:
        """`by` and `at` of a deed."""
        at = self.clock.at(self.day(back), hour)
        actor: Actor = town_demo.actor(username, at)
        return {"by": actor, "at": at}

    def ask(self, title: str, office: Office | None, due: int, back: int, **more: Any) -> Assignment:
        """The chairman asks `back` days ago for something due `due` days from the last day."""
        asker = more.pop("asker", "chutich.ngocson")
        coops = tuple(self.offices[kind].pk for kind in more.pop("coops", ()))
        unit = more.pop("unit", self.unit)
        return services.ask(
            ask=Ask(
                title=title,
                unit_id=unit.pk,
                office_id=office.pk if office else None,
                due_on=self.clock.today + timedelta(days=due),
                coop_office_ids=coops,
                **more,
            ),
            **self.who(asker, back),
        )

    def person(self, work: Assignment, username: str, back: int) -> None:
        """The head names who does it."""
        who = town_demo.actor(username, self.clock.at(self.day(back)))
        services.give_to_person(
            assignment_id=work.pk, person_id=who.person_id, **self.who("truongphong.ngocson", back, 10)
        )

    def culture_work(self) -> None:
        """What the culture and society office owes: late, in parts, handed in, returned, done."""
        survey = self.ask(
            "Khảo sát tổng thể trạm phát sóng di động, lần 1", self.culture, -2, 30,
            product="Báo cáo khảo sát kèm danh sách vị trí của ba nhà mạng",
            detail="Theo Phụ lục 2 Kế hoạch 27/KH-UBND. Mỗi nhà mạng gửi danh sách vị trí, loại trạm, vùng lõm sóng.",
            coops=("phong-kinh-te", "cong-an"), due_words="trước ngày 18/11/2026", priority="urgent",
        )  # fmt: skip
        self.person(survey, "chuyenvien.ngocson", 29)
        parts = [
            services.add_sub(
                assignment_id=survey.pk,
                ask=Ask(f"Nhận danh sách của {carrier}", self.unit.pk, None, self.day(8 - n), check=False),
                **self.who("chuyenvien.ngocson", 26),
            )
            for n, carrier in enumerate(("Viettel", "VNPT", "MobiFone"))
        ]
        for n, note in enumerate(("Đủ 21 vị trí, có toạ độ.", "Đủ 17 vị trí, có toạ độ.")):
            services.submit(assignment_id=parts[n].pk, note=note, **self.who("chuyenvien.ngocson", 9 - n, 15))
        services.note_progress(
            assignment_id=parts[2].pk, percent=20, note="Đã nhắc hai lần, nhà mạng hẹn gửi trong tuần.",
            **self.who("chuyenvien.ngocson", 4, 16),
        )  # fmt: skip
        services.note_progress(
            assignment_id=survey.pk, note="Còn thiếu danh sách của MobiFone; hai nhà mạng kia đã đủ.",
            files=[("bien-ban-lam-viec-mau.txt", NOTE.encode())], **self.who("chuyenvien.ngocson", 3, 16),
        )  # fmt: skip
        services.ask_extension(
            assignment_id=survey.pk, until=self.clock.today + timedelta(days=7),
            reason="MobiFone chưa gửi danh sách 6 vị trí ở tổ dân phố Hải Bình.", **self.who("chuyenvien.ngocson", 2, 10),
        )  # fmt: skip
        classes = self.ask(
            "Mở lớp “Bình dân học vụ số” thứ hai", self.culture, 0, 21, product="Lớp đã mở, danh sách học viên",
            coops=("trung-tam-hoc-tap",),
        )  # fmt: skip
        self.person(classes, "chuyenvien.ngocson", 20)
        services.note_progress(
            assignment_id=classes.pk, percent=70, note="Đã có phòng học, giảng viên; 42 người đăng ký.",
            **self.who("chuyenvien.ngocson", 5, 15),
        )  # fmt: skip
        label = self.ask(
            "Gắn nhãn tín nhiệm mạng trên trang thông tin điện tử", self.culture, 4, 18,
            product="Trang đã gắn nhãn", coops=("cong-an",),
        )  # fmt: skip
        services.start(assignment_id=label.pk, **self.who("truongphong.ngocson", 15))
        count = self.ask(
            "Xác nhận số liệu Sổ sức khỏe điện tử kỳ tháng 11", self.culture, 1, 10, product="Bảng đối chiếu"
        )
        self.person(count, "chuyenvien.ngocson", 9)
        services.submit(
            assignment_id=count.pk, note="Trạm Y tế gửi 88,4%, kỳ trước 87,6%; đã đối chiếu từng tổ.",
            files=[("bang-doi-chieu-mau.csv", "tổ dân phố;số người;tỷ lệ\nHải Bình;1204;88,4\n".encode())],
            **self.who("chuyenvien.ngocson", 1, 14),
        )  # fmt: skip
        draft = self.ask(
            "Góp ý dự thảo Kế hoạch chuyển đổi số năm 2027", self.culture, 6, 14, product="Văn bản góp ý"
        )
        self.person(draft, "chuyenvien.ngocson", 13)
        services.submit(
            assignment_id=draft.pk, note="Dự thảo góp ý lần 1.", **self.who("chuyenvien.ngocson", 5)
        )
        services.send_back(
            assignment_id=draft.pk, remark="Chưa có ý kiến về kinh phí năm 2027; bổ sung mục III.",
            **self.who("chutich.ngocson", 4, 16),
        )  # fmt: skip
        for title, due, handed in (
            ("Lập danh sách tổ công nghệ số cộng đồng sau sắp xếp", -20, 22),
            ("Tập huấn kỹ năng số cho cán bộ, công chức, lần 1", -35, 30),
        ):
            work = self.ask(title, self.culture, due, 60, product="Danh sách, hồ sơ lớp học")
            services.submit(
                assignment_id=work.pk,
                note="Đã xong, gửi kèm hồ sơ.",
                **self.who("chuyenvien.ngocson", handed),
            )
            services.accept(
                assignment_id=work.pk, remark="Đạt yêu cầu.", **self.who("chutich.ngocson", handed - 1, 15)
            )

    def counter_work(self) -> None:
        """What the one-stop centre owes: near its day, paused, dropped."""
        scan = self.ask(
            "Số hoá 100% kết quả giải quyết thủ tục còn hiệu lực lĩnh vực hộ tịch", self.counter, 20, 40,
            product="Kho kết quả số hoá", due_words="trong quý IV/2026",
        )  # fmt: skip
        services.note_progress(
            assignment_id=scan.pk, percent=55, note="Đã số hoá 1.240 trên 2.250 kết quả.",
            **self.who("motcua.ngocson", 3, 16),
        )  # fmt: skip
        kiosk = self.ask(
            "Lắp ki-ốt tra cứu hồ sơ tại sảnh Trung tâm", self.counter, 12, 35, product="Ki-ốt hoạt động"
        )
        services.start(assignment_id=kiosk.pk, **self.who("motcua.ngocson", 30))
        services.pause(
            assignment_id=kiosk.pk, reason="Chờ tỉnh phê duyệt danh mục thiết bị dùng chung.",
            **self.who("chutich.ngocson", 12),
        )  # fmt: skip
        hours = self.ask("Thử tiếp nhận hồ sơ ngoài giờ thứ Bảy", self.counter, -5, 50, product="Báo cáo thử")
        services.drop(
            assignment_id=hours.pk, reason="Tỉnh đã có hướng dẫn chung, không thử riêng ở phường.",
            **self.who("chutich.ngocson", 25),
        )  # fmt: skip
        reply = self.ask(
            "Trả lời phản ánh: không nhận được tin từ Zalo OA của phường", self.counter, 3, 6,
            product="Văn bản trả lời", priority="express",
        )  # fmt: skip
        services.start(assignment_id=reply.pk, **self.who("motcua.ngocson", 5))

    def between_offices(self) -> None:
        """A hand-over that nobody has answered, one refused, and what the ward as a whole was asked."""
        zalo = self.ask(
            "Cập nhật danh mục thủ tục trên trang Zalo OA của phường",
            self.culture,
            5,
            12,
            product="Danh mục đã cập nhật",
        )
        services.hand_over(
            assignment_id=zalo.pk, to_office_id=self.counter.pk,
            reason="Danh mục thủ tục do Trung tâm quản lý; Phòng chỉ quản trị trang.",
            **self.who("truongphong.ngocson", 3, 15),
        )  # fmt: skip
        wifi = self.ask(
            "Lắp wifi công cộng tại nhà văn hoá tổ dân phố", self.culture, 30, 25, product="8 điểm wifi"
        )
        offer = services.hand_over(
            assignment_id=wifi.pk, to_office_id=self.secretariat.pk, reason="Kinh phí do Văn phòng quản lý.",
            **self.who("truongphong.ngocson", 20),
        )  # fmt: skip
        services.answer_hand_over(
            hand_over_id=offer.pk, accept=False, remark="Văn phòng chỉ thanh toán; Phòng vẫn chủ trì khảo sát, lắp đặt.",
            **self.who("chutich.ngocson", 19),
        )  # fmt: skip

    def rhythms(self) -> None:
        """A weekly report since October, a monthly count, and a duty that begins on a day and then comes each quarter."""
        start = date(2026, 10, 1)
        back = (self.clock.today - start).days
        weekly = self.ask(
            "Báo cáo tuần của Tổ giúp việc Ban Chỉ đạo chuyển đổi số", self.culture, 1 - back, back,
            product="Báo cáo tuần", rhythm="weekly:5", due_words="hằng tuần, thứ Sáu",
        )  # fmt: skip
        self.ask(
            "Rà soát tài khoản dịch vụ công của cán bộ, công chức", self.counter, 25 - back, back,
            product="Danh sách tài khoản", rhythm="monthly:25", due_words="ngày 25 hằng tháng",
        )  # fmt: skip
        self.ask(
            "Báo cáo kết quả tuyên truyền chuyển đổi số", self.culture, 0, 15, product="Báo cáo",
            rhythm="quarterly", due_words="trước ngày 20/11, sau đó mỗi quý",
        )  # fmt: skip
        for week in range(1, 8):
            services.make_occurrences(at=self.clock.at(start + timedelta(days=7 * week)))
        services.make_occurrences(at=self.clock.at(self.clock.today, 6))
        turns = Assignment.objects.filter(series=weekly.series_id).order_by("due_on")
        for n, turn in enumerate(turns):
            if turn.due_on is None or turn.due_on >= self.clock.today:
                continue
            handed = (self.clock.today - turn.due_on).days - (1 if n == 2 else 0)
            services.submit(
                assignment_id=turn.pk,
                note="Đã gửi báo cáo tuần.",
                **self.who("chuyenvien.ngocson", handed, 16),
            )
            services.accept(assignment_id=turn.pk, **self.who("chutich.ngocson", handed - 1))

    def from_the_province(self) -> None:
        """The province asks two wards as a whole; one has named an office, the other has not."""
        for code in ("16576", "14812"):
            unit = _unit(code, self.clock.today)
            work = self.ask(
                "Báo cáo tình hình bố trí kinh phí chuyển đổi số năm 2027", None, 10, 5, asker="theodoi.tinh",
                unit=unit, product="Báo cáo theo mẫu của Sở Khoa học và Công nghệ",
            )  # fmt: skip
            if code == "14812":
                services.start(assignment_id=work.pk, **self.who("cds.bimson", 4))


def _unit(code: str, day: date) -> Unit:
    unit = town.unit_by_code(code, day)
    assert unit is not None, code
    return unit
