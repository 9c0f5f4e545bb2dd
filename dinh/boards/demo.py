"""Furnishes the room: what Ngọc Sơn shows to everybody, two addresses of calendars, and the index of everything."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from dinh.boards import search, services
from dinh.boards.models import Publication
from dinh.boards.queries import seen_targets
from dinh.plans.models import Plan, Target
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
    changed = search.reindex()
    say(f"Tìm kiếm: {changed} mục")
