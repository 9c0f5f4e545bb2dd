"""The forms of money, each a page of its own: fill in, do the deed, go back to the project."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dinh.ground.figures import whole_number
from dinh.plans import services
from dinh.plans.forms import put_faults
from dinh.plans.forms_money import (
    AppendixForm,
    BudgetForm,
    ContractForm,
    MilestoneForm,
    MoneyRows,
    MoveMilestoneForm,
    PaymentForm,
    ReachMilestoneForm,
    StepForm,
)
from dinh.plans.models import Contract, Milestone, Project
from dinh.plans.queries import money as book_queries
from dinh.plans.rules.money import Book
from dinh.plans.rules.money_edition import steps
from dinh.plans.shapes import PlanState
from dinh.town.pages import signed_in

from ..common import REFUSALS, actor_of, found, may, now, refused_page, status_of, tell, today
from .show import project_of


def _closed(request: HttpRequest, deed: str, project: Project, back: str) -> HttpResponse | None:
    """The 403 page when this person may not do the deed on this project, 409 when its plan was replaced."""
    try:
        services.money.require_open(project, deed, actor_of(request), now())
    except REFUSALS as refused:
        return refused_page(request, refused, back)
    return None


def _form_page(
    request: HttpRequest,
    project: Project,
    deed: str,
    *,
    title: str,
    form: forms.Form,
    act: Callable[[dict[str, Any], list[Any]], object],
    done: str,
    back: str,
    button: str,
    rows: MoneyRows | None = None,
    lead: str = "",
    rows_title: str = "",
    rows_needed: bool = True,
    **context: Any,
) -> HttpResponse:
    """One deed's form: shown, or done and back to where it came from."""
    if closed := _closed(request, deed, project, back):
        return closed
    status = 200
    if request.method == "POST" and request.POST.get("viec") != "them-dong":
        status = 422
        parts = rows.parts() if rows is not None else []
        if form.is_valid() and not (rows and rows.faults):
            try:
                act(form.cleaned_data, parts)
            except services.PlanRefused as refused:
                put_faults(form, refused)
                status = status_of(refused)
            except REFUSALS as refused:
                return refused_page(request, refused, request.path)
            else:
                tell(request, done)
                return redirect(back)
        for fault in rows.faults if rows else ():
            form.add_error(None, fault.sentence)
    return render(
        request,
        "plans/money/form.html",
        {
            "project": project,
            "plan": project.plan,
            "title": title,
            "lead": lead,
            "form": form,
            "rows": rows,
            "rows_title": rows_title,
            "rows_needed": rows_needed,
            "button": button,
            "back": back,
            **context,
        },
        status=status,
    )


def _back(project: Project, part: str = "") -> str:
    return reverse("plans.project", args=[project.pk]) + part


def _years(project: Project, book: Book) -> list[int]:
    plan = project.plan
    first = plan.horizon_from or plan.horizon_to or plan.since.year
    last = max(plan.horizon_to or first, today().year, first)
    years = {year for _code, year in book.cells} | set(range(first, min(last, first + 10) + 2))
    return sorted(years, key=lambda year: (year != today().year, year))


def typed_files(form: forms.Form) -> list[tuple[str, Any]]:
    """The files of the form, each with its name."""
    return [(each.name, each) for each in form.cleaned_data.get("files") or []]


