"""A process out as a BPMN file and in from one, with what would change shown before anything does."""

from __future__ import annotations

import base64
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from dinh.town.pages import signed_in

from ..bpmn import reading, writing
from ..bpmn.refusals import NotTaken
from ..queries import process as queries
from ..rules import process
from ..rules.process import changes
from ..services import process as services
from ..services.common import WrongState
from ..words_process import OFFICES, change_words, doubt_words, refusal_words, say
from .process import (
    REFUSALS,
    actor_of,
    here,
    lane_words,
    now,
    picture,
    procedure_of,
    refused_page,
    version_of,
)


@require_GET
@signed_in
def download(request: HttpRequest, code: str, version_id: int) -> HttpResponse:
    """The version as BPMN 2.0 with its diagram."""
    procedure = procedure_of(code)
    version = version_of(request, procedure, version_id)
    data = writing.write(
        queries.graph_of(version.pk),
        process_id=f"QT_{procedure.code.replace('.', '_')}_{version.pk}",
        name=procedure.name,
        lane_words=lane_words,
    )
    response = HttpResponse(data, content_type="application/bpmn+xml")
    response["Content-Disposition"] = f'attachment; filename="{procedure.code}-ban-{version.number}.bpmn"'
    return response


@require_http_methods(["GET", "POST"])
@signed_in
def load(request: HttpRequest, code: str, version_id: int) -> HttpResponse:
    """First the file is read and what would change is shown; only a second press puts it in the place of the draft."""
    procedure = procedure_of(code)
    version = version_of(request, procedure, version_id)
    back = here(procedure, version)
    if version.state != "draft":
        return refused_page(request, WrongState(_("Bản này đã công bố nên không sửa; soạn bản mới.")), back)
    context: dict[str, Any] = {"procedure": procedure, "version": version}
    if request.method == "GET":
        return render(request, "catalog/process/load.html", context)
    try:
        data = _sent(request)
        found = reading.read(data, offices={k: str(v) for k, v in OFFICES.items()})
        graph = found.graph
    except NotTaken as refused:
        context |= {
            "said": _(str(refused)),
            "refusals": [refusal_words(each) for each in refused.refusals[:40]],
        }
        return render(request, "catalog/process/load.html", context, status=422)
    if request.POST.get("lam") == "ghi":
        seen = request.POST.get("da-xem", "")
        try:
            services.save_steps(
                version_id=version.pk,
                graph=graph,
                seen=int(seen) if seen.isdecimal() else None,
                by=actor_of(request),
                at=now(),
            )
        except REFUSALS as refused:
            return refused_page(request, refused, back)
        messages.success(request, _("Đã nạp quy trình từ tệp vào bản đang soạn."))
        return redirect("catalog.process_edit", code=code, version_id=version.pk)
    before = queries.graph_of(version.pk)
    context |= {
        "found": found,
        "doubts": [doubt_words(doubt) for doubt in found.doubts],
        "changes": [(change.kind, change_words(change)) for change in changes(before, graph)],
        "problems": [say(problem) for problem in process.problems(graph)],
        "picture": picture(graph, _("Sơ đồ đọc từ tệp")),
        "kept": base64.b64encode(data).decode(),
    }
    return render(request, "catalog/process/load.html", context)


def _sent(request: HttpRequest) -> bytes:
    """The chosen file, or at the second press the very bytes that were shown: nothing is kept in between."""
    kept = request.POST.get("tep-da-xem", "")
    if kept:
        try:
            return base64.b64decode(kept, validate=True)
        except ValueError as wrong:
            raise NotTaken("Tệp không phải XML đọc được.") from wrong
    file = request.FILES.get("tep")
    if file is None or not file.size:
        raise NotTaken("Chọn một tệp BPMN (.bpmn, .xml).")
    if file.size > reading.MOST_BYTES:
        raise NotTaken("Tệp nặng hơn 2 MB, không phải một quy trình.")
    return bytes(file.read())


routes = [
    path(
        "thu-tuc/<str:code>/quy-trinh/<int:version_id>/quy-trinh.bpmn", download, name="catalog.process_bpmn"
    ),
    path("thu-tuc/<str:code>/quy-trinh/<int:version_id>/nap/", load, name="catalog.process_load"),
]
