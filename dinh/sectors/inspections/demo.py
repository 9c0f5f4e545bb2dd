"""Inspections of half a year in the pretend province and its ward: on line and on paper, some still followed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Protocol

from dinh.town import demo as town_demo
from dinh.town import queries as town
from dinh.town.models import Office, Unit
from dinh.town.shapes import Actor
from dinh.work import queries as work_queries
from dinh.work import services as work

from . import services
from .models import Inspection, Recommendation, Template
from .services import Advice, Answer, Inspected, MemberShape
from .shapes import Subject

FOLLOWER, CHAIR, PLANNER, OFFICER = "theodoi.tinh", "chutich.ngocson", "cds.ngocson", "chuyenvien.ngocson"
_PDF = b"%PDF-1.4\n% ban mau cua dia ban gia dinh\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


class Clock(Protocol):
    @property
    def today(self) -> date: ...

    def at(self, day: date, hour: int = 9) -> datetime: ...


class Stage:
    """Who plays, where, on which clock."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        day = date(2026, 5, 15)
        self.province = self._unit("38", day)
        self.ward, self.bimson = self._unit("16576", day), self._unit("14812", day)
        self.department = self.office(self.province, "so-khoa-hoc-cong-nghe")

    def _unit(self, code: str, day: date) -> Unit:
        found = town.unit_by_code(code, day)
        assert found is not None
        return found

    def office(self, unit: Unit, kind: str) -> Office:
        return Office.objects.alive_on(date(2026, 5, 15)).get(unit=unit, kind=kind)

    def at(self, month: int, day: int, hour: int = 9) -> datetime:
        return self.clock.at(date(2026, month, day), hour)

    def actor(self, username: str, at: datetime) -> Actor:
        return town_demo.actor(username, at)


def furnish(*, size: str, seed: int, clock: Clock, say: Callable[[str], None]) -> None:
    """Ten inspections through services only. Running it again adds nothing."""
    if Inspection.objects.exists():
        say("Kiểm tra: đã có")
        return
    stage = Stage(clock)
    services.load_edition(at=stage.at(5, 15, 7))
    _june(stage)
    _papers(stage)
    _august(stage)
    _october(stage)
    _explaining(stage)
    _running(stage)
    _december(stage)
    total = Inspection.objects.count()
    on_line = Inspection.objects.filter(kind="on-line").count()
    say(
        f"Kiểm tra: {total} cuộc, {on_line} cuộc trên môi trường số; {Recommendation.objects.count()} kiến nghị"
    )


def _fill(
    stage: Stage, row: Inspection, by: str, at: datetime, failing: Sequence[int] = (), left: int = 0
) -> None:
    """Answer the check-list of every party; `failing` are the numbers of items that do not meet, `left` stay open."""
    notes = {True: "Chưa có, hoặc có nhưng không đủ; xem phát hiện.", False: ""}
    for party in row.parties.all():
        items = list(party.checks.all())
        chosen = items[: len(items) - left] if left else items
        services.check_many(
            inspection_id=row.pk,
            answers={
                item.pk: Answer(
                    "fails" if n in failing else ("n-a" if n == 11 else "meets"),
                    notes[n in failing],
                    item.version,
                )
                for n, item in enumerate(chosen, start=1)
            },
            by=stage.actor(by, at),
            at=at,
        )


def _template(key: str) -> int:
    return int(Template.objects.get(key=key).pk)


def _settle(
    stage: Stage, advice: Recommendation, doer: str, done_on: datetime, taker: str, taken: datetime
) -> None:
    """The recommendation's work is done by whoever was asked, and taken by whoever asked."""
    found = work_queries.by_asker([advice.ref]).get(advice.ref)
    if found is None:
        return
    work.submit(
        assignment_id=found.pk,
        note="Đã làm xong, gửi sản phẩm kèm theo.",
        by=stage.actor(doer, done_on),
        at=done_on,
    )
    work.accept(assignment_id=found.pk, by=stage.actor(taker, taken), at=taken)


