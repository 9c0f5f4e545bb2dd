"""Giving and ending mandates, and standing in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from dinh.ground import services as ground
from dinh.town import rules
from dinh.town.models import Mandate, Office, Person, StandIn, Unit, UnitSuccession
from dinh.town.rules import WHO_MAY
from dinh.town.shapes import Actor, MandateEnded, MandateGiven, Role, Share, StandInArranged, StandInEnded

from .deeds import require


class MandateProblem(ValueError):
    """The mandate cannot be so. `.field` names the form field; `str()` is a Vietnamese sentence."""

    def __init__(self, sentence: str, field: str = "") -> None:
        super().__init__(sentence)
        self.field = field


@transaction.atomic
def give_mandate(
    *,
    person: Person,
    role: str,
    unit: Unit,
    since: date,
    by: Actor | None,
    at: datetime,
    office: Office | None = None,
    until: date | None = None,
    basis: str = "",
) -> Mandate:
    """Give a role over a unit and all below it, or over one office of it. It also reaches the old units that went
    whole into this one."""
    require(by, "town.give_mandate", unit.path, at)
    if role not in {r.value for r in Role}:
        raise MandateProblem(_("Vai trò: không có vai trò “%(role)s”.") % {"role": role}, "role")
    if until is not None and until < since:
        raise MandateProblem(_("Đến hết ngày: phải từ ngày bắt đầu trở đi."), "until")
    if office is not None and office.unit_id != unit.pk:
        raise MandateProblem(
            _("Cơ quan: %(office)s không thuộc %(unit)s.")
            % {"office": office.name, "unit": unit.name_in_text},
            "office",
        )
    _within_own_reach(by, role, unit, until, at)
    inherited = [] if office else inherited_paths(unit)
    mandate = Mandate.objects.create(
        person=person,
        role=role,
        unit=unit,
        office=office,
        since=since,
        until=until,
        basis=basis,
        inherited_paths=inherited,
    )
    ground.write(
        deed="town.mandate-given",
        about=person.ref,
        by=by.ref if by else None,
        at=at,
        data={
            "mandate": mandate.pk,
            "role": role,
            "unit": unit.code,
            "office": office.name if office else None,
            "since": since,
            "until": until,
            "basis": basis,
        },
        also=[unit.ref, mandate.ref],
    )
    ground.announce(
        MandateGiven(mandate.pk, person.pk, role, unit.code, str(since), str(until) if until else None)
    )
    return mandate


def _within_own_reach(by: Actor | None, role: str, unit: Unit, until: date | None, at: datetime) -> None:
    """Nobody gives what is wider than their own: see `rules.hand_out_limit`."""
    if by is None:
        return
    day = timezone.localtime(at).date()
    may, last = rules.hand_out_limit(by.mandates, WHO_MAY["town.give_mandate"], role, unit.path, day)
    if not may:
        raise MandateProblem(
            _("Vai trò: người đang thay quyền không giao được vai trò %(role)s.")
            % {"role": _(Role(role).word)},
            "role",
        )
    if last is not None and (until is None or until > last):
        raise MandateProblem(
            _("Đến hết ngày: không quá %(day)s, ngày cuối của quyền mà người giao đang có.")
            % {"day": f"{last:%d/%m/%Y}"},
            "until",
        )


def inherited_paths(unit: Unit) -> list[str]:
    """The paths of the old units that went whole into this one and lie elsewhere in the tree. 1 query."""
    lines = UnitSuccession.objects.filter(new=unit, share=Share.WHOLE.value).order_by("old__path")
    paths = lines.values_list("old__path", flat=True)
    return [path for path in paths if not path.startswith(unit.path)]


@transaction.atomic
def end_mandate(*, mandate_id: int, until: date, by: Actor | None, at: datetime, reason: str = "") -> Mandate:
    """End a mandate at the end of a day. One that ends sooner already is not lengthened. An administrator does not end
    their own right to give: somebody must be left who can."""
    mandate = (
        Mandate.objects.select_for_update(of=("self",)).select_related("unit", "person").get(pk=mandate_id)
    )
    require(by, "town.end_mandate", mandate.unit.path, at)
    if mandate.until is not None and mandate.until <= until:
        raise MandateProblem(
            _("Quyền này đã hết từ ngày %(day)s.") % {"day": f"{mandate.until:%d/%m/%Y}"}, "until"
        )
    if mandate.since and until < mandate.since:
        raise MandateProblem(_("Đến hết ngày: phải từ ngày bắt đầu trở đi."), "until")
    if by is not None and by.person_id == mandate.person_id and mandate.role in WHO_MAY["town.give_mandate"]:
        raise MandateProblem(_("Không tự chấm dứt quyền quản trị của mình: nhờ một quản trị khác."))
    mandate.until = until
    mandate.save(update_fields=["until"])
    ground.write(
        deed="town.mandate-ended",
        about=mandate.person.ref,
        by=by.ref if by else None,
        at=at,
        data={
            "mandate": mandate.pk,
            "role": mandate.role,
            "unit": mandate.unit.code,
            "until": until,
            "reason": reason,
        },
        also=[mandate.unit.ref, mandate.ref],
    )
    ground.announce(MandateEnded(mandate.pk, mandate.person_id, mandate.role, mandate.unit.code, str(until)))
    return mandate


@transaction.atomic
def arrange_stand_in(
    *,
    absent: Person,
    stand_in: Person,
    since: date,
    until: date,
    by: Actor | None,
    at: datetime,
    mandates: Sequence[Mandate] | None = None,
    basis: str = "",
) -> StandIn:
    """`stand_in` acts for `absent` from one day to another with the mandates listed (all that meet those days when none
    are). Arranged by an administrator, or by a leader or head of office for their own mandates; what one has only by
    standing in cannot be passed on."""
    if absent.pk == stand_in.pk:
        raise MandateProblem(_("Người thay: không thể tự thay mình."), "stand_in")
    if until < since:
        raise MandateProblem(_("Đến hết ngày: phải từ ngày bắt đầu trở đi."), "until")
    theirs = list(Mandate.objects.filter(person=absent).select_related("unit"))
    chosen = theirs if mandates is None else [m for m in theirs if m.pk in {x.pk for x in mandates}]
    if mandates is not None and len(chosen) < len({m.pk for m in mandates}):
        raise MandateProblem(
            _("Quyền được giao thay: có quyền không phải của %(name)s.") % {"name": absent.name}, "mandates"
        )
    chosen = [m for m in chosen if rules.cut_to(m.shapes()[0], since, until, absent.pk)]
    if not chosen:
        raise MandateProblem(
            _("%(name)s không có quyền nào trong những ngày này để giao thay.") % {"name": absent.name},
            "since",
        )
    _require_stand_in(by, absent, chosen, at)
    arranged = StandIn.objects.create(absent=absent, by=stand_in, since=since, until=until, basis=basis)
    arranged.mandates.set(chosen)
    ground.write(
        deed="town.stand-in-arranged",
        about=arranged.ref,
        by=by.ref if by else None,
        at=at,
        data={
            "for": absent.name,
            "by": stand_in.name,
            "since": since,
            "until": until,
            "mandates": [m.pk for m in chosen],
        },
        also=[absent.ref, stand_in.ref],
    )
    ground.announce(StandInArranged(arranged.pk, stand_in.pk, absent.pk, str(since), str(until)))
    return arranged


def may_lend(actor: Actor, unit_path: str, day: date, office_id: int | None = None) -> bool:
    """Whether somebody may have another stand in for their own mandate there. The right must come from a mandate of
    one's own, not from standing in for a third person. No query."""
    mine = [m for m in actor.mandates if m.for_person_id is None]
    return rules.may(mine, WHO_MAY["town.arrange_stand_in"], unit_path, day, office_id)


