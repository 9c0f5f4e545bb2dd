"""How a person's posts, mandates, standing-in and story are said on pages."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from dinh.ground import queries as ground
from dinh.ground.models import LedgerLine
from dinh.look import openers
from dinh.look.formats import day as said_day
from dinh.look.shapes import Deed
from dinh.town import queries
from dinh.town.models import Account, Mandate, Person
from dinh.town.shapes import Role

BAD = frozenset({"town.sign-in-failed", "town.sign-in-locked"})
COMINGS = BAD | {"town.signed-in", "town.signed-out", "town.password-changed", "town.password-reset"}


def scope(mandate: Mandate) -> str:
    """Where a mandate reaches, "phường Bỉm Sơn" or "Văn phòng, phường Bỉm Sơn". Needs unit and office selected."""
    place = mandate.unit.name_in_text
    return f"{mandate.office.name}, {place}" if mandate.office else place


def role_and_scope(mandate: Mandate) -> str:
    """ "Lãnh đạo, phường Bỉm Sơn"."""
    return f"{_(Role(mandate.role).word)}, {scope(mandate)}"


def dressed(person: Person, today: date) -> dict[str, Any]:
    """`queries.person_page` with the words a page shows beside each row. 5 queries."""
    shown: dict[str, Any] = queries.person_page(person)
    for mandate in shown["mandates"]:
        mandate.role_word, mandate.meaning = Role(mandate.role).word, Role(mandate.role).meaning
        mandate.in_force = mandate.alive_on(today)
        mandate.to_come = mandate.since is not None and mandate.since > today
    for one in shown["stand_ins"]:
        one.now = one.since <= today <= one.until
        one.over = one.until < today
        one.mine = one.by_id == person.pk
        one.told = [role_and_scope(m) for m in one.mandates.all()]
    for post in shown["posts"]:
        post.in_force = post.alive_on(today)
    return shown


def account_state(account: Account | None) -> tuple[str, str]:
    """Kind and words of an account's standing."""
    if account is None:
        return "none", _("Chưa có tài khoản")
    if not account.is_active:
        return "none", _("Đã khóa")
    if account.must_change:
        return "wait", _("Chưa đổi mật khẩu đầu")
    return "ok", _("Đang dùng")


def sign_ins(account: Account | None, limit: int = 12) -> list[Deed]:
    """Signing in, out and failing of late, newest first. 1 query."""
    if account is None:
        return []
    told = [line for line in ground.story_of(account.ref, limit=3 * limit) if line.deed in COMINGS]
    lines = told[:limit]
    return [Deed(words=_sign_in(line), at=line.at, kind="stop" if line.deed in BAD else "") for line in lines]


def _sign_in(line: LedgerLine) -> str:
    words, address = ground.deed_word(line.deed), line.data.get("address")
    return f"{words} ({address})" if address else words


def story(lines: Sequence[LedgerLine]) -> list[Deed]:
    """Lines of the ledger about a person as words: what, where, who did it. 2 queries, however many lines."""
    refs = [ref for line in lines for ref in (line.by, *line.also) if ref is not None]
    opened = openers.open_all(ref for ref in refs if ref.kind in {"person", "unit"})
    told = []
    for line in lines:
        by = opened.get(line.by) if line.by else None
        places = [opened[ref].title for ref in line.also if ref.kind == "unit" and ref in opened]
        told.append(
            Deed(
                words=_told(line, places[0] if places else ""),
                who=by.title if by else ("" if line.by else _("Máy chủ")),
                at=line.at,
                kind="stop" if line.deed in BAD else "",
            )
        )
    return told


def _told(line: LedgerLine, place: str) -> str:
    data = line.data
    words = ground.deed_word(line.deed)
    parts = [
        _(Role(data["role"]).word) if data.get("role") in {role.value for role in Role} else "",
        str(data.get("title") or ""),
        str(data.get("username") or ""),
        _("%(by)s thay %(absent)s") % {"by": data["by"], "absent": data["for"]} if data.get("for") else "",
        str(data.get("office") or ""),
        place,
        _days(data.get("since"), data.get("until")),
        _corrected(data),
        str(data.get("reason") or data.get("basis") or ""),
    ]
    said = ", ".join(part for part in parts if part)
    return f"{words}: {said}" if said else words


def _corrected(data: dict[str, Any]) -> str:
    """ "điện thoại 0912 345 678 (trước là 0912 345 687)"."""
    now, before = data.get("now"), data.get("before")
    if not isinstance(now, dict) or not isinstance(before, dict):
        return ""
    fields = {"name": _("họ tên"), "email": _("thư điện tử"), "phone": _("điện thoại")}
    return "; ".join(
        _("%(field)s %(now)s (trước là %(before)s)")
        % {"field": words, "now": now[key] or _("bỏ trống"), "before": before.get(key) or _("bỏ trống")}
        for key, words in fields.items()
        if key in now
    )


def _days(since: Any, until: Any) -> str:
    first, last = _day(since), _day(until)
    if first and last:
        return _("từ %(first)s đến hết %(last)s") % {"first": first, "last": last}
    if first:
        return _("từ %(first)s") % {"first": first}
    return _("đến hết %(last)s") % {"last": last} if last else ""


def _day(text: Any) -> str:
    try:
        return said_day(date.fromisoformat(str(text))) if text else ""
    except ValueError:
        return ""
