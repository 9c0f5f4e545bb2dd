"""One contract; the lines of the book behind a figure; a file kept beside a deed."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from dinh.ground import queries as kept_files
from dinh.ground.figures import whole_number
from dinh.plans import queries
from dinh.plans.models import Contract, Plan
from dinh.plans.queries import money as book_queries
from dinh.plans.rules.money_edition import source, sources
from dinh.plans.shapes import PlanState
from dinh.plans.shapes_money import Side
from dinh.town.pages import signed_in

from ..common import actor_of, found, may, tell_refusal, today
from .deeds import contract_of
from .show import lines_of


@require_GET
@signed_in
def contract(request: HttpRequest, contract_id: int) -> HttpResponse:
    """A contract: worth, appendices, what is paid, warranty."""
    row = contract_of(request, contract_id)
    (sums,) = book_queries.contract_rows(Contract.objects.filter(pk=row.pk))
    project = row.project
    open_plan = project.plan.state != PlanState.REPLACED.value
    return render(
        request,
        "plans/money/contract.html",
        {
            "contract": row,
            "project": project,
            "plan": project.plan,
            "sums": sums,
            "lines": lines_of(sums.book),
            "days_late": sums.days_late(today()),
            "deeds_of": list(row.deeds.prefetch_related("entries", "files")),
            "payments": list(row.payments.prefetch_related("entries", "files")),
            "day": today(),
            "may_sign": open_plan
            and may(request, "plans.sign_contract", project.plan.unit.path, project.lead_office_id),
            "may_pay": open_plan
            and may(request, "plans.record_payment", project.plan.unit.path, project.lead_office_id),
        },
    )


@require_GET
@signed_in
def entries(request: HttpRequest, plan_id: int) -> HttpResponse:
    """The lines of the book behind a figure: of a project, a source, a year, a side."""
    plan: Plan = found(queries.plan_for(actor_of(request), plan_id, today()), _("Không có kế hoạch này."))
    side = request.GET.get("muc", "")
    code = request.GET.get("nguon", "")
    project_id = whole_number(request.GET.get("du-an"))
    given: dict[str, Any] = {
        "project_id": project_id,
        "side": side if side in set(Side) else "",
        "source": code if code in {each.code for each in sources()} else "",
        "year": whole_number(request.GET.get("nam"), most=2200),
    }
    rows, more = book_queries.entries_behind(plan, before=whole_number(request.GET.get("sau")), **given)
    project = plan.projects.filter(pk=project_id).first() if project_id else None
    words = [
        _(Side(side).word) if given["side"] else "",
        source(code).name if given["source"] else "",
        _("năm %(year)s") % {"year": given["year"]} if given["year"] else "",
    ]
    address = request.GET.copy()
    address.pop("sau", None)
    return render(
        request,
        "plans/money/entries.html",
        {
            "plan": plan,
            "project": project,
            "rows": rows,
            "more": more,
            "sum": sum(row.amount for row in rows) if not more and "sau" not in request.GET else None,
            "words": ", ".join(word for word in words if word),
            "address": address.urlencode(),
        },
    )


@require_GET
@signed_in
def file(request: HttpRequest, file_id: int) -> Any:
    """A file kept beside a deed of money, for whoever may see its plan."""
    from ..things.diary import SEALED, SHOWN

    row = found(book_queries.money_file_for(actor_of(request), file_id, today()), _("Không có tệp này."))
    try:
        stream = kept_files.open_kept(row.sha256)
    except FileNotFoundError:
        tell_refusal(request, Exception(_("Tệp không còn trong kho; người quản trị chạy dinh verify.")))
        return redirect("plans.project", project_id=row.project_id)
    shown = row.media_type in SHOWN
    response = FileResponse(stream, as_attachment=not shown, filename=row.name, content_type=row.media_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = SEALED
    return response
