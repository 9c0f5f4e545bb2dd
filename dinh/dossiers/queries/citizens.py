"""Who is signed in as a citizen, and which dossiers are theirs to open. A session of a citizen and one of staff are two
things: neither gives anything of the other."""

from __future__ import annotations

import heapq
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from dinh.ground.shapes import Ref

from ..applicant import Applicant
from ..models import Acting, Citizen, CitizenAccount, Dossier, Following
from ..prefill import Facts
from ..rules import citizens as rules
from ..rules import codes
from ..services.acting import mandated
from ..shapes import GivenPerson
from .scope import before_q, cursor_of

SESSION, BY_SECRET = "dossiers.citizen", "dossiers.by_secret"
TOUCH = timedelta(seconds=60)
MOST_BY_SECRET = 20
MOST_PRINCIPALS = 50
PAGE = 20
_SHOWN = (
    "unit",
    "office",
    "received_unit",
    "received_office",
    "applicant",
    "acted_for",
    "edition__procedure",
)


# ---------------------------------------------------------------- who is signed in


def begin(request: HttpRequest, account: CitizenAccount, now: datetime) -> None:
    """Sign the account in: the session gets a new key, so that one planted before is worth nothing."""
    request.session.cycle_key()
    request.session[SESSION] = {
        "id": account.pk,
        "stamp": account.stamp,
        "since": now.isoformat(),
        "seen": now.isoformat(),
    }
    request._citizen = account  # type: ignore[attr-defined]


def end(request: HttpRequest) -> None:
    """Sign out; what was opened by secrets goes too. Staff signed in beside it stays."""
    request.session.pop(SESSION, None)
    request.session.pop(BY_SECRET, None)
    request.session.cycle_key()
    request._citizen = None  # type: ignore[attr-defined]


def account_of(request: HttpRequest) -> CitizenAccount | None:
    """The account signed in; None when there is none, or it has been idle or lasted too long. 1 query a request."""
    if not hasattr(request, "_citizen"):
        request._citizen = _account(request)  # type: ignore[attr-defined]
    found: CitizenAccount | None = request._citizen  # type: ignore[attr-defined]
    return found


def _account(request: HttpRequest) -> CitizenAccount | None:
    session = getattr(request, "session", None)
    held = session.get(SESSION) if session is not None else None
    if not isinstance(held, dict):
        return None
    now = timezone.now()
    since, seen = _moment(held.get("since")), _moment(held.get("seen"))
    whole = timedelta(hours=getattr(settings, "DINH_SESSION_HOURS", 12))
    idle = timedelta(seconds=settings.SESSION_COOKIE_AGE)
    if since is None or seen is None or now - since >= whole or now - seen >= idle:
        end(request)
        return None
    row = (
        CitizenAccount.objects.select_related("citizen")
        .filter(pk=int(held.get("id") or 0), stamp=held.get("stamp", ""), closed_at=None)
        .first()
    )
    if row is None:
        end(request)
    elif now - seen >= TOUCH:
        request.session[SESSION] = {**held, "seen": now.isoformat()}
    return row


def _moment(text: object) -> datetime | None:
    try:
        return datetime.fromisoformat(str(text))
    except ValueError:
        return None


def signed_in(request: HttpRequest) -> Citizen | None:
    """The citizen signed in, when somebody proved who they are; None for others, whatever they say of themselves."""
    account = account_of(request)
    return account.citizen if account is not None else None


# ---------------------------------------------------------------- acting for somebody


def standing(citizen: Citizen | None, day: date) -> list[Acting]:
    """Mandates by which a citizen acts for others on a day. 1 query."""
    if citizen is None:
        return []
    rows = Acting.objects.filter(
        Q(until=None) | Q(until__gte=day),
        agent=citizen,
        since__lte=day,
        accepted_at__isnull=False,
        refused_at=None,
        ended_at=None,
    )
    return list(rows.select_related("principal").order_by("principal_id", "pk")[:MOST_PRINCIPALS])


def may_act_for(agent: Citizen, principal: Citizen, procedure: str, day: date) -> bool:
    """Whether the one may hand in for the other in a procedure on a day. 1 query."""
    rows = Acting.objects.filter(agent=agent, principal=principal)
    return rules.may_act(
        map(mandated, rows), principal=principal.pk, agent=agent.pk, procedure=procedure, day=day
    )


