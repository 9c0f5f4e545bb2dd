"""Deeds on one person, each on a page of its own: a form, a confirmation for what cannot be taken back, then the deed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from dinh.look.pages import confirm
from dinh.town import people_queries, queries, services
from dinh.town.models import Account, Person, Unit
from dinh.town.people_forms import AccountForm, EndForm, MandateForm, PersonForm, PostForm, StandInForm
from dinh.town.shapes import Actor

from . import telling
from .deed_pages import chosen_unit, first_password_page, forbidden, person_or_404, put, required
from .gate import signed_in

View = Callable[..., HttpResponse]


@dataclass(frozen=True)
class _Asked:
    """A request for a deed on somebody, with what every deed needs."""

    request: HttpRequest
    person: Person
    today: date
    extra: dict[str, Any] = field(default_factory=dict)

    @property
    def actor(self) -> Actor:
        return self.request.actor  # type: ignore[attr-defined, no-any-return]

    @property
    def posted(self) -> Any:
        return self.request.POST if self.request.method == "POST" else None

    @property
    def sure(self) -> bool:
        return self.request.POST.get("da-chac") == "1"

    @property
    def mine(self) -> bool:
        return self.person.pk == self.actor.person_id

    @property
    def back(self) -> str:
        return reverse("town.person", args=[self.person.pk])

    def show(self, form: forms.Form, title: str, deed: str, **more: Any) -> HttpResponse:
        """The page of the form; 422 when something in it is wrong."""
        shown = {"person": self.person, "form": form, "title": title, "deed": deed, "back": self.back, **more}
        return render(self.request, "town/person_deed.html", shown, status=422 if form.errors else 200)

    def done(self, words: str) -> HttpResponse:
        messages.success(self.request, words)
        return redirect(self.back)


def _deed(view: View) -> View:
    """A deed on the person of the address, for who may see them."""

    @never_cache
    @require_http_methods(["GET", "HEAD", "POST"])
    @signed_in
    def page(request: HttpRequest, person_id: int, **more: Any) -> HttpResponse:
        today = timezone.localdate()
        return view(_Asked(request, person_or_404(request, person_id, today), today), **more)

    return page


def _unit(asked: _Asked, deed: str) -> tuple[Unit | None, list[Unit]]:
    """The unit acted in: the one of the address, else where the person works, else the first one may act in."""
    units = people_queries.units_to_act_in(asked.actor, deed, asked.today)
    post = queries.post_of(asked.person.pk, asked.today)
    return chosen_unit(asked.request, units, post.unit.code if post else ""), units


# ---------------------------------------------------------------- posts


@_deed
def appoint(asked: _Asked) -> HttpResponse:
    """Give a post."""
    unit, units = _unit(asked, "town.appoint")
    if unit is None:
        return forbidden(asked.request, "town.appoint", asked.request.GET.get("don-vi", ""))
    form = PostForm(
        asked.posted, offices=queries.offices_of(unit, asked.today), initial={"since": asked.today}
    )
    if form.is_bound and form.is_valid():
        try:
            services.appoint(
                person=asked.person,
                unit=unit,
                office=form.chosen_office(),
                title=form.cleaned_data["title"],
                since=form.cleaned_data["since"],
                by=asked.actor,
                at=timezone.now(),
            )
        except services.PROBLEMS as problem:
            put(form, problem)
        else:
            return asked.done(_("Đã ghi chức vụ %(title)s.") % {"title": form.cleaned_data["title"]})
    return asked.show(form, _("Bổ nhiệm chức vụ"), _("Ghi chức vụ"), unit=unit, units=units)


@_deed
def end_post(asked: _Asked, post_id: int) -> HttpResponse:
    """The person leaves a post."""
    post = people_queries.post_of_person(asked.person, post_id)
    if post is None:
        raise Http404(_("Không có chức vụ này."))
    required(asked.request, "town.end_post", post.unit.path)
    words = f"{post.title}, {post.office or post.unit.name_in_text}"
    return _ending(
        asked,
        title=_("Thôi chức vụ %(post)s") % {"post": words},
        says=_(
            "%(name)s thôi giữ chức vụ này sau ngày %(day)s. Quyền hạn không tự hết theo. Không lấy lại được."
        ),
        deed=_("Cho thôi chức vụ"),
        first=post.since,
        last=post.until,
        do=lambda until, reason: services.end_post(
            post_id=post.pk, until=until, by=asked.actor, at=timezone.now()
        ),
        done=_("Đã ghi thôi chức vụ."),
        reason=False,
    )


# ---------------------------------------------------------------- name, e-mail, telephone


@_deed
def correct(asked: _Asked) -> HttpResponse:
    """Set right the name, the e-mail, the telephone; one's own name only where one administers."""
    who, over = asked.person, _is_over(asked, "town.correct_person")
    if not over and not asked.mine:
        _over(asked, "town.correct_person")
    stands = {"name": who.name, "email": who.email, "phone": who.phone}
    form = PersonForm(asked.posted, initial=stands, name_too=over)
    if form.is_bound and form.is_valid():
        typed = stands | form.cleaned_data
        try:
            services.correct_person(person_id=who.pk, by=asked.actor, at=timezone.now(), **typed)
        except services.PROBLEMS as problem:
            put(form, problem)
        else:
            return asked.done(_("Đã ghi thông tin của %(name)s.") % {"name": typed["name"]})
    return asked.show(form, _("Sửa thông tin"), _("Ghi lại"))


