"""Furnishes the room: what Ngọc Sơn shows to everybody, two addresses of calendars, a report that wrote itself and waits for its
last words, and the index of everything."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from dinh.boards import search, services
from dinh.boards.models import Composition, Publication
from dinh.boards.queries import seen_targets
from dinh.lake import services as lake
from dinh.measures import services as measures
from dinh.plans.models import Plan, Target
from dinh.sectors.reporting.models import Report
from dinh.sectors.reporting.shapes import WRITABLE
from dinh.town import queries as town
from dinh.town.models import Account
from dinh.town.shapes import Actor

DAY = date(2026, 11, 20)
WORDS = (
    "Kế hoạch chuyển đổi số của phường trong năm: những việc đã hứa và làm đến đâu. "
    "Số liệu do các cơ quan của phường nhập, lãnh đạo duyệt; chỉ tiêu chưa đo được ghi rõ là chưa đo được."
)


def _actor(username: str, at: Any) -> Actor | None:
    account = Account.objects.filter(username=username).first()
    return town.actor_of(account, at) if account else None


def furnish(*, size: str, seed: int, clock: Any, say: Callable[[str], None]) -> None:
    """Publish a plan as its ward's chairman, open feeds, then index the whole town. Safe to repeat."""
    at = clock.at(DAY, hour=16)
    chairman, officer = _actor("chutich.ngocson", at), _actor("chuyenvien.ngocson", at)
    plan = (
        Plan.objects.filter(unit__code="16538", symbol__startswith="27/").first()
        or Plan.objects.filter(unit__level=3, as_read=False, unit__name="Ngọc Sơn").first()
    )
    if plan and chairman and not Publication.objects.filter(plan=plan).exists():
        seen = seen_targets(Target.objects.filter(plan=plan), DAY)
        shown = [one.key for one in seen if one.value is not None] + [
            one.key for one in seen if one.value is None
        ][:6]
        services.publish(
            plan_id=plan.pk, targets=shown, title=plan.title, words=WORDS, money=True, by=chairman, at=at
        )
        say(f"Công khai {len(shown)} chỉ tiêu của {plan.name}")
    if officer:
        services.open_feed(by=officer, at=at)
        services.open_feed(by=officer, at=at, form="todo")
    _compose(clock.at(DAY, hour=15), say)
    # What the rooms wrote since the lake was filled: no number of the town is older than its records.
    lake.draw(at=clock.at(DAY, hour=17))
    measures.catch_up(at=clock.at(DAY, hour=17))
    changed = search.reindex()
    say(f"Tìm kiếm: {changed} mục")


SAID = (
    "Ban hành 02 văn bản chỉ đạo; họp Ban Chỉ đạo ngày 05/11/2026; kiểm tra Trung tâm Phục vụ hành chính công.",
    "Đường truyền ở hai tổ dân phố chưa ổn định; một số hộ cao tuổi chưa có điện thoại thông minh.",
)


def _compose(at: Any, say: Callable[[str], None]) -> None:
    """The ward's next report on digital transformation writes itself; its writer answers all but the last question."""
    writer = _actor("cds.ngocson", at)
    report = (
        Report.objects.filter(unit__code="16576", regime__key__startswith="cds-", state__in=WRITABLE)
        .filter(period_last__lte=DAY)
        .order_by("due_on", "pk")
        .first()
    )
    if writer is None or report is None or Composition.objects.filter(report=report).exists():
        return
    row = services.compose_report(report_id=report.pk, by=writer, at=at)
    asked = row.document.unanswered()[: len(SAID)]
    texts = {block.id: words for block, words in zip(asked, SAID, strict=False)}
    services.edit_report(report_id=report.pk, texts=texts, seen=row.number, by=writer, at=at)
    say(f"Máy soạn {report.title}: {len(row.document.figures)} con số gắn với sổ")
