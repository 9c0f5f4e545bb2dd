"""The desk's pages: the list, one procedure with its editions and deeds, one edition whole."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from dinh.ground.text import slug
from dinh.look.shapes import Choice, FilterBar
from dinh.town.pages import signed_in

from .. import files, queries, services
from ..asking.outline import outline
from ..forms import PARTS, EndForm, NewForm, SinceForm, WithdrawForm, part_of
from ..rules import MAIN, TABLES, missing, to_cell
from .common import (
    actor_of,
    edition_for,
    may,
    now,
    open_to,
    procedure_at,
    status_of,
    tell,
    today,
    units_for,
)

STATES = {"draft": "Có bản đang soạn", "doubt": "Còn điều ngờ", "none": "Không có bản hiệu lực"}


@require_safe
@signed_in
def desk(request: HttpRequest) -> HttpResponse:
    """Every procedure, with what waits: drafts, doubts, none in force."""
    actor, day = actor_of(request), today()
    words = request.GET.get("q", "").strip()[:120]
    field, state = request.GET.get("linh-vuc", "")[:60], request.GET.get("tinh-trang", "")
    state = state if state in STATES else ""
    page = queries.kept(
        actor, day=day, words=words, field=field, state=state, after=request.GET.get("sau", "")
    )
    bar = FilterBar(
        pickers=(
            Choice(
                name="linh-vuc",
                words=_("Lĩnh vực"),
                options=[(one.code, one.name) for one, _n in queries.fields()],
                chosen=field,
            ),
            Choice(
                name="tinh-trang",
                words=_("Tình trạng"),
                options=[(key, _(said)) for key, said in STATES.items()],
                chosen=state,
            ),
        ),
        query=words,
        query_words=_("Tìm thủ tục, có dấu hoặc không dấu, hoặc mã"),
    )
    shown = {
        "bar": bar,
        "rows": page.rows,
        "page": SimpleNamespace(earlier="", later=page.later),
        "filtered": bool(words or field or state),
        "drafts": bool(units_for(actor, "catalog.draft", day)),
        "imports": bool(units_for(actor, "catalog.import", day)),
        "offers": bool(units_for(actor, "catalog.offer", day)),
    }
    return render(request, "catalog/desk.html", shown)


@require_safe
@signed_in
def keep(request: HttpRequest, code: str) -> HttpResponse:
    """One procedure for the desk: its editions through time, drafts, who offers it."""
    row = procedure_at(code)
    actor, day = actor_of(request), today()
    drafts = may(actor, "catalog.draft", row.keeper)
    editions = [e for e in queries.editions_of(row, drafts=True) if e.state != "draft" or drafts]
    shown = {
        "row": row,
        "editions": [(one, one.in_force_on(day)) for one in editions],
        "offers": queries.offers_page(row, day).rows,
        "offered": queries.offers_count(row, day),
        "local_codes": queries.local_codes(row),
        "may_draft": drafts,
        "since_form": SinceForm(),
        "newest": next((one for one in editions if one.state == "published"), None),
        "day": day,
    }
    return render(request, "catalog/keep.html", shown)


@require_safe
@signed_in
def edition(request: HttpRequest, edition_id: int) -> HttpResponse:
    """One edition whole, with the source and the doubt of each part; a draft with what it still lacks."""
    row = edition_for(request, edition_id)
    actor = actor_of(request)
    content = queries.content_of(row)
    keeper = row.procedure.keeper
    is_draft = row.state == "draft"
    shown = {
        "row": row,
        "procedure": row.procedure,
        "parts": _parts(content),
        "lacking": [(fault, part_of(fault.where)) for fault in missing(content)] if is_draft else [],
        "may_change": is_draft and may(actor, "catalog.draft", keeper),
        "may_publish": is_draft and may(actor, "catalog.publish", keeper),
        "may_withdraw": row.state == "published" and may(actor, "catalog.withdraw", keeper),
        "withdraw_form": WithdrawForm(),
        "end_form": EndForm(),
        "doubts": sum(1 for said in row.sources.values() if said.get("doubt")),
    }
    return render(request, "catalog/edition.html", shown)


def _parts(content: dict[str, Any]) -> list[dict[str, Any]]:
    """The parts as the page shows them: single values as question and answer, tables as rows of words."""
    said = {row["field"]: row for row in content["sources"]}
    main = {column.key: column for column in MAIN}
    found: list[dict[str, Any]] = []
    for part, (words, within) in PARTS.items():
        one: dict[str, Any] = {
            "part": part,
            "words": _(words),
            "facts": [],
            "heads": [],
            "rows": [],
            "notes": [],
        }
        if isinstance(within, str):
            columns = TABLES[within][1]
            rows = content[within]
            used = [
                c
                for c in columns
                if c.required or c.key == "amount" or any(row[c.key] != c.empty for row in rows)
            ]
            one["heads"] = [(_(c.head), c.kind in ("whole", "money")) for c in used]
            one["rows"] = [
                [(*head, _cell(c, row[c.key])) for head, c in zip(one["heads"], used, strict=True)]
                for row in rows
            ]
            one["notes"] = [said[within]] if within in said and within != "sources" else []
            one["table"] = within
        else:
            one["facts"] = [
                (_(main[key].head), _cell(main[key], content[key]))
                for key in within
                if content[key] not in ("", None, [], {})
            ]
            one["notes"] = [said[key] | {"words": _(main[key].head)} for key in within if key in said]
        found.append(one)
    return found


def _cell(column: Any, value: Any) -> Any:
    if column.key == "amount" and value is None:
        return _("chưa rõ")
    if column.kind == "code":
        return _(column.options.get(value, value)) if value else ""
    if column.kind == "codes":
        return "; ".join(_(column.options.get(each, each)) for each in value)
    if column.kind == "flag":
        return _("có") if value else _("không")
    if column.key == "form_schema" and value:
        parts = outline(value)
        return _("%(pages)s trang, %(fields)s mục") % {
            "pages": len(parts), "fields": sum(len(part.fields) for part in parts)
        }  # fmt: skip
    return to_cell(column, value)


@require_http_methods(["GET", "POST"])
@signed_in
def new(request: HttpRequest) -> HttpResponse:
    """Enter a procedure that the catalogue does not know: its first draft."""
    if closed := open_to(request, "catalog.draft", reverse("catalog.desk")):
        return closed
    actor, day = actor_of(request), today()
    keepers = {unit.pk: unit for unit in units_for(actor, "catalog.draft", day)}
    fields = {one.code: one.name for one, _n in queries.fields()}
    form = NewForm(request.POST or None, fields=list(fields.items()), keepers=list(keepers.values()))
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            data = form.cleaned_data
            typed = data["field_name"].strip()
            code = data["field_code"] or slug(typed)[:60]
            if queries.procedure_by_code(data["code"]):
                form.add_error("code", _("Thủ tục này đã có trong danh mục; soạn bản mới ở trang của nó."))
            elif not code:
                form.add_error("field_code", _("Chọn lĩnh vực, hoặc ghi lĩnh vực mới."))
            else:
                try:
                    made = services.draft_edition(
                        code=data["code"],
                        content={"name": data["name"]},
                        field_code=code,
                        field_name=fields.get(code, typed),
                        words=data["words"],
                        keeper=keepers[int(data["keeper"])],
                        by=actor,
                        at=now(),
                    )
                except services.REFUSALS as refused:
                    for fault in getattr(refused, "faults", ()):
                        form.add_error(fault.where if fault.where in form.fields else None, fault.sentence)
                    if not getattr(refused, "faults", ()):
                        form.add_error(None, str(refused))
                    status = status_of(refused)
                else:
                    tell(request, _("Đã mở bản soạn. Điền từng phần rồi công bố."))
                    return redirect("catalog.edition", edition_id=made.pk)
    return render(request, "catalog/new.html", {"form": form}, status=status)


@require_safe
@signed_in
def export(request: HttpRequest, kind: str) -> HttpResponse:
    """The published catalogue as a file: what may be seen by all may be taken by all who are signed in."""
    found = queries.documents()
    make, media = {
        "json": (files.to_json, "application/json"),
        "xlsx": (files.to_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    }[kind]
    response = HttpResponse(make(found), content_type=media)
    response["Content-Disposition"] = f'attachment; filename="danh-muc-thu-tuc-{today():%Y-%m-%d}.{kind}"'
    return response