def _june(stage: Stage) -> None:
    """The province inspects the ward: carried to the end."""
    at = stage.at(6, 1)
    by = stage.actor(FOLLOWER, at)
    row = services.plan(
        title="Kiểm tra tình hình thực hiện kế hoạch chuyển đổi số tại phường Ngọc Sơn",
        unit=stage.province,
        office=stage.department,
        parties=[Inspected(stage.ward.pk, stage.office(stage.ward, "phong-van-hoa-xa-hoi").pk)],
        first_day=date(2026, 6, 8),
        last_day=date(2026, 6, 9),
        basis="Kế hoạch kiểm tra mẫu số 45/KH-SKHCN năm 2026",
        purpose="Đánh giá việc giao chỉ tiêu, số liệu báo cáo và hoạt động của tổ công nghệ số cộng đồng.",
        members=[
            MemberShape("Lê Thị Thử", "Trưởng đoàn", by.person_id),
            MemberShape("Phạm Văn Ví Dụ", "Thành viên"),
        ],
        template_id=_template("cds-xa"),
        subjects=[
            Subject("", "Giao chỉ tiêu năm 2026 cho cơ quan chủ trì"),
            Subject("", "Số liệu báo cáo tháng 5"),
        ],
        by=by,
        at=at,
    )
    services.start(inspection_id=row.pk, by=by, at=stage.at(6, 8, 8))
    _fill(stage, row, FOLLOWER, stage.at(6, 8, 15), failing=(2, 9))
    party = row.parties.get()
    finding = services.record_finding(
        inspection_id=row.pk,
        party_id=party.pk,
        kind="lack",
        text="Ban Chỉ đạo chưa họp quý I; chưa có thông báo kết luận để giao việc.",
        files=[("bien-ban-lam-viec-ngoc-son.pdf", _PDF)],
        by=by,
        at=stage.at(6, 9, 10),
    )
    services.record_finding(
        inspection_id=row.pk,
        party_id=party.pk,
        kind="good",
        text="Trung tâm Phục vụ hành chính công bố trí bàn hướng dẫn, hằng ngày có người hỗ trợ nộp hồ sơ trực tuyến.",
        by=by,
        at=stage.at(6, 9, 11),
    )
    services.ask_explanation(inspection_id=row.pk, explain_by=date(2026, 6, 16), by=by, at=stage.at(6, 9, 16))
    services.explain(
        finding_id=finding.pk,
        text="Quý I tập trung kiện toàn bộ máy nên chưa họp. Phường đã ấn định họp trước 25/6 và hằng quý sau đó.",
        by=stage.actor(OFFICER, stage.at(6, 12)),
        at=stage.at(6, 12),
    )
    first = services.recommend(
        inspection_id=row.pk,
        party_id=party.pk,
        text="Họp Ban Chỉ đạo quý II, ra thông báo kết luận có phân công từng chỉ tiêu.",
        product="Thông báo kết luận",
        due_on=date(2026, 7, 3),
        finding_id=finding.pk,
        by=by,
        at=stage.at(6, 17),
    )
    second = services.recommend(
        inspection_id=row.pk,
        party_id=party.pk,
        text="Lập sổ theo dõi hoạt động của tổ công nghệ số cộng đồng ở từng tổ dân phố.",
        product="Mẫu sổ và danh sách tổ",
        due_on=date(2026, 7, 15),
        by=by,
        at=stage.at(6, 17),
    )
    _conclude(
        stage,
        row,
        FOLLOWER,
        stage.at(6, 18, 10),
        "Phường cơ bản thực hiện đúng kế hoạch. Còn hai tồn tại về họp Ban Chỉ đạo và sổ theo dõi tổ công nghệ số; có kiến nghị và hạn kèm theo.",
    )
    _settle(stage, first, OFFICER, stage.at(6, 30, 15), FOLLOWER, stage.at(7, 1, 9))
    _settle(stage, second, OFFICER, stage.at(7, 17, 15), FOLLOWER, stage.at(7, 20, 9))
    services.close(inspection_id=row.pk, by=stage.actor(FOLLOWER, stage.at(7, 21)), at=stage.at(7, 21))


