"""What the dossiers let be counted: one row a dossier, without a name or number of anybody.

The values are those of `queries.fields`, so that what the lake counts is what the room itself would count."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dinh.ground import facts
from dinh.ground.facts import Column
from dinh.ground.shapes import Ref

from .models import CitizenAccount, ClockStretch, Dossier, Following, Result
from .queries import fields
from .rules.axes import Business, Delivery, portal_code
from .rules.index766 import end_of_processing
from .shapes import Channel

MINUTES = {"working-day": 480, "day": 1440, "working-hour": 60, "hour": 60}
"""Of each unit in which a limit is told: a working day has eight hours."""

COLUMNS = (
    Column("id", "text", _("Khóa của dữ kiện"), empty=False),
    Column("source", "text", _("Nguồn"), empty=False),
    Column("import_id", "whole", _("Lần nạp")),
    Column("code", "text", _("Mã hồ sơ"), empty=False),
    Column("unit", "text", _("Đơn vị giải quyết (mã, ngày tiếp nhận)"), empty=False),
    Column("unit_now", "text", _("Đơn vị kế thừa hiện nay (mã)")),
    Column("received_unit", "text", _("Đơn vị tiếp nhận (mã)")),
    Column("procedure", "text", _("Mã thủ tục")),
    Column("procedure_name", "text", _("Tên thủ tục")),
    Column("field", "text", _("Lĩnh vực")),
    Column("channel", "whole", _("Kênh: 1 trực tiếp, 2 trực tuyến, 3 bưu chính"), empty=False),
    Column("received_at", "moment", _("Tiếp nhận lúc"), empty=False),
    Column("received_on", "day", _("Ngày tiếp nhận"), empty=False),
    Column("promised_at", "moment", _("Hẹn trả lúc")),
    Column("due_at", "moment", _("Hạn giải quyết")),
    Column("ended_at", "moment", _("Kết thúc xử lý lúc")),
    Column("decided_at", "moment", _("Có kết quả giải quyết lúc")),
    Column("returned_at", "moment", _("Đóng hồ sơ lúc")),
    Column("status", "whole", _("Trạng thái theo Cổng (1–10)")),
    Column("refused", "yes", _("Từ chối tiếp nhận"), empty=False),
    Column("withdrawn", "yes", _("Người nộp rút"), empty=False),
    Column("granted", "yes", _("Được cấp kết quả")),
    Column("requests", "whole", _("Số lần yêu cầu bổ sung"), empty=False),
    Column("stood_minutes", "whole", _("Số phút đồng hồ dừng"), empty=False),
    Column("term_minutes", "whole", _("Thời hạn của thủ tục (phút)")),
    Column("late", "yes", _("Trễ hạn")),
    Column("flags", "text", _("Dấu hiệu cần nói rõ cạnh con số")),
    Column("online_full", "yes", _("Thủ tục làm trực tuyến toàn trình")),
    Column("gives_paper", "yes", _("Thủ tục có kết quả bản giấy")),
    Column("result_code", "text", _("Mã kết quả")),
    Column("result_link", "text", _("Đường dẫn tệp kết quả")),
    Column("result_file", "yes", _("Có tệp kết quả điện tử")),
    Column("with_fee", "yes", _("Có nghĩa vụ tài chính")),
    Column("paid_online", "whole", _("Trả trực tuyến: 0 không, 1 Cổng quốc gia, 2 địa phương")),
    Column("fee_total", "number", _("Tổng phí, lệ phí (đồng)")),
    Column("papers", "whole", _("Số giấy tờ")),
    Column("papers_digitised", "whole", _("Số giấy tờ đã số hóa")),
    Column("papers_reused", "whole", _("Số giấy tờ lấy lại từ kho")),
    Column("digitised", "yes", _("Có thành phần đã số hóa")),
    Column("to_store", "yes", _("Lấy từ kho hoặc đưa kết quả vào kho")),
    Column("verified", "yes", _("Tài khoản nộp đã xác thực định danh")),
    Column("rated", "yes", _("Được đánh giá")),
    Column("unhappy", "yes", _("Bị phản ánh hoặc đánh giá không hài lòng")),
)
"""`promised_at` is what the receipt says, `due_at` the deadline by the ledger of the clock; `decided_at` is the answer itself,
`ended_at` also the moment of the first request to complete while it waits for the citizen; `granted` says that the answer gave
the result. `stood_minutes` counts stretches that are over. `refused` is a refused intake, which is counted nowhere as received. A file of another system may leave `promised_at`,
`decided_at` and `granted` empty."""


def read(keys: Sequence[str]) -> Iterator[dict[str, Any]]:
    """The dossiers of these keys as they stand. 11 queries however many."""
    ids = [int(key[1:]) for key in keys if key.startswith("d") and key[1:].isdigit()]
    rows = list(
        Dossier.objects.filter(pk__in=ids)
        .select_related("edition__procedure__field", "unit", "received_unit", "opened_in")
        .defer("search", "form")
        .order_by("pk")
    )
    found = fields.facts_of(rows)
    stood = _stood({row.pk: row.decided_at for row in rows})
    for row in rows:
        fact = _row(row, found[row.pk])
        fact["stood_minutes"] = stood.get(row.pk, 0)
        yield fact


def _stood(decided: Mapping[int, datetime | None]) -> dict[int, int]:
    """Minutes that each clock stood, of stretches that are over: what still stands would be another number each time. 1 query."""
    found: defaultdict[int, timedelta] = defaultdict(timedelta)
    for stretch in ClockStretch.objects.filter(dossier__in=decided):
        until = stretch.until or decided[stretch.dossier_id]
        if until is not None:
            found[stretch.dossier_id] += max(timedelta(), until - stretch.since)
    return {pk: int(stood.total_seconds() // 60) for pk, stood in found.items()}


def _row(row: Dossier, hung: fields.Facts) -> dict[str, Any]:
    business = Business(row.business)
    reused = sum(paper.reused for paper in hung.papers)
    digitised = sum(paper.digitised for paper in hung.papers)
    minutes = MINUTES.get(row.term_unit)
    return {
        "id": f"d{row.pk}",
        "source": "dinh",
        "code": row.code,
        "unit": (row.opened_in or row.unit).code,
        # Of a divided unit this one, which goes on with it.
        "unit_now": row.unit.code,
        "received_unit": row.received_unit.code,
        "procedure": row.procedure_code,
        "procedure_name": row.title,
        "field": row.edition.procedure.field.name,
        "channel": Channel(row.channel).number,
        "received_at": row.received_at,
        "received_on": timezone.localtime(row.received_at).date(),
        "promised_at": row.promised_at,
        "due_at": row.due_at,
        "ended_at": _end(row, hung),
        "decided_at": row.decided_at,
        "returned_at": row.closed_at,
        "status": portal_code(business, Delivery(row.delivery)),
        "refused": business == Business.REFUSED,
        "withdrawn": business == Business.WITHDRAWN,
        "granted": row.decided_as == "grant",
        "requests": row.requests,
        "term_minutes": row.term_amount * minutes if row.term_amount is not None and minutes else None,
        "late": row.late,
        "flags": ",".join(row.flags),
        "online_full": row.edition.online == "full",
        "gives_paper": hung.gives_paper,
        "result_code": hung.proof.code if hung.proof else None,
        "result_link": hung.proof.link if hung.proof else None,
        "result_file": hung.proof is not None,
        "with_fee": row.fee is None or row.fee > 0,
        "paid_online": hung.paid_online,
        "fee_total": None if row.fee is None else float(row.fee),
        "papers": len(hung.papers),
        "papers_digitised": digitised,
        "papers_reused": reused,
        "digitised": digitised > 0,
        "to_store": reused > 0 or hung.proof is not None,
        "verified": hung.verified,
        "rated": hung.rated,
        "unhappy": hung.unhappy,
    }


def _end(row: Dossier, hung: fields.Facts) -> datetime | None:
    return end_of_processing(
        decided_at=row.decided_at,
        first_asked_at=hung.first_asked_at,
        waits=hung.waits,
        requests=row.requests,
    )


def touched(refs: Sequence[Ref]) -> set[str]:
    """The dossiers that these things concern: themselves, of a result, of what an account sent. 2 queries."""
    by_kind: dict[str, list[int]] = {}
    for ref in refs:
        if str(ref.id).isdigit():
            by_kind.setdefault(ref.kind, []).append(int(ref.id))
    found = set(by_kind.get("dossier", ()))
    if results := by_kind.get("result"):
        found |= set(Result.objects.filter(pk__in=results).order_by().values_list("dossier_id", flat=True))
    if accounts := by_kind.get("citizen-account"):
        known = CitizenAccount.objects.filter(pk__in=accounts).order_by()
        sent = Following.objects.filter(account__in=known, how="sent").order_by()
        found |= set(sent.values_list("dossier_id", flat=True))
    return {f"d{pk}" for pk in found}


def walk(after: str | None, most: int) -> list[str]:
    """The next keys, by number. 1 query."""
    start = int(after[1:]) if after else 0
    ids = Dossier.objects.filter(pk__gt=start).order_by("pk").values_list("pk", flat=True)[:most]
    return [f"d{pk}" for pk in ids]


def count() -> int:
    """How many dossiers there are."""
    return Dossier.objects.count()


TABLE = facts.FactTable(
    name="dossiers",
    version=1,
    words=_("Hồ sơ thủ tục hành chính"),
    grain=_("một hồ sơ"),
    key="id",
    day="received_on",
    columns=COLUMNS,
    kinds=frozenset({"dossier", "result", "citizen-account"}),
    touched=touched,
    read=read,
    walk=walk,
    count=count,
    opens=lambda key: Ref("dossier", int(key[1:])),
    notes=_("Hồ sơ của hệ thống và hồ sơ nạp từ hệ thống khác đứng chung, phân biệt bằng cột nguồn."),
)
