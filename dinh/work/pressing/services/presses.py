"""Pressing in one act, and answering."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from dinh.ground import calendar as working
from dinh.ground import services as ground
from dinh.ground.outbox import services as outbox
from dinh.ground.outbox.shapes import EMAIL, INSIDE, NewLetter
from dinh.ground.shapes import Ref
from dinh.town import services as town
from dinh.town.models import Office, Person, Unit
from dinh.town.queries import unit_scope_q
from dinh.town.shapes import Actor
from dinh.work.models import Assignment, Press, PressItem, PressOwed, PressTold
from dinh.work.pressing import editions, people, rules, sentences
from dinh.work.pressing.queries import OWED_STATES
from dinh.work.pressing.shapes import OwedState, PressAnswered, Pressed, To
from dinh.work.rules.places import persons_of
from dinh.work.services import NotAllowed, WrongInput, WrongState
from dinh.work.services.common import day_of, name_of, person_id, ref_of

MOST = 5_000
"""Assignments of one act: a province's whole late list of one kind."""
_NOBODY: list[tuple[int | None, str]] = [(None, To.HEAD.value)]
_MENTIONED = 500
"""Assignments whose own story shows the press; of a larger act only the press itself tells."""


@dataclass(slots=True)
class Group:
    """The part of a press that goes to one office: what for, and who will get it."""

    unit: Unit
    office: Office | None
    items: list[Assignment] = field(default_factory=list)
    persons: list[tuple[int, str]] = field(default_factory=list)
    """(person, as what): empty when nobody could be found there."""

    @property
    def place(self) -> str:
        return f"{self.office.name}, {self.unit.name_in_text}" if self.office else self.unit.full_name


@dataclass(slots=True)
class Aim:
    """What a press is aimed at: what is to be pressed, grouped by office, and what the actor may not press."""

    kind: str
    groups: list[Group]
    refused: int = 0

    @property
    def items(self) -> list[Assignment]:
        return [item for group in self.groups for item in group.items]

    @property
    def nobody(self) -> list[Group]:
        """Offices where nobody would get it."""
        return [group for group in self.groups if not group.persons]


def aim(
    *,
    by: Actor | None,
    at: datetime,
    assignment_ids: Sequence[int] = (),
    office_id: int | None = None,
    asked_by_kind: str = "",
    unit_id: int | None = None,
) -> Aim:
    """What such a press would go to and whom, without pressing: the preview, and the first half of the deed. A bounded
    number of queries."""
    day = day_of(at)
    late = working.for_country().late_before(day)
    rows = Assignment.objects.filter(closed_at=None, state__in=OWED_STATES)
    if assignment_ids:
        kind = Press.Kind.ONE if len(set(assignment_ids)) == 1 else Press.Kind.SOME
        rows = rows.filter(pk__in=list(assignment_ids))
    elif office_id is not None:
        kind = Press.Kind.OFFICE
        rows = rows.filter(office=office_id, due_on__lt=late)
    elif asked_by_kind:
        kind = Press.Kind.ASKED
        rows = rows.filter(asked_by_kind=asked_by_kind, due_on__lt=late)
        rows = _within(rows, unit_id, by, day)
    elif unit_id is not None:
        kind = Press.Kind.UNIT
        rows = _within(rows.filter(due_on__lt=late), unit_id, by, day)
    else:
        raise WrongInput("ids", _("Chọn việc, cơ quan hoặc loại việc cần đôn đốc."))
    found = list(
        rows.select_related("unit", "office", "asker_unit").order_by(
            "unit__path", "office_id", "due_on", "pk"
        )[: MOST + 1]
    )
    if len(found) > MOST:
        raise WrongInput("ids", _("Một lần đôn đốc nhiều nhất %(n)s việc.") % {"n": MOST})
    allowed = [row for row in found if may_press(row, by, at)]
    return Aim(
        kind.value,
        _grouped(allowed, people.on(day, {row.unit_id for row in allowed}), by),
        len(found) - len(allowed),
    )


def _within(
    rows: QuerySet[Assignment], unit_id: int | None, by: Actor | None, day: date
) -> QuerySet[Assignment]:
    if unit_id is not None:
        return rows.filter(unit__path__startswith=Unit.objects.values_list("path", flat=True).get(pk=unit_id))
    if by is None:
        return rows
    asked_by_mine = Q(asker_person__in=persons_of(by, day))
    return rows.filter(unit_scope_q(by, day) | asked_by_mine)


def may_press(row: Assignment, by: Actor | None, at: datetime) -> bool:
    """Whether the actor may press for this assignment: whoever asked for it, and whoever leads either side. No query
    when the units are selected."""
    if by is None:
        return True
    if row.asker_person_id is not None and row.asker_person_id in persons_of(by, day_of(at)):
        return True
    return town.allowed(by, "work.press", row.unit.path, at, row.office_id) or town.allowed(
        by, "work.press", row.asker_unit.path, at, row.asker_office_id
    )


