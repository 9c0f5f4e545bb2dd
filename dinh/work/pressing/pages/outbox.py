"""The outbox for administrators: what went, what waits, what failed and why, and sending it again by hand."""

from __future__ import annotations

from types import SimpleNamespace

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from dinh.ground.figures import whole_number
from dinh.ground.outbox import carriers
from dinh.ground.outbox import queries as letters
from dinh.ground.outbox import services as outbox_services
from dinh.ground.outbox.models import Letter
from dinh.ground.outbox.shapes import EMAIL, INSIDE, LetterState
from dinh.look import openers
from dinh.look.shapes import Choice, Column, FilterBar, Row, Table
from dinh.town import services as town
from dinh.town.models import Mandate, Post
from dinh.town.pages import signed_in
from dinh.town.queries import unit_scope_q
from dinh.town.shapes import Actor
from dinh.work.pages.common import actor_of, now, refused_page, tell, today
from dinh.work.pressing.rules import WHO_MAY

_PAGE = 50
CHANNELS = {EMAIL: "Thư điện tử", INSIDE: "Trong phần mềm"}
_KINDS = {"waiting": "wait", "sending": "info", "sent": "ok", "delivered": "ok", "failed": "late"}


def _mine(actor: Actor) -> Actor | None:
    """The actor with only the mandates that let them watch the outbox; None when there are none."""
    able = tuple(m for m in actor.mandates if m.role in WHO_MAY["work.watch_outbox"] and m.office_id is None)
    return Actor(actor.person_id, actor.name, able) if able else None


def _readers(watching: Actor) -> set[str]:
    """The persons of the units that the administrator administers: only letters to them are shown."""
    day, found = today(), set()
    for rows in (Mandate.objects, Post.objects):
        found |= {
            str(pk) for pk in rows.filter(unit_scope_q(watching, day)).values_list("person_id", flat=True)
        }
    return found


@require_GET
@signed_in
def outbox(request: HttpRequest) -> HttpResponse:
    """Letters to the people of one's units, newest first."""
    actor = actor_of(request)
    watching = _mine(actor)
    if watching is None:
        return refused_page(request, town.NotAllowed(_no_mandate()), "/")
    state = request.GET.get("trang-thai", "")
    channel = request.GET.get("kenh", EMAIL)
    state = state if state in set(LetterState) else ""
    rows = letters.letters(
        state=state,
        channel=channel if channel in CHANNELS else "",
        before=whole_number(request.GET.get("sau", "")),
        limit=_PAGE + 1,
        to_kind="person",
        to_ids=_readers(watching),
    )
    shown = rows[:_PAGE]
    standing = letters.standing(now())
    context = {
        "rows": shown,
        "table": _table(shown),
        "bar": _bar(state, channel),
        "page": SimpleNamespace(earlier="", later=str(shown[-1].pk) if len(rows) > _PAGE else ""),
        "standing": {each.value: standing.get(each.value, 0) for each in LetterState},
        "goes": carriers.email_goes(),
        "trouble": letters.last_trouble(),
        "sender": settings.DINH_MAIL_FROM,
        "host": settings.EMAIL_HOST,
        "any_failed": any(row.state == LetterState.FAILED for row in shown),
    }
    return render(request, "work/pressing/outbox.html", context)


def _no_mandate() -> str:
    return _("Anh, chị chưa được giao xem hộp gửi đi. Người được giao: quản trị của đơn vị.")


def _bar(state: str, channel: str) -> FilterBar:
    return FilterBar(
        pickers=(
            Choice(
                name="trang-thai",
                words=_("Trạng thái"),
                options=[(each.value, _(each.word)) for each in LetterState],
                chosen=state,
            ),
            Choice(
                name="kenh",
                words=_("Kênh"),
                options=[(key, _(word)) for key, word in CHANNELS.items()] + [("tat-ca", _("Mọi kênh"))],
                chosen=channel,
            ),
        )
    )


def _table(rows: list[Letter]) -> Table:
    opened = openers.open_all([row.to for row in rows])
    return Table(
        caption=_("Thư, tin gửi đi, mới nhất đứng trước"),
        choose="chon" if any(row.state == LetterState.FAILED for row in rows) else "",
        columns=(
            Column("subject", _("Nội dung"), phone="title"),
            Column("to", _("Người nhận"), phone=""),
            Column("at", _("Lúc"), phone="k1"),
            Column("state", _("Trạng thái"), phone="k2"),
        ),
        rows=[
            Row(
                key=str(row.pk) if row.state == LetterState.FAILED else "",
                name=row.subject,
                cells={
                    name: render_to_string(
                        f"work/pressing/parts/letter_{name}.html",
                        {
                            "letter": row,
                            "to": opened.get(row.to),
                            "kind": _KINDS[row.state],
                            "channel": CHANNELS.get(row.channel, row.channel),
                        },
                    )
                    for name in ("subject", "to", "at", "state")
                },
            )
            for row in rows
        ],
    )


@require_POST
@signed_in
def again(request: HttpRequest) -> HttpResponse:
    """Send failed letters again, by hand."""
    actor = actor_of(request)
    watching = _mine(actor)
    if watching is None:
        return refused_page(request, town.NotAllowed(_no_mandate()), "/")
    ids = [pk for pk in (whole_number(each) for each in request.POST.getlist("chon")) if pk][:500]
    mine = Letter.objects.filter(pk__in=ids, to_kind="person", to_id__in=_readers(watching))
    count = outbox_services.try_again(
        letter_ids=list(mine.values_list("pk", flat=True)), by=actor.ref, at=now()
    )
    tell(request, _("%(n)s thư được xếp lại vào hàng chờ, gửi trong một phút tới.") % {"n": count})
    return redirect("work.outbox")
