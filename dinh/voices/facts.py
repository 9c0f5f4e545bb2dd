"""What people's voices let be counted: complaints, ratings and initiatives, without a word of what was written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dinh.ground import facts
from dinh.ground.facts import Column
from dinh.ground.shapes import Ref

from .models import Complaint, Initiative, Rating
from .shapes import ComplaintState, State

COLUMNS = (
    Column("id", "text", _("Khóa của dữ kiện"), empty=False),
    Column("kind", "text", _("Loại: complaint phản ánh, rating đánh giá, initiative sáng kiến"), empty=False),
    Column("unit", "text", _("Đơn vị trả lời (mã)"), empty=False),
    Column("dossier", "text", _("Hồ sơ nói đến (khóa dữ kiện)")),
    Column("about", "text", _("Nói về")),
    Column("received_at", "moment", _("Nhận lúc"), empty=False),
    Column("received_on", "day", _("Ngày nhận"), empty=False),
    Column("due_on", "day", _("Hạn trả lời")),
    Column("answered_at", "moment", _("Trả lời lúc")),
    Column("answered", "yes", _("Đã trả lời")),
    Column("in_time", "yes", _("Trả lời đúng hạn")),
    Column("declined", "yes", _("Không thụ lý")),
    Column("contested", "yes", _("Lần thứ hai trở đi, lên đơn vị cấp trên")),
    Column("content", "yes", _("Hài lòng với câu trả lời")),
    Column("stars", "whole", _("Mức hài lòng (1–5)")),
    Column("from_citizen", "yes", _("Của người dân"), empty=False),
    Column("state", "text", _("Trạng thái")),
)


def _day(at: datetime) -> Any:
    return timezone.localtime(at).date()


def read(keys: Sequence[str]) -> Iterator[dict[str, Any]]:
    """The voices of these keys. 3 queries."""
    complaints = (
        Complaint.objects.filter(pk__in=facts.ids_of("c", keys)).order_by("pk").select_related("unit")
    )
    for row in complaints.defer("text", "answer", "said_more", "asked"):
        answered = row.answered_at is not None
        yield {
            "id": f"c{row.pk}",
            "source": "dinh",
            "kind": "complaint",
            "unit": row.unit.code,
            "dossier": f"d{row.dossier_id}",
            "about": row.about,
            "received_at": row.put_at,
            "received_on": _day(row.put_at),
            "due_on": row.due_on,
            "answered_at": row.answered_at,
            "answered": answered,
            "in_time": None if row.late is None else not row.late,
            "declined": row.state == ComplaintState.DECLINED,
            "contested": row.number > 1,
            "content": row.content,
            "from_citizen": True,
            "state": row.state,
        }
    ratings = Rating.objects.filter(pk__in=facts.ids_of("r", keys)).order_by("pk").select_related("unit")
    for rated in ratings.defer("words"):
        yield {
            "id": f"r{rated.pk}",
            "source": "dinh",
            "kind": "rating",
            "unit": rated.unit.code,
            "dossier": f"d{rated.dossier_id}",
            "received_at": rated.at,
            "received_on": _day(rated.at),
            "stars": rated.stars,
            "from_citizen": True,
        }
    shown = Initiative.objects.filter(pk__in=facts.ids_of("v", keys)).order_by("pk").select_related("unit")
    for one in shown.defer("search", "text", "title", "result"):
        yield {
            "id": f"v{one.pk}",
            "source": "dinh",
            "kind": "initiative",
            "unit": one.unit.code,
            "about": one.field,
            "received_at": one.put_at,
            "received_on": _day(one.put_at),
            "due_on": one.due_on,
            "answered_at": one.closed_at,
            "answered": one.state not in (State.WAITING, State.OPEN),
            "declined": one.state == State.DECLINED,
            "from_citizen": one.from_citizen,
            "state": one.state,
        }


def touched(refs: Sequence[Ref]) -> set[str]:
    """The voices that these things are, or that speak of these dossiers. 2 queries."""
    found = {f"c{pk}" for pk in facts.ids_among(refs, "complaint")}
    found |= {f"v{pk}" for pk in facts.ids_among(refs, "initiative")}
    if dossiers := facts.ids_among(refs, "dossier"):
        of = Q(dossier__in=dossiers)
        found |= {f"c{pk}" for pk in Complaint.objects.filter(of).order_by().values_list("pk", flat=True)}
        found |= {f"r{pk}" for pk in Rating.objects.filter(of).order_by().values_list("pk", flat=True)}
    return found


def _opens(key: str) -> Ref:
    return Ref({"c": "complaint", "r": "rating", "v": "initiative"}[key[0]], int(key[1:]))


ROWS = {"c": Complaint.objects.all, "r": Rating.objects.all, "v": Initiative.objects.all}
TABLE = facts.FactTable(
    name="feedback",
    version=1,
    words=_("Tiếng nói người dân"),
    grain=_("một phản ánh, đánh giá hoặc sáng kiến"),
    key="id",
    day="received_on",
    columns=COLUMNS,
    kinds=frozenset({"complaint", "initiative", "dossier"}),
    touched=touched,
    read=read,
    walk=facts.walker(**ROWS),
    count=facts.counter(**ROWS),
    opens=_opens,
)