def _grouped(rows: Iterable[Assignment], who: people.People, by: Actor | None) -> list[Group]:
    groups: dict[tuple[int, int | None], Group] = {}
    for row in rows:
        group = groups.setdefault((row.unit_id, row.office_id), Group(row.unit, row.office))
        group.items.append(row)
    for group in groups.values():
        group.persons = _recipients(group, who, person_id(by))
    return list(groups.values())


def _recipients(group: Group, who: people.People, presser: int | None) -> list[tuple[int, str]]:
    """The persons named, then the head of the office, then whoever stands in for one of them. Never the presser."""
    found: dict[int, str] = {}
    for item in group.items:
        if item.person_id:
            found.setdefault(item.person_id, To.PERSON.value)
    for head in who.of_office(group.unit.pk, group.office.pk if group.office else None):
        found.setdefault(head, To.HEAD.value)
    for person, role in list(found.items()):
        for stand_in in who.instead(person):
            found.setdefault(stand_in, role)
    return [(person, role) for person, role in found.items() if person != presser]


@transaction.atomic
def press(
    *,
    words: str,
    answer_by: date,
    by: Actor | None,
    at: datetime,
    assignment_ids: Sequence[int] = (),
    office_id: int | None = None,
    asked_by_kind: str = "",
    unit_id: int | None = None,
) -> Press:
    """Press in one act: for some assignments, for everything late of one office, or for every office late with one kind of
    work, or for everything late of one unit. Each office owes one answer by a day; each person of it gets one notice and one e-mail."""
    if fault := rules.press_fault(words, answer_by, day_of(at)):
        raise WrongInput(fault.field, _(fault.sentence) % fault.data)
    found = aim(
        by=by,
        at=at,
        assignment_ids=assignment_ids,
        office_id=office_id,
        asked_by_kind=asked_by_kind,
        unit_id=unit_id,
    )
    if not found.groups:
        raise _nothing(found, by, at, assignment_ids)
    if found.refused and assignment_ids:
        raise NotAllowed(_refusal(found.refused, len(found.items)))
    made = Press.objects.create(
        kind=found.kind,
        asked_by_kind=asked_by_kind,
        unit_id=_stands_in(by, found, day_of(at)),
        words=words.strip(),
        answer_by=answer_by,
        by_id=person_id(by),
        by_name=name_of(by),
        at=at,
    )
    owed = _owe(made, found, at)
    _tell(made, found, owed, at)
    items = found.items
    ground.write(
        deed="work.pressed",
        about=made.ref,
        by=ref_of(by),
        at=at,
        data={
            "kind": found.kind,
            "words": made.words,
            "answer_by": answer_by,
            "assignments": [i.pk for i in items],
            "offices": len(owed),
        },
        also=[item.ref for item in items[:_MENTIONED]],
    )
    ground.announce(
        Pressed(made.pk, tuple(i.pk for i in items), tuple(row.pk for row in owed), answer_by.isoformat()),
        at=at,
    )
    return made


def _nothing(found: Aim, by: Actor | None, at: datetime, ids: Sequence[int]) -> Exception:
    if found.refused:
        row = Assignment.objects.select_related("unit").filter(pk__in=list(ids)).first()
        if row is not None and by is not None:
            try:
                town.require(by, "work.press", row.unit.path, at, row.office_id)
            except NotAllowed as refused:
                return refused
        return NotAllowed(_refusal(found.refused, 0))
    if ids:
        return WrongState(_("Việc này đã xong, đang chờ duyệt hoặc tạm dừng nên không đôn đốc được."))
    return WrongState(_("Không còn việc nào quá hạn để đôn đốc."))


def _refusal(refused: int, allowed: int) -> str:
    return _("Anh, chị không được giao đôn đốc %(n)s trong %(all)s việc đã chọn.") % {
        "n": refused,
        "all": refused + allowed,
    }


def _stands_in(by: Actor | None, found: Aim, day: date) -> int:
    """The unit that the presser speaks for: the highest of their mandates, or that of the first assignment's asker."""
    paths = sorted({m.unit_path for m in by.mandates}, key=len) if by else []
    for path in paths:
        unit = Unit.objects.alive_on(day).filter(path=path).first()
        if unit is not None:
            return unit.pk
    return found.groups[0].items[0].asker_unit_id


def _owe(made: Press, found: Aim, at: datetime) -> list[PressOwed]:
    owed = PressOwed.objects.bulk_create(
        PressOwed(press=made, unit=group.unit, office=group.office, answer_by=made.answer_by)
        for group in found.groups
    )
    PressItem.objects.bulk_create(
        (
            PressItem(owed=row, assignment=item, due_on=item.due_on)
            for row, group in zip(owed, found.groups, strict=True)
            for item in group.items
        ),
        batch_size=500,
    )
    PressTold.objects.bulk_create(
        (
            PressTold(owed=row, person_id=person, as_role=role, at=at)
            for row, group in zip(owed, found.groups, strict=True)
            for person, role in [*group.persons] or _NOBODY
        ),
        batch_size=500,
    )
    return owed