def _require_stand_in(by: Actor | None, absent: Person, chosen: Sequence[Mandate], at: datetime) -> None:
    own = by is not None and by.person_id == absent.pk
    for mandate in chosen:
        day = timezone.localtime(at).date()
        if own and by is not None and may_lend(by, mandate.unit.path, day, mandate.office_id):
            continue
        require(by, "town.give_mandate", mandate.unit.path, at)


@transaction.atomic
def end_stand_in(*, stand_in_id: int, until: date, by: Actor | None, at: datetime) -> StandIn:
    """End a standing-in early, at the end of a day. Either of the two persons may, and an administrator."""
    arranged = (
        StandIn.objects.select_for_update(of=("self",)).select_related("absent", "by").get(pk=stand_in_id)
    )
    if by is not None and by.person_id not in {arranged.absent_id, arranged.by_id}:
        for mandate in arranged.mandates.select_related("unit"):
            require(by, "town.give_mandate", mandate.unit.path, at)
    if not arranged.since <= until <= arranged.until:
        raise MandateProblem(
            _("Đến hết ngày: phải trong khoảng %(since)s đến %(until)s.")
            % {"since": f"{arranged.since:%d/%m/%Y}", "until": f"{arranged.until:%d/%m/%Y}"},
            "until",
        )
    arranged.until = until
    arranged.save(update_fields=["until"])
    ground.write(
        deed="town.stand-in-ended",
        about=arranged.ref,
        by=by.ref if by else None,
        at=at,
        data={"for": arranged.absent.name, "by": arranged.by.name, "until": until},
        also=[arranged.absent.ref, arranged.by.ref],
    )
    ground.announce(StandInEnded(arranged.pk, arranged.by_id, arranged.absent_id, str(until)))
    return arranged
