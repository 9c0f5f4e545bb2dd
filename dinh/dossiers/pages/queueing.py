"""The queue of a counter: the officer's panel, the page at the door that gives numbers, the board in the hall."""

from __future__ import annotations

from typing import Any

from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from dinh.ground.rates import Counter
from dinh.look.pages import too_many
from dinh.town.models import Office
from dinh.town.pages import signed_in

from .. import queries, services
from ..models import QueueTicket
from ..services import queueing
from .common import REFUSALS, actor_of, now, receiving_places, refused_page, tell, today
from .one import drawn

SALT = "dossiers.queue"
MOST_AN_HOUR = 120
"""Numbers drawn from one address: a hall often has one."""
_drawn = Counter(3600)


def key_of(office_id: int) -> str:
    """The office in an address that cannot be guessed from another's."""
    return signing.Signer(salt=SALT).sign(str(office_id)).replace(":", "-")


def _office_of(key: str) -> Office:
    number, _dash, signed = key.partition("-")
    try:
        pk = int(signing.Signer(salt=SALT).unsign(f"{number}:{signed}"))
    except (signing.BadSignature, ValueError):
        raise Http404(_("Không có quầy này.")) from None
    row = Office.objects.alive_on(today()).select_related("unit").filter(pk=pk).first()
    if row is None:
        raise Http404(_("Không có quầy này."))
    return row


@require_http_methods(["GET", "POST"])
@signed_in
def counter(request: HttpRequest) -> HttpResponse:
    """The officer's panel: who is at my window, call the next, called again, absent, served."""
    actor = actor_of(request)
    office = next((office for _unit, office in receiving_places(actor, today()) if office), None)
    if office is None:
        refused = services.NotAllowed(_("Anh, chị chưa được giao quyền tiếp nhận hồ sơ ở một bộ phận."))
        return refused_page(request, refused, reverse("dossiers.list"))
    window = request.POST.get("quay", "") or request.session.get("dossiers.window", "")
    if request.method == "POST":
        request.session["dossiers.window"] = " ".join(window.split())[:20]
        try:
            _do(request, office, window)
        except REFUSALS as refused:
            return refused_page(request, refused, reverse("dossiers.queue"))
        return redirect("dossiers.queue")
    hall = queries.hall(office.pk, today())
    key = key_of(office.pk)
    context = {
        "office": office,
        "hall": hall,
        "mine": next((row for row in hall.called if row.person_id == actor.person_id), None),
        "window": window,
        "draw_url": request.build_absolute_uri(reverse("dossiers.queue_draw", args=[key])),
        "board_url": reverse("dossiers.queue_board", args=[key]),
        "qr": drawn(request.build_absolute_uri(reverse("dossiers.queue_draw", args=[key]))),
    }
    return render(request, "dossiers/queue.html", context)


def _do(request: HttpRequest, office: Office, window: str) -> None:
    who: dict[str, Any] = {"by": actor_of(request), "at": now()}
    what, number = request.POST.get("viec", ""), request.POST.get("so", "")
    ticket = int(number) if number.isdigit() else 0
    if what == "goi":
        row = queueing.call_next(office_id=office.pk, window=window, **who)
        tell(request, _("Mời số %(n)s.") % {"n": row.shown} if row else _("Không còn ai chờ."))
    elif what == "goi-lai":
        row = queueing.call_again(ticket_id=ticket, **who)
        tell(request, _("Đã gọi lại số %(n)s, lần %(times)s.") % {"n": row.shown, "times": row.calls})
    elif what in ("xong", "vang"):
        row = queueing.end(ticket_id=ticket, absent=what == "vang", **who)
        tell(request, _("Xong số %(n)s.") % {"n": row.shown})


@require_http_methods(["GET", "POST"])
def draw(request: HttpRequest, key: str) -> HttpResponse:
    """At the door: a number for whoever comes. A browser that has one that still waits is shown it again."""
    office = _office_of(key)
    kept = request.session.get("dossiers.ticket")
    ticket = QueueTicket.objects.filter(
        pk=kept or 0, office=office, day=today(), state__in=("waits", "called")
    ).first()
    if request.method == "POST" and ticket is None:
        if _drawn.add(str(request.META.get("REMOTE_ADDR", ""))) > MOST_AN_HOUR:
            return too_many(request, 60)
        try:
            ticket = queueing.draw(office_id=office.pk, lane=request.POST.get("hang", "usual"), at=now())
        except REFUSALS as refused:
            return refused_page(request, refused, request.path)
        request.session["dossiers.ticket"] = ticket.pk
        return redirect(request.path)
    if request.GET.get("moi") == "1" and request.method == "GET":
        # The device at the door serves one after the other: it lets go of the number it just gave.
        request.session.pop("dossiers.ticket", None)
        return redirect(request.path)
    hall = queries.hall(office.pk, today())
    context = {
        "office": office,
        "ticket": ticket,
        "ahead": hall.ahead_of(ticket) if ticket and ticket.state == "waits" else 0,
        "waiting": len(hall.waiting),
        "board_url": reverse("dossiers.queue_board", args=[key]),
    }
    return render(request, "dossiers/queue_draw.html", context)


@require_GET
def board(request: HttpRequest, key: str) -> HttpResponse:
    """The screen in the hall: which number to which window. Numbers only; it asks anew by itself."""
    office = _office_of(key)
    response = render(
        request,
        "dossiers/queue_board.html",
        {"office": office, "hall": queries.hall(office.pk, today()), "at": now()},
    )
    response["Refresh"] = "8"
    return response
