"""Deeds on an edition from its pages: a part changed, published, withdrawn, ended, dropped, a new one begun."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from dinh.ground.figures import whole_number
from dinh.look.pages import confirm
from dinh.town.pages import signed_in

from .. import queries, services
from ..forms import PARTS, EndForm, PartForm, SinceForm, WithdrawForm
from .common import actor_of, deed, edition_for, now, procedure_at, refused_page, tell


@require_http_methods(["GET", "POST"])
@signed_in
def edit_part(request: HttpRequest, edition_id: int, part: str) -> HttpResponse:
    """One part of a draft, a screen a deed. Asking for more rows saves nothing and loses nothing."""
    if part not in PARTS:
        raise Http404(_("Không có phần này."))
    row = edition_for(request, edition_id)
    back = reverse("catalog.edition", args=[row.pk])
    if row.state != "draft":
        return redirect(back)
    posted = request.POST if request.method == "POST" else None
    form = PartForm(part, queries.content_of(row), posted)
    status = 200
    if posted is not None and "them" not in posted:
        seen = whole_number(posted.get("da-xem", ""))
        try:
            services.change_draft(
                edition_id=row.pk, changes=form.changes(), seen=seen, by=actor_of(request), at=now()
            )
        except services.WrongInput as wrong:
            form.put(wrong.faults)
            status = 422
        except services.REFUSALS as refused:
            return refused_page(request, refused, request.get_full_path())
        else:
            tell(request, _("Đã ghi phần “%(part)s”.") % {"part": _(PARTS[part][0])})
            return redirect(f"{back}#{part}")
    keys = list(PARTS)
    shown = {
        "row": row,
        "part": part,
        "words": PARTS[part][0],
        "form": form,
        "parts": [(key, words) for key, (words, _within) in PARTS.items()],
        "next": keys[keys.index(part) + 1] if part != keys[-1] else "",
    }
    return render(request, "catalog/edit_part.html", shown, status=status)


@require_POST
@signed_in
def begin(request: HttpRequest, code: str) -> HttpResponse:
    """A new edition that begins as a copy of the newest published one."""
    procedure = procedure_at(code)
    back = reverse("catalog.keep", args=[procedure.code])
    form = SinceForm(request.POST)
    published = queries.editions_of(procedure)
    if not form.is_valid() or not published:
        said = [str(error) for errors in form.errors.values() for error in errors]
        return refused_page(
            request, services.WrongInput.of("since", " ".join(said) or _("Chưa có bản nào đã công bố.")), back
        )
    try:
        made = services.draft_from(
            edition_id=published[0].pk, since=form.cleaned_data["since"], by=actor_of(request), at=now()
        )
    except services.REFUSALS as refused:
        return refused_page(request, refused, back)
    tell(request, _("Đã mở bản soạn từ bản %(n)s.") % {"n": published[0].number})
    return redirect("catalog.edition", edition_id=made.pk)


@require_http_methods(["GET", "POST"])
@signed_in
def publish(request: HttpRequest, edition_id: int) -> HttpResponse:
    """Publish a draft, asked once more: a published edition is never changed."""
    row = edition_for(request, edition_id)
    back = reverse("catalog.edition", args=[row.pk])
    if request.method == "POST":
        return deed(
            request,
            lambda: services.publish_edition(edition_id=row.pk, by=actor_of(request), at=now()),
            done=_("Đã công bố. Bản trước, nếu có, hết hiệu lực ngày liền trước."),
            back=back,
            after=reverse("catalog.keep", args=[row.procedure.code]),
        )
    since = f"{row.since:%d/%m/%Y}" if row.since else _("(chưa ghi ngày)")
    return confirm(
        request,
        title=_("Công bố bản %(n)s của %(code)s?") % {"n": row.number, "code": row.procedure.code},
        says=_(
            "“%(name)s” có hiệu lực từ %(day)s; ai cũng xem được. Bản đã công bố không sửa nữa: sai thì công bố bản mới, hoặc rút."
        )
        % {"name": row.name, "day": since},
        deed=_("Công bố bản này"),
        back=back,
    )


@require_POST
@signed_in
def withdraw(request: HttpRequest, edition_id: int) -> HttpResponse:
    """Take a published edition back."""
    row = edition_for(request, edition_id)
    form = WithdrawForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    return deed(
        request,
        lambda: services.withdraw_edition(edition_id=row.pk, reason=reason, by=actor_of(request), at=now()),
        done=_("Đã rút bản này. Bản trước, nếu có, tiếp tục có hiệu lực."),
        back=reverse("catalog.edition", args=[row.pk]),
    )


@require_POST
@signed_in
def end(request: HttpRequest, edition_id: int) -> HttpResponse:
    """The procedure is abolished."""
    row = edition_for(request, edition_id)
    back = reverse("catalog.edition", args=[row.pk])
    form = EndForm(request.POST)
    if not form.is_valid():
        said = " ".join(str(error) for errors in form.errors.values() for error in errors)
        return refused_page(request, services.WrongInput.of("until", said), back)
    data = form.cleaned_data
    return deed(
        request,
        lambda: services.end_edition(
            edition_id=row.pk, until=data["until"], reason=data["reason"], by=actor_of(request), at=now()
        ),
        done=_("Đã ghi ngày chấm dứt."),
        back=back,
    )


@require_POST
@signed_in
def drop(request: HttpRequest, edition_id: int) -> HttpResponse:
    """Throw a draft away."""
    row = edition_for(request, edition_id)
    return deed(
        request,
        lambda: services.drop_draft(edition_id=row.pk, by=actor_of(request), at=now()),
        done=_("Đã bỏ bản đang soạn."),
        back=reverse("catalog.edition", args=[row.pk]),
        after=reverse("catalog.keep", args=[row.procedure.code]),
    )
