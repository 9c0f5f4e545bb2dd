"""One plan: where its targets stand, its tasks, projects, duties, what is wrong in its text, its history."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from dinh.ground.figures import whole_number
from dinh.ground.search import search_q
from dinh.look.shapes import Choice, FilterBar, Part
from dinh.plans import outlooks, queries, rules, services
from dinh.plans.forms import AmendForm, put_faults
from dinh.plans.models import Plan
from dinh.plans.rules.standing import days_gone
from dinh.plans.shapes import PILLARS, SEVERITY, StandingKind
from dinh.town.pages import signed_in

from .common import REFUSALS, actor_of, closed_to, found, may, now, refused_page, status_of, tell, today
from .money.show import plan_context as money_of_plan
from .review.problems import ProblemRow, problem_rows
from .rows import one_year, project_lines, story_of, target_lines, task_lines

SECTIONS = ("chi-tieu", "nhiem-vu", "du-an", "kinh-phi", "bao-cao", "van-de", "lich-su")
FEW = 12
FEW_FORETOLD = 4


def _plan(request: HttpRequest, plan_id: int) -> Plan:
    plan: Plan = found(queries.plan_for(actor_of(request), plan_id, today()), _("Không có kế hoạch này."))
    return plan


@require_GET
@signed_in
def plan(request: HttpRequest, plan_id: int, section: str = "") -> HttpResponse:
    """A plan at a glance, or one of its parts in full."""
    row = _plan(request, plan_id)
    if section and section not in SECTIONS:
        raise Http404(_("Kế hoạch không có phần này."))
    day = today()
    targets = queries.scorecard(row, today=day)
    context: dict[str, Any] = {
        "plan": row,
        "section": section,
        "day": day,
        "jumps": _jumps(row, len(targets)),
        "gone": _gone(row, day),
        "may_amend": may(request, "plans.amend", row.unit.path),
        "may_link": may(request, "plans.link", row.unit.path) and row.carries_out_id,
        "waiting": queries.waiting_in(row, actor_of(request), day),
        "stopped": row.unit.until is not None and row.unit.until < day,
    }
    builders = {
        "": _overview,
        "chi-tieu": _targets,
        "nhiem-vu": _tasks,
        "du-an": _projects,
        "kinh-phi": _money,
        "bao-cao": _duties,
        "van-de": _problems,
        "lich-su": _history,
    }
    context |= builders[section](request, row, targets, day)
    return render(request, "plans/plan.html", context)


def _jumps(row: Plan, targets: int) -> list[tuple[str, str, int | None, str]]:
    """(key, words, number, address) of each part."""
    numbers: list[tuple[str, str, int | None]] = [
        ("", _("Tổng quan"), None),
        ("chi-tieu", _("Chỉ tiêu"), targets),
        ("nhiem-vu", _("Nhiệm vụ"), row.tasks.count()),
        ("du-an", _("Dự án"), row.projects.count()),
        ("kinh-phi", _("Kinh phí"), None),
        ("bao-cao", _("Chế độ báo cáo"), row.duties.count()),
        ("van-de", _("Vấn đề trong văn bản"), row.reading.problems.count()),
        ("lich-su", _("Lịch sử"), None),
    ]
    return [
        (
            key,
            words,
            number,
            reverse("plans.plan_part", args=[row.pk, key]) if key else reverse("plans.plan", args=[row.pk]),
        )
        for key, words, number in numbers
    ]


def _gone(row: Plan, day: date) -> tuple[int, int] | None:
    if not row.horizon_to:
        return None
    start = date(min(row.horizon_from or row.since.year, row.horizon_to), 1, 1)
    end = min(day, row.unit.until) if row.unit.until else day
    return days_gone(start, date(row.horizon_to, 12, 31), end)


def band_of(targets: Sequence[queries.TargetRow], url: str) -> list[Part]:
    """The standing band; each part leads to its targets."""
    return [
        Part(kind.look, _(kind.word), number, f"{url}?tinh-trang={kind.value}")
        for kind, number in rules.count_standings(row.standing for row in targets)
    ]


def _overview(
    request: HttpRequest, row: Plan, targets: Sequence[queries.TargetRow], day: date
) -> dict[str, Any]:
    all_targets = reverse("plans.plan_part", args=[row.pk, "chi-tieu"])
    foretold = outlooks.outlooks_of([each.target.pk for each in targets], at=now())
    tasks = queries.task_rows(row, today=day)
    projects = queries.project_rows(row, today=day)
    problems = queries.plan_problems(row)
    links = queries.links_of_plan(row)
    pillars = [
        (
            pillar,
            [Part(kind.look, _(kind.word), number) for kind, number in pillar.counts],
            f"{all_targets}?tru-cot={pillar.key}",
        )
        for pillar in queries.pillar_rows(targets)
    ]
    return {
        "total": len(targets),
        "band": band_of(targets, all_targets),
        "pillars": pillars,
        "target_lines": target_lines(row, targets[:FEW], foretold),
        "unlikely": sorted(filter(lambda each: each.unlikely, foretold.values()), key=lambda each: each.sure)[
            :FEW_FORETOLD
        ],
        "unlikely_total": sum(each.unlikely for each in foretold.values()),
        "foretold_total": sum(each.chance is not None for each in foretold.values()),
        "targets_left": max(0, len(targets) - FEW),
        "task_lines": task_lines(tasks[:FEW], row, day),
        "one_year": one_year(row),
        "task_total": len(tasks),
        "task_band": [
            Part(kind.look, _(kind.word), number)
            for kind, number in rules.count_standings(each.standing for each in tasks)
        ],
        **project_lines(projects),
        "problems": [ProblemRow(each, (), ()) for each in problems[:5]],
        "problem_total": len(problems),
        "problems_open": sum(each.is_open for each in problems),
        "links": [link for link in links if link.difference][:6],
        "link_total": len(links),
        "unmatched": sum(each.target.lead_unmatched for each in targets)
        + sum(each.task.lead_unmatched for each in tasks),
    }


def _targets(
    request: HttpRequest, row: Plan, targets: Sequence[queries.TargetRow], day: date
) -> dict[str, Any]:
    """Every target, filtered by words, standing, pillar, office."""
    query, standing = request.GET.get("q", "").strip(), request.GET.get("tinh-trang", "")
    pillar, office = request.GET.get("tru-cot", ""), request.GET.get("chu-tri", "")
    hits = set(row.targets.filter(search_q("search", query)).values_list("pk", flat=True)) if query else None
    shown = [
        each
        for each in targets
        if (not standing or each.standing.kind.value == standing)
        and (not pillar or each.target.pillar == pillar)
        and (not office or each.target.lead_name == office)
        and (hits is None or each.target.pk in hits)
    ]
    present = {each.standing.kind for each in targets}
    bar = FilterBar(
        pickers=(
            Choice(
                name="tinh-trang",
                words=_("Tình trạng"),
                options=[(kind.value, _(kind.word)) for kind in SEVERITY if kind in present],
                chosen=standing,
            ),
            Choice(
                name="tru-cot",
                words=_("Trụ cột"),
                options=[
                    (key, _(PILLARS[key])) for key in PILLARS if any(t.target.pillar == key for t in targets)
                ],
                chosen=pillar,
            ),
            Choice(
                name="chu-tri",
                words=_("Chủ trì"),
                options=[(name, name) for name in sorted({t.target.lead_name for t in targets} - {""})],
                chosen=office,
            ),
        ),
        query=query,
        query_words=_("Tìm chỉ tiêu"),
    )
    foretold = outlooks.outlooks_of([each.target.pk for each in shown], at=now())
    return {
        "target_lines": target_lines(row, shown, foretold),
        "bar": bar,
        "total": len(targets),
        "shown": len(shown),
    }


def _tasks(
    request: HttpRequest, row: Plan, targets: Sequence[queries.TargetRow], day: date
) -> dict[str, Any]:
    query, standing = request.GET.get("q", "").strip(), request.GET.get("tinh-trang", "")
    rows = queries.task_rows(row, today=day)
    hits = set(row.tasks.filter(search_q("search", query)).values_list("pk", flat=True)) if query else None
    shown = [
        each
        for each in rows
        if (not standing or each.standing.kind.value == standing) and (hits is None or each.task.pk in hits)
    ]
    bar = FilterBar(
        pickers=(
            Choice(
                name="tinh-trang",
                words=_("Tình trạng"),
                options=[(kind.value, _(kind.word)) for kind in StandingKind],
                chosen=standing,
            ),
        ),
        query=query,
        query_words=_("Tìm nhiệm vụ"),
    )
    return {
        "one_year": one_year(row),
        "task_lines": task_lines(shown, row, day),
        "bar": bar,
        "task_total": len(rows),
        "shown": len(shown),
    }


def _projects(
    request: HttpRequest, row: Plan, targets: Sequence[queries.TargetRow], day: date
) -> dict[str, Any]:
    return project_lines(queries.project_rows(row, today=day))


def _money(
    request: HttpRequest, row: Plan, targets: Sequence[queries.TargetRow], day: date
) -> dict[str, Any]:
    return money_of_plan(request, row)


def _duties(
    request: HttpRequest, row: Plan, targets: Sequence[queries.TargetRow], day: date
) -> dict[str, Any]:
    return {"duties": list(row.duties.select_related("who_office").prefetch_related("places"))}


def _problems(
    request: HttpRequest, row: Plan, targets: Sequence[queries.TargetRow], day: date
) -> dict[str, Any]:
    problems = queries.plan_problems(row)
    return {
        "problems": problem_rows(problems, row.reading, plan=row),
        "problem_total": len(problems),
        "problems_open": sum(each.is_open for each in problems),
        "links": queries.links_of_plan(row),
    }


def _history(
    request: HttpRequest, row: Plan, targets: Sequence[queries.TargetRow], day: date
) -> dict[str, Any]:
    before = request.GET.get("sau", "")
    path = row.unit.path
    drafts = may(request, "plans.enter_value", path) or may(request, "plans.approve_value", path)
    return story_of(row.ref, before=whole_number(before), drafts=drafts)


@require_http_methods(["GET", "POST"])
@signed_in
def amend(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Say that a later plan amends or replaces this one."""
    row = _plan(request, plan_id)
    back = reverse("plans.plan", args=[row.pk])
    if closed := closed_to(request, "plans.amend", row.unit.path, back):
        return closed
    later = (
        queries.visible_plans(actor_of(request), today())
        .filter(since__gte=row.since)
        .exclude(pk=row.pk)
        .order_by("-since")[:100]
    )
    choices = [(str(each.pk), f"{each.name}: {each.title}"[:140]) for each in later]
    form = AmendForm(request.POST or None, plans=choices)
    status = 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        try:
            services.amend(
                plan_id=row.pk,
                by_plan_id=int(form.cleaned_data["by_plan"]),
                whole=form.cleaned_data["whole"] == "1",
                since=form.cleaned_data["since"],
                by=actor_of(request),
                at=now(),
            )
        except services.PlanRefused as refused:
            put_faults(form, refused)
            status = status_of(refused)
        except REFUSALS as refused:
            return refused_page(request, refused, back)
        else:
            tell(request, _("Đã ghi. Kế hoạch trước vẫn đọc được như cũ."))
            return redirect("plans.plan", plan_id=row.pk)
    return render(request, "plans/amend.html", {"plan": row, "form": form, "choices": choices}, status=status)


