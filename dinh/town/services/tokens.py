"""Keys of the API: made and shown once, used, revoked. Programs that act under their own name."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from dinh.ground import services as ground
from dinh.ground.text import fold, nfc
from dinh.town import queries, rules
from dinh.town.models import ApiReply, ApiToken, Person, Unit
from dinh.town.shapes import Actor

from .deeds import NotAllowed, require
from .mandates import give_mandate, inherited_paths

PREFIX = "dinh_"
LONGEST = timedelta(days=366)
MOST_KEYS = 20
"""Keys in force that one person may have: more than that nobody keeps track of."""
TOUCH = timedelta(minutes=1)
KEEP_REPLIES = timedelta(days=7)


class TokenProblem(ValueError):
    """The key cannot be so. `.field` names the form field; `str()` is a Vietnamese sentence."""

    def __init__(self, sentence: str, field: str = "") -> None:
        super().__init__(sentence)
        self.field = field


@transaction.atomic
def make_token(
    *,
    person: Person,
    name: str,
    scopes: Mapping[str, str],
    until: date,
    by: Actor | None,
    at: datetime,
    unit: Unit | None = None,
) -> tuple[ApiToken, str]:
    """A new key of one's own, or of a program one answers for. The second value is the key itself, told this once."""
    _may_handle(person, "town.give_system_key", by, at)
    today = timezone.localtime(at).date()
    name = " ".join(nfc(name).split())
    if not name:
        raise TokenProblem(_("Tên khóa: ghi khóa dùng cho việc gì, để sau này biết mà thu hồi."), "name")
    given = {room: scope for room, scope in scopes.items() if scope in {rules.READ, rules.WRITE}}
    if not given:
        raise TokenProblem(_("Phạm vi: chọn ít nhất một phần được đọc hoặc được ghi."), "scopes")
    if not today <= until <= today + LONGEST:
        raise TokenProblem(_("Đến hết ngày: từ hôm nay, lâu nhất một năm."), "until")
    if sum(token.in_force(today) for token in ApiToken.objects.filter(person=person)) >= MOST_KEYS:
        raise TokenProblem(
            _("Đã có %(n)s khóa đang dùng: thu hồi khóa không dùng nữa trước đã.") % {"n": MOST_KEYS}
        )
    key = PREFIX + secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        person=person,
        name=name[:80],
        mark=key[:8],
        sha256=rules.hash_of(key),
        scopes=given,
        unit=unit,
        paths=[unit.path, *inherited_paths(unit)] if unit else [],
        since=today,
        until=until,
        made_at=at,
        made_by_id=by.person_id if by else None,
    )
    ground.write(
        deed="town.api-key-made",
        about=person.ref,
        by=by.ref if by else None,
        at=at,
        data={
            "name": token.name,
            "mark": token.mark,
            "scopes": given,
            "unit": unit.code if unit else None,
            "until": until,
        },
        also=[token.ref],
    )
    return token, key


def _may_handle(person: Person, deed: str, by: Actor | None, at: datetime) -> None:
    """One's own keys are one's own affair; those of a program are for who may over every place where it works."""
    if by is None or (by.person_id == person.pk and not person.is_system):
        return
    if not person.is_system and deed == "town.give_system_key":
        raise NotAllowed(
            _("Khóa của %(name)s thì chính %(name)s lập: không ai lập thay người khác.")
            % {"name": person.name}
        )
    for path in queries.places_of(person.pk, timezone.localtime(at).date()):
        require(by, deed, path, at)


@transaction.atomic
def revoke_token(*, token_id: int, by: Actor | None, at: datetime) -> ApiToken:
    """The key opens nothing from now on."""
    token = ApiToken.objects.select_for_update(of=("self",)).select_related("person").get(pk=token_id)
    _may_handle(token.person, "town.revoke_key", by, at)
    if token.revoked_at is not None:
        raise TokenProblem(_("Khóa này đã thu hồi."))
    token.revoked_at, token.revoked_by_id = at, by.person_id if by else None
    token.save(update_fields=["revoked_at", "revoked_by"])
    ground.write(
        deed="town.api-key-revoked",
        about=token.person.ref,
        by=by.ref if by else None,
        at=at,
        data={"name": token.name, "mark": token.mark},
        also=[token.ref],
    )
    return token


def note_use(token: ApiToken, *, at: datetime, address: str) -> None:
    """Remember when and from where a key was last used. Written at most once a minute: reading must stay cheap."""
    if token.used_at is None or at - token.used_at >= TOUCH or token.used_from != address:
        ApiToken.objects.filter(pk=token.pk).update(used_at=at, used_from=address[:45])


@transaction.atomic
def register_system(
    *,
    name: str,
    role: str,
    unit: Unit,
    since: date,
    by: Actor | None,
    at: datetime,
    until: date | None = None,
    basis: str = "",
) -> Person:
    """Enter a program that acts under its own name, with its first mandate. It has no password and never signs in."""
    require(by, "town.give_system_key", unit.path, at)
    name = " ".join(nfc(name).split())
    if not name:
        raise TokenProblem(_("Tên phần mềm: chưa nhập."), "name")
    person = Person.objects.create(name=name[:120], folded=fold(name)[:120], is_system=True)
    ground.write(
        deed="town.system-registered",
        about=person.ref,
        by=by.ref if by else None,
        at=at,
        data={"name": name, "unit": unit.code},
        also=[unit.ref],
    )
    give_mandate(person=person, role=role, unit=unit, since=since, until=until, basis=basis, by=by, at=at)
    return person


def forget_old_replies(at: datetime) -> int:
    """Answers kept for repeated requests are dropped after a week. Returns how many."""
    return ApiReply.objects.filter(at__lt=at - KEEP_REPLIES).delete()[0]
