"""How a procedure is settled: its versions, the picture and the list of steps, and changing them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dinh.look.fields import read_day
from dinh.town import services as town
from dinh.town.models import Unit
from dinh.town.pages import signed_in
from dinh.town.rules import covers
from dinh.town.shapes import Actor

from .. import drawing
from ..bpmn.layout import Lane
from ..forms_process import read_typed, typed_from
from ..models import Procedure, ProcessVersion
from ..queries import process as queries
from ..rules import process
from ..services import process as services
from ..services.common import CatalogRefused, StaleDraft, WrongInput, WrongState
from ..words_process import CLOCKS, EFFECTS, KINDS, OFFICES, WHO, clock_words, say, who_does

FEW_STAGES = 3
REFUSALS = (CatalogRefused, town.NotAllowed)


def actor_of(request: HttpRequest) -> Actor:
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None:
        raise PermissionDenied(_("Đăng nhập để xem trang này."))
    return actor


def now() -> datetime:
    return timezone.now()


def today() -> date:
    return timezone.localdate()


def procedure_of(code: str) -> Procedure:
    found = queries.procedure(code)
    if found is None:
        raise Http404(_("Không có thủ tục mã %(code)s trong danh mục.") % {"code": code})
    return found


def may(request: HttpRequest, deed: str, version: ProcessVersion) -> bool:
    return town.allowed(actor_of(request), f"catalog.{deed}_process", version.owner.path, now())


def version_of(request: HttpRequest, procedure: Procedure, version_id: int) -> ProcessVersion:
    """The version, for whoever may see it: drafts only for those who may draft there."""
    found = queries.version(version_id)
    if found is None or found.procedure_id != procedure.pk:
        raise Http404(_("Không có bản quy trình này."))
    if found.state == "draft" and not may(request, "draft", found):
        raise Http404(_("Không có bản quy trình này."))
    return found


def status_of(refused: Exception) -> int:
    if isinstance(refused, town.NotAllowed):
        return 403
    return 422 if isinstance(refused, WrongInput) else 409


def refused_page(request: HttpRequest, refused: Exception, back: str) -> HttpResponse:
    """The refusal's sentence on a page of its own, with the way back."""
    faults = getattr(refused, "faults", ())
    context = {"said": str(refused), "faults": faults if len(faults) > 1 else (), "back": back}
    return render(request, "catalog/process/refused.html", context, status=status_of(refused))


def here(procedure: Procedure, version: ProcessVersion | None = None) -> str:
    url = reverse("catalog.process", args=[procedure.code])
    return f"{url}?ban={version.pk}" if version else url


def lane_words(lane: Lane) -> str:
    return who_does(process.Step("", "", "task", lane.who, lane.office_kind))


def picture(graph: process.Graph, title: str, marked: str = "") -> str:
    """The drawing as markup: made here alone, every word in it escaped."""
    return mark_safe(  # noqa: S308
        drawing.draw(graph, lane_words=lane_words, under=clock_words, title=title, marked=marked)
    )


def overview(graph: process.Graph) -> str:
    """The small picture of the whole as markup: made here alone, every word in it escaped."""
    return mark_safe(drawing.overview(graph))  # noqa: S308


def stages(graph: process.Graph) -> list[dict[str, Any]]:
    """The stages for the overview, each with who acts and where it stands in the picture and in the list; nothing for a
    process that is short enough to be seen at once."""
    found = process.stages(graph)
    if len(found) < FEW_STAGES:
        return []
    return [
        {
            "who": who_does(stage.first) or KINDS.get(stage.first.kind, stage.first.kind),
            "stage": stage,
            "mark": drawing.mark_of(stage.first.key),
        }
        for stage in found
    ]


def listed(graph: process.Graph) -> list[dict[str, Any]]:
    """The steps for the list below the picture, each with where it leads."""
    return [
        {
            "step": step,
            "kind": KINDS.get(step.kind, step.kind),
            "who": who_does(step),
            "clock": clock_words(step),
            "ways": [
                {
                    "flow": flow,
                    "to": graph.by_key[flow.target],
                    "effect": EFFECTS[flow.effect] if flow.effect != "none" else "",
                }
                for flow in graph.leaving[step.key]
            ],
        }
        for step in graph.steps
    ]