def _tell(made: Press, found: Aim, owed: Sequence[PressOwed], at: datetime) -> None:
    """One notice and one e-mail to each person of each office; e-mails wait for the working hours."""
    ids = {person for group in found.groups for person, _role in group.persons}
    address = dict(Person.objects.filter(pk__in=ids).values_list("pk", "email"))
    letters = []
    for row, group in zip(owed, found.groups, strict=True):
        titles = [item.title for item in group.items]
        subject = sentences.press_subject(made.by_name, len(titles), titles[0])
        text = sentences.press_text(made.words, made.answer_by, titles, row.pk)
        for person, _role in group.persons:
            letters += letters_to(
                f"press:{row.pk}", person, address.get(person, ""), subject, text, row.ref, at
            )
    outbox.post_many(letters=letters, by=Ref("person", made.by_id) if made.by_id else None, at=at)


def letters_to(
    key: str, person: int, address: str, subject: str, text: str, about: Ref, at: datetime
) -> list[NewLetter]:
    """A notice at once, and an e-mail at the next working hour where there is an address."""
    to = Ref("person", person)
    made = [
        NewLetter(
            key=f"{key}:{person}:inside", to=to, channel=INSIDE, subject=subject, text=text, about=about
        )
    ]
    if address:
        goes = rules.next_send(timezone.localtime(at), editions.current().hours, working.for_country())
        made.append(
            NewLetter(
                key=f"{key}:{person}:email",
                to=to,
                channel=EMAIL,
                address=address,
                subject=subject,
                text=text,
                about=about,
                not_before=goes,
            )
        )
    return made


def may_answer(
    owed: PressOwed, by: Actor | None, at: datetime, *, told: Iterable[int | None] | None = None
) -> bool:
    """Whether the actor may answer: whoever was told, and whoever works in the office with such a mandate."""
    if by is None:
        return False
    persons = set(told) if told is not None else set(owed.told.values_list("person_id", flat=True))
    if persons & persons_of(by, day_of(at)):
        return True
    return town.allowed(by, "work.answer_press", owed.unit.path, at, owed.office_id)


@transaction.atomic
def answer(*, owed_id: int, text: str, by: Actor, at: datetime, promised_on: date | None = None) -> PressOwed:
    """Answer a press for one office: what was done, what stands in the way, and a new promise. Once."""
    owed = (
        PressOwed.objects.select_for_update(of=("self",))
        .select_related("unit", "office", "press")
        .get(pk=owed_id)
    )
    if not may_answer(owed, by, at):
        town.require(by, "work.answer_press", owed.unit.path, at, owed.office_id)
    if owed.state == OwedState.ANSWERED:
        raise WrongState(
            _("%(who)s đã trả lời lúc %(when)s.")
            % {"who": owed.answered_by_name, "when": _moment(owed.answered_at)}
        )
    if fault := rules.answer_fault(text, promised_on, day_of(at)):
        raise WrongInput(fault.field, _(fault.sentence) % fault.data)
    owed.state = OwedState.ANSWERED.value
    owed.text, owed.promised_on = text.strip(), promised_on
    owed.answered_by_id, owed.answered_by_name, owed.answered_at = person_id(by), name_of(by), at
    owed.save()
    items = list(owed.items.values_list("assignment_id", flat=True))
    ground.write(
        deed="work.press-answered",
        about=owed.press.ref,
        by=ref_of(by),
        at=at,
        data={"office": str(owed.office or owed.unit), "text": owed.text, "promised_on": promised_on},
        also=[owed.ref, *(Ref("assignment", pk) for pk in items[:_MENTIONED])],
    )
    _tell_presser(owed, at)
    ground.announce(
        PressAnswered(owed.press_id, owed.pk, owed.office_id, promised_on.isoformat() if promised_on else ""),
        at=at,
    )
    return owed


def _moment(when: datetime | None) -> str:
    return f"{timezone.localtime(when):%H:%M %d/%m/%Y}" if when else ""


def _tell_presser(owed: PressOwed, at: datetime) -> None:
    """One notice a day for each press: a hundred offices may answer one morning."""
    if owed.press.by_id is None:
        return
    outbox.post(
        key=f"press-answers:{owed.press_id}:{day_of(at)}",
        to=Ref("person", owed.press.by_id),
        channel=INSIDE,
        subject=_("Đã có trả lời đôn đốc: %(office)s") % {"office": owed.office or owed.unit},
        text=owed.text,
        about=owed.press.ref,
        by=None,
        at=at,
    )