def actings_of(citizen: Citizen) -> list[Acting]:
    """Every mandate that a citizen gave or was given, newest first. 1 query."""
    rows = Acting.objects.filter(Q(principal=citizen) | Q(agent=citizen))
    return list(rows.select_related("principal", "agent", "unit"))


def facts(request: HttpRequest) -> Facts | None:
    """What a form on line need not ask: fills the socket of `prefill`."""
    account = account_of(request)
    if account is None:
        return None
    words = {
        "household": _("người trong hộ"),
        "firm": _("tổ chức, doanh nghiệp ủy quyền"),
        "other": _("theo ủy quyền"),
    }
    others = {
        row.principal_id: (_given(row.principal), words[row.kind])
        for row in standing(account.citizen, timezone.localdate())
    }
    return Facts(
        account.citizen_id, citizen_data(request) or GivenPerson(""), account.citizen_id is not None,
        tuple(others.values()),
    )  # fmt: skip


def citizen_data(request: HttpRequest) -> GivenPerson | None:
    """The person signed in as an intake wants them: proven where it is proven, else as they said. No query beyond the account's."""
    account = account_of(request)
    if account is None:
        return None
    known = account.open()
    identity, name = known.get("identity", ""), account.name
    if account.citizen is not None:
        identity, name = account.citizen.identity(), account.citizen.name
    return GivenPerson(
        name=name,
        identity=identity,
        phone=known.get("phone", ""),
        email=known.get("email", ""),
        address=known.get("address", ""),
    )


def _given(citizen: Citizen) -> GivenPerson:
    contact = citizen.contact()
    return GivenPerson(
        name=citizen.name,
        kind=citizen.kind,
        identity=citizen.identity(),
        address=contact.get("address", ""),
    )


# ---------------------------------------------------------------- one dossier


@dataclass(frozen=True, slots=True)
class Door:
    """How somebody stands at a dossier: by what right they see it, and who they are in deeds on it."""

    dossier: Dossier
    how: str
    """ "own" (they applied), "for" (done for them), "agent" (they act for who it is for), "sent", "secret"."""
    by: Applicant

    @property
    def acts(self) -> bool:
        return bool(self.by.dossiers)


def opened_by_secret(request: HttpRequest, dossier: Dossier) -> None:
    """Remember in the session that the second secret was right."""
    held = dict(request.session.get(BY_SECRET) or {})
    held[str(dossier.pk)] = timezone.now().isoformat()
    for old in sorted(held, key=lambda pk: held[pk])[:-MOST_BY_SECRET]:
        del held[old]
    request.session[BY_SECRET] = held


def door(request: HttpRequest, code: str) -> Door | None:
    """The dossier of a code, when it is theirs who ask; None as if it were not there. At most 4 queries."""
    try:
        key = codes.parse(code).key
    except codes.BadCode:
        return None
    row = Dossier.objects.select_related(*_SHOWN).filter(code_key=key).first()
    if row is None:
        return None
    account = account_of(request)
    how, acts = _right(account, row)
    if not how and str(row.pk) in (request.session.get(BY_SECRET) or {}):
        how, acts = "secret", True
    if not how:
        return None
    ref = account.ref if account is not None and how != "secret" else Ref("secret-holder", row.pk)
    name = "Người được ủy quyền" if how == "agent" else "Người nộp hồ sơ"
    mine = frozenset({row.pk}) if acts else frozenset()
    return Door(row, how, Applicant(None, name, (), said_by=ref, dossiers=mine))


def _right(account: CitizenAccount | None, row: Dossier) -> tuple[str, bool]:
    """(by what right, whether they may also act)."""
    if account is None:
        return "", False
    me = account.citizen_id
    if me is not None:
        if row.acted_for_id == me:
            return "for", True
        if row.applicant_id == me:
            return "own", row.acted_for_id is None or _still(me, row)
        day = timezone.localdate()
        whose = {row.applicant_id, row.acted_for_id}
        if any(
            each.principal_id in whose and mandated(each).reaches(row.procedure_code)
            for each in standing(account.citizen, day)
        ):
            return "agent", True
    follows = Following.objects.filter(account=account, dossier=row).first()
    return (follows.how, True) if follows else ("", False)