# ---------------------------------------------------------------- mandates


@_deed
def give_mandate(asked: _Asked) -> HttpResponse:
    """Give a role over a unit or an office."""
    unit, units = _unit(asked, "town.give_mandate")
    if unit is None:
        return forbidden(asked.request, "town.give_mandate", asked.request.GET.get("don-vi", ""))
    form = MandateForm(
        asked.posted, offices=queries.offices_of(unit, asked.today), initial={"since": asked.today}
    )
    if form.is_bound and form.is_valid():
        values = form.cleaned_data
        try:
            given = services.give_mandate(
                person=asked.person,
                role=values["role"],
                unit=unit,
                office=form.mandate_office(),
                since=values["since"],
                until=values["until"],
                basis=values["basis"],
                by=asked.actor,
                at=timezone.now(),
            )
        except services.PROBLEMS as problem:
            put(form, problem)
        else:
            return asked.done(_("Đã giao quyền %(mandate)s.") % {"mandate": telling.role_and_scope(given)})
    return asked.show(form, _("Giao quyền hạn"), _("Giao quyền"), unit=unit, units=units)


@_deed
def end_mandate(asked: _Asked, mandate_id: int) -> HttpResponse:
    """End a mandate."""
    mandate = people_queries.mandate_of_person(asked.person, mandate_id)
    if mandate is None:
        raise Http404(_("Không có quyền hạn này."))
    required(asked.request, "town.end_mandate", mandate.unit.path)
    return _ending(
        asked,
        title=_("Chấm dứt quyền %(mandate)s") % {"mandate": telling.role_and_scope(mandate)},
        says=_("%(name)s không còn quyền này sau ngày %(day)s. Không lấy lại được; cần thì giao quyền mới."),
        deed=_("Chấm dứt quyền"),
        first=mandate.since,
        last=mandate.until,
        do=lambda until, reason: services.end_mandate(
            mandate_id=mandate.pk, until=until, reason=reason, by=asked.actor, at=timezone.now()
        ),
        done=_("Đã chấm dứt quyền."),
    )


