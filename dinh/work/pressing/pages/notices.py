"""What a person has been told inside the program, the morning's digest, and how they want it."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dinh.ground.figures import whole_number
from dinh.ground.outbox import queries as outbox
from dinh.ground.outbox import services as outbox_services
from dinh.ground.shapes import Ref
from dinh.look import openers
from dinh.town.models import Person
from dinh.town.pages import signed_in
from dinh.work.models import Assignment, PressOwed
from dinh.work.pages.common import actor_of, now, tell
from dinh.work.pressing import queries, sentences, services
from dinh.work.pressing.forms import WishForm

_PAGE = 30


def _reader(request: HttpRequest) -> Ref:
    """Whose notices these are. An account without a person has none."""
    reader = actor_of(request).ref
    if reader is None:
        raise PermissionDenied(_("Tài khoản này không gắn với người nào nên không có thông báo."))
    return reader


@require_GET
@signed_in
def notices(request: HttpRequest) -> HttpResponse:
    """Everything told to this person, newest first."""
    reader = _reader(request)
    rows = outbox.notices(reader, before=whole_number(request.GET.get("sau", "")), limit=_PAGE + 1)
    shown = rows[:_PAGE]
    context = {
        "rows": shown,
        "unread": outbox.unread(reader),
        "page": SimpleNamespace(earlier="", later=str(shown[-1].pk) if len(rows) > _PAGE else ""),
        "morning": queries.last_morning(),
    }
    return render(request, "work/pressing/notices.html", context)


@require_POST
@signed_in
def read_all(request: HttpRequest) -> HttpResponse:
    count = outbox_services.mark_read(to=_reader(request), at=now())
    tell(request, _("Đã đánh dấu đọc %(n)s thông báo.") % {"n": count})
    return redirect("work.notices")


@require_GET
@signed_in
def notice(request: HttpRequest, letter_id: int) -> HttpResponse:
    """One notice; opening it marks it as read. A digest opens as the digest."""
    reader = _reader(request)
    letter = outbox.notice(reader, letter_id)
    if letter is None:
        raise Http404(_("Không có thông báo này."))
    outbox_services.mark_read(to=reader, at=now(), letter_ids=[letter.pk])
    about = letter.about
    if about is not None and about.kind == "digest":
        return redirect("work.digest", digest_id=int(about.id))
    context = {
        "letter": letter,
        "opened": openers.open_one(about) if about else None,
        "by": openers.open_one(letter.by) if letter.by else None,
    }
    return render(request, "work/pressing/notice.html", context)


@require_GET
@signed_in
def digest(request: HttpRequest, digest_id: int) -> HttpResponse:
    """One morning's digest as it was made; each thing in it as it stands now."""
    actor = actor_of(request)
    row = queries.digest_for(actor, digest_id, now())
    if row is None:
        raise Http404(_("Không có thư tổng hợp này."))
    absent = {int(each) for each in row.content.get("for", ())}
    names = dict(Person.objects.filter(pk__in=absent).values_list("pk", "name"))
    every = [row.content, *row.content.get("for", {}).values()]
    works = queries.titles_of(_named(every, press=False))
    owed = _owed(_named(every, press=True))
    parts: list[tuple[str | None, list[dict[str, Any]]]] = [(None, _sections(row.content, works, owed))]
    parts += [
        (names.get(int(person), ""), _sections(content, works, owed))
        for person, content in row.content.get("for", {}).items()
    ]
    return render(request, "work/pressing/digest.html", {"digest": row, "parts": parts})


_PRESSES = ("press", "up")


def _named(contents: list[dict[str, Any]], *, press: bool) -> list[int]:
    return [
        ident
        for content in contents
        for name, some in content.items()
        if name != "for" and (name in _PRESSES) is press
        for ident in some["ids"]
    ]


def _owed(ids: list[int]) -> dict[int, PressOwed]:
    return PressOwed.objects.select_related("press", "office", "unit").in_bulk(ids)


def _sections(content: dict[str, Any], works: Any, owed: dict[int, PressOwed]) -> list[dict[str, Any]]:
    """The lists of one person in reading order."""
    sections = []
    for name in sentences.SECTIONS:
        some = content.get(name)
        if not some:
            continue
        press = name in _PRESSES
        rows: list[Assignment | PressOwed] = [
            found for ident in some["ids"] if (found := (owed if press else works).get(ident)) is not None
        ]
        sections.append(
            {
                "name": name,
                "title": sentences.section_title(name),
                "n": some["n"],
                "more": some["n"] - len(some["ids"]),
                "rows": rows,
                "press": press,
                "late": name in ("late", "up"),
            }
        )
    return sections


@require_http_methods(["GET", "POST"])
@signed_in
def wish(request: HttpRequest) -> HttpResponse:
    """Turn one's own digest on or off by channel."""
    actor = actor_of(request)
    _reader(request)
    now_wished = queries.wish_of(actor)
    form = WishForm(request.POST or None, initial={"inside": now_wished.inside, "email": now_wished.email})
    if request.method == "POST" and form.is_valid():
        services.wish(**form.cleaned_data, by=actor, at=now())
        tell(request, _("Đã ghi cách nhận thư tổng hợp buổi sáng."))
        return redirect(reverse("work.notices"))
    address = Person.objects.filter(pk=actor.person_id or 0).values_list("email", flat=True).first()
    return render(request, "work/pressing/wish.html", {"form": form, "address": address})
