"""A file of procedures: looked at first, taken in by a second deed."""

from __future__ import annotations

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from dinh.ground import queries as ground_queries
from dinh.ground import services as ground
from dinh.town.pages import signed_in

from .. import services
from ..forms import ImportForm
from ..sayings import say, told
from .common import actor_of, now, open_to, refused_page, tell, today, units_for

_SALT = "catalog.import"
_SHOWN = 300


@require_http_methods(["GET", "POST"])
@signed_in
def choose(request: HttpRequest) -> HttpResponse:
    """Choose a file and see what would come of it, row by row. Nothing is written but the file."""
    if closed := open_to(request, "catalog.import", reverse("catalog.desk")):
        return closed
    actor, day = actor_of(request), today()
    keepers = {unit.pk: unit for unit in units_for(actor, "catalog.import", day)}
    posted = request.method == "POST"
    form = ImportForm(
        request.POST if posted else None, request.FILES if posted else None, keepers=list(keepers.values())
    )
    if not posted or not form.is_valid():
        return render(request, "catalog/import.html", {"form": form}, status=422 if posted else 200)
    data = form.cleaned_data
    contents = data["file"].read()
    try:
        document = services.read_file(contents, data["file"].name)
    except services.NotAFile as refused:
        form.add_error("file", say(str(refused)))
        return render(request, "catalog/import.html", {"form": form}, status=422)
    keeper = keepers[int(data["keeper"])]
    seen = services.preview(document=document, keeper=keeper, publish=data["publish"], by=actor, at=now())
    mark = ""
    if not seen.faults:
        kept = ground.keep(stream_or_bytes=contents, name=data["file"].name)
        mark = signing.dumps(
            [kept.sha256, kept.name, keeper.pk, data["publish"], actor.person_id], salt=_SALT
        )
    shown = {
        "name": data["file"].name,
        "seen": seen,
        "steps": seen.steps[:_SHOWN],
        "faults": told(seen.faults[:_SHOWN]),
        "publish": data["publish"],
        "keeper": keeper,
        "mark": mark,
        "counts": [(said, seen.count(key)) for key, said in _counted() if seen.count(key)],
    }
    return render(request, "catalog/import_preview.html", shown, status=422 if seen.faults else 200)


def _counted() -> list[tuple[str, str]]:
    return [
        ("new", _("bản mới")),
        ("again", _("bản đang soạn được thay")),
        ("publish", _("bản đang soạn được công bố")),
        ("same", _("bản đã có, không đổi")),
    ]


@require_POST
@signed_in
def take(request: HttpRequest) -> HttpResponse:
    """Take in the file that was looked at. It is read anew: all of it or nothing."""
    actor, back = actor_of(request), reverse("catalog.import")
    try:
        sha256, name, keeper_id, publish, person_id = signing.loads(
            request.POST.get("tep", ""), salt=_SALT, max_age=24 * 3600
        )
    except signing.BadSignature:
        return redirect(back)
    keepers = {unit.pk: unit for unit in units_for(actor, "catalog.import", today())}
    if person_id != actor.person_id or keeper_id not in keepers:
        return redirect(back)
    with ground_queries.open_kept(sha256) as stream:
        contents = stream.read()
    try:
        seen = services.import_document(
            document=services.read_file(contents, name),
            keeper=keepers[keeper_id],
            publish=publish,
            by=actor,
            at=now(),
            name=name,
        )
    except services.REFUSALS as refused:
        return refused_page(request, refused, back)
    tell(
        request,
        _("Đã nhập: %(n)s bản mới hoặc thay, %(same)s bản không đổi.")
        % {"n": seen.changes, "same": seen.count("same")},
    )
    return redirect("catalog.desk")