def _link_pairs(request: HttpRequest, plan: Plan) -> tuple[int, Exception | None]:
    """Tie the ticked pairs of this plan; a pair that is not its own is passed over. Gives how many were tied, and what
    was refused on the way."""
    own = set(plan.targets.values_list("pk", flat=True))
    above = set(plan.carries_out.targets.values_list("pk", flat=True)) if plan.carries_out else set()
    done = 0
    for pair in request.POST.getlist("cap"):
        first, _dash, rest = pair.partition("-")
        second, _dash, kind = rest.partition("-")
        target, parent = whole_number(first), whole_number(second)
        if target not in own or parent not in above:
            continue
        try:
            services.link_targets(
                target_id=target, parent_id=parent, kind=kind, by=actor_of(request), at=now()
            )
            done += 1
        except REFUSALS as refused:
            return done, refused
    return done, None


@require_http_methods(["GET", "POST"])
@signed_in
def link(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Tie this plan's targets to those of the plan it carries out, from the machine's suggestions."""
    row = _plan(request, plan_id)
    if row.carries_out is None:
        return redirect("plans.plan", plan_id=row.pk)
    if closed := closed_to(request, "plans.link", row.unit.path, reverse("plans.plan", args=[row.pk])):
        return closed
    if request.method == "POST":
        done, refused = _link_pairs(request, row)
        if done:
            tell(request, _("Đã nối %(n)s cặp chỉ tiêu.") % {"n": done})
        elif refused is None:
            refused = services.WrongInput.of("cap", _("Chưa đánh dấu cặp nào của hai kế hoạch này."))
        if refused:
            return refused_page(request, refused, request.path)
        return redirect("plans.plan_part", plan_id=row.pk, section="van-de")
    by_id = {each.pk: each for each in row.targets.all()} | {
        each.pk: each for each in row.carries_out.targets.all()
    }
    guesses = [
        (guess, by_id[guess.target], by_id[guess.parent])
        for guess in services.suggest_links(row, row.carries_out)
    ]
    return render(
        request,
        "plans/link.html",
        {"plan": row, "guesses": guesses, "may_link": may(request, "plans.link", row.unit.path)},
    )
