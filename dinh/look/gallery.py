"""Samples for the gallery page. Each sample is a small template that is both shown as code and drawn, so the two
cannot differ. Names and numbers are made up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.template import Context, engines
from django.utils.safestring import mark_safe

from . import fields, icons
from .shapes import (
    Bars,
    Cell,
    Choice,
    Column,
    Deed,
    FilterBar,
    Found,
    Line,
    Matrix,
    Outlook,
    Owed,
    Part,
    Passage,
    PlaceMap,
    Row,
    Spot,
    Step,
    Table,
)
from .tags import marks

FOLDER = Path(__file__).parent / "templates" / "look" / "gallery"
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")

COLOURS = (
    ("#151926", "Mực", "chữ chính", "17,5 : 1"),
    ("#434C5B", "Mực nhạt", "chữ phụ", "8,7 : 1"),
    ("#59636F", "Mực mờ", "chú thích", "6,1 : 1"),
    ("#F0F3F3", "Đá núi Nhồi", "nền trang", "chữ 15,7 : 1"),
    ("#171F4E", "Chàm đậm", "thanh trên", "15,6 : 1"),
    ("#27367F", "Chàm", "nút, liên kết", "10,9 : 1"),
    ("#E4E9F7", "Chàm nhạt", "đang chọn", "chữ chàm 9,0 : 1"),
    ("#C08A2B", "Thếp vàng", "nét trang trí", "3,0 : 1"),
    ("#A11F1A", "Son", "chậm, trễ", "7,7 : 1"),
    ("#834D05", "Nghệ", "có nguy cơ", "6,9 : 1"),
    ("#48535D", "Đá", "chưa đo được", "7,9 : 1"),
    ("#0C5A66", "Men ngọc", "đúng lộ trình", "7,9 : 1"),
    ("#1B653A", "Rêu", "đạt", "7,1 : 1"),
    ("#FFEDBB", "Thếp nhạt", "dòng nguồn", "chữ 15,1 : 1"),
    ("#78868B", "Viền ô", "viền ô nhập", "3,8 : 1"),
    ("#F4C452", "Thếp sáng", "quầng tiêu điểm", "trên chàm đậm 9,6 : 1"),
)
SERIES = ((1, "chàm"), (2, "nghệ"), (3, "rêu"), (4, "mận"), (5, "men ngọc"), (6, "gạch"))


@dataclass(frozen=True)
class Sample:
    """One sample: file of the folder, what it is called, and how wide its card is (class of the grid)."""

    key: str
    title: str
    says: str = ""
    wide: str = ""
    flush: bool = False
    code: str = ""
    html: str = ""


@dataclass(frozen=True)
class Group:
    key: str
    words: str
    samples: tuple[Sample, ...]


GROUPS = (
    Group(
        "chu-so",
        "Chữ, số, trạng thái",
        (
            Sample("status", "Trạng thái", "bảy loại, không thêm loại thứ tám"),
            Sample("due", "Hạn", "tính bằng ngày làm việc"),
            Sample("door", "Cửa, đổi, chưa đo được", "số nào đếm được thì mở được"),
            Sample("who", "Cơ quan, người", "vuông là cơ quan, tròn là người"),
            Sample("formats", "Cách viết số, tiền, ngày", "giữ lối viết tiếng Việt ở mọi ngôn ngữ", "w12"),
            Sample("themes", "Ba giao diện", "sáng, tối, tương phản cao", "w12"),
        ),
    ),
    Group(
        "so-do",
        "Số đo và lộ trình",
        (
            Sample("figure", "Số có nguồn", "tối đa năm số đầu trang", "w12", flush=True),
            Sample("progress", "Vạch lộ trình", "mái là mục tiêu, vạch là lộ trình lúc này"),
            Sample("frac", "Phân số, bốn câu trả lời ngắn", "trang của một con số", flush=True),
            Sample("seg", "Dải tình trạng", "mỗi phần là một bộ lọc", "w12", flush=True),
            Sample("line", "Đường so với lộ trình", "kèm câu cho người nghe và bảng số", "w12"),
            Sample("outlook", "Đường và dự báo", "hai khoảng mở ra từ số cuối cùng", "w12"),
            Sample("bar", "Cột", "luôn bắt đầu từ 0"),
            Sample("why", "Vì sao ra con số này", "phép tính làm tay được", flush=True),
            Sample("band", "Dải nhỏ trong ô bảng"),
            Sample("spark", "Đường nhỏ", "mười hai kỳ trong một ô"),
            Sample("map", "Bản đồ điểm", "mỗi tình trạng một hình; danh sách đứng cạnh", "w12"),
            Sample("mx", "Đèn theo đơn vị và trụ cột", "ô ghi tình trạng xấu nhất", "w12", flush=True),
        ),
    ),
    Group(
        "viec",
        "Việc, hồ sơ, văn bản",
        (
            Sample("led", "Sổ việc", "vạch đôi giữa ngày và việc", "w12", flush=True),
            Sample(
                "table",
                "Bảng, bộ lọc, chọn nhiều",
                "trên điện thoại mỗi hàng thành một thẻ",
                "w12",
                flush=True,
            ),
            Sample("tl", "Ai đã làm gì", "mới nhất ở trên"),
            Sample("steps", "Các bước", "giờ đã dùng trên giờ định mức", flush=True),
            Sample("vs", "Hai đoạn văn bản", "mỗi đoạn giữ lời của mình"),
            Sample("drawer", "Ngăn bằng chứng", "sau mọi cánh cửa", flush=True),
            Sample("a4", "Tờ giấy, số gắn trong câu", "khớp, đã đổi, chưa có", "w12"),
        ),
    ),
    Group(
        "lam",
        "Nút, ô nhập, lời nhắn",
        (
            Sample("buttons", "Nút", "một nút đầy mỗi trang"),
            Sample("note", "Lời ghi tại chỗ", "hai câu và việc gỡ nó"),
            Sample("form", "Ô nhập và lỗi", "điều đã gõ không bị xóa", "w12"),
            Sample("toast", "Lời nhắn sau việc", "mười giây, ở lại khi có tiêu điểm"),
            Sample("confirm", "Hỏi lại", "chỉ việc không lấy lại được"),
            Sample("palette", "Lệnh nhanh", "Ctrl K"),
            Sample("nothing", "Chưa có gì", "nói điều kế tiếp"),
            Sample("loading", "Đang tải", "nói có bao nhiêu"),
            Sample("shell", "Đường dẫn, các phần của trang"),
        ),
    ),
)


class SampleForm(forms.Form):
    """Shows every kind of field, some of them wrong."""

    day = fields.DayField(
        label="Ngày nộp kết quả", earliest=date(2026, 11, 2), why="Ngày nộp phải sau ngày giao 02/11/2026"
    )
    value = fields.NumberField(
        label="Giá trị thực hiện", help_text="Số phần trăm, ví dụ 68,9", least=0, most=100
    )
    unit = forms.ChoiceField(
        label="Đơn vị chủ trì",
        choices=[("", "Chọn một đơn vị"), ("kt", "Phòng Kinh tế"), ("vh", "Phòng Văn hóa và Xã hội")],
    )
    reason = forms.CharField(
        label="Nguyên nhân",
        widget=forms.Textarea,
        required=False,
        help_text="Nêu nguyên nhân, việc sẽ làm và ngày xong",
    )
    reading = forms.ChoiceField(
        label="Giá trị phải đạt",
        widget=forms.RadioSelect,
        choices=[
            (
                "ge",
                fields.Option(
                    "≥ 92%, từ 92% là đạt", note="Theo mục II.2.5. Dấu > trong phụ lục có thể là ≥ bị mờ."
                ),
            ),
            ("gt", fields.Option("> 92%, phải vượt 92%", note="Giữ như in trong Phụ lục 1.")),
            ("ask", fields.Option("Để ngỏ, hỏi đơn vị soạn thảo", note="Chưa giao chỉ tiêu.")),
        ],
    )
    copies = forms.MultipleChoiceField(
        label="Gửi bản sao",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[("bcd", "Ban Chỉ đạo"), ("so", "Sở Khoa học và Công nghệ")],
    )
    copy = forms.BooleanField(label="Báo cho Trưởng ban ngay", required=False)
    file = fields.FileField(
        label="Văn bản kèm theo", endings=("pdf", "docx"), most_bytes=20_000_000, required=False
    )


def _filled_form() -> SampleForm:
    return SampleForm(
        {
            "day": "01/11/2026",
            "value": "168,9",
            "unit": "kt",
            "reason": "",
            "reading": "ge",
            "copies": ["bcd"],
            "copy": "on",
        }
    )


def _targets() -> Table:
    def row(
        code: str,
        name: str,
        value: float | None,
        path: float,
        target: float,
        kind: str,
        word: str,
        office: str,
    ) -> Row:
        shown = (
            marks.door("#so", f"{value:.1f}%".replace(".", ","), "mở bản ghi")
            if value is not None
            else "Chưa có"
        )
        bar = mark_safe(  # noqa: S308 - drawn by our own tag
            engines["django"]
            .from_string(
                "{% load look %}{% progress value target=target path=path threshold=5 kind=kind %}"
                '<span class="sm t3">lộ trình {{ path|num:1 }}, mục tiêu {{ target|num }}</span>'
            )
            .render({"value": value, "target": target, "path": path, "kind": kind})
        )
        return Row(
            key=code,
            name=code,
            on=code == "III.9",
            cells={
                "code": code,
                "name": mark_safe(f'<a class="lk" href="#bang">{name}</a>'),  # noqa: S308 - written here
                "value": shown,
                "path": bar,
                "office": marks.who(office),
                "standing": marks.status(kind, word),
            },
            values={
                "value": value if value is not None else "",
                "path": round(path - (value or 0), 1),
                "name": name,
            },
        )

    return Table(
        caption="Chỉ tiêu của kế hoạch, chậm nhất đứng trước",
        name="Bảng chỉ tiêu",
        choose="chon",
        sorted_by="-gap",
        columns=(
            Column("code", "Dòng", phone="hide"),
            Column("name", "Chỉ tiêu", phone="title", sort="name"),
            Column("value", "Thực hiện", number=True, phone="k1", sort="value"),
            Column("path", "Khoảng thiếu so với lộ trình", phone="bar", sort="gap"),
            Column("office", "Chủ trì"),
            Column("standing", "Tình trạng", phone="k2"),
        ),
        rows=(
            Row(cells={}, group="Chính quyền số"),
            row(
                "III.8",
                "Khai thác, sử dụng lại dữ liệu đã số hóa",
                56.3,
                90,
                100,
                "late",
                "Chậm",
                "Trung tâm Phục vụ hành chính công",
            ),
            row(
                "III.9",
                "Thanh toán trực tuyến trong giải quyết thủ tục",
                68.9,
                76.7,
                80,
                "late",
                "Chậm",
                "Phòng Kinh tế",
            ),
            Row(cells={}, group="Xã hội số"),
            row(
                "III.19",
                "Người dân có Sổ sức khỏe điện tử",
                88.4,
                90.5,
                92,
                "risk",
                "Có nguy cơ",
                "Phòng Văn hóa và Xã hội",
            ),
            row(
                "III.13",
                "Giao dịch không dùng tiền mặt",
                None,
                82.5,
                90,
                "none",
                "Chưa đo được",
                "Phòng Kinh tế",
            ),
            row(
                "III.17",
                "Người dân có tài khoản định danh điện tử",
                93.8,
                93.5,
                95,
                "path",
                "Đúng lộ trình",
                "Công an phường",
            ),
        ),
    )


def _evidence() -> Table:
    money = (
        ("261113-0021", "Đăng ký thành lập hộ kinh doanh", "Tiền mặt, quầy 3", "100.000đ"),
        ("261113-0017", "Chứng thực bản sao từ bản chính", "Tiền mặt, quầy 1", "24.000đ"),
    )
    return Table(
        caption="Hồ sơ chưa thanh toán trực tuyến",
        columns=(
            Column("code", "Hồ sơ", phone="title"),
            Column("paid", "Trả bằng"),
            Column("sum", "Số tiền", number=True, phone="k1"),
        ),
        rows=[
            Row(cells={"code": f"{code} {name}", "paid": paid, "sum": total})
            for code, name, paid, total in money
        ],
    )


def _matrix() -> Matrix:
    late, risk, path = ("late", "Chậm"), ("risk", "Có nguy cơ"), ("path", "Đúng lộ trình")

    def cell(standing: tuple[str, str], words: str) -> Cell:
        return Cell(kind=standing[0], words=standing[1], note=words, url="#den")

    return Matrix(
        caption="Đơn vị và trụ cột",
        columns=("Chính quyền số", "Xã hội số", "Kinh tế số", "Hạ tầng số"),
        rows=(
            ("Trung tâm PVHCC", (cell(late, "3 trên 14"), None, None, cell(("ok", "Đạt"), "cả 2"))),
            (
                "Phòng Kinh tế",
                (None, cell(("none", "Chưa đo được"), "1 trên 2"), cell(late, "2 trên 8"), None),
            ),
            ("Phòng VH&XH", (None, cell(late, "1 trên 2"), None, cell(risk, "1 trên 7"))),
            ("Công an phường", (None, cell(path, "cả 1"), None, None)),
        ),
        foot_head="Cả phường",
        feet=tuple(
            (marks.door("#den", f"{n} chỉ tiêu", "mở danh sách"), words)
            for n, words in ((20, "3 chậm"), (14, "2 chậm"), (8, "2 chậm"), (10, "1 chậm"))
        ),
    )


def _steps() -> tuple[Step, ...]:
    return (
        Step(
            words="Tiếp nhận", who="Trần Thị Thử", used="0 giờ 48 trên 2 giờ", kind="ok", status="Xong 13/11"
        ),
        Step(
            words="Xác minh sổ hộ tịch cũ",
            who="Sở Tư pháp",
            used="20 giờ 20 trên 16 giờ",
            kind="risk",
            status="Xong 20/11, quá 4 giờ 20",
        ),
        Step(
            words="Thẩm tra lần 2",
            who="Nguyễn Văn Mẫu",
            used="5 giờ 04 trên 8 giờ",
            kind="cur",
            status="Đang làm",
        ),
        Step(words="Trả kết quả", who="Trung tâm PVHCC", used="2 giờ", status="Chưa tới"),
    )


def values() -> dict[str, Any]:
    """What the samples draw."""
    path = [43.3 + 3.33 * n for n in range(12)]
    path[-1] = 80.0
    measured = [41.2, 44.9, 49.6, 54.1, 57.0, 60.4, 63.2, 65.8, 68.2, 70.4, 68.9]
    at = datetime(2026, 11, 20, 15, 20, tzinfo=ZONE)
    line = Line(
        title="Thanh toán trực tuyến theo tháng, năm 2026",
        values=measured,
        labels=[str(n) for n in range(1, 13)],
        path=[*path[:10], 76.7, 80.0],
        target=80,
        threshold=5,
        period="tháng, năm 2026",
        urls=[f"#ky-{n}" for n in range(1, 12)],
        marked=(7,),
    )
    foretold = Line(
        title="Phủ sóng 5G theo tháng, năm 2026, với dự báo đến hạn",
        values=[31.5, 34.0, 38.0, 41.2, 43.6, 46.5, 49.0, 52.3, 55.0, 56.8],
        labels=[f"{n}/26" for n in range(1, 13)],
        target=60,
        kind="risk",
        outlook=Outlook(
            middle=[*[None] * 10, 60.7, 63.4],
            inner=[*[None] * 10, (59.1, 62.2), (61.4, 65.2)],
            outer=[*[None] * 10, (58.0, 63.3), (60.0, 66.8)],
            last_words="Dự báo khoảng 63%",
        ),
    )
    return {
        "three_themes": (("light", "Sáng"), ("dark", "Tối"), ("contrast", "Tương phản cao")),
        "minus": -7.8,
        "when": datetime(2026, 11, 23, 6, 0, tzinfo=ZONE),
        "first_day": date(2026, 10, 15),
        "last_day": date(2026, 11, 14),
        "four_facts": (
            ("Lộ trình", "76,7%", "thiếu 7,8 điểm"),
            ("Mục tiêu", "80%", "hạn 31/12/2026"),
            ("Muốn đạt", "51 hồ sơ nữa", "ở cùng quy mô"),
            ("Độ tươi", "06:00 hôm nay", "tính lần thứ 2"),
        ),
        "standing": (
            Part("late", "Chậm", 9, "#dai"),
            Part("risk", "Có nguy cơ", 8, "#dai"),
            Part("none", "Chưa đo được", 9, "#dai"),
            Part("path", "Đúng lộ trình", 18, "#dai"),
            Part("ok", "Đạt", 23, "#dai"),
        ),
        "pillar": (
            Part("late", "Chậm", 3),
            Part("risk", "Có nguy cơ", 4),
            Part("none", "Chưa đo được", 2),
            Part("path", "Đúng lộ trình", 2),
            Part("ok", "Đạt", 9),
        ),
        "unpaid": (Part("late", "Tiền mặt", 131), Part("risk", "Chuyển khoản chưa khớp", 11)),
        "line": line,
        "foretold": foretold,
        "bars": Bars(
            title="Thanh toán trực tuyến theo cơ quan giải quyết, kỳ 11/2026",
            values=(57.3, 65.6, 75.0, None),
            labels=("Kinh tế", "VH&XH", "Văn phòng", "Công an"),
            kinds=("late", "late", "risk", "none"),
            urls=("#cot", "#cot", "#cot", ""),
            target=80,
            unit="%",
            head="Cơ quan",
        ),
        "map": PlaceMap(
            title="Phần điểm đạt của các xã, kỳ 10/2026",
            spots=(
                Spot("Bỉm Sơn", 20.074, 105.912, "ok", "92,4%", "#ban-do", True),
                Spot("Quang Trung", 20.081, 105.851, "path", "81%", "#ban-do", True),
                Spot("Hạc Thành", 19.803, 105.789, "risk", "64,2%", "#ban-do", True),
                Spot("Mường Lát", 20.522, 104.534, "late", "37,9%", "#ban-do", True),
                Spot("Hàm Rồng", 19.843, 105.774, "none", "chưa đủ số"),
                Spot("Đặc khu xa bờ", 16.57, 112.13, "path", "75%", "", True),
            ),
            country=((21.0, 105.8), (22.4, 103.5), (16.1, 108.1), (12.3, 109.1), (10.8, 106.7), (9.3, 105.4)),
            here=(19.9, 105.5),
            words={
                "ok": "Từ 90%",
                "path": "70% đến dưới 90%",
                "risk": "50% đến dưới 70%",
                "late": "Dưới 50%",
                "none": "Chưa đủ số",
            },
        ),
        "spark_values": measured,
        "spark_path": path,
        "spark_gap": [*measured[:3], None, None, *measured[5:]],
        "owed": (
            Owed(
                title="Khảo sát tổng thể trạm phát sóng di động, lần 1",
                url="#so",
                left=-2,
                day=date(2026, 11, 19),
                src=("Kế hoạch 27/KH-UBND, Phụ lục 2, dòng 5", "Giao bởi Ban Chỉ đạo"),
                parts=(
                    ("ok", "Đã nhận", "Viettel: 21 vị trí, gửi 12/11"),
                    ("late", "Còn thiếu", "Mobifone: đã nhắc 2 lần, lần cuối 20/11"),
                ),
                deed="Nộp kết quả khảo sát",
                deed_url="#so",
                more=(("Xin lùi hạn", "#so"), ("Nhắc Mobifone lần 3", "#so")),
            ),
            Owed(
                title="Giải trình chỉ tiêu chậm: người dân có chữ ký số",
                url="#so",
                left=-1,
                day=date(2026, 11, 20),
                src=("31,2% so với lộ trình 36,7%", "Chỉ tiêu III.18"),
                deed="Viết giải trình",
                deed_url="#so",
            ),
            Owed(
                title="Xác nhận số liệu Sổ sức khỏe điện tử kỳ 11/2026",
                url="#so",
                left=0,
                src=("Chỉ tiêu III.19",),
                deed="Đối chiếu",
                deed_url="#so",
            ),
            Owed(
                title="Báo cáo chuyển đổi số tháng 11",
                url="#so",
                left=4,
                day=date(2026, 11, 27),
                src=("Còn thiếu 4 chỗ",),
                deed="Viết tiếp",
                deed_url="#so",
            ),
        ),
        "bar": FilterBar(
            query_words="Tìm chỉ tiêu",
            pickers=(
                Choice(
                    name="tinh-trang", words="Tình trạng", options=(("late", "Chậm"), ("risk", "Có nguy cơ"))
                ),
                Choice(
                    name="tru-cot", words="Trụ cột", options=(("cq", "Chính quyền số"), ("xh", "Xã hội số"))
                ),
                Choice(name="chu-tri", words="Chủ trì", options=(("6", "6 đơn vị"),), chosen="6"),
            ),
        ),
        "targets": _targets(),
        "page": SimpleNamespace(earlier="", later="III.17"),
        "evidence": _evidence(),
        "deeds": (
            Deed(words="Trình lãnh đạo ký, cần xong trước 17:30 hôm nay để kịp hạn", kind="todo"),
            Deed(who="Sở Tư pháp", words="trả lời xác minh: không còn lưu sổ hộ tịch năm 1979", at=at),
            Deed(
                who="Nguyễn Văn Mẫu",
                words="yêu cầu bổ sung lần 1, mẫu 02. Đồng hồ dừng",
                at=at.replace(day=16),
                kind="stop",
            ),
            Deed(who="Trần Thị Thử", words="tiếp nhận, cấp giấy hẹn mẫu 01", at=at.replace(day=13)),
        ),
        "steps": _steps(),
        "passages": (
            Passage("Trang 14, Phụ lục 1", "19 | Tỷ lệ người dân có Sổ sức khỏe điện tử | % | >92%", ">92%"),
            Passage("Trang 5, mục II.2.5", "- 92% dân số có sổ sức khỏe điện tử.", "92%"),
        ),
        "matrix": _matrix(),
        "form": _filled_form(),
        "found_things": (
            Found(
                words="Chỉ tiêu III.9, thanh toán trực tuyến", url="#lenh", icon="gauge", note="68,9%, chậm"
            ),
            Found(words="Hồ sơ chưa thanh toán", url="#lenh", icon="folder", note="142"),
        ),
        "found_deeds": (
            Found(
                words="Nhắc Phòng Kinh tế về thanh toán trực tuyến",
                url="#lenh",
                icon="bell",
                note="Enter",
                deed=True,
            ),
        ),
    }


class _Said(str):
    """A message as Django's messages framework gives one, for the sample."""

    level_tag: str = "success"


def samples(csrf_token: str = "") -> dict[str, Any]:
    """Everything the gallery page draws: groups of samples with code and result, colours, icons."""
    shown = values()
    good, bad = (
        _Said("Đã gửi lịch lớp tới 4 tổ trưởng tổ dân phố."),
        _Said("Chưa gửi được tới tổ dân phố 3: chưa có số điện thoại."),
    )
    bad.level_tag = "warning"
    shown["messages_shown"] = (good, bad)
    engine = engines["django"].engine  # type: ignore[attr-defined]
    groups = []
    for group in GROUPS:
        drawn = []
        for sample in group.samples:
            code = (FOLDER / f"{sample.key}.html").read_text(encoding="utf-8").strip()
            html = engine.from_string("{% load look %}" + code).render(
                Context({**shown, "csrf_token": csrf_token})
            )
            drawn.append(Sample(sample.key, sample.title, sample.says, sample.wide, sample.flush, code, html))
        groups.append(Group(group.key, group.words, tuple(drawn)))
    return {"groups": groups, "colours": COLOURS, "icons": sorted(icons.names()), "series": SERIES}
