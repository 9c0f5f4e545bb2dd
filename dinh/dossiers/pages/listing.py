"""Worklists, the list of dossiers, and the register of a day."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.views.decorators.http import require_GET

from dinh.look.shapes import Choice, Column, FilterBar, Row, Table
from dinh.look.tags.marks import status
from dinh.town.pages import signed_in
from dinh.town.shapes import Actor

from .. import queries, rules, words
from ..models import Dossier, Holding, PortalMessage
from ..services import batch
from .common import actor_of, business_of, due_of, now, receiving_places, today

TABS = (
    ("toi", _l("Tôi đang giữ")),
    ("cho-nhan", _l("Chờ nhận xử lý")),
    ("vang", _l("Của người vắng")),
    ("tat-ca", _l("Tất cả hồ sơ")),
)
PRESSING = (("", _l("Mọi hạn")), ("tre", _l("Đã quá hạn")), ("gan", _l("Sắp đến hạn")))


@require_GET
@signed_in
def index(request: HttpRequest) -> HttpResponse:
    """What this person holds, what waits for somebody like them, or all dossiers they may see."""
    actor, day, given = actor_of(request), today(), request.GET
    tab = given.get("xem", "")
    typed = given.get("q", "").strip()[:120]
    state = given.get("trang-thai", "")
    if tab not in dict(TABS):
        tab = "tat-ca" if typed or state or not queries.sources_of(actor, day) else "toi"
    after = given.get("sau", "")
    bar = None
    if tab == "tat-ca":
        wanted = queries.Wanted(
            state=state if state in _states() else "", late=given.get("tre", "") == "1", words=typed
        )
        rows, later = queries.dossiers(actor, day, wanted, now(), after=after)
        table, bar = dossier_table(rows), _bar(wanted)
        found: list[Any] = rows
    else:
        pressing = given.get("han", "")
        before = {"tre": now(), "gan": queries.near_until(now())}.get(pressing)
        if tab == "vang":
            held, later = queries.of_absent(actor, day, after=after)
        else:
            ask = queries.mine if tab == "toi" else queries.waiting
            held, later = ask(actor, day, after=after, before=before)
        table, found = step_table(held, actor), held
    context = {
        "tab": tab,
        "tabs": [
            (key, said) for key, said in TABS if key != "vang" or queries.headed(actor, day) is not None
        ],
        "batch": batch.deeds(tab, frozenset(m.role for m in actor.mandates)) if tab != "tat-ca" else [],
        "pressings": PRESSING if tab in ("toi", "cho-nhan") else (),
        "pressing": given.get("han", ""),
        "here": f"?{given.urlencode()}" if given else "",
        "table": table,
        "rows": found,
        "bar": bar,
        "filtered": bool(typed or state or given.get("tre") or given.get("han")),
        "page": SimpleNamespace(earlier="", later=later),
        "may_receive": bool(receiving_places(actor, day)),
        "may_tell_again": any(m.role in rules.WHO_MAY["dossiers.portal"] for m in actor.mandates)
        and PortalMessage.objects.filter(state="refused").exists(),
        "may_seal": any(m.role in rules.WHO_MAY["dossiers.seal_result"] for m in actor.mandates),
    }
    return render(request, "dossiers/list.html", context)


def _states() -> dict[str, Any]:
    return {
        queries.OPEN: _("Chưa xong"),
        **{key: said for key, (said, _kind) in words.BUSINESS.items() if key not in ("draft", "sent")},
        queries.CLOSED: _("Đã xong"),
    }


def _bar(wanted: queries.Wanted) -> FilterBar:
    return FilterBar(
        pickers=[
            Choice(
                name="trang-thai",
                words=_("Trạng thái"),
                options=[(key, said) for key, said in _states().items()],
                chosen=wanted.state,
            ),
            Choice(
                name="tre",
                words=_("Hạn"),
                options=[("1", _("Trễ hoặc quá hạn"))],
                chosen="1" if wanted.late else "",
            ),
        ],
        query=wanted.words,
        query_words=_("Mã hồ sơ, tên người nộp, thủ tục"),
        keep={"xem": "tat-ca"},
    )


def _link(dossier: Dossier) -> Any:
    from django.urls import reverse

    return format_html(
        '<a class="lk" href="{}">{}</a><br><span class="sm t2 num">{}</span>',
        reverse("dossiers.dossier", args=[dossier.code]),
        dossier.title,
        dossier.code,
    )


def step_table(rows: list[Holding], actor: Actor | None = None) -> Table:
    """Open steps, the most pressing first; with whose they are where the actor only stands in for them."""
    day = today()
    others = [row.person_id for row in rows if row.person_id and actor and row.person_id != actor.person_id]
    away = queries.stand_ins(others, day) if others else {}

    def step(row: Holding) -> Any:
        if row.person is None or actor is None or row.person_id == actor.person_id:
            return row.step.name
        said = _("của %(person)s") % {"person": row.person.name}
        if names := away.get(row.person.pk):
            said = _("của %(person)s, %(other)s thay") % {
                "person": row.person.name,
                "other": ", ".join(names),
            }
        return format_html('{} <span class="sm t3">{}</span>', row.step.name, said)

    def due(row: Holding) -> Any:
        said = due_of(row.dossier, day)
        own = ""
        if row.due_at is not None:
            at = timezone.localtime(row.due_at)
            own = _("bước này đến %(at)s") % {"at": f"{at:%H:%M %d/%m}"}
        return format_html('{} <span class="sm t3">{}</span>', status(said["kind"], said["words"], True), own)

    return Table(
        caption=_("Bước phải làm, gần trễ nhất đứng trước"),
        columns=(
            Column("title", _("Hồ sơ"), phone="title"),
            Column("due", _("Hạn"), phone="k1"),
            Column("step", _("Bước")),
            Column("who", _("Người nộp")),
            Column("since", _("Từ")),
        ),
        rows=[
            Row(
                cells={
                    "title": _link(row.dossier),
                    "due": due(row),
                    "step": step(row),
                    "who": row.dossier.applicant.name,
                    "since": f"{timezone.localtime(row.opened_at):%H:%M %d/%m/%Y}",
                },
                key=str(row.pk),
                name=row.dossier.code,
            )
            for row in rows
        ],
        choose="chon" if actor is not None else "",
    )


def dossier_table(rows: list[Dossier]) -> Table:
    """Dossiers, the newest first, with who holds them."""
    day = today()
    held = queries.held_by([row.pk for row in rows])

    def holds(row: Dossier) -> str:
        return "; ".join(
            f"{each.step.name}: {each.person.name if each.person else (each.office or each.unit)}"
            for each in held.get(row.pk, ())
        )

    out = []
    for row in rows:
        kind, said = business_of(row)
        due = due_of(row, day)
        out.append(
            Row(
                cells={
                    "title": _link(row),
                    "state": status(kind, said),
                    "due": status(due["kind"], due["words"], True) if due["words"] else "",
                    "who": row.applicant.name,
                    "held": holds(row),
                    "since": f"{timezone.localtime(row.received_at):%H:%M %d/%m/%Y}",
                },
                key=str(row.pk),
            )
        )
    return Table(
        caption=_("Hồ sơ, mới nhận đứng trước"),
        columns=(
            Column("title", _("Hồ sơ"), phone="title"),
            Column("state", _("Trạng thái"), phone="k2"),
            Column("due", _("Hạn"), phone="k1"),
            Column("who", _("Người nộp")),
            Column("held", _("Đang ở")),
            Column("since", _("Nhận lúc")),
        ),
        rows=out,
    )