def _typed(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _files(request: HttpRequest) -> Any:
    return request.FILES if request.method == "POST" else None


@require_http_methods(["GET", "POST"])
@signed_in
def budget(request: HttpRequest, project_id: int) -> HttpResponse:
    """Give a project its budget, or change it."""
    project = project_of(request, project_id)
    book, from_paper = book_queries.book_of_project(project)
    lines = [] if from_paper else [(code, year, cell.planned) for (code, year), cell in book.cells.items()]
    rows = MoneyRows(
        lines=lines,
        years=_years(project, book),
        free=2,
        data=_typed(request),
        begin=book_queries.paper_parts(project) if from_paper else (),
    )
    form = BudgetForm(_typed(request), _files(request), given=not from_paper)

    def act(clean: dict[str, Any], parts: list[Any]) -> object:
        return services.decide_budget(
            project_id=project.pk,
            kind=clean["kind"],
            on=clean["on"],
            basis=clean["basis"],
            reason=clean["reason"],
            parts=parts,
            files=typed_files(form),
            by=actor_of(request),
            at=now(),
        )

    return _form_page(
        request,
        project,
        "plans.decide_budget",
        title=_("Giao vốn lần đầu") if from_paper else _("Điều chỉnh vốn"),
        lead=_("Số tiền điền sẵn lấy từ văn bản; sửa cho đúng quyết định giao vốn.")
        if from_paper
        else _("Ghi phần thay đổi: số dương là thêm, số âm là bớt. Số đã giao trước vẫn giữ trong sổ."),
        form=form,
        rows=rows,
        rows_title=_("Số tiền theo nguồn và năm"),
        act=act,
        done=_("Đã ghi quyết định vốn."),
        back=_back(project, "#von"),
        button=_("Ghi quyết định"),
        left_words=_("Đang giao"),
    )


@require_http_methods(["GET", "POST"])
@signed_in
def contract_new(request: HttpRequest, project_id: int) -> HttpResponse:
    """Record a signed contract."""
    project = project_of(request, project_id)
    book, _from_paper = book_queries.book_of_project(project)
    rows = MoneyRows(
        lines=[(code, year, cell.free) for (code, year), cell in book.cells.items()],
        years=_years(project, book),
        free=0 if book.cells else 1,
        data=_typed(request),
    )
    form = ContractForm(_typed(request), _files(request))
    return _form_page(
        request,
        project,
        "plans.sign_contract",
        title=_("Ghi hợp đồng"),
        form=form,
        rows=rows,
        rows_title=_("Giá trị hợp đồng theo nguồn và năm"),
        left_words=_("Vốn chưa ký"),
        act=lambda clean, parts: services.sign_contract(
            project_id=project.pk,
            number=clean["number"],
            title=clean["title"],
            contractor=clean["contractor"],
            on=clean["on"],
            ends_on=clean["ends_on"],
            warranty_until=clean["warranty_until"],
            parts=parts,
            files=typed_files(form),
            by=actor_of(request),
            at=now(),
        ),
        done=_("Đã ghi hợp đồng."),
        back=_back(project, "#hop-dong"),
        button=_("Ghi hợp đồng"),
    )


def contract_of(request: HttpRequest, contract_id: int) -> Contract:
    row: Contract = found(
        book_queries.contract_for(actor_of(request), contract_id, today()), _("Không có hợp đồng này.")
    )
    return row


@require_http_methods(["GET", "POST"])
@signed_in
def appendix(request: HttpRequest, contract_id: int) -> HttpResponse:
    """Record an appendix to a contract."""
    contract = contract_of(request, contract_id)
    (row,) = book_queries.contract_rows(Contract.objects.filter(pk=contract.pk))
    project = contract.project
    rows = MoneyRows(
        lines=[(code, year, cell.committed) for (code, year), cell in row.book.cells.items()],
        years=_years(project, row.book),
        free=1,
        data=_typed(request),
    )
    form = AppendixForm(_typed(request), _files(request))
    return _form_page(
        request,
        project,
        "plans.sign_contract",
        title=_("Phụ lục hợp đồng %(number)s") % {"number": contract.number},
        lead=_("Ghi phần thay đổi: số dương là tăng, số âm là giảm; bỏ trống nếu chỉ đổi ngày hoàn thành."),
        form=form,
        rows=rows,
        rows_needed=False,
        rows_title=_("Giá trị thay đổi"),
        left_words=_("Đang ký"),
        act=lambda clean, parts: services.add_appendix(
            contract_id=contract.pk,
            number=clean["number"],
            on=clean["on"],
            ends_on=clean["ends_on"],
            reason=clean["reason"],
            parts=parts,
            files=typed_files(form),
            by=actor_of(request),
            at=now(),
        ),
        done=_("Đã ghi phụ lục."),
        back=reverse("plans.contract", args=[contract.pk]),
        button=_("Ghi phụ lục"),
    )


@require_http_methods(["GET", "POST"])
@signed_in
def payment(request: HttpRequest, project_id: int) -> HttpResponse:
    """Record money paid out, or taken back."""
    project = project_of(request, project_id)
    book, from_paper = book_queries.book_of_project(project)
    contracts = book_queries.contract_rows(project.contracts.all())
    rows = MoneyRows(
        lines=[(code, year, cell.left) for (code, year), cell in book.cells.items()],
        years=_years(project, book),
        free=0 if book.cells else 1,
        data=_typed(request),
    )
    form = PaymentForm(
        _typed(request),
        _files(request),
        contracts=[(str(each.contract.pk), _contract_choice(each)) for each in contracts],
        may_go_over=may(request, "plans.pay_over", project.plan.unit.path),
        initial={"contract": request.GET.get("hop-dong", "")},
    )
    return _form_page(
        request,
        project,
        "plans.record_payment",
        title=_("Ghi chi tiền"),
        lead=_("Dự án chưa ghi quyết định giao vốn; giao vốn trước rồi mới chi.") if from_paper else "",
        form=form,
        rows=rows,
        rows_title=_("Số tiền theo dòng vốn"),
        left_words=_("Còn lại"),
        act=lambda clean, parts: services.record_payment(
            project_id=project.pk,
            kind=clean["kind"],
            contract_id=whole_number(clean["contract"]),
            on=clean["on"],
            voucher=clean["voucher"],
            note=clean["note"],
            over_basis=clean.get("over_basis", ""),
            parts=parts,
            files=typed_files(form),
            by=actor_of(request),
            at=now(),
        ),
        done=_("Đã ghi chi tiền."),
        back=_back(project, "#chi"),
        button=_("Ghi chi tiền"),
    )


def _contract_choice(row: book_queries.ContractRow) -> str:
    from ..money_words import vnd

    return _("%(number)s, %(who)s, còn %(left)s") % {
        "number": row.contract.number,
        "who": row.contract.contractor[:40],
        "left": vnd(row.left),
    }


@require_http_methods(["GET", "POST"])
@signed_in
def milestone_new(request: HttpRequest, project_id: int) -> HttpResponse:
    """Promise a milestone."""
    project = project_of(request, project_id)
    return _form_page(
        request,
        project,
        "plans.plan_milestone",
        title=_("Thêm mốc"),
        form=MilestoneForm(_typed(request)),
        act=lambda clean, parts: services.add_milestone(
            project_id=project.pk, by=actor_of(request), at=now(), **clean
        ),
        done=_("Đã thêm mốc."),
        back=_back(project, "#moc"),
        button=_("Thêm mốc"),
    )


def _milestone(request: HttpRequest, milestone_id: int) -> Milestone:
    row: Milestone = found(
        book_queries.milestone_for(actor_of(request), milestone_id, today()), _("Không có mốc này.")
    )
    return row


@require_http_methods(["GET", "POST"])
@signed_in
def milestone_move(request: HttpRequest, milestone_id: int) -> HttpResponse:
    """Promise another day for a milestone."""
    row = _milestone(request, milestone_id)
    begin = {"planned_on": row.planned_on, "version": row.version}
    return _form_page(
        request,
        row.project,
        "plans.plan_milestone",
        title=_("Đổi ngày của mốc “%(title)s”") % {"title": row.title},
        lead=_("Đang kế hoạch ngày %(day)s. Ngày hứa lúc đầu vẫn giữ.")
        % {"day": f"{row.planned_on:%d/%m/%Y}"},
        form=MoveMilestoneForm(_typed(request), initial=begin),
        act=lambda clean, parts: services.move_milestone(
            milestone_id=row.pk, by=actor_of(request), at=now(), **clean
        ),
        done=_("Đã đổi ngày của mốc."),
        back=_back(row.project, "#moc"),
        button=_("Đổi ngày"),
    )


@require_http_methods(["GET", "POST"])
@signed_in
def milestone_reach(request: HttpRequest, milestone_id: int) -> HttpResponse:
    """Say that a milestone was reached."""
    row = _milestone(request, milestone_id)
    form = ReachMilestoneForm(_typed(request), _files(request), initial={"version": row.version})
    return _form_page(
        request,
        row.project,
        "plans.reach_milestone",
        title=_("Ghi đạt mốc “%(title)s”") % {"title": row.title},
        form=form,
        act=lambda clean, parts: services.reach_milestone(
            milestone_id=row.pk,
            version=clean["version"],
            done_on=clean["done_on"],
            note=clean["note"],
            files=typed_files(form),
            by=actor_of(request),
            at=now(),
        ),
        done=_("Đã ghi đạt mốc."),
        back=_back(row.project, "#moc"),
        button=_("Ghi đạt"),
    )


@require_http_methods(["GET", "POST"])
@signed_in
def step(request: HttpRequest, project_id: int) -> HttpResponse:
    """Record a step of procurement."""
    project = project_of(request, project_id)
    taken = {row.key: row for row in project.steps.filter(superseded_at=None)}
    order = steps(today())
    following = next((each.key for each in order if each.key not in taken), "")
    chosen = request.GET.get("buoc", following)
    before = taken.get(chosen)
    form = StepForm(
        _typed(request),
        _files(request),
        steps=[(each.key, f"{each.name}: {each.what}") for each in order],
        initial={"key": chosen, **({"on": before.on, "paper": before.paper} if before else {})},
    )
    return _form_page(
        request,
        project,
        "plans.record_step",
        title=_("Ghi bước mua sắm, đấu thầu"),
        form=form,
        act=lambda clean, parts: services.record_step(
            project_id=project.pk,
            key=clean["key"],
            on=clean["on"],
            paper=clean["paper"],
            note=clean["note"],
            files=typed_files(form),
            by=actor_of(request),
            at=now(),
        ),
        done=_("Đã ghi bước."),
        back=_back(project, "#cac-buoc"),
        button=_("Ghi bước này"),
    )


@require_http_methods(["GET", "POST"])
@signed_in
def serve(request: HttpRequest, project_id: int) -> HttpResponse:
    """Choose the targets that a project serves."""
    project = project_of(request, project_id)
    back = _back(project, "#phuc-vu")
    if closed := _closed(request, "plans.serve_target", project, back):
        return closed
    targets = list(project.plan.targets.all())
    if request.method == "POST":
        wanted = [whole_number(each) for each in request.POST.getlist("chi-tieu")]
        try:
            added, gone = services.serve_targets(
                project_id=project.pk,
                target_ids=[each for each in wanted if each is not None],
                by=actor_of(request),
                at=now(),
            )
        except REFUSALS as refused:
            return refused_page(request, refused, request.path)
        tell(request, _("Đã nối thêm %(a)s, bỏ %(b)s chỉ tiêu.") % {"a": added, "b": gone})
        return redirect(back)
    chosen = set(project.serves.filter(ended_at=None).values_list("target_id", flat=True))
    return render(
        request,
        "plans/money/serve.html",
        {
            "project": project,
            "plan": project.plan,
            "targets": [(each, each.pk in chosen) for each in targets],
            "closed": project.plan.state == PlanState.REPLACED.value,
            "back": back,
        },
    )