def _ending(
    asked: _Asked,
    *,
    title: str,
    says: str,
    deed: str,
    first: date | None,
    last: date | None,
    do: Callable[[date, str], object],
    done: str,
    reason: bool = True,
    whole_span: bool = False,
) -> HttpResponse:
    """Ask for the last day, then whether one is sure, then end. `last` is the end there is already; the new one comes
    before it, or (`whole_span`) not after it."""
    latest = last if whole_span or last is None else last - timedelta(1)
    over = _("Ngày này phải từ %(first)s đến %(last)s") % {
        "first": f"{first:%d/%m/%Y}" if first else _("trước tới nay"),
        "last": f"{latest:%d/%m/%Y}" if latest else _("sau này"),
    }
    day = min(max(asked.today, first or asked.today), latest or asked.today)
    kept: dict[str, Any] = {"first": first, "last": latest, "over": over, "reason": reason}
    form = EndForm(asked.posted, initial={"until": day}, **kept)
    if form.is_bound and form.is_valid():
        until, why = form.cleaned_data["until"], form.cleaned_data.get("reason", "")
        said = f"{until:%d/%m/%Y}"
        if not asked.sure:
            return confirm(
                asked.request,
                title=f"{title}?",
                says=says % {"name": asked.person.name, "day": said},
                deed=deed,
                back=asked.back,
                back_words=_("Quay lại %(name)s") % {"name": asked.person.name},
                hidden={"until": said, "reason": why},
            )
        try:
            do(until, why)
        except services.PROBLEMS as problem:
            put(form, problem)
        else:
            return asked.done(done)
    return asked.show(form, title, deed)


# ---------------------------------------------------------------- standing in


@_deed
def arrange_stand_in(asked: _Asked) -> HttpResponse:
    """Somebody acts for the person for some days."""
    words = asked.request.GET.get("q", "").strip()[:120]
    people = people_queries.stand_in_candidates(asked.person, asked.today, words)
    mandates = [
        (m, telling.role_and_scope(m)) for m in people_queries.lasting_mandates(asked.person, asked.today)
    ]
    _may_arrange(asked, [m for m, _words in mandates])
    first = {"since": asked.today, "mandates": [m.pk for m, _words in mandates]}
    form = StandInForm(asked.posted, people=people, mandates=mandates, initial=first)
    if form.is_bound and form.is_valid():
        values = form.cleaned_data
        stand_in = form.people[values["stand_in"]]
        try:
            services.arrange_stand_in(
                absent=asked.person,
                stand_in=stand_in,
                since=values["since"],
                until=values["until"],
                mandates=[form.lendable[pk] for pk in values["mandates"]],
                basis=values["basis"],
                by=asked.actor,
                at=timezone.now(),
            )
        except services.PROBLEMS as problem:
            put(form, problem)
        else:
            days = {"name": stand_in.name, "day": f"{values['until']:%d/%m/%Y}"}
            return asked.done(_("Đã giao %(name)s thay quyền đến hết %(day)s.") % days)
    narrow = len(people) >= people_queries.MOST_STAND_INS or bool(words)
    return asked.show(
        form, _("Giao người thay quyền"), _("Giao người thay"), narrow=narrow, words=words, nobody=not people
    )


def _may_arrange(asked: _Asked, mandates: list[Any]) -> None:
    """Refuse before the form when not one mandate may be lent; the page names who could."""
    for mandate in mandates:
        path, office = mandate.unit.path, mandate.office_id
        if asked.mine and services.may_lend(asked.actor, path, asked.today, office):
            return
        if services.allowed(asked.actor, "town.give_mandate", path, asked.today):
            return
    home = mandates[0].unit.path if mandates else queries.home_path(asked.person.pk)
    required(asked.request, "town.arrange_stand_in" if asked.mine else "town.give_mandate", home)


@_deed
def end_stand_in(asked: _Asked, stand_in_id: int) -> HttpResponse:
    """End a standing-in early."""
    one = people_queries.stand_in_of_person(asked.person, stand_in_id)
    if one is None:
        raise Http404(_("Không có lần thay quyền này."))
    if asked.actor.person_id not in {one.absent_id, one.by_id}:
        for mandate in one.mandates.select_related("unit"):
            required(asked.request, "town.give_mandate", mandate.unit.path)
    names = {"by": one.by.name, "absent": one.absent.name}
    return _ending(
        asked,
        title=_("Kết thúc việc %(by)s thay %(absent)s") % names,
        says=_(
            "Sau ngày %(day)s người thay không còn quyền của người vắng. Không lấy lại được; cần thì giao lại."
        ),
        deed=_("Kết thúc thay quyền"),
        first=one.since,
        last=one.until,
        do=lambda until, reason: services.end_stand_in(
            stand_in_id=one.pk, until=until, by=asked.actor, at=timezone.now()
        ),
        done=_("Đã kết thúc việc thay quyền."),
        reason=False,
        whole_span=True,
    )