def _conclude(stage: Stage, row: Inspection, by: str, at: datetime, text: str) -> None:
    row.refresh_from_db()
    services.conclude(
        inspection_id=row.pk, text=text, seen=row.version, by=stage.actor(by, at), at=at,
        files=[("ket-luan-kiem-tra.pdf", _PDF)],
    )  # fmt: skip


def _papers(stage: Stage) -> None:
    """Two that were still done on paper, recorded afterwards."""
    at = stage.at(7, 30)
    services.record_on_paper(
        title="Kiểm tra an toàn thông tin tại trụ sở phường Bỉm Sơn",
        unit=stage.province,
        office=stage.department,
        parties=[Inspected(stage.bimson.pk)],
        first_day=date(2026, 7, 22),
        last_day=date(2026, 7, 23),
        basis="Quyết định mẫu số 88/QĐ-SKHCN",
        conclusion="Hai máy chủ chưa phê duyệt cấp độ; máy trạm có phần mềm phòng chống mã độc.",
        minutes=[("bien-ban-kiem-tra-bim-son.pdf", _PDF)],
        by=stage.actor(FOLLOWER, at),
        at=at,
    )
    at = stage.at(9, 14)
    services.record_on_paper(
        title="Kiểm tra nền nếp tiếp nhận hồ sơ tại bộ phận một cửa",
        unit=stage.ward,
        parties=[Inspected(stage.ward.pk, stage.office(stage.ward, "trung-tam-hanh-chinh-cong").pk)],
        first_day=date(2026, 9, 8),
        last_day=date(2026, 9, 8),
        basis="Chỉ đạo của Chủ tịch UBND phường",
        conclusion="Giấy tiếp nhận đủ; ba hồ sơ quá hạn chưa có thư xin lỗi.",
        minutes=[("bien-ban-mot-cua.pdf", _PDF)],
        advice=[Advice("Bổ sung thư xin lỗi cho ba hồ sơ quá hạn tháng 8", date(2026, 9, 25))],
        by=stage.actor("vanthu.ngocson", at),
        at=at,
    )
    advice = Recommendation.objects.order_by("-pk").first()
    assert advice is not None
    _settle(stage, advice, "motcua.ngocson", stage.at(9, 22, 15), CHAIR, stage.at(9, 23, 9))


def _august(stage: Stage) -> None:
    """The ward inspects its own office, on line and quickly."""
    at = stage.at(8, 17)
    row = services.plan(
        title="Kiểm tra ký số và xử lý văn bản trên môi trường mạng của Phòng Kinh tế, Hạ tầng và Đô thị",
        unit=stage.ward,
        parties=[Inspected(stage.ward.pk, stage.office(stage.ward, "phong-kinh-te").pk)],
        first_day=date(2026, 8, 19),
        last_day=date(2026, 8, 19),
        basis="Kế hoạch mẫu số 27/KH-UBND của phường",
        members=[MemberShape("Trần Thị Thử", "Trưởng đoàn")],
        template_id=_template("cds-xa"),
        by=stage.actor(PLANNER, at),
        at=at,
    )
    services.start(inspection_id=row.pk, by=stage.actor(PLANNER, stage.at(8, 19, 8)), at=stage.at(8, 19, 8))
    _fill(stage, row, PLANNER, stage.at(8, 19, 16))
    _conclude(stage, row, CHAIR, stage.at(8, 20, 9), "Văn bản đi đều ký số; không có tồn tại.")
    services.close(inspection_id=row.pk, by=stage.actor(CHAIR, stage.at(8, 20, 10)), at=stage.at(8, 20, 10))


