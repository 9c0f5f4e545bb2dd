"""What an edition is made of, column by column: the one list that files, forms and tables are read and written by. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ..shapes import APPLICANTS, LIFE_EVENTS, Channel, FeeKind, Level, Online, Per, TermUnit

LONGEST = 30_000
"""Characters of a long text; a cell of a worksheet holds 32,767."""


def _words(enum: Any) -> dict[str, str]:
    return {member.value: member.word for member in enum}


@dataclass(frozen=True, slots=True)
class Column:
    """One value: its key in files and tables, its Vietnamese head, and how it is read."""

    key: str
    head: str
    kind: str = "text"
    """text, long, code, codes, whole, money, day, flag, tiers, unit, json"""
    most: int = 300
    options: Mapping[str, str] = field(default_factory=dict)
    """Closed list of codes and words; empty: anything."""
    required: bool = False
    default: Any = None
    hint: str = ""
    young: bool = False
    """Came after editions were published: files without it are as good, and empty it changes no edition's mark."""

    @property
    def empty(self) -> Any:
        """What stands where nothing was given."""
        if self.default is not None:
            return self.default
        if self.kind in ("whole", "money", "day"):
            return None
        if self.kind in ("codes", "tiers"):
            return []
        if self.kind == "json":
            return {}
        return False if self.kind == "flag" else ""


MAIN: tuple[Column, ...] = (
    Column("since", "Từ ngày", "day", hint="Ngày bản này bắt đầu có hiệu lực"),
    Column("until", "Đến hết ngày", "day", hint="Bỏ trống: tới khi có bản sau"),
    Column("name", "Tên thủ tục", most=500, required=True),
    Column("level", "Cấp thực hiện", "codes", options=_words(Level)),
    Column("kind", "Loại thủ tục", most=200, hint="Ví dụ: TTHC được luật giao quy định chi tiết"),
    Column("decision_symbol", "Quyết định công bố", most=80, hint="Số, ký hiệu, ví dụ 123/QĐ-BTP"),
    Column("decision_on", "Ngày quyết định", "day"),
    Column("decision_by", "Cơ quan công bố", most=200),
    Column(
        "basis_effective_on",
        "Ngày văn bản quy định có hiệu lực",
        "day",
        young=True,
        hint="Văn bản quy phạm mà quyết định công bố dựa vào; để biết công bố có đúng hạn không",
    ),
    Column(
        "public_on",
        "Ngày công khai",
        "day",
        young=True,
        hint="Ngày đưa lên Cổng hoặc niêm yết, sau ngày quyết định",
    ),
    Column("steps_text", "Trình tự thực hiện", "long", hint="Mỗi bước một dòng"),
    Column("who_may_apply", "Đối tượng thực hiện", "codes", options=APPLICANTS),
    Column("performer", "Cơ quan thực hiện"),
    Column("competent", "Cơ quan có thẩm quyền"),
    Column("cooperating", "Cơ quan phối hợp"),
    Column("conditions", "Yêu cầu, điều kiện", "long"),
    Column("online", "Mức trực tuyến", "code", options=_words(Online), default="info"),
    Column("same_day", "Trả trong ngày", "flag", hint="Nhận sau 15 giờ thì trả ngày làm việc kế tiếp"),
    Column(
        "pay_on_portal",
        "Nộp tiền được trên Cổng",
        "flag",
        young=True,
        hint="Nghĩa vụ tài chính tích hợp trên Cổng Dịch vụ công quốc gia",
    ),
    Column(
        "person_data",
        "Kết nối dữ liệu dân cư",
        "flag",
        young=True,
        hint="Dữ liệu người nộp lấy từ Cơ sở dữ liệu quốc gia về dân cư",
    ),
    Column(
        "e_copies",
        "Chứng thực bản sao điện tử",
        "flag",
        young=True,
        hint="Cấp được bản sao chứng thực điện tử từ bản chính",
    ),
    Column("life_events", "Sự kiện đời sống", "codes", options=LIFE_EVENTS),
    Column("form_schema", "Lược đồ tờ khai", "json", default={}),
    Column("result_templates", "Mẫu kết quả", "json", default=[]),
)

