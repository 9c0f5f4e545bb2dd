"""One message each morning to each person: what is late, due today and this week, and what waits for their answer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any

from django.db import transaction
from django.db.models import OuterRef, Q, Subquery

from dinh.ground import calendar as working
from dinh.ground.outbox import services as outbox
from dinh.ground.outbox.shapes import EMAIL, INSIDE, NewLetter
from dinh.ground.shapes import Ref
from dinh.town.models import Person
from dinh.work.models import Digest, DigestWish, HandOver, PressTold, Reminder
from dinh.work.pressing import people, rules, sentences
from dinh.work.pressing.shapes import To

from .owed import Owed, day_of, owed_until

FEW = 10
"""Things named in each list of a message; the rest is counted and opens in the program."""
_CHUNK = 500
_BANDS = ("late", "today", "week")


@dataclass(slots=True)
class _Lists:
    """The lists of one person: how many, and the first of each."""

    found: dict[str, dict[str, Any]] = field(default_factory=dict)

    def add(self, name: str, ident: int) -> None:
        some = self.found.setdefault(name, {"n": 0, "ids": []})
        some["n"] += 1
        if len(some["ids"]) < FEW:
            some["ids"].append(ident)


def make_digests(
    *, at: datetime, rows: Iterable[Owed] | None = None, who: people.People | None = None
) -> int:
    """Make the digest of everybody who has something to read on the day of `at` and has none for that day yet. Gives how
    many. Each part of some hundred people stands or falls whole, with its letters; running it again goes on with the rest."""
    day = day_of(at)
    who = who or people.on(day)
    known: dict[int, tuple[str, date | None]] = {}
    lists = _collect(day, rows if rows is not None else owed_until(rules.week_end(day)), who, known)
    contents = _for_stand_ins(lists, who)
    done = set(Digest.objects.filter(day=day).values_list("person_id", flat=True))
    left = sorted(person for person, content in contents.items() if content and person not in done)
    writer = _Writer(day, at, known, who)
    for start in range(0, len(left), _CHUNK):
        some = left[start : start + _CHUNK]
        with transaction.atomic():
            writer.write({person: contents[person] for person in some})
    return len(left)


def _collect(
    day: date, rows: Iterable[Owed], who: people.People, known: dict[int, tuple[str, date | None]]
) -> dict[int, _Lists]:
    """Everybody's lists. `known` takes the title and the day of what is named in them."""
    lists: dict[int, _Lists] = defaultdict(_Lists)
    week_end = rules.week_end(day)
    late, ending = working.for_country().late_before(day), working.for_country().ending_by(day)
    for row in rows:
        if row.due_on > week_end:
            break
        band = "late" if row.due_on < late else "today" if row.due_on <= ending else "week"
        for person in who.meant(To.PERSON, row):
            lists[person].add(band, row.pk)
        known[row.pk] = (row.title, row.due_on)
    _add_reminded(lists, known)
    _add_hand_overs(lists, who, known)
    for person, owed_id, step in (
        PressTold.objects.filter(owed__state="waiting", person__isnull=False)
        .order_by("owed__answer_by", "owed_id", "step")
        .values_list("person_id", "owed_id", "step")
    ):
        lists[person].add("press" if step == 0 else "up", owed_id)
    return lists


def _add_reminded(lists: dict[int, _Lists], known: dict[int, tuple[str, date | None]]) -> None:
    """What somebody is reminded of as head, asker or leader: new this morning, and not already among their own."""
    rows = (
        Reminder.objects.filter(digest=None)
        .exclude(as_role=To.PERSON.value)
        .filter(assignment__closed_at=None)
        .order_by("due_on", "assignment_id")
        .values_list("person_id", "as_role", "assignment_id", "assignment__title", "due_on")
    )
    seen: set[tuple[int, int]] = set()
    for person, role, ident, title, due in rows.iterator(chunk_size=5000):
        own = any(ident in lists[person].found.get(band, {}).get("ids", ()) for band in _BANDS)
        if own or (person, ident) in seen:
            continue
        seen.add((person, ident))
        known[ident] = (title, due)
        lists[person].add(f"as-{role}", ident)