def _october(stage: Stage) -> None:
    """The province inspects two wards; what it recommended is still being done, one part late."""
    at = stage.at(10, 5)
    by = stage.actor(FOLLOWER, at)
    row = services.plan(
        title="Kiểm tra chất lượng số liệu chuyển đổi số quý III",
        unit=stage.province,
        office=stage.department,
        parties=[
            Inspected(stage.bimson.pk, stage.office(stage.bimson, "phong-van-hoa-xa-hoi").pk),
            Inspected(stage.ward.pk, stage.office(stage.ward, "trung-tam-hanh-chinh-cong").pk),
        ],
        first_day=date(2026, 10, 12),
        last_day=date(2026, 10, 14),
        basis="Kế hoạch kiểm tra mẫu số 45/KH-SKHCN năm 2026",
        members=[MemberShape("Lê Thị Thử", "Trưởng đoàn", by.person_id)],
        template_id=_template("mot-cua"),
        subjects=[Subject("", "Tỷ lệ hồ sơ nộp trực tuyến"), Subject("", "Tỷ lệ thanh toán trực tuyến")],
        by=by,
        at=at,
    )
    services.start(inspection_id=row.pk, by=by, at=stage.at(10, 12, 8))
    _fill(stage, row, FOLLOWER, stage.at(10, 13, 16), failing=(4,))
    for party in row.parties.all():
        services.record_finding(
            inspection_id=row.pk,
            party_id=party.pk,
            kind="lack",
            text="Tỷ lệ thanh toán trực tuyến báo cáo cao hơn số của Cổng Dịch vụ công 2,1 điểm; chưa ghi ngày lấy số.",
            files=[("doi-chieu-so-lieu.csv", b"chi so;bao cao;cong\nthanh toan truc tuyen;68,9;66,8\n")],
            by=by,
            at=stage.at(10, 14, 10),
        )
    services.ask_explanation(
        inspection_id=row.pk, explain_by=date(2026, 10, 20), by=by, at=stage.at(10, 14, 16)
    )
    for finding, who in zip(
        row.findings.order_by("pk"), ("chuyenvien.bimson", "motcua.ngocson"), strict=True
    ):
        services.explain(
            finding_id=finding.pk,
            text="Số báo cáo lấy ngày 14, số của Cổng lấy ngày 10. Từ kỳ sau ghi rõ ngày lấy số.",
            by=stage.actor(who, stage.at(10, 19)),
            at=stage.at(10, 19),
        )
    made = [
        services.recommend(
            inspection_id=row.pk,
            party_id=party.pk,
            text="Đối chiếu lại số thanh toán trực tuyến quý III với Cổng Dịch vụ công, ghi ngày lấy số trong mọi báo cáo.",
            product="Bảng đối chiếu có ký số",
            due_on=due,
            by=by,
            at=stage.at(10, 21),
        )
        for party, due in zip(row.parties.all(), (date(2026, 11, 6), date(2026, 11, 30)), strict=True)
    ]
    _conclude(
        stage,
        row,
        FOLLOWER,
        stage.at(10, 22),
        "Hai phường có số liệu đầy đủ nhưng chưa thống nhất ngày lấy số. Kiến nghị đối chiếu và ghi nguồn.",
    )
    found = work_queries.by_asker([made[1].ref]).get(made[1].ref)
    if found is not None:
        work.note_progress(
            assignment_id=found.pk,
            note="Đã đối chiếu tháng 7 và 8.",
            percent=60,
            by=stage.actor("motcua.ngocson", stage.at(11, 12)),
            at=stage.at(11, 12),
        )