WAYS = (
    Column("channel", "Cách nộp", "code", options=_words(Channel), required=True),
    Column("term_amount", "Thời hạn", "whole", most=9999),
    Column("term_unit", "Tính bằng", "code", options=_words(TermUnit), required=True),
    Column("words", "Mô tả", "long"),
)
FEES = (
    Column("name", "Tên khoản", required=True),
    Column("kind", "Loại", "code", options=_words(FeeKind), default="phi"),
    Column("amount", "Mức thu (đồng)", "money", hint="Bỏ trống: có thu nhưng chưa biết mức ở đây"),
    Column("per", "Tính theo", "code", options=_words(Per), default="case"),
    Column("tiers", "Bậc", "tiers", hint="Ví dụ: từ 3: 1000"),
    Column("cap", "Tối đa (đồng)", "money"),
    Column("channel", "Cách nộp", "code", options=_words(Channel), hint="Bỏ trống: mọi cách nộp"),
    Column("unit", "HĐND của (mã tỉnh)", "unit", most=8, hint="Bỏ trống: mức chung cả nước"),
    Column("since", "Từ ngày", "day"),
    Column("until", "Đến hết ngày", "day"),
    Column("source", "Nguồn", most=500),
    Column("confirmed", "Đã đối chiếu", "flag"),
)
EXEMPTIONS = (
    Column("code", "Mã diện", most=60, required=True),
    Column("words", "Diện miễn, giảm", "long", required=True),
    Column("percent", "Giảm (%)", "whole", most=100, default=100),
    Column("source", "Nguồn", most=500),
)
PAPERS = (
    Column("case_name", "Trường hợp", hint="Bỏ trống: mọi trường hợp"),
    Column("name", "Tên giấy tờ", "long", required=True),
    Column("form_name", "Mẫu đơn, tờ khai"),
    Column("originals", "Bản chính", "whole", most=999, default=0),
    Column("copies", "Bản sao", "whole", most=999, default=0),
    Column("required", "Bắt buộc", "flag", default=True),
    Column("reusable_from", "Lấy lại từ kết quả", "codes", hint="Mã kết quả, cách nhau bằng dấu chấm phẩy"),
    Column("note", "Ghi chú", "long"),
)
RESULTS = (
    Column("code", "Mã kết quả", most=60, required=True),
    Column("name", "Tên kết quả", required=True),
    Column("paper", "Có bản giấy", "flag", default=True),
    Column("reusable", "Dùng lại được", "flag", default=True),
)
LEGAL_BASES = (
    Column("symbol", "Số, ký hiệu", most=80, required=True),
    Column("title", "Trích yếu", most=500),
    Column("on", "Ngày ban hành", "day"),
    Column("issuer", "Nơi ban hành", most=200),
)
SOURCES = (
    Column("field", "Phần", "code", required=True),
    Column("source", "Nguồn", most=500),
    Column("confirmed", "Đã đối chiếu", "flag"),
    Column("doubt", "Điều còn ngờ", "long"),
)

TABLES: dict[str, tuple[str, tuple[Column, ...]]] = {
    "ways": ("Cách thức", WAYS),
    "fees": ("Phí, lệ phí", FEES),
    "exemptions": ("Miễn, giảm", EXEMPTIONS),
    "papers": ("Giấy tờ", PAPERS),
    "results": ("Kết quả", RESULTS),
    "legal_bases": ("Căn cứ pháp lý", LEGAL_BASES),
    "sources": ("Nguồn, điều còn ngờ", SOURCES),
}
"""Rows that hang on an edition: key -> (name of the part, columns)."""

PARTS: dict[str, str] = {
    **{column.key: column.head for column in MAIN},
    **{key: words for key, (words, _columns) in TABLES.items() if key != "sources"},
}
"""What a source may be noted on."""
TABLES["sources"] = (
    TABLES["sources"][0],
    (Column("field", "Phần", "code", options=PARTS, required=True), *SOURCES[1:]),
)

PROCEDURE = (
    Column("code", "Mã thủ tục", most=8, required=True),
    Column("field", "Mã lĩnh vực", most=60, required=True),
    Column("field_name", "Tên lĩnh vực", most=200, required=True),
    Column("words", "Từ hay gọi", most=500),
)
LOCAL_CODES = (
    Column("unit", "Mã tỉnh", "unit", most=8, required=True),
    Column("code", "Mã địa phương", most=40, required=True),
    Column("since", "Từ ngày", "day"),
    Column("until", "Đến hết ngày", "day"),
)