def units_to_draft(actor: Actor, procedure: Procedure, day: date) -> list[tuple[str, str]]:
    """Whose process the actor may draft: "" is the common one."""
    roles = process.WHO_MAY["catalog.draft_process"]
    paths = {m.unit_path for m in actor.mandates if m.role in roles and covers(m, m.unit_path, day)}
    found = []
    if town.allowed(actor, "catalog.draft_process", procedure.keeper.path, day):
        found.append(("", _("Dùng chung, do %(unit)s giữ") % {"unit": procedure.keeper.full_name}))
    units = Unit.objects.alive_on(day).filter(path__in=paths).exclude(pk=procedure.keeper_id)
    return found + [(str(u.pk), _("Riêng của %(unit)s") % {"unit": u.full_name}) for u in units]


@require_GET
@signed_in
def show(request: HttpRequest, code: str) -> HttpResponse:
    """The process of a procedure: the version of today, or the one chosen."""
    procedure, actor = procedure_of(code), actor_of(request)
    paths = [m.unit_path for m in actor.mandates]
    versions = [
        v for v in queries.versions_of(procedure, paths) if v.state != "draft" or may(request, "draft", v)
    ]
    chosen = request.GET.get("ban", "")
    version: ProcessVersion | None
    if chosen:
        version = version_of(request, procedure, int(chosen) if chosen.isdecimal() else 0)
    else:
        version = queries.process_on(code, today(), paths[0] if paths else "") or (
            versions[0] if versions else None
        )
    context: dict[str, Any] = {
        "procedure": procedure,
        "versions": versions,
        "version": version,
        "units": units_to_draft(actor, procedure, today()),
        "today": today(),
    }
    return render(request, "catalog/process/show.html", context | _about(request, version))


def _about(request: HttpRequest, version: ProcessVersion | None) -> dict[str, Any]:
    if version is None:
        return {}
    graph = queries.graph_of(version.pk)
    wrong = process.problems(graph)
    return {
        "graph": graph,
        "steps": listed(graph),
        "problems": [(problem.step, say(problem)) for problem in wrong],
        "effects": [
            (e, words) for e, words in EFFECTS.items() if any(f.effect == e != "none" for f in graph.flows)
        ],
        "picture": picture(graph, _("Sơ đồ quy trình")) if graph.steps else "",
        "overview": overview(graph) if graph.steps else "",
        "stages": stages(graph),
        "usual": None if wrong else process.usual_hours(graph),
        "longest": None if wrong else process.longest_hours(graph),
        "human": sum(step.human for step in graph.steps),
        "drafts": may(request, "draft", version),
        "publishes": may(request, "publish", version),
        "withdraws": may(request, "withdraw", version),
    }


@require_POST
@signed_in
def draft(request: HttpRequest, code: str) -> HttpResponse:
    """A new draft, with the steps of another version when one is given."""
    procedure = procedure_of(code)
    chosen, source = request.POST.get("don-vi", ""), request.POST.get("tu", "")
    offered = dict(units_to_draft(actor_of(request), procedure, today()))
    unit = Unit.objects.filter(pk=int(chosen)).first() if chosen.isdecimal() and chosen in offered else None
    try:
        version = services.draft_version(
            procedure_id=procedure.pk,
            unit=unit,
            copy_of=int(source) if source.isdecimal() else None,
            by=actor_of(request),
            at=now(),
        )
    except REFUSALS as refused:
        return refused_page(request, refused, here(procedure))
    messages.success(request, _("Đã lập bản đang soạn."))
    return redirect("catalog.process_edit", code=code, version_id=version.pk)