def _explaining(stage: Stage) -> None:
    """One waits for the ward's explanation."""
    at = stage.at(11, 9)
    by = stage.actor(FOLLOWER, at)
    row = services.plan(
        title="Kiểm tra việc thực hiện báo cáo định kỳ trên hệ thống",
        unit=stage.province,
        office=stage.department,
        parties=[Inspected(stage.ward.pk, stage.office(stage.ward, "phong-van-hoa-xa-hoi").pk)],
        first_day=date(2026, 11, 16),
        last_day=date(2026, 11, 17),
        basis="Kế hoạch kiểm tra mẫu số 45/KH-SKHCN năm 2026",
        members=[MemberShape("Lê Thị Thử", "Trưởng đoàn", by.person_id)],
        template_id=_template("cds-xa"),
        subjects=[Subject("", "Báo cáo chuyển đổi số hằng tháng, từ tháng 6 đến tháng 10")],
        by=by,
        at=at,
    )
    services.start(inspection_id=row.pk, by=by, at=stage.at(11, 16, 8))
    _fill(stage, row, FOLLOWER, stage.at(11, 17, 15), failing=(7, 8))
    party = row.parties.get()
    items = {item.position: item for item in party.checks.all()}
    for number, kind, text in (
        (
            8,
            "lack",
            "Báo cáo tuần 45 của Phòng Kinh tế, Hạ tầng và Đô thị gửi trễ; chưa có người thay khi cán bộ đi vắng.",
        ),
        (7, "breach", "Số hồ sơ trực tuyến tháng 10 ghi khác nhau ở hai báo cáo, lệch 34 hồ sơ."),
    ):
        services.record_finding(
            inspection_id=row.pk,
            party_id=party.pk,
            check_item_id=items[number].pk,
            kind=kind,
            text=text,
            by=by,
            at=stage.at(11, 17, 16),
        )
    services.ask_explanation(
        inspection_id=row.pk, explain_by=date(2026, 11, 25), by=by, at=stage.at(11, 18, 9)
    )


def _running(stage: Stage) -> None:
    """The ward is in the middle of one."""
    at = stage.at(11, 16)
    by = stage.actor(PLANNER, at)
    row = services.plan(
        title="Kiểm tra Trung tâm Phục vụ hành chính công quý IV",
        unit=stage.ward,
        parties=[Inspected(stage.ward.pk, stage.office(stage.ward, "trung-tam-hanh-chinh-cong").pk)],
        first_day=date(2026, 11, 19),
        last_day=date(2026, 11, 24),
        basis="Kế hoạch mẫu số 27/KH-UBND của phường",
        purpose="Xem việc tiếp nhận, trả kết quả và thanh toán trực tuyến trước khi tổng kết năm.",
        members=[
            MemberShape("Trần Thị Thử", "Trưởng đoàn", by.person_id),
            MemberShape("Vũ Thị Mẫu", "Thư ký"),
        ],
        template_id=_template("mot-cua"),
        subjects=[
            Subject("", "Hồ sơ quá hạn tháng 10 và 11"),
            Subject("", "Thanh toán trực tuyến phí, lệ phí"),
        ],
        by=by,
        at=at,
    )
    services.start(inspection_id=row.pk, by=by, at=stage.at(11, 19, 8))
    services.add_item(
        inspection_id=row.pk,
        text="Loa gọi số và bảng chờ dùng được cho người khiếm thính",
        by=by,
        at=stage.at(11, 19, 9),
    )
    _fill(stage, row, PLANNER, stage.at(11, 20, 10), failing=(3,), left=3)
    services.record_finding(
        inspection_id=row.pk,
        party_id=row.parties.get().pk,
        kind="lack",
        text="Hai hồ sơ đất đai bị yêu cầu bổ sung lần thứ hai trong tháng 11.",
        by=by,
        at=stage.at(11, 20, 11),
    )


def _december(stage: Stage) -> None:
    """And one is being prepared."""
    at = stage.at(11, 20)
    services.plan(
        title="Kiểm tra cuối năm việc thực hiện chỉ tiêu chuyển đổi số",
        unit=stage.province,
        office=stage.department,
        parties=[Inspected(stage.ward.pk), Inspected(stage.bimson.pk)],
        first_day=date(2026, 12, 7),
        last_day=date(2026, 12, 11),
        basis="Kế hoạch kiểm tra mẫu số 45/KH-SKHCN năm 2026",
        members=[MemberShape("Lê Thị Thử", "Trưởng đoàn")],
        template_id=_template("cds-xa"),
        by=stage.actor(FOLLOWER, at),
        at=at,
    )