def _still(me: int, row: Dossier) -> bool:
    assert row.acted_for_id is not None
    rows = Acting.objects.filter(agent=me, principal=row.acted_for_id)
    return rules.still_may(
        map(mandated, rows),
        principal=row.acted_for_id,
        agent=me,
        procedure=row.procedure_code,
        day=timezone.localdate(),
    )


# ---------------------------------------------------------------- one's dossiers


def dossiers_of(account: CitizenAccount, *, after: str = "", limit: int = PAGE) -> tuple[list[Dossier], str]:
    """What an account may open, the newest first, and the cursor of the next page. One short walk along an index for each
    right: at most 4 queries and one for each mandate of some procedures only."""
    lists: list[Iterable[Dossier]] = [_followed(account, after, limit)]
    if account.citizen_id is not None:
        for where in _rights(account):
            rows = Dossier.objects.filter(where, before_q(after))
            lists.append(_walk(rows, limit))
    merged: dict[int, Dossier] = {}
    for row in heapq.merge(*lists, key=lambda row: (row.received_at, row.pk), reverse=True):
        merged.setdefault(row.pk, row)
    found = list(islice(merged.values(), limit + 1))
    shown = found[:limit]
    return shown, cursor_of(shown[-1].received_at, shown[-1].pk) if len(found) > limit else ""


def _rights(account: CitizenAccount) -> list[Q]:
    me = account.citizen_id
    found = [Q(applicant=me), Q(acted_for=me)]
    for each in standing(account.citizen, timezone.localdate()):
        scope = Q(procedure_code__in=each.procedures) if each.procedures else Q()
        found += [Q(applicant=each.principal_id) & scope, Q(acted_for=each.principal_id) & scope]
    return found


def _walk(rows: QuerySet[Dossier], limit: int) -> list[Dossier]:
    return list(rows.select_related(*_SHOWN).order_by("-received_at", "-id")[: limit + 1])


def _followed(account: CitizenAccount, after: str, limit: int) -> list[Dossier]:
    rows = Following.objects.filter(account=account)
    moment, _comma, number = after.rpartition(",")
    try:
        at, pk = datetime.fromisoformat(moment), int(number)
    except ValueError:
        pass
    else:
        rows = rows.filter(Q(received_at__lt=at) | Q(received_at=at, dossier__lt=pk))
    ids = list(rows.order_by("-received_at", "-dossier_id").values_list("dossier_id", flat=True)[: limit + 1])
    return _walk(Dossier.objects.filter(pk__in=ids), limit) if ids else []


# ---------------------------------------------------------------- the story, as its applicant reads it


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing that happened, in plain words: when, what, where. `kind` is look's of a timeline."""

    at: datetime
    words: str
    who: str = ""
    kind: str = ""


def happenings(dossier: Dossier) -> list[Happening]:
    """What happened to a dossier, newest first; offices are named, officers are not. 4 queries."""
    seat = dossier.received_office.name if dossier.received_office else dossier.received_unit.full_name
    found = [Happening(dossier.received_at, _("Đã nhận hồ sơ"), seat)]
    if dossier.business == "refused":
        found = []
    requests = list(dossier.completions.all())
    asked_at = {each.at for each in requests}
    for row in dossier.holdings.select_related("step", "unit", "office").exclude(role=""):
        done = row.step.kind == "task" and row.outcome[:1] not in ("", "~") and row.closed_at not in asked_at
        if row.closed_at is not None and done:
            where = row.office.name if row.office else row.unit.full_name
            found.append(Happening(row.closed_at, _("Xong bước: %(step)s") % {"step": row.step.name}, where))
    for asked in requests:
        found.append(Happening(asked.at, _("Yêu cầu bổ sung lần %(n)s") % {"n": asked.number}, "", "stop"))
        if asked.answered_at:
            found.append(Happening(asked.answered_at, _("Đã nhận phần bổ sung"), ""))
    for answer in dossier.answers.all():
        found.append(Happening(answer.at, _(answer.word), dossier.unit.full_name))
        if answer.undone_at:
            found.append(Happening(answer.undone_at, _("Mở lại hồ sơ"), dossier.unit.full_name))
    if dossier.closed_at and dossier.delivery == "delivered":
        found.append(Happening(dossier.closed_at, _("Đã trả kết quả"), ""))
    return sorted(found, key=lambda each: each.at, reverse=True)


def answer_of(dossier: Dossier) -> Any:
    """The answer that stands; None before there is one. 1 query."""
    return dossier.answers.filter(undone_at=None).first()