@require_http_methods(["GET", "POST"])
@signed_in
def edit(request: HttpRequest, code: str, version_id: int) -> HttpResponse:
    """Both tables of a draft. Saving keeps what is not yet right and says what is still missing."""
    procedure = procedure_of(code)
    version = version_of(request, procedure, version_id)
    if version.state != "draft":
        return refused_page(
            request,
            WrongState(_("Bản này đã công bố nên không sửa; soạn bản mới.")),
            here(procedure, version),
        )
    status, stale = 200, ""
    if request.method == "POST":
        typed, graph = read_typed(request.POST)
        status = 422
        if not typed.faults:
            seen = request.POST.get("da-xem", "")
            try:
                services.save_steps(
                    version_id=version.pk,
                    graph=graph,
                    seen=int(seen) if seen.isdecimal() else None,
                    note=request.POST.get("ghi-chu", ""),
                    by=actor_of(request),
                    at=now(),
                )
            except StaleDraft as refused:
                stale, status = str(refused), 409
            except WrongInput as refused:
                typed.faults += refused.faults
            except REFUSALS as refused:
                return refused_page(request, refused, here(procedure, version))
            else:
                messages.success(request, _("Đã ghi quy trình."))
                return redirect("catalog.process_edit", code=code, version_id=version.pk)
    else:
        graph = queries.graph_of(version.pk)
        typed = typed_from(graph)
    context = {
        "procedure": procedure,
        "version": version,
        "typed": typed,
        "stale": stale,
        "note": request.POST.get("ghi-chu", version.note),
        "problems": [say(p) for p in process.problems(graph)] if not typed.faults else [],
        "names": [(step.key, step.name) for step in graph.steps],
        "kinds": KINDS.items(),
        "who": WHO.items(),
        "offices": OFFICES.items(),
        "effects": EFFECTS.items(),
        "clocks": CLOCKS,
    }
    return render(request, "catalog/process/edit.html", context, status=status)


@require_POST
@signed_in
def publish(request: HttpRequest, code: str, version_id: int) -> HttpResponse:
    """The draft holds from a day on."""
    procedure = procedure_of(code)
    version = version_of(request, procedure, version_id)
    typed = request.POST.get("tu-ngay", "").strip()
    try:
        try:
            since = read_day(typed)
        except ValueError:
            since = None
        if since is None:
            raise WrongInput.of("since", _("Có hiệu lực từ ngày: ghi ngày/tháng/năm, ví dụ 01/12/2026."))
        services.publish_version(version_id=version.pk, since=since, by=actor_of(request), at=now())
    except REFUSALS as refused:
        return refused_page(request, refused, here(procedure, version))
    messages.success(
        request, _("Đã công bố. Hồ sơ nhận từ %(day)s đi theo bản này.") % {"day": f"{since:%d/%m/%Y}"}
    )
    return redirect(here(procedure, version))


@require_POST
@signed_in
def withdraw(request: HttpRequest, code: str, version_id: int) -> HttpResponse:
    """No new case takes it."""
    procedure = procedure_of(code)
    version = version_of(request, procedure, version_id)
    try:
        services.withdraw_version(
            version_id=version.pk, reason=request.POST.get("ly-do", ""), by=actor_of(request), at=now()
        )
    except REFUSALS as refused:
        return refused_page(request, refused, here(procedure, version))
    messages.success(request, _("Đã rút. Hồ sơ đang đi theo bản này vẫn đi tiếp theo nó."))
    return redirect(here(procedure, version))


@require_POST
@signed_in
def drop(request: HttpRequest, code: str, version_id: int) -> HttpResponse:
    """The draft is given up."""
    procedure = procedure_of(code)
    version = version_of(request, procedure, version_id)
    try:
        services.drop_draft(version_id=version.pk, by=actor_of(request), at=now())
    except REFUSALS as refused:
        return refused_page(request, refused, here(procedure, version))
    messages.success(request, _("Đã bỏ bản đang soạn."))
    return redirect(here(procedure))


routes = [
    path("thu-tuc/<str:code>/quy-trinh/", show, name="catalog.process"),
    path("thu-tuc/<str:code>/quy-trinh/soan/", draft, name="catalog.process_draft"),
    path("thu-tuc/<str:code>/quy-trinh/<int:version_id>/sua/", edit, name="catalog.process_edit"),
    path("thu-tuc/<str:code>/quy-trinh/<int:version_id>/cong-bo/", publish, name="catalog.process_publish"),
    path("thu-tuc/<str:code>/quy-trinh/<int:version_id>/rut/", withdraw, name="catalog.process_withdraw"),
    path("thu-tuc/<str:code>/quy-trinh/<int:version_id>/bo/", drop, name="catalog.process_drop"),
]
