"""Addresses for calendar programs: open, revoke, read."""

from __future__ import annotations

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dinh.boards import calendars, queries, services
from dinh.boards.models import Feed
from dinh.boards.shapes import FeedForm
from dinh.ground.figures import whole_number
from dinh.look.fields import Option
from dinh.town.models import Office
from dinh.town.pages import signed_in
from dinh.town.services import NotAllowed
from dinh.town.shapes import Actor

from .common import actor_of, now, today


def _option(words: object, note: object) -> Option:
    return Option(words, note)  # type: ignore[arg-type]


class FeedFields(forms.Form):
    """What a new address gives."""

    office = forms.ChoiceField(label=gettext_lazy("Lịch của"), required=False)
    form = forms.ChoiceField(
        label=gettext_lazy("Hạn hiện thành"),
        widget=forms.RadioSelect,
        choices=[
            (
                FeedForm.EVENT.value,
                _option(
                    gettext_lazy("Sự kiện cả ngày"), gettext_lazy("điện thoại và mọi phần mềm lịch đều hiện")
                ),
            ),
            (
                FeedForm.TODO.value,
                _option(
                    gettext_lazy("Việc cần làm"),
                    gettext_lazy("phần mềm có danh sách việc, như Thunderbird, tick được"),
                ),
            ),
        ],
        initial=FeedForm.EVENT.value,
    )

    def __init__(self, *args: object, offices: list[Office], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        field = self.fields["office"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("Việc của tôi")), *((str(office.pk), str(office.name)) for office in offices)]


def offices_of(actor: Actor) -> list[Office]:
    """Offices that one has a mandate over, by name. One query."""
    ids = {mandate.office_id for mandate in actor.mandates if mandate.office_id is not None}
    paths = [mandate.unit_path for mandate in actor.mandates if mandate.office_id is None]
    from django.db.models import Q

    wanted = Q(pk__in=ids) | Q(unit__path__in=paths)
    return list(
        Office.objects.filter(wanted, until=None).select_related("unit").order_by("unit_id", "order")[:120]
    )


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def feeds(request: HttpRequest) -> HttpResponse:
    """One's addresses; a new one is shown once, right after it was opened."""
    actor = actor_of(request)
    offices = offices_of(actor)
    form = FeedFields(request.POST or None, offices=offices)
    opened, status = None, 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            chosen = whole_number(form.cleaned_data["office"])
            office = next((each for each in offices if each.pk == chosen), None)
            try:
                opened = services.open_feed(by=actor, at=now(), office=office, form=form.cleaned_data["form"])
                status = 200
            except NotAllowed as refused:
                form.add_error(None, str(refused))
    response = render(
        request,
        "boards/feeds.html",
        {
            "form": form,
            "feeds": queries.feeds_of(actor),
            "opened": opened,
            "url": request.build_absolute_uri(f"/lich/{opened.token}.ics") if opened else "",
            "today": today(),
        },
        status=status,
    )
    response["Cache-Control"] = "private, no-store"
    return response


@signed_in
@require_POST
def revoke(request: HttpRequest, feed_id: int) -> HttpResponse:
    """Close one of one's own addresses."""
    try:
        services.revoke_feed(feed_id=feed_id, by=actor_of(request), at=now())
    except Feed.DoesNotExist:
        raise Http404 from None
    except NotAllowed as refused:
        raise PermissionDenied(str(refused)) from refused
    from django.contrib import messages

    messages.success(request, _("Đã thu hồi. Phần mềm lịch đang dùng địa chỉ đó sẽ không lấy được nữa."))
    return redirect("boards.feeds")


@require_safe
def read(request: HttpRequest, token: str) -> HttpResponse:
    """The calendar file of an address, for whoever knows it. A wrong, revoked or ended address looks the same: 404."""
    at = now()
    found = services.read_feed(token=token, at=at)
    if found is None:
        raise Http404(_("Không có lịch ở địa chỉ này."))
    host = request.get_host()
    body = calendars.calendar(
        found.dates,
        name=f"Đình · {found.feed.name}",
        host=host.split(":")[0],
        base=f"{request.scheme}://{host}",
        now=at,
        todos=found.feed.form == FeedForm.TODO.value,
    )
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="dinh.ics"'
    response["Cache-Control"] = "private, max-age=300"
    response["X-Robots-Tag"] = "noindex"
    return response
