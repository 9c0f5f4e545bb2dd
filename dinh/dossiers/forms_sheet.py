"""A whole form on one screen, for an officer who types what stands on paper: every page that the answers ask for, one under
another. What is answered may ask for more: those pages come with the next showing, and nothing typed is lost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import QueryDict

from dinh.catalog import asking

from .forms_online import PageForms
from .rules.intake import Fault
from .services.common import WrongInput

SHOWN = "phan"
"""Name of the hidden fields that say which pages were on the screen."""
ROUNDS = 12
"""Answers bring pages, whose answers bring pages; no form goes deeper."""


@dataclass(slots=True)
class Part:
    """One page of the form with its fields. `fresh`: it was not on the screen before."""

    page: asking.Page
    shown: PageForms
    fresh: bool = False
    left: Sequence[asking.Fault] = ()
    """What is wrong with the page as a whole."""

    @property
    def forms(self) -> list[Any]:
        return self.shown.forms

    @property
    def start(self) -> str:
        return self.shown.start


class Sheet:
    """The form of a schema. Shown from `answers`, or read from what was sent (`data`)."""

    def __init__(
        self,
        schema: Mapping[str, Any],
        *,
        answers: Mapping[str, Any] | None = None,
        data: QueryDict | None = None,
        known: Mapping[str, Any] | None = None,
    ) -> None:
        self.schema, self.data, self.known = dict(schema), data, dict(known or {})
        self.unread: list[asking.Fault] = []
        if data is None:
            self.answers = dict(answers or {})
            self.parts = [self._unsent(page) for page in asking.pages_of(self.schema, self.answers)]
            return
        sent = set(data.getlist(SHOWN))
        self.answers = self._read(sent)
        self.parts = [
            Part(page, self._sent(page)) if page.key in sent else self._unsent(page, fresh=True)
            for page in asking.pages_of(self.schema, self.answers)
        ]
        more = data.get("them", "")
        for part in self.parts:
            if part.page.rows and part.page.key == more:
                part.shown.more()

    @property
    def asks_more(self) -> bool:
        """Whether it is to be shown again before it can be kept: a row was asked for, or answers brought new pages."""
        return "them" in (self.data or {}) or any(part.fresh for part in self.parts)

    @property
    def fresh(self) -> list[str]:
        """Titles of the pages that the answers brought just now."""
        return [part.page.title for part in self.parts if part.fresh]

    @property
    def forms(self) -> list[Any]:
        """All forms on the screen, for the summary of what is wrong."""
        return [form for part in self.parts for form in part.forms]

    def must_be_read(self, today: date) -> None:
        """Raise WrongInput with all that is wrong when something typed could not be read at all: a deed would not know."""
        if self.unread:
            found = asking.check(self.schema, self.answers, today=today)
            raise WrongInput([Fault(f"form.{each.field}", each.sentence) for each in found])

    def put(self, faults: Sequence[Fault]) -> list[str]:
        """What a deed refused ("form.me.ho_ten") beside its field, the first of each field; gives the sentences that no field
        bears."""
        first: dict[str, asking.Fault] = {}
        told = [asking.Fault(each.field.removeprefix("form."), each.sentence) for each in faults]
        for fault in [*self.unread, *told]:
            first.setdefault(fault.field, fault)
        borne: set[str] = set()
        for part in self.parts:
            if part.fresh:
                continue
            of_page = [fault for fault in first.values() if fault.field.split(".")[0] == part.page.of]
            part.left = part.shown.put(of_page)
            borne |= {fault.field for fault in part.left}
            borne |= {
                part.page.path(field, number)
                for field in part.page.fields
                for number in (range(part.shown.count) if part.page.rows else [None])
            }
        return [fault.sentence for fault in first.values() if fault.field not in borne]

    def _read(self, sent: set[str]) -> dict[str, Any]:
        answers: dict[str, Any] = {}
        for _round in range(ROUNDS):
            before, self.unread = answers, []
            for page in asking.pages_of(self.schema, before):
                if page.key in sent:
                    values, wrong = self._sent(page).read()
                    self.unread += wrong
                    answers = asking.merge(answers, page, values)
            answers = asking.tidy(self.schema, answers)
            if answers == before:
                break
        return answers

    def _sent(self, page: asking.Page) -> PageForms:
        return PageForms(page, self.answers_of(page), self.data, start=f"{page.key}-")

    def answers_of(self, page: asking.Page) -> dict[str, Any]:
        answers: dict[str, Any] = getattr(self, "answers", {})
        return {page.of: answers[page.of]} if page.of in answers else {}

    def _unsent(self, page: asking.Page, *, fresh: bool = False) -> Part:
        first = {
            field.name: str(value)
            for field in page.fields
            for value in [field.known_from(self.known) or self.known.get(field.counts)]
            if value
        }
        shown = PageForms(page, self.answers_of(page), first=first, start=f"{page.key}-")
        return Part(page, shown, fresh=fresh)
