"""What the pretend town has put forward, how it went, and its events of the year: through services only."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any, Protocol

from django.conf import settings

from dinh.ground.calendar import for_country
from dinh.look.formats import num
from dinh.town import demo as town
from dinh.town import queries as town_queries
from dinh.town.models import Office, Unit
from dinh.voices import demo_dossiers, services
from dinh.voices.models import Event, Initiative
from dinh.work import services as work
from dinh.work.queries import all_by_asker


class Clock(Protocol):
    def at(self, day: date, hour: int = 9) -> datetime: ...


# (key, kind, field, day, by ("" = a citizen), name shown, title, text)
PUT: tuple[tuple[str, str, str, date, str, str, str, str], ...] = (
    ("wifi", "problem", "infrastructure", date(2026, 3, 9), "", "Ông Tư Mẫu, tổ Bắc Hải",
     "Nhà văn hóa tổ dân phố không có Internet để làm hồ sơ",
     "Họp tổ dân phố nhắc bà con làm hồ sơ trên mạng, nhưng nhà văn hóa Bắc Hải không có mạng, sóng điện thoại trong nhà lại yếu.\n\n"
     "Đề nghị phường lắp mạng ở nhà văn hóa, có người trực giúp một buổi mỗi tuần."),
    ("wifi-2", "problem", "infrastructure", date(2026, 3, 20), "", "",
     "Nhà văn hóa tổ dân phố Bắc Hải cần có mạng Internet",
     "Đến nhà văn hóa nhờ làm hộ hồ sơ thì không có mạng, lại phải về nhà."),
    ("queue", "problem", "services", date(2026, 4, 2), "", "Chị Thử",
     "Sáng thứ Hai chờ chứng thực quá lâu",
     "Sáng thứ Hai nào quầy chứng thực cũng đông, có hôm chờ gần hai giờ. Các buổi khác thì vắng."),
    ("slot", "idea", "services", date(2026, 4, 14), "motcua.ngocson", "",
     "Nhắn giờ hẹn cho người chứng thực nhiều bản",
     "Người có từ mười bản trở lên nhắn trước qua số của quầy; quầy hẹn buổi vắng. Không cần phần mềm mới, chỉ cần một máy điện thoại "
     "và một sổ hẹn.\n\nDự tính giảm một phần ba người chờ sáng thứ Hai."),
    ("clinic", "practice", "skills", date(2026, 5, 6), "chuyenvien.ngocson", "",
     "Thứ Năm cùng làm: tổ công nghệ số ngồi tại nhà văn hóa",
     "Mỗi chiều thứ Năm hai thành viên tổ công nghệ số ngồi tại nhà văn hóa, giúp từng người làm hồ sơ trực tuyến của chính họ.\n\n"
     "Trước: 41 hồ sơ trực tuyến một tháng. Sau hai tháng: 118."),
    ("qr", "idea", "services", date(2026, 6, 18), "", "",
     "Dán mã QR trả phí ngay tại từng quầy",
     "Hiện phải sang quầy khác để trả tiền. Dán mã QR ở từng quầy thì trả luôn được."),
    ("form", "idea", "office", date(2026, 7, 8), "truongphong.ngocson", "",
     "Một bảng số liệu chung cho ba báo cáo tháng",
     "Ba báo cáo tháng hỏi cùng mười hai con số, mỗi nơi một mẫu. Nhập một lần vào bảng chung rồi trích ra ba mẫu."),
    ("drone", "idea", "infrastructure", date(2026, 8, 3), "", "Người yêu công nghệ",
     "Dùng máy bay không người lái giao giấy tờ tại nhà",
     "Phường mua hai máy bay để giao kết quả tận nhà cho bà con."),
    ("elder", "problem", "skills", date(2026, 10, 26), "", "Bà Năm Mẫu",
     "Chữ trên trang nộp hồ sơ quá nhỏ với người già",
     "Tôi 72 tuổi, mở trang nộp hồ sơ trên điện thoại không đọc được, phóng to thì mất nút."),
    ("lamp", "problem", "community", date(2026, 11, 18), "", "",
     "Đèn đường ngõ 12 tắt đã hai tuần",
     "Ngõ 12 tối, học sinh đi học thêm về phải soi điện thoại."),
    ("class", "idea", "skills", date(2026, 11, 19), "", "Một phụ huynh",
     "Lớp tối cho phụ huynh về an toàn của con trên mạng",
     "Nhờ trường và phường mở một lớp buổi tối, mỗi tháng một lần."),
)  # fmt: skip


def furnish(*, size: str, seed: int, clock: Clock, say: Callable[[str], None]) -> None:
    """Initiatives at every stage of their life, and a year of events. Running it again adds nothing."""
    if not settings.DINH_DEMO:
        return
    demo_dossiers.furnish(clock=clock, say=say)
    if Initiative.objects.exists():
        return
    ward = town_queries.unit_by_code("16576", clock.at(date(2026, 1, 5)).date())
    if ward is None:
        return
    rows = {one[0]: _put(one, ward, clock) for one in PUT}
    _lives(rows, ward, clock)
    _events(ward, clock)
    say(f"Sáng kiến: {num(len(rows))} bài; sự kiện: {num(Event.objects.count())}")


def _by(username: str, at: datetime) -> Any:
    return town.actor(username, at)


def _office(ward: Unit, kind: str, day: date) -> Office:
    return Office.objects.alive_on(day).get(unit=ward, kind=kind)


def _put(one: tuple[str, str, str, date, str, str, str, str], ward: Unit, clock: Clock) -> Initiative:
    _key, kind, field, day, username, shown, title, text = one
    at = clock.at(day, 10)
    if not username:
        # An address of the range kept for examples; the key of its mark changes every day.
        contact = "0900 000 000 (số mẫu)" if shown else ""
        return services.put_by_citizen(
            kind=kind,
            field=field,
            title=title,
            text=text,
            unit=ward,
            at=at,
            address=f"192.0.2.{day.day}",
            shown_name=shown,
            contact=contact,
        )
    by = _by(username, at)
    office_id = next(m.office_id for m in by.mandates if m.office_id)
    office = Office.objects.get(pk=office_id)
    return services.put_forward(
        kind=kind, field=field, title=title, text=text, unit=ward, office=office, public=True, by=by, at=at
    )


def _vote(row: Initiative, citizens: int, officers: tuple[str, ...], clock: Clock, day: date) -> None:
    for n in range(citizens):
        services.vote_by_citizen(
            initiative_id=row.pk,
            voter=f"mau-{row.pk}-{n}",
            address=f"198.51.100.{n // 4}",
            at=clock.at(day, 8 + n % 10),
        )
    for username in officers:
        at = clock.at(day, 11)
        services.vote(initiative_id=row.pk, by=_by(username, at), at=at)


def _lives(rows: dict[str, Initiative], ward: Unit, clock: Clock) -> None:
    def at(month: int, day: int, hour: int = 14) -> datetime:
        return clock.at(date(2026, month, day), hour)

    def planner(when: datetime) -> Any:
        return _by("cds.ngocson", when)

    for key, month, day in (
        ("wifi", 3, 10), ("wifi-2", 3, 23), ("queue", 4, 3), ("qr", 6, 19), ("drone", 8, 4), ("elder", 10, 27),
    ):  # fmt: skip
        when = at(month, day)
        services.moderate(initiative_id=rows[key].pk, show=True, by=planner(when), at=when)
    _vote(rows["wifi"], 23, ("truongphong.ngocson",), clock, date(2026, 3, 18))
    _vote(rows["wifi-2"], 6, (), clock, date(2026, 3, 24))
    _vote(rows["queue"], 31, ("motcua.ngocson",), clock, date(2026, 4, 8))
    _vote(rows["slot"], 12, ("cds.ngocson", "chutich.ngocson"), clock, date(2026, 4, 20))
    _vote(rows["clinic"], 37, ("cds.ngocson", "motcua.ngocson"), clock, date(2026, 5, 20))
    _vote(rows["qr"], 18, (), clock, date(2026, 6, 25))
    _vote(rows["form"], 2, ("chuyenvien.ngocson", "motcua.ngocson", "cds.ngocson"), clock, date(2026, 7, 9))
    _vote(rows["elder"], 14, ("motcua.ngocson",), clock, date(2026, 11, 2))

    when = at(3, 25)
    services.merge(initiative_id=rows["wifi-2"].pk, into_id=rows["wifi"].pk, by=planner(when), at=when)
    when = at(4, 1)
    services.answer(
        initiative_id=rows["wifi"].pk,
        text="Phường giao Phòng Văn hóa - Xã hội làm việc với nhà mạng, lắp xong trước 30/6.",
        by=planner(when),
        at=when,
    )
    services.take_up(
        initiative_id=rows["wifi"].pk,
        office=_office(ward, "phong-van-hoa-xa-hoi", when.date()),
        due_on=date(2026, 12, 18),
        product="Biên bản lắp đặt tại 5 nhà văn hóa",
        by=planner(when),
        at=when,
    )
    when = at(4, 15)
    services.link_answer(
        initiative_id=rows["slot"].pk, problem_id=rows["queue"].pk, by=planner(when), at=when
    )
    services.take_up(
        initiative_id=rows["slot"].pk,
        office=_office(ward, "trung-tam-hanh-chinh-cong", when.date()),
        due_on=date(2026, 11, 30),
        product="Sổ hẹn và số người chờ từng buổi",
        by=planner(when),
        at=when,
    )
    when = at(5, 4)
    services.try_out(
        initiative_id=rows["slot"].pk,
        where="Quầy chứng thực, ba tháng",
        until=date(2026, 11, 27),
        by=planner(when),
        at=when,
    )
    services.remark_by_citizen(
        initiative_id=rows["queue"].pk,
        text="Đúng rồi, tôi nghỉ làm cả buổi chỉ để chứng thực hai bản.",
        shown_name="Anh Mẫu",
        address="203.0.113.9",
        at=at(4, 9),
    )
    remark = rows["queue"].remarks.get()
    services.moderate_remark(remark_id=remark.pk, show=True, by=planner(at(4, 10)), at=at(4, 10))
    _spread(rows["clinic"], clock)
    when = at(8, 12)
    services.close(
        initiative_id=rows["drone"].pk,
        reason="Chưa được phép bay trong khu dân cư và quá tốn; trả kết quả qua bưu chính đang làm được việc này.",
        by=planner(when),
        at=when,
    )
    services.remark_by_citizen(
        initiative_id=rows["elder"].pk,
        text="Mẹ tôi cũng vậy. Có nút phóng chữ như trang này thì tốt.",
        shown_name="",
        address="203.0.113.21",
        at=at(11, 19),
    )


def _spread(row: Initiative, clock: Clock) -> None:
    """The Thursday clinic: adopted, and asked of the neighbours."""
    when = clock.at(date(2026, 7, 15), 15)
    planner = _by("cds.ngocson", when)
    services.adopt(
        initiative_id=row.pk,
        result="Hồ sơ trực tuyến một tháng từ 41 lên 118. Bốn nhà văn hóa cùng làm, mỗi nơi hai người trực, không tốn thêm kinh phí.",
        by=planner,
        at=when,
    )
    units = [
        unit
        for code in ("14812", "14818")
        if (unit := town_queries.unit_by_code(code, when.date())) is not None
    ]
    spreads = services.spread(
        initiative_id=row.pk,
        places=units,
        answer_by_day=date(2026, 11, 27),
        words="Hỏi chị Đỗ Thị Minh Họa, Phòng Văn hóa - Xã hội phường Ngọc Sơn, cách xếp lịch trực.",
        by=planner,
        at=when,
    )
    when = clock.at(date(2026, 8, 3), 9)
    bimson = _by("cds.bimson", when)
    mine = next(each for each in spreads if each.unit.code == "14812")
    services.answer_spread(
        spread_id=mine.pk,
        accept=True,
        due_on=date(2026, 10, 1),
        reason="Làm trước ở hai nhà văn hóa khu phố.",
        by=bimson,
        at=when,
    )
    when = clock.at(date(2026, 9, 28), 16)
    services.adopt_spread(
        spread_id=mine.pk,
        result="Hai nhà văn hóa, 64 hồ sơ trong tháng đầu.",
        by=_by("cds.bimson", when),
        at=when,
    )


_DOERS = {
    "phong-van-hoa-xa-hoi": "truongphong.ngocson",
    "trung-tam-hanh-chinh-cong": "motcua.ngocson",
}
"""Who hands work in; of other offices the leader does, who may for the whole ward."""


def _do_tasks(event: Event, ward: Unit, clock: Clock, *, late_ones: bool) -> None:
    """The offices hand in their work by its day and it is checked two days later; with `late_ones`, the estimate comes
    late with its reason, and the report still waits for figures."""
    names = {_office(ward, kind, event.day).pk: who for kind, who in _DOERS.items()}
    for task in event.tasks.order_by("pk"):
        row = all_by_asker(task.ref)[0]
        assert row.due_on is not None
        doer = names.get(row.office_id or 0, "chutich.ngocson")
        if late_ones and task.days_before < 0:
            when = clock.at(row.due_on, 16)
            work.note_progress(
                assignment_id=row.pk,
                percent=80,
                note="Đã viết xong phần tổ chức. Chưa nộp được vì Trung tâm còn đối chiếu số người cài chữ ký số với nhà cung cấp.",
                by=_by(doer, when),
                at=when,
            )
            continue
        slow = late_ones and task.days_before == 18
        when = clock.at(for_country().add_working_days(row.due_on, 2 if slow else -1), 10)
        note = (
            "Trình chậm hai ngày: hai nơi cho thuê âm thanh gửi báo giá muộn."
            if slow
            else f"{task.product}: đã có."
        )
        by = _by(doer, when)
        work.submit(
            assignment_id=row.pk,
            note=note,
            files=[(f"san-pham-{task.pk}.txt", f"{task.title}. Bản mẫu.".encode())],
            by=by,
            at=when,
        )
        when = clock.at(for_country().add_working_days(when.date(), 2), 14)
        work.accept(assignment_id=row.pk, by=_by("cds.ngocson", when), at=when)


def _events(ward: Unit, clock: Clock) -> None:
    for year, came, expected in ((2025, 210, None), (2026, 346, 300)):
        when = clock.at(date(year, 8, 24), 9)
        row = services.plan_national(
            key="ngay-chuyen-doi-so-quoc-gia",
            unit=ward,
            year=year,
            place="Nhà văn hóa trung tâm phường",
            by=_by("cds.ngocson", when),
            at=when,
        )
        if expected:
            services.change_event(
                event_id=row.pk,
                day=row.day,
                place=row.place,
                detail=row.detail,
                expected=expected,
                yearly=True,
                public=True,
                by=_by("cds.ngocson", when),
                at=when,
            )
        when = clock.at(date(year, 9, 1), 9)
        services.give_tasks(event_id=row.pk, by=_by("cds.ngocson", when), at=when)
        _do_tasks(row, ward, clock, late_ones=year == 2026)
        when = clock.at(date(year, 10, 17 if year == 2025 else 16), 15)
        services.record_event(
            event_id=row.pk,
            participants=came,
            counted_how="Danh sách ký tên tại cửa",
            result=(
                "152 người được hướng dẫn nộp hồ sơ trực tuyến, 87 người cài chữ ký số cá nhân. Ba cách làm hay được biểu dương."
                if year == 2026
                else "96 người được hướng dẫn nộp hồ sơ trực tuyến."
            ),
            files=[(f"danh-sach-ky-ten-{year}.txt", f"Danh sách mẫu: {came} người dự.".encode())],
            by=_by("cds.ngocson", when),
            at=when,
        )
    when = clock.at(date(2026, 11, 9), 9)
    planner = _by("cds.ngocson", when)
    fair = services.plan_event(
        name="Phiên chợ số cuối năm",
        unit=ward,
        day=date(2026, 12, 19),
        until=date(2026, 12, 20),
        place="Sân chợ Ngọc Sơn",
        detail="Tiểu thương bán hàng có mã QR; tổ công nghệ số giúp mở gian hàng trên mạng.",
        lead_office=_office(ward, "phong-van-hoa-xa-hoi", when.date()),
        expected=500,
        yearly=True,
        by=planner,
        at=when,
    )
    services.set_programme(
        event_id=fair.pk,
        lines=[
            (time(7, 30), "Mở cửa, hướng dẫn quét mã QR", "Tổ công nghệ số cộng đồng"),
            (time(9, 0), "Khai mạc", "Lãnh đạo UBND phường"),
            (time(14, 0), "Lớp mở gian hàng trên mạng", "Phòng Văn hóa - Xã hội"),
        ],
        by=planner,
        at=when,
    )
    for title, product, before, kind in (
        ("Vận động 60 tiểu thương đăng ký gian hàng", "Danh sách gian hàng", 15, "phong-kinh-te"),
        ("Liên hệ ngân hàng cấp mã QR tại chợ", "60 bảng mã QR", 8, "phong-kinh-te"),
        ("Truyền thanh, dán áp phích", "Lịch phát, ảnh", 6, "phong-van-hoa-xa-hoi"),
        ("Báo cáo kết quả phiên chợ", "Báo cáo kèm doanh số", -5, "phong-van-hoa-xa-hoi"),
    ):
        services.add_task(
            event_id=fair.pk,
            title=title,
            product=product,
            days_before=before,
            office=_office(ward, kind, when.date()),
            by=planner,
            at=when,
        )
