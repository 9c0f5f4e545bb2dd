"""Searching in Vietnamese: with marks or without, by the beginnings of words, abbreviations understood."""

from __future__ import annotations

from typing import Any, TypeVar

from django.db import models
from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from dinh.ground import text

M = TypeVar("M", bound=models.Model)

# What people type short and papers write long, and the other way round.
ABBREVIATIONS: dict[str, str] = {
    "bch": "ban chap hanh",
    "bcd": "ban chi dao",
    "cds": "chuyen doi so",
    "cntt": "cong nghe thong tin",
    "dvc": "dich vu cong",
    "dvctt": "dich vu cong truc tuyen",
    "hcm": "ho chi minh",
    "hdnd": "hoi dong nhan dan",
    "kh": "ke hoach",
    "khcn": "khoa hoc cong nghe",
    "nq": "nghi quyet",
    "qd": "quyet dinh",
    "tp": "thanh pho",
    "tphcm": "thanh pho ho chi minh",
    "tt": "thi tran",
    "tthc": "thu tuc hanh chinh",
    "tx": "thi xa",
    "ubnd": "uy ban nhan dan",
}
_LONG_FORMS = sorted(
    ((tuple(long.split()), short) for short, long in ABBREVIATIONS.items()), key=lambda pair: -len(pair[0])
)


class SearchField(models.TextField):
    """A column that search reads, filled by itself from other attributes whenever the row is saved.

    `search = SearchField(of=("name", "number"))`. An attribute may be a property or a method without arguments.
    `save(update_fields=…)` and `queryset.update(…)` must name this column too."""

    def __init__(self, *args: Any, of: tuple[str, ...] = (), **kwargs: Any) -> None:
        kwargs.setdefault("editable", False)
        kwargs.setdefault("blank", True)
        kwargs.setdefault("default", "")
        self.of = tuple(of)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "of": self.of}

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        made = text_for(model_instance, self.of)
        setattr(model_instance, self.attname, made)
        return made


def text_for(row: models.Model, of: tuple[str, ...]) -> str:
    """What a SearchField would hold for this row: for bulk updates."""
    values = (getattr(row, name) for name in of)
    return text.search_text(*(str(v() if callable(v) else v) for v in values if v not in (None, "")))


MOST_WORDS = 12
"""Words of a search that count. A database gives up on a condition of a thousand parts; nobody types thirteen."""


def search_q(field: str, typed: str) -> Q:
    """Rows in whose search column every typed word begins some word. "chuyen doi so" finds "Chuyển đổi số".

    Nothing typed finds all; marks alone ("?!") find nothing."""
    typed_words = text.words(typed)[:MOST_WORDS]
    if not typed_words:
        return Q(pk__in=[]) if typed.strip() else Q()
    found = Q()
    for alternatives in _groups(typed_words):
        group = Q()
        for phrase in alternatives:
            every = Q()
            for word in phrase:
                every &= Q(**{f"{field}__contains": f" {word}"})
            group |= every
        found &= group
    return found


def closest_first(rows: QuerySet[M], field: str, typed: str) -> QuerySet[Any]:
    """The rows that `search_q` finds, those that agree with the typed marks and word order first."""
    found = rows.filter(search_q(field, typed))
    marked, plain = text.marked_words(typed)[:MOST_WORDS], text.words(typed)[:MOST_WORDS]
    if not plain:
        return found.annotate(closeness=Value(0, output_field=IntegerField()))
    every_marked = Q()
    for word in marked:
        every_marked &= Q(**{f"{field}__contains": f" {word}"})
    ranks = [
        When(**{f"{field}__contains": f" {' '.join(marked)}", "then": Value(0)}),
        When(every_marked, then=Value(1)),
        When(**{f"{field}__contains": f" {' '.join(plain)}", "then": Value(2)}),
    ]
    closeness = Case(*ranks, default=Value(3), output_field=IntegerField())
    return found.annotate(closeness=closeness).order_by("closeness", *(rows.query.order_by or ()))


def alternatives(typed: str) -> list[list[list[str]]]:
    """What was typed as groups of phrases of which one must be there: an abbreviation stands beside its long form."""
    return _groups(text.words(typed)[:MOST_WORDS])


def _groups(typed_words: list[str]) -> list[list[list[str]]]:
    """Each group is a list of phrases of which one must be there: ["ubnd"] or ["uy", "ban", "nhan", "dan"]."""
    groups: list[list[list[str]]] = []
    at = 0
    while at < len(typed_words):
        for long, short in _LONG_FORMS:
            if tuple(typed_words[at : at + len(long)]) == long:
                groups.append([list(long), [short]])
                at += len(long)
                break
        else:
            word = typed_words[at]
            long_form = ABBREVIATIONS.get(word)
            groups.append([[word], long_form.split()] if long_form else [[word]])
            at += 1
    return groups