# ---------------------------------------------------------------- account


@_deed
def open_account(asked: _Asked) -> HttpResponse:
    """Give a name to sign in with; answers with the first password, shown this once."""
    _over(asked, "town.open_account")
    if getattr(asked.person, "account", None) is not None:
        return redirect(asked.back)
    form = AccountForm(asked.posted)
    if form.is_bound and form.is_valid():
        password = services.first_password()
        try:
            account = services.open_account(
                person=asked.person,
                username=form.cleaned_data["username"],
                password=password,
                by=asked.actor,
                at=timezone.now(),
            )
        except services.PROBLEMS as problem:
            put(form, problem)
        else:
            return first_password_page(asked.request, account, password)
    return asked.show(form, _("Lập tài khoản"), _("Lập tài khoản"))


@_deed
def reset_password(asked: _Asked) -> HttpResponse:
    """A new first password; the old one is gone at once."""
    account = _account(asked, "town.reset_password")
    if not asked.sure:
        return _sure(
            asked,
            title=_("Cấp lại mật khẩu cho %(name)s?") % {"name": asked.person.name},
            says=_(
                "Mật khẩu đang dùng mất hiệu lực ngay và mọi nơi đang đăng nhập bị đăng xuất. Không lấy lại được."
            ),
            deed=_("Cấp lại mật khẩu"),
        )
    password = services.first_password()
    changed = _do(services.reset_password, asked, account, new=password)
    return first_password_page(asked.request, changed, password)


@_deed
def close_account(asked: _Asked) -> HttpResponse:
    """Nobody signs in with it any more."""
    account = _account(asked, "town.close_account")
    if not asked.sure:
        return _sure(
            asked,
            title=_("Khóa tài khoản %(username)s?") % {"username": account.username},
            says=_(
                "%(name)s bị đăng xuất ngay và không đăng nhập được nữa. Quyền hạn và lịch sử vẫn giữ nguyên."
            )
            % {"name": asked.person.name},
            deed=_("Khóa tài khoản"),
        )
    _do(services.close_account, asked, account)
    return asked.done(_("Đã khóa tài khoản %(username)s.") % {"username": account.username})


@_deed
def reopen_account(asked: _Asked) -> HttpResponse:
    """A closed account works again, with a new first password."""
    account = _account(asked, "town.open_account")
    if not asked.sure:
        return _sure(
            asked,
            title=_("Mở lại tài khoản %(username)s?") % {"username": account.username},
            says=_("%(name)s đăng nhập được với mật khẩu mới và các quyền còn hiệu lực.")
            % {"name": asked.person.name},
            deed=_("Mở lại tài khoản"),
        )
    password = services.first_password()
    changed = _do(services.reopen_account, asked, account, new=password)
    return first_password_page(asked.request, changed, password)


def _is_over(asked: _Asked, deed: str) -> bool:
    places = queries.places_of(asked.person.pk, asked.today)
    return all(services.allowed(asked.actor, deed, path, asked.today) for path in places)


def _over(asked: _Asked, deed: str) -> None:
    for path in queries.places_of(asked.person.pk, asked.today):
        required(asked.request, deed, path)


def _account(asked: _Asked, deed: str) -> Account:
    _over(asked, deed)
    account: Account | None = getattr(asked.person, "account", None)
    if account is None:
        raise Http404(_("%(name)s chưa có tài khoản.") % {"name": asked.person.name})
    return account


def _sure(asked: _Asked, *, title: str, says: str, deed: str) -> HttpResponse:
    words = _("Quay lại %(name)s") % {"name": asked.person.name}
    return confirm(asked.request, title=title, says=says, deed=deed, back=asked.back, back_words=words)


def _do(deed: Callable[..., Account], asked: _Asked, account: Account, **more: Any) -> Account:
    """Do a deed on an account; what does not fit is said on the refusal page."""
    try:
        return deed(account_id=account.pk, by=asked.actor, at=timezone.now(), **more)
    except services.PROBLEMS as problem:
        raise PermissionDenied(str(problem)) from problem
