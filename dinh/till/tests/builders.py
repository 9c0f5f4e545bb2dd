"""A ward with a bank account and its people of the counter: what the room's tests stand on."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from typing import Any

from dinh.ground.shapes import Ref
from dinh.till import rules, services
from dinh.till.models import BankAccount, Bill
from dinh.till.shapes import Line
from dinh.town import testing
from dinh.town.models import Unit
from dinh.town.testing import HANOI

DAY = date(2026, 11, 19)
NINE = datetime(2026, 11, 19, 9, tzinfo=HANOI)
ABOUT = Ref("application", 41)
COPIES = (Line("Phí chứng thực bản sao, trang 1 và 2", 4, 2000), Line("Từ trang thứ 3", 6, 1000))


class Town:
    """The ward Ngọc Sơn with its account, a key of its bank, and somebody of each role that touches money."""

    def __init__(self) -> None:
        self.province: Unit = testing.unit("38")
        self.ward: Unit = testing.unit("16576")
        self.other: Unit = testing.unit("14812")
        self.cashier = testing.actor("cashier", self.ward, name="Cao Thị Ví Dụ")
        self.officer = testing.actor("officer", self.ward, name="Bùi Văn Thí Dụ")
        self.head = testing.actor("office_head", self.ward, name="Nguyễn Văn Mẫu")
        self.leader = testing.actor("leader", self.ward, name="Lê Văn Mẫu")
        self.viewer = testing.actor("viewer", self.ward, name="Đặng Văn Xem")
        self.neighbour = testing.actor("cashier", self.other, name="Dương Thị Thử")
        self.account = self.open(self.ward, "0011001234567")
        self.key = services.make_key(account_id=self.account.pk, by=None, at=NINE - timedelta(days=90))

    def open(self, unit: Unit, number: str) -> BankAccount:
        return services.open_account(
            unit=unit,
            bin="970436",
            bank_name="Ngân hàng Mẫu",
            number=number,
            holder=f"UBND {unit.name_in_text}",
            since=date(2025, 7, 1),
            by=None,
            at=NINE - timedelta(days=100),
        )

    def bill(self, **more: Any) -> Bill:
        given: dict[str, Any] = {
            "about": ABOUT,
            "unit": self.ward,
            "title": "Phí chứng thực bản sao",
            "payer": "Nguyễn Thị Thử",
            "lines": COPIES,
            "by": self.officer,
            "at": NINE,
        }
        return services.bill(**given | more)

    def body(self, *, ref: str = "FT1", amount: int = 14_000, content: str = "", **more: Any) -> bytes:
        """A notice as the bank would write it."""
        given = {
            "ref": ref,
            "account": self.account.number,
            "amount": amount,
            "content": content,
            "at": NINE.isoformat(),
        }
        return json.dumps(given | more).encode()

    def hear(self, raw: bytes | None = None, *, at: datetime = NINE, **more: Any) -> services.Heard:
        """The bank tells, rightly signed unless told otherwise."""
        signed = {"key_id": self.key.key_id, "slug": self.account.slug, "timestamp": str(int(at.timestamp()))}
        signed |= {k: more.pop(k) for k in ("key_id", "slug", "timestamp", "signature") if k in more}
        raw = self.body(**more) if raw is None else raw
        signed.setdefault(
            "signature", rules.signing.sign(services.secret_of(signed["key_id"]), signed["timestamp"], raw)
        )
        return services.hear_notice(raw=raw, at=at, **signed)