def _add_hand_overs(
    lists: dict[int, _Lists], who: people.People, known: dict[int, tuple[str, date | None]]
) -> None:
    rows = HandOver.objects.filter(answered_at=None, assignment__closed_at=None).order_by("at", "pk")
    for ident, title, due, unit_id, office_id, person_id in rows.values_list(
        "assignment_id",
        "assignment__title",
        "assignment__due_on",
        "to_office__unit_id",
        "to_office_id",
        "to_person_id",
    ):
        known[ident] = (title, due)
        for person in (person_id,) if person_id else who.of_office(unit_id, office_id):
            lists[person].add("hand", ident)


def _for_stand_ins(lists: dict[int, _Lists], who: people.People) -> dict[int, dict[str, Any]]:
    """Everybody's content, with what an absent person would have read put under whoever stands in."""
    contents: dict[int, dict[str, Any]] = {person: dict(own.found) for person, own in lists.items()}
    for absent in list(lists):
        for by in who.instead(absent):
            theirs = _without(lists[absent].found, contents.get(by, {}))
            if theirs:
                contents.setdefault(by, {}).setdefault("for", {})[str(absent)] = theirs
    return contents


def _without(theirs: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    """The absent one's lists without the presses that the stand-in was told of as well."""
    left = dict(theirs)
    for name in ("press", "up"):
        both = set(own.get(name, {}).get("ids", ())) & set(left.get(name, {}).get("ids", ()))
        if both:
            some = left.pop(name)
            if some["n"] > len(both):
                left[name] = {"n": some["n"] - len(both), "ids": [pk for pk in some["ids"] if pk not in both]}
    return left


@dataclass(slots=True)
class _Writer:
    """Writes digests and their letters, a part at a time."""

    day: date
    at: datetime
    known: dict[int, tuple[str, date | None]]
    who: people.People

    def write(self, contents: dict[int, dict[str, Any]]) -> None:
        """The digests of some people, their letters, and the mark on the reminders that they carry."""
        Digest.objects.bulk_create(
            (
                Digest(person_id=person, day=self.day, content=content, made_at=self.at)
                for person, content in contents.items()
            ),
            ignore_conflicts=True,
        )
        ids = dict(Digest.objects.filter(day=self.day, person__in=contents).values_list("person_id", "pk"))
        outbox.post_many(letters=self._letters(contents, ids), by=None, at=self.at)
        mine = Digest.objects.filter(day=self.day, person=OuterRef("person")).values("pk")
        Reminder.objects.filter(digest=None, person__in=contents).update(digest_id=Subquery(mine))

    def _letters(self, contents: dict[int, dict[str, Any]], ids: dict[int, int]) -> list[NewLetter]:
        absent = {int(each) for content in contents.values() for each in content.get("for", ())}
        persons = {
            pk: (name, email)
            for pk, name, email in Person.objects.filter(Q(pk__in=contents) | Q(pk__in=absent)).values_list(
                "pk", "name", "email"
            )
        }
        wishes = {
            row.person_id: (row.inside, row.email) for row in DigestWish.objects.filter(person__in=contents)
        }
        names = {pk: name for pk, (name, _email) in persons.items()}
        end = datetime.combine(self.day, time(23, 59), tzinfo=self.at.tzinfo)
        due = cache(lambda owed: sentences.due_words(owed, self.day, working.for_country()))
        made = []
        for person, content in contents.items():
            inside, email = wishes.get(person, (True, True))
            _name, address = persons[person]
            about, subject = Ref("digest", ids[person]), sentences.digest_subject(content, self.day)
            common: dict[str, Any] = {"to": Ref("person", person), "subject": subject, "about": about}
            if inside:
                key = f"digest:{self.day}:{person}:inside"
                made.append(NewLetter(key=key, channel=INSIDE, text="", **common))
            # Whoever is away has a stand-in who reads it; their own mail box is left in peace.
            if email and address and not self.who.instead(person):
                text = sentences.digest_text(content, self.day, self.known, names, due)
                key = f"digest:{self.day}:{person}:email"
                made.append(
                    NewLetter(
                        key=key,
                        channel=EMAIL,
                        address=address,
                        text=text,
                        not_after=max(end, self.at + timedelta(hours=2)),
                        **common,
                    )
                )
        return made
