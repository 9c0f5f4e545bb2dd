"""Which papers there are, and what an apology says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Form:
    """One form of the one-stop rules: its number, its name, and how its page's address ends."""

    number: str
    name: str
    slug: str


FORMS: dict[str, Form] = {
    form.number: form
    for form in (
        Form("01", "Giấy tiếp nhận hồ sơ và hẹn trả kết quả", "tiep-nhan"),
        Form("02", "Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ", "bo-sung"),
        Form("03", "Phiếu từ chối tiếp nhận, giải quyết hồ sơ", "tu-choi"),
        Form("04", "Phiếu xin lỗi và hẹn lại ngày trả kết quả", "xin-loi"),
        Form("05", "Thông báo dừng giải quyết hồ sơ", "dung"),
        Form("06", "Phiếu kiểm soát quá trình giải quyết hồ sơ", "kiem-soat"),
        Form("07", "Sổ theo dõi hồ sơ", "so"),
    )
}
"""By number. Numbers and names follow circular 03/2025/TT-VPCP as a second-hand source gives them."""


@dataclass(frozen=True, slots=True)
class Apology:
    """Why an answer is late and the new day (form 04)."""

    reason: str
    promised: datetime | None
    """What was promised before."""
    again: datetime
    """The new promise."""
    at: datetime
    by_name: str = ""
